//! The one public error.
//!
//! # Common errors
//!
//! Every call may fail in these ways; the methods name what is theirs beside them.
//!
//! - [`ErrorKind::Invalid`]: an input, option or id that cannot be right. Nothing was sent.
//! - [`ErrorKind::NotAdmitted`]: the rate limit leaves no room before the deadline. Nothing was sent.
//! - [`ErrorKind::Connect`], [`ErrorKind::Timeout`], [`ErrorKind::Disconnected`]: the network;
//!   [`Error::may_have_been_sent`] says whether the vendor may have acted.
//! - [`ErrorKind::Api`]: the vendor's own error, with its code; 401 and 403 for the key
//!   ([`Error::is_auth`]), 429 for the rate limit once the deadline ends the waiting, 5xx.
//! - [`ErrorKind::Unexpected`], [`ErrorKind::Decode`], [`ErrorKind::TooLarge`]: a response that is
//!   not what the contract says.
//!
//! Every failure says what happened, where, and what to do next. Nothing in here holds a key, a
//! résumé or an assessment: the vendor's error body is kept, answers that are not errors never are.

mod display;

pub(crate) use display::words;

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use nova_client::DecodeFailure;
use nova_client::{Operation, types};
use reqwest::StatusCode;

use crate::words::open_words;

/// What went wrong, one pointer wide.
///
/// [`kind`](Self::kind) sorts it, the predicates answer the questions a caller acts on, and
/// [`api`](Self::api) holds the vendor's own words where there are any.
///
/// ```
/// use nova_client_ext::{ApiKey, ErrorKind};
///
/// let error = ApiKey::new("hunter2").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Invalid);
/// assert!(!error.may_have_been_sent());
/// assert!(!error.to_string().contains("hunter2"));
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

open_words! {
    /// The kinds of [`Error`]. Later versions may have more.
    pub enum ErrorKind {
        /// A key, id, setting or environment variable that cannot be right. Nothing was sent.
        Invalid = "invalid",
        /// The call could not be admitted to its rate bucket before its deadline, or was queued for
        /// longer than [`NovaBuilder::queue_timeout`](crate::NovaBuilder::queue_timeout). Nothing was
        /// sent.
        NotAdmitted = "not_admitted",
        /// No connection could be made. Nothing was sent.
        Connect = "connect",
        /// Time ran out: an attempt's, or the call's.
        Timeout = "timeout",
        /// The connection broke while the request or the answer was under way.
        Disconnected = "disconnected",
        /// The vendor rejected or failed, and said so in its documented form: see [`Error::api`].
        Api = "api",
        /// Every application of a submitted batch was rejected, and there is no batch: see
        /// [`Error::rejections`].
        AllRejected = "all_rejected",
        /// The criteria have changed since the revision that a change was meant for. Nothing was
        /// changed.
        StaleRevision = "stale_revision",
        /// The question set can no longer be answered; make a new one.
        QuestionSetExpired = "question_set_expired",
        /// A response that the contract does not know: a redirect, an undocumented status, an error page
        /// of a proxy.
        Unexpected = "unexpected",
        /// The answer was documented by its status, but its body is not what the contract says. Of a
        /// genuine webhook too, which is then to be answered with 400.
        Decode = "decode",
        /// A webhook that nobody with one of the secrets sent, or that is too old: to be answered with
        /// 401.
        InvalidSignature = "invalid_signature",
        /// The response's body was larger than the limit.
        TooLarge = "too_large",
        /// A batch was not settled before the deadline of its watch: see [`Error::unfinished`]. Or a
        /// deletion was not done before that of its wait.
        WaitExpired = "wait_expired",
        /// A batch that had to be a success is none: see [`BatchReport::require_success`](crate::BatchReport::require_success) and
        /// [`Error::report`]. Or a deletion has failed.
        NotCompleted = "not_completed",
        /// The store of a run failed, or cannot be used as it is. Nothing of the run was changed.
        Store = "store",
    }
    /// A kind that this version does not know, in something that a later one stored.
    unknown = Unknown;
    description = "The kind of an error.";
}

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    what: String,
    operation: Option<&'static Operation>,
    facts: Facts,
    api: Option<types::Error>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    details: Vec<Arc<dyn ErrorDetail>>,
}

/// Something a module above this one attaches to an error, and reads back with [`Error::detail`] in
/// an accessor of its own (`impl Error { … }` beside the type).
pub(crate) trait ErrorDetail: Any + fmt::Debug + Send + Sync {
    /// What takes the place of the vendor's own details in the message, if anything does.
    fn describe(&self) -> Option<String> {
        None
    }
}

/// What is known of the exchange behind an error.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) status: Option<StatusCode>,
    pub(crate) trace_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) attempts: u32,
    pub(crate) rate_limited: u32,
    pub(crate) retryable: bool,
    pub(crate) sent: bool,
    /// The beginning of a response that did not come from the vendor.
    pub(crate) foreign_body: Option<Arc<str>>,
}

impl Error {
    /// A failure of `kind`, in words that follow the operation's name.
    pub(crate) fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            what: what.into(),
            operation: None,
            facts: Facts::default(),
            api: None,
            source: None,
            details: Vec::new(),
        }))
    }

    /// Input that cannot be right: `subject` says which, `why` what is wrong with it. Neither
    /// quotes a secret.
    pub(crate) fn invalid(subject: &str, why: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Invalid, format!("{subject} {why}"))
    }

    /// The vendor's own error.
    pub(crate) fn api_error(body: types::Error, facts: Facts) -> Self {
        let mut error = Self::new(ErrorKind::Api, "").with_facts(facts);
        error.0.api = Some(body);
        error
    }

    /// The same failure, of a sort that says more.
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// The same failure, with what to do about it said behind the words there are.
    pub(crate) fn with_advice(mut self, advice: &str) -> Self {
        let Inner { what, .. } = &mut *self.0;
        let separator = if what.is_empty() { "" } else { "; " };
        what.push_str(&format!("{separator}{advice}"));
        self
    }

    pub(crate) fn with_operation(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn with_facts(mut self, facts: Facts) -> Self {
        self.0.facts = facts;
        self
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// The same failure, with something attached that its module can read back.
    pub(crate) fn with_detail(mut self, detail: Arc<dyn ErrorDetail>) -> Self {
        self.0.details.push(detail);
        self
    }

    /// The first attached detail of this type.
    pub(crate) fn detail<T: ErrorDetail>(&self) -> Option<&T> {
        self.0.details.iter().find_map(|detail| {
            let detail: &dyn Any = &**detail;
            detail.downcast_ref()
        })
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.0.facts
    }

    pub(crate) fn facts_mut(&mut self) -> &mut Facts {
        &mut self.0.facts
    }

    /// Returns the kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that was called; `None` where there was no call yet.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.0.operation
    }

    /// The HTTP status of the last answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.facts.status
    }

    /// The vendor's error body, with every detail.
    pub fn api(&self) -> Option<&types::Error> {
        self.0.api.as_ref()
    }

    /// The vendor's error code.
    pub fn code(&self) -> Option<&types::ErrorCode> {
        self.api().map(|body| &body.code)
    }

    /// Identifies the exchange to the vendor's support.
    pub fn trace_id(&self) -> Option<&str> {
        self.0.facts.trace_id.as_deref().or_else(|| self.api()?.trace_id.as_deref())
    }

    /// How long the vendor asked to wait (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.facts.retry_after
    }

    /// How many requests were started for the call. 0 when none was, and for an error that came
    /// through the raw client, which does not carry the number.
    pub fn attempts(&self) -> u32 {
        self.0.facts.attempts
    }

    /// Returns how many of the call's requests met a 429. They use up none of the attempts that
    /// [`RetryPolicy`](crate::RetryPolicy) allows: only the deadline ends a call that meets nothing
    /// else.
    pub fn rate_limited_count(&self) -> u32 {
        self.0.facts.rate_limited
    }

    /// Whether the same call may succeed later, all else unchanged.
    pub fn is_retryable(&self) -> bool {
        self.0.facts.retryable
    }

    /// Whether time ran out: an attempt's, a call's or a watch's.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind(), ErrorKind::Timeout | ErrorKind::WaitExpired)
    }

    /// Whether the key is missing, wrong, revoked or not allowed (401, 403).
    pub fn is_auth(&self) -> bool {
        matches!(self.status(), Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN))
    }

    /// Whether what was asked for does not exist (404).
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether the rate limit was hit (429), or would have been ([`ErrorKind::NotAdmitted`]).
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
            || self.kind() == ErrorKind::NotAdmitted
    }

    /// Whether a request may have reached the vendor, so that it may have acted on it.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.facts.sent
    }

    /// Where in the body the decoding failed.
    pub fn decode_failure(&self) -> Option<&DecodeFailure> {
        self.0.source.as_ref()?.downcast_ref()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// So that `?` works on conversions that cannot fail.
impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

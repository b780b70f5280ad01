//! The one public error.
//!
//! # Common errors
//!
//! Every call may fail in these ways; the methods document their own errors.
//!
//! - [`ErrorKind::Invalid`]: an invalid input, option or id. Nothing was sent.
//! - [`ErrorKind::NotAdmitted`]: the rate limit does not admit the call before its deadline.
//!   Nothing was sent.
//! - [`ErrorKind::Connect`], [`ErrorKind::Timeout`], [`ErrorKind::Disconnected`]: the network;
//!   [`Error::may_have_been_sent`] says whether the vendor may have acted.
//! - [`ErrorKind::Api`]: the vendor's own error, with its code; 401 and 403 for the key
//!   ([`Error::is_auth`]), 429 for a rate limit that lasted until the deadline, 5xx.
//! - [`ErrorKind::Unexpected`], [`ErrorKind::Decode`], [`ErrorKind::TooLarge`]: a response that
//!   violates the contract.
//!
//! The text says what happened, where, and what to do next. An error contains no key, résumé or
//! assessment: it keeps the vendor's error bodies and no other response.

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

/// The error of every operation of this crate, one pointer wide.
///
/// [`kind`](Self::kind) classifies it, the predicates are what callers decide on, and
/// [`api`](Self::api) is the vendor's error body, if there is one.
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
        /// A key, id, setting or environment variable is invalid. Nothing was sent.
        Invalid = "invalid",
        /// The call could not be admitted to its rate bucket before its deadline, or was queued for
        /// longer than [`NovaBuilder::queue_timeout`](crate::NovaBuilder::queue_timeout). Nothing was
        /// sent.
        NotAdmitted = "not_admitted",
        /// No connection could be made. Nothing was sent.
        Connect = "connect",
        /// The time limit of an attempt or of the call was reached.
        Timeout = "timeout",
        /// The connection broke during the request or the response.
        Disconnected = "disconnected",
        /// The vendor returned a documented error: see [`Error::api`].
        Api = "api",
        /// Every application of a submitted batch was rejected, so no batch was created: see
        /// [`Error::rejections`].
        AllRejected = "all_rejected",
        /// The criteria have changed since the expected revision. The change was not made.
        StaleRevision = "stale_revision",
        /// The question set can no longer be answered; create a new one.
        QuestionSetExpired = "question_set_expired",
        /// A response that the contract does not define: a redirect, an undocumented status, an
        /// error page of a proxy.
        Unexpected = "unexpected",
        /// A response with a documented status whose body violates the contract. Also a webhook
        /// with a valid signature and such a body: respond with 400.
        Decode = "decode",
        /// A webhook that was not signed with one of the secrets, or that is too old: respond with
        /// 401.
        InvalidSignature = "invalid_signature",
        /// The response body was larger than the limit.
        TooLarge = "too_large",
        /// A batch was not settled before the timeout of its watch: see [`Error::unfinished`]. Or a
        /// deletion was not completed before the timeout of its wait.
        WaitExpired = "wait_expired",
        /// A batch that had to be completed is not: see
        /// [`BatchReport::require_success`](crate::BatchReport::require_success) and
        /// [`Error::report`]. Or a deletion has failed.
        NotCompleted = "not_completed",
        /// The store of a run failed or cannot be used. The run was not changed.
        Store = "store",
    }
    /// A kind of a later version, in data that it stored.
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

/// Data that a module above this one attaches to an error. It reads it with [`Error::detail`] in an
/// accessor of its own (an `impl Error` in the module's file).
pub(crate) trait ErrorDetail: Any + fmt::Debug + Send + Sync {
    /// Returns a text that replaces the vendor's details in the message, if any.
    fn describe(&self) -> Option<String> {
        None
    }
}

/// What is known about the exchange that failed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) status: Option<StatusCode>,
    pub(crate) trace_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) attempts: u32,
    pub(crate) rate_limited: u32,
    pub(crate) retryable: bool,
    pub(crate) sent: bool,
    /// The beginning of the body of a response that did not come from the vendor.
    pub(crate) foreign_body: Option<Arc<str>>,
}

impl Error {
    /// Creates an error of `kind`. The text `what` follows the operation's name.
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

    /// Creates the error of an invalid input: `subject` names it, `why` is what is wrong with it.
    /// Neither may contain a secret.
    pub(crate) fn invalid(subject: &str, why: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Invalid, format!("{subject} {why}"))
    }

    /// Creates an error from the vendor's error body.
    pub(crate) fn api_error(body: types::Error, facts: Facts) -> Self {
        let mut error = Self::new(ErrorKind::Api, "").with_facts(facts);
        error.0.api = Some(body);
        error
    }

    /// Replaces the kind by a more specific one.
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Appends what to do about it to the text.
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

    /// Attaches a detail, which [`detail`](Self::detail) returns.
    pub(crate) fn with_detail(mut self, detail: Arc<dyn ErrorDetail>) -> Self {
        self.0.details.push(detail);
        self
    }

    /// Returns the first attached detail of this type.
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

    /// Returns the operation that was called; `None` where there was no call yet.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.0.operation
    }

    /// Returns the HTTP status of the last response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.facts.status
    }

    /// Returns the vendor's error body, with every detail.
    pub fn api(&self) -> Option<&types::Error> {
        self.0.api.as_ref()
    }

    /// Returns the vendor's error code.
    pub fn code(&self) -> Option<&types::ErrorCode> {
        self.api().map(|body| &body.code)
    }

    /// Returns the id of the request for the vendor's support.
    pub fn trace_id(&self) -> Option<&str> {
        self.0.facts.trace_id.as_deref().or_else(|| self.api()?.trace_id.as_deref())
    }

    /// Returns how long the vendor asked to wait (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.facts.retry_after
    }

    /// Returns how many requests were started for the call: 0 if none was, and for an error of the
    /// raw client, which does not report the number.
    pub fn attempts(&self) -> u32 {
        self.0.facts.attempts
    }

    /// Returns how many of the call's requests got a 429. These do not count as attempts of the
    /// [`RetryPolicy`](crate::RetryPolicy): a call that gets only 429s ends at its deadline.
    pub fn rate_limited_count(&self) -> u32 {
        self.0.facts.rate_limited
    }

    /// Returns whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.0.facts.retryable
    }

    /// Returns whether a time limit was reached: of an attempt, a call or a watch.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind(), ErrorKind::Timeout | ErrorKind::WaitExpired)
    }

    /// Returns whether the key is missing, wrong, revoked or not allowed (401, 403).
    pub fn is_auth(&self) -> bool {
        matches!(self.status(), Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN))
    }

    /// Returns whether the resource does not exist (404).
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns whether the rate limit was exceeded (429), or would have been
    /// ([`ErrorKind::NotAdmitted`]).
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
            || self.kind() == ErrorKind::NotAdmitted
    }

    /// Returns whether one of the call's requests may have reached the vendor, which may then have
    /// acted on it.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.facts.sent
    }

    /// Returns where in the body the decoding failed.
    pub fn decode_failure(&self) -> Option<&DecodeFailure> {
        self.0.source.as_ref()?.downcast_ref()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// Allows `?` on conversions that cannot fail.
impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

//! The failure of a command, in one line: what happened, where, and what to do next.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use nova_client_ext::types::ErrorCode;
use nova_client_ext::{Batch, Error, ErrorKind, Remedy, error::DecodeFailure};
use schemars::JsonSchema;
use serde::Serialize;

use crate::exit::Exit;
use crate::text::{clean, shorten};

/// The maximum length of an error, in characters.
const MAX_ERROR: usize = 4_000;
/// The maximum length of a text from the server in it, in characters.
const MAX_FIELD: usize = 1_000;

#[derive(Debug)]
pub(crate) enum Failure {
    /// An invalid argument or setting.
    Usage(String),
    /// An invalid input file.
    Input { what: String, decode: Option<DecodeFailure> },
    /// A failed call.
    Call { error: Error, base_url: Option<String> },
    /// `--timeout` expired outside a call.
    TimedOut(Duration),
    /// A call that changes data was interrupted, or got no complete response.
    CutShort { cause: Box<Failure>, next: String },
    /// A failure about a batch whose ids are known.
    OfBatch { job_id: String, batch_id: String, failure: Box<Failure> },
    /// An error of the operating system.
    System(String),
    /// Ctrl-C, or a request to terminate.
    Interrupted,
    /// The reader of stdout has closed it, which is no error: nothing is printed about it.
    ReaderGone,
}

impl Failure {
    /// Creates the failure for a value that is invalid before anything is sent: a key, an id, a
    /// setting. `source` is where it came from.
    pub(crate) fn invalid(source: &str, error: &Error) -> Self {
        // The builder's names of the options differ, and the command has no option for plain http.
        let why = error.to_string().replace(
            "use https, or allow_insecure_http(true)",
            "use https; http is for this machine only (127.0.0.1 or localhost)",
        );
        Self::Usage(format!("{source}: {}", why.strip_prefix("base_url ").unwrap_or(&why)))
    }

    pub(crate) fn system(what: &str, error: &dyn std::error::Error) -> Self {
        Self::System(format!("{what}: {error}"))
    }

    /// Adds the ids of the batch that the failure is about.
    pub(crate) fn of_batch(self, batch: &Batch) -> Self {
        Self::OfBatch {
            job_id: batch.job().id().to_string(),
            batch_id: batch.id().to_string(),
            failure: Box::new(self),
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Call { error, .. } if error.kind() == ErrorKind::Invalid => Exit::Usage,
            Self::Interrupted => Exit::Interrupted,
            Self::ReaderGone => Exit::Success,
            Self::CutShort { cause: failure, .. } | Self::OfBatch { failure, .. } => failure.exit(),
            _ => Exit::Error,
        }
    }

    fn kind(&self) -> String {
        let kind = match self {
            Self::Usage(_) => "usage",
            Self::Call { .. } if self.exit() == Exit::Usage => "usage",
            Self::Input { .. } => "input",
            Self::Call { error, .. } => return error.kind().to_string(),
            Self::TimedOut(_) => return ErrorKind::Timeout.to_string(),
            Self::System(_) | Self::ReaderGone => "system",
            Self::Interrupted => "interrupted",
            Self::CutShort { cause: failure, .. } | Self::OfBatch { failure, .. } => {
                return failure.kind();
            }
        };
        kind.to_owned()
    }

    /// Returns the error of the failed call.
    fn error(&self) -> Option<&Error> {
        match self {
            Self::Call { error, .. } => Some(error),
            Self::OfBatch { failure, .. } | Self::CutShort { cause: failure, .. } => {
                failure.error()
            }
            _ => None,
        }
    }

    /// Returns whether the failed call may have had an effect.
    pub(crate) fn has_unknown_effect(&self) -> bool {
        self.error().is_some_and(has_unknown_effect)
    }

    /// Returns what happened.
    fn what(&self) -> String {
        match self {
            Self::Usage(what) | Self::System(what) | Self::Input { what, .. } => what.clone(),
            Self::Call { error, .. } => match cause(error) {
                Some(cause) => format!("{error}: {cause}"),
                None => error.to_string(),
            },
            Self::TimedOut(after) => {
                format!("not finished within {} s (--timeout)", after.as_secs_f64())
            }
            Self::Interrupted => "interrupted".to_owned(),
            Self::CutShort { cause, .. } => cause.what(),
            Self::OfBatch { job_id, batch_id, failure } => {
                format!("batch {batch_id} of job {job_id}: {}", failure.what())
            }
            Self::ReaderGone => "stdout is closed".to_owned(),
        }
    }

    /// Returns what to do next, if there is anything.
    fn next(&self) -> Option<String> {
        match self {
            Self::Call { error, base_url } => advice(error, base_url.as_deref()),
            Self::CutShort { next, .. } => Some(next.clone()),
            Self::OfBatch { failure, .. } => failure.next(),
            _ => None,
        }
    }

    /// Returns the same facts as one JSON object, on one line.
    pub(crate) fn to_json(&self) -> String {
        // It consists of texts and numbers, so serialising cannot fail.
        serde_json::to_string(&self.facts()).unwrap_or_else(|_| "{}".to_owned())
    }

    fn facts(&self) -> ErrorOutput {
        let error = self.error();
        let decode = match self {
            Self::Input { decode, .. } => decode.as_ref(),
            _ => error.and_then(Error::decode_failure),
        };
        let (job_id, batch_id) = match self {
            Self::OfBatch { job_id, batch_id, .. } => {
                (Some(job_id.clone()), Some(batch_id.clone()))
            }
            _ => (None, None),
        };
        let field = |text: &str| shorten(text, MAX_FIELD);
        // It was in flight, so at least one attempt may have arrived.
        let was_cut_short = matches!(self, Self::CutShort { .. });
        ErrorOutput {
            error: clean(&shorten(&self.what(), MAX_ERROR)),
            kind: self.kind(),
            operation: error.and_then(|error| Some(error.operation()?.id.to_owned())),
            job_id,
            batch_id,
            status: error.and_then(|error| Some(error.status()?.as_u16())),
            code: error.and_then(|error| Some(field(error.code()?.as_str()))),
            message: error.and_then(|error| Some(field(error.api()?.message.as_str()))),
            attempts: error.map_or(u32::from(was_cut_short), Error::attempts),
            trace_id: error.and_then(|error| error.trace_id().map(field)),
            retry_after: error.and_then(|error| Some(error.retry_after()?.as_secs())),
            retryable: error.map_or(was_cut_short, Error::is_retryable),
            may_have_been_sent: error.map_or(was_cut_short, Error::may_have_been_sent),
            remedy: error.and_then(Error::remedy),
            path: decode.map(|failure| field(&failure.path)),
            next: self.next().map(|next| clean(&shorten(&next, MAX_FIELD))),
        }
    }
}

/// An error under `--json`. Fields without a value are null.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorOutput {
    /// What happened, in one line.
    error: String,
    /// What kind of error it is, for example `api`, `timeout`, `usage`, `input`, `interrupted`.
    kind: String,
    /// The vendor's operation that failed.
    operation: Option<String>,
    /// The job of the batch that the error is about.
    job_id: Option<String>,
    /// The batch that the error is about, in commands that poll or wait for it.
    batch_id: Option<String>,
    /// The HTTP status.
    status: Option<u16>,
    /// The vendor's error code.
    code: Option<String>,
    /// The vendor's error message.
    message: Option<String>,
    /// How often the call was tried.
    attempts: u32,
    /// Identifies the call to the vendor's support.
    trace_id: Option<String>,
    /// Seconds.
    retry_after: Option<u64>,
    /// Whether the same call may succeed later.
    retryable: bool,
    /// Whether the vendor may have received the request.
    may_have_been_sent: bool,
    /// The remedy.
    remedy: Option<Remedy>,
    /// The JSON path at which a document could not be decoded.
    path: Option<String>,
    /// What to do next.
    next: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&clean(&shorten(&self.what(), MAX_ERROR)))?;
        match self.next() {
            Some(next) => write!(f, "; {}", clean(&shorten(&next, MAX_FIELD))),
            None => Ok(()),
        }
    }
}

/// Returns whether a call got no complete response to a request that may have arrived.
pub(crate) fn has_unknown_effect(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Timeout | ErrorKind::Disconnected | ErrorKind::Connect)
        && error.may_have_been_sent()
}

/// Returns the root cause, if the error's message does not contain it.
fn cause(error: &Error) -> Option<String> {
    if !matches!(error.kind(), ErrorKind::Connect | ErrorKind::Disconnected) {
        return None;
    }
    let mut cause = error.source()?;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    Some(cause.to_string())
}

fn advice(error: &Error, base_url: Option<&str>) -> Option<String> {
    let server = base_url.unwrap_or("the vendor's address");
    let advice = match error.kind() {
        // The messages of these say what to do.
        ErrorKind::Invalid
        | ErrorKind::StaleRevision
        | ErrorKind::QuestionSetExpired
        | ErrorKind::WaitExpired
        | ErrorKind::NotCompleted
        | ErrorKind::Store => return None,
        ErrorKind::InvalidSignature => {
            "check that the secret is that of this endpoint and that the body is the raw one, byte for byte".to_owned()
        }
        ErrorKind::Connect => format!("check the network and that {server} is right (--base-url, NOVA_BASE_URL)"),
        ErrorKind::Timeout | ErrorKind::NotAdmitted => "try again, or allow more time with --timeout".to_owned(),
        ErrorKind::Disconnected => format!("try again; if it persists, check proxies and firewalls between here and {server}"),
        ErrorKind::Unexpected if error.is_auth() => {
            format!("check the key (NOVA_API_KEY, --api-key-file or --api-key), and what responds at {server}, since it was not the vendor")
        }
        ErrorKind::Decode if error.is_from_intermediary() => {
            format!("check that {server} is the Nova Embed API (--base-url, NOVA_BASE_URL)")
        }
        ErrorKind::TooLarge | ErrorKind::Unexpected if !error.is_retryable() => {
            format!("check that {server} is the Nova Embed API (--base-url, NOVA_BASE_URL)")
        }
        ErrorKind::Decode => {
            "the vendor's API and this version no longer agree: update it, or report the path".to_owned()
        }
        _ if error.is_auth() => "check the key (NOVA_API_KEY, --api-key-file or --api-key)".to_owned(),
        _ if error.remedy() == Some(Remedy::GenerateCriteria) => Remedy::GenerateCriteria.advice().to_owned(),
        _ if error.is_not_found() => "check the ids and the tenant: each tenant sees its own data only".to_owned(),
        _ if error.is_retryable() => match error.retry_after() {
            Some(wait) => format!("try again in {} s", wait.as_secs()),
            None => "try again later".to_owned(),
        },
        _ => match error.code() {
            Some(ErrorCode::ValidationError) | None => "ask the vendor, with the trace id".to_owned(),
            Some(code) => Remedy::for_code(code).advice().to_owned(),
        },
    };
    Some(advice)
}

//! Why a command did not do what it was asked, in one line: what happened, where, and what to do
//! next.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use nova_client_ext::types::ErrorCode;
use nova_client_ext::{Error, ErrorKind, Remedy, error::DecodeFailure};
use serde::Serialize;

use crate::exit::Exit;
use crate::table::clean;

#[derive(Debug)]
pub(crate) enum Failure {
    /// An argument or a setting that cannot be right.
    Usage(String),
    /// A file that cannot be analysed.
    Input { what: String, decode: Option<DecodeFailure> },
    /// A call that failed.
    Call { error: Error, base_url: Option<String> },
    /// `--timeout` passed while something other than a call was under way.
    TimedOut(Duration),
    /// The machine refused something.
    System(String),
    /// Ctrl-C, or a request to terminate.
    Interrupted,
    /// Nobody reads stdout any more, which is the reader's right: nothing is printed about it.
    ReaderGone,
}

impl Failure {
    /// Something the client refused before it sent anything: a key, an id, a setting. `source` says
    /// where it came from.
    pub(crate) fn invalid(source: &str, error: &Error) -> Self {
        // The builder's name for what has another name here.
        let why = error.to_string();
        Self::Usage(format!("{source}: {}", why.strip_prefix("base_url ").unwrap_or(&why)))
    }

    pub(crate) fn system(what: &str, error: &dyn std::error::Error) -> Self {
        Self::System(format!("{what}: {error}"))
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Call { error, .. } if error.kind() == ErrorKind::Invalid => Exit::Usage,
            Self::Interrupted => Exit::Interrupted,
            Self::ReaderGone => Exit::Success,
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
        };
        kind.to_owned()
    }

    /// What happened.
    fn what(&self) -> String {
        match self {
            Self::Usage(what) | Self::System(what) | Self::Input { what, .. } => what.clone(),
            Self::Call { error, .. } => match cause(error) {
                Some(cause) => format!("{error}: {cause}"),
                None => error.to_string(),
            },
            Self::TimedOut(after) => {
                format!("not over within {} s, the time --timeout allows", after.as_secs_f64())
            }
            Self::Interrupted => "interrupted".to_owned(),
            Self::ReaderGone => "nobody reads stdout".to_owned(),
        }
    }

    /// What to do next, where there is something to say.
    fn next(&self) -> Option<String> {
        match self {
            Self::Call { error, base_url } => advice(error, base_url.as_deref()),
            _ => None,
        }
    }

    /// The same facts as one JSON object, on one line.
    pub(crate) fn to_json(&self) -> String {
        let error = match self {
            Self::Call { error, .. } => Some(error),
            _ => None,
        };
        let decode = match self {
            Self::Input { decode, .. } => decode.as_ref(),
            Self::Call { error, .. } => error.decode_failure(),
            _ => None,
        };
        let facts = Facts {
            error: clean(&self.what()),
            kind: self.kind(),
            operation: error.and_then(|error| Some(error.operation()?.id)),
            status: error.and_then(|error| Some(error.status()?.as_u16())),
            code: error.and_then(|error| Some(error.code()?.as_str())),
            message: error.and_then(|error| Some(error.api()?.message.as_str())),
            attempts: error.map_or(0, Error::attempts),
            trace_id: error.and_then(Error::trace_id),
            retry_after: error.and_then(|error| Some(error.retry_after()?.as_secs())),
            retryable: error.is_some_and(Error::is_retryable),
            may_have_been_sent: error.is_some_and(Error::may_have_been_sent),
            remedy: error.and_then(Error::remedy),
            path: decode.map(|failure| failure.path.as_str()),
            next: self.next(),
        };
        // Text and numbers only: there is nothing in it that JSON could not hold.
        serde_json::to_string(&facts).unwrap_or_else(|_| "{}".to_owned())
    }
}

/// An error under `--json`. Members without a value are null.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Facts<'a> {
    /// What happened, in one line.
    error: String,
    kind: String,
    operation: Option<&'static str>,
    /// The HTTP status.
    status: Option<u16>,
    /// The vendor's code and words.
    code: Option<&'a str>,
    message: Option<&'a str>,
    attempts: u32,
    trace_id: Option<&'a str>,
    /// Seconds.
    retry_after: Option<u64>,
    retryable: bool,
    may_have_been_sent: bool,
    remedy: Option<Remedy>,
    /// The JSON path at which a body did not fit.
    path: Option<&'a str>,
    next: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&clean(&self.what()))?;
        match self.next() {
            Some(next) => write!(f, "; {next}"),
            None => Ok(()),
        }
    }
}

/// The root cause, where the error's own words leave it open.
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
        // These say themselves what to do.
        ErrorKind::Invalid
        | ErrorKind::StaleRevision
        | ErrorKind::QuestionSetExpired
        | ErrorKind::WaitExpired
        | ErrorKind::NotCompleted => return None,
        ErrorKind::InvalidSignature => {
            "check that the secret is this endpoint's own and that the body is the raw one, byte for byte".to_owned()
        }
        ErrorKind::Connect => format!("check the network and that {server} is right (--base-url, NOVA_BASE_URL)"),
        ErrorKind::Timeout | ErrorKind::NotAdmitted => "try again, or allow more time with --timeout".to_owned(),
        ErrorKind::Disconnected => format!("try again; if it stays, look at what stands between here and {server}"),
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

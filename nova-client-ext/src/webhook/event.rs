//! What a delivery says.

use std::fmt;

use chrono::{DateTime, Utc};
use nova_client::DecodeFailure;
use nova_client::types::{
    BatchCompletedEvent, ScoreCompletedEvent, ScoreFailedEvent, WebhookEventType as EventType,
};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::{Error, ErrorKind};

/// The name of a test delivery, in its header.
pub(super) const TEST: &str = "test";

/// A genuine delivery.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// Names the delivery, and is the same on every attempt: handle each id once. (`X-Webhook-Id`)
    pub id: String,
    /// When it was sent, if it says so in a form that can be read. (`X-Webhook-Timestamp`)
    pub timestamp: Option<DateTime<Utc>>,
    /// What happened.
    pub event: Event,
}

/// What a webhook reports.
///
/// Open: an event that this version does not know is kept as it came ([`Other`](Self::Other)).
/// `Debug` shows no assessment and no content of an unknown event; serde writes the body as the
/// vendor does.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A scoring job has ended with a score.
    ScoreCompleted(ScoreCompletedEvent),
    /// A scoring job has ended without a score.
    ScoreFailed(ScoreFailedEvent),
    /// Every scoring job of a batch has ended, well or badly. There is no event for a failed batch.
    BatchCompleted(BatchCompletedEvent),
    /// Somebody tries out the endpoint. Whatever the body says, it is made up. The header that says
    /// that it is a test is not signed, so nothing but this may depend on it: ignoring a test is
    /// always safe.
    Test {
        /// The body; null if it is empty.
        value: Value,
    },
    /// An event that this version does not know.
    Other {
        /// Its name, as the body or else the header says.
        name: String,
        /// The body.
        value: Value,
    },
}

/// The field that names an event.
#[derive(Deserialize)]
#[serde(expecting = "an object that names its event")]
struct Named {
    event: Option<EventType>,
}

impl Event {
    /// Reads a body whose delivery was verified before: when it came, or when it was put in a
    /// queue.
    ///
    /// `header` is what `X-Webhook-Event` said, if that is known. It says whether it is a test;
    /// apart from that the body's own name of the event counts, because it is signed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] for a body that is not JSON, names no event, or is not what the
    /// contract says of its event. [`Error::decode_failure`] has the place.
    pub fn read(header: Option<&str>, body: impl AsRef<[u8]>) -> Result<Self, Error> {
        let body = body.as_ref();
        if header.is_some_and(|name| name.eq_ignore_ascii_case(TEST)) {
            let value = if body.trim_ascii().is_empty() { Value::Null } else { decode(body)? };
            return Ok(Self::Test { value });
        }
        let name = decode::<Named>(body)?.event;
        Ok(match name {
            Some(EventType::ScoreCompleted) => Self::ScoreCompleted(decode(body)?),
            Some(EventType::ScoreFailed) => Self::ScoreFailed(decode(body)?),
            Some(EventType::BatchCompleted) => Self::BatchCompleted(decode(body)?),
            other => {
                let name = other.as_ref().map(EventType::as_str).or(header);
                let name = name.ok_or_else(|| refused("it names no event"))?;
                Self::Other { name: name.to_owned(), value: decode(body)? }
            }
        })
    }

    /// The event's name, for example `score.completed`.
    pub fn name(&self) -> &str {
        match self {
            Self::ScoreCompleted(event) => event.event.as_str(),
            Self::ScoreFailed(event) => event.event.as_str(),
            Self::BatchCompleted(event) => event.event.as_str(),
            Self::Test { .. } => TEST,
            Self::Other { name, .. } => name,
        }
    }

    /// Whether somebody tries out the endpoint.
    pub fn is_test(&self) -> bool {
        matches!(self, Self::Test { .. })
    }

    /// The tenant it is about.
    pub fn tenant_id(&self) -> Option<&str> {
        match self {
            Self::ScoreCompleted(event) => Some(&event.tenant_id),
            Self::ScoreFailed(event) => Some(&event.tenant_id),
            Self::BatchCompleted(event) => Some(&event.tenant_id),
            Self::Test { .. } => None,
            Self::Other { value, .. } => value.get("tenantId")?.as_str(),
        }
    }

    /// The job it is about.
    pub fn job_id(&self) -> Option<&str> {
        match self {
            Self::ScoreCompleted(event) => Some(&event.job_id),
            Self::ScoreFailed(event) => Some(&event.job_id),
            Self::BatchCompleted(event) => Some(&event.job_id),
            Self::Test { .. } => None,
            Self::Other { value, .. } => value.get("jobId")?.as_str(),
        }
    }

    /// The application it is about; none for an event of a batch.
    pub fn application_id(&self) -> Option<&str> {
        match self {
            Self::ScoreCompleted(event) => Some(&event.application_id),
            Self::ScoreFailed(event) => Some(&event.application_id),
            Self::BatchCompleted(_) | Self::Test { .. } => None,
            Self::Other { value, .. } => value.get("applicationId")?.as_str(),
        }
    }

    /// When it happened, by the body.
    pub fn happened_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::ScoreCompleted(event) => event.completed_at,
            Self::ScoreFailed(event) => event.failed_at,
            Self::BatchCompleted(event) => event.completed_at,
            Self::Test { .. } | Self::Other { .. } => None,
        }
    }
}

fn decode<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    DecodeFailure::of(body).map_err(|failure| refused(&failure.to_string()).with_source(failure))
}

fn refused(why: &str) -> Error {
    Error::new(
        ErrorKind::Decode,
        format!("the webhook's body is not what the contract says: {why}"),
    )
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::ScoreCompleted(event) => event.serialize(serializer),
            Self::ScoreFailed(event) => event.serialize(serializer),
            Self::BatchCompleted(event) => event.serialize(serializer),
            Self::Test { value } | Self::Other { value, .. } => value.serialize(serializer),
        }
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ScoreCompleted(event) => event.fmt(f),
            Self::ScoreFailed(event) => event.fmt(f),
            Self::BatchCompleted(event) => event.fmt(f),
            // What nobody has seen may be anything, an assessment too.
            Self::Test { .. } => f.debug_struct("Test").finish_non_exhaustive(),
            Self::Other { name, .. } => {
                f.debug_struct("Other").field("name", name).finish_non_exhaustive()
            }
        }
    }
}

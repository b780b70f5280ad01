//! The events of deliveries.

use std::fmt;

use chrono::{DateTime, Utc};
use nova_client::DecodeFailure;
use nova_client::types::{
    BatchCompletedEvent, ScoreCompletedEvent, ScoreFailedEvent, WebhookEventType as EventType,
};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::{Error, ErrorKind};

/// The name of a test event in the header.
pub(super) const TEST: &str = "test";

/// A verified delivery.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// The id of the delivery, the same on every attempt: handle each id once. (`X-Webhook-Id`)
    pub id: String,
    /// When it was sent; `None` if the timestamp is missing or unreadable. (`X-Webhook-Timestamp`)
    pub timestamp: Option<DateTime<Utc>>,
    /// The event.
    pub event: Event,
}

/// The event of a webhook.
///
/// An unknown event is kept as received ([`Other`](Self::Other)). `Debug` prints no assessment and
/// no content of an unknown event; serde serializes the body in the vendor's form.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A scoring job has ended with a score.
    ScoreCompleted(ScoreCompletedEvent),
    /// A scoring job has ended without a score.
    ScoreFailed(ScoreFailedEvent),
    /// Every scoring job of a batch has ended, scored or failed. There is no separate event for a
    /// failed batch.
    BatchCompleted(BatchCompletedEvent),
    /// A test of the endpoint, with made-up data. The header that marks a test is not signed, so
    /// the only safe reaction is to ignore the delivery.
    Test {
        /// The body, or null if it is empty.
        value: Value,
    },
    /// An unknown event.
    Other {
        /// Its name, from the body or else the header.
        name: String,
        /// The body.
        value: Value,
    },
}

/// The field with the name of the event.
#[derive(Deserialize)]
#[serde(expecting = "an object with a field `event`")]
struct EventName {
    event: Option<EventType>,
}

impl Event {
    /// Parses the body of a delivery that was verified before, for example one that was queued.
    ///
    /// `header` is the value of `X-Webhook-Event`, if known. It marks a test; otherwise the name in
    /// the body counts, because it is signed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] for a body that is not JSON, has no event name, or violates the
    /// contract. [`Error::decode_failure`] has the place.
    pub fn read(header: Option<&str>, body: impl AsRef<[u8]>) -> Result<Self, Error> {
        let body = body.as_ref();
        if header.is_some_and(|name| name.eq_ignore_ascii_case(TEST)) {
            let value = if body.trim_ascii().is_empty() { Value::Null } else { decode(body)? };
            return Ok(Self::Test { value });
        }
        let name = decode::<EventName>(body)?.event;
        Ok(match name {
            Some(EventType::ScoreCompleted) => Self::ScoreCompleted(decode(body)?),
            Some(EventType::ScoreFailed) => Self::ScoreFailed(decode(body)?),
            Some(EventType::BatchCompleted) => Self::BatchCompleted(decode(body)?),
            other => {
                let name = other.as_ref().map(EventType::as_str).or(header);
                let name = name.ok_or_else(|| invalid("it has no event name"))?;
                Self::Other { name: name.to_owned(), value: decode(body)? }
            }
        })
    }

    /// Returns the name of the event, for example `score.completed`.
    pub fn name(&self) -> &str {
        match self {
            Self::ScoreCompleted(event) => event.event.as_str(),
            Self::ScoreFailed(event) => event.event.as_str(),
            Self::BatchCompleted(event) => event.event.as_str(),
            Self::Test { .. } => TEST,
            Self::Other { name, .. } => name,
        }
    }

    /// Returns whether it is a test of the endpoint.
    pub fn is_test(&self) -> bool {
        matches!(self, Self::Test { .. })
    }

    /// Returns the tenant's id.
    pub fn tenant_id(&self) -> Option<&str> {
        match self {
            Self::ScoreCompleted(event) => Some(&event.tenant_id),
            Self::ScoreFailed(event) => Some(&event.tenant_id),
            Self::BatchCompleted(event) => Some(&event.tenant_id),
            Self::Test { .. } => None,
            Self::Other { value, .. } => value.get("tenantId")?.as_str(),
        }
    }

    /// Returns the job's id.
    pub fn job_id(&self) -> Option<&str> {
        match self {
            Self::ScoreCompleted(event) => Some(&event.job_id),
            Self::ScoreFailed(event) => Some(&event.job_id),
            Self::BatchCompleted(event) => Some(&event.job_id),
            Self::Test { .. } => None,
            Self::Other { value, .. } => value.get("jobId")?.as_str(),
        }
    }

    /// Returns the application's id; `None` for an event of a batch.
    pub fn application_id(&self) -> Option<&str> {
        match self {
            Self::ScoreCompleted(event) => Some(&event.application_id),
            Self::ScoreFailed(event) => Some(&event.application_id),
            Self::BatchCompleted(_) | Self::Test { .. } => None,
            Self::Other { value, .. } => value.get("applicationId")?.as_str(),
        }
    }

    /// Returns the time of the event, from the body.
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
    DecodeFailure::of(body).map_err(|failure| invalid(&failure.to_string()).with_source(failure))
}

fn invalid(why: &str) -> Error {
    Error::new(ErrorKind::Decode, format!("the webhook's body violates the contract: {why}"))
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
            // The content of an unknown event may be personal data.
            Self::Test { .. } => f.debug_struct("Test").finish_non_exhaustive(),
            Self::Other { name, .. } => {
                f.debug_struct("Other").field("name", name).finish_non_exhaustive()
            }
        }
    }
}

//! Deliveries as the vendor makes them: a test tool.
//!
//! It stands here, and not with the mock, because a service's tests of its own endpoint need the
//! signature and no server: `webhook::sign` comes with the feature `webhook` alone.

use std::fmt;

use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::event::TEST;
use super::headers::{EVENT, ID, SIGNATURE, Stated, TIMESTAMP};
use super::{Verifier, signature};
use crate::Error;

/// Makes a delivery of an event, signed as the vendor signs by default: for the tests of a service.
///
/// The event is an [`Event`](super::Event), one of the wire's types, or any JSON.
/// [`Verifier::sign`] signs in another form, and [`Verifier::sign_as`] says what the headers are.
///
/// ```
/// use nova_client_ext::webhook;
/// use nova_client_ext::webhook::Verifier;
///
/// # fn main() -> Result<(), nova_client_ext::Error> {
/// let signed = webhook::sign("whsec_1", &serde_json::json!({"event": "moon.full"}))?;
/// let delivery = Verifier::new("whsec_1")?.verify(&signed.headers, &signed.body)?;
/// assert_eq!(delivery.event.name(), "moon.full");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Those of [`Verifier::new`] and [`Verifier::sign`].
pub fn sign(secret: impl Into<String>, event: &impl Serialize) -> Result<Signed, Error> {
    Verifier::new(secret)?.sign(event)
}

/// A signed delivery, ready to be sent or verified.
#[derive(Clone)]
#[non_exhaustive]
pub struct Signed {
    /// The four headers of a webhook, and the content type.
    pub headers: HeaderMap,
    /// The raw body.
    pub body: Bytes,
}

/// What stands in the headers of a delivery besides its signature.
#[derive(Clone, Debug)]
#[must_use]
pub struct Stamp {
    id: String,
    event: String,
    timestamp: Option<DateTime<Utc>>,
}

impl Stamp {
    /// For an event of this name as the body has it, `score.completed`, or for a `test`: a new id,
    /// sent now.
    pub fn new(event: &str) -> Self {
        let id = format!("whd_{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        Self { id, event: event.to_owned(), timestamp: None }
    }

    /// Another id, for example one that was sent before.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Sent at another time.
    pub fn at(mut self, at: DateTime<Utc>) -> Self {
        self.timestamp = Some(at);
        self
    }

    /// The event's name as the header has it: `SCORE_COMPLETED`, but `test`.
    fn header(&self) -> String {
        if self.event == TEST {
            self.event.clone()
        } else {
            self.event.to_ascii_uppercase().replace('.', "_")
        }
    }
}

impl Verifier {
    /// Makes a delivery of an event, signed with the first secret, in the form that this verifier
    /// expects.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an event that cannot be written as
    /// JSON, or whose name no header can carry.
    pub fn sign(&self, event: &impl Serialize) -> Result<Signed, Error> {
        let value = serde_json::to_value(event)
            .map_err(|_| Error::invalid("the event", "cannot be written as JSON"))?;
        let name = value.get("event").and_then(Value::as_str).unwrap_or(TEST);
        self.sign_as(&Stamp::new(name), value.to_string())
    }

    /// Makes a delivery of any body, under these headers, right or wrong.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an id or a name that no header can
    /// carry.
    pub fn sign_as(&self, stamp: &Stamp, body: impl Into<Bytes>) -> Result<Signed, Error> {
        let body = body.into();
        let timestamp = stamp.timestamp.unwrap_or_else(|| self.now());
        let timestamp = timestamp.to_rfc3339_opts(SecondsFormat::Millis, true);
        let stated = [(ID, stamp.id.clone()), (EVENT, stamp.header()), (TIMESTAMP, timestamp)];
        let before = self.content().before_body(&Stated::read(&stated));
        let before = before.map_err(|(name, why)| Error::invalid(name, why))?;
        let signature = self.signing_key().and_then(|key| signature::write(key, &before, &body));
        let signature =
            signature.ok_or_else(|| Error::invalid("the webhook secret", "makes no key"))?;

        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in stated.into_iter().chain([(SIGNATURE, signature)]) {
            let (Ok(key), Ok(mut value)) =
                (HeaderName::try_from(name), HeaderValue::try_from(value))
            else {
                return Err(Error::invalid(name, "holds what a header cannot carry"));
            };
            value.set_sensitive(name == SIGNATURE);
            headers.insert(key, value);
        }
        Ok(Signed { headers, body })
    }
}

/// Shows the headers, without the signature, and of the body its length only: it may hold an
/// assessment.
impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed")
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

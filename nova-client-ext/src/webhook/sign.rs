//! Signed deliveries in the vendor's form, for tests.
//!
//! This is not part of the mock, because a service's tests of its own endpoint need only the
//! signature and no server: `webhook::sign` needs only the feature `webhook`.

use std::fmt;

use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::event::TEST;
use super::headers::{DeliveryHeaders, EVENT, ID, SIGNATURE, TIMESTAMP};
use super::{Verifier, signature};
use crate::Error;

/// Creates a delivery of an event, signed in the default form, for the tests of a service.
///
/// The event is an [`Event`](super::Event), one of the generated types, or any JSON.
/// [`Verifier::sign`] signs in another form, and [`Verifier::sign_as`] sets the headers.
///
/// ```
/// use nova_client_ext::webhook;
/// use nova_client_ext::webhook::Verifier;
///
/// # fn main() -> Result<(), nova_client_ext::Error> {
/// let signed = webhook::sign("whsec_1", &serde_json::json!({"event": "score.unknown"}))?;
/// let delivery = Verifier::new("whsec_1")?.verify(&signed.headers, &signed.body)?;
/// assert_eq!(delivery.event.name(), "score.unknown");
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

/// The headers of a delivery other than its signature.
#[derive(Clone, Debug)]
#[must_use]
pub struct Stamp {
    id: String,
    event: String,
    timestamp: Option<DateTime<Utc>>,
}

impl Stamp {
    /// Creates headers for an event with this name in the body, such as `score.completed`, or for a
    /// `test`, with a new id and the present time.
    pub fn new(event: &str) -> Self {
        let id = format!("whd_{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        Self { id, event: event.to_owned(), timestamp: None }
    }

    /// Sets the id, for example one that was sent before.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Sets the time.
    pub fn at(mut self, at: DateTime<Utc>) -> Self {
        self.timestamp = Some(at);
        self
    }

    /// Returns the name of the event in the header: `SCORE_COMPLETED`, but `test`.
    fn header(&self) -> String {
        if self.event == TEST {
            self.event.clone()
        } else {
            self.event.to_ascii_uppercase().replace('.', "_")
        }
    }
}

impl Verifier {
    /// Creates a delivery of an event, signed with the first secret in the form that this verifier
    /// expects.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an event that cannot be serialized as
    /// JSON, or whose name a header cannot carry.
    pub fn sign(&self, event: &impl Serialize) -> Result<Signed, Error> {
        let value = serde_json::to_value(event)
            .map_err(|_| Error::invalid("the event", "cannot be serialized as JSON"))?;
        let name = value.get("event").and_then(Value::as_str).unwrap_or(TEST);
        self.sign_as(&Stamp::new(name), value.to_string())
    }

    /// Creates a delivery of any body with these headers, valid or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an id or a name that a header cannot
    /// carry.
    pub fn sign_as(&self, stamp: &Stamp, body: impl Into<Bytes>) -> Result<Signed, Error> {
        let body = body.into();
        let timestamp = stamp.timestamp.unwrap_or_else(|| self.now());
        let timestamp = timestamp.to_rfc3339_opts(SecondsFormat::Millis, true);
        let signed = [(ID, stamp.id.clone()), (EVENT, stamp.header()), (TIMESTAMP, timestamp)];
        let before = self.content().before_body(&DeliveryHeaders::read(&signed));
        let before = before.map_err(|(name, why)| Error::invalid(name, why))?;
        let signature = self.signing_key().and_then(|key| signature::write(key, &before, &body));
        let signature = signature
            .ok_or_else(|| Error::invalid("the webhook secret", "cannot be used as a key"))?;

        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in signed.into_iter().chain([(SIGNATURE, signature)]) {
            let (Ok(key), Ok(mut value)) =
                (HeaderName::try_from(name), HeaderValue::try_from(value))
            else {
                return Err(Error::invalid(
                    name,
                    "contains a character that a header cannot carry",
                ));
            };
            value.set_sensitive(name == SIGNATURE);
            headers.insert(key, value);
        }
        Ok(Signed { headers, body })
    }
}

/// Prints the headers without the signature, and only the length of the body, which may contain an
/// assessment.
impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed")
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

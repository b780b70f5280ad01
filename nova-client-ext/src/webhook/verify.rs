//! Verification of deliveries.

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretSlice, SecretString};

use super::event::{Delivery, Event};
use super::headers::{DeliveryHeaders, HeaderPair, ID, TIMESTAMP};
use super::signature::{self, KeyForm, SignedContent};
use crate::access::credentials;
use crate::transport::Clock;
use crate::{Error, ErrorKind};

/// The name of a secret in errors.
const SUBJECT: &str = "the webhook secret";
/// The maximum length of a delivery's id. By default the id is not signed, so an attacker can
/// choose it.
const MAX_ID_BYTES: usize = 255;

/// Verifies deliveries and parses them.
///
/// Create one for each endpoint and share it. Neither `Debug` nor errors contain the secrets, and
/// their memory is wiped when the last clone is dropped.
///
/// ```
/// use std::time::Duration;
/// use nova_client_ext::webhook::{KeyForm, SignedContent, Verifier};
///
/// # fn main() -> Result<(), nova_client_ext::Error> {
/// let verifier = Verifier::new("whsec_new")?.additional_secret("whsec_old")?;
/// assert!(!format!("{verifier:?}").contains("whsec_new"));
///
/// // If the vendor documents another form.
/// let strict = Verifier::new("whsec_bmV3")?
///     .key_form(KeyForm::Base64AfterPrefix)?
///     .signed_content(SignedContent::IdDotTimestampDotBody)
///     .tolerance(Duration::from_secs(300));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Verifier {
    secrets: Vec<SecretString>,
    /// Derived from the secrets, in the same order.
    keys: Vec<SecretSlice<u8>>,
    key_form: KeyForm,
    content: SignedContent,
    tolerance: Option<Duration>,
    clock: Clock,
}

impl Verifier {
    /// Creates a verifier with the secret of an endpoint from the vendor's portal: `whsec_…`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] for a secret that does not begin with `whsec_`, has nothing behind
    /// that, ends with white space or contains a control character. The error does not repeat it.
    pub fn new(secret: impl Into<String>) -> Result<Self, Error> {
        let verifier = Self {
            secrets: Vec::new(),
            keys: Vec::new(),
            key_form: KeyForm::default(),
            content: SignedContent::default(),
            tolerance: None,
            clock: Clock::new(),
        };
        verifier.additional_secret(secret)
    }

    /// Also accepts signatures with this secret, for the time during which an endpoint's secret is
    /// rotated.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new) and of [`key_form`](Self::key_form).
    pub fn additional_secret(mut self, secret: impl Into<String>) -> Result<Self, Error> {
        let secret = signature::validate(secret.into())?;
        self.keys.push(self.key_form.key(&secret)?);
        self.secrets.push(secret);
        Ok(self)
    }

    /// Creates a verifier with the secrets in the content of a file, one per line.
    ///
    /// Skips a byte order mark, blank lines and lines that begin with `#`, and understands
    /// `NAME=value` and quotes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] for content that is not UTF-8, contains no secret, or another text,
    /// whose line number is given and whose text is not.
    pub fn from_file_content(content: impl AsRef<[u8]>) -> Result<Self, Error> {
        let secrets = credentials::read(SUBJECT, content.as_ref(), &[signature::PREFIX])?;
        let mut secrets = secrets.iter().map(ExposeSecret::expose_secret);
        let first = secrets.next().ok_or_else(|| Error::invalid(SUBJECT, "is missing"))?;
        secrets.try_fold(Self::new(first)?, Self::additional_secret)
    }

    /// Sets how the key is derived from a secret. Default: [`KeyForm::Whole`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if a secret does not have this form.
    pub fn key_form(mut self, form: KeyForm) -> Result<Self, Error> {
        self.keys = self.secrets.iter().map(|secret| form.key(secret)).collect::<Result<_, _>>()?;
        self.key_form = form;
        Ok(self)
    }

    /// Sets which bytes are signed. Default: [`SignedContent::Body`].
    pub fn signed_content(mut self, content: SignedContent) -> Self {
        self.content = content;
        self
    }

    /// Rejects a delivery whose `X-Webhook-Timestamp` is more than this from now, in either
    /// direction, or missing.
    ///
    /// Off by default, for two reasons. It is not known whether the vendor signs the timestamp;
    /// unless the [signed content](Self::signed_content) includes it, an attacker can change it,
    /// and the check proves nothing. And it is not known whether a repeat has the time of the event
    /// or of the attempt: if it is that of the event, all repeats would be rejected, and with them
    /// the deliveries that failed at first.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Ignores the age of a delivery. This is the default; for the reasons see
    /// [`tolerance`](Self::tolerance).
    pub fn without_tolerance(mut self) -> Self {
        self.tolerance = None;
        self
    }

    /// Verifies a delivery by its headers and its raw body, and parses it.
    ///
    /// Headers are anything that iterates over pairs of a name and a value: `&http::HeaderMap`,
    /// `&[(name, value)]`, a `&HashMap`, the iterator of another framework's map ([`HeaderPair`]).
    /// Names may be in any case. The signature is compared in constant time, with every secret.
    ///
    /// ```
    /// # use std::collections::HashMap;
    /// # use nova_client_ext::Error;
    /// # use nova_client_ext::webhook::Verifier;
    /// # fn example(verifier: &Verifier, map: http::HeaderMap, lambda: HashMap<String, String>) -> Result<(), Error> {
    /// # let body = "";
    /// verifier.verify(&map, body)?;
    /// verifier.verify(&lambda, body)?;
    /// verifier.verify(&[("x-webhook-id", "…"), ("x-webhook-signature", "sha256=…")], body)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// No error contains anything of the body, the signature or a secret.
    ///
    /// - [`ErrorKind::InvalidSignature`] (respond with 401): the signature is missing, malformed or
    ///   not created with one of the secrets, or the delivery is too old. Its content must not be
    ///   trusted.
    /// - [`ErrorKind::Decode`] (respond with 400): the signature is valid, but the id is missing or
    ///   longer than 255 bytes, or the body violates the contract; [`Error::decode_failure`] has
    ///   the place. Nova will send it again.
    pub fn verify<H>(&self, headers: H, raw_body: impl AsRef<[u8]>) -> Result<Delivery, Error>
    where
        H: IntoIterator,
        H::Item: HeaderPair,
    {
        let headers = DeliveryHeaders::read(headers);
        let body = raw_body.as_ref();
        self.check_signature(&headers, body)?;
        let timestamp = headers.timestamp.text().and_then(signature::read_time);
        self.check_age(&headers, timestamp)?;
        let id = headers.id.required().map_err(|why| {
            Error::new(
                ErrorKind::Decode,
                format!("the webhook's signature is valid, but its header {ID} {why}"),
            )
        })?;
        if id.len() > MAX_ID_BYTES {
            let message = format!(
                "the webhook's signature is valid, but its header {ID} has {} bytes; at most {MAX_ID_BYTES} are allowed",
                id.len()
            );
            return Err(Error::new(ErrorKind::Decode, message));
        }
        Ok(Delivery {
            id: id.to_owned(),
            timestamp,
            event: Event::read(headers.event.text(), body)?,
        })
    }

    fn check_signature(&self, headers: &DeliveryHeaders, body: &[u8]) -> Result<(), Error> {
        let signature = signature::read(headers)
            .map_err(|why| invalid_signature(&format!("its header {why}")))?;
        let before = self.content.before_body(headers);
        let before = before.map_err(|(name, why)| {
            invalid_signature(&format!("its header {name}, which is signed, {why}"))
        })?;
        if signature::is_signed_by(&self.keys, &before, body, &signature) {
            return Ok(());
        }
        Err(invalid_signature("its signature was created with none of the secrets"))
    }

    fn check_age(
        &self,
        headers: &DeliveryHeaders,
        timestamp: Option<DateTime<Utc>>,
    ) -> Result<(), Error> {
        let Some(tolerance) = self.tolerance else { return Ok(()) };
        let Some(at) = timestamp else {
            let why = headers.timestamp.required().err().unwrap_or("is not an ISO 8601 time");
            return Err(invalid_signature(&format!("its header {TIMESTAMP} {why}")));
        };
        let distance = (self.now() - at).abs().to_std().unwrap_or(Duration::MAX);
        if distance <= tolerance {
            return Ok(());
        }
        Err(invalid_signature(&format!(
            "its header {TIMESTAMP} differs from now by more than {tolerance:?}"
        )))
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        DateTime::from(UNIX_EPOCH + self.clock.system_time())
    }

    pub(super) fn signing_key(&self) -> Option<&SecretSlice<u8>> {
        self.keys.first()
    }

    pub(super) fn content(&self) -> SignedContent {
        self.content
    }
}

fn invalid_signature(why: &str) -> Error {
    Error::new(ErrorKind::InvalidSignature, format!("the webhook is not genuine: {why}"))
}

/// Prints everything except the secrets.
impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("secrets", &self.secrets.len())
            .field("key_form", &self.key_form)
            .field("signed_content", &self.content)
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}

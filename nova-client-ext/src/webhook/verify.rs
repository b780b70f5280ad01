//! Is it genuine?

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretSlice, SecretString};

use super::event::{Delivery, Event};
use super::headers::{HeaderPair, ID, Stated, TIMESTAMP};
use super::signature::{self, KeyForm, SignedContent};
use crate::access::credentials;
use crate::transport::Clock;
use crate::{Error, ErrorKind};

/// What an error calls a secret.
const SUBJECT: &str = "the webhook secret";
/// The longest id of a delivery. By default the id is not signed, so anybody who has seen a delivery
/// can send it under another.
const MAX_ID_BYTES: usize = 255;

/// Tells genuine deliveries from all others, and reads them.
///
/// One for each endpoint; make it once and share it. The secrets never show themselves: `Debug`
/// leaves them out, no error repeats them, and their memory is wiped when the last clone is
/// dropped.
///
/// ```
/// use std::time::Duration;
/// use nova_client_ext::webhook::{KeyForm, SignedContent, Verifier};
///
/// # fn main() -> Result<(), nova_client_ext::Error> {
/// let verifier = Verifier::new("whsec_new")?.additional_secret("whsec_old")?;
/// assert!(!format!("{verifier:?}").contains("whsec_new"));
///
/// // For the day the vendor says what it signs.
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
    /// Made of the secrets, in their order.
    keys: Vec<SecretSlice<u8>>,
    key_form: KeyForm,
    content: SignedContent,
    tolerance: Option<Duration>,
    clock: Clock,
}

impl Verifier {
    /// A verifier with the secret of an endpoint, as the vendor's portal shows it: `whsec_…`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] for a secret that does not begin with `whsec_`, has nothing behind
    /// that, ends with white space or holds a control character. The error does not repeat it.
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

    /// Accepts what this secret signed, too: while an endpoint's secret is being changed, the old
    /// one and the new one.
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

    /// Creates a verifier with the secrets that the content of a file holds, one a line.
    ///
    /// Skips a byte order mark, blank lines and lines that begin with `#`, and understands
    /// `NAME=value` and quotes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] for content that is not UTF-8, holds no secret, or something that is
    /// none: named by its line, and not repeated.
    pub fn from_file_content(content: impl AsRef<[u8]>) -> Result<Self, Error> {
        let secrets = credentials::read(SUBJECT, content.as_ref(), &[signature::PREFIX])?;
        let mut secrets = secrets.iter().map(ExposeSecret::expose_secret);
        let first = secrets.next().ok_or_else(|| Error::invalid(SUBJECT, "is missing"))?;
        secrets.try_fold(Self::new(first)?, Self::additional_secret)
    }

    /// How the key is made of a secret. Default: [`KeyForm::Whole`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if a secret has no key of this form.
    pub fn key_form(mut self, form: KeyForm) -> Result<Self, Error> {
        self.keys = self.secrets.iter().map(|secret| form.key(secret)).collect::<Result<_, _>>()?;
        self.key_form = form;
        Ok(self)
    }

    /// Which bytes are signed. Default: [`SignedContent::Body`].
    pub fn signed_content(mut self, content: SignedContent) -> Self {
        self.content = content;
        self
    }

    /// Rejects a delivery whose `X-Webhook-Timestamp` is further than this from now, in either
    /// direction, or missing.
    ///
    /// Off by default, for two reasons. Whether the vendor signs the timestamp is not known; unless
    /// the [signed content](Self::signed_content) has it, anybody can write another one, and the
    /// check proves nothing. And whether a repeat carries the time of the event or of the attempt
    /// is not known either: if it is the event's, all repeats would be rejected, and with them what
    /// could not be delivered at first.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Ignores the age of a delivery. This is the default; [`tolerance`](Self::tolerance)
    /// says why.
    pub fn without_tolerance(mut self) -> Self {
        self.tolerance = None;
        self
    }

    /// Judges a delivery by its headers and its raw body, and reads it.
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
    /// None of them repeats anything of the body, the signature or a secret.
    ///
    /// - [`ErrorKind::InvalidSignature`], to be answered with 401: the signature is missing, malformed or not made with one of
    ///   the secrets, or the delivery is too old. Whoever sent it, nothing in it may be believed.
    /// - [`ErrorKind::Decode`], to be answered with 400: it is genuine, but has no id, one of more than 255 bytes, or is not what the contract says;
    ///   [`Error::decode_failure`] names the place. Nova will send it again.
    pub fn verify<H>(&self, headers: H, raw_body: impl AsRef<[u8]>) -> Result<Delivery, Error>
    where
        H: IntoIterator,
        H::Item: HeaderPair,
    {
        let stated = Stated::read(headers);
        let body = raw_body.as_ref();
        self.check_signature(&stated, body)?;
        let timestamp =
            stated.timestamp.text().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        let timestamp = timestamp.map(|at| at.to_utc());
        self.check_age(&stated, timestamp)?;
        let id = stated.id.required().map_err(|why| {
            Error::new(
                ErrorKind::Decode,
                format!("the webhook is genuine, but its header {ID} {why}"),
            )
        })?;
        if id.len() > MAX_ID_BYTES {
            let message = format!(
                "the webhook is genuine, but its header {ID} has {} bytes, of at most {MAX_ID_BYTES}",
                id.len()
            );
            return Err(Error::new(ErrorKind::Decode, message));
        }
        Ok(Delivery {
            id: id.to_owned(),
            timestamp,
            event: Event::read(stated.event.text(), body)?,
        })
    }

    fn check_signature(&self, stated: &Stated, body: &[u8]) -> Result<(), Error> {
        let signature = signature::read(stated)
            .map_err(|why| invalid_signature(&format!("its header {why}")))?;
        let before = self.content.before_body(stated);
        let before = before.map_err(|(name, why)| {
            invalid_signature(&format!("its header {name}, which is signed, {why}"))
        })?;
        if signature::is_of(&self.keys, &before, body, &signature) {
            return Ok(());
        }
        Err(invalid_signature("none of the secrets made its signature"))
    }

    fn check_age(&self, stated: &Stated, timestamp: Option<DateTime<Utc>>) -> Result<(), Error> {
        let Some(tolerance) = self.tolerance else { return Ok(()) };
        let Some(at) = timestamp else {
            let why = stated.timestamp.required().err().unwrap_or("is not a time of ISO 8601");
            return Err(invalid_signature(&format!("its header {TIMESTAMP} {why}")));
        };
        let distance = (self.now() - at).abs().to_std().unwrap_or(Duration::MAX);
        if distance <= tolerance {
            return Ok(());
        }
        Err(invalid_signature(&format!(
            "its header {TIMESTAMP} is further than {tolerance:?} from now"
        )))
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        DateTime::from(UNIX_EPOCH + self.clock.of_system())
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

/// Shows everything but the secrets.
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

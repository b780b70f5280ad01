//! The signature: which bytes are signed, with which key, and how it is written.

use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig};
use chrono::DateTime;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use sha2::Sha256;

use super::headers::{ID, SIGNATURE, Stated, TIMESTAMP};
use crate::Error;

/// What a secret begins with, as the vendor shows it.
pub(super) const PREFIX: &str = "whsec_";
/// What stands before the digits in the header.
const SCHEME: &str = "sha256=";
/// Bytes of an HMAC-SHA256.
const LENGTH: usize = 32;

/// How the key is made of the secret that the vendor shows (`whsec_…`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyForm {
    /// The bytes of the whole text, prefix included. The vendor's words suggest this.
    #[default]
    Whole,
    /// The bytes of what stands behind the prefix.
    WithoutPrefix,
    /// What the Base64 behind the prefix encodes, as in the Standard Webhooks specification.
    Base64AfterPrefix,
}

/// Which bytes are signed.
///
/// Only what is signed is proven. Of a delivery whose body alone is signed, anybody who has seen it
/// can send a copy under another id and another timestamp.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignedContent {
    /// The raw body. The vendor's words suggest this.
    #[default]
    Body,
    /// `X-Webhook-Timestamp`, a full stop, the raw body.
    TimestampDotBody,
    /// `X-Webhook-Id`, a full stop, `X-Webhook-Timestamp`, a full stop, the raw body, as in the
    /// Standard Webhooks specification.
    IdDotTimestampDotBody,
}

/// Judges a secret, without repeating it.
pub(super) fn validate(secret: String) -> Result<SecretString, Error> {
    let secret = SecretString::from(secret);
    let text = secret.expose_secret();
    let why = if text.trim().is_empty() {
        "is empty"
    } else if !text.trim_start().starts_with(PREFIX) {
        "does not begin with whsec_"
    } else if text.trim() == PREFIX {
        "has nothing behind its prefix"
    } else if text.trim() != text || text.contains(char::is_control) {
        "begins or ends with white space, or holds a control character"
    } else {
        return Ok(secret);
    };
    Err(Error::invalid("the webhook secret", why))
}

impl KeyForm {
    /// The key, or why the secret has none of this form.
    pub(super) fn key(self, secret: &SecretString) -> Result<SecretSlice<u8>, Error> {
        let text = secret.expose_secret();
        let refuse = |why: &str| Error::invalid("the webhook secret", why);
        let behind =
            || text.strip_prefix(PREFIX).ok_or_else(|| refuse("does not begin with whsec_"));
        let key = match self {
            Self::Whole => text.as_bytes().to_vec(),
            Self::WithoutPrefix => behind()?.as_bytes().to_vec(),
            Self::Base64AfterPrefix => base64(behind()?)
                .ok_or_else(|| refuse("holds something other than Base64 behind its prefix"))?,
        };
        Ok(key.into())
    }
}

impl SignedContent {
    /// What is signed besides the body, and before it; or which header is wrong, and how.
    pub(super) fn before_body(
        self,
        stated: &Stated,
    ) -> Result<String, (&'static str, &'static str)> {
        // With a full stop in either, the same bytes could be those of another id, timestamp and
        // body. A fraction of a second has one, but what stands before it is no timestamp.
        let id = || match stated.id.required() {
            Ok(id) if id.contains('.') => Err((ID, "holds a full stop")),
            other => other.map_err(|why| (ID, why)),
        };
        let timestamp = || match stated.timestamp.required() {
            Ok(at) if !is_time(at) => Err((TIMESTAMP, "is not a time of ISO 8601 with an offset")),
            other => other.map_err(|why| (TIMESTAMP, why)),
        };
        Ok(match self {
            Self::Body => String::new(),
            Self::TimestampDotBody => format!("{}.", timestamp()?),
            Self::IdDotTimestampDotBody => format!("{}.{}.", id()?, timestamp()?),
        })
    }
}

/// Whether it is a time of ISO 8601, as the vendor sends, or of Standard Webhooks, which counts
/// seconds.
fn is_time(text: &str) -> bool {
    let is_count = text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_count || DateTime::parse_from_rfc3339(text).is_ok()
}

/// The code of a message, ready to be finished.
fn code(key: &SecretSlice<u8>, before: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    // A key of any length will do, so this does not fail.
    let mut code = Hmac::<Sha256>::new_from_slice(key.expose_secret()).ok()?;
    code.update(before.as_bytes());
    code.update(body);
    Some(code)
}

/// Whether one of the keys made this signature. Takes the same time whichever it was, and however
/// much of it fits.
pub(super) fn is_of(
    keys: &[SecretSlice<u8>],
    before: &str,
    body: &[u8],
    signature: &[u8; LENGTH],
) -> bool {
    let fits =
        |key| code(key, before, body).is_some_and(|code| code.verify_slice(signature).is_ok());
    keys.iter().fold(false, |found, key| found | fits(key))
}

/// The signature as the header carries it.
pub(super) fn write(key: &SecretSlice<u8>, before: &str, body: &[u8]) -> Option<String> {
    let code = code(key, before, body)?;
    Some(format!("{SCHEME}{}", hex::encode(code.finalize().into_bytes())))
}

/// The bytes of a signature, or what is wrong with it.
pub(super) fn read(stated: &Stated) -> Result<[u8; LENGTH], String> {
    let text = stated.signature.required().map_err(|why| format!("{SIGNATURE} {why}"))?;
    let digits = text
        .strip_prefix(SCHEME)
        .ok_or_else(|| format!("{SIGNATURE} does not begin with {SCHEME}"))?;
    let mut signature = [0; LENGTH];
    hex::decode_to_slice(digits, &mut signature).map_err(|_| {
        format!("{SIGNATURE} has something other than {} hexadecimal digits", 2 * LENGTH)
    })?;
    Ok(signature)
}

/// The bytes that a Base64 text stands for, in the standard or the URL alphabet, padded or not.
fn base64(text: &str) -> Option<Vec<u8>> {
    const EITHER: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    EITHER.decode(text.replace('-', "+").replace('_', "/")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_it_was_written() {
        for (text, bytes) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm8", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmFy", "foobar"),
            ("Pz8/", "???"),
            ("Pz8_", "???"),
        ] {
            assert_eq!(base64(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        for text in ["Z", "Zm9vY", "Zh", "Zm9v=x", "Zm 9", "Zm9v===", "ü"] {
            assert_eq!(base64(text), None, "{text}");
        }
    }
}

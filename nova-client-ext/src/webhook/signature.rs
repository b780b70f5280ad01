//! The signature: the signed bytes, the key, and the header's format.

use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use sha2::Sha256;

use super::headers::{DeliveryHeaders, ID, SIGNATURE, TIMESTAMP};
use crate::Error;

/// The prefix of a secret.
pub(super) const PREFIX: &str = "whsec_";
/// The prefix of the signature in the header.
const SCHEME: &str = "sha256=";
/// The length of an HMAC-SHA256, in bytes.
const LENGTH: usize = 32;

/// How the key is derived from the secret in the vendor's portal (`whsec_…`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyForm {
    /// The bytes of the text, including the prefix. The vendor's documentation suggests this.
    #[default]
    Whole,
    /// The bytes of the text after the prefix.
    WithoutPrefix,
    /// The decoded Base64 after the prefix, as in the Standard Webhooks specification.
    Base64AfterPrefix,
}

/// The signed bytes.
///
/// Only signed data is authenticated. If only the body is signed, anyone who has seen a delivery
/// can send a copy with another id and another timestamp.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignedContent {
    /// The raw body. The vendor's documentation suggests this.
    #[default]
    Body,
    /// `X-Webhook-Timestamp`, a full stop, the raw body.
    TimestampDotBody,
    /// `X-Webhook-Id`, a full stop, `X-Webhook-Timestamp`, a full stop, the raw body, as in the
    /// Standard Webhooks specification.
    IdDotTimestampDotBody,
}

/// Validates a secret. The error does not contain it.
pub(super) fn validate(secret: String) -> Result<SecretString, Error> {
    let secret = SecretString::from(secret);
    let text = secret.expose_secret();
    let why = if text.trim().is_empty() {
        "is empty"
    } else if !text.trim_start().starts_with(PREFIX) {
        "does not begin with whsec_"
    } else if text.trim() == PREFIX {
        "has nothing after its prefix"
    } else if text.trim() != text || text.contains(char::is_control) {
        "begins or ends with white space, or contains a control character"
    } else {
        return Ok(secret);
    };
    Err(Error::invalid("the webhook secret", why))
}

impl KeyForm {
    /// Returns the key, or an error if the secret does not have this form.
    pub(super) fn key(self, secret: &SecretString) -> Result<SecretSlice<u8>, Error> {
        let text = secret.expose_secret();
        let invalid = |why: &str| Error::invalid("the webhook secret", why);
        let after_prefix =
            || text.strip_prefix(PREFIX).ok_or_else(|| invalid("does not begin with whsec_"));
        let key = match self {
            Self::Whole => text.as_bytes().to_vec(),
            Self::WithoutPrefix => after_prefix()?.as_bytes().to_vec(),
            Self::Base64AfterPrefix => base64(after_prefix()?)
                .ok_or_else(|| invalid("contains something other than Base64 after its prefix"))?,
        };
        Ok(key.into())
    }
}

impl SignedContent {
    /// Returns the signed text before the body, or the invalid header with its error.
    pub(super) fn before_body(
        self,
        headers: &DeliveryHeaders,
    ) -> Result<String, (&'static str, &'static str)> {
        // A full stop in either would make the signed bytes ambiguous. A timestamp may have one in
        // a fraction of a second, but the text before it is not a valid timestamp.
        let id = || match headers.id.required() {
            Ok(id) if id.contains('.') => Err((ID, "contains a full stop")),
            other => other.map_err(|why| (ID, why)),
        };
        let timestamp = || match headers.timestamp.required() {
            Ok(at) if read_time(at).is_none() => {
                Err((TIMESTAMP, "is not an ISO 8601 time with an offset"))
            }
            other => other.map_err(|why| (TIMESTAMP, why)),
        };
        Ok(match self {
            Self::Body => String::new(),
            Self::TimestampDotBody => format!("{}.", timestamp()?),
            Self::IdDotTimestampDotBody => format!("{}.{}.", id()?, timestamp()?),
        })
    }
}

/// Reads an ISO 8601 time, which the vendor sends, or seconds since 1970, as in Standard Webhooks.
pub(super) fn read_time(text: &str) -> Option<DateTime<Utc>> {
    if text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return DateTime::from_timestamp(text.parse().ok()?, 0);
    }
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

/// Returns the HMAC of a message, to be finalized.
fn hmac(key: &SecretSlice<u8>, before: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    // HMAC accepts keys of any length, so this does not fail.
    let mut code = Hmac::<Sha256>::new_from_slice(key.expose_secret()).ok()?;
    code.update(before.as_bytes());
    code.update(body);
    Some(code)
}

/// Returns whether the signature was created with one of the keys. Takes the same time for any key
/// and any difference.
pub(super) fn is_signed_by(
    keys: &[SecretSlice<u8>],
    before: &str,
    body: &[u8],
    signature: &[u8; LENGTH],
) -> bool {
    let matches =
        |key| hmac(key, before, body).is_some_and(|code| code.verify_slice(signature).is_ok());
    keys.iter().fold(false, |found, key| found | matches(key))
}

/// Returns the value of the signature header.
pub(super) fn write(key: &SecretSlice<u8>, before: &str, body: &[u8]) -> Option<String> {
    let code = hmac(key, before, body)?;
    Some(format!("{SCHEME}{}", hex::encode(code.finalize().into_bytes())))
}

/// Returns the bytes of the signature, or the error.
pub(super) fn read(headers: &DeliveryHeaders) -> Result<[u8; LENGTH], String> {
    let text = headers.signature.required().map_err(|why| format!("{SIGNATURE} {why}"))?;
    let digits = text
        .strip_prefix(SCHEME)
        .ok_or_else(|| format!("{SIGNATURE} does not begin with {SCHEME}"))?;
    let mut signature = [0; LENGTH];
    hex::decode_to_slice(digits, &mut signature)
        .map_err(|_| format!("{SIGNATURE} is not {} hexadecimal digits", 2 * LENGTH))?;
    Ok(signature)
}

/// Decodes Base64 in the standard or the URL alphabet, padded or not.
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
    fn every_form_of_base64_is_decoded() {
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

//! The partner's API key.

use std::fmt;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};

use super::credentials;
use crate::Error;

/// A partner key, `sk_test_…` or `sk_live_…`.
///
/// `Debug` prints the prefix and at most the last four characters, and nothing prints more. The
/// memory is wiped on drop.
///
/// ```
/// use nova_client_ext::{ApiKey, Environment};
///
/// # fn main() -> Result<(), nova_client_ext::Error> {
/// let key = ApiKey::new("sk_test_0123456789abcdef")?;
/// assert_eq!(key.environment(), Environment::Sandbox);
/// assert_eq!(format!("{key:?}"), "ApiKey(sk_test_…cdef)");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ApiKey {
    secret: SecretString,
    environment: Environment,
}

/// The vendor's environment that a key belongs to. Both have the same host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Environment {
    /// The test environment: keys begin with `sk_test_`.
    Sandbox,
    /// The live environment: keys begin with `sk_live_`.
    Production,
}

impl Environment {
    const ALL: [Self; 2] = [Self::Sandbox, Self::Production];

    /// Returns the prefix of this environment's keys.
    pub fn key_prefix(self) -> &'static str {
        match self {
            Self::Sandbox => "sk_test_",
            Self::Production => "sk_live_",
        }
    }
}

impl ApiKey {
    /// Validates the form of a key. Only the first call shows whether the vendor accepts it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) when the key has neither prefix, nothing
    /// after it, more than 255 bytes, or a character that no key has (white space, control
    /// characters, anything but ASCII). The error does not contain the key.
    pub fn new(key: impl Into<String>) -> Result<Self, Error> {
        let secret = SecretString::from(key.into());
        let text = secret.expose_secret();
        let invalid = |why: &str| Err(Error::invalid("the API key", why));
        let Some(environment) =
            Environment::ALL.into_iter().find(|one| text.starts_with(one.key_prefix()))
        else {
            return invalid(if text.trim().is_empty() {
                "is empty"
            } else {
                "does not begin with sk_test_ or sk_live_"
            });
        };
        if text.len() == environment.key_prefix().len() {
            return invalid("has nothing after its prefix");
        }
        if text.len() > 255 {
            return invalid("is longer than 255 bytes");
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return invalid("contains white space or a character other than printable ASCII");
        }
        Ok(Self { secret, environment })
    }

    /// Reads the key from the content of a file.
    ///
    /// Skips a byte order mark, blank lines and lines that begin with `#`, and understands
    /// `NAME=value` and quotes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for content that is not UTF-8, contains no
    /// key or several, or another text, whose line number is given and whose text is not. Also the
    /// errors of [`new`](Self::new).
    pub fn from_file_content(content: impl AsRef<[u8]>) -> Result<Self, Error> {
        let prefixes = Environment::ALL.map(Environment::key_prefix);
        let keys = credentials::read("the API key", content.as_ref(), &prefixes)?;
        match &keys[..] {
            [key] => Self::new(key.expose_secret()),
            _ => Err(Error::invalid("the API key", "is ambiguous: the file contains several keys")),
        }
    }

    /// Returns the environment the key belongs to.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    pub(crate) fn authorization(&self) -> Result<HeaderValue, Error> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.secret.expose_secret()))
            .map_err(|_| Error::invalid("the API key", "cannot be carried in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Returns a received text with the key replaced, or `None` if the text does not contain the
    /// key.
    pub(crate) fn redacted(&self, text: &[u8]) -> Option<String> {
        let secret = self.secret.expose_secret();
        let text = String::from_utf8_lossy(text);
        text.contains(secret).then(|| text.replace(secret, "[API key]"))
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = self.environment.key_prefix();
        let secret = self.secret.expose_secret().strip_prefix(prefix).unwrap_or_default();
        // Four characters of a short key would reveal too much of it.
        let tail = if secret.len() >= 12 { &secret[secret.len() - 4..] } else { "" };
        write!(f, "ApiKey({prefix}…{tail})")
    }
}

impl TryFrom<&str> for ApiKey {
    type Error = Error;

    fn try_from(key: &str) -> Result<Self, Error> {
        Self::new(key)
    }
}

impl TryFrom<String> for ApiKey {
    type Error = Error;

    fn try_from(key: String) -> Result<Self, Error> {
        Self::new(key)
    }
}

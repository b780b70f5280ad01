//! The partner's key.

use std::fmt;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};

use super::credentials;
use crate::Error;

/// A partner key, `sk_test_…` or `sk_live_…`.
///
/// It never shows itself: `Debug` prints the prefix and at most the last four characters. Its
/// memory is wiped when it is dropped.
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

/// Which of the vendor's two worlds a key opens. Both have the same host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Environment {
    /// For trying things out: keys begin with `sk_test_`.
    Sandbox,
    /// The real one: keys begin with `sk_live_`.
    Production,
}

impl Environment {
    const ALL: [Self; 2] = [Self::Sandbox, Self::Production];

    /// What keys of this environment begin with.
    pub fn key_prefix(self) -> &'static str {
        match self {
            Self::Sandbox => "sk_test_",
            Self::Production => "sk_live_",
        }
    }
}

impl ApiKey {
    /// Checks the form of a key. Whether the vendor accepts it shows with the first call.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) when the key has neither prefix, nothing
    /// behind it, more than 255 bytes, or a character that no key has (white space, control
    /// characters, anything but ASCII). The error does not repeat the key.
    pub fn new(key: impl Into<String>) -> Result<Self, Error> {
        let secret = SecretString::from(key.into());
        let text = secret.expose_secret();
        let refuse = |why: &str| Err(Error::invalid("the API key", why));
        let Some(environment) =
            Environment::ALL.into_iter().find(|one| text.starts_with(one.key_prefix()))
        else {
            return refuse(if text.trim().is_empty() {
                "is empty"
            } else {
                "does not begin with sk_test_ or sk_live_"
            });
        };
        if text.len() == environment.key_prefix().len() {
            return refuse("has nothing behind its prefix");
        }
        if text.len() > 255 {
            return refuse("is longer than 255 bytes");
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return refuse("holds white space or a character other than printable ASCII");
        }
        Ok(Self { secret, environment })
    }

    /// Reads the key that the content of a file holds.
    ///
    /// Skips a byte order mark, blank lines and lines that begin with `#`, and understands
    /// `NAME=value` and quotes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for content that is not UTF-8, holds no
    /// key or more than one, or something else: named by its line, and not repeated. And those of
    /// [`new`](Self::new).
    pub fn from_file_content(content: impl AsRef<[u8]>) -> Result<Self, Error> {
        let prefixes = Environment::ALL.map(Environment::key_prefix);
        let keys = credentials::read("the API key", content.as_ref(), &prefixes)?;
        match &keys[..] {
            [key] => Self::new(key.expose_secret()),
            _ => Err(Error::invalid("the API key", "is ambiguous: the file holds several")),
        }
    }

    /// The environment the key belongs to.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    pub(crate) fn authorization(&self) -> Result<HeaderValue, Error> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.secret.expose_secret()))
            .map_err(|_| Error::invalid("the API key", "cannot be carried in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// A text that came from outside without the key, should it be in there; `None` when it is not.
    pub(crate) fn scrubbed(&self, text: &[u8]) -> Option<String> {
        let secret = self.secret.expose_secret();
        let text = String::from_utf8_lossy(text);
        text.contains(secret).then(|| text.replace(secret, "[API key]"))
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = self.environment.key_prefix();
        let secret = self.secret.expose_secret().strip_prefix(prefix).unwrap_or_default();
        // Of a short key, four characters would be too much of it.
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

//! The keys that the mock knows.

use std::io;
use std::sync::Mutex;

use http::header::{AUTHORIZATION, HeaderMap};
use http::{HeaderValue, StatusCode};
use nova_client::types::ErrorCode;

use crate::Environment;
use crate::mock::wire::response::MockResponse;
use crate::mock::world::lock;

/// The keys of the server. There is no `Debug`, so that they cannot be printed.
pub(crate) struct Keys {
    accepted: Mutex<String>,
    forbidden: Option<String>,
}

impl Keys {
    pub(crate) fn new(accepted: String, forbidden: Option<String>) -> Self {
        Self { accepted: Mutex::new(accepted), forbidden }
    }

    pub(crate) fn accepted(&self) -> String {
        lock(&self.accepted).clone()
    }

    /// Returns the environment that the accepted key belongs to.
    pub(crate) fn environment(&self) -> Environment {
        let is_live = self.accepted().starts_with(Environment::Production.key_prefix());
        if is_live { Environment::Production } else { Environment::Sandbox }
    }

    pub(crate) fn rotate(&self, key: String) {
        *lock(&self.accepted) = key;
    }

    /// Checks that a request carries the accepted key.
    pub(crate) fn authorize(&self, headers: &HeaderMap) -> Result<(), MockResponse> {
        let unauthorized = |message: &str| {
            MockResponse::documented_error(
                StatusCode::UNAUTHORIZED,
                ErrorCode::Unauthorized,
                message,
            )
        };
        let Some(value) = headers.get(AUTHORIZATION) else {
            return Err(unauthorized("The Authorization header is missing"));
        };
        let Some(key) = value
            .to_str()
            .ok()
            .and_then(|text| text.strip_prefix("Bearer "))
            .filter(|key| well_formed(key))
        else {
            return Err(unauthorized(
                "The Authorization header must be `Bearer sk_test_…` or `Bearer sk_live_…`",
            ));
        };
        if *lock(&self.accepted) == key {
            Ok(())
        } else if self.forbidden.as_deref() == Some(key) {
            Err(MockResponse::documented_error(
                StatusCode::FORBIDDEN,
                ErrorCode::Forbidden,
                "This API key is not allowed to do this",
            ))
        } else {
            Err(unauthorized("The API key is not valid"))
        }
    }

    /// Returns whether a header's value contains a key.
    pub(crate) fn appear_in(&self, value: &HeaderValue) -> bool {
        let contains =
            |key: &str| value.as_bytes().windows(key.len()).any(|window| window == key.as_bytes());
        contains(&lock(&self.accepted)) || self.forbidden.as_deref().is_some_and(contains)
    }
}

/// Checks that a setting is a key, without showing it in the error.
pub(crate) fn validate(setting: &str, key: &str) -> io::Result<()> {
    if well_formed(key) {
        return Ok(());
    }
    let message = format!(
        "{setting}: a key starts with sk_test_ or sk_live_ and has visible ASCII characters only"
    );
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}

/// Returns whether a text has the format of a key.
fn well_formed(key: &str) -> bool {
    [Environment::Sandbox, Environment::Production]
        .map(Environment::key_prefix)
        .iter()
        .any(|prefix| key.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty()))
        && key.bytes().all(|byte| byte.is_ascii_graphic())
}

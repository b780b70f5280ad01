//! Who is asking, and for which tenant.

use std::io;
use std::sync::Mutex;

use http::header::{AUTHORIZATION, HeaderMap};
use http::{HeaderValue, StatusCode};
use nova_client::types::ErrorCode;

use super::response::{Detail, MockResponse};
use super::state::lock;
use crate::Environment;

/// The header that names the tenant.
pub(super) const TENANT_HEADER: &str = "x-tenant-id";

/// The keys the server knows. They are never printed: there is no `Debug`.
pub(super) struct Keys {
    accepted: Mutex<String>,
    forbidden: Option<String>,
}

impl Keys {
    pub(super) fn new(accepted: String, forbidden: Option<String>) -> Self {
        Self { accepted: Mutex::new(accepted), forbidden }
    }

    pub(super) fn accepted(&self) -> String {
        lock(&self.accepted).clone()
    }

    /// The world that the accepted key opens.
    pub(super) fn environment(&self) -> Environment {
        let is_live = self.accepted().starts_with(Environment::Production.key_prefix());
        if is_live { Environment::Production } else { Environment::Sandbox }
    }

    pub(super) fn rotate(&self, key: String) {
        *lock(&self.accepted) = key;
    }

    /// The refusal of a request without a good key.
    pub(super) fn refusal(&self, headers: &HeaderMap) -> Option<MockResponse> {
        let unauthorized = |message: &str| {
            MockResponse::refusal(StatusCode::UNAUTHORIZED, ErrorCode::Unauthorized, message)
        };
        let Some(value) = headers.get(AUTHORIZATION) else {
            return Some(unauthorized("The Authorization header is missing"));
        };
        let Some(key) = value
            .to_str()
            .ok()
            .and_then(|text| text.strip_prefix("Bearer "))
            .filter(|key| well_formed(key))
        else {
            return Some(unauthorized(
                "The Authorization header must be `Bearer sk_test_…` or `Bearer sk_live_…`",
            ));
        };
        if *lock(&self.accepted) == key {
            None
        } else if self.forbidden.as_deref() == Some(key) {
            Some(MockResponse::refusal(
                StatusCode::FORBIDDEN,
                ErrorCode::Forbidden,
                "This API key is not allowed to do this",
            ))
        } else {
            Some(unauthorized("The API key is not valid"))
        }
    }

    /// Whether a header's value gives a key away.
    pub(super) fn appear_in(&self, value: &HeaderValue) -> bool {
        let contains =
            |key: &str| value.as_bytes().windows(key.len()).any(|window| window == key.as_bytes());
        contains(&lock(&self.accepted)) || self.forbidden.as_deref().is_some_and(contains)
    }
}

/// Refuses a setting that is no key, without showing it.
pub(super) fn judge(setting: &str, key: &str) -> io::Result<()> {
    if well_formed(key) {
        return Ok(());
    }
    let message = format!(
        "{setting}: a key starts with sk_test_ or sk_live_ and has visible ASCII characters only"
    );
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}

/// Whether a text has the form of a key.
fn well_formed(key: &str) -> bool {
    ["sk_test_", "sk_live_"]
        .iter()
        .any(|prefix| key.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty()))
        && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The tenant that the request names, if it names one.
pub(super) fn tenant(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(TENANT_HEADER)?.to_str().ok()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// The refusal of a request that must name a tenant and does not.
pub(super) fn tenant_missing() -> MockResponse {
    MockResponse::invalid(vec![Detail::new(
        "X-Tenant-Id",
        "required",
        "The X-Tenant-Id header must name a tenant",
    )])
}

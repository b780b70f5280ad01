//! Settings per client and per call.

use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use nova_client::parameters::IDEMPOTENCY_KEY_LENGTH;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH,
    CONTENT_TYPE, EXPECT, HOST, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION, TE,
    TRAILER, TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};
use tokio::time::Instant;

use super::pacing::Permit;
use super::{Priority, RetryPolicy, headers};
use crate::Error;
use crate::access::TenantId;

/// The limits of a call that sets none itself.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    /// How long a call without a deadline may be queued before its first admission.
    pub(crate) queue_timeout: Duration,
    pub(crate) max_response_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            attempt_timeout: Duration::from_secs(30),
            queue_timeout: Duration::from_secs(10 * 60),
            max_response_bytes: 8 * 1024 * 1024,
        }
    }
}

/// The options of one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallOptions {
    pub(crate) tenant: Option<TenantId>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) deadline: Option<Instant>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) headers: HeaderMap,
    pub(crate) idempotency_key: Option<HeaderValue>,
    pub(crate) priority: Priority,
    pub(crate) permit: Option<ReservedPermit>,
    /// A counter of started requests.
    pub(crate) attempts: Option<Arc<AtomicU32>>,
}

/// A permit that was acquired before the call that uses it was chosen. The call's first attempt
/// takes it.
#[derive(Clone, Debug)]
pub(crate) struct ReservedPermit(Arc<Mutex<Option<Permit>>>);

impl ReservedPermit {
    pub(super) fn new(permit: Permit) -> Self {
        Self(Arc::new(Mutex::new(Some(permit))))
    }

    pub(super) fn take(&self) -> Option<Permit> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Returns whether the client or the HTTP layer sets this header.
fn is_protected(name: &HeaderName) -> bool {
    const PROTECTED: [HeaderName; 18] = [
        ACCEPT,
        ACCEPT_ENCODING,
        AUTHORIZATION,
        CONNECTION,
        CONTENT_ENCODING,
        CONTENT_LENGTH,
        CONTENT_TYPE,
        EXPECT,
        HOST,
        PROXY_AUTHORIZATION,
        TE,
        TRAILER,
        TRANSFER_ENCODING,
        UPGRADE,
        USER_AGENT,
        headers::TENANT_ID,
        headers::IDEMPOTENCY_KEY,
        headers::EXPECTED_REVISION,
    ];
    const PROTECTED_NAMES: [&str; 3] = ["keep-alive", "proxy-connection", "http2-settings"];
    // Some servers read `x_tenant_id` as `X-Tenant-Id`.
    let name = name.as_str().replace('_', "-");
    PROTECTED.iter().any(|protected| protected.as_str() == name)
        || PROTECTED_NAMES.contains(&name.as_str())
}

impl CallOptions {
    pub(crate) fn add_header(&mut self, name: HeaderName, value: HeaderValue) -> Result<(), Error> {
        if is_protected(&name) {
            return Err(Error::invalid(&format!("header {name}"), "is set by the client itself"));
        }
        self.headers.append(name, value);
        Ok(())
    }

    pub(crate) fn set_idempotency_key(&mut self, key: &str) -> Result<(), Error> {
        let subject = "the idempotency key";
        if !IDEMPOTENCY_KEY_LENGTH.contains(&key.chars().count()) {
            let (min, max) = (IDEMPOTENCY_KEY_LENGTH.start(), IDEMPOTENCY_KEY_LENGTH.end());
            return Err(Error::invalid(subject, format!("must have {min} to {max} characters")));
        }
        if key.trim() != key || !key.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            return Err(Error::invalid(subject, "contains a character other than printable ASCII"));
        }
        let key = HeaderValue::try_from(key)
            .map_err(|_| Error::invalid(subject, "cannot be carried in a header"))?;
        self.idempotency_key = Some(key);
        Ok(())
    }

    /// Makes the change conditional on this revision of the criteria.
    pub(crate) fn expect_revision(&mut self, revision: &str) -> Result<(), Error> {
        let subject = "the expected criteria revision";
        if revision.is_empty() || revision.trim() != revision {
            return Err(Error::invalid(subject, "is empty, or begins or ends with white space"));
        }
        let value = HeaderValue::try_from(revision).map_err(|_| {
            Error::invalid(subject, "contains a character that a header cannot carry")
        })?;
        self.headers.insert(headers::EXPECTED_REVISION, value);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_the_client_and_of_the_connection_are_rejected_in_every_spelling() {
        let mut options = CallOptions::default();
        for name in [
            "x-tenant-id",
            "X_Tenant_Id",
            "x_tenant-id",
            "authorization",
            "idempotency_key",
            "proxy-authorization",
            "te",
            "expect",
            "upgrade",
            "trailer",
            "user-agent",
            "User_Agent",
            "content-encoding",
            "keep-alive",
            "proxy-connection",
            "transfer_encoding",
            "host",
        ] {
            let header = HeaderName::try_from(name).unwrap();
            let error = options.add_header(header, HeaderValue::from_static("x")).unwrap_err();
            assert!(error.to_string().contains("set by the client itself"), "{name}: {error}");
        }
        for name in ["traceparent", "x-request-id", "x_request_id", "accept-language"] {
            let header = HeaderName::try_from(name).unwrap();
            options.add_header(header, HeaderValue::from_static("x")).unwrap();
        }
        assert_eq!(options.headers.len(), 4);
    }
}

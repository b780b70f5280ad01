//! What can be set per client and per call.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
};
use tokio::time::Instant;

use super::pace::Permit;
use super::{Priority, RetryPolicy, headers};
use crate::Error;
use crate::client::TenantId;

/// Bounds of every call, unless the call has its own.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) max_response_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            attempt_timeout: Duration::from_secs(30),
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
    pub(crate) priority: Priority,
    pub(crate) turn: Option<Turn>,
}

/// A turn that was waited for before it was known which call would take it. The call's first attempt does.
#[derive(Clone, Debug)]
pub(crate) struct Turn(Arc<Mutex<Option<Permit>>>);

impl Turn {
    pub(super) fn new(permit: Permit) -> Self {
        Self(Arc::new(Mutex::new(Some(permit))))
    }

    pub(super) fn take(&self) -> Option<Permit> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl CallOptions {
    pub(crate) fn add_header(&mut self, name: HeaderName, value: HeaderValue) -> Result<(), Error> {
        let ours = [AUTHORIZATION, HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, headers::TENANT_ID];
        if ours.contains(&name) {
            return Err(Error::invalid(&format!("header {name}"), "is the client's own responsibility"));
        }
        self.headers.append(name, value);
        Ok(())
    }
}

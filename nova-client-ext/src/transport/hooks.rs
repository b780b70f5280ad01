//! Hooks for metrics: the outcome of a call and of each attempt.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use nova_client::Operation;
use reqwest::{Response, StatusCode};

use super::CallTransport;
use super::call::Progress;
use crate::access::TenantId;
use crate::error::{Error, ErrorKind};

/// The outcome of a call, for metrics. The argument of the hook of
/// [`NovaBuilder::on_call`](crate::NovaBuilder::on_call) at the end of the call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallReport<'a> {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// The tenant that it was called for, if it belongs to one.
    pub tenant: Option<&'a TenantId>,
    /// How many requests were started.
    pub attempts: u32,
    /// How many of them got a 429.
    pub rate_limited: u32,
    /// The total time spent waiting for admission.
    pub queued: Duration,
    /// The total time spent on the wire: all attempts, including the reading of their responses.
    pub on_wire: Duration,
    /// The HTTP status of the last response, if there was one.
    pub status: Option<StatusCode>,
    /// The kind of error, if it failed. A response that cannot be decoded counts as a success here.
    pub error: Option<ErrorKind>,
}

/// The outcome of one attempt of a call. The argument of the hook of
/// [`NovaBuilder::on_attempt`](crate::NovaBuilder::on_attempt) at its end.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttemptReport<'a> {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// The tenant that it was called for, if it belongs to one.
    pub tenant: Option<&'a TenantId>,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The time spent on the wire, including the reading of the response.
    pub on_wire: Duration,
    /// The HTTP status of the response, if there was one.
    pub status: Option<StatusCode>,
    /// The kind of error, if it failed.
    pub error: Option<ErrorKind>,
}

type CallHook = Arc<dyn Fn(&CallReport<'_>) + Send + Sync>;
type AttemptHook = Arc<dyn Fn(&AttemptReport<'_>) + Send + Sync>;

/// The hooks of a `Nova`. Without a hook nothing is measured.
#[derive(Clone, Default)]
pub(crate) struct Observers {
    pub(crate) on_call: Option<CallHook>,
    pub(crate) on_attempt: Option<AttemptHook>,
}

impl Observers {
    pub(super) fn call(
        &self,
        transport: &CallTransport,
        operation: &'static Operation,
        progress: &Progress,
        outcome: &Result<Response, Error>,
    ) {
        let Some(hook) = &self.on_call else { return };
        let response = outcome.as_ref();
        hook(&CallReport {
            operation,
            tenant: transport.options.tenant.as_ref(),
            attempts: progress.requests,
            rate_limited: progress.rate_limited,
            queued: progress.queued,
            on_wire: progress.on_wire,
            status: response.map_or_else(Error::status, |response| Some(response.status())),
            error: response.err().map(Error::kind),
        });
    }

    pub(super) fn attempt(
        &self,
        transport: &CallTransport,
        operation: &'static Operation,
        progress: &Progress,
        on_wire: Duration,
        outcome: Result<StatusCode, &Error>,
    ) {
        let Some(hook) = &self.on_attempt else { return };
        hook(&AttemptReport {
            operation,
            tenant: transport.options.tenant.as_ref(),
            attempt: progress.requests,
            on_wire,
            status: outcome.map_or_else(Error::status, Some),
            error: outcome.err().map(Error::kind),
        });
    }
}

impl fmt::Debug for Observers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observers")
            .field("on_call", &self.on_call.is_some())
            .field("on_attempt", &self.on_attempt.is_some())
            .finish()
    }
}

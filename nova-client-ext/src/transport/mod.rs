//! The transport of one call: deadline → admission → attempt → retry → classification → tracing.
//!
//! Every call of every handle, and of the raw client, goes through here. The meaning of response
//! bodies is no subject of this module.
//!
//! 1. [`deadline`]: the time limits of a call.
//! 2. [`pacing`]: when a call may be sent, so that all clients of a key together stay within its
//!    rate limits.
//! 3. [`attempt`]: one attempt, with its own time limit and a size limit.
//! 4. [`classify`]: the conversion of a response outside 2xx into an [`Error`](crate::Error).
//! 5. [`retry`]: whether and when there is another attempt.
//! 6. [`observe`]: one span per call, one event per attempt.

mod attempt;
mod body;
mod budget;
mod call;
mod classify;
mod clock;
mod deadline;
mod foreign;
mod headers;
mod hooks;
mod observe;
mod options;
mod pacing;
mod raw;
mod retry;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, RwLock};
use std::time::UNIX_EPOCH;

use chrono::{DateTime, Utc};
use nova_client::{
    BoxFuture, Failure, Operation, ResponseValue, Transport, TransportRequest, UnknownValue,
    UnreadableValue, types,
};
use reqwest::header::HeaderValue;
use tracing::Instrument as _;

pub use headers::RateLimit;
pub use hooks::{AttemptReport, CallReport};
pub use pacing::{BucketState, Pacing};
pub use retry::RetryPolicy;

pub(crate) use classify::error_detail;
pub(crate) use clock::Clock;
pub(crate) use headers::{is_replay, trace_id};
pub(crate) use hooks::Observers;
pub(crate) use options::{CallOptions, Limits, ReservedPermit};
pub(crate) use pacing::Priority;

use crate::access::{ApiKey, BaseUrl, SharedKey};
use crate::{Error, ErrorKind};
use budget::Budget;
use pacing::{AdmissionRequest, Pacer};

/// A listener for what a response has and the contract does not define.
pub(crate) trait ContractObserver: Send + Sync {
    fn unknown_value(&self, operation: &'static Operation, unknown: UnknownValue<'_>);

    /// Reports a value that violates the contract and was dropped.
    fn unreadable_value(&self, operation: &'static Operation, value: &UnreadableValue);

    /// Returns whether to report unknown fields, which requires parsing every body twice.
    fn wants_unknown_fields(&self) -> bool;

    fn unknown_field(&self, operation: &'static Operation, path: &str);

    /// Reports an operation that was counted in another rate bucket than the contract says.
    fn moved_bucket(&self, operation: &'static str, from: &str, to: &str);
}

/// The state that all handles of one `Nova` share.
pub(crate) struct Core {
    pub(crate) key: SharedKey,
    pub(crate) base_url: BaseUrl,
    http: reqwest::Client,
    user_agent: HeaderValue,
    /// The environment variable that names the proxy.
    proxy_variable: Option<&'static str>,
    limits: Limits,
    retry: RetryPolicy,
    pub(crate) pacer: Pacer,
    budget: Budget,
    clock: Clock,
    contract: Arc<dyn ContractObserver>,
    observers: Observers,
}

/// The validated parts of a [`Core`].
pub(crate) struct Parts {
    pub(crate) key: ApiKey,
    pub(crate) base_url: BaseUrl,
    pub(crate) http: reqwest::Client,
    pub(crate) user_agent: HeaderValue,
    pub(crate) proxy_variable: Option<&'static str>,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) pacing: Pacing,
    pub(crate) contract: Arc<dyn ContractObserver>,
    pub(crate) observers: Observers,
}

impl Core {
    pub(crate) fn new(parts: Parts) -> Self {
        let Parts {
            key,
            base_url,
            http,
            user_agent,
            proxy_variable,
            limits,
            retry,
            pacing,
            contract,
            observers,
        } = parts;
        let clock = Clock::new();
        Self {
            key: RwLock::new(Arc::new(key)),
            base_url,
            http,
            user_agent,
            proxy_variable,
            limits,
            retry,
            pacer: Pacer::new(&pacing),
            budget: Budget::default(),
            clock,
            contract,
            observers,
        }
    }

    /// Returns the wall-clock time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        DateTime::from(UNIX_EPOCH + self.clock.since_epoch())
    }

    /// Makes one call through the generated client.
    pub(crate) async fn call<T, F, Fut>(
        self: &Arc<Self>,
        options: CallOptions,
        start: F,
    ) -> Result<T, Error>
    where
        F: FnOnce(nova_client::Client) -> Fut,
        Fut: Future<Output = Result<ResponseValue<T>, nova_client::Error<types::Error>>>,
    {
        let call = Arc::new(CallTransport::new(Arc::clone(self), options, ErrorFormat::Facade));
        let transport: Arc<dyn Transport> = Arc::clone(&call) as Arc<dyn Transport>;
        let client =
            nova_client::Client::with_transport(&self.base_url.text, self.http.clone(), transport);
        start(client).await.map(ResponseValue::into_inner).map_err(|error| {
            let mut error = Error::from(error);
            if error.operation().is_none()
                && error.kind() != ErrorKind::Invalid
                && let Some(operation) = call.operation()
            {
                error = error.with_operation(operation);
            }
            // Errors of the generated code lack the number of attempts.
            let requests = call.requests.load(Ordering::Relaxed);
            let facts = error.facts_mut();
            facts.attempts = facts.attempts.max(requests);
            error
        })
    }

    /// Waits for a background permit of an operation's bucket, for a call that is chosen once the
    /// permit is available. Dropping the future or the permit returns it.
    pub(crate) async fn background_permit(
        &self,
        operation: &'static Operation,
    ) -> Result<ReservedPermit, Error> {
        let request = AdmissionRequest {
            place: None,
            operation: operation.id,
            bucket: operation.bucket,
            tenant: None,
            priority: Priority::Background,
            deadline: None,
            max_queued: None,
            attempt_timeout: self.limits.attempt_timeout,
        };
        self.pacer.admit(request).await.map(ReservedPermit::new).map_err(call::not_admitted)
    }

    /// Returns the present rate of background permits, in permits per second.
    pub(crate) fn background_rate(&self, operation: &'static Operation) -> f64 {
        self.pacer.background_rate(operation).unwrap_or_else(|| {
            f64::from(operation.bucket.limit) / operation.bucket.per.as_secs_f64()
        })
    }

    /// Returns the generated client with the same transport, for any number of calls.
    pub(crate) fn raw_client(self: &Arc<Self>, options: CallOptions) -> nova_client::Client {
        let call = Arc::new(CallTransport::new(Arc::clone(self), options, ErrorFormat::Documented));
        nova_client::Client::with_transport(&self.base_url.text, self.http.clone(), call)
    }
}

/// The form in which errors are returned to the generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ErrorFormat {
    /// As [`Error`], always.
    Facade,
    /// Documented error bodies are decoded by the generated code.
    Documented,
}

/// The transport behind one generated client: the shared core, and the options of its calls.
struct CallTransport {
    core: Arc<Core>,
    options: CallOptions,
    errors: ErrorFormat,
    requests: AtomicU32,
    operation: std::sync::OnceLock<&'static Operation>,
}

impl CallTransport {
    fn new(core: Arc<Core>, options: CallOptions, errors: ErrorFormat) -> Self {
        Self {
            core,
            options,
            errors,
            requests: AtomicU32::new(0),
            operation: std::sync::OnceLock::new(),
        }
    }

    fn operation(&self) -> Option<&'static Operation> {
        self.operation.get().copied()
    }
}

impl Transport for CallTransport {
    fn send<'a>(
        &'a self,
        call: TransportRequest<'a>,
    ) -> BoxFuture<'a, Result<reqwest::Response, Failure>> {
        // Only the facade reads it, and it makes one call per transport.
        let _ = self.operation.set(call.operation);
        let operation = call.operation;
        let span = observe::span(self, operation);
        // The future is large, so it is awaited where it is created instead of being moved.
        let current = span.clone();
        let steps = async move {
            let mut progress = call::Progress::default();
            let outcome = call::run(self, call, &current, &mut progress).await;
            self.core.observers.call(self, operation, &progress, &outcome);
            outcome.map_err(|error| {
                observe::ended(&current, &error);
                Arc::new(error.with_operation(operation)) as Failure
            })
        };
        Box::pin(steps.instrument(span))
    }

    fn unknown_value(&self, operation: &'static Operation, unknown: UnknownValue<'_>) {
        self.core.contract.unknown_value(operation, unknown);
    }

    fn unreadable_value(&self, operation: &'static Operation, unreadable: &UnreadableValue) {
        self.core.contract.unreadable_value(operation, unreadable);
    }

    fn wants_unknown_fields(&self) -> bool {
        self.core.contract.wants_unknown_fields()
    }

    fn unknown_field(&self, operation: &'static Operation, path: &str) {
        self.core.contract.unknown_field(operation, path);
    }
}

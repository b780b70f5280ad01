//! The life of one call: deadline → admission → attempt → retry → classification → tracing.
//!
//! Every call of every handle comes through here, the raw client's included. What may not come in:
//! anything about what a response *means*.
//!
//! 1. [`deadline`]: how long the call may take, and from when.
//! 2. [`pacing`]: when a call may go out, so that all who share the key fit in its rate limits.
//! 3. [`attempt`]: one attempt, with its own time limit and a bound on what is read.
//! 4. [`classify`]: what a response that is no success means as an [`Error`](crate::Error).
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

/// Is told what a response has that the contract does not know.
pub(crate) trait ContractObserver: Send + Sync {
    fn unknown_value(&self, operation: &'static Operation, unknown: UnknownValue<'_>);

    /// A value did not fit and was left out.
    fn unreadable_value(&self, operation: &'static Operation, value: &UnreadableValue);

    /// Whether unknown fields are to be looked for, which costs a second reading of every body.
    fn wants_unknown_fields(&self) -> bool;

    fn unknown_field(&self, operation: &'static Operation, path: &str);

    /// An operation was counted in another rate bucket than the contract says.
    fn moved_bucket(&self, operation: &'static str, from: &str, to: &str);
}

/// What all handles of one `Nova` share.
pub(crate) struct Core {
    pub(crate) key: SharedKey,
    pub(crate) base_url: BaseUrl,
    http: reqwest::Client,
    user_agent: HeaderValue,
    /// The environment variable that names the proxy.
    proxy: Option<&'static str>,
    limits: Limits,
    retry: RetryPolicy,
    pub(crate) pacer: Pacer,
    budget: Budget,
    clock: Clock,
    contract: Arc<dyn ContractObserver>,
    observers: Observers,
}

/// What a [`Core`] is made of, validated already.
pub(crate) struct Parts {
    pub(crate) key: ApiKey,
    pub(crate) base_url: BaseUrl,
    pub(crate) http: reqwest::Client,
    pub(crate) user_agent: HeaderValue,
    pub(crate) proxy: Option<&'static str>,
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
            proxy,
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
            proxy,
            limits,
            retry,
            pacer: Pacer::new(&pacing),
            budget: Budget::default(),
            clock,
            contract,
            observers,
        }
    }

    /// What the wall clock shows.
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
            // The generated code's own failures do not know how many attempts there were.
            let requests = call.requests.load(Ordering::Relaxed);
            let facts = error.facts_mut();
            facts.attempts = facts.attempts.max(requests);
            error
        })
    }

    /// Waits for a permit of the background in the bucket of an operation; the call that uses it is
    /// chosen when it has come. Dropping the future, or the permit, gives it back.
    pub(crate) async fn background_permit(
        &self,
        operation: &'static Operation,
    ) -> Result<ReservedPermit, Error> {
        let request = AdmissionRequest {
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

    /// How many such permits there are in a second, as far as can be told.
    pub(crate) fn background_rate(&self, operation: &'static Operation) -> f64 {
        self.pacer.background_rate(operation).unwrap_or_else(|| {
            f64::from(operation.bucket.limit) / operation.bucket.per.as_secs_f64()
        })
    }

    /// The generated client with the same transport behind it, for any number of calls.
    pub(crate) fn raw_client(self: &Arc<Self>, options: CallOptions) -> nova_client::Client {
        let call = Arc::new(CallTransport::new(Arc::clone(self), options, ErrorFormat::Documented));
        nova_client::Client::with_transport(&self.base_url.text, self.http.clone(), call)
    }
}

/// How failures are handed back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ErrorFormat {
    /// As [`Error`], always.
    Facade,
    /// A documented error body is left for the generated code to decode.
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
        // Only the facade asks, and it makes one call per transport.
        let _ = self.operation.set(call.operation);
        let operation = call.operation;
        let span = observe::span(self, operation);
        // The steps are a large future: it is awaited where it is made, not handed on.
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

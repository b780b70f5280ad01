//! The life of one request: admit → send → retry → bound → classify.
//!
//! Every call of every handle comes through here, the raw client's included. What may not come in:
//! anything about what an answer *means*; that is for `scoring` and its neighbours.
//!
//! 1. [`deadline`]: how long the call may take, and from when.
//! 2. [`pace`]: when a call may go out, so that all who share the key fit in its rate limits.
//! 3. [`send`]: one attempt, with its own time limit and a bound on what is read.
//! 4. [`answer`]: what an answer that is no success means as an [`Error`](crate::Error).
//! 5. [`retry`]: whether and when there is another attempt.
//! 6. [`observe`]: one span per call, one event per attempt.

mod answer;
mod budget;
mod clock;
mod deadline;
mod headers;
mod life;
mod observe;
mod options;
mod pace;
mod patience;
mod raw;
mod retry;
mod send;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, RwLock};
use std::time::UNIX_EPOCH;

use chrono::{DateTime, Utc};
use nova_client::{
    BoxFuture, Failure, Operation, TransportRequest, ResponseValue, Transport, UnknownValue, types,
};
use reqwest::header::HeaderValue;
use tracing::Instrument as _;

pub use headers::RateLimit;
pub use pace::{BucketState, Pacing};
pub use retry::RetryPolicy;

pub(crate) use answer::error_detail;
pub(crate) use clock::Clock;
pub(crate) use headers::{is_replay, trace_id};
pub(crate) use options::{CallOptions, Limits, Turn};
pub(crate) use pace::Priority;
pub(crate) use patience::{Patience, check_wait};

use crate::access::{ApiKey, BaseUrl};
use crate::client::SharedKey;
use crate::drift::Reporter;
use crate::watch::Experience;
use crate::{Error, ErrorKind};
use budget::Budget;
use pace::{Ask, Pacer};

/// What all handles of one `Nova` share.
pub(crate) struct Core {
    pub(crate) key: SharedKey,
    pub(crate) base_url: BaseUrl,
    http: reqwest::Client,
    user_agent: HeaderValue,
    limits: Limits,
    retry: RetryPolicy,
    pub(crate) pacer: Pacer,
    budget: Budget,
    clock: Clock,
    drift: Reporter,
    /// What its watches have learned.
    pub(crate) experience: Experience,
}

/// What a [`Core`] is made of, judged already.
pub(crate) struct Parts {
    pub(crate) key: ApiKey,
    pub(crate) base_url: BaseUrl,
    pub(crate) http: reqwest::Client,
    pub(crate) user_agent: HeaderValue,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) pacing: Pacing,
    pub(crate) drift: Reporter,
}

impl Core {
    pub(crate) fn new(parts: Parts) -> Self {
        let Parts { key, base_url, http, user_agent, limits, retry, pacing, drift } = parts;
        let clock = Clock::new();
        Self {
            experience: Experience::new(clock.since_epoch().as_secs_f64()),
            key: RwLock::new(Arc::new(key)),
            base_url,
            http,
            user_agent,
            limits,
            retry,
            pacer: Pacer::new(&pacing),
            budget: Budget::default(),
            clock,
            drift,
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
        let line = Arc::new(Line::new(Arc::clone(self), options, Manner::Facade));
        let transport: Arc<dyn Transport> = Arc::clone(&line) as Arc<dyn Transport>;
        let client =
            nova_client::Client::with_transport(&self.base_url.text, self.http.clone(), transport);
        start(client).await.map(ResponseValue::into_inner).map_err(|error| {
            let mut error = Error::from(error);
            if error.operation().is_none()
                && error.kind() != ErrorKind::Invalid
                && let Some(operation) = line.operation()
            {
                error = error.with_operation(operation);
            }
            // The generated code's own failures do not know how many attempts there were.
            let attempts = line.attempts.load(Ordering::Relaxed);
            let facts = error.facts_mut();
            facts.attempts = facts.attempts.max(attempts);
            error
        })
    }

    /// Waits for a turn of the background in the bucket of an operation; the call that takes it is
    /// chosen when it has come. Dropping the future, or the turn, gives it back.
    pub(crate) async fn background_turn(
        &self,
        operation: &'static Operation,
    ) -> Result<Turn, Error> {
        let ask = Ask {
            operation: operation.id,
            bucket: operation.bucket,
            tenant: None,
            priority: Priority::Background,
            deadline: None,
        };
        self.pacer.admit(ask).await.map(Turn::new).map_err(life::paced)
    }

    /// How many such turns there are in a second, as far as can be told.
    pub(crate) fn background_rate(&self, operation: &'static Operation) -> f64 {
        self.pacer.background_rate(operation).unwrap_or_else(|| {
            f64::from(operation.bucket.limit) / operation.bucket.per.as_secs_f64()
        })
    }

    /// The generated client with the same transport behind it, for any number of calls.
    pub(crate) fn raw_client(self: &Arc<Self>, options: CallOptions) -> nova_client::Client {
        let line = Arc::new(Line::new(Arc::clone(self), options, Manner::Raw));
        nova_client::Client::with_transport(&self.base_url.text, self.http.clone(), line)
    }
}

/// How failures are handed back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// As [`Error`], always.
    Facade,
    /// A documented error body is left for the generated code to decode.
    Raw,
}

/// The transport behind one generated client: the shared core, and the options of its calls.
struct Line {
    core: Arc<Core>,
    options: CallOptions,
    manner: Manner,
    attempts: AtomicU32,
    operation: std::sync::OnceLock<&'static Operation>,
}

impl Line {
    fn new(core: Arc<Core>, options: CallOptions, manner: Manner) -> Self {
        Self {
            core,
            options,
            manner,
            attempts: AtomicU32::new(0),
            operation: std::sync::OnceLock::new(),
        }
    }

    fn operation(&self) -> Option<&'static Operation> {
        self.operation.get().copied()
    }
}

impl Transport for Line {
    fn send<'a>(&'a self, call: TransportRequest<'a>) -> BoxFuture<'a, Result<reqwest::Response, Failure>> {
        // Only the facade asks, and it makes one call per line.
        let _ = self.operation.set(call.operation);
        let operation = call.operation;
        let span = observe::span(self, operation);
        // The steps are a large future: it is awaited where it is made, not handed on.
        let steps = async move {
            life::run(self, call).await.map_err(|error| {
                observe::ended(&error);
                Arc::new(error.with_operation(operation)) as Failure
            })
        };
        Box::pin(steps.instrument(span))
    }

    fn unknown_value(&self, operation: &'static Operation, unknown: UnknownValue<'_>) {
        self.core.drift.value(operation, unknown);
    }

    fn wants_unknown_fields(&self) -> bool {
        self.core.drift.looks_for_members()
    }

    fn unknown_field(&self, operation: &'static Operation, path: &str) {
        self.core.drift.member(operation, path);
    }
}

//! The state and behaviour of the mock, independent of HTTP: keys, tenants, the clock, scoring
//! jobs, idempotency, limits, webhooks.

pub(crate) mod batches;
pub(crate) mod clock;
pub(crate) mod criteria;
pub(crate) mod deletions;
pub(crate) mod idempotency;
pub(crate) mod intake;
pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod latency;
pub(crate) mod library;
pub(crate) mod limits;
pub(crate) mod question_sets;
pub(crate) mod request_log;
pub(crate) mod script;
pub(crate) mod submissions;
pub(crate) mod tally;
pub(crate) mod webhooks;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::mock::wire::fault::Faults;
use batches::Batches;
use clock::Clock;
use criteria::CriteriaBook;
use deletions::Deletions;
use idempotency::IdempotencyStore;
use intake::Intake;
use keys::Keys;
use latency::Latency;
use library::Libraries;
use limits::Limiter;
use question_sets::QuestionSets;
use request_log::RequestLog;
use tally::Tallies;
use webhooks::Webhooks;

/// The result of a function that fails only because of a bug in the mock.
pub(crate) type MockResult<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The state shared by all connections of one mock.
pub(crate) struct World {
    pub(crate) keys: Keys,
    pub(crate) clock: Clock,
    pub(crate) limiter: Mutex<Limiter>,
    pub(crate) batches: Mutex<Batches>,
    pub(crate) intake: Mutex<Intake>,
    pub(crate) tallies: Mutex<Tallies>,
    pub(crate) criteria: Mutex<CriteriaBook>,
    pub(crate) question_sets: Mutex<QuestionSets>,
    pub(crate) idempotency: IdempotencyStore,
    pub(crate) libraries: Mutex<Libraries>,
    pub(crate) deletions: Mutex<Deletions>,
    /// The bodies placed by tests, by operation.
    pub(crate) analytics: Mutex<HashMap<&'static str, Value>>,
    pub(crate) log: Mutex<RequestLog>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) latency: Mutex<Latency>,
    pub(crate) connections: AtomicU64,
    pub(crate) traces: Traces,
    pub(crate) webhooks: Mutex<Webhooks>,
}

impl World {
    /// Returns the id of the active criteria version of a job; `None` if there is none. Every job
    /// initially has default criteria.
    pub(crate) fn criteria_version(&self, tenant: &str, job: &str) -> Option<String> {
        let now = self.clock.now();
        lock(&self.criteria).of(tenant, job, now).active().map(|version| version.id.clone())
    }

    /// Returns whether the job has, or had, a criteria version with this id.
    pub(crate) fn has_criteria_version(&self, tenant: &str, job: &str, id: &str) -> bool {
        let now = self.clock.now();
        lock(&self.criteria).of(tenant, job, now).version(id).is_some()
    }
}

/// A generator of trace ids: 32 hexadecimal digits, unique for every request and every mock.
pub(crate) struct Traces {
    mock: u64,
    requests: AtomicU64,
}

impl Traces {
    pub(crate) fn new() -> Self {
        Self { mock: fastrand::u64(..), requests: AtomicU64::new(0) }
    }

    pub(crate) fn next(&self) -> String {
        format!("{:016x}{:016x}", self.mock, self.requests.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// Locks a mutex, even if it is poisoned: a panic cannot leave the mock's data inconsistent.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! What all connections of one mock share.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use nova_client::DecodeFailure;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::analytics::Figures;
use super::auth::Keys;
use super::batches::Batches;
use super::clock::Clock;
use super::criteria::CriteriaBook;
use super::deletions::Deletions;
use super::fault::Faults;
use super::idempotency::Keyed;
use super::intake::Intake;
use super::library::Libraries;
use super::limits::Limiter;
use super::log::Log;
use super::questions::QuestionBook;
use super::response::{Detail, MockResponse};
use super::route::Route;
use super::webhooks::Webhooks;

/// A piece of an answer, or why the mock could not make it.
pub(super) type Rendered<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The mock itself.
pub(super) struct State {
    pub(super) keys: Keys,
    pub(super) clock: Clock,
    pub(super) limiter: Mutex<Limiter>,
    pub(super) batches: Mutex<Batches>,
    pub(super) intake: Mutex<Intake>,
    pub(super) criteria: Mutex<CriteriaBook>,
    pub(super) questions: Mutex<QuestionBook>,
    pub(super) keyed: Keyed,
    pub(super) libraries: Mutex<Libraries>,
    pub(super) deletions: Mutex<Deletions>,
    pub(super) figures: Mutex<Figures>,
    pub(super) log: Mutex<Log>,
    pub(super) faults: Mutex<Faults>,
    pub(super) latency: Mutex<Latency>,
    pub(super) connections: AtomicU64,
    pub(super) traces: Traces,
    pub(super) webhooks: Mutex<Webhooks>,
}

/// A request that has passed the gate: it satisfies the contract.
pub(super) struct Call<'a> {
    pub(super) route: &'a Route,
    /// Present where the operation needs it.
    pub(super) tenant: Option<&'a str>,
    pub(super) query: Option<&'a str>,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a Bytes,
}

impl Call<'_> {
    /// The values that the query has for a name, decoded.
    pub(super) fn query_values(&self, name: &str) -> impl Iterator<Item = Cow<'_, str>> {
        let pairs = form_urlencoded::parse(self.query.unwrap_or_default().as_bytes());
        pairs.filter(move |(known, _)| known == name).map(|(_, value)| value)
    }

    /// The request's body as the contract types it, or the refusal of one that does not fit.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, MockResponse> {
        DecodeFailure::of(self.body).map_err(|failure| {
            // `$.resume.url` → `resume.url`, as the vendor names fields.
            let place = failure.path.trim_start_matches(['$', '.']).to_owned();
            MockResponse::invalid(vec![Detail::new(
                &place,
                "invalid",
                "Does not fit the documented schema",
            )])
        })
    }
}

/// How long answers take.
pub(super) struct Latency {
    range: Range<Duration>,
    random: fastrand::Rng,
}

impl Latency {
    /// Answers take from `range.start` to just under `range.end`; an empty range is its start.
    pub(super) fn new(range: Range<Duration>, seed: u64) -> Self {
        Self { range, random: fastrand::Rng::with_seed(seed) }
    }

    pub(super) fn next(&mut self) -> Duration {
        let spread = self.range.end.saturating_sub(self.range.start);
        self.range.start + spread.mul_f64(self.random.f64())
    }
}

/// Trace ids: 32 hexadecimal digits, different for every request and every mock.
pub(super) struct Traces {
    mock: u64,
    requests: AtomicU64,
}

impl Traces {
    pub(super) fn new() -> Self {
        Self { mock: fastrand::u64(..), requests: AtomicU64::new(0) }
    }

    pub(super) fn next(&self) -> String {
        format!("{:016x}{:016x}", self.mock, self.requests.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// What the mock remembers of a connection.
pub(super) struct Connection {
    pub(super) number: u64,
    /// The next request on it is answered with a reset.
    pub(super) condemned: AtomicBool,
}

/// Locks, whatever became of the last holder: no lock of the mock guards anything that a panic
/// leaves half done.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

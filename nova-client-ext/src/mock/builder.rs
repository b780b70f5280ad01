//! The options of a mock.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::MockNova;
use super::server::Server;
use super::wire::fault::Faults;
use super::world::clock::Clock;
use super::world::idempotency::IdempotencyStore;
use super::world::intake::{Intake, Rates};
use super::world::keys::{self, Keys};
use super::world::latency::Latency;
use super::world::limits::{Limiter, RateLimitWindow};
use super::world::webhooks::{Sender, Webhooks};
use super::world::{Traces, World};

/// The default key, which is valid for mocks only.
const DEFAULT_KEY: &str = "sk_test_mock_0123456789abcdef";

/// The options of a [`MockNova`]; [`start`](Self::start) validates them.
#[must_use]
pub struct MockNovaBuilder {
    listen: String,
    key: String,
    forbidden_key: Option<String>,
    rate_limits: RateLimitWindow,
    limits: Vec<(String, u32)>,
    latency: Range<Duration>,
    latency_seed: u64,
    started_at: Option<DateTime<Utc>>,
    skew: TimeDelta,
    webhooks: Vec<(String, String)>,
    speed: f64,
    scoring_times: (Duration, Duration),
    rates: Rates,
}

impl Default for MockNovaBuilder {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".into(),
            key: DEFAULT_KEY.into(),
            forbidden_key: None,
            rate_limits: RateLimitWindow::default(),
            limits: Vec::new(),
            latency: Duration::ZERO..Duration::ZERO,
            latency_seed: 0,
            started_at: None,
            skew: TimeDelta::zero(),
            webhooks: Vec::new(),
            speed: 1.0,
            scoring_times: (Duration::ZERO, Duration::ZERO),
            rates: Rates::default(),
        }
    }
}

/// Shows the address only, no keys.
impl fmt::Debug for MockNovaBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockNovaBuilder").field("listen", &self.listen).finish_non_exhaustive()
    }
}

impl MockNovaBuilder {
    /// Sets the listening address, as `host:port`; port 0 selects a free port. Default:
    /// `127.0.0.1:0`.
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.listen = address.into();
        self
    }

    /// Sets the accepted key. Default: a key that is valid for mocks only.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = key.into();
        self
    }

    /// Adds a key without permissions, which gets 403.
    pub fn forbidden_key(mut self, key: impl Into<String>) -> Self {
        self.forbidden_key = Some(key.into());
        self
    }

    /// Sets how requests are counted. Default: [`RateLimitWindow::FixedWindow`], as documented by
    /// the vendor.
    pub fn rate_limits(mut self, counting: RateLimitWindow) -> Self {
        self.rate_limits = counting;
        self
    }

    /// Disables rate limits.
    pub fn without_rate_limits(self) -> Self {
        self.rate_limits(RateLimitWindow::Off)
    }

    /// Sets the limit of a bucket, in requests per window. Default: the contract's.
    pub fn limit(mut self, bucket: impl Into<String>, requests: u32) -> Self {
        self.limits.push((bucket.into(), requests));
        self
    }

    /// Sets the delay of each response. Default: none.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency..latency;
        self
    }

    /// Delays each response by a random time from this range. The same seed produces the same
    /// times.
    pub fn latency_range(mut self, range: Range<Duration>, seed: u64) -> Self {
        self.latency = range;
        self.latency_seed = seed;
        self
    }

    /// Sets the initial time of the server's clock, which then follows tokio's. Default: the system
    /// time.
    pub fn started_at(mut self, wall: DateTime<Utc>) -> Self {
        self.started_at = Some(wall);
        self
    }

    /// Sets how far the server's clock is ahead. Default: 0.
    pub fn clock_skew(mut self, skew: TimeDelta) -> Self {
        self.skew = skew;
        self
    }

    /// Sends webhooks to this URL, signed with this secret; up to five endpoints are possible. See
    /// [`MockNova::add_webhook`].
    pub fn webhook(mut self, url: impl Into<String>, secret: impl Into<String>) -> Self {
        self.webhooks.push((url.into(), secret.into()));
        self
    }

    /// Sets the queue and scoring durations of submitted scoring jobs whose script has none.
    /// Default: 0.
    pub fn scoring_times(mut self, queue: Duration, scoring: Duration) -> Self {
        self.scoring_times = (queue, scoring);
        self
    }

    /// Accelerates Nova's processing by this factor: scoring, deletions, the delays between webhook
    /// attempts and the expiry of question sets. For tests that cannot pause the clock. Default: 1.
    ///
    /// At a speed of 100, a job of 40 seconds ends 0.4 seconds after it was queued, and its
    /// timestamps agree with that. Unchanged are the times of the HTTP layer: rate-limit windows,
    /// [`latency`](Self::latency), the times of faults, and the 30 seconds in which an endpoint
    /// must respond to a webhook.
    ///
    /// ```
    /// # use nova_client_ext::mock::{BatchScript, MockNova};
    /// # use std::time::Duration;
    /// # async fn example() -> std::io::Result<()> {
    /// let mock = MockNova::builder().speed(100.0).start().await?;
    /// // Ends in 0.4 seconds.
    /// let script = BatchScript::new().scored("app-1", 7).scoring_time(Duration::from_secs(40));
    /// mock.place_batch("acme-corp", "job-1", script);
    /// # Ok(())
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(example()).unwrap();
    /// ```
    pub fn speed(mut self, speed: f64) -> Self {
        self.speed = speed;
        self
    }

    /// Sets the share of scoring jobs that fail, from 0 to 1, with an error code that the vendor
    /// documents as transient. A rescore is drawn anew. Default: 0.
    ///
    /// It applies to applications without a [script](MockNova::script_application) and without a
    /// marker in the résumé. Which of them fail depends only on the [seed](Self::seed) and their
    /// ids, so tests are reproducible.
    pub fn failure_rate(mut self, rate: f64) -> Self {
        self.rates.failure = rate;
        self
    }

    /// Sets the share of applications that are rejected at intake, from 0 to 1, with an error code
    /// of résumés; each is rejected every time it is submitted. Default: 0. They are selected as
    /// for [`failure_rate`](Self::failure_rate).
    pub fn rejection_rate(mut self, rate: f64) -> Self {
        self.rates.rejection = rate;
        self
    }

    /// Sets the seed of the [failure](Self::failure_rate) and [rejection](Self::rejection_rate)
    /// rates. Default: 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.rates.seed = seed;
        self
    }

    /// Starts the mock in the current tokio runtime, whose timer and I/O must be enabled.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a key without `sk_test_` or `sk_live_`, an unknown bucket, a latency
    /// range that ends before it starts, a speed or a rate out of range, or an invalid webhook;
    /// otherwise the error of the socket.
    pub async fn start(self) -> io::Result<MockNova> {
        let invalid = |message: String| io::Error::new(io::ErrorKind::InvalidInput, message);
        keys::validate("key", &self.key)?;
        self.forbidden_key.as_deref().map_or(Ok(()), |key| keys::validate("forbidden_key", key))?;
        if self.latency.end < self.latency.start {
            return Err(invalid(format!(
                "latency_range: {:?} ends before it starts",
                self.latency
            )));
        }
        if !(self.speed.is_finite() && self.speed > 0.0) {
            return Err(invalid(format!("speed: {} is not a number above 0", self.speed)));
        }
        let rates =
            [("failure_rate", self.rates.failure), ("rejection_rate", self.rates.rejection)];
        for (name, rate) in rates {
            if !(0.0..=1.0).contains(&rate) {
                return Err(invalid(format!("{name}: {rate} is not from 0 to 1")));
            }
        }
        let mut limiter = Limiter::new(self.rate_limits);
        for (bucket, requests) in &self.limits {
            if !limiter.set_limit(bucket, *requests) {
                let known: Vec<_> = nova_client::BUCKETS.iter().map(|bucket| bucket.name).collect();
                return Err(invalid(format!(
                    "limit: no bucket {bucket:?}; the contract has {}",
                    known.join(", ")
                )));
            }
        }
        let mut webhooks = Webhooks::default();
        for (url, secret) in self.webhooks {
            webhooks.add(&url, secret)?;
        }
        let world = Arc::new(World {
            keys: Keys::new(self.key, self.forbidden_key),
            clock: Clock::new(self.started_at, self.skew, self.speed),
            limiter: Mutex::new(limiter),
            batches: Mutex::default(),
            intake: Mutex::new(Intake::new(self.scoring_times, self.rates)),
            tallies: Mutex::default(),
            criteria: Mutex::default(),
            question_sets: Mutex::default(),
            idempotency: IdempotencyStore::default(),
            libraries: Mutex::default(),
            deletions: Mutex::default(),
            analytics: Mutex::default(),
            log: Mutex::default(),
            faults: Mutex::new(Faults::default()),
            latency: Mutex::new(Latency::new(self.latency, self.latency_seed)),
            connections: AtomicU64::new(0),
            traces: Traces::new(),
            webhooks: Mutex::new(webhooks),
        });
        let server = Server::start(&self.listen, Arc::clone(&world)).await?;
        let sender = Sender::start(Arc::clone(&world));
        Ok(MockNova { world, server, _sender: sender })
    }
}

//! The options of a mock.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::MockNova;
use super::auth::{self, Keys};
use super::clock::Clock;
use super::idempotency::Keyed;
use super::limits::{Limiter, RateLimitWindow};
use super::server::Server;
use super::state::{Latency, State, Traces};
use super::webhooks::{Sender, Webhooks};

/// The key of a mock that was given none. It opens nothing but mocks.
const DEFAULT_KEY: &str = "sk_test_mock_0123456789abcdef";

/// The options of a [`MockNova`]; [`start`](Self::start) judges them.
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
        }
    }
}

/// Shows the address only: keys are not printed.
impl fmt::Debug for MockNovaBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockNovaBuilder").field("listen", &self.listen).finish_non_exhaustive()
    }
}

impl MockNovaBuilder {
    /// Where to listen, as `host:port`; port 0 takes a free one. Default: `127.0.0.1:0`.
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.listen = address.into();
        self
    }

    /// The key that is accepted. Default: a key that is good for mocks only.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = key.into();
        self
    }

    /// A key that is known but not allowed anything: it is answered with 403.
    pub fn forbidden_key(mut self, key: impl Into<String>) -> Self {
        self.forbidden_key = Some(key.into());
        self
    }

    /// How requests are counted. Default: [`RateLimitWindow::FixedWindow`], as the vendor documents it.
    pub fn rate_limits(mut self, counting: RateLimitWindow) -> Self {
        self.rate_limits = counting;
        self
    }

    /// Answers any number of requests.
    pub fn without_rate_limits(self) -> Self {
        self.rate_limits(RateLimitWindow::Off)
    }

    /// Another limit for a bucket, in requests per window. Default: the contract's.
    pub fn limit(mut self, bucket: impl Into<String>, requests: u32) -> Self {
        self.limits.push((bucket.into(), requests));
        self
    }

    /// How long each answer takes. Default: no time.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency..latency;
        self
    }

    /// Lets each answer take a random time of this range. The same seed makes the same times.
    pub fn latency_range(mut self, range: Range<Duration>, seed: u64) -> Self {
        self.latency = range;
        self.latency_seed = seed;
        self
    }

    /// What the server's clock shows at the start, from where it follows tokio's. Default: the
    /// system's time.
    pub fn started_at(mut self, wall: DateTime<Utc>) -> Self {
        self.started_at = Some(wall);
        self
    }

    /// How far the server's clock is ahead. Default: not at all.
    pub fn clock_skew(mut self, skew: TimeDelta) -> Self {
        self.skew = skew;
        self
    }

    /// Sends webhooks to this URL, signed with this secret; up to five may be set up. See
    /// [`MockNova::add_webhook`].
    pub fn webhook(mut self, url: impl Into<String>, secret: impl Into<String>) -> Self {
        self.webhooks.push((url.into(), secret.into()));
        self
    }

    /// Starts to listen, in the tokio runtime this is called in; its timer and I/O must be enabled.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a key without `sk_test_` or `sk_live_`, an unknown bucket, a latency
    /// range that ends before it starts, or a webhook that cannot be set up; otherwise what kept
    /// the socket from listening.
    pub async fn start(self) -> io::Result<MockNova> {
        let invalid = |message: String| io::Error::new(io::ErrorKind::InvalidInput, message);
        auth::judge("key", &self.key)?;
        self.forbidden_key.as_deref().map_or(Ok(()), |key| auth::judge("forbidden_key", key))?;
        if self.latency.end < self.latency.start {
            return Err(invalid(format!(
                "latency_range: {:?} ends before it starts",
                self.latency
            )));
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
        let state = Arc::new(State {
            keys: Keys::new(self.key, self.forbidden_key),
            clock: Clock::new(self.started_at, self.skew),
            limiter: Mutex::new(limiter),
            batches: Mutex::default(),
            intake: Mutex::default(),
            criteria: Mutex::default(),
            questions: Mutex::default(),
            keyed: Keyed::default(),
            libraries: Mutex::default(),
            deletions: Mutex::default(),
            figures: Mutex::default(),
            log: Mutex::default(),
            faults: Mutex::default(),
            latency: Mutex::new(Latency::new(self.latency, self.latency_seed)),
            connections: AtomicU64::new(0),
            traces: Traces::new(),
            webhooks: Mutex::new(webhooks),
        });
        let server = Server::start(&self.listen, Arc::clone(&state)).await?;
        let sender = Sender::start(Arc::clone(&state));
        Ok(MockNova { state, server, _sender: sender })
    }
}

//! An in-process mock of Nova for tests.
//!
//! [`MockNova`] listens on a loopback socket and behaves as documented by the vendor, including
//! keys, tenants, error bodies, trace ids and rate limits. A test places the data. A service's own
//! test starts like this:
//!
//! ```
//! use nova_client_ext::mock::{BatchScript, MockNova};
//! use nova_client_ext::{ApiKey, BatchOutcome, Nova};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let mock = MockNova::start().await?;
//! let id = mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("app-1", 7).stuck("app-2"));
//! let nova = Nova::builder(ApiKey::new(mock.api_key())?).base_url(mock.base_url()).build()?;
//! let report = nova.tenant("acme-corp")?.job("job-1")?.batch(id)?.report().await?;
//! assert_eq!(report.outcome(), BatchOutcome::Pending);
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(example()).unwrap();
//! ```
//!
//! or with any HTTP client:
//!
//! ```
//! use nova_client_ext::mock::{BatchScript, MockNova};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let mock = MockNova::start().await?;
//! let id = mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("app-1", 7));
//! let response = reqwest::Client::new()
//!     .get(format!("{}/v1/jobs/job-1/scoring-batches/{id}", mock.base_url()))
//!     .bearer_auth(mock.api_key())
//!     .header("X-Tenant-Id", "acme-corp")
//!     .send()
//!     .await?;
//! assert_eq!(response.status(), 200);
//! assert_eq!(mock.hits("getScoringBatchStatus"), 1);
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(example()).unwrap();
//! ```
//!
//! **Time.** The mock uses tokio's clock. In a test with a paused clock, a batch of an hour ends at
//! once; run the mock in the same current-thread runtime as the client
//! (`#[tokio::test(start_paused = true)]`). The exception is the transfer of bodies of many
//! megabytes, which takes real time that a paused clock does not wait for. A test that cannot pause
//! the clock, because it uses a database, can run the mock at a higher
//! [speed](MockNovaBuilder::speed).
//!
//! **Limits.** The documented rate limits are enforced, so a test that sends more than 20 reads per
//! second gets a 429 unless it [turns them off](MockNovaBuilder::without_rate_limits).
//!
//! **Requests.** A request that violates the contract gets 400 `VALIDATION_ERROR`, with a detail
//! for each violation in parameters, content type and body.
//!
//! **Idempotency.** For operations that support it, a repeated `Idempotency-Key` gets the stored
//! response with `Idempotent-Replayed: true`, across all tenants, and 409
//! `IDEMPOTENCY_REQUEST_IN_PROGRESS` while the first request is in progress (increase the
//! [latency](MockNovaBuilder::latency) to test this). Error responses are not stored. A key that is
//! reused for a different request gets 400; Nova's behaviour is not documented in this case.
//!
//! **Scoring.** Submitted applications are scored like placed ones, and at once unless a test
//! [sets a duration](MockNova::set_scoring_times). The outcome of an application is set by its
//! script ([`MockNova::script_application`]) or, without a script, by a marker in the text or URL
//! of its résumé: `mock:` and a word, such as `https://cv.example/mock:TIMEOUT.pdf`.
//!
//! | word | outcome |
//! |---|---|
//! | a number, `mock:9` | scored with this score |
//! | an error code of résumés, `mock:RESUME_CORRUPTED` | rejected at intake with this code |
//! | another error code, `mock:TIMEOUT` | the scoring fails with this code; if the vendor documents the code as transient, a rescore succeeds |
//! | `mock:STUCK` | the scoring never ends |
//! | no marker | fails or is rejected at the configured [rates](MockNovaBuilder::failure_rate); otherwise scored from 1 to 10, always the same; a text of white space only is `RESUME_EMPTY` |
//!
//! **Faults.** [`MockNova::inject`] injects faults, down to the byte level; see [`Fault`].
//!
//! **Webhooks.** [`MockNova::add_webhook`] adds an endpoint. Later events are sent to it, signed,
//! in up to five attempts, as documented by the vendor.
//!
//! **Other processes.** A mock that runs as a server (`nova mock`) keeps its data across clients.
//! `GET /_mock/scored` returns how often each application was submitted and scored
//! ([`MockNova::scored`]); from other machines it requires the key.
//!
//! Routes, tenant requirements and rate-limit buckets come from the contract's operation table. An
//! operation that the mock does not implement gets 501 with its name.

mod builder;
mod control;
mod exchange;
mod routes;
mod server;
mod wire;
mod world;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use nova_client::Operation;
use serde_json::Value;

pub use builder::MockNovaBuilder;
pub use http::{StatusCode, header};
pub use wire::closed_port::ClosedPort;
pub use wire::fault::{Cut, End, Fault};
pub use wire::response::MockResponse;
pub use world::limits::RateLimitWindow;
pub use world::request_log::SeenRequest;
pub use world::script::{ApplicationScript, BatchScript};
pub use world::tally::ApplicationTally;
pub use world::webhooks::{SentWebhook, WebhookAttempt};

use server::Server;
use world::latency::Latency;
use world::webhooks::Sender;
use world::{World, deletions, keys, lock};

/// A mock server. Dropping it stops it and closes its connections.
///
/// Batches, faults, the key and the clock can be changed while it runs.
pub struct MockNova {
    world: Arc<World>,
    server: Server,
    _sender: Sender,
}

/// Shows the address only, no keys and bodies.
impl fmt::Debug for MockNova {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockNova").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

impl MockNova {
    /// Starts a mock with the default options on a free port of 127.0.0.1, in the current tokio
    /// runtime.
    ///
    /// # Errors
    ///
    /// If no port is available.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Returns a builder with the default options.
    pub fn builder() -> MockNovaBuilder {
        MockNovaBuilder::default()
    }

    /// Stops the mock, and returns when the listener and all connections are closed.
    pub async fn shutdown(self) {
        self.server.stop().await;
    }

    /// Returns the address on which it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Returns the base URL for a client. It is always a loopback address, since clients send a key
    /// over plain http only to those; the mock listens there in addition to its own address.
    pub fn base_url(&self) -> String {
        format!("http://{}", server::loopback(self.address()))
    }

    /// Returns the accepted key.
    pub fn api_key(&self) -> String {
        self.world.keys.accepted()
    }

    /// Replaces the accepted key.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a key without `sk_test_` or `sk_live_`; the old one then stays valid.
    pub fn rotate_key(&self, key: impl Into<String>) -> io::Result<()> {
        let key = key.into();
        keys::validate("key", &key)?;
        self.world.keys.rotate(key);
        Ok(())
    }

    /// Places a batch under a tenant and a job, starts its script, and returns its id.
    pub fn place_batch(&self, tenant: &str, job: &str, script: BatchScript) -> String {
        lock(&self.world.batches).place(tenant, job, script, &self.world.clock)
    }

    /// Places a body, valid or not, under a tenant, a job and a batch id. It replaces an existing
    /// batch.
    ///
    /// To change a batch, get its [`batch_body`](Self::batch_body), edit it and place it again; its
    /// script then stops.
    pub fn place_body(&self, tenant: &str, job: &str, batch: &str, body: Value) {
        lock(&self.world.batches).place_body(tenant, job, batch, body);
    }

    /// Returns the current body of a batch; `None` if there is no such batch.
    ///
    /// # Errors
    ///
    /// If the mock cannot create the body, which is a bug in the mock.
    pub fn batch_body(&self, tenant: &str, job: &str, batch: &str) -> io::Result<Option<Value>> {
        deletions::carry_out(&self.world);
        lock(&self.world.batches)
            .body(tenant, job, batch, &self.world.clock)
            .map_err(io::Error::other)
    }

    /// Ends every scoring job now, apart from stuck ones.
    pub fn finish_all(&self) {
        lock(&self.world.batches).finish_all(self.world.clock.elapsed());
    }

    /// Sends webhooks to this URL from now on, signed with this secret (`whsec_…`):
    /// `score.completed` or `score.failed` when a scoring job ends, `batch.completed` when all jobs
    /// of a batch have ended. There are no events for rejected applications and [placed
    /// bodies](Self::place_body).
    ///
    /// A response other than 2xx, or none within 30 seconds, is a failure; the webhook is then sent
    /// again with the same id after 1, 5, 15 and 30 minutes
    /// ([`set_webhook_waits`](Self::set_webhook_waits)). Unlike Nova, the mock also sends to
    /// `http`. With several endpoints, each receives every event with its own id.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a sixth endpoint, a URL that is neither `http` nor `https`, or an invalid
    /// secret.
    pub fn add_webhook(&self, url: &str, secret: impl Into<String>) -> io::Result<()> {
        if !lock(&self.world.webhooks).has_endpoints() {
            // Events from before the first endpoint are discarded.
            drop(lock(&self.world.batches).take_ended(&self.world.clock));
        }
        lock(&self.world.webhooks).add(url, secret.into())?;
        lock(&self.world.batches).changed.notify_one();
        Ok(())
    }

    /// Sets the waits before each further attempt at a webhook. Default: 1, 5, 15 and 30 minutes.
    pub fn set_webhook_waits(&self, waits: [Duration; 4]) {
        lock(&self.world.webhooks).set_waits(waits);
    }

    /// Sends any event to every endpoint, such as an unknown one, or `test`, which the vendor's
    /// portal sends.
    pub fn send_webhook(&self, event: &str, body: &Value) {
        lock(&self.world.webhooks).send(event, &Bytes::from(body.to_string()));
        lock(&self.world.batches).changed.notify_one();
    }

    /// Sends a webhook again with the same id, as Nova does when a response was lost. Returns false
    /// if the id is unknown.
    pub fn resend_webhook(&self, id: &str) -> bool {
        let found = lock(&self.world.webhooks).resend(id);
        lock(&self.world.batches).changed.notify_one();
        found
    }

    /// Returns the last 10 000 webhooks, sent or in progress, oldest first, with every attempt.
    pub fn deliveries(&self) -> Vec<SentWebhook> {
        lock(&self.world.webhooks).sent()
    }

    /// Injects a fault. Faults are used in the order in which they were injected; at most one
    /// applies to a request.
    pub fn inject(&self, fault: Fault) {
        lock(&self.world.faults).add(fault);
    }

    /// Removes all pending faults.
    pub fn clear_faults(&self) {
        lock(&self.world.faults).clear();
    }

    /// Returns the number of pending faults.
    pub fn waiting_faults(&self) -> usize {
        lock(&self.world.faults).waiting()
    }

    /// Returns the received requests, oldest first: the last 10 000, or fewer if they take more
    /// than 64 MiB.
    pub fn requests(&self) -> Vec<SeenRequest> {
        lock(&self.world.log).requests()
    }

    /// Returns the number of requests of an operation, by its id in the contract or the name of its
    /// method.
    pub fn hits(&self, operation: &str) -> u64 {
        lock(&self.world.log).hits(Operation::find(operation).map_or(operation, |known| known.id))
    }

    /// Returns the number of accepted connections.
    pub fn connections(&self) -> u64 {
        self.world.connections.load(Ordering::Relaxed)
    }

    /// Returns the time of the server's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.world.clock.now()
    }

    /// Sets how far the server's clock is ahead.
    pub fn set_clock_skew(&self, skew: TimeDelta) {
        self.world.clock.set_skew(skew);
    }

    /// Simulates an unavailable rate limiter: responses have `X-RateLimit-Degraded`, and requests
    /// are not counted.
    pub fn set_degraded(&self, degraded: bool) {
        lock(&self.world.limiter).set_degraded(degraded);
    }

    /// Delays each response by a random time from this range; an empty range means its start. The
    /// same seed produces the same times.
    pub fn set_latency(&self, range: Range<Duration>, seed: u64) {
        *lock(&self.world.latency) = Latency::new(range, seed);
    }
}

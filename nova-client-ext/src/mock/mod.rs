//! An in-process Nova for tests.
//!
//! [`MockNova`] listens on a real socket of the loopback interface and behaves as the vendor's
//! documentation says: keys, tenants, error bodies, trace ids and rate limits included. A test
//! places its contents. A service's own test starts like this:
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
//! **Time.** All of it is tokio's. In a test with a paused clock, a batch of an hour ends at once;
//! run the mock in the same current-thread runtime as the client then
//! (`#[tokio::test(start_paused = true)]`). Bodies of many megabytes are the exception: the kernel
//! moves them in its own time, which a paused clock does not wait for. A test that cannot pause the
//! clock, because it uses a database, runs the mock at a higher [speed](MockNovaBuilder::speed).
//!
//! **Limits.** The documented ones hold, so a test that sends more than 20 reads in one second sees
//! a 429 unless it [turns them off](MockNovaBuilder::without_rate_limits).
//!
//! **Requests.** What the contract does not allow gets 400 `VALIDATION_ERROR`, with a detail for
//! each violation in parameters, content type and body.
//!
//! **Idempotency.** Where the contract names it, a repeated `Idempotency-Key` gets the stored
//! response with `Idempotent-Replayed: true`, for all tenants together, and 409
//! `IDEMPOTENCY_REQUEST_IN_PROGRESS` while the first request is in progress
//! ([latency](MockNovaBuilder::latency) makes that long enough to see). A failure is not stored. A
//! key that comes again with another request gets 400; what Nova does then is not documented, so
//! that is the mock's own choice.
//!
//! **Scoring.** What is submitted is scored like what is placed, and ends at once unless a test
//! [gives it time](MockNova::set_scoring_times). The outcome of an application is that of its script
//! ([`MockNova::script_application`]) or, where it has none, the one that its résumé asks for: a
//! text or URL with `mock:` and one word more, such as `https://cv.example/mock:TIMEOUT.pdf`.
//!
//! | the word | the outcome |
//! |---|---|
//! | a number, `mock:9` | it is scored with it |
//! | a code of résumés, `mock:RESUME_CORRUPTED` | it is rejected at intake with that code |
//! | another code, `mock:TIMEOUT` | its scoring fails with that code; with one that the vendor calls transient, it is scored when it is rescored |
//! | `mock:STUCK` | its scoring never ends |
//! | none | at the [rates](MockNovaBuilder::failure_rate) that were set it fails or is rejected; else it is scored from 1 to 10, always the same; a text of white space alone is `RESUME_EMPTY` |
//!
//! **Faults.** [`MockNova::inject`] makes things go wrong on demand, down to the bytes; see
//! [`Fault`].
//!
//! **Webhooks.** [`MockNova::add_webhook`] sets up an endpoint. What ends from then on is sent to it,
//! signed, up to five times, as the vendor documents it.
//!
//! **Other processes.** A mock that runs as a server (`nova mock`) keeps its contents while clients
//! come and go. `GET /_mock/scored` returns how often each application was submitted and scored
//! ([`MockNova::scored`]); from other machines it needs the key.
//!
//! What routes there are, which of them need a tenant, and which bucket counts them comes from the
//! contract's table. An operation of the contract that the mock does not implement gets 501 and its
//! name.

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

/// A Nova of one's own. Dropping it stops it and closes its connections.
///
/// Everything can be changed while it runs: batches, faults, the key, the clock.
pub struct MockNova {
    world: Arc<World>,
    server: Server,
    _sender: Sender,
}

/// Shows the address only: keys and bodies are not printed.
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
    /// If no port can be had.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Returns the options of a mock.
    pub fn builder() -> MockNovaBuilder {
        MockNovaBuilder::default()
    }

    /// Stops, and returns when the listener and every connection are gone.
    pub async fn shutdown(self) {
        self.server.stop().await;
    }

    /// Returns the address on which it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Returns the base URL for a client. It is a loopback address, to which clients send a key over
    /// plain http, wherever the mock listens: it listens there too.
    pub fn base_url(&self) -> String {
        format!("http://{}", server::loopback(self.address()))
    }

    /// Returns the key that it accepts.
    pub fn api_key(&self) -> String {
        self.world.keys.accepted()
    }

    /// Accepts another key from now on, and the old one no more.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a key without `sk_test_` or `sk_live_`; the old one then stays.
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

    /// Places a whole body as it is, right or wrong, under a tenant, a job and a batch id. It
    /// replaces what is there.
    ///
    /// Take [`batch_body`](Self::batch_body), change it and place it again to alter a batch that
    /// runs; its script then stops.
    pub fn place_body(&self, tenant: &str, job: &str, batch: &str, body: Value) {
        lock(&self.world.batches).place_body(tenant, job, batch, body);
    }

    /// Returns the body of a batch as it stands now; none if there is no such batch.
    ///
    /// # Errors
    ///
    /// If the mock cannot make the body, which is a defect of the mock.
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
    /// of a batch have. Nothing is sent of a rejected application, nor of a [placed
    /// body](Self::place_body).
    ///
    /// A response other than 2xx, or none within 30 seconds, is a failure; then it is sent again,
    /// under the same id, after 1, 5, 15 and 30 minutes
    /// ([`set_webhook_waits`](Self::set_webhook_waits)). Unlike Nova, the mock sends to `http` too.
    /// With several endpoints, each is sent every event, under an id of its own.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a sixth endpoint, a URL that is neither `http` nor `https`, or a secret
    /// that cannot be one.
    pub fn add_webhook(&self, url: &str, secret: impl Into<String>) -> io::Result<()> {
        if !lock(&self.world.webhooks).has_endpoints() {
            // What ended before there was an endpoint is not sent.
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

    /// Sends any event to every endpoint: one that does not exist yet, or a `test` as from the
    /// vendor's portal.
    pub fn send_webhook(&self, event: &str, body: &Value) {
        lock(&self.world.webhooks).send(event, &Bytes::from(body.to_string()));
        lock(&self.world.batches).changed.notify_one();
    }

    /// Sends a webhook again under its id, as Nova does when a response was lost; false if there
    /// is none of this id.
    pub fn resend_webhook(&self, id: &str) -> bool {
        let found = lock(&self.world.webhooks).resend(id);
        lock(&self.world.batches).changed.notify_one();
        found
    }

    /// Returns the webhooks sent so far and those in progress, oldest first, with every attempt;
    /// the last 10 000 of them.
    pub fn deliveries(&self) -> Vec<SentWebhook> {
        lock(&self.world.webhooks).sent()
    }

    /// Injects a fault. Faults are used in the order in which they were injected; at most one applies
    /// to a request.
    pub fn inject(&self, fault: Fault) {
        lock(&self.world.faults).add(fault);
    }

    /// Forgets all faults that have not been used up.
    pub fn clear_faults(&self) {
        lock(&self.world.faults).clear();
    }

    /// Returns how many faults have not been used up.
    pub fn waiting_faults(&self) -> usize {
        lock(&self.world.faults).waiting()
    }

    /// Returns the requests seen so far, oldest first; the last 10 000 of them, or fewer if they
    /// take more than 64 MiB.
    pub fn requests(&self) -> Vec<SeenRequest> {
        lock(&self.world.log).requests()
    }

    /// Returns how many requests an operation has seen, by its id in the contract or the name of its
    /// method.
    pub fn hits(&self, operation: &str) -> u64 {
        lock(&self.world.log).hits(Operation::find(operation).map_or(operation, |known| known.id))
    }

    /// Returns how many connections have been made.
    pub fn connections(&self) -> u64 {
        self.world.connections.load(Ordering::Relaxed)
    }

    /// Returns what the server's clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        self.world.clock.now()
    }

    /// Sets how far the server's clock is ahead.
    pub fn set_clock_skew(&self, skew: TimeDelta) {
        self.world.clock.set_skew(skew);
    }

    /// Lets the rate limiter be down: responses carry
    /// `X-RateLimit-Degraded`, and every request passes uncounted.
    pub fn set_degraded(&self, degraded: bool) {
        lock(&self.world.limiter).set_degraded(degraded);
    }

    /// Lets each response take a random time of this range; an empty range is its start. The same
    /// seed makes the same times.
    pub fn set_latency(&self, range: Range<Duration>, seed: u64) {
        *lock(&self.world.latency) = Latency::new(range, seed);
    }
}

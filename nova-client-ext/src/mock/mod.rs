//! An in-process Nova for tests.
//!
//! [`MockNova`] listens on a real socket of the loopback interface and answers as the vendor's
//! documentation says: keys, tenants, error bodies, trace ids and rate limits included. What is in
//! it is placed there by the test. A service's own test starts like this:
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
//! let answer = reqwest::Client::new()
//!     .get(format!("{}/v1/jobs/job-1/scoring-batches/{id}", mock.base_url()))
//!     .bearer_auth(mock.api_key())
//!     .header("X-Tenant-Id", "acme-corp")
//!     .send()
//!     .await?;
//! assert_eq!(answer.status(), 200);
//! assert_eq!(mock.hits("getScoringBatchStatus"), 1);
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(example()).unwrap();
//! ```
//!
//! **Time.** All of it is tokio's. In a test with a paused clock, a batch of an hour ends at once;
//! run the mock in the same current-thread runtime as the client then
//! (`#[tokio::test(start_paused = true)]`). Bodies of many megabytes are the exception: the kernel
//! moves them in its own time, which a paused clock does not wait for.
//!
//! **Limits.** The documented ones hold, so a test that sends more than 20 reads in one second sees
//! a 429 unless it [turns them off](MockNovaBuilder::without_rate_limits).
//!
//! **Requests.** What the contract does not allow is answered with 400 `VALIDATION_ERROR`, with a
//! detail for each fault of parameters, content type and body.
//!
//! **Idempotency.** Where the contract names it, a repeated `Idempotency-Key` gets the stored
//! answer with `Idempotent-Replayed: true`, for all tenants together, and 409
//! `IDEMPOTENCY_REQUEST_IN_PROGRESS` while the first request is being answered
//! ([latency](MockNovaBuilder::latency) makes that long enough to see). A failure is not stored. A
//! key that comes again with another request is refused with 400; what Nova does then is not
//! documented, so that is the mock's own choice.
//!
//! **Scoring.** What is submitted is scored like what is placed, and ends at once unless a test
//! [gives it time](MockNova::set_scoring_times). How an application fares is for its script to say
//! ([`MockNova::script_application`]) or, where it has none, for its résumé: a text or URL that
//! holds `mock:` and one word more, such as `https://cv.example/mock:TIMEOUT.pdf`, asks for that
//! end.
//!
//! | the word | what becomes of the application |
//! |---|---|
//! | a number, `mock:9` | it is scored with it |
//! | a code of résumés, `mock:RESUME_CORRUPTED` | it is turned away at intake with that code |
//! | another code, `mock:TIMEOUT` | its scoring fails with that code; with one that the vendor calls transient, it is scored when it is rescored |
//! | `mock:STUCK` | its scoring never ends |
//! | none | it is scored from 1 to 10, always the same; a text of white space alone is `RESUME_EMPTY` |
//!
//! **Faults.** [`MockNova::inject`] makes things go wrong on demand, down to the bytes; see
//! [`Fault`].
//!
//! **Webhooks.** [`MockNova::add_webhook`] sets up an endpoint; what ends from then on is told to
//! it, signed, up to five times, as the vendor documents it.
//!
//! What routes there are, which of them need a tenant, and which bucket counts them comes from the
//! contract's table. An operation of the contract that the mock does not speak is answered with 501
//! and its name.

mod analytics;
mod auth;
mod batches;
mod body;
mod builder;
mod clock;
mod criteria;
mod deletions;
mod exchange;
mod fault;
mod gzip;
mod idempotency;
mod intake;
mod library;
mod limits;
mod log;
mod operations;
mod questions;
mod request;
mod response;
mod route;
mod running;
mod schema;
mod scoring;
mod script;
mod server;
mod state;
mod steer;
mod submissions;
mod webhooks;
mod wire;

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
pub use fault::{Cut, End, Fault};
pub use http::{StatusCode, header};
pub use limits::RateLimitWindow;
pub use log::SeenRequest;
pub use response::MockResponse;
pub use script::{ApplicationScript, BatchScript};
pub use server::ClosedPort;
pub use webhooks::{SentWebhook, WebhookAttempt};

use server::Server;
use state::{Latency, State, lock};
use webhooks::Sender;

/// A Nova of one's own. Dropping it stops it and closes its connections.
///
/// Everything can be changed while it runs: batches, faults, the key, the clock.
pub struct MockNova {
    state: Arc<State>,
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

    /// A mock with other options.
    pub fn builder() -> MockNovaBuilder {
        MockNovaBuilder::default()
    }

    /// Stops, and returns when the listener and every connection are gone.
    pub async fn shutdown(self) {
        self.server.stop().await;
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// The base URL for a client.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// The key that it accepts.
    pub fn api_key(&self) -> String {
        self.state.keys.accepted()
    }

    /// Accepts another key from now on, and the old one no more.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a key without `sk_test_` or `sk_live_`; the old one then stays.
    pub fn rotate_key(&self, key: impl Into<String>) -> io::Result<()> {
        let key = key.into();
        auth::judge("key", &key)?;
        self.state.keys.rotate(key);
        Ok(())
    }

    /// Places a batch under a tenant and a job, starts to play its script, and returns its id.
    pub fn place_batch(&self, tenant: &str, job: &str, script: BatchScript) -> String {
        lock(&self.state.batches).place(tenant, job, script, self.state.clock.elapsed())
    }

    /// Places a whole body as it is, right or wrong, under a tenant, a job and a batch id. It
    /// replaces what is there.
    ///
    /// Take [`batch_body`](Self::batch_body), change it and place it again to alter a batch that
    /// runs; its script then stops.
    pub fn place_body(&self, tenant: &str, job: &str, batch: &str, body: Value) {
        lock(&self.state.batches).place_body(tenant, job, batch, body);
    }

    /// The body of a batch as it stands now; none if there is no such batch.
    ///
    /// # Errors
    ///
    /// If the mock cannot make the body, which is a defect of the mock.
    pub fn batch_body(&self, tenant: &str, job: &str, batch: &str) -> io::Result<Option<Value>> {
        deletions::carry_out(&self.state);
        lock(&self.state.batches)
            .body(tenant, job, batch, &self.state.clock)
            .map_err(io::Error::other)
    }

    /// Ends every scoring job now, apart from stuck ones.
    pub fn finish_all(&self) {
        lock(&self.state.batches).finish_all(self.state.clock.elapsed());
    }

    /// Sends webhooks to this URL from now on, signed with this secret (`whsec_…`):
    /// `score.completed` or `score.failed` when a scoring job ends, `batch.completed` when all jobs
    /// of a batch have. Nothing is sent of a rejected application, nor of a [placed
    /// body](Self::place_body).
    ///
    /// An answer other than 2xx, or none within 30 seconds, is a failure; then it is sent again,
    /// under the same id, after 1, 5, 15 and 30 minutes
    /// ([`set_webhook_waits`](Self::set_webhook_waits)). Unlike Nova, the mock sends to `http` too.
    /// With several endpoints, each is sent every event, under an id of its own.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a sixth endpoint, a URL that is neither `http` nor `https`, or a secret
    /// that cannot be one.
    pub fn add_webhook(&self, url: &str, secret: impl Into<String>) -> io::Result<()> {
        if !lock(&self.state.webhooks).has_endpoints() {
            // What ended before there was anybody to tell is not told.
            drop(lock(&self.state.batches).take_ended(&self.state.clock));
        }
        lock(&self.state.webhooks).add(url, secret.into())?;
        lock(&self.state.batches).changed.notify_one();
        Ok(())
    }

    /// What is waited before each further attempt at a webhook. Default: 1, 5, 15 and 30 minutes.
    pub fn set_webhook_waits(&self, waits: [Duration; 4]) {
        lock(&self.state.webhooks).set_waits(waits);
    }

    /// Sends any event to every endpoint: one that does not exist yet, or a `test` as from the
    /// vendor's portal.
    pub fn send_webhook(&self, event: &str, body: &Value) {
        lock(&self.state.webhooks).send(event, &Bytes::from(body.to_string()));
        lock(&self.state.batches).changed.notify_one();
    }

    /// Sends a webhook again under its id, as Nova does when an answer was lost. False if there is
    /// none of this id.
    pub fn resend_webhook(&self, id: &str) -> bool {
        let found = lock(&self.state.webhooks).resend(id);
        lock(&self.state.batches).changed.notify_one();
        found
    }

    /// The webhooks sent so far and those under way, oldest first, with every attempt; the last 10
    /// 000 of them.
    pub fn deliveries(&self) -> Vec<SentWebhook> {
        lock(&self.state.webhooks).sent()
    }

    /// Makes something go wrong. Faults are used in the order in which they were injected; at most
    /// one strikes a request.
    pub fn inject(&self, fault: Fault) {
        lock(&self.state.faults).add(fault);
    }

    /// Forgets all faults that have not been used up.
    pub fn clear_faults(&self) {
        lock(&self.state.faults).clear();
    }

    /// How many faults have not been used up.
    pub fn waiting_faults(&self) -> usize {
        lock(&self.state.faults).waiting()
    }

    /// The requests seen so far, oldest first; the last 10 000 of them.
    pub fn requests(&self) -> Vec<SeenRequest> {
        lock(&self.state.log).requests()
    }

    /// How many requests an operation has seen, by its id in the contract or the name of its
    /// method.
    pub fn hits(&self, operation: &str) -> u64 {
        lock(&self.state.log).hits(Operation::find(operation).map_or(operation, |known| known.id))
    }

    /// How many connections have been made.
    pub fn connections(&self) -> u64 {
        self.state.connections.load(Ordering::Relaxed)
    }

    /// What the server's clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        self.state.clock.now()
    }

    /// Sets how far the server's clock is ahead.
    pub fn set_clock_skew(&self, skew: TimeDelta) {
        self.state.clock.set_skew(skew);
    }

    /// Lets the rate limiter be down: answers say so, and every request passes uncounted.
    pub fn set_degraded(&self, degraded: bool) {
        lock(&self.state.limiter).set_degraded(degraded);
    }

    /// Lets each answer take a random time of this range; an empty range is its start. The same
    /// seed makes the same times.
    pub fn set_latency(&self, range: Range<Duration>, seed: u64) {
        *lock(&self.state.latency) = Latency::new(range, seed);
    }
}

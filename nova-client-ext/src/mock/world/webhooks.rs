//! The mock's webhooks: signed, and repeated until accepted, as documented.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use nova_client::types::{
    BatchCompletedEvent, ErrorCode, ScoreCompletedEvent, ScoreError, ScoreFailedEvent, ScoreResult,
    ScoringBatch, ScoringJob, ScoringJobStatus, WebhookEventType as EventType,
};
use reqwest::Url;
use reqwest::redirect::Policy;
use serde::Serialize;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout_at};

use crate::mock::world::{MockResult, World, lock};
use crate::webhook::Stamp;
use crate::webhook::Verifier;

/// The maximum number of endpoints.
const MAX_ENDPOINTS: usize = 5;
/// The timeout of a response.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(30);
/// The documented delays before the second and each later attempt, in minutes.
const WAITS: [u64; 4] = [1, 5, 15, 30];
/// The maximum number of stored deliveries, so that a mock can run for days.
const MAX_DELIVERIES: usize = 10_000;

/// A webhook to one endpoint, sent or in progress.
///
/// `Debug` omits the body, which may contain an assessment.
#[derive(Clone)]
#[non_exhaustive]
pub struct SentWebhook {
    /// Its `X-Webhook-Id`, the same on every attempt.
    pub id: String,
    /// The endpoint.
    pub url: String,
    /// The event's name, for example `score.completed`.
    pub event: String,
    /// The body, the same on every attempt.
    pub body: Bytes,
    /// The attempts so far, oldest first; at most five.
    pub attempts: Vec<WebhookAttempt>,
}

/// One attempt to deliver a webhook.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WebhookAttempt {
    /// The time of the attempt, since the start of the mock.
    pub at: Duration,
    /// The status of the response.
    pub status: Option<u16>,
    /// Why there was no response.
    pub error: Option<String>,
}

impl SentWebhook {
    /// Returns whether the endpoint has accepted it: the response to the last attempt was 2xx.
    pub fn is_delivered(&self) -> bool {
        self.attempts.last().is_some_and(WebhookAttempt::is_success)
    }
}

impl WebhookAttempt {
    /// Returns whether the response was 2xx.
    pub fn is_success(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

impl fmt::Debug for SentWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentWebhook")
            .field("id", &self.id)
            .field("url", &self.url)
            .field("event", &self.event)
            .field("body_bytes", &self.body.len())
            .field("attempts", &self.attempts)
            .finish()
    }
}

/// The end of a scoring job or a batch, from which an event is created.
pub(crate) enum Ended {
    Job { tenant: String, job: Box<ScoringJob> },
    Batch { tenant: String, batch: ScoringBatch },
}

/// The endpoints and their deliveries.
pub(crate) struct Webhooks {
    endpoints: Vec<Endpoint>,
    /// The queue of the sender.
    pending: Vec<PendingDelivery>,
    sent: VecDeque<SentWebhook>,
    dropped: usize,
    /// A prefix that makes the ids unique among mocks.
    mock: u32,
    waits: [Duration; WAITS.len()],
}

#[derive(Clone)]
struct Endpoint {
    url: Url,
    verifier: Verifier,
    http: reqwest::Client,
}

/// A delivery to one endpoint, and its index in the log.
struct PendingDelivery {
    endpoint: Endpoint,
    entry: usize,
    id: String,
    event: String,
    body: Bytes,
}

impl Default for Webhooks {
    fn default() -> Self {
        Self {
            endpoints: Vec::new(),
            pending: Vec::new(),
            sent: VecDeque::new(),
            dropped: 0,
            mock: fastrand::u32(..),
            waits: WAITS.map(|minutes| Duration::from_secs(minutes * 60)),
        }
    }
}

impl Webhooks {
    /// Adds an endpoint.
    pub(crate) fn add(&mut self, url: &str, secret: String) -> io::Result<()> {
        let invalid =
            |why: String| io::Error::new(io::ErrorKind::InvalidInput, format!("webhook: {why}"));
        if self.endpoints.len() == MAX_ENDPOINTS {
            return Err(invalid(format!(
                "there are already {MAX_ENDPOINTS} endpoints, the maximum"
            )));
        }
        let url =
            Url::parse(url).map_err(|error| invalid(format!("the URL is invalid: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(invalid(format!(
                "the URL's scheme is {:?}, not http or https",
                url.scheme()
            )));
        }
        let verifier = Verifier::new(secret).map_err(|error| invalid(error.to_string()))?;
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .build()
            .map_err(io::Error::other)?;
        self.endpoints.push(Endpoint { url, verifier, http });
        Ok(())
    }

    pub(crate) fn has_endpoints(&self) -> bool {
        !self.endpoints.is_empty()
    }

    pub(crate) fn set_waits(&mut self, waits: [Duration; WAITS.len()]) {
        self.waits = waits;
    }

    pub(crate) fn sent(&self) -> Vec<SentWebhook> {
        self.sent.iter().cloned().collect()
    }

    /// Queues an event for every endpoint.
    pub(crate) fn send(&mut self, event: &str, body: &Bytes) {
        for endpoint in self.endpoints.clone() {
            let id = format!("whd_mock_{:08x}_{}", self.mock, self.dropped + self.sent.len() + 1);
            self.post(endpoint, id, event.to_owned(), body.clone());
        }
    }

    /// Queues a webhook again with the same id. Returns false if the id is unknown.
    pub(crate) fn resend(&mut self, id: &str) -> bool {
        let Some(sent) = self.sent.iter().find(|sent| sent.id == id).cloned() else { return false };
        let endpoint =
            self.endpoints.iter().find(|endpoint| endpoint.url.as_str() == sent.url).cloned();
        let Some(endpoint) = endpoint else { return false };
        self.post(endpoint, sent.id, sent.event, sent.body);
        true
    }

    fn post(&mut self, endpoint: Endpoint, id: String, event: String, body: Bytes) {
        if self.sent.len() == MAX_DELIVERIES {
            self.sent.pop_front();
            self.dropped += 1;
        }
        let url = endpoint.url.to_string();
        let (log_id, log_event, log_body) = (id.clone(), event.clone(), body.clone());
        self.sent.push_back(SentWebhook {
            id: log_id,
            url,
            event: log_event,
            body: log_body,
            attempts: Vec::new(),
        });
        self.pending.push(PendingDelivery {
            endpoint,
            entry: self.dropped + self.sent.len() - 1,
            id,
            event,
            body,
        });
    }

    fn record(&mut self, entry: usize, attempt: WebhookAttempt) {
        if let Some(sent) =
            entry.checked_sub(self.dropped).and_then(|index| self.sent.get_mut(index))
        {
            sent.attempts.push(attempt);
        }
    }
}

/// The sending task. Dropping it cancels it, including deliveries in progress.
pub(crate) struct Sender(JoinHandle<()>);

impl Sender {
    pub(crate) fn start(world: Arc<World>) -> Self {
        Self(tokio::spawn(send_all(world)))
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends an event for each end, until the mock is stopped.
async fn send_all(world: Arc<World>) {
    let changed: Arc<Notify> = Arc::clone(&lock(&world.batches).changed);
    let mut under_way = JoinSet::new();
    loop {
        let mut change = pin!(changed.notified());
        change.as_mut().enable();
        let mut next_end = None;
        if lock(&world.webhooks).has_endpoints() {
            let (ended, next) = lock(&world.batches).take_ended(&world.clock);
            let mut webhooks = lock(&world.webhooks);
            for ended in ended {
                match ended.and_then(Ended::event) {
                    Ok((event, body)) => webhooks.send(event.as_str(), &body),
                    // A bug in the mock must not look like a missing event.
                    Err(error) => {
                        webhooks.send("defect", &Bytes::from(format!("{:?}", error.to_string())));
                    }
                }
            }
            next_end = next;
        }
        while under_way.try_join_next().is_some() {}
        for delivery in std::mem::take(&mut lock(&world.webhooks).pending) {
            under_way.spawn(deliver(Arc::clone(&world), delivery));
        }
        match next_end.and_then(|end| world.clock.instant(end)) {
            // In both cases there may be something to send.
            Some(at) => drop(timeout_at(at, change).await),
            None => change.await,
        }
    }
}

async fn deliver(world: Arc<World>, delivery: PendingDelivery) {
    let mut attempt = 0;
    loop {
        let at = world.clock.elapsed();
        let (status, error) = match try_once(&world, &delivery).await {
            Ok(status) => (Some(status), None),
            Err(why) => (None, Some(why)),
        };
        let made = WebhookAttempt { at, status, error };
        let is_success = made.is_success();
        let wait = {
            let mut webhooks = lock(&world.webhooks);
            webhooks.record(delivery.entry, made);
            webhooks.waits.get(attempt).copied()
        };
        let Some(wait) = wait.filter(|_| !is_success) else { return };
        attempt += 1;
        sleep(world.clock.scaled(wait)).await;
    }
}

/// Returns the status of the response, or why there was none.
async fn try_once(
    world: &World,
    PendingDelivery { endpoint, id, event, body, .. }: &PendingDelivery,
) -> Result<u16, String> {
    let stamp = Stamp::new(event).id(id).at(world.clock.now());
    let signed =
        endpoint.verifier.sign_as(&stamp, body.clone()).map_err(|error| error.to_string())?;
    let request =
        endpoint.http.post(endpoint.url.clone()).headers(signed.headers).body(signed.body);
    let response = request.timeout(RESPONSE_TIMEOUT).send().await;
    response.map(|response| response.status().as_u16()).map_err(|error| cause(&error.without_url()))
}

/// Formats the root cause of an error; the errors around it add no information.
fn cause(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), cause)
}

impl Ended {
    /// Returns the event's name and body.
    fn event(self) -> MockResult<(EventType, Bytes)> {
        match self {
            Self::Job { tenant, job } if job.status == ScoringJobStatus::Completed => {
                let score = job.score.ok_or("a completed job without a score")?;
                let result = ScoreResult::builder().score(score).assessment(job.assessment);
                let result: ScoreResult = result.try_into()?;
                let event: ScoreCompletedEvent = ScoreCompletedEvent::builder()
                    .event(EventType::ScoreCompleted)
                    .tenant_id(tenant)
                    .scoring_job_id(job.id)
                    .criteria_version_id(job.criteria_version_id)
                    .job_id(job.job_id)
                    .application_id(job.application_id)
                    .result(result)
                    .completed_at(job.completed_at)
                    .try_into()?;
                written(EventType::ScoreCompleted, &event)
            }
            Self::Job { tenant, job } => {
                // The event must have a code.
                let code = job.error_code.unwrap_or_else(|| ErrorCode::from("UNKNOWN"));
                let error: ScoreError =
                    ScoreError::builder().code(code).message(job.error_message).try_into()?;
                let event: ScoreFailedEvent = ScoreFailedEvent::builder()
                    .event(EventType::ScoreFailed)
                    .tenant_id(tenant)
                    .scoring_job_id(job.id)
                    .criteria_version_id(job.criteria_version_id)
                    .job_id(job.job_id)
                    .application_id(job.application_id)
                    .error(error)
                    .failed_at(job.failed_at)
                    .try_into()?;
                written(EventType::ScoreFailed, &event)
            }
            Self::Batch { tenant, batch } => {
                let event: BatchCompletedEvent = BatchCompletedEvent::builder()
                    .event(EventType::BatchCompleted)
                    .tenant_id(tenant)
                    .batch_id(batch.id)
                    .job_id(batch.job_id)
                    .total_jobs(batch.total_jobs)
                    .completed_jobs(batch.completed_jobs)
                    .failed_jobs(batch.failed_jobs)
                    .status(batch.status)
                    .completed_at(batch.completed_at)
                    .try_into()?;
                written(EventType::BatchCompleted, &event)
            }
        }
    }
}

fn written(event: EventType, body: &impl Serialize) -> MockResult<(EventType, Bytes)> {
    Ok((event, serde_json::to_vec(body)?.into()))
}

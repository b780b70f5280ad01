//! The webhooks that the mock sends: as documented, signed, and again while nobody takes them.

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

use super::state::{Rendered, State, lock};
use crate::webhook::Stamp;
use crate::webhook::Verifier;

/// Endpoints that can be set up.
const MOST_ENDPOINTS: usize = 5;
/// An endpoint must answer within this.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// What is waited before the second attempt and each one after it, in minutes: the documented 1 to
/// 30.
const WAITS: [u64; 4] = [1, 5, 15, 30];
/// Deliveries that are kept; older ones are dropped, so that a mock may serve for days.
const KEPT: usize = 10_000;

/// A webhook that the mock has sent, or tries to send, to one endpoint.
///
/// Its `Debug` leaves out the body, which may hold an assessment.
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
    /// When it was made, since the start of the mock.
    pub at: Duration,
    /// The status it was answered with.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub error: Option<String>,
}

impl SentWebhook {
    /// Whether the endpoint has taken it: the last attempt was answered with 2xx.
    pub fn is_delivered(&self) -> bool {
        self.attempts.last().is_some_and(WebhookAttempt::is_success)
    }
}

impl WebhookAttempt {
    /// Whether it was answered with 2xx.
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

/// Something that webhooks tell.
pub(super) enum Ended {
    Job { tenant: String, job: Box<ScoringJob> },
    Batch { tenant: String, batch: ScoringBatch },
}

/// The endpoints, and what was sent to them.
pub(super) struct Webhooks {
    endpoints: Vec<Endpoint>,
    /// What the sender is to send next.
    waiting: Vec<Parcel>,
    sent: VecDeque<SentWebhook>,
    dropped: usize,
    waits: [Duration; WAITS.len()],
}

#[derive(Clone)]
struct Endpoint {
    url: Url,
    verifier: Verifier,
    http: reqwest::Client,
}

/// What goes to one endpoint, and its place in the log.
struct Parcel {
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
            waiting: Vec::new(),
            sent: VecDeque::new(),
            dropped: 0,
            waits: WAITS.map(|minutes| Duration::from_secs(minutes * 60)),
        }
    }
}

impl Webhooks {
    /// Sets up an endpoint.
    pub(super) fn add(&mut self, url: &str, secret: String) -> io::Result<()> {
        let invalid =
            |why: String| io::Error::new(io::ErrorKind::InvalidInput, format!("webhook: {why}"));
        if self.endpoints.len() == MOST_ENDPOINTS {
            return Err(invalid(format!(
                "there are {MOST_ENDPOINTS} endpoints already, the most there can be"
            )));
        }
        let url =
            Url::parse(url).map_err(|error| invalid(format!("the URL cannot be read: {error}")))?;
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

    pub(super) fn has_endpoints(&self) -> bool {
        !self.endpoints.is_empty()
    }

    pub(super) fn set_waits(&mut self, waits: [Duration; WAITS.len()]) {
        self.waits = waits;
    }

    pub(super) fn sent(&self) -> Vec<SentWebhook> {
        self.sent.iter().cloned().collect()
    }

    /// Sends an event to every endpoint.
    pub(super) fn send(&mut self, event: &str, body: &Bytes) {
        for endpoint in self.endpoints.clone() {
            let id = format!("whd_mock_{}", self.dropped + self.sent.len() + 1);
            self.post(endpoint, id, event.to_owned(), body.clone());
        }
    }

    /// Sends a webhook again, under its old id. False if there is none of this id.
    pub(super) fn resend(&mut self, id: &str) -> bool {
        let Some(sent) = self.sent.iter().find(|sent| sent.id == id).cloned() else { return false };
        let endpoint =
            self.endpoints.iter().find(|endpoint| endpoint.url.as_str() == sent.url).cloned();
        let Some(endpoint) = endpoint else { return false };
        self.post(endpoint, sent.id, sent.event, sent.body);
        true
    }

    fn post(&mut self, endpoint: Endpoint, id: String, event: String, body: Bytes) {
        if self.sent.len() == KEPT {
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
        self.waiting.push(Parcel {
            endpoint,
            entry: self.dropped + self.sent.len() - 1,
            id,
            event,
            body,
        });
    }

    fn note(&mut self, entry: usize, attempt: WebhookAttempt) {
        if let Some(sent) =
            entry.checked_sub(self.dropped).and_then(|index| self.sent.get_mut(index))
        {
            sent.attempts.push(attempt);
        }
    }
}

/// The task that sends. Dropping it stops it, and whatever is under way.
pub(super) struct Sender(JoinHandle<()>);

impl Sender {
    pub(super) fn start(state: Arc<State>) -> Self {
        Self(tokio::spawn(send_all(state)))
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends what has ended when it ends, for as long as the mock lives.
async fn send_all(state: Arc<State>) {
    let changed: Arc<Notify> = Arc::clone(&lock(&state.batches).changed);
    let mut under_way = JoinSet::new();
    loop {
        let mut change = pin!(changed.notified());
        change.as_mut().enable();
        let mut next_end = None;
        if lock(&state.webhooks).has_endpoints() {
            let (ended, next) = lock(&state.batches).take_ended(&state.clock);
            let mut webhooks = lock(&state.webhooks);
            for ended in ended {
                match ended.and_then(Ended::event) {
                    Ok((event, body)) => webhooks.send(event.as_str(), &body),
                    // A defect of the mock must not look like an endpoint that was told nothing.
                    Err(error) => {
                        webhooks.send("defect", &Bytes::from(format!("{:?}", error.to_string())))
                    }
                }
            }
            next_end = next;
        }
        while under_way.try_join_next().is_some() {}
        for parcel in std::mem::take(&mut lock(&state.webhooks).waiting) {
            under_way.spawn(deliver(Arc::clone(&state), parcel));
        }
        match next_end.and_then(|end| state.clock.instant(end)) {
            // Either way it is time to look again.
            Some(at) => drop(timeout_at(at, change).await),
            None => change.await,
        }
    }
}

async fn deliver(state: Arc<State>, parcel: Parcel) {
    let mut attempt = 0;
    loop {
        let at = state.clock.elapsed();
        let (status, error) = match try_once(&state, &parcel).await {
            Ok(status) => (Some(status), None),
            Err(why) => (None, Some(why)),
        };
        let made = WebhookAttempt { at, status, error };
        let is_success = made.is_success();
        let wait = {
            let mut webhooks = lock(&state.webhooks);
            webhooks.note(parcel.entry, made);
            webhooks.waits.get(attempt).copied()
        };
        let Some(wait) = wait.filter(|_| !is_success) else { return };
        attempt += 1;
        sleep(wait).await;
    }
}

/// The status it was answered with, or why there was none.
async fn try_once(
    state: &State,
    Parcel { endpoint, id, event, body, .. }: &Parcel,
) -> Result<u16, String> {
    let stamp = Stamp::new(event).id(id).at(state.clock.now());
    let signed =
        endpoint.verifier.sign_as(&stamp, body.clone()).map_err(|error| error.to_string())?;
    let request =
        endpoint.http.post(endpoint.url.clone()).headers(signed.headers).body(signed.body);
    let answer = request.timeout(ANSWER_WITHIN).send().await;
    answer.map(|answer| answer.status().as_u16()).map_err(|error| cause(&error.without_url()))
}

/// The root of an error: what comes before it says no more than that there was one.
fn cause(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), cause)
}

impl Ended {
    /// The name and the body of the event that tells it.
    fn event(self) -> Rendered<(EventType, Bytes)> {
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
                // The event has no room for a failure without a code.
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

fn written(event: EventType, body: &impl Serialize) -> Rendered<(EventType, Bytes)> {
    Ok((event, serde_json::to_vec(body)?.into()))
}

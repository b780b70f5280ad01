//! The state machine of one watched batch or scoring job: its last report, its pending events, and
//! the time of the next poll.
//!
//! It does no I/O and has no clock: `single` and `many` poll and pass the responses in. A scoring
//! job is watched as a batch of one.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use nova_client::Operation;
use nova_client::types::{self, Assessment};
use tokio::time::Instant;

use super::emitted::Emitted;
use super::event::{BatchEvent, Progress};
use super::merge::{Effect, WebhookEvent, WebhookState};
use super::options::WaitOptions;
use super::saved::SavedWatch;
use super::target::{Poll, WatchTarget};
use super::unfinished::Unfinished;
use crate::client::PollErrorPolicy;
use crate::latency::{CompletionForecast, TYPICAL_JOBS, Times};
use crate::{BatchReport, Error, ErrorKind, Response};

/// The upper bound of the backoff after the first failed poll; it doubles with each further
/// failure.
const INITIAL_BACKOFF: Duration = Duration::from_secs(1);
const MAX_BACKOFF: Duration = Duration::from_secs(30);
/// The minimum interval between two polls.
const MIN_GAP: Duration = Duration::from_millis(250);

pub(super) struct Watched {
    pub(super) target: WatchTarget,
    timeout: Duration,
    price: f64,
    submitted_at: Option<DateTime<Utc>>,
    jobs: Option<u32>,
    emitted: Emitted,
    pending_events: VecDeque<BatchEvent>,
    /// The assessments of jobs whose end is among the pending events.
    assessments: HashMap<String, Assessment>,
    /// The forecast from `since` on; `None` for a batch of unknown age that was not polled yet.
    forecast: Option<CompletionForecast>,
    since: Instant,
    times: Times,
    /// The amount of training of the model when the forecast was made.
    learned: f64,
    /// The time of the last poll, even a failed one; initially the start of the watch.
    pub(super) tried_at: Instant,
    due_at: Instant,
    failures: u32,
    poll_errors: PollErrorPolicy,
    polls: u32,
    ended: usize,
    report: Option<Arc<BatchReport>>,
    last_error: Option<Error>,
    /// The state from webhooks; `None` without an observer.
    webhooks: Option<Box<WebhookState>>,
}

impl Watched {
    /// Starts a watch at `now`, with the price of a poll in seconds of lag. The options must be
    /// valid.
    pub(super) fn new(target: WatchTarget, options: WaitOptions, price: f64, now: Instant) -> Self {
        let WaitOptions { timeout, submitted_at, jobs, submission, resume, first_poll } = options;
        let saved = resume.map(|saved| (saved.submitted_at, saved.jobs, saved.emitted));
        let (saved_at, saved_jobs, emitted) = saved.unwrap_or_default();
        let mut watched = Self {
            timeout,
            price,
            submitted_at: submitted_at.or(saved_at),
            jobs: jobs.or(saved_jobs),
            emitted,
            pending_events: VecDeque::new(),
            assessments: HashMap::new(),
            forecast: None,
            since: now,
            times: Times::default(),
            learned: 0.0,
            tried_at: now,
            due_at: now,
            failures: 0,
            poll_errors: PollErrorPolicy::default(),
            polls: 0,
            ended: 0,
            report: None,
            last_error: None,
            webhooks: submission
                .and_then(|submitted| WebhookState::submitted(&submitted).ok())
                .map(Box::new),
            target,
        };
        watched.make_forecast();
        if let Some(within) = first_poll {
            let latest = now.checked_add(within).unwrap_or(watched.due_at);
            watched.due_at = watched.due_at.min(latest);
        }
        watched
    }

    /// Returns the deadline of the watch, if it starts at `now`.
    pub(super) fn deadline(&self, now: Instant) -> Instant {
        now + self.timeout
    }

    /// Returns the call that polls it.
    pub(super) fn poll(&self) -> Poll {
        self.target.poll()
    }

    /// Processes the result of a poll. An error ends the watch.
    pub(super) fn polled(
        &mut self,
        outcome: Result<Response<types::ScoringBatchStatus>, Error>,
        (sent, received): (Instant, Instant),
    ) -> Result<(), Error> {
        self.polls = self.polls.saturating_add(1);
        self.tried_at = received;
        let mut response = match outcome {
            Ok(response) => response,
            Err(error) => return self.failed(error, received),
        };
        (self.failures, self.poll_errors, self.last_error) = (0, PollErrorPolicy::default(), None);
        let counters = Progress::of(&response.value.batch);
        let report = match &mut self.webhooks {
            None => BatchReport::new(&response.value),
            Some(webhooks) => {
                webhooks.polled(&mut response.value);
                // The response to a poll that was sent before the webhook may be older than it.
                webhooks.urgent_since = webhooks.urgent_since.filter(|since| *since > sent);
                BatchReport::amended(&response.value, webhooks.unstarted())
            }
        };
        self.pending_events = self.emitted.events(&response.value, &report, counters).into();
        self.keep_assessments(&mut response.value);
        self.submitted_at = response.value.batch.created_at.or(self.submitted_at);

        let counts = report.counts();
        let ended = usize::try_from(counts.scored + counts.failed).unwrap_or(usize::MAX);
        let newly = ended.saturating_sub(self.ended);
        self.ended = self.ended.max(ended);
        let latency = self.target.nova().latency();
        let learned =
            latency.learn((&response.value, &response.headers), &report, (sent, received), newly);
        (self.times, self.since, self.learned) = (learned.times, received, latency.learned());
        let wait =
            if self.is_urgent() { Duration::ZERO } else { self.wait_after(&learned.forecast) };
        self.due_at = received + wait.max(MIN_GAP);
        self.forecast = Some(learned.forecast);
        self.report = Some(Arc::new(report));
        Ok(())
    }

    /// Prepares for webhooks.
    pub(super) fn observe(&mut self) {
        self.webhooks.get_or_insert_default();
    }

    /// Processes a webhook. Returns whether there are new events or the time of the next poll has
    /// changed.
    pub(super) fn apply_webhook(&mut self, webhook: &WebhookEvent, now: Instant) -> bool {
        let Some(webhooks) = &mut self.webhooks else { return false };
        let emitted = &self.emitted;
        let effect = self.target.apply_webhook(webhooks, webhook, |job| emitted.has_ended(job));
        if effect == Effect::None {
            return false;
        }
        if effect == Effect::Poll {
            webhooks.urgent_since = Some(now);
            if self.failures == 0 {
                self.due_at =
                    now.max(self.tried_at + if self.polls > 0 { MIN_GAP } else { Duration::ZERO });
            }
        }
        if let Some((body, report, counters)) = webhooks.current() {
            // This includes the events that are still pending.
            self.pending_events = self.emitted.events(body, &report, counters).into();
            self.report = Some(Arc::new(report));
        }
        true
    }

    /// Returns whether a webhook has made a poll urgent.
    fn is_urgent(&self) -> bool {
        self.webhooks.as_ref().is_some_and(|webhooks| webhooks.urgent_since.is_some())
    }

    fn failed(&mut self, error: Error, now: Instant) -> Result<(), Error> {
        self.last_error = Some(error.clone());
        let is_new = self.submitted_at.is_some() && self.emitted.progress().is_none();
        if self.poll_errors.is_final(&error, is_new) {
            let unfinished = self.unfinished();
            return Err(error.with_unfinished(unfinished));
        }
        let backoff = INITIAL_BACKOFF.saturating_mul(1 << self.failures.min(5)).min(MAX_BACKOFF);
        self.failures += 1;
        // Jitter, so that batches that failed together are not polled together.
        let backoff = backoff.mul_f64(0.5 + 0.5 * fastrand::f64());
        self.due_at = now + backoff.max(error.retry_after().unwrap_or_default().min(self.timeout));
        Ok(())
    }

    /// Returns when to poll next, with this maximum interval.
    pub(super) fn due(&self, max_gap: Duration) -> Instant {
        if self.failures > 0 { self.due_at } else { self.due_at.min(self.tried_at + max_gap) }
    }

    /// Returns whether there is no forecast, not even by the batch's age.
    pub(super) fn is_unknown(&self) -> bool {
        self.forecast.is_none()
    }

    /// Returns whether the last poll failed.
    pub(super) fn is_failing(&self) -> bool {
        self.failures > 0
    }

    /// Returns the expected lag of a poll now, in seconds.
    pub(super) fn lag(&self, now: Instant) -> f64 {
        if self.is_urgent() {
            return f64::INFINITY;
        }
        let after = now.saturating_duration_since(self.since).as_secs_f64();
        self.forecast.as_ref().map_or(f64::INFINITY, |forecast| forecast.lag(after))
    }

    /// Updates the forecast if the model has learned much since it was made.
    pub(super) fn refresh_forecast(&mut self, learned: f64) {
        if self.forecast.is_some()
            && self.failures == 0
            && !self.is_urgent()
            && learned > 1.0 + 2.0 * self.learned
        {
            let before = self.due_at;
            self.make_forecast();
            // The first poll may have been requested earlier than the forecast.
            if self.report.is_none() {
                self.due_at = self.due_at.min(before);
            }
        }
    }

    fn make_forecast(&mut self) {
        let latency = self.target.nova().latency();
        let forecast = if self.report.is_some() {
            Some(latency.forecast(&self.times))
        } else {
            self.submitted_at.map(|at| latency.unpolled(at, self.open_jobs(), self.since))
        };
        if let Some(forecast) = forecast {
            self.due_at = self.since + self.wait_after(&forecast);
            (self.forecast, self.learned) = (Some(forecast), latency.learned());
        }
    }

    /// Returns how long after a poll the expected lag reaches the price of another poll.
    fn wait_after(&self, forecast: &CompletionForecast) -> Duration {
        Duration::from_secs_f64(forecast.due_after(self.price, 3600.0))
    }

    /// Returns the assumed number of open jobs of a batch that was not polled yet, from the options
    /// or from the saved watch.
    #[allow(clippy::cast_precision_loss, reason = "a number of jobs")]
    fn open_jobs(&self) -> f64 {
        let Some(progress) = self.emitted.progress() else {
            return self.jobs.map_or(TYPICAL_JOBS, f64::from).clamp(1.0, 100.0);
        };
        let ended = progress.completed_jobs.saturating_add(progress.failed_jobs);
        progress.total_jobs.saturating_sub(ended).clamp(1, 100) as f64
    }

    /// Keeps the assessments of jobs whose end is among the pending events, and no others.
    fn keep_assessments(&mut self, body: &mut types::ScoringBatchStatus) {
        let scored = self.pending_events.iter().filter_map(|event| match event {
            BatchEvent::Scored(job) => Some(job.scoring_job_id.as_str()),
            _ => None,
        });
        let scored: HashSet<&str> = scored.collect();
        for job in body.scoring_jobs.iter_mut().filter(|job| scored.contains(job.id.as_str())) {
            if let Some(assessment) = job.assessment.take() {
                self.assessments.entry(job.id.clone()).or_insert(assessment);
            }
        }
    }

    /// Returns the next pending event.
    pub(super) fn next_event(&mut self) -> Option<BatchEvent> {
        let mut event = self.pending_events.pop_front()?;
        self.emitted.note(&event);
        if let BatchEvent::Scored(job) = &mut event {
            let id = &job.scoring_job_id;
            let by_webhook = self.webhooks.as_mut().and_then(|state| state.take_assessment(id));
            let assessment = by_webhook.or(self.assessments.remove(id));
            job.assessment = assessment.map(Box::new);
        }
        if self.pending_events.is_empty() {
            // Frees their memory, which exceeds that of the rest and is seldom needed.
            (self.pending_events, self.assessments) = (VecDeque::new(), HashMap::new());
        }
        Some(event)
    }

    /// Returns whether the last event was emitted.
    pub(super) fn is_over(&self) -> bool {
        self.emitted.is_settled()
    }

    /// Allows polling again after the end was emitted.
    pub(super) fn reopen(&mut self) {
        self.emitted.reopen();
    }

    /// Returns the report of the last poll.
    pub(super) fn report(&self) -> Option<&Arc<BatchReport>> {
        self.report.as_ref()
    }

    /// Returns the error of a watch whose timeout has passed.
    pub(super) fn expired(&mut self) -> Error {
        let unfinished = self.unfinished();
        let what = format!(
            "{} was not settled within {:?}: {unfinished}",
            self.target.name(),
            self.timeout
        );
        let mut error = Error::new(ErrorKind::WaitExpired, what);
        if let Some(operation) = Operation::find(self.target.operation()) {
            error = error.with_operation(operation);
        }
        if let Some(last) = &self.last_error {
            error = error.with_source(last.clone());
        }
        // The batch may be settled later, so the watch can be repeated.
        error.facts_mut().retryable = true;
        error.facts_mut().sent = self.polls > 0;
        error.with_unfinished(unfinished)
    }

    fn unfinished(&mut self) -> Unfinished {
        Unfinished {
            report: self.report.take(),
            last_error: self.last_error.clone(),
            polls: self.polls,
            is_scoring_job: self.target.is_scoring_job(),
            saved: Box::new(self.save()),
        }
    }

    /// Returns the state to store, so that another watch can continue from here.
    pub(super) fn save(&self) -> SavedWatch {
        SavedWatch::new(&self.target, self.submitted_at, self.jobs, self.emitted.clone())
    }

    /// Makes it due at `now`, unless its last poll failed.
    pub(super) fn poll_soon(&mut self, now: Instant) {
        if self.failures == 0 {
            self.due_at = self.due_at.min(now);
        }
    }
}

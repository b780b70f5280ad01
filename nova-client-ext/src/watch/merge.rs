//! Merges webhooks with polls.
//!
//! A watch that receives webhooks stores the body of its last poll (or of the submission), without
//! assessments, and the terminal states of jobs since. A job that has ended remains ended if a poll
//! that is older than the webhook shows it as pending. The merged body is analysed by
//! [`report`](crate::report), by the same rules as a poll. The result depends only on the set of
//! the webhooks received, not on their order or number.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use nova_client::types::{
    Assessment, BatchCompletedEvent, ScoringBatchStatus, SubmittedScoringBatch,
};
use tokio::time::Instant;

use super::event::Progress;
use crate::report::{TerminalState, amend, lists_every_application, status_of_submission};
use crate::{Batch, BatchReport, Error, ScoringJob};

/// The maximum number of terminal states of jobs that no poll has shown yet: more than the jobs of a
/// batch. It is exceeded only if many batches share a job, because the webhook does not say to which
/// of them its scoring job belongs.
const MAX_STATES: usize = 64;

/// A webhook, as a watch receives it. Its data is shared by all batches that it may concern.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "webhook"), allow(dead_code, reason = "without webhooks there is none"))]
pub(super) enum WebhookEvent {
    Job {
        /// The state without the assessment, of which it only shows that there is one.
        state: Arc<TerminalState>,
        assessment: Option<Arc<Assessment>>,
    },
    Batch(BatchCompletedEvent),
}

impl WebhookEvent {
    #[cfg(feature = "webhook")]
    pub(super) fn of_job(mut state: TerminalState) -> Self {
        let assessment = match &mut state {
            TerminalState::Scored(event) => {
                let assessment = event.result.assessment.take();
                event.result.assessment = assessment.as_ref().and_then(|_| placeholder());
                assessment.map(Arc::new)
            }
            TerminalState::Failed(_) => None,
        };
        Self::Job { state: Arc::new(state), assessment }
    }

    pub(super) fn tenant(&self) -> &str {
        match self {
            Self::Job { state, .. } => match &**state {
                TerminalState::Scored(event) => &event.tenant_id,
                TerminalState::Failed(event) => &event.tenant_id,
            },
            Self::Batch(event) => &event.tenant_id,
        }
    }

    pub(super) fn job_id(&self) -> &str {
        match self {
            Self::Job { state, .. } => match &**state {
                TerminalState::Scored(event) => &event.job_id,
                TerminalState::Failed(event) => &event.job_id,
            },
            Self::Batch(event) => &event.job_id,
        }
    }

    fn is_for(&self, job: &crate::Job) -> bool {
        self.job_id() == job.id().as_str() && self.tenant() == job.tenant().id().as_str()
    }

    /// Returns whether it may concern this batch: the webhook of a scoring job contains its job,
    /// but not its batch.
    fn may_concern(&self, batch: &Batch) -> bool {
        let is_other = matches!(self, Self::Batch(event) if event.batch_id != batch.id().as_str());
        !is_other && self.is_for(batch.job())
    }

    /// Returns whether it reports the end of this scoring job.
    pub(super) fn ends(&self, scoring_job: &ScoringJob) -> bool {
        let Self::Job { state, .. } = self else { return false };
        state.scoring_job_id() == scoring_job.id().as_str()
            && self.is_for(scoring_job.application().job())
    }
}

/// The effect of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing new.
    None,
    /// Jobs in the body have ended.
    Ended,
    /// The batch has ended, but the body is incomplete: poll at once.
    Poll,
}

/// The state of a watch that receives webhooks.
#[derive(Default)]
pub(super) struct WebhookState {
    /// The last body, without assessments.
    body: Option<ScoringBatchStatus>,
    /// The scoring jobs in the body. Creating a report for each webhook would be slow if thousands of
    /// batches share a job.
    listed: HashSet<String>,
    /// Whether the body lists every application.
    is_complete: bool,
    /// The last counters that the vendor sent.
    counters: Option<Progress>,
    /// The terminal states of jobs, by id.
    states: HashMap<String, Arc<TerminalState>>,
    /// The assessments of jobs whose events have not been emitted yet.
    assessments: HashMap<String, Arc<Assessment>>,
    batch_event: Option<BatchCompletedEvent>,
    /// Jobs whose start no poll has shown. Webhooks do not contain it.
    unstarted: HashSet<String>,
    /// When a poll became urgent; reset by the next poll.
    pub(super) urgent_since: Option<Instant>,
}

impl WebhookState {
    /// Creates the state from the submission of a batch.
    pub(super) fn submitted(submitted: &SubmittedScoringBatch) -> Result<Self, Error> {
        let body = status_of_submission(submitted).map_err(|_| {
            Error::invalid("submission", "contains an application that cannot be watched")
        })?;
        let counters = Some(Progress::of(&body.batch));
        let mut state = Self { counters, body: Some(body), ..Self::default() };
        state.index();
        Ok(state)
    }

    /// Returns the body, its report, and the counters as the vendor sent them.
    pub(super) fn current(&self) -> Option<(&ScoringBatchStatus, BatchReport, Progress)> {
        let body = self.body.as_ref()?;
        let counters = self.counters.unwrap_or_else(|| Progress::of(&body.batch));
        Some((body, BatchReport::amended(body, &self.unstarted), counters))
    }

    /// Removes and returns the assessment of a job that a webhook contained.
    pub(super) fn take_assessment(&mut self, scoring_job_id: &str) -> Option<Assessment> {
        self.assessments.remove(scoring_job_id).map(Arc::unwrap_or_clone)
    }

    /// Applies a webhook. `is_emitted` returns whether the end of a scoring job was emitted before.
    pub(super) fn apply(
        &mut self,
        batch: &Batch,
        webhook: &WebhookEvent,
        is_emitted: impl Fn(&str) -> bool,
    ) -> Effect {
        if !webhook.may_concern(batch) {
            return Effect::None;
        }
        match webhook {
            WebhookEvent::Batch(_) if self.batch_event.is_some() => Effect::None,
            WebhookEvent::Batch(event) => {
                self.batch_event = Some(event.clone());
                self.amend();
                let is_settled = self.body.as_ref().is_some_and(|body| {
                    lists_every_application(body)
                        && BatchReport::amended(body, &self.unstarted).is_settled()
                });
                if is_settled {
                    self.counters = Some(event.into());
                    Effect::Ended
                } else {
                    Effect::Poll
                }
            }
            WebhookEvent::Job { state, assessment } => {
                let id = state.scoring_job_id();
                let is_listed = self.listed.contains(id);
                if self.states.contains_key(id)
                    // It is of another batch.
                    || (self.is_complete && !is_listed)
                    // A poll will show a state that is not stored.
                    || self.states.len() >= MAX_STATES
                {
                    return Effect::None;
                }
                if let Some(assessment) = assessment.as_ref().filter(|_| !is_emitted(id)) {
                    self.assessments.insert(id.to_owned(), Arc::clone(assessment));
                }
                self.states.insert(id.to_owned(), Arc::clone(state));
                if is_listed && self.amend() { Effect::Ended } else { Effect::None }
            }
        }
    }

    /// Stores a polled body, and updates it with the terminal states.
    pub(super) fn polled(&mut self, body: &mut ScoringBatchStatus) {
        self.counters = Some(Progress::of(&body.batch));
        let mut kept = body.clone();
        for job in &mut kept.scoring_jobs {
            job.assessment = job.assessment.take().and_then(|_| placeholder());
        }
        self.body = Some(kept);
        self.unstarted.clear();
        self.amend();
        self.index();
        if let Some(kept) = &self.body {
            body.batch.clone_from(&kept.batch);
            for (job, kept) in body.scoring_jobs.iter_mut().zip(&kept.scoring_jobs) {
                if job.status != kept.status {
                    job.clone_from(kept);
                }
            }
        }
        if self.is_complete {
            // All jobs of the batch are known now; other states are of other batches.
            self.states.retain(|id, _| self.listed.contains(id));
            self.assessments.retain(|id, _| self.listed.contains(id));
        }
    }

    /// Returns the jobs of the last body whose start is not known.
    pub(super) fn unstarted(&self) -> &HashSet<String> {
        &self.unstarted
    }

    /// Updates what is stored about the body.
    fn index(&mut self) {
        let Some(body) = &self.body else { return };
        self.listed = body.scoring_jobs.iter().map(|job| job.id.clone()).collect();
        self.is_complete = lists_every_application(body);
    }

    fn amend(&mut self) -> bool {
        let Some(body) = &mut self.body else { return false };
        let has_changed = amend(body, &self.states, self.batch_event.as_ref(), &mut self.unstarted);
        self.is_complete = lists_every_application(body);
        has_changed
    }
}

/// Returns an empty assessment, which only shows that there is one.
fn placeholder() -> Option<Assessment> {
    Assessment::builder()
        .verdict("")
        .strengths(vec![])
        .concerns(vec![])
        .interview_focus(vec![])
        .try_into()
        .ok()
}

//! A batch status brought up to date with the terminal states that webhooks reported after it was
//! received.
//!
//! There is one way to account for the applications of a batch: what a webhook says goes into the
//! list, and list, counters and status word are then read by the [rules](super) that hold for a
//! body that was polled. Nothing here counts scoring jobs: an application with several of them is
//! one application.

use std::collections::{HashMap, HashSet};

use nova_client::types::{
    BatchCompletedEvent, BatchStatus, ScoreCompletedEvent, ScoreFailedEvent, ScoringBatchStatus,
    ScoringJob, ScoringJobStatus,
};

use super::analysis::tally;
use super::outcome::ScoringJobOutcome;

/// How a scoring job ended, as a webhook reports it.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "webhook"), allow(dead_code, reason = "without webhooks there is none"))]
pub(crate) enum TerminalState {
    Scored(ScoreCompletedEvent),
    Failed(ScoreFailedEvent),
}

impl TerminalState {
    pub(crate) fn scoring_job_id(&self) -> &str {
        match self {
            Self::Scored(event) => &event.scoring_job_id,
            Self::Failed(event) => &event.scoring_job_id,
        }
    }

    fn write_to(&self, job: &mut ScoringJob) {
        match self {
            Self::Scored(event) => {
                job.status = ScoringJobStatus::Completed;
                job.score = Some(event.result.score);
                job.assessment.clone_from(&event.result.assessment);
                job.completed_at = event.completed_at;
                event.unreadable.iter().cloned().for_each(|value| job.unreadable.push(value));
                if event.criteria_version_id.is_some() {
                    job.criteria_version_id.clone_from(&event.criteria_version_id);
                }
            }
            Self::Failed(event) => {
                job.status = ScoringJobStatus::Failed;
                job.error_code = Some(event.error.code.clone());
                job.error_message.clone_from(&event.error.message);
                job.failed_at = event.failed_at;
                event.unreadable.iter().cloned().for_each(|value| job.unreadable.push(value));
            }
        }
    }
}

/// Whether the body lists every application that the batch counts.
pub(crate) fn lists_every_application(body: &ScoringBatchStatus) -> bool {
    let (counts, _) = tally(body);
    counts.unlisted == 0 && counts.scored + counts.failed + counts.pending > 0
}

/// Writes terminal states, by the id of their scoring job, into the body. Returns whether anything
/// changed.
///
/// A job that has ended in the body stays as it is there. The counters are raised to what the list
/// shows; the batch itself ends when every application is listed and has ended, with what
/// `batch_event` says of it or else by the evidence. Jobs whose start is not known, since webhooks do
/// not say it, are added to `unstarted`.
pub(crate) fn amend(
    body: &mut ScoringBatchStatus,
    states: &HashMap<String, TerminalState>,
    batch_event: Option<&BatchCompletedEvent>,
    unstarted: &mut HashSet<String>,
) -> bool {
    let mut has_changed = false;
    for job in &mut body.scoring_jobs {
        if ScoringJobOutcome::of(job) != ScoringJobOutcome::Pending {
            continue;
        }
        let Some(state) = states.get(&job.id) else { continue };
        state.write_to(job);
        has_changed = true;
        if job.started_at.is_none() {
            unstarted.insert(job.id.clone());
        }
    }
    let (counts, evidence) = tally(body);
    if has_changed {
        let at_least =
            |counter: i64, listed| counter.max(i64::try_from(listed).unwrap_or(i64::MAX));
        body.batch.completed_jobs = at_least(body.batch.completed_jobs, counts.scored);
        body.batch.failed_jobs = at_least(body.batch.failed_jobs, counts.failed);
    }
    let every_application_ended = counts.pending == 0 && lists_every_application(body);
    if every_application_ended && body.batch.status == BatchStatus::Pending {
        let last_end =
            body.scoring_jobs.iter().filter_map(|job| job.completed_at.or(job.failed_at));
        body.batch.completed_at =
            batch_event.and_then(|event| event.completed_at).or(last_end.max());
        if let Some(status) = batch_event.map(|event| event.status.clone()).or(evidence.word()) {
            body.batch.status = status;
        }
        has_changed = true;
    }
    has_changed
}

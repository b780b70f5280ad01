//! Updates a batch status with the terminal states that webhooks reported after it was received.
//!
//! The applications of a batch are always counted in the same way: the data of a webhook is written
//! into the list, and the body is then analysed by the same [rules](super) as one that was polled.
//! An application with several scoring jobs counts as one application.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use nova_client::types::{
    BatchCompletedEvent, BatchStatus, ScoreCompletedEvent, ScoreFailedEvent, ScoringBatchStatus,
    ScoringJob, ScoringJobStatus,
};

use super::analysis::tally;
use super::outcome::ScoringJobOutcome;

/// The terminal state of a scoring job, as a webhook reports it.
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

/// Returns whether the body lists every application that `totalJobs` counts.
pub(crate) fn lists_every_application(body: &ScoringBatchStatus) -> bool {
    let (counts, _) = tally(body);
    counts.unlisted == 0 && counts.scored + counts.failed + counts.pending > 0
}

/// Writes terminal states, by scoring job id, into the body. Returns whether anything changed.
///
/// A job that has ended in the body is not changed. The counters are raised to the numbers in a list
/// of all applications. When every application is listed and has ended, the batch ends with the data of
/// `batch_event`, or else by the evidence. Jobs whose start is unknown, since webhooks do not
/// contain it, are added to `unstarted`.
pub(crate) fn amend(
    body: &mut ScoringBatchStatus,
    states: &HashMap<String, Arc<TerminalState>>,
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
    // Where an application is unlisted, the counters are evidence of it, so they stay as Nova sent
    // them: an application whose jobs ended differently would otherwise be counted twice.
    if has_changed && counts.unlisted == 0 {
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
        if let Some(status) = batch_event.map(|event| event.status.clone()).or(evidence.status()) {
            body.batch.status = status;
        }
        has_changed = true;
    }
    has_changed
}

//! The analysis of a batch status. Where its parts contradict each other, the listed scoring jobs
//! take precedence, then the rejections, then the counters, then the status.

use std::collections::{HashMap, HashSet};

use nova_client::types::{RejectedApplication, ScoringBatchStatus, ScoringJob};

use super::batch_report::{
    BatchReport, Counts, Failure, PendingApplication, Rejection, ScoredApplication,
    UnlistedEvidence,
};
use super::evidence::{self, Counters, Evidence};
use super::inconsistency::{InconsistencyKind as Kind, Notes};
use super::listing;
use super::outcome::{BatchOutcome, ScoringJobOutcome};
use super::retry_plan::RetryPlan;
use super::timing::Timing;

impl BatchReport {
    /// Analyses the body of a batch status.
    ///
    /// Never fails: problems in the body are listed in [`inconsistencies`](Self::inconsistencies).
    pub fn new(body: &ScoringBatchStatus) -> Self {
        analyse(body, &HashSet::new())
    }

    /// Analyses a body that was updated with webhooks. They do not contain the start of a job, so a
    /// missing start of the `unstarted` jobs is not reported.
    pub(crate) fn amended(body: &ScoringBatchStatus, unstarted: &HashSet<String>) -> Self {
        analyse(body, unstarted)
    }
}

/// Returns the counts and the evidence of a body, without the rows.
pub(super) fn tally(body: &ScoringBatchStatus) -> (Counts, Evidence) {
    let notes = &mut Notes::default();
    let jobs = listing::read(&body.batch, &body.scoring_jobs, &HashSet::new(), notes);
    let rejections = rejections(&body.rejected_applications, &jobs, notes);
    let counters = Counters::read(&body.batch, notes);
    let counts = count(&jobs, rejections.len(), counters);
    (counts, Evidence::weigh(counts, counters))
}

/// Counts the applications. A scoring job with an unknown status is pending.
fn count(jobs: &[&ScoringJob], rejected: usize, counters: Counters) -> Counts {
    let mut counts = Counts {
        total: counters.total,
        scored: 0,
        failed: 0,
        pending: 0,
        unlisted: counters.total.saturating_sub(jobs.len() as u64),
        rejected: rejected as u64,
    };
    for job in jobs {
        match ScoringJobOutcome::of(job) {
            ScoringJobOutcome::Scored => counts.scored += 1,
            ScoringJobOutcome::Failed => counts.failed += 1,
            _ => counts.pending += 1,
        }
    }
    counts
}

/// Analyses a body. A missing start of the `unstarted` jobs is not reported.
fn analyse(body: &ScoringBatchStatus, unstarted: &HashSet<String>) -> BatchReport {
    let batch = &body.batch;
    let (mut batch_notes, mut row_notes) = (Notes::default(), Notes::default());
    batch_notes.add_unreadable("", &body.unreadable);
    batch_notes.add_unreadable("", &batch.unreadable);

    let jobs = listing::read(batch, &body.scoring_jobs, unstarted, &mut row_notes);
    let rejections = rejections(&body.rejected_applications, &jobs, &mut row_notes);
    let (mut scored, mut pending, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for job in &jobs {
        match ScoringJobOutcome::of(job) {
            ScoringJobOutcome::Scored => scored.push(ScoredApplication::of(job)),
            ScoringJobOutcome::Failed => failures.push(Failure::of(job)),
            _ => pending.push(PendingApplication::of(job)),
        }
    }

    let counters = Counters::read(batch, &mut batch_notes);
    let counts = count(&jobs, rejections.len(), counters);
    let evidence = Evidence::weigh(counts, counters);
    // An unreadable rejection is a rejection, too.
    let has_unreadable =
        body.unreadable.iter().any(|value| value.path.starts_with("rejectedApplications"));
    let outcome = evidence.outcome(&batch.status, has_unreadable || !rejections.is_empty());
    evidence::note_contradictions(batch, counts, counters, evidence, outcome, &mut batch_notes);

    BatchReport {
        job_id: batch.job_id.clone(),
        batch_id: batch.id.clone(),
        status: batch.status.clone(),
        timing: Timing::new(batch, outcome == BatchOutcome::Pending, &jobs),
        outcome,
        counts,
        retry_plan: RetryPlan::new(&failures, &rejections),
        scored,
        pending,
        failures,
        rejections,
        inconsistencies: batch_notes.then(row_notes),
        unlisted: UnlistedEvidence(Some(evidence.unlisted(has_unreadable))),
    }
}

/// Returns one rejection for each rejected application without a listed job.
fn rejections(
    rejected: &[RejectedApplication],
    jobs: &[&ScoringJob],
    notes: &mut Notes,
) -> Vec<Rejection> {
    let accepted: HashSet<&str> = match rejected {
        [] => HashSet::new(),
        _ => jobs.iter().map(|job| job.application_id.as_str()).collect(),
    };
    let mut seen: HashMap<&str, &str> = HashMap::with_capacity(rejected.len());
    let mut rows = Vec::with_capacity(rejected.len());
    for application in rejected {
        let RejectedApplication { application_id, error, .. } = application;
        let code = error.code.as_str();
        if accepted.contains(application_id.as_str()) {
            notes.add(
                Kind::RejectedWithJob,
                format!(
                    "application {application_id:?} was rejected ({code:?}) and has a scoring job; the job was counted"
                ),
            );
        } else if let Some(first) = seen.get(application_id.as_str()) {
            notes.add(
                Kind::DuplicateRejection,
                format!("application {application_id:?} was rejected twice ({first:?}, then {code:?}); the first was counted"),
            );
        } else {
            seen.insert(application_id, code);
            rows.push(Rejection::of(application));
        }
    }
    rows
}

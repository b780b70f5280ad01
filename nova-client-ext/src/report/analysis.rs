//! The reading of a batch status: list, rejections, counters, word, in the order of their weight.

use std::collections::{HashMap, HashSet};

use nova_client::types::{RejectedApplication, ScoringBatchStatus, ScoringJob};

use super::batch_report::{
    BatchReport, Counts, Failure, PendingApplication, Rejection, ScoredApplication,
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
    /// Never fails: whatever is wrong with the body is in
    /// [`inconsistencies`](Self::inconsistencies).
    pub fn new(body: &ScoringBatchStatus) -> Self {
        analyse(body, &HashSet::new())
    }
}

impl BatchReport {
    /// Analyses a body that webhooks have brought up to date. They do not say when a job started,
    /// so that it is not known of the `unstarted` jobs is no inconsistency.
    pub(crate) fn amended(body: &ScoringBatchStatus, unstarted: &HashSet<String>) -> Self {
        analyse(body, unstarted)
    }
}

/// The counts of a body and what its list and counters say together, without the details.
pub(super) fn tally(body: &ScoringBatchStatus) -> (Counts, Evidence) {
    let jobs =
        listing::read(&body.batch, &body.scoring_jobs, &HashSet::new(), &mut Notes::default());
    let counters = Counters::read(&body.batch, &mut Notes::default());
    let listed =
        |outcome| jobs.iter().filter(|job| ScoringJobOutcome::of(job) == outcome).count() as u64;
    let counts = Counts {
        total: counters.total,
        scored: listed(ScoringJobOutcome::Scored),
        failed: listed(ScoringJobOutcome::Failed),
        pending: listed(ScoringJobOutcome::Pending),
        unlisted: counters.total.saturating_sub(len(&jobs)),
        rejected: len(&body.rejected_applications),
    };
    (counts, Evidence::weigh(counts, counters))
}

/// `unstarted` are jobs whose start is not known for a good reason.
fn analyse(body: &ScoringBatchStatus, unstarted: &HashSet<String>) -> BatchReport {
    let batch = &body.batch;
    let (mut of_batch, mut of_rows) = (Notes::default(), Notes::default());
    of_batch.add_unreadable("", &body.unreadable);
    of_batch.add_unreadable("", &batch.unreadable);

    let jobs = listing::read(batch, &body.scoring_jobs, unstarted, &mut of_rows);
    let rejections = rejections(&body.rejected_applications, &jobs, &mut of_rows);
    let (mut scored, mut pending, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for job in &jobs {
        match ScoringJobOutcome::of(job) {
            ScoringJobOutcome::Scored => scored.push(ScoredApplication::of(job)),
            ScoringJobOutcome::Failed => failures.push(Failure::of(job)),
            _ => pending.push(PendingApplication::of(job)),
        }
    }

    let counters = Counters::read(batch, &mut of_batch);
    let counts = Counts {
        total: counters.total,
        scored: len(&scored),
        failed: len(&failures),
        pending: len(&pending),
        unlisted: counters.total.saturating_sub(len(&jobs)),
        rejected: len(&rejections),
    };
    let evidence = Evidence::weigh(counts, counters);
    // Whatever was rejected and cannot be read was rejected all the same.
    let has_unreadable =
        body.unreadable.iter().any(|value| value.path.starts_with("rejectedApplications"));
    let outcome = evidence.outcome(&batch.status, has_unreadable || !rejections.is_empty());
    evidence::note_disagreements(batch, counts, counters, evidence, outcome, &mut of_batch);

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
        inconsistencies: of_batch.then(of_rows),
    }
}

fn len<T>(rows: &[T]) -> u64 {
    rows.len() as u64
}

/// One rejection for each rejected application that has no listed job.
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

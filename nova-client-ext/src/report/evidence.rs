//! The evidence of the list and the counters together, and where it contradicts the batch's status.

use nova_client::types::{BatchStatus, ScoringBatch};

use super::batch_report::{Counts, Unlisted};
use super::inconsistency::{InconsistencyKind as Kind, Notes};
use super::outcome::BatchOutcome;
use super::timing::is_unreadable;

/// The batch's counters; negative ones are zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counters {
    pub(super) total: u64,
    completed: u64,
    failed: u64,
}

impl BatchOutcome {
    /// Returns the outcome of a batch by its counters (total, completed, failed) and its status
    /// alone.
    #[cfg(feature = "webhook")]
    pub(crate) fn of_counters([total, completed, failed]: [i64; 3], status: &BatchStatus) -> Self {
        let [total, completed, failed] =
            [total, completed, failed].map(|counter| u64::try_from(counter).unwrap_or(0));
        let counts = Counts { total, unlisted: total, ..Counts::default() };
        Evidence::weigh(counts, Counters { total, completed, failed }).outcome(status, false)
    }
}

impl Counters {
    pub(super) fn read(batch: &ScoringBatch, notes: &mut Notes) -> Self {
        let mut read = |name: &str, counter: i64| {
            u64::try_from(counter).unwrap_or_else(|_| {
                notes.add(Kind::NegativeCounter, format!("{name} is {counter}; it was read as 0"));
                0
            })
        };
        Self {
            total: read("totalJobs", batch.total_jobs),
            completed: read("completedJobs", batch.completed_jobs),
            failed: read("failedJobs", batch.failed_jobs),
        }
    }
}

/// The evidence about the accepted applications, listed or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    /// Whether all accepted applications have ended; `None` if no job is listed and none is
    /// counted.
    finished: Option<bool>,
    /// Whether any application was scored.
    scored: bool,
    /// Whether any accepted application failed.
    failed: bool,
    unlisted: Unlisted,
}

impl Evidence {
    /// Combines the list (`counts`) and the counters.
    ///
    /// The list outweighs the counters, so the counters apply only to the unlisted applications:
    /// the number they count beyond the list. An empty list contradicts no counter.
    pub(super) fn weigh(counts: Counts, counters: Counters) -> Self {
        let listed = listed(counts);
        let more_scored = counters.completed.saturating_sub(counts.scored);
        let more_failed = counters.failed.saturating_sub(counts.failed);
        let counters_apply = counts.unlisted > 0 || listed == 0;
        let exists =
            listed > 0 || counters.total > 0 || counters.completed > 0 || counters.failed > 0;
        let ended = more_scored.saturating_add(more_failed) >= counts.unlisted;
        Self {
            finished: exists.then_some(counts.pending == 0 && ended),
            scored: counts.scored > 0 || (counters_apply && more_scored > 0),
            failed: counts.failed > 0 || (counters_apply && more_failed > 0),
            unlisted: Unlisted {
                scored: more_scored > 0,
                failed: more_failed > 0,
                ended,
                has_unreadable_rejection: false,
            },
        }
    }

    pub(super) fn unlisted(self, has_unreadable_rejection: bool) -> Unlisted {
        Unlisted { has_unreadable_rejection, ..self.unlisted }
    }

    /// Returns the outcome for a batch with this status.
    pub(super) fn outcome(self, status: &BatchStatus, rejected: bool) -> BatchOutcome {
        // If no job is listed and none is counted, only the status shows whether the batch is
        // finished: otherwise a batch that was just created would count as a success.
        let finished =
            self.finished.unwrap_or(matches!(status, BatchStatus::Completed | BatchStatus::Failed));
        match (finished, self.scored, self.failed || rejected) {
            // An unknown status may mean that the rest is never scored.
            (false, ..) if status.is_unknown() => BatchOutcome::Unknown,
            (false, ..) => BatchOutcome::Pending,
            (true, true, true) => BatchOutcome::PartialFailure,
            (true, false, true) => BatchOutcome::TotalFailure,
            (true, _, false) => BatchOutcome::Completed,
        }
    }

    /// Returns the status that the evidence implies; `None` without evidence.
    pub(super) fn status(self) -> Option<BatchStatus> {
        self.finished.map(|finished| match (finished, self.failed) {
            (false, _) => BatchStatus::Pending,
            (true, false) => BatchStatus::Completed,
            (true, true) => BatchStatus::Failed,
        })
    }
}

fn listed(counts: Counts) -> u64 {
    counts.scored.saturating_add(counts.failed).saturating_add(counts.pending)
}

/// Notes where the batch's status, counters, list and timestamps contradict each other.
pub(super) fn note_contradictions(
    batch: &ScoringBatch,
    counts: Counts,
    counters: Counters,
    evidence: Evidence,
    outcome: BatchOutcome,
    notes: &mut Notes,
) {
    note_status(batch, evidence, outcome, notes);
    note_counts(batch, counts, counters, outcome, notes);
    note_timestamps(batch, outcome, notes);
}

fn note_status(batch: &ScoringBatch, evidence: Evidence, outcome: BatchOutcome, notes: &mut Notes) {
    let status = &batch.status;
    if status.is_unknown() {
        let how = if outcome.is_settled() {
            "the jobs determine the outcome"
        } else {
            "the jobs do not determine the outcome"
        };
        notes.add(
            Kind::UnknownBatchStatus,
            format!("the batch has the unknown status {:?}; {how}", status.as_str()),
        );
    } else if let Some(implied) = evidence.status().filter(|implied| implied != status) {
        notes.add(
            Kind::StatusContradictsEvidence,
            format!("the batch's status is {status}, but by its jobs and counters it is {implied}, which was used"),
        );
    } else if evidence.finished.is_none() && *status == BatchStatus::Failed {
        notes.add(
            Kind::StatusContradictsEvidence,
            "the batch's status is failed, but no job is counted or listed; it was read as finished"
                .to_owned(),
        );
    }
}

fn note_counts(
    batch: &ScoringBatch,
    counts: Counts,
    counters: Counters,
    outcome: BatchOutcome,
    notes: &mut Notes,
) {
    let Counters { total, completed, failed } = counters;
    let Counts { scored: list_scored, failed: list_failed, unlisted, .. } = counts;
    let listed = listed(counts);
    let is_pending = outcome == BatchOutcome::Pending && batch.status == BatchStatus::Pending;
    if unlisted > 0 && !is_pending {
        notes.add(
            Kind::UnlistedJobs,
            format!(
                "{unlisted} of {total} accepted applications are not listed, so only the number of each result is known"
            ),
        );
    }
    if listed > total {
        notes.add(
            Kind::ListLongerThanTotal,
            format!("{listed} applications are listed, totalJobs is {total}; the list was used"),
        );
    }
    if completed.saturating_add(failed) > total {
        notes.add(
            Kind::CountersAboveTotal,
            format!("completedJobs {completed} and failedJobs {failed} are together more than totalJobs {total}"),
        );
    }
    if list_scored > completed || list_failed > failed {
        notes.add(
            Kind::CountersBelowList,
            format!(
                "the list shows {list_scored} completed and {list_failed} failed, the counters only {completed} and \
                 {failed}; the list was used"
            ),
        );
    }
    let beyond =
        completed.saturating_sub(list_scored).saturating_add(failed.saturating_sub(list_failed));
    if listed > 0 && beyond > unlisted {
        notes.add(
            Kind::CountersAboveList,
            format!(
                "the counters say {completed} completed and {failed} failed, the list shows {list_scored} and \
                 {list_failed} and leaves room for {unlisted} more; the list was used"
            ),
        );
    }
}

fn note_timestamps(batch: &ScoringBatch, outcome: BatchOutcome, notes: &mut Notes) {
    if batch.created_at.is_none() && !is_unreadable(&batch.unreadable, "createdAt") {
        notes.add(Kind::TimestampMissing, "the batch has no createdAt");
    }
    match batch.completed_at {
        None if outcome.is_settled()
            && batch.status != BatchStatus::Pending
            && !is_unreadable(&batch.unreadable, "completedAt") =>
        {
            notes.add(Kind::TimestampMissing, "the batch is finished and has no completedAt");
        }
        Some(_) if outcome == BatchOutcome::Pending => {
            notes.add(
                Kind::UnfinishedWithResult,
                "the batch is pending and has completedAt; it was read as pending",
            );
        }
        Some(end) if batch.created_at.is_some_and(|created| end < created) => {
            notes.add(
                Kind::TimestampsOutOfOrder,
                "the batch was completed before it was created, by its timestamps; no duration was computed from them",
            );
        }
        _ => {}
    }
}

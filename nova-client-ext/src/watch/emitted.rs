//! The state of a batch between two polls, and the events that follow from their difference.
//!
//! For each scoring job a watch stores a 64-bit hash and which events it has emitted: enough to
//! emit nothing twice, and no personal data. Each event is emitted once and has its own evidence,
//! so the order in which list and counters change does not matter, nor does a job that disappears
//! from the list and returns.

use nova_client::types::ScoringBatchStatus;
use serde::{Deserialize, Serialize};

use super::event::{Appeared, BatchEvent, Progress};
use super::event_set::{APPEARED, EventSet, FAILED, SCORED};
use crate::report::{BatchReport, Failure, ScoredJob, ScoringJobOutcome};

/// The events of a batch that were emitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Emitted {
    /// The counters that were last emitted; `None` before the first poll.
    progress: Option<Progress>,
    settled: bool,
    jobs: EventSet,
}

impl Emitted {
    pub(super) fn is_settled(&self) -> bool {
        self.settled
    }

    /// Resets the mark that the end was emitted, and nothing else.
    pub(super) fn reopen(&mut self) {
        self.settled = false;
    }

    /// Returns the counters that were last emitted.
    pub(super) fn progress(&self) -> Option<Progress> {
        self.progress
    }

    /// Returns whether the end of a scoring job was emitted.
    pub(super) fn has_ended(&self, scoring_job_id: &str) -> bool {
        self.jobs.contains_any(hash(scoring_job_id), SCORED | FAILED)
    }

    /// Returns the new events in this body, in order and without assessments. `progress` are the
    /// counters as the vendor sent them.
    pub(super) fn events(
        &self,
        body: &ScoringBatchStatus,
        report: &BatchReport,
        progress: Progress,
    ) -> Vec<BatchEvent> {
        let mut after = self.clone();
        let mut events = Vec::new();
        let mut add = |event: BatchEvent| {
            if after.note(&event) {
                events.push(event);
            }
        };
        if self.progress.is_none() {
            add(BatchEvent::Seen { report: Box::new(report.clone()), progress });
        }
        for job in &body.scoring_jobs {
            add(BatchEvent::Appeared(Appeared {
                application_id: job.application_id.clone(),
                scoring_job_id: job.id.clone(),
            }));
            match ScoringJobOutcome::of(job) {
                ScoringJobOutcome::Scored => add(BatchEvent::Scored(ScoredJob::of(job))),
                ScoringJobOutcome::Failed => add(BatchEvent::Failed(Failure::of(job))),
                _ => {}
            }
        }
        add(BatchEvent::Progress(progress));
        if report.is_settled() {
            add(BatchEvent::Settled { report: Box::new(report.clone()) });
        }
        events
    }

    /// Records an event as emitted. Returns whether it is new.
    pub(super) fn note(&mut self, event: &BatchEvent) -> bool {
        match event {
            BatchEvent::Seen { progress, .. } | BatchEvent::Progress(progress) => {
                self.progress.replace(*progress) != Some(*progress)
            }
            BatchEvent::Appeared(job) => self.insert(&job.scoring_job_id, APPEARED),
            BatchEvent::Scored(job) => self.insert(&job.scoring_job_id, SCORED),
            BatchEvent::Failed(job) => self.insert(&job.scoring_job_id, FAILED),
            BatchEvent::Settled { .. } => !std::mem::replace(&mut self.settled, true),
        }
    }

    fn insert(&mut self, job: &str, kind: u8) -> bool {
        self.jobs.insert(hash(job), kind)
    }
}

/// FNV-1a (Fowler, Noll, Vo), 64 bits: the same in every process and version, so that it can be
/// saved. Two of the few jobs of a batch collide once in 10^16 batches.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

//! What is kept of a batch between two looks, and the events that lie between it and the next look.
//!
//! What a watch remembers of a scoring job is 64 bits of hash and what has been told of it: enough
//! to tell nothing twice, and nothing that needs care. Each thing is told once and by its own
//! evidence, so it does not matter in which order list and counters move, or whether a job vanishes
//! and comes back: what has been told stays told.

use std::collections::BTreeMap;

use nova_client::types::{ScoringBatch, ScoringBatchStatus};
use serde::{Deserialize, Serialize};

use super::event::{Appeared, BatchEvent, Progress};
use crate::{
    BatchReport,
    report::{Failure, ScoredApplication, ScoringJobOutcome},
};

const APPEARED: u8 = 1;
const SCORED: u8 = 2;
const FAILED: u8 = 4;

/// What has been told of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Told {
    /// The batch's counters as they were last told; `None` until the batch is seen.
    progress: Option<Progress>,
    settled: bool,
    /// By the hash of its id. A body may list as many jobs as fit in it, so they are looked up.
    #[serde(with = "marks")]
    jobs: BTreeMap<u64, u8>,
}

/// Saved as a list of short texts.
mod marks {
    use std::collections::BTreeMap;

    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Mark;

    pub(super) fn serialize<S: Serializer>(
        jobs: &BTreeMap<u64, u8>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(jobs.iter().map(|(job, told)| Mark { job: *job, told: *told }))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<u64, u8>, D::Error> {
        let marks = Vec::<Mark>::deserialize(deserializer)?;
        Ok(marks.into_iter().map(|Mark { job, told }| (job, told)).collect())
    }
}

/// What has been told of one scoring job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
struct Mark {
    job: u64,
    told: u8,
}

impl Told {
    pub(super) fn is_settled(&self) -> bool {
        self.settled
    }

    /// Forgets that the end was told, and nothing else.
    pub(super) fn reopen(&mut self) {
        self.settled = false;
    }

    /// The counters as they were last told.
    pub(super) fn progress(&self) -> Option<Progress> {
        self.progress
    }

    /// What is to be told of this body, in order.
    pub(super) fn events(
        &self,
        body: &ScoringBatchStatus,
        report: &BatchReport,
    ) -> Vec<BatchEvent> {
        let mut soon = self.clone();
        let mut events = Vec::new();
        let mut tell = |event: BatchEvent| {
            if soon.note(&event) {
                events.push(event);
            }
        };
        let ScoringBatch { total_jobs, completed_jobs, failed_jobs, .. } = body.batch;
        let progress = Progress { total_jobs, completed_jobs, failed_jobs };
        if self.progress.is_none() {
            tell(BatchEvent::Seen { report: Box::new(report.clone()), progress });
        }
        for job in &body.scoring_jobs {
            tell(BatchEvent::Appeared(Appeared {
                application_id: job.application_id.clone(),
                scoring_job_id: job.id.clone(),
            }));
            match ScoringJobOutcome::of(job) {
                ScoringJobOutcome::Scored => tell(BatchEvent::Scored(ScoredApplication::of(job))),
                ScoringJobOutcome::Failed => tell(BatchEvent::Failed(Failure::of(job))),
                ScoringJobOutcome::Pending => {}
            }
        }
        tell(BatchEvent::Progress(progress));
        if report.is_settled() {
            tell(BatchEvent::Settled { report: Box::new(report.clone()) });
        }
        events
    }

    /// Takes note of an event that is told. False if there is nothing new in it.
    pub(super) fn note(&mut self, event: &BatchEvent) -> bool {
        match event {
            BatchEvent::Seen { progress, .. } | BatchEvent::Progress(progress) => {
                self.progress.replace(*progress) != Some(*progress)
            }
            BatchEvent::Appeared(job) => self.mark(&job.scoring_job_id, APPEARED),
            BatchEvent::Scored(job) => self.mark(&job.scoring_job_id, SCORED),
            BatchEvent::Failed(job) => self.mark(&job.scoring_job_id, FAILED),
            BatchEvent::Settled { .. } => !std::mem::replace(&mut self.settled, true),
        }
    }

    fn mark(&mut self, job: &str, what: u8) -> bool {
        let told = self.jobs.entry(hash(job)).or_insert(0);
        let is_news = *told & what == 0;
        *told |= what;
        is_news
    }
}

/// FNV-1a (Fowler, Noll, Vo), 64 bits: the same in every process and version, so that it can be
/// saved. Among the few jobs of a batch two are alike once in 10^16 batches.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl From<Mark> for String {
    fn from(mark: Mark) -> Self {
        format!("{:016x}{}", mark.job, mark.told)
    }
}

impl TryFrom<String> for Mark {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts = text.split_at_checked(16).and_then(|(job, told)| {
            Some(Self { job: u64::from_str_radix(job, 16).ok()?, told: told.parse().ok()? })
        });
        parts.ok_or_else(|| format!("{text:?} is no mark of a scoring job"))
    }
}

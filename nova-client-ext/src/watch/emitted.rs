//! What is kept of a batch between two polls, and the events that lie between them.
//!
//! What a watch remembers of a scoring job is 64 bits of hash and which events it emitted for it:
//! enough to emit nothing twice, and nothing that is personal data. Each event is emitted once and
//! by its own evidence, so it does not matter in which order list and counters move, or whether a
//! job vanishes and comes back.

use std::collections::BTreeMap;

use nova_client::types::ScoringBatchStatus;
use serde::{Deserialize, Serialize};

use super::event::{Appeared, BatchEvent, Progress};
use crate::report::{BatchReport, Failure, ScoredJob, ScoringJobOutcome};

const APPEARED: u8 = 1;
const SCORED: u8 = 2;
const FAILED: u8 = 4;

/// Which events of a batch were emitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Emitted {
    /// The batch's counters as they were last emitted; `None` until the batch is seen.
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
        serializer
            .collect_seq(jobs.iter().map(|(job, emitted)| Mark { job: *job, emitted: *emitted }))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<u64, u8>, D::Error> {
        let marks = Vec::<Mark>::deserialize(deserializer)?;
        Ok(marks.into_iter().map(|Mark { job, emitted }| (job, emitted)).collect())
    }
}

/// Which events of one scoring job were emitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
struct Mark {
    job: u64,
    emitted: u8,
}

impl Emitted {
    pub(super) fn is_settled(&self) -> bool {
        self.settled
    }

    /// Forgets that the end was emitted, and nothing else.
    pub(super) fn reopen(&mut self) {
        self.settled = false;
    }

    /// The counters as they were last emitted.
    pub(super) fn progress(&self) -> Option<Progress> {
        self.progress
    }

    /// Whether the end of a scoring job was emitted.
    pub(super) fn has_ended(&self, scoring_job_id: &str) -> bool {
        let job = hash(scoring_job_id);
        self.jobs.get(&job).is_some_and(|emitted| emitted & (SCORED | FAILED) != 0)
    }

    /// The events that this body adds, in order. They carry no assessments yet. `progress` are the
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

    /// Takes note of an event that is emitted. False if there is nothing new in it.
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
        let emitted = self.jobs.entry(hash(job)).or_insert(0);
        let is_news = *emitted & what == 0;
        *emitted |= what;
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
        format!("{:016x}{}", mark.job, mark.emitted)
    }
}

impl TryFrom<String> for Mark {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts = text.split_at_checked(16).and_then(|(job, emitted)| {
            Some(Self { job: u64::from_str_radix(job, 16).ok()?, emitted: emitted.parse().ok()? })
        });
        parts.ok_or_else(|| format!("{text:?} is no mark of a scoring job"))
    }
}

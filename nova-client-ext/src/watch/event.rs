//! What a watch emits.

use nova_client::types::{BatchCompletedEvent, ScoringBatch};
use serde::{Deserialize, Serialize};

use super::job::ScoringJobEvent;
use super::saved::SavedWatch;
use crate::report::{Failure, ScoredJob};
use crate::{Batch, BatchReport, Error, ScoringJob};

/// Something that happened to a batch.
///
/// The events of a batch begin with [`Seen`](Self::Seen) and end with [`Settled`](Self::Settled).
/// In between, each scoring job appears once and, if it ends, is scored or failed once; a job that
/// is listed for the first time when it has already ended gives both events.
///
/// As JSON an event is its content with a field `event` that names it:
/// `{"event":"scored","applicationId":…}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum BatchEvent {
    /// The first poll of the batch.
    Seen {
        /// How the batch stands. Its rejections are final from the start.
        report: Box<BatchReport>,
        /// The batch's own counters.
        progress: Progress,
    },
    /// A scoring job is listed for the first time.
    Appeared(Appeared),
    /// A scoring job has ended with a score.
    Scored(ScoredJob),
    /// A scoring job has ended without a score.
    Failed(Failure),
    /// The batch's own counters have changed, in whichever direction.
    Progress(Progress),
    /// Nothing more will happen. The last event, and there is only one.
    Settled {
        /// What became of every application.
        report: Box<BatchReport>,
    },
}

impl BatchEvent {
    /// Returns the event without the assessment that it may carry: for logs, and for stores that
    /// must not hold personal data.
    #[must_use]
    pub fn without_assessment(mut self) -> Self {
        if let Self::Scored(job) = &mut self {
            job.assessment = None;
        }
        self
    }
}

/// A scoring job that is listed for the first time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Appeared {
    /// The integrator's own identifier of the application.
    pub application_id: String,
    /// Nova's identifier of the scoring job.
    pub scoring_job_id: String,
}

/// The counters of a batch as the vendor sends them, right or wrong. [`BatchReport::counts`] is what
/// the analysis makes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Progress {
    /// Accepted applications.
    pub total_jobs: i64,
    /// Those that were scored.
    pub completed_jobs: i64,
    /// Those whose scoring failed.
    pub failed_jobs: i64,
}

impl Progress {
    pub(super) fn of(batch: &ScoringBatch) -> Self {
        Self {
            total_jobs: batch.total_jobs,
            completed_jobs: batch.completed_jobs,
            failed_jobs: batch.failed_jobs,
        }
    }
}

impl From<&BatchCompletedEvent> for Progress {
    fn from(event: &BatchCompletedEvent) -> Self {
        Self {
            total_jobs: event.total_jobs,
            completed_jobs: event.completed_jobs,
            failed_jobs: event.failed_jobs,
        }
    }
}

/// What happened to one of many watched batches: an event, or the error that ended its watch.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BatchUpdate {
    /// Which batch it is about.
    pub batch: Batch,
    /// What happened. After an error or [`BatchEvent::Settled`] nothing more comes of this batch.
    pub event: Result<BatchEvent, Error>,
    /// What is to be stored once the event has been handled, so that another stream goes on behind
    /// it: [`WaitOptions::resume`](crate::WaitOptions::resume).
    pub saved: SavedWatch,
}

/// What happened to one of many watched scoring jobs: an event, or the error that ended its watch.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ScoringJobUpdate {
    /// Which scoring job it is about.
    pub scoring_job: ScoringJob,
    /// What happened. After an error or [`ScoringJobEvent::Settled`] nothing more comes of it.
    pub event: Result<ScoringJobEvent, Error>,
    /// What is to be stored once the event has been handled.
    pub saved: SavedWatch,
}

/// What happened to one of many watched batches and scoring jobs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WatchUpdate {
    /// To a batch.
    Batch(BatchUpdate),
    /// To a scoring job.
    ScoringJob(ScoringJobUpdate),
}

impl WatchUpdate {
    /// Returns what is to be stored once the event has been handled.
    pub fn saved(&self) -> &SavedWatch {
        match self {
            Self::Batch(update) => &update.saved,
            Self::ScoringJob(update) => &update.saved,
        }
    }
}

//! The events of a watch.

use nova_client::types::{BatchCompletedEvent, ScoringBatch};
use serde::{Deserialize, Serialize};

use super::job::ScoringJobEvent;
use super::saved::SavedWatch;
use crate::report::{Failure, ScoredJob};
use crate::{Batch, BatchReport, Error, ScoringJob};

/// An event of a batch.
///
/// The events of a batch begin with [`Seen`](Self::Seen) and end with [`Settled`](Self::Settled).
/// In between, each scoring job appears once and, if it ends, is scored or failed once; a job that
/// has already ended when it is first listed has both events.
///
/// The JSON of an event is its content with a field `event` that has its name:
/// `{"event":"scored","applicationId":…}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum BatchEvent {
    /// The first poll of the batch.
    Seen {
        /// The report. Its rejections are final.
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
    /// The batch's own counters have changed, in either direction.
    Progress(Progress),
    /// The batch is settled. The last event, which occurs once.
    Settled {
        /// The final report.
        report: Box<BatchReport>,
    },
}

impl BatchEvent {
    /// Removes the assessment from the event, for logs and for stores that must not contain
    /// personal data.
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

/// The counters of a batch as the vendor sends them. [`BatchReport::counts`] are the counts after
/// the analysis.
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

/// An update on a batch in a stream of several: an event, or the error that ended its watch.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BatchUpdate {
    /// The batch.
    pub batch: Batch,
    /// The event. An error or [`BatchEvent::Settled`] is the last update on this batch.
    pub event: Result<BatchEvent, Error>,
    /// The state to store once the event was handled, so that another stream can continue after it:
    /// [`WaitOptions::resume`](crate::WaitOptions::resume).
    pub saved: SavedWatch,
}

/// An update on a scoring job in a stream of several: an event, or the error that ended its watch.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ScoringJobUpdate {
    /// The scoring job.
    pub scoring_job: ScoringJob,
    /// The event. An error or [`ScoringJobEvent::Settled`] is the last update on this scoring job.
    pub event: Result<ScoringJobEvent, Error>,
    /// The state to store once the event was handled.
    pub saved: SavedWatch,
}

/// An update on a batch or scoring job in a stream of several.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WatchUpdate {
    /// An update on a batch.
    Batch(BatchUpdate),
    /// An update on a scoring job.
    ScoringJob(ScoringJobUpdate),
}

impl WatchUpdate {
    /// Returns the state to store once the event was handled.
    pub fn saved(&self) -> &SavedWatch {
        match self {
            Self::Batch(update) => &update.saved,
            Self::ScoringJob(update) => &update.saved,
        }
    }
}

//! What a watch tells.

use serde::{Deserialize, Serialize};

use crate::{
    Batch, BatchReport, Error,
    report::{Failure, ScoredApplication},
};

/// Something that happened to a batch.
///
/// The events of a batch begin with [`Seen`](Self::Seen) and end with [`Settled`](Self::Settled).
/// In between, each scoring job appears once and, if it ends, is scored or failed once; a job that
/// is listed for the first time when it has already ended gives both events.
///
/// As JSON an event is its content with a member `event` that names it:
/// `{"event":"scored","applicationId":…}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum BatchEvent {
    /// The first look at the batch.
    Seen {
        /// How the batch stands. Its rejections are final from the start.
        report: Box<BatchReport>,
        /// The batch's own counters.
        progress: Progress,
    },
    /// A scoring job is listed for the first time.
    Appeared(Appeared),
    /// A scoring job has ended with a score.
    Scored(ScoredApplication),
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

/// The counters of a batch as the vendor sends them, right or wrong. [`BatchReport::counts`] is the
/// judgement.
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

/// What one of many watched batches has to tell: an event, or the error that ended its watch.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BatchUpdate {
    /// Which batch it is about.
    pub batch: Batch,
    /// What happened. After an error or [`BatchEvent::Settled`] nothing more is told of this batch.
    pub event: Result<BatchEvent, Error>,
}

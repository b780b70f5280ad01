//! How a batch stands, and how one job of it stands.

use std::fmt;

use nova_client::types::{ScoringJob, ScoringJobStatus};
use serde::{Deserialize, Serialize};

/// How a batch stands, judged by the evidence in its status and not by its status word alone.
///
/// ```
/// use nova_client_ext::BatchOutcome;
///
/// assert_eq!(BatchOutcome::PartialFailure.to_string(), "partial_failure");
/// assert!(BatchOutcome::PartialFailure.is_settled());
/// assert!(!BatchOutcome::Unknown.is_settled());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema),
    schemars(
        description = "How a batch stands, judged by the evidence in its status and not by its status word alone."
    )
)]
#[non_exhaustive]
pub enum BatchOutcome {
    /// Something is still queued or being scored.
    Pending,
    /// Every accepted job was scored and nothing was rejected. Also a finished batch with no
    /// application at all.
    Completed,
    /// Finished: something was scored, and something failed or was rejected.
    PartialFailure,
    /// Finished: nothing was scored, and something failed or was rejected.
    TotalFailure,
    /// The status word is one nobody has seen, and the jobs do not show that the batch is finished.
    Unknown,
}

impl BatchOutcome {
    /// The word used in JSON, for example `partial_failure`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Completed => "completed",
            Self::PartialFailure => "partial_failure",
            Self::TotalFailure => "total_failure",
            Self::Unknown => "unknown",
        }
    }

    /// Whether asking again is pointless: the outcome is neither `Pending` nor `Unknown`.
    pub const fn is_settled(self) -> bool {
        !matches!(self, Self::Pending | Self::Unknown)
    }
}

impl fmt::Display for BatchOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How one scoring job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum ScoringJobOutcome {
    /// Ended with a score.
    Scored,
    /// Ended without a score.
    Failed,
    /// Queued or being scored, or of a status nobody has seen.
    Pending,
}

impl ScoringJobOutcome {
    /// The outcome of a job, by its status word.
    ///
    /// The word decides alone, also where other members of the job speak against it: it is the one
    /// member in which the vendor states the outcome, and it is what the batch's counters count. A
    /// status that the contract does not know is `Pending`: nothing says that the job has ended.
    pub fn of(job: &ScoringJob) -> Self {
        match job.status {
            ScoringJobStatus::Completed => Self::Scored,
            ScoringJobStatus::Failed => Self::Failed,
            _ => Self::Pending,
        }
    }

    /// The word used in JSON, for example `scored`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scored => "scored",
            Self::Failed => "failed",
            Self::Pending => "pending",
        }
    }
}

impl fmt::Display for ScoringJobOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

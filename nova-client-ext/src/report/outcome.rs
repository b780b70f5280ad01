//! The outcomes of a batch and of a scoring job.

use nova_client::types::{ScoringJob, ScoringJobStatus};

use crate::words::open_words;

open_words! {
    /// The outcome of a batch, by its list, its counters and its status.
    ///
    /// ```
    /// use nova_client_ext::BatchOutcome;
    ///
    /// assert_eq!(BatchOutcome::PartialFailure.to_string(), "partial_failure");
    /// assert!(BatchOutcome::PartialFailure.is_settled());
    /// assert!(!BatchOutcome::Unknown.is_settled());
    /// assert_eq!("total_failure".parse(), Ok(BatchOutcome::TotalFailure));
    /// ```
    pub enum BatchOutcome {
        /// At least one application is still queued or being scored.
        Pending = "pending",
        /// Every accepted application was scored and none was rejected. Also a finished batch
        /// without applications.
        Completed = "completed",
        /// Finished: at least one application was scored, and at least one failed or was rejected.
        PartialFailure = "partial_failure",
        /// Finished: none was scored, and at least one failed or was rejected.
        TotalFailure = "total_failure",
        /// The status is unknown, and the jobs do not show that the batch is finished.
        Unknown = "unknown",
    }
    /// An outcome of a later version, in a stored report.
    unknown = Other;
    description = "The outcome of a batch, by its list, its counters and its status.";
}

impl BatchOutcome {
    /// Returns whether the outcome is final: one of [`Completed`](Self::Completed),
    /// [`PartialFailure`](Self::PartialFailure) and [`TotalFailure`](Self::TotalFailure).
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Completed | Self::PartialFailure | Self::TotalFailure)
    }
}

open_words! {
    /// The outcome of a scoring job.
    pub enum ScoringJobOutcome {
        /// Ended with a score.
        Scored = "scored",
        /// Ended without a score.
        Failed = "failed",
        /// Queued or being scored, or with an unknown status.
        Pending = "pending",
    }
    /// An outcome of a later version, in a stored report.
    unknown = Unknown;
    description = "The outcome of a scoring job.";
}

impl ScoringJobOutcome {
    /// Returns the outcome of a scoring job, by its status.
    ///
    /// Only the status counts, even if other fields contradict it: it is the field in which the
    /// vendor states the outcome, and the one that the batch's counters count. An unknown status is
    /// `Pending`, since there is no evidence that the job has ended.
    pub fn of(job: &ScoringJob) -> Self {
        match job.status {
            ScoringJobStatus::Completed => Self::Scored,
            ScoringJobStatus::Failed => Self::Failed,
            _ => Self::Pending,
        }
    }

    /// Returns whether the job has ended: it was scored, or it failed.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Scored | Self::Failed)
    }
}

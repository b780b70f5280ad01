//! How a batch stands, and how one scoring job of it stands.

use nova_client::types::{ScoringJob, ScoringJobStatus};

use crate::words::open_words;

open_words! {
    /// How a batch stands, by the evidence in its status and not by its status word alone.
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
        /// Something is still queued or being scored.
        Pending = "pending",
        /// Every accepted job was scored and nothing was rejected. Also a finished batch with no
        /// application at all.
        Completed = "completed",
        /// Finished: something was scored, and something failed or was rejected.
        PartialFailure = "partial_failure",
        /// Finished: nothing was scored, and something failed or was rejected.
        TotalFailure = "total_failure",
        /// The status word is one nobody has seen, and the jobs do not show that the batch is
        /// finished.
        Unknown = "unknown",
    }
    /// An outcome of a later version, in a report that was stored.
    unknown = Other;
    description = "How a batch stands, by the evidence in its status and not by its status word alone.";
}

impl BatchOutcome {
    /// Returns whether polling again is pointless: the outcome is one of
    /// [`Completed`](Self::Completed), [`PartialFailure`](Self::PartialFailure) and
    /// [`TotalFailure`](Self::TotalFailure).
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Completed | Self::PartialFailure | Self::TotalFailure)
    }
}

open_words! {
    /// How one scoring job stands.
    pub enum ScoringJobOutcome {
        /// Ended with a score.
        Scored = "scored",
        /// Ended without a score.
        Failed = "failed",
        /// Queued or being scored, or of a status nobody has seen.
        Pending = "pending",
    }
    /// An outcome of a later version, in a report that was stored.
    unknown = Unknown;
    description = "How one scoring job stands.";
}

impl ScoringJobOutcome {
    /// Returns the outcome of a scoring job, by its status word.
    ///
    /// The word decides alone, also where other fields of the job speak against it: it is the one
    /// field in which the vendor states the outcome, and it is what the batch's counters count. A
    /// status that the contract does not know is `Pending`: nothing says that the job has ended.
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

//! Waiting for the result of a submission, with its response as an option.

use super::options::WaitOptions;
use crate::report::ScoringJobReport;
use crate::submit::{SubmittedBatch, SubmittedScoringJob};
use crate::{BatchReport, Error};

impl SubmittedBatch {
    /// Waits until the batch is settled, as [`Batch::wait`](crate::Batch::wait) does, with
    /// [`WaitOptions::submission`] set.
    ///
    /// # Errors
    ///
    /// Those of [`Batch::watch`](crate::Batch::watch).
    pub async fn wait(&self, options: WaitOptions) -> Result<BatchReport, Error> {
        self.batch().wait(self.known(options)).await
    }

    /// Returns the options for watching the batch, with the [`submission`](WaitOptions::submission)
    /// unless it is set.
    pub fn known(&self, options: WaitOptions) -> WaitOptions {
        options.or_submission(self.body())
    }
}

impl SubmittedScoringJob {
    /// Waits until the scoring job has ended, as [`ScoringJob::wait`](crate::ScoringJob::wait)
    /// does, with [`WaitOptions::submitted_at`] set.
    ///
    /// # Errors
    ///
    /// Those of [`ScoringJob::watch`](crate::ScoringJob::watch).
    pub async fn wait(&self, options: WaitOptions) -> Result<ScoringJobReport, Error> {
        self.scoring_job().wait(options.jobs(1).or_submitted(self.body().queued_at)).await
    }
}

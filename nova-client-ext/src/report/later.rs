//! Merges later scoring jobs of its applications into a report.

use super::batch_report::{BatchReport, Counts, Failure, PendingApplication, ScoredApplication};
use super::outcome::{BatchOutcome, ScoringJobOutcome};
use super::remedy::Remedy;
use super::retry_plan::RetryPlan;
use super::scoring_job_report::ScoringJobReport;

impl BatchReport {
    /// Returns the report with later scoring jobs of its applications merged in, such as the
    /// results of a retry, so that it contains the current state of every application.
    ///
    /// A rescore does not change the job in the vendor's batch; it creates another scoring job. So
    /// each job in `jobs` replaces the row of its application, and counts, outcome and retry plan
    /// are recomputed. An application that was rejected and has a scoring job now counts as
    /// accepted. Of several jobs for one application, the last one counts; a pending one does not
    /// replace the result of the same scoring job; scoring jobs of another job are ignored. Status,
    /// inconsistencies and timing remain those of the batch.
    ///
    /// ```no_run
    /// # use nova_client_ext::{BatchReport, Error, WaitOptions};
    /// # use nova_client_ext::submit::RetryReport;
    /// # async fn example(report: BatchReport, retried: RetryReport) -> Result<(), Error> {
    /// let mut now = report;
    /// for submitted in retried.scoring_jobs() {
    ///     now = now.with([submitted.wait(WaitOptions::default()).await?]);
    /// }
    /// println!("{now}");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with(mut self, jobs: impl IntoIterator<Item = ScoringJobReport>) -> Self {
        // The counters remain the only evidence for applications that are not listed.
        let unlisted_scored = self.counts.scored == 0
            && matches!(self.outcome, BatchOutcome::Completed | BatchOutcome::PartialFailure)
            && self.counts.unlisted > 0;
        let unlisted_failed = self.failures.is_empty()
            && self.rejections.is_empty()
            && matches!(self.outcome, BatchOutcome::PartialFailure | BatchOutcome::TotalFailure);
        let was_settled = self.outcome.is_settled();
        for job in jobs {
            if job.job_id == self.job_id {
                self.replace(job);
            }
        }
        self.retry_plan = RetryPlan::new(&self.failures, &self.rejections);
        let len = |length: usize| length as u64;
        self.counts = Counts {
            scored: len(self.scored.len()),
            failed: len(self.failures.len()),
            pending: len(self.pending.len()),
            rejected: len(self.rejections.len()),
            ..self.counts
        };
        let finished = self.pending.is_empty() && (was_settled || self.counts.unlisted == 0);
        let scored = !self.scored.is_empty() || unlisted_scored;
        let failed = !self.failures.is_empty() || !self.rejections.is_empty() || unlisted_failed;
        self.outcome = match (finished, scored, failed) {
            (false, ..) if self.outcome == BatchOutcome::Unknown => BatchOutcome::Unknown,
            (false, ..) => BatchOutcome::Pending,
            (true, true, true) => BatchOutcome::PartialFailure,
            (true, false, true) => BatchOutcome::TotalFailure,
            (true, _, false) => BatchOutcome::Completed,
        };
        self
    }

    /// Replaces the row of the job's application.
    fn replace(&mut self, job: ScoringJobReport) {
        let id = job.application_id.as_str();
        let scored = self.scored.iter().map(|row| (&row.application_id, &row.scoring_job_id));
        let failed = self.failures.iter().map(|row| (&row.application_id, &row.scoring_job_id));
        let mut ended = scored.chain(failed);
        if !job.is_settled() && ended.any(|row| row == (&job.application_id, &job.scoring_job_id)) {
            return;
        }
        let is_listed = self.scored.iter().any(|row| row.application_id == id)
            || self.failures.iter().any(|row| row.application_id == id)
            || self.pending.iter().any(|row| row.application_id == id);
        self.scored.retain(|row| row.application_id != id);
        self.failures.retain(|row| row.application_id != id);
        self.pending.retain(|row| row.application_id != id);
        let rejected = self.rejections.len();
        self.rejections.retain(|row| row.application_id != id);
        if !is_listed {
            if self.rejections.len() == rejected && self.counts.unlisted > 0 {
                // It was counted in `unlisted`.
                self.counts.unlisted -= 1;
            } else {
                self.counts.total += 1;
            }
        }
        let ScoringJobReport { application_id, scoring_job_id, status, outcome, score, .. } = job;
        match outcome {
            ScoringJobOutcome::Scored => {
                self.scored.push(ScoredApplication { application_id, scoring_job_id, score });
            }
            ScoringJobOutcome::Failed => self.failures.push(Failure {
                application_id,
                scoring_job_id,
                remedy: job.remedy.unwrap_or(Remedy::Investigate),
                code: job.code,
                message: job.message,
            }),
            _ => self.pending.push(PendingApplication { application_id, scoring_job_id, status }),
        }
    }
}

impl ScoringJobReport {
    /// Returns how to retry the application; empty unless its scoring failed.
    pub fn retry_plan(&self) -> RetryPlan {
        let failure = (self.outcome == ScoringJobOutcome::Failed).then(|| Failure {
            application_id: self.application_id.clone(),
            scoring_job_id: self.scoring_job_id.clone(),
            code: self.code.clone(),
            message: self.message.clone(),
            remedy: self.remedy.unwrap_or(Remedy::Investigate),
        });
        RetryPlan::new(failure.as_slice(), &[])
    }
}

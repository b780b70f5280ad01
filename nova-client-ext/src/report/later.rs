//! Merges later scoring jobs of its applications into a report.

use super::batch_report::{
    BatchReport, Counts, Failure, PendingApplication, ScoredApplication, Unlisted, UnlistedEvidence,
};
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
    /// inconsistencies and timing remain those of the batch. A report that was read from JSON does
    /// not have the batch's counters: if these could show that unlisted applications failed, it
    /// counts as if they did.
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
        let unlisted = self.unlisted.0.unwrap_or_else(|| self.assumed_unlisted());
        let mut has_changed = false;
        for job in jobs {
            if job.job_id == self.job_id {
                has_changed |= self.replace(job);
            }
        }
        if !has_changed {
            return self;
        }
        self.unlisted = UnlistedEvidence(Some(unlisted));
        self.retry_plan = RetryPlan::new(&self.failures, &self.rejections);
        let len = |length: usize| length as u64;
        self.counts = Counts {
            scored: len(self.scored.len()),
            failed: len(self.failures.len()),
            pending: len(self.pending.len()),
            rejected: len(self.rejections.len()),
            ..self.counts
        };
        // The counters are the only evidence for the applications that are still not listed.
        let is_any_unlisted = self.counts.unlisted > 0;
        let finished = self.pending.is_empty() && (unlisted.ended || !is_any_unlisted);
        let scored = !self.scored.is_empty() || (is_any_unlisted && unlisted.scored);
        let failed = !self.failures.is_empty()
            || !self.rejections.is_empty()
            || unlisted.has_unreadable_rejection
            || (is_any_unlisted && unlisted.failed);
        self.outcome = match (finished, scored, failed) {
            (false, ..) if self.outcome == BatchOutcome::Unknown => BatchOutcome::Unknown,
            (false, ..) => BatchOutcome::Pending,
            (true, true, true) => BatchOutcome::PartialFailure,
            (true, false, true) => BatchOutcome::TotalFailure,
            (true, _, false) => BatchOutcome::Completed,
        };
        self
    }

    /// Returns what the outcome implies about the unlisted applications of a stored report. A partial
    /// failure does not tell whether they were scored or failed, so both are assumed: the outcome
    /// cannot become `Completed` while any is unlisted.
    fn assumed_unlisted(&self) -> Unlisted {
        let has_failed = !self.failures.is_empty() || !self.rejections.is_empty();
        let (scored, failed) = match self.outcome {
            BatchOutcome::Completed => (true, false),
            BatchOutcome::TotalFailure => (false, true),
            BatchOutcome::PartialFailure => (true, true),
            _ => (false, false),
        };
        Unlisted {
            scored,
            failed,
            ended: self.outcome.is_settled(),
            has_unreadable_rejection: failed && !has_failed && self.counts.unlisted == 0,
        }
    }

    /// Replaces the row of the job's application. Returns whether it did.
    fn replace(&mut self, job: ScoringJobReport) -> bool {
        let id = job.application_id.as_str();
        let scored = self.scored.iter().map(|row| (&row.application_id, &row.scoring_job_id));
        let failed = self.failures.iter().map(|row| (&row.application_id, &row.scoring_job_id));
        let mut ended = scored.chain(failed);
        if !job.is_settled() && ended.any(|row| row == (&job.application_id, &job.scoring_job_id)) {
            return false;
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
        true
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use nova_client::types::{ScoringBatchStatus, ScoringJob};
    use serde_json::{Value, json};

    use super::*;

    fn job(id: &str, application: &str, status: &str) -> Value {
        json!({"id": id, "jobId": "job-1", "applicationId": application, "status": status,
            "isRescore": false, "score": 7, "assessment": {"verdict": ""}, "errorCode": "TIMEOUT",
            "queuedAt": "2025-12-14T10:30:45Z", "startedAt": "2025-12-14T10:30:50Z",
            "completedAt": "2025-12-14T10:31:20Z", "failedAt": "2025-12-14T10:31:20Z"})
    }

    fn report(status: &str, [total, completed, failed]: [u64; 3], jobs: &[Value]) -> BatchReport {
        let body: ScoringBatchStatus = serde_json::from_value(json!({
            "batch": {"id": "sb-1", "jobId": "job-1", "status": status, "totalJobs": total,
                "completedJobs": completed, "failedJobs": failed, "createdAt": "2025-12-14T10:30:45Z"},
            "scoringJobs": jobs, "rejectedApplications": []
        }))
        .unwrap();
        BatchReport::new(&body)
    }

    fn later(id: &str, application: &str, status: &str) -> ScoringJobReport {
        let job: ScoringJob = serde_json::from_value(job(id, application, status)).unwrap();
        ScoringJobReport::new(&job)
    }

    #[test]
    fn unlisted_failures_are_not_forgotten() {
        let report = report("failed", [3, 0, 3], &[job("sj-1", "a", "failed")]);
        assert_eq!(report.outcome(), BatchOutcome::TotalFailure);
        let now = report.clone().with([later("sj-9", "a", "completed")]);
        assert_eq!((now.outcome(), now.counts().unlisted), (BatchOutcome::PartialFailure, 2));
        // A stored report has no counters.
        let stored: BatchReport =
            serde_json::from_value(serde_json::to_value(&report).unwrap()).unwrap();
        assert_eq!(stored, report);
        let now = stored.with([later("sj-9", "a", "completed")]);
        assert_eq!(now.outcome(), BatchOutcome::PartialFailure);
    }

    #[test]
    fn the_result_does_not_depend_on_the_number_of_calls() {
        let report = report("failed", [2, 0, 2], &[]);
        let (failed, scored) = (later("sj-1", "a", "failed"), later("sj-2", "a", "completed"));
        let once = report.clone().with([failed.clone(), scored.clone()]);
        let twice = report.with([failed]).with([scored]);
        assert_eq!(once.outcome(), BatchOutcome::PartialFailure);
        assert_eq!(once, twice);
    }

    #[test]
    fn a_batch_is_completed_once_every_application_is_scored() {
        let report = report("failed", [2, 1, 1], &[]);
        let now = report.with([later("sj-1", "a", "completed")]);
        assert_eq!((now.outcome(), now.counts().unlisted), (BatchOutcome::PartialFailure, 1));
        let now = now.with([later("sj-2", "b", "completed")]);
        assert_eq!((now.outcome(), now.counts().unlisted), (BatchOutcome::Completed, 0));
    }

    #[test]
    fn a_pending_rescore_can_settle_later() {
        let jobs = [job("sj-1", "a", "completed"), job("sj-2", "b", "failed")];
        let report = report("failed", [3, 2, 1], &jobs);
        assert_eq!((report.outcome(), report.counts().unlisted), (BatchOutcome::PartialFailure, 1));
        let now = report.with([later("sj-9", "b", "pending")]);
        assert_eq!(now.outcome(), BatchOutcome::Pending);
        let now = now.with([later("sj-9", "b", "completed")]);
        assert_eq!(now.outcome(), BatchOutcome::Completed);
    }

    #[test]
    fn nothing_merged_changes_nothing() {
        let report = report("pending", [0, 0, 0], &[]);
        assert_eq!(report.outcome(), BatchOutcome::Pending);
        assert_eq!(report.clone().with([]), report);
        let mut other = later("sj-9", "a", "completed");
        other.job_id = "job-2".into();
        assert_eq!(report.clone().with([other]), report);
    }
}

//! The report of one scoring job, by the rules for a batch of one.

use std::fmt;

use chrono::DateTime;
use nova_client::types::{
    BatchStatus, ErrorCode, ScoringBatch, ScoringBatchStatus, ScoringJob, ScoringJobStatus,
};
use serde::{Deserialize, Serialize};

use super::batch_report::{ApplicationOutcome, BatchReport};
use super::inconsistency::{Inconsistency, Notes};
use super::listing::note_inconsistencies;
use super::outcome::ScoringJobOutcome;
use super::remedy::Remedy;
use super::table::{clean, shorten};
use super::timing::{durations, end_of};

/// The outcome of one scoring job: its score, or the failure and its remedy, and inconsistencies.
///
/// Made by [`ScoringJobReport::new`] without any I/O, by the same rules as a [`BatchReport`].
/// `Display` prints it for people, serde as the JSON that the `nova` command prints. It contains no
/// assessment, so that it can be logged and stored.
///
/// ```
/// use nova_client_ext::Remedy;
/// use nova_client_ext::types::ScoringJob;
/// use nova_client_ext::report::{ScoringJobOutcome, ScoringJobReport};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let job: ScoringJob = serde_json::from_str(r#"{"id": "sj_1", "jobId": "job-1", "applicationId": "app-1",
///     "status": "failed", "isRescore": false, "errorCode": "TIMEOUT", "queuedAt": "2025-12-14T10:30:45Z",
///     "failedAt": "2025-12-14T10:31:45Z"}"#)?;
/// let report = ScoringJobReport::new(&job);
/// assert_eq!((report.outcome, report.remedy), (ScoringJobOutcome::Failed, Some(Remedy::Rescore)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema),
    schemars(
        description = "The outcome of one scoring job: its score, or the failure and its remedy, and inconsistencies."
    )
)]
#[non_exhaustive]
pub struct ScoringJobReport {
    /// The integrator's own identifier of the job, from the body.
    pub job_id: String,
    /// The integrator's own identifier of the application, from the body.
    pub application_id: String,
    /// Nova's identifier of the scoring job.
    pub scoring_job_id: String,
    /// The status as received. [`outcome`](Self::outcome) is the analysis.
    pub status: ScoringJobStatus,
    /// The outcome of the scoring job.
    pub outcome: ScoringJobOutcome,
    /// The score as received, 1 to 10 if it is valid; `None` if there is none.
    pub score: Option<i64>,
    /// The error code, if it failed and the vendor sent one.
    pub code: Option<ErrorCode>,
    /// The vendor's message, if it failed.
    pub message: Option<String>,
    /// The remedy, if it failed.
    pub remedy: Option<Remedy>,
    /// The inconsistencies in the body. Empty for a consistent body.
    pub inconsistencies: Vec<Inconsistency>,
    /// From queued to started, in milliseconds; `None` if a timestamp is missing.
    pub queue_ms: Option<u64>,
    /// From started to the end, in milliseconds; `None` if a timestamp is missing.
    pub scoring_ms: Option<u64>,
}

impl ScoringJobReport {
    /// Analyses a scoring job.
    ///
    /// Never fails: problems are listed in [`inconsistencies`](Self::inconsistencies).
    pub fn new(job: &ScoringJob) -> Self {
        let mut notes = Notes::default();
        note_inconsistencies(job, false, &mut notes);
        let outcome = ScoringJobOutcome::of(job);
        let failed = outcome == ScoringJobOutcome::Failed;
        let (queue_ms, scoring_ms) = durations(job);
        Self {
            job_id: job.job_id.clone(),
            application_id: job.application_id.clone(),
            scoring_job_id: job.id.clone(),
            status: job.status.clone(),
            score: job.score.filter(|_| outcome == ScoringJobOutcome::Scored),
            outcome,
            code: job.error_code.clone().filter(|_| failed),
            message: job.error_message.clone().filter(|_| failed),
            remedy: failed.then(|| Remedy::for_code(&job.error_code)),
            inconsistencies: notes.then(Notes::default()),
            queue_ms,
            scoring_ms,
        }
    }

    /// Returns whether the outcome is final: scored or failed.
    pub fn is_settled(&self) -> bool {
        self.outcome.is_settled()
    }

    /// Returns the report of the only job of a [`batch_of_one`].
    pub(crate) fn of_one(batch: &BatchReport) -> Option<Self> {
        let row = batch.applications().next()?;
        let (scoring_job_id, status) = match row {
            ApplicationOutcome::Scored(row) => (&row.scoring_job_id, ScoringJobStatus::Completed),
            ApplicationOutcome::Failed(row) => (&row.scoring_job_id, ScoringJobStatus::Failed),
            ApplicationOutcome::Pending(row) => (&row.scoring_job_id, row.status.clone()),
            ApplicationOutcome::Rejected(_) => return None,
        };
        let failure = if let ApplicationOutcome::Failed(row) = row { Some(row) } else { None };
        Some(Self {
            job_id: batch.job_id.clone(),
            application_id: row.id().to_owned(),
            scoring_job_id: scoring_job_id.clone(),
            status,
            outcome: row.outcome()?,
            score: if let ApplicationOutcome::Scored(row) = row { row.score } else { None },
            code: failure.and_then(|row| row.code.clone()),
            message: failure.and_then(|row| row.message.clone()),
            remedy: row.remedy(),
            inconsistencies: batch.inconsistencies.clone(),
            queue_ms: batch.timing.queue_ms.map(|spread| spread.max),
            scoring_ms: batch.timing.scoring_ms.map(|spread| spread.max),
        })
    }
}

/// Returns a batch with this scoring job only, and with the counters and status that match it, so
/// that every inconsistency found is one of the job.
pub(crate) fn batch_of_one(job: ScoringJob) -> Result<ScoringBatchStatus, String> {
    let (status, completed, failed) = match ScoringJobOutcome::of(&job) {
        ScoringJobOutcome::Scored => (BatchStatus::Completed, 1, 0),
        ScoringJobOutcome::Failed => (BatchStatus::Failed, 0, 1),
        _ => (BatchStatus::Pending, 0, 0),
    };
    let is_over = status != BatchStatus::Pending;
    let batch = ScoringBatch::builder()
        .id(job.id.as_str())
        .job_id(job.job_id.as_str())
        .status(status)
        .total_jobs(1)
        .completed_jobs(completed)
        .failed_jobs(failed)
        // The analysis notes a missing time of the job, and would note one of the batch, too.
        .created_at(job.queued_at.or_else(|| end_of(&job)).or_else(|| Some(DateTime::default())))
        // The analysis ignores this one if the job has no timestamps.
        .completed_at(is_over.then(|| end_of(&job).max(job.queued_at).unwrap_or_default()));
    let body = ScoringBatchStatus::builder()
        .batch(batch)
        .scoring_jobs(vec![job])
        .rejected_applications(Vec::new());
    body.try_into().map_err(|error: nova_client::types::error::ConversionError| error.to_string())
}

impl fmt::Display for ScoringJobReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [job, application, scoring_job] =
            [&self.job_id, &self.application_id, &self.scoring_job_id].map(|id| clean(id));
        write!(
            f,
            "Application {application} of job {job}, scoring job {scoring_job}: {}",
            self.outcome
        )?;
        match self.outcome {
            ScoringJobOutcome::Scored => match self.score {
                Some(score) => write!(f, " {score}")?,
                None => f.write_str(", without a score")?,
            },
            ScoringJobOutcome::Failed => {
                write!(
                    f,
                    ", {}",
                    self.code.as_ref().map_or("no code".to_owned(), |code| clean(code.as_str()))
                )?;
                if let Some(message) = self.message.as_deref().filter(|message| !message.is_empty())
                {
                    write!(f, ": {}", shorten(&clean(message)))?;
                }
                if let Some(remedy) = &self.remedy {
                    write!(f, "\nWhat helps: {}", remedy.advice())?;
                }
            }
            _ if self.status.is_unknown() => {
                write!(f, " (status \"{}\")", clean(self.status.as_str()))?;
            }
            _ => {}
        }
        for inconsistency in &self.inconsistencies {
            write!(f, "\nInconsistency: {}", clean(&inconsistency.detail))?;
        }
        writeln!(f)
    }
}

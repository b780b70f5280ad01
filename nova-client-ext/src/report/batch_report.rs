//! The report: the state of every application of a batch.

use std::sync::Arc;

use nova_client::types::{
    BatchStatus, ErrorCode, RejectedApplication, ScoringJob, ScoringJobStatus,
};
use serde::{Deserialize, Serialize};

use super::inconsistency::Inconsistency;
use super::outcome::{BatchOutcome, ScoringJobOutcome};
use super::remedy::Remedy;
use super::retry_plan::RetryPlan;
use super::timing::Timing;
use crate::error::{Error, ErrorDetail, ErrorKind};

/// The analysis of a batch status: the state of every application, failures with their remedies,
/// and inconsistencies.
///
/// Created by [`BatchReport::new`] from the body of a batch status, without any I/O. `Display`
/// formats it as a table for people, serde as the JSON that the `nova` command prints and reads. It
/// contains no assessments, so that it can be logged, stored and passed on; it contains the
/// vendor's error messages.
///
/// A body states the same facts three times, and they may contradict each other: a listed job
/// outweighs the counters, and the counters outweigh the status. Every listed or rejected
/// application is in exactly one list of the report; accepted ones that are counted and not listed
/// are `unlisted`. Contradictions and invalid values are in
/// [`inconsistencies`](Self::inconsistencies), with how they were resolved.
///
/// ```
/// use nova_client_ext::{BatchOutcome, BatchReport};
/// use nova_client_ext::types::ScoringBatchStatus;
/// use nova_client_ext::report::ApplicationOutcome;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let body = r#"{
///     "batch": {"id": "sb_1", "jobId": "job-1", "status": "failed", "totalJobs": 2, "completedJobs": 1,
///               "failedJobs": 1, "createdAt": "2025-12-14T10:30:45Z", "completedAt": "2025-12-14T10:31:45Z"},
///     "scoringJobs": [
///         {"id": "sj_1", "jobId": "job-1", "applicationId": "app-1", "status": "completed", "isRescore": false,
///          "score": 7, "assessment": {"verdict": "…"}, "queuedAt": "2025-12-14T10:30:45Z",
///          "startedAt": "2025-12-14T10:30:50Z", "completedAt": "2025-12-14T10:31:20Z"},
///         {"id": "sj_2", "jobId": "job-1", "applicationId": "app-2", "status": "failed", "isRescore": false,
///          "errorCode": "TIMEOUT", "queuedAt": "2025-12-14T10:30:45Z",
///          "startedAt": "2025-12-14T10:30:50Z", "failedAt": "2025-12-14T10:31:45Z"}]}"#;
/// let status: ScoringBatchStatus = serde_json::from_str(body)?;
/// let report = BatchReport::new(&status);
///
/// assert_eq!(report.outcome(), BatchOutcome::PartialFailure);
/// assert_eq!(report.retry_plan().rescore, ["app-2"]);
/// assert!(matches!(report.application("app-1"), Some(ApplicationOutcome::Scored(row)) if row.score == Some(7)));
/// assert!(report.inconsistencies().is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "StoredReport")]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema),
    schemars(
        description = "The analysis of a batch status: the state of every application, failures with their remedies, and inconsistencies."
    )
)]
#[non_exhaustive]
pub struct BatchReport {
    pub(super) job_id: String,
    pub(super) batch_id: String,
    pub(super) status: BatchStatus,
    pub(super) outcome: BatchOutcome,
    pub(super) counts: Counts,
    pub(super) scored: Vec<ScoredApplication>,
    pub(super) pending: Vec<PendingApplication>,
    pub(super) failures: Vec<Failure>,
    pub(super) rejections: Vec<Rejection>,
    pub(super) retry_plan: RetryPlan,
    pub(super) inconsistencies: Vec<Inconsistency>,
    pub(super) timing: Timing,
    #[serde(skip)]
    pub(super) unlisted: UnlistedEvidence,
}

/// What the body showed about applications that are in no list of the report, for
/// [`BatchReport::with`]. It is not part of the report's JSON, so a stored report does not have it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct UnlistedEvidence(pub(super) Option<Unlisted>);

/// Reports with the same content are equal, also if one was stored.
impl PartialEq for UnlistedEvidence {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub(super) struct Unlisted {
    /// Whether some of the unlisted applications were scored, by the counters.
    pub(super) scored: bool,
    /// Whether some of them failed.
    pub(super) failed: bool,
    /// Whether all of them have ended.
    pub(super) ended: bool,
    /// Whether a rejection could not be read.
    pub(super) has_unreadable_rejection: bool,
}

impl BatchReport {
    /// Returns the integrator's own identifier of the job, from the body.
    pub fn job_id(&self) -> &str {
        &self.job_id
    }

    /// Nova's identifier of the batch, from the body.
    pub fn batch_id(&self) -> &str {
        &self.batch_id
    }

    /// Returns the batch's status as received. [`outcome`](Self::outcome) is the analysis.
    pub fn status(&self) -> &BatchStatus {
        &self.status
    }

    /// Returns the outcome of the batch.
    pub fn outcome(&self) -> BatchOutcome {
        self.outcome
    }

    /// Returns whether the outcome is final: neither `Pending` nor `Unknown`.
    pub fn is_settled(&self) -> bool {
        self.outcome.is_settled()
    }

    /// Returns the report if the outcome is [`BatchOutcome::Completed`], for use with `?`.
    ///
    /// ```no_run
    /// # async fn example(batch: nova_client_ext::Batch) -> Result<(), nova_client_ext::Error> {
    /// let report = batch.wait(Default::default()).await?.require_success()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotCompleted`] for every other outcome. The error contains the report
    /// ([`Error::report`]).
    pub fn require_success(self) -> Result<Self, Error> {
        if self.outcome == BatchOutcome::Completed {
            return Ok(self);
        }
        let Counts { total, scored, failed, rejected, .. } = self.counts;
        let what = format!(
            "scoring batch {:?} is {}: of {total} accepted applications {scored} were scored and {failed} failed; \
             {rejected} more were rejected",
            self.batch_id, self.outcome
        );
        Err(Error::new(ErrorKind::NotCompleted, what).with_detail(Arc::new(self)))
    }

    /// Returns the number of applications in each state.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Returns the applications that have a score, in the order of the body.
    pub fn scored(&self) -> &[ScoredApplication] {
        &self.scored
    }

    /// Returns the applications that are queued or being scored, in the order of the body.
    pub fn pending(&self) -> &[PendingApplication] {
        &self.pending
    }

    /// Returns the accepted applications whose scoring failed, in the order of the body.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// Returns the applications that were rejected at intake, in the order of the body.
    pub fn rejections(&self) -> &[Rejection] {
        &self.rejections
    }

    /// Returns which failures and rejections can be retried, and how.
    pub fn retry_plan(&self) -> &RetryPlan {
        &self.retry_plan
    }

    /// Returns the inconsistencies in the body. Empty for a consistent body.
    pub fn inconsistencies(&self) -> &[Inconsistency] {
        &self.inconsistencies
    }

    /// Returns the durations.
    pub fn timing(&self) -> &Timing {
        &self.timing
    }

    /// Returns every application of the report once: scored, pending, failed, rejected.
    pub fn applications(&self) -> impl Iterator<Item = ApplicationOutcome<'_>> {
        let scored = self.scored.iter().map(ApplicationOutcome::Scored);
        let pending = self.pending.iter().map(ApplicationOutcome::Pending);
        let failed = self.failures.iter().map(ApplicationOutcome::Failed);
        let rejected = self.rejections.iter().map(ApplicationOutcome::Rejected);
        scored.chain(pending).chain(failed).chain(rejected)
    }

    /// Returns the state of one application; `None` if it is not in the report.
    ///
    /// A linear search. To iterate over all of them, use [`applications`](Self::applications).
    pub fn application(&self, application_id: &str) -> Option<ApplicationOutcome<'_>> {
        self.applications().find(|application| application.id() == application_id)
    }
}

/// A report as it is stored: the same, except that its plan has only ids.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
struct StoredReport {
    job_id: String,
    batch_id: String,
    status: BatchStatus,
    outcome: BatchOutcome,
    counts: Counts,
    scored: Vec<ScoredApplication>,
    pending: Vec<PendingApplication>,
    failures: Vec<Failure>,
    rejections: Vec<Rejection>,
    retry_plan: RetryPlan,
    inconsistencies: Vec<Inconsistency>,
    timing: Timing,
}

impl From<StoredReport> for BatchReport {
    fn from(mut stored: StoredReport) -> Self {
        stored.retry_plan.set_details(&stored.failures, &stored.rejections);
        Self {
            job_id: stored.job_id,
            batch_id: stored.batch_id,
            status: stored.status,
            outcome: stored.outcome,
            counts: stored.counts,
            scored: stored.scored,
            pending: stored.pending,
            failures: stored.failures,
            rejections: stored.rejections,
            retry_plan: stored.retry_plan,
            inconsistencies: stored.inconsistencies,
            timing: stored.timing,
            unlisted: UnlistedEvidence::default(),
        }
    }
}

impl ErrorDetail for BatchReport {}

impl Error {
    /// Returns the last report of the batch, if there is one: in errors of a watch and of
    /// [`require_success`](BatchReport::require_success).
    pub fn report(&self) -> Option<&BatchReport> {
        self.detail()
    }
}

/// The state of one application of a [`BatchReport`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ApplicationOutcome<'a> {
    /// It has a score.
    Scored(&'a ScoredApplication),
    /// It is queued or being scored.
    Pending(&'a PendingApplication),
    /// It was accepted and its scoring failed.
    Failed(&'a Failure),
    /// It was rejected at intake; no scoring job exists.
    Rejected(&'a Rejection),
}

impl<'a> ApplicationOutcome<'a> {
    /// Returns the integrator's own identifier of the application.
    pub fn id(self) -> &'a str {
        match self {
            Self::Scored(row) => &row.application_id,
            Self::Pending(row) => &row.application_id,
            Self::Failed(row) => &row.application_id,
            Self::Rejected(row) => &row.application_id,
        }
    }

    /// Returns the outcome of its scoring job; `None` for a rejected application, which has none.
    pub fn outcome(self) -> Option<ScoringJobOutcome> {
        match self {
            Self::Scored(_) => Some(ScoringJobOutcome::Scored),
            Self::Pending(_) => Some(ScoringJobOutcome::Pending),
            Self::Failed(_) => Some(ScoringJobOutcome::Failed),
            Self::Rejected(_) => None,
        }
    }

    /// Returns the remedy, if it failed or was rejected.
    pub fn remedy(self) -> Option<Remedy> {
        match self {
            Self::Failed(row) => Some(row.remedy),
            Self::Rejected(row) => Some(row.remedy),
            Self::Scored(_) | Self::Pending(_) => None,
        }
    }
}

/// The number of applications in each state.
///
/// `scored + failed + pending + unlisted` is `total`, or else the report has an inconsistency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Counts {
    /// Accepted applications (`totalJobs`). Zero if the counter is negative.
    pub total: u64,
    /// Listed applications that have a score.
    pub scored: u64,
    /// Listed applications whose scoring failed.
    pub failed: u64,
    /// Listed applications that are queued or being scored.
    pub pending: u64,
    /// Accepted applications that are counted and not listed.
    pub unlisted: u64,
    /// Applications rejected at intake. `total` does not include them.
    pub rejected: u64,
}

/// An application that has a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ScoredApplication {
    /// The integrator's own identifier of the application.
    pub application_id: String,
    /// Nova's identifier of the scoring job.
    pub scoring_job_id: String,
    /// The score as received, even if it is out of range; `None` if the job was completed without
    /// one.
    pub score: Option<i64>,
}

/// An application that is queued or being scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PendingApplication {
    /// The integrator's own identifier of the application.
    pub application_id: String,
    /// Nova's identifier of the scoring job.
    pub scoring_job_id: String,
    /// The job's status: `pending`, or one that the contract does not define.
    pub status: ScoringJobStatus,
}

/// An accepted application whose scoring failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Failure {
    /// The integrator's own identifier of the application.
    pub application_id: String,
    /// Nova's identifier of the scoring job.
    pub scoring_job_id: String,
    /// The error code, if the vendor sent one.
    pub code: Option<ErrorCode>,
    /// The vendor's message.
    pub message: Option<String>,
    /// The remedy.
    pub remedy: Remedy,
}

/// An application that was rejected at intake. It has no scoring job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Rejection {
    /// The integrator's own identifier of the application.
    pub application_id: String,
    /// The error code.
    pub code: ErrorCode,
    /// The vendor's message.
    pub message: String,
    /// A finer cause within the code, for example `missing_eof`.
    pub reason: Option<String>,
    /// The remedy.
    pub remedy: Remedy,
}

impl ScoredApplication {
    pub(crate) fn of(job: &ScoringJob) -> Self {
        Self {
            application_id: job.application_id.clone(),
            scoring_job_id: job.id.clone(),
            score: job.score,
        }
    }
}

impl Rejection {
    pub(crate) fn of(
        RejectedApplication { application_id, error, .. }: &RejectedApplication,
    ) -> Self {
        Self {
            application_id: application_id.clone(),
            remedy: Remedy::for_code(&error.code),
            code: error.code.clone(),
            message: error.message.clone(),
            reason: error.reason.clone(),
        }
    }
}

impl PendingApplication {
    pub(crate) fn of(job: &ScoringJob) -> Self {
        Self {
            application_id: job.application_id.clone(),
            scoring_job_id: job.id.clone(),
            status: job.status.clone(),
        }
    }
}

impl Failure {
    pub(crate) fn of(job: &ScoringJob) -> Self {
        Self {
            application_id: job.application_id.clone(),
            scoring_job_id: job.id.clone(),
            remedy: Remedy::for_code(&job.error_code),
            code: job.error_code.clone(),
            message: job.error_message.clone(),
        }
    }
}

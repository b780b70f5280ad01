//! A batch status built from the response to the submission.

use nova_client::types::error::ConversionError;
use nova_client::types::{
    BatchStatus, ScoringBatchStatus, ScoringJob, ScoringJobStatus, SubmittedScoringBatch,
};

/// Returns the status that a poll would have returned at the submission.
///
/// The response may contain an existing batch. If some of its jobs have ended, it does not say
/// which, so the status has an empty list and only the counters count.
pub(crate) fn status_of_submission(
    submitted: &SubmittedScoringBatch,
) -> Result<ScoringBatchStatus, ConversionError> {
    let batch = &submitted.batch;
    let none_ended =
        batch.status == BatchStatus::Pending && batch.completed_jobs == 0 && batch.failed_jobs == 0;
    let jobs = submitted.accepted_applications.iter().filter(|_| none_ended).map(|accepted| {
        ScoringJob::builder()
            .id(accepted.scoring_job_id.as_str())
            .job_id(batch.job_id.as_str())
            .application_id(accepted.application_id.as_str())
            .status(ScoringJobStatus::Pending)
            .is_rescore(false)
            .queued_at(batch.created_at)
            .try_into()
    });
    let mut status: ScoringBatchStatus = ScoringBatchStatus::builder()
        .batch(batch.clone())
        .scoring_jobs(jobs.collect::<Result<Vec<_>, ConversionError>>()?)
        .rejected_applications(submitted.rejected_applications.clone())
        .try_into()?;
    status.unreadable = submitted.unreadable.clone();
    Ok(status)
}

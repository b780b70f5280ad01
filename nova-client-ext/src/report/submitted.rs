//! A batch as the response to its submission shows it.

use nova_client::types::error::ConversionError;
use nova_client::types::{
    BatchStatus, ScoringBatchStatus, ScoringJob, ScoringJobStatus, SubmittedScoringBatch,
};

/// The status that a poll of the batch would have shown when it was submitted.
///
/// A submission may be returned a batch that there was before. Of one with jobs that have
/// ended nothing says which, so it comes without a list: its counters speak for it.
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
    ScoringBatchStatus::builder()
        .batch(batch.clone())
        .scoring_jobs(jobs.collect::<Result<Vec<_>, ConversionError>>()?)
        .rejected_applications(submitted.rejected_applications.clone())
        .try_into()
}

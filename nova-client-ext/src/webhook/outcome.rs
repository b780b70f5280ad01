//! Conversions of events into the types of polls.

use nova_client::types::ScoreFailedEvent;

use super::Event;
use crate::report::{BatchOutcome, Failure, Remedy, ScoredJob, ScoringJobOutcome};

impl Event {
    /// Returns the scored job, including its assessment, if a job was scored.
    pub fn scored(&self) -> Option<ScoredJob> {
        if let Self::ScoreCompleted(event) = self { Some(event.into()) } else { None }
    }

    /// Returns the application whose scoring failed, with the remedy, if a job failed.
    pub fn failure(&self) -> Option<Failure> {
        if let Self::ScoreFailed(event) = self { Some(event.into()) } else { None }
    }

    /// Returns the outcome of the scoring job, if it is an event of one.
    pub fn scoring_job_outcome(&self) -> Option<ScoringJobOutcome> {
        match self {
            Self::ScoreCompleted(_) => Some(ScoringJobOutcome::Scored),
            Self::ScoreFailed(_) => Some(ScoringJobOutcome::Failed),
            _ => None,
        }
    }

    /// Returns the remedy, if a job failed.
    pub fn remedy(&self) -> Option<Remedy> {
        if let Self::ScoreFailed(event) = self {
            Some(Remedy::for_code(&event.error.code))
        } else {
            None
        }
    }

    /// Returns the outcome of the batch by its counters, if it is an event of a batch.
    ///
    /// Applications that were rejected at intake are not counted: [`BatchOutcome::Completed`] is a
    /// [`PartialFailure`](BatchOutcome::PartialFailure) if the response to the submission had any.
    pub fn batch_outcome(&self) -> Option<BatchOutcome> {
        let Self::BatchCompleted(event) = self else { return None };
        let counters = [event.total_jobs, event.completed_jobs, event.failed_jobs];
        Some(BatchOutcome::of_counters(counters, &event.status))
    }
}

impl From<&ScoreFailedEvent> for Failure {
    fn from(event: &ScoreFailedEvent) -> Self {
        Self {
            application_id: event.application_id.clone(),
            scoring_job_id: event.scoring_job_id.clone(),
            remedy: Remedy::for_code(&event.error.code),
            code: Some(event.error.code.clone()),
            message: event.error.message.clone(),
        }
    }
}

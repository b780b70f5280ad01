//! What an event means, in the types in which polling answers.

use nova_client::types::ScoreFailedEvent;

use super::Event;
use crate::report::{BatchOutcome, Failure, Remedy, ScoredJob, ScoringJobOutcome};

impl Event {
    /// Returns the scored job, its assessment included, if that is what happened.
    pub fn scored(&self) -> Option<ScoredJob> {
        if let Self::ScoreCompleted(event) = self { Some(event.into()) } else { None }
    }

    /// The application whose scoring failed, with what helps, if that is what happened.
    pub fn failure(&self) -> Option<Failure> {
        if let Self::ScoreFailed(event) = self { Some(event.into()) } else { None }
    }

    /// How the scoring job ended, if it is about one.
    pub fn scoring_job_outcome(&self) -> Option<ScoringJobOutcome> {
        match self {
            Self::ScoreCompleted(_) => Some(ScoringJobOutcome::Scored),
            Self::ScoreFailed(_) => Some(ScoringJobOutcome::Failed),
            _ => None,
        }
    }

    /// What helps against a failure, if it tells one.
    pub fn remedy(&self) -> Option<Remedy> {
        if let Self::ScoreFailed(event) = self {
            Some(Remedy::for_code(&event.error.code))
        } else {
            None
        }
    }

    /// How the batch ended, as far as its counters tell, if it is about a batch.
    ///
    /// Applications that were rejected at intake are not counted: [`BatchOutcome::Completed`] is a
    /// [`PartialFailure`](BatchOutcome::PartialFailure) if there were any, as the answer to the
    /// submission said.
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

//! What an event means, in the types in which polling answers.

use nova_client::types::{BatchCompletedEvent, ScoreCompletedEvent, ScoreFailedEvent};

use super::Event;
use crate::{
    BatchOutcome, Remedy,
    report::{Failure, ScoredApplication, ScoringJobOutcome},
    watch::{BatchEvent, Progress},
};

impl Event {
    /// The event as a watch would tell it; `None` for a test and for an event that this version
    /// does not know.
    ///
    /// The one handler of a service that polls and receives webhooks takes these. A batch that has
    /// ended comes as [`BatchEvent::Progress`] with its final counters: the webhook carries no
    /// list, so there is no report, and what was rejected at intake it does not say.
    ///
    /// ```
    /// use nova_client_ext::watch::BatchEvent;
    /// use nova_client_ext::webhook::Event;
    ///
    /// fn handle(event: BatchEvent) {
    ///     match event {
    ///         BatchEvent::Scored(job) => println!("{}: {:?}", job.application_id, job.score),
    ///         BatchEvent::Failed(job) => println!("{}: {}", job.application_id, job.remedy),
    ///         _ => {}
    ///     }
    /// }
    ///
    /// fn receive(event: &Event) {
    ///     event.to_batch_event().map(handle);
    /// }
    /// ```
    pub fn to_batch_event(&self) -> Option<BatchEvent> {
        match self {
            Self::ScoreCompleted(event) => Some(BatchEvent::Scored(event.into())),
            Self::ScoreFailed(event) => Some(BatchEvent::Failed(event.into())),
            Self::BatchCompleted(event) => Some(BatchEvent::Progress(event.into())),
            Self::Test { .. } | Self::Other { .. } => None,
        }
    }

    /// The application that was scored, if that is what happened.
    pub fn scored(&self) -> Option<ScoredApplication> {
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

impl From<&ScoreCompletedEvent> for ScoredApplication {
    fn from(event: &ScoreCompletedEvent) -> Self {
        Self {
            application_id: event.application_id.clone(),
            scoring_job_id: event.scoring_job_id.clone(),
            score: Some(event.result.score),
        }
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

impl From<&BatchCompletedEvent> for Progress {
    fn from(event: &BatchCompletedEvent) -> Self {
        Self {
            total_jobs: event.total_jobs,
            completed_jobs: event.completed_jobs,
            failed_jobs: event.failed_jobs,
        }
    }
}

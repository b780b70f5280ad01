//! Webhook events as a watch emits them.

use super::event::BatchEvent;
use crate::webhook::Event;

impl Event {
    /// Returns the event as a watch would emit it; `None` for a test and for an event that this version
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
}

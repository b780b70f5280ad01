//! Conversion of webhook events into those of a watch.

use super::event::BatchEvent;
use crate::webhook::Event;

impl Event {
    /// Converts the event into that of a watch; `None` for a test and for an unknown event.
    ///
    /// This allows one handler in a service that polls and receives webhooks. The end of a batch
    /// becomes [`BatchEvent::Progress`] with its final counters: the webhook has no list and no
    /// rejections, so there is no report.
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

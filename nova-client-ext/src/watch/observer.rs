//! The webhook input of a running watch.

use std::fmt;
use std::sync::{Arc, Weak};

use super::inbox::WebhookQueue;
use super::job::ScoringJobWatch;
use super::many::WatchMany;
use super::merge::WebhookEvent;
use super::single::BatchWatch;
use super::target::Watchable;
use crate::report::TerminalState;
use crate::webhook::Event;

/// Passes webhooks to a running watch, so that it polls less.
///
/// Returned by [`BatchWatch::observer`], [`ScoringJobWatch::observer`] and [`WatchMany::observer`].
/// Clone it into the handler of the webhooks, and pass every
/// [verified](crate::webhook::Verifier::verify) event to it. The watch selects its events by
/// tenant, job and ids; other events and repeats are ignored, and the order does not matter.
///
/// - The watch emits a score or a failure at once, as if a poll had shown it, and not again after
///   the next poll.
/// - When every job of a batch is known, from a poll or from the
///   [submission](crate::WaitOptions::submission), and all of them have ended according to webhooks
///   and polls, the batch is settled without a further request. Its report is that of a poll,
///   except for the durations of jobs whose start no poll has shown, since webhooks do not contain
///   it.
/// - If `batch.completed` arrives and a job is still missing, the watch polls once.
///
/// Webhooks may be lost, so the watch continues to poll; a poll that is older than a webhook does
/// not override it. An observer does not keep the stream alive. A watch with an observer takes 0.5
/// kB more for each scoring job.
///
/// ```no_run
/// # async fn example(batch: nova_client_ext::Batch, mut deliveries: tokio::sync::mpsc::Receiver<nova_client_ext::webhook::Delivery>)
/// # -> Result<(), nova_client_ext::Error> {
/// let watch = batch.watch(Default::default());
/// let observer = watch.observer();
/// tokio::spawn(async move {
///     while let Some(delivery) = deliveries.recv().await {
///         observer.observe(&delivery.event);
///     }
/// });
/// let report = watch.finish().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Observer {
    webhooks: Weak<WebhookQueue>,
}

impl Observer {
    /// Passes an event to the watch. Test events, unknown events and all events after the end of
    /// the watch are ignored.
    pub fn observe(&self, event: &Event) {
        if let Some(webhooks) = self.webhooks.upgrade()
            && let Some(webhook) = WebhookEvent::of(event)
        {
            webhooks.add(Arc::new(webhook));
        }
    }

    /// Returns whether the stream of the watch was dropped.
    pub fn is_over(&self) -> bool {
        self.webhooks.upgrade().is_none_or(|webhooks| webhooks.is_closed())
    }
}

impl WebhookEvent {
    fn of(event: &Event) -> Option<Self> {
        match event {
            Event::ScoreCompleted(event) => {
                Some(Self::of_job(TerminalState::Scored(event.clone())))
            }
            Event::ScoreFailed(event) => Some(Self::of_job(TerminalState::Failed(event.clone()))),
            Event::BatchCompleted(event) => Some(Self::Batch(event.clone())),
            Event::Test { .. } | Event::Other { .. } => None,
        }
    }
}

impl BatchWatch {
    /// Returns the observer through which webhooks are passed to this watch. Best called before the
    /// stream is first polled, since the bodies of earlier polls are not kept.
    pub fn observer(&self) -> Observer {
        Observer { webhooks: self.subscribe_webhooks() }
    }
}

impl ScoringJobWatch {
    /// Returns the observer through which webhooks are passed to this watch. When a webhook reports
    /// the end of its scoring job, it polls once.
    pub fn observer(&self) -> Observer {
        Observer { webhooks: self.subscribe_webhooks() }
    }
}

impl<T: Watchable> WatchMany<T> {
    /// Returns the observer through which webhooks are passed to this watch. Best called before the
    /// stream is first polled, since the bodies of earlier polls are not kept. Unlike a
    /// [handle](Self::handle) it does not keep the stream from ending.
    pub fn observer(&self) -> Observer {
        Observer { webhooks: self.subscribe_webhooks() }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observer").field("is_over", &self.is_over()).finish_non_exhaustive()
    }
}

//! How webhooks come into a watch that runs.

use std::fmt;
use std::sync::{Arc, Weak};

use super::inbox::Notices;
use super::job::ScoringJobWatch;
use super::many::WatchMany;
use super::merge::Notice;
use super::single::BatchWatch;
use super::target::Watchable;
use crate::report::TerminalState;
use crate::webhook::Event;

/// Tells a running watch what webhooks say, so that it polls less.
///
/// From [`BatchWatch::observer`], [`ScoringJobWatch::observer`] or [`WatchMany::observer`]; clone it into
/// the handler of the webhooks, and give it every event that was
/// [verified](crate::webhook::Verifier::verify). The watch picks what concerns it by tenant, job and ids;
/// events of others, repeats and any order do no harm.
///
/// - A score or a failure is emitted by the watch at once, as if a poll had shown it, and not again
///   when one does.
/// - When every job of a batch is known, from a poll or from the
///   [submission](crate::WaitOptions::submission), and all of them have ended by webhooks and looks
///   together, the batch is settled without a further request. Its report has what a poll would
///   have brought, except, of a job whose start no poll has shown, how long it waited and ran:
///   webhooks do not say that.
/// - If `batch.completed` comes and something is still missing, the watch polls once.
///
/// Webhooks may be lost, so the watch goes on polling meanwhile; what a webhook has reported stays true
/// when a poll is older than it. An observer keeps no stream alive. A watch that is observed keeps
/// half a kilobyte more for each scoring job.
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
    notices: Weak<Notices>,
}

impl Observer {
    /// Takes in an event. A test, an event that this version does not know, and all events once the
    /// watch is over do nothing.
    pub fn observe(&self, event: &Event) {
        if let Some(notices) = self.notices.upgrade()
            && let Some(notice) = Notice::of(event)
        {
            notices.add(Arc::new(notice));
        }
    }

    /// Whether the watch is gone: its stream was dropped.
    pub fn is_over(&self) -> bool {
        self.notices.upgrade().is_none_or(|notices| notices.is_closed())
    }
}

impl Notice {
    fn of(event: &Event) -> Option<Self> {
        match event {
            Event::ScoreCompleted(event) => Some(Self::Job(TerminalState::Scored(event.clone()))),
            Event::ScoreFailed(event) => Some(Self::Job(TerminalState::Failed(event.clone()))),
            Event::BatchCompleted(event) => Some(Self::Batch(event.clone())),
            Event::Test { .. } | Event::Other { .. } => None,
        }
    }
}

impl BatchWatch {
    /// Through which webhooks report this watch what they say. Best taken before the stream is first
    /// polled: what the polls before it have shown is not kept.
    pub fn observer(&self) -> Observer {
        Observer { notices: self.observed() }
    }
}

impl ScoringJobWatch {
    /// Through which webhooks report this watch what they say. When its scoring job has ended by a
    /// webhook, it polls once.
    pub fn observer(&self) -> Observer {
        Observer { notices: self.observed() }
    }
}

impl<T: Watchable> WatchMany<T> {
    /// Through which webhooks report this watch what they say. Best taken before the stream is first
    /// polled: what the polls before it have shown is not kept. Unlike a [handle](Self::handle) it
    /// does not keep the stream from ending.
    pub fn observer(&self) -> Observer {
        Observer { notices: self.observed() }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observer").field("is_over", &self.is_over()).finish_non_exhaustive()
    }
}

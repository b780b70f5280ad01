//! How batches come into a stream that runs.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use tokio::time::Instant;

use super::emitted::Emitted;
use super::merge::Notice;
use super::options::WaitOptions;
use super::saved::SavedWatch;
use crate::{Batch, Error};

/// A batch that is to be watched.
pub(super) struct Added {
    pub(super) batch: Batch,
    pub(super) options: WaitOptions,
    pub(super) at: Instant,
}

impl Added {
    pub(super) fn new((batch, options): (Batch, WaitOptions), at: Instant) -> Self {
        Self { batch, options, at }
    }
}

/// Webhooks that wait for a stream to be polled; the oldest beyond that are forgotten, and looks
/// show what they told.
#[cfg(feature = "webhook")]
const MOST_NOTICES: usize = 10_000;

/// Batches and webhooks on their way to a stream, and who may send more batches.
#[derive(Default)]
pub(super) struct Inbox(Mutex<State>);

#[derive(Default)]
struct State {
    added: Vec<Added>,
    notices: VecDeque<Arc<Notice>>,
    /// Somebody may tell what webhooks say.
    observed: bool,
    handles: usize,
    closed: bool,
    stream: Option<Waker>,
}

impl Inbox {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A list and a counter are whole even if some thread died holding them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What has come in, and whether more may come. Wakes the stream from now on.
    pub(super) fn take(&self, stream: &Waker) -> (Vec<Added>, bool) {
        let mut state = self.lock();
        if !state.stream.as_ref().is_some_and(|known| known.will_wake(stream)) {
            state.stream = Some(stream.clone());
        }
        (std::mem::take(&mut state.added), state.handles > 0)
    }

    /// What webhooks have told, in the order in which they came.
    pub(super) fn take_notices(&self) -> VecDeque<Arc<Notice>> {
        std::mem::take(&mut self.lock().notices)
    }

    /// Whether webhooks may tell something.
    pub(super) fn is_observed(&self) -> bool {
        self.lock().observed
    }

    pub(super) fn len(&self) -> usize {
        self.lock().added.len()
    }

    pub(super) fn save(&self) -> Vec<SavedWatch> {
        let saved = |Added { batch, options, .. }: &Added| match &options.resume {
            Some(saved) => (**saved).clone(),
            None => SavedWatch::new(batch, options.submitted_at, options.jobs, Emitted::default()),
        };
        self.lock().added.iter().map(saved).collect()
    }

    /// The stream is gone.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.added.clear();
        state.notices.clear();
        state.stream = None;
    }
}

#[cfg(feature = "webhook")]
impl Inbox {
    /// Webhooks may tell something from now on.
    pub(super) fn observe(&self) {
        self.lock().observed = true;
    }

    /// Takes in what a webhook told.
    pub(super) fn notice(&self, notice: Arc<Notice>) {
        let stream = {
            let mut state = self.lock();
            if state.closed {
                return;
            }
            if state.notices.len() == MOST_NOTICES {
                state.notices.pop_front();
            }
            state.notices.push_back(notice);
            state.observed = true;
            state.stream.clone()
        };
        if let Some(stream) = stream {
            stream.wake();
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }
}

/// Adds batches to a [`WatchAll`](super::WatchAll) that runs.
pub struct WatchHandle {
    inbox: Arc<Inbox>,
}

impl WatchHandle {
    pub(super) fn new(inbox: &Arc<Inbox>) -> Self {
        inbox.lock().handles += 1;
        Self { inbox: Arc::clone(inbox) }
    }

    #[cfg(feature = "webhook")]
    pub(super) fn inbox(&self) -> &Inbox {
        &self.inbox
    }

    /// Adds a batch, or a batch with its options. Its deadline counts from now.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if the stream is gone. What is wrong with
    /// the batch or its options is told by the stream.
    pub fn add(&self, batch: impl Into<(Batch, WaitOptions)>) -> Result<(), Error> {
        let added = Added::new(batch.into(), Instant::now());
        let stream = {
            let mut state = self.inbox.lock();
            if state.closed {
                return Err(Error::invalid("the watch", "is over: its stream was dropped"));
            }
            state.added.push(added);
            state.stream.clone()
        };
        if let Some(stream) = stream {
            stream.wake();
        }
        Ok(())
    }
}

impl Clone for WatchHandle {
    fn clone(&self) -> Self {
        Self::new(&self.inbox)
    }
}

impl Drop for WatchHandle {
    fn drop(&mut self) {
        let stream = {
            let mut state = self.inbox.lock();
            state.handles -= 1;
            if state.handles == 0 { state.stream.clone() } else { None }
        };
        // It may have waited for this handle only.
        if let Some(stream) = stream {
            stream.wake();
        }
    }
}

impl fmt::Debug for WatchHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchHandle").field("waiting", &self.inbox.len()).finish_non_exhaustive()
    }
}

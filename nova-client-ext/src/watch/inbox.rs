//! The inputs of a running stream: batches, scoring jobs and webhooks.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use tokio::time::Instant;

use super::merge::WebhookEvent;
use super::options::WaitOptions;
use super::target::{WatchTarget, Watchable};
use crate::access::TenantId;
use crate::{BatchReport, Error};

/// A target that was added to the watch.
pub(super) struct Added {
    pub(super) target: WatchTarget,
    pub(super) options: WaitOptions,
    pub(super) at: Instant,
}

/// The maximum number of webhooks that wait for the stream to be polled. The oldest are dropped,
/// and polls show what they reported.
#[cfg(feature = "webhook")]
const MAX_QUEUED: usize = 10_000;

/// A queue of webhooks for a watch.
#[derive(Default)]
pub(super) struct WebhookQueue(Mutex<QueueState>);

#[derive(Default)]
struct QueueState {
    waiting: VecDeque<Arc<WebhookEvent>>,
    /// Whether an observer exists.
    observed: bool,
    #[cfg_attr(not(feature = "webhook"), allow(dead_code))]
    closed: bool,
    stream: Option<Waker>,
}

impl WebhookQueue {
    fn lock(&self) -> MutexGuard<'_, QueueState> {
        // A list and two flags are valid even if a thread panicked while holding the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the queued webhooks, in order of arrival, and registers the stream to be woken.
    pub(super) fn take(&self, stream: &Waker) -> VecDeque<Arc<WebhookEvent>> {
        let mut state = self.lock();
        register(&mut state.stream, stream);
        std::mem::take(&mut state.waiting)
    }

    /// Returns whether an observer exists.
    pub(super) fn is_observed(&self) -> bool {
        self.lock().observed
    }

    /// Marks the stream as dropped.
    pub(super) fn close(&self) {
        *self.lock() = QueueState { closed: true, ..QueueState::default() };
    }
}

#[cfg(feature = "webhook")]
impl WebhookQueue {
    /// Records that an observer exists.
    pub(super) fn observe(&self) {
        self.lock().observed = true;
    }

    /// Adds a webhook to the queue.
    pub(super) fn add(&self, webhook: Arc<WebhookEvent>) {
        let stream = {
            let mut state = self.lock();
            if state.closed {
                return;
            }
            if state.waiting.len() == MAX_QUEUED {
                state.waiting.pop_front();
            }
            state.waiting.push_back(webhook);
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

fn register(registered: &mut Option<Waker>, stream: &Waker) {
    if !registered.as_ref().is_some_and(|waker| waker.will_wake(stream)) {
        *registered = Some(stream.clone());
    }
}

/// The state that handles and the stream share.
#[derive(Default)]
pub(super) struct Inbox(Mutex<State>);

#[derive(Default)]
struct State {
    added: Vec<Added>,
    /// The keys of targets that were removed.
    removed: Vec<String>,
    /// The watched targets by key, with their last reports.
    watched: HashMap<String, (WatchTarget, Option<Arc<BatchReport>>)>,
    handles: usize,
    closed: bool,
    stream: Option<Waker>,
}

/// The requests of handles since the last poll.
pub(super) struct Requests {
    pub(super) added: Vec<Added>,
    pub(super) removed: Vec<String>,
    /// Whether a handle exists, which may add more.
    pub(super) may_grow: bool,
}

impl Inbox {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Lists, a map and a counter are valid even if a thread panicked while holding the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the requests and registers the stream to be woken.
    pub(super) fn take(&self, stream: &Waker) -> Requests {
        let mut guard = self.lock();
        let state = &mut *guard;
        register(&mut state.stream, stream);
        // From now on a handle finds them among the watched targets.
        for added in &state.added {
            let key = added.target.key();
            state.watched.entry(key).or_insert_with(|| (added.target.clone(), None));
        }
        Requests {
            added: std::mem::take(&mut state.added),
            removed: std::mem::take(&mut state.removed),
            may_grow: state.handles > 0,
        }
    }

    pub(super) fn waiting(&self) -> usize {
        self.lock().added.len()
    }

    /// Maps the targets that the stream has not taken yet.
    pub(super) fn map_added<T>(&self, of: impl FnMut(&Added) -> T) -> Vec<T> {
        self.lock().added.iter().map(of).collect()
    }

    /// Stores the last report of a watched target.
    pub(super) fn show(&self, key: &str, target: &WatchTarget, report: Option<&Arc<BatchReport>>) {
        let seen = (target.clone(), report.cloned());
        self.lock().watched.insert(key.to_owned(), seen);
    }

    /// Removes a target that is no longer watched.
    pub(super) fn hide(&self, key: &str) {
        self.lock().watched.remove(key);
    }

    /// Marks the stream as dropped.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        let handles = state.handles;
        *state = State { closed: true, handles, ..State::default() };
    }
}

/// A handle that controls a running stream ([`WatchMany`](super::WatchMany)) from other tasks.
///
/// Cheap to clone. The stream does not end while a handle exists.
pub struct WatchHandle<T = crate::Batch> {
    inbox: Arc<Inbox>,
    target: std::marker::PhantomData<fn() -> T>,
}

impl<T> WatchHandle<T> {
    pub(super) fn new(inbox: &Arc<Inbox>) -> Self {
        inbox.lock().handles += 1;
        Self { inbox: Arc::clone(inbox), target: std::marker::PhantomData }
    }
}

impl<T: Watchable> WatchHandle<T> {
    /// Adds a batch or a scoring job, with or without options. Its timeout begins now.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if the stream was dropped. Errors of the
    /// target or its options are returned by the stream.
    pub fn add(&self, target: impl Into<(T, WaitOptions)>) -> Result<(), Error> {
        let (target, options) = target.into();
        let added = Added { target: target.into(), options, at: Instant::now() };
        let stream = {
            let mut state = self.inbox.lock();
            if state.closed {
                return Err(Error::invalid("the watch", "is over: its stream was dropped"));
            }
            // A removal before it stands: the stream processes removals first.
            state.added.push(added);
            state.stream.clone()
        };
        wake(stream);
        Ok(())
    }

    /// Stops watching a target: the stream returns no more updates on it. Returns whether it was
    /// watched.
    pub fn remove(&self, target: &T) -> bool {
        let key = target.clone().into().key();
        !self.remove_where(|other, _| *other == key).is_empty()
    }

    /// Stops watching all targets of a tenant, and returns them.
    pub fn remove_tenant(&self, tenant: &TenantId) -> Vec<T> {
        self.remove_where(|_, target| target.job().tenant().id() == tenant)
    }

    fn remove_where(&self, matches: impl Fn(&String, &WatchTarget) -> bool) -> Vec<T> {
        let (removed, stream) = {
            let mut state = self.inbox.lock();
            let mut removed = HashMap::new();
            state.added.retain(|added| {
                let key = added.target.key();
                let is_removed = matches(&key, &added.target);
                if is_removed {
                    removed.insert(key, added.target.clone());
                }
                !is_removed
            });
            state.watched.retain(|key, (target, _)| {
                let is_removed = matches(key, target);
                if is_removed {
                    removed.insert(key.clone(), target.clone());
                }
                !is_removed
            });
            state.removed.extend(removed.keys().cloned());
            (removed, state.stream.clone())
        };
        wake(stream);
        removed.values().filter_map(|target| T::of(target).cloned()).collect()
    }

    /// Returns the watched targets, in no particular order.
    pub fn targets(&self) -> Vec<T> {
        let state = self.inbox.lock();
        let watched = state.watched.values().map(|(target, _)| target);
        let all: HashMap<String, &WatchTarget> = watched
            .chain(state.added.iter().map(|added| &added.target))
            .map(|target| (target.key(), target))
            .collect();
        all.values().filter_map(|target| T::of(target).cloned()).collect()
    }

    /// Returns the last report of a target; `None` if it is not watched or was not polled yet. The
    /// report of a scoring job is that of a batch of one, under the scoring job's id.
    pub fn report(&self, target: &T) -> Option<Arc<BatchReport>> {
        let key = target.clone().into().key();
        self.inbox.lock().watched.get(&key)?.1.clone()
    }
}

fn wake(stream: Option<Waker>) {
    if let Some(stream) = stream {
        stream.wake();
    }
}

impl<T> Clone for WatchHandle<T> {
    fn clone(&self) -> Self {
        Self::new(&self.inbox)
    }
}

impl<T> Drop for WatchHandle<T> {
    fn drop(&mut self) {
        let stream = {
            let mut state = self.inbox.lock();
            state.handles -= 1;
            if state.handles == 0 { state.stream.clone() } else { None }
        };
        // The stream ends if this was the last handle.
        wake(stream);
    }
}

impl<T> fmt::Debug for WatchHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchHandle")
            .field("waiting", &self.inbox.waiting())
            .finish_non_exhaustive()
    }
}

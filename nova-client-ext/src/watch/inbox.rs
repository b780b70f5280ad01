//! How batches, scoring jobs and webhooks come into a stream that runs.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use tokio::time::Instant;

use super::merge::Notice;
use super::options::WaitOptions;
use super::target::{WatchTarget, Watchable};
use crate::access::TenantId;
use crate::{BatchReport, Error};

/// Something that is to be watched.
pub(super) struct Added {
    pub(super) target: WatchTarget,
    pub(super) options: WaitOptions,
    pub(super) at: Instant,
}

/// Webhooks that wait for a stream to be polled; the oldest beyond that are dropped, and polls show
/// what they reported.
#[cfg(feature = "webhook")]
const MAX_NOTICES: usize = 10_000;

/// Webhooks on their way to a watch.
#[derive(Default)]
pub(super) struct Notices(Mutex<NoticeState>);

#[derive(Default)]
struct NoticeState {
    waiting: VecDeque<Arc<Notice>>,
    /// Somebody may report what webhooks say.
    observed: bool,
    #[cfg_attr(not(feature = "webhook"), allow(dead_code))]
    closed: bool,
    stream: Option<Waker>,
}

impl Notices {
    fn lock(&self) -> MutexGuard<'_, NoticeState> {
        // A list and two flags are whole even if some thread died holding them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What webhooks have reported, in the order in which they came. Wakes the stream from now on.
    pub(super) fn take(&self, stream: &Waker) -> VecDeque<Arc<Notice>> {
        let mut state = self.lock();
        keep(&mut state.stream, stream);
        std::mem::take(&mut state.waiting)
    }

    /// Whether webhooks may report something.
    pub(super) fn is_observed(&self) -> bool {
        self.lock().observed
    }

    /// The stream is gone.
    pub(super) fn close(&self) {
        *self.lock() = NoticeState { closed: true, ..NoticeState::default() };
    }
}

#[cfg(feature = "webhook")]
impl Notices {
    /// Webhooks may report something from now on.
    pub(super) fn observe(&self) {
        self.lock().observed = true;
    }

    /// Takes in what a webhook reports.
    pub(super) fn add(&self, notice: Arc<Notice>) {
        let stream = {
            let mut state = self.lock();
            if state.closed {
                return;
            }
            if state.waiting.len() == MAX_NOTICES {
                state.waiting.pop_front();
            }
            state.waiting.push_back(notice);
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

fn keep(known: &mut Option<Waker>, stream: &Waker) {
    if !known.as_ref().is_some_and(|known| known.will_wake(stream)) {
        *known = Some(stream.clone());
    }
}

/// What handles and the stream share.
#[derive(Default)]
pub(super) struct Inbox(Mutex<State>);

#[derive(Default)]
struct State {
    added: Vec<Added>,
    /// The keys of targets that are to be watched no longer.
    removed: Vec<String>,
    /// What is watched, by its key, and how it was last seen.
    watched: HashMap<String, (WatchTarget, Option<Arc<BatchReport>>)>,
    handles: usize,
    closed: bool,
    stream: Option<Waker>,
}

/// What handles have asked for since.
pub(super) struct Requests {
    pub(super) added: Vec<Added>,
    pub(super) removed: Vec<String>,
    /// Whether there are handles that may add more.
    pub(super) may_grow: bool,
}

impl Inbox {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Lists, a map and a counter are whole even if some thread died holding them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What has come in. Wakes the stream from now on.
    pub(super) fn take(&self, stream: &Waker) -> Requests {
        let mut state = self.lock();
        keep(&mut state.stream, stream);
        Requests {
            added: std::mem::take(&mut state.added),
            removed: std::mem::take(&mut state.removed),
            may_grow: state.handles > 0,
        }
    }

    pub(super) fn waiting(&self) -> usize {
        self.lock().added.len()
    }

    /// The targets that the stream has not taken in yet.
    pub(super) fn each_added<T>(&self, of: impl FnMut(&Added) -> T) -> Vec<T> {
        self.lock().added.iter().map(of).collect()
    }

    /// A target is watched, and was last seen so.
    pub(super) fn show(&self, key: &str, target: &WatchTarget, report: Option<&Arc<BatchReport>>) {
        let seen = (target.clone(), report.cloned());
        self.lock().watched.insert(key.to_owned(), seen);
    }

    /// A target is no longer watched.
    pub(super) fn hide(&self, key: &str) {
        self.lock().watched.remove(key);
    }

    /// The stream is gone.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        let handles = state.handles;
        *state = State { closed: true, handles, ..State::default() };
    }
}

/// Steers a stream of many ([`WatchMany`](super::WatchMany)) that runs, from wherever and whenever.
///
/// Cheap to clone. While there is one, the stream does not end.
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
    /// Adds a batch or a scoring job, by itself or with its options. Its deadline counts from now.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if the stream is gone. What is wrong with
    /// the target or its options comes from the stream.
    pub fn add(&self, target: impl Into<(T, WaitOptions)>) -> Result<(), Error> {
        let (target, options) = target.into();
        let added = Added { target: target.into(), options, at: Instant::now() };
        let stream = {
            let mut state = self.inbox.lock();
            if state.closed {
                return Err(Error::invalid("the watch", "is over: its stream was dropped"));
            }
            let key = added.target.key();
            state.removed.retain(|removed| *removed != key);
            state.added.push(added);
            state.stream.clone()
        };
        wake(stream);
        Ok(())
    }

    /// Stops watching a target: the stream gives nothing more of it. Returns whether it was
    /// watched.
    pub fn remove(&self, target: &T) -> bool {
        let key = target.clone().into().key();
        !self.remove_where(|known, _| *known == key).is_empty()
    }

    /// Stops watching everything of a tenant, and returns what that was: for a tenant that leaves.
    pub fn remove_tenant(&self, tenant: &TenantId) -> Vec<T> {
        self.remove_where(|_, target| target.job().tenant().id() == tenant)
    }

    fn remove_where(&self, is_meant: impl Fn(&String, &WatchTarget) -> bool) -> Vec<T> {
        let (removed, stream) = {
            let mut state = self.inbox.lock();
            let mut removed = HashMap::new();
            state.added.retain(|added| {
                let key = added.target.key();
                let goes = is_meant(&key, &added.target);
                if goes {
                    removed.insert(key, added.target.clone());
                }
                !goes
            });
            state.watched.retain(|key, (target, _)| {
                let goes = is_meant(key, target);
                if goes {
                    removed.insert(key.clone(), target.clone());
                }
                !goes
            });
            state.removed.extend(removed.keys().cloned());
            (removed, state.stream.clone())
        };
        wake(stream);
        removed.values().filter_map(|target| T::of(target).cloned()).collect()
    }

    /// Returns what is being watched, in no particular order.
    pub fn targets(&self) -> Vec<T> {
        let state = self.inbox.lock();
        let watched = state.watched.values().map(|(target, _)| target);
        let all: HashMap<String, &WatchTarget> = watched
            .chain(state.added.iter().map(|added| &added.target))
            .map(|target| (target.key(), target))
            .collect();
        all.values().filter_map(|target| T::of(target).cloned()).collect()
    }

    /// Returns how a target was last seen; `None` if it is not watched or was not seen yet. A
    /// scoring job is seen as a batch of one, under its own id.
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
        // It may have waited for this handle only.
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

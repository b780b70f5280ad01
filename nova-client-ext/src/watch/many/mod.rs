//! Watching many batches and scoring jobs, in one stream.

mod polls;
mod start;

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures_core::Stream;
use nova_client::{BoxFuture, Operation};
use tokio::time::{Instant, Sleep, sleep_until};

use super::emitted::{Emitted, hash};
use super::inbox::{Added, Inbox, Requests, WatchHandle, WebhookQueue};
use super::merge::WebhookEvent;
use super::saved::SavedWatch;
use super::schedule::MaxGap;
use super::target::{Poll as PollCall, WatchTarget, Watchable};
use super::watched::Watched;
use crate::latency::POLL_COST_AMONG_MANY;
use crate::transport::ReservedPermit;
use crate::{Batch, BatchReport, Error, Nova};

/// The number of webhooks that are kept for targets that are added later: those of some seconds, for
/// a webhook that overtakes the response to its submission. About 1 kB each.
const MAX_RECENT: usize = 1000;
/// After this many targets were checked in one `poll_next`, for webhooks or for the next poll, it
/// wakes itself and returns, so that other tasks are not blocked. Some milliseconds of work.
const MAX_VISITS: usize = 10_000;

fn initial_state(added: &Added) -> SavedWatch {
    let Added { target, options, .. } = added;
    match &options.resume {
        Some(saved) => (**saved).clone(),
        None => SavedWatch::new(target, options.submitted_at, options.jobs, Emitted::default()),
    }
}

/// The events of many batches, as one stream. Returned by [`Nova::watch_all`].
pub type WatchAll = WatchMany<Batch>;

/// The events of many batches, scoring jobs or both, as one stream. Returned by
/// [`Nova::watch_all`], [`Nova::watch_jobs`] and [`Nova::watch_mixed`].
#[must_use = "a stream does nothing unless it is polled"]
pub struct WatchMany<T: Watchable = Batch> {
    nova: Nova,
    operation: Option<&'static Operation>,
    max_gap: MaxGap,
    inbox: Arc<Inbox>,
    webhooks: Arc<WebhookQueue>,
    /// The last webhooks, for targets that are added later, with the hash of their job.
    recent: VecDeque<(u64, Arc<WebhookEvent>)>,
    target: PhantomData<fn() -> T>,
    slots: Vec<Option<Slot>>,
    /// The empty slots.
    free: Vec<usize>,
    /// The slot of each target, by its key.
    slot_by_key: HashMap<Arc<str>, usize>,
    deadlines: BTreeSet<(Instant, usize)>,
    /// The slots with events to emit.
    emitting: VecDeque<usize>,
    /// Errors to emit, of targets that could not be added or were removed because of the error.
    errors: VecDeque<(WatchTarget, Error, SavedWatch)>,
    polls: Vec<RunningPoll>,
    /// The future of the permit for the next poll. In a mutex only so that the stream is `Sync`: it is accessed by `get_mut` and never locked.
    next_permit: Option<Mutex<BoxFuture<'static, Result<ReservedPermit, Error>>>>,
    /// No poll is due before this; `None` if unknown.
    idle_until: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
    /// The slot whose forecast was updated last.
    last_refreshed: usize,
    /// Whether the last poll was of a batch of unknown age.
    last_was_unknown: bool,
    /// Whether webhooks are passed to this stream.
    receives_webhooks: bool,
    /// The slots of the targets of each job, by its hash.
    by_job: HashMap<u64, Vec<usize>>,
    /// The error of the last poll, if it failed.
    #[cfg(feature = "run")]
    poll_error: Option<Error>,
    /// Webhooks that wait for the next `poll_next`.
    waiting: VecDeque<Arc<WebhookEvent>>,
}

/// Returns the hash of a tenant's job.
fn job_hash(tenant: &str, job: &str) -> u64 {
    // Ids contain no control characters, so the separator is unambiguous.
    hash(&format!("{tenant}\n{job}"))
}

struct Slot {
    watched: Box<Watched>,
    key: Arc<str>,
    tenant_hash: u64,
    job_hash: u64,
    deadline: Instant,
    is_polling: bool,
}

struct RunningPoll {
    slot: usize,
    tenant: u64,
    sent: Instant,
    call: PollCall,
}

impl<T: Watchable> WatchMany<T> {
    fn new(nova: Nova, now: Instant) -> Self {
        Self {
            nova,
            operation: Operation::find("getScoringBatchStatus"),
            max_gap: MaxGap::BATCHES,
            inbox: Arc::new(Inbox::default()),
            webhooks: Arc::new(WebhookQueue::default()),
            recent: VecDeque::new(),
            target: PhantomData,
            slots: Vec::new(),
            free: Vec::new(),
            slot_by_key: HashMap::new(),
            deadlines: BTreeSet::new(),
            emitting: VecDeque::new(),
            errors: VecDeque::new(),
            polls: Vec::new(),
            next_permit: None,
            idle_until: Some(now),
            timer: None,
            last_refreshed: 0,
            last_was_unknown: false,
            receives_webhooks: false,
            by_job: HashMap::new(),
            #[cfg(feature = "run")]
            poll_error: None,
            waiting: VecDeque::new(),
        }
    }

    /// Sets how long a target may go without a poll before it takes precedence over all others.
    #[cfg(feature = "run")]
    pub(crate) fn max_gap(mut self, max_gap: MaxGap) -> Self {
        self.max_gap = max_gap;
        self
    }

    /// Returns the error of the last poll, if it failed.
    #[cfg(feature = "run")]
    pub(crate) fn poll_error(&self) -> Option<&Error> {
        self.poll_error.as_ref()
    }

    /// Waits for the next update; `None` after the last one.
    ///
    /// The same as `StreamExt::next` of `futures` and `tokio-stream`, without an import. Cancel
    /// safe: no event is lost.
    pub async fn next(&mut self) -> Option<T::Update> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns a handle that can add and remove targets from other tasks. The stream does not end
    /// while a handle exists.
    pub fn handle(&self) -> WatchHandle<T> {
        WatchHandle::new(&self.inbox)
    }

    /// Returns the number of watched targets.
    pub fn len(&self) -> usize {
        self.slot_by_key.len() + self.inbox.waiting()
    }

    /// Returns whether no target is watched.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the last report of each watched target that was polled. A scoring job is
    /// reported as a batch of one application, whose batch id is the scoring job's id.
    pub fn reports(&self) -> impl Iterator<Item = (&T, &BatchReport)> {
        self.slots
            .iter()
            .flatten()
            .filter_map(|slot| Some((T::of(&slot.watched.target)?, &**slot.watched.report()?)))
    }

    /// Returns the state of every watched target. Store it, and pass it to
    /// [`WaitOptions::resume`](crate::WaitOptions::resume) to continue from here.
    pub fn save(&self) -> Vec<SavedWatch> {
        let watched = self.slots.iter().flatten().map(|slot| slot.watched.save());
        watched.chain(self.inbox.map_added(initial_state)).collect()
    }

    fn add(&mut self, added: Added) {
        let invalid = if self.nova == *added.target.nova() {
            added.options.check(&added.target).err()
        } else {
            Some(Error::invalid(
                "the target",
                "belongs to another `Nova`, which has its own key and pacing",
            ))
        };
        if let Some(error) = invalid {
            self.hide_unless_watched(&added.target.key());
            let saved = initial_state(&added);
            self.errors.push_back((added.target, error, saved));
            return;
        }
        let Added { target, options, at } = added;
        let key: Arc<str> = target.key().into();
        let tenant_id = target.job().tenant().id().as_str();
        let job_hash = job_hash(tenant_id, target.job().id().as_str());
        let tenant_hash = hash(tenant_id);
        // A submit may return an existing batch, which may have ended already. So it is polled as
        // soon as nothing else is due, unless webhooks report the end.
        let poll_early = options.submission.is_some() && !self.receives_webhooks;
        let mut watched = Box::new(Watched::new(target, options, POLL_COST_AMONG_MANY, at));
        if poll_early {
            watched.poll_soon(at);
        }
        if watched.is_over() || self.slot_by_key.contains_key(&key) {
            self.hide_unless_watched(&key);
            return;
        }
        let place = self.free.pop().unwrap_or(self.slots.len());
        self.slot_by_key.insert(Arc::clone(&key), place);
        if self.receives_webhooks {
            watched.observe();
            for (_, webhook) in self.recent.iter().filter(|(of, _)| *of == job_hash) {
                if watched.apply_webhook(webhook, at) {
                    self.emitting.push_back(place);
                }
            }
        }
        self.inbox.show(&key, &watched.target, None);
        let deadline = watched.deadline(at);
        let slot = Slot { deadline, watched, key, tenant_hash, job_hash, is_polling: false };
        self.by_job.entry(job_hash).or_default().push(place);
        self.deadlines.insert((deadline, place));
        if place == self.slots.len() {
            self.slots.push(Some(slot));
        } else {
            self.slots[place] = Some(slot);
        }
        self.idle_until = None;
    }

    fn hide_unless_watched(&self, key: &str) {
        if !self.slot_by_key.contains_key(key) {
            self.inbox.hide(key);
        }
    }

    fn remove(&mut self, place: usize) -> Option<Slot> {
        let slot = self.slots.get_mut(place)?.take()?;
        self.slot_by_key.remove(&slot.key);
        self.inbox.hide(&slot.key);
        self.deadlines.remove(&(slot.deadline, place));
        if let Entry::Occupied(mut places) = self.by_job.entry(slot.job_hash) {
            places.get_mut().retain(|other| *other != place);
            if places.get().is_empty() {
                places.remove();
            }
        }
        self.free.push(place);
        self.emitting.retain(|other| *other != place);
        if slot.is_polling {
            self.polls.retain(|poll| poll.slot != place);
        }
        self.idle_until = None;
        Some(slot)
    }

    /// Removes targets, as requested through handles.
    fn remove_keys(&mut self, keys: &[String]) {
        for key in keys {
            if let Some(place) = self.slot_by_key.get(key.as_str()) {
                self.remove(*place);
            }
        }
    }

    fn next_update(&mut self) -> Option<T::Update> {
        while let Some(&place) = self.emitting.front() {
            let slot = self.slots.get_mut(place).and_then(Option::as_mut);
            let event = slot.and_then(|slot| Some((slot.watched.next_event()?, slot)));
            let Some((event, slot)) = event else {
                self.emitting.pop_front();
                continue;
            };
            let (target, saved) = (slot.watched.target.clone(), slot.watched.save());
            if slot.watched.is_over() {
                self.remove(place);
            }
            if let Some(update) = T::update(target, Ok(event), saved) {
                return Some(update);
            }
        }
        let (target, error, saved) = self.errors.pop_front()?;
        T::update(target, Err(error), saved)
    }

    #[cfg(feature = "webhook")]
    pub(super) fn subscribe_webhooks(&self) -> std::sync::Weak<WebhookQueue> {
        self.webhooks.observe();
        Arc::downgrade(&self.webhooks)
    }

    /// Processes the queued webhooks.
    ///
    /// A webhook of a scoring job does not name its batch, so every batch of its job is checked.
    /// After [`MAX_VISITS`] of them the remaining webhooks wait for the next `poll_next`, so that
    /// other tasks are not blocked.
    fn take_webhooks(&mut self, now: Instant, visits: &mut usize, context: &Context<'_>) {
        // The rest stays in the queue, whose length is limited.
        if self.waiting.is_empty() {
            self.waiting = self.webhooks.take(context.waker());
        }
        while *visits < MAX_VISITS
            && let Some(webhook) = self.waiting.pop_front()
        {
            let job = job_hash(webhook.tenant(), webhook.job_id());
            let places = self.by_job.get(&job);
            for place in places.into_iter().flatten() {
                *visits += 1;
                let Some(slot) = self.slots.get_mut(*place).and_then(Option::as_mut) else {
                    continue;
                };
                if slot.watched.apply_webhook(&webhook, now) {
                    self.inbox.show(&slot.key, &slot.watched.target, slot.watched.report());
                    self.emitting.push_back(*place);
                    self.idle_until = None;
                }
            }
            if self.recent.len() == MAX_RECENT {
                self.recent.pop_front();
            }
            self.recent.push_back((job, webhook));
        }
        if !self.waiting.is_empty() {
            context.waker().wake_by_ref();
        }
    }

    fn fail(&mut self, place: usize, error: Error) {
        if let Some(slot) = self.remove(place) {
            let saved = slot.watched.save();
            self.errors.push_back((slot.watched.target, error, saved));
        }
    }

    fn expire(&mut self, now: Instant) {
        while let Some(&(deadline, place)) = self.deadlines.first()
            && deadline <= now
        {
            let error = self
                .slots
                .get_mut(place)
                .and_then(Option::as_mut)
                .map(|slot| slot.watched.expired());
            match error {
                Some(error) => self.fail(place, error),
                None => drop(self.deadlines.pop_first()),
            }
        }
    }
}

impl<T: Watchable> Stream for WatchMany<T> {
    type Item = T::Update;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let mut visits = 0;
        loop {
            // First, so that no update on a removed target is returned.
            let Requests { added, removed, may_grow } = this.inbox.take(context.waker());
            this.remove_keys(&removed);
            if let Some(update) = this.next_update() {
                for target in added {
                    this.add(target);
                }
                return Poll::Ready(Some(update));
            }
            if !this.receives_webhooks && this.webhooks.is_observed() {
                this.receives_webhooks = true;
                this.slots.iter_mut().flatten().for_each(|slot| slot.watched.observe());
            }
            for target in added {
                this.add(target);
            }
            this.take_completed(context);
            let now = Instant::now();
            this.take_webhooks(now, &mut visits, context);
            // What was received is emitted before a deadline ends its target.
            if this.emitting.is_empty() {
                this.expire(now);
            }
            if !this.emitting.is_empty() || !this.errors.is_empty() {
                continue;
            }
            if this.poll_one(now, context) {
                visits += this.slots.len();
                if visits < MAX_VISITS {
                    continue;
                }
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            if this.slot_by_key.is_empty() && !may_grow {
                return Poll::Ready(None);
            }
            // Without a target there is no deadline, and only the inbox can wake the stream.
            let Some((deadline, _)) = this.deadlines.first() else { return Poll::Pending };
            let wake = this.idle_until.map_or(*deadline, |until| until.min(*deadline));
            let timer = this.timer.get_or_insert_with(|| Box::pin(sleep_until(wake)));
            if timer.deadline() != wake {
                timer.as_mut().reset(wake);
            }
            if timer.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
        }
    }
}

impl<T: Watchable> Drop for WatchMany<T> {
    fn drop(&mut self) {
        self.inbox.close();
        self.webhooks.close();
    }
}

impl<T: Watchable> fmt::Debug for WatchMany<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchMany").field("batches", &self.len()).finish_non_exhaustive()
    }
}

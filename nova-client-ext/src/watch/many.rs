//! Watching many batches and scoring jobs: [`Nova::watch_all`].

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;
use nova_client::{BoxFuture, Operation};
use tokio::time::{Instant, Sleep, sleep_until};

use super::emitted::{Emitted, hash};
use super::inbox::{Added, Inbox, Notices, Requests, WatchHandle};
use super::merge::Notice;
use super::options::WaitOptions;
use super::saved::SavedWatch;
use super::schedule::{self, MAX_POLLS, MaxGap, Next};
use super::target::{Poll as PollCall, WatchTarget, Watchable};
use super::watched::Watched;
use crate::latency::POLL_COST_AMONG_MANY;
use crate::transport::ReservedPermit;
use crate::{Batch, BatchReport, Error, Nova, ScoringJob};

/// The number of forecasts that are updated after each poll.
const FORECASTS_PER_POLL: usize = 16;
/// The number of webhooks that are kept for targets that are added later.
const MAX_RECENT: usize = 1000;
/// The number of targets checked in one `poll_next` after which no further webhook is processed in it,
/// some milliseconds of work.
const MAX_VISITS: usize = 10_000;

impl Nova {
    /// Watches any number of batches, of any tenants, in one stream.
    ///
    /// The events of each batch are those of [`Batch::watch`], and end with
    /// [`BatchEvent::Settled`](crate::watch::BatchEvent::Settled) or an error of that batch, which
    /// does not affect the others. Its timeout begins when it is added. The stream ends when every
    /// batch has ended and no [`handle`](WatchAll::handle) exists that could add more. A batch that
    /// is already watched is not watched twice.
    ///
    /// **Order of polls.** The polls share the background part of the rate limit
    /// ([`Pacing::background_share`](crate::Pacing::background_share)); foreground calls of this
    /// `Nova` have priority. Each permit is used for the batch with the highest expected lag, the time
    /// from its end to the poll that sees it: the one that is most likely to have ended comes first.
    /// Batches of unknown age (without [`WaitOptions::submitted_at`]) come before, but use at most
    /// every other permit.
    /// Failed polls are repeated when nothing else is due.
    ///
    /// **The longest interval.** With N batches and r permits a second, a batch that was not polled
    /// for max(10 s, 4 N/r) comes before all others, the longest unpolled first, and is then polled
    /// within N/r. The interval between two polls is thus at most max(10 s, 4 N/r) + N/r (500 s
    /// with 1000 batches and 10 permits a second), plus the duration of the poll. A pause after a
    /// 429 adds to this; a batch whose polls fail waits up to 30 s more, or for
    /// the `Retry-After`.
    ///
    /// **Memory.** About 1 kB for each batch and 160 bytes for each of its jobs, with ids of usual
    /// length: the last report, without assessments, and a record of the emitted events. Ten thousand
    /// batches of 25 jobs take 50 MB.
    ///
    /// ```no_run
    /// # use nova_client_ext::{Batch, Error, Nova, WaitOptions};
    /// # async fn example(nova: Nova, old: Vec<Batch>, new: Batch) -> Result<(), Error> {
    /// let mut updates = nova.watch_all(old);
    /// updates.handle().add((new, WaitOptions::default().submitted_at(chrono::Utc::now())))?;
    /// while let Some(update) = updates.next().await {
    ///     match update.event {
    ///         Ok(event) => println!("{}: {event:?}", update.batch.id()),
    ///         Err(error) => eprintln!("{}: {error}", update.batch.id()),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn watch_all<I>(&self, batches: I) -> WatchAll
    where
        I: IntoIterator,
        I::Item: Into<(Batch, WaitOptions)>,
    {
        self.watch_many(batches)
    }

    /// Watches any number of scoring jobs, of any tenants, in one stream, for applications that
    /// were scored or [retried](crate::Job::retry) individually. Works as
    /// [`watch_all`](Self::watch_all) does for batches.
    pub fn watch_jobs<I>(&self, jobs: I) -> WatchMany<ScoringJob>
    where
        I: IntoIterator,
        I::Item: Into<(ScoringJob, WaitOptions)>,
    {
        self.watch_many(jobs)
    }

    /// Watches batches and scoring jobs in one stream. Works as [`watch_all`](Self::watch_all) does
    /// for batches.
    pub fn watch_mixed<I>(&self, targets: I) -> WatchMany<WatchTarget>
    where
        I: IntoIterator,
        I::Item: Into<(WatchTarget, WaitOptions)>,
    {
        self.watch_many(targets)
    }

    fn watch_many<T, I>(&self, targets: I) -> WatchMany<T>
    where
        T: Watchable,
        I: IntoIterator,
        I::Item: Into<(T, WaitOptions)>,
    {
        let now = Instant::now();
        let mut many = WatchMany::new(self.clone(), now);
        for target in targets {
            let (target, options) = target.into();
            many.add(Added { target: target.into(), options, at: now });
        }
        many
    }
}

/// Converts a target without options into one with default options.
macro_rules! with_default_options {
    ($($target:ty => $watched:ty),+) => {$(
        impl From<$target> for ($watched, WaitOptions) {
            fn from(target: $target) -> Self {
                (target.into(), WaitOptions::default())
            }
        }
    )+};
}

with_default_options! {
    Batch => Batch,
    ScoringJob => ScoringJob,
    WatchTarget => WatchTarget,
    Batch => WatchTarget,
    ScoringJob => WatchTarget
}

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
    notices: Arc<Notices>,
    /// The last webhooks, for targets that are added later.
    recent: VecDeque<(u64, Arc<Notice>)>,
    target: PhantomData<fn() -> T>,
    slots: Vec<Option<Slot>>,
    free: Vec<usize>,
    /// The slot of each target, by the hash of its key. Two keys collide once in 10^16 targets; the
    /// second would count as watched already.
    slot_by_key: HashMap<u64, usize>,
    deadlines: BTreeSet<(Instant, usize)>,
    /// The slots with events to emit.
    emitting: VecDeque<usize>,
    /// Errors of targets that are not, or no longer, watched.
    errors: VecDeque<(WatchTarget, Error, SavedWatch)>,
    polls: Vec<RunningPoll>,
    /// In a mutex only so that the stream is `Sync`: it is accessed by `get_mut` and never locked.
    permit: Option<Mutex<BoxFuture<'static, Result<ReservedPermit, Error>>>>,
    /// No poll is due before this; `None` if unknown.
    idle_until: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
    /// The slot whose forecast was updated last.
    last_refreshed: usize,
    /// Whether the last poll was of a batch of unknown age.
    last_was_unknown: bool,
    /// Whether webhooks are passed to this stream.
    is_observed: bool,
    /// The slots of the targets of each job, by its hash.
    by_job: HashMap<u64, Vec<usize>>,
    /// Webhooks that wait for the next `poll_next`.
    waiting: VecDeque<Arc<Notice>>,
}

/// Returns the hash of a tenant's job.
fn job_hash(tenant: &str, job: &str) -> u64 {
    // Ids contain no control characters, so the separator is unambiguous.
    hash(&format!("{tenant}\n{job}"))
}

struct Slot {
    watched: Box<Watched>,
    key: String,
    key_hash: u64,
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
            notices: Arc::new(Notices::default()),
            recent: VecDeque::new(),
            target: PhantomData,
            slots: Vec::new(),
            free: Vec::new(),
            slot_by_key: HashMap::new(),
            deadlines: BTreeSet::new(),
            emitting: VecDeque::new(),
            errors: VecDeque::new(),
            polls: Vec::new(),
            permit: None,
            idle_until: Some(now),
            timer: None,
            last_refreshed: 0,
            last_was_unknown: false,
            is_observed: false,
            by_job: HashMap::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Sets the longest interval between two polls of a target.
    #[cfg(feature = "run")]
    pub(crate) fn max_gap(mut self, max_gap: MaxGap) -> Self {
        self.max_gap = max_gap;
        self
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

    /// Returns the last report of each watched target that was polled. The report of a scoring job
    /// is that of a batch of one, under the scoring job's id.
    pub fn reports(&self) -> impl Iterator<Item = (&T, &BatchReport)> {
        self.slots
            .iter()
            .flatten()
            .filter_map(|slot| Some((T::of(&slot.watched.target)?, &**slot.watched.report()?)))
    }

    /// Returns the state of every watched target to store, so that another stream can continue from
    /// here: [`WaitOptions::resume`].
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
            let saved = initial_state(&added);
            self.errors.push_back((added.target, error, saved));
            return;
        }
        let Added { target, options, at } = added;
        let key = target.key();
        let tenant_id = target.job().tenant().id().as_str();
        let job_hash = job_hash(tenant_id, target.job().id().as_str());
        let (key_hash, tenant_hash) = (hash(&key), hash(tenant_id));
        // A submit may return an existing batch, which may have ended already. So it is polled as
        // soon as nothing else is due, unless webhooks report the end.
        let poll_early = options.submission.is_some() && !self.is_observed;
        let mut watched = Box::new(Watched::new(target, options, POLL_COST_AMONG_MANY, at));
        if poll_early {
            watched.poll_soon(at);
        }
        if watched.is_over() || self.slot_by_key.contains_key(&key_hash) {
            return;
        }
        let place = self.free.pop().unwrap_or(self.slots.len());
        self.slot_by_key.insert(key_hash, place);
        if self.is_observed {
            watched.observe();
            for (_, notice) in self.recent.iter().filter(|(of, _)| *of == job_hash) {
                if watched.notice(notice, at) {
                    self.emitting.push_back(place);
                }
            }
        }
        self.inbox.show(&key, &watched.target, None);
        let deadline = watched.deadline(at);
        let slot =
            Slot { deadline, watched, key, key_hash, tenant_hash, job_hash, is_polling: false };
        self.by_job.entry(job_hash).or_default().push(place);
        self.deadlines.insert((deadline, place));
        if place == self.slots.len() {
            self.slots.push(Some(slot));
        } else {
            self.slots[place] = Some(slot);
        }
        self.idle_until = None;
    }

    fn remove(&mut self, place: usize) -> Option<Slot> {
        let slot = self.slots.get_mut(place)?.take()?;
        self.slot_by_key.remove(&slot.key_hash);
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

    /// Removes the targets that handles have removed.
    fn remove_keys(&mut self, keys: &[String]) {
        for key in keys {
            if let Some(place) = self.slot_by_key.get(&hash(key)) {
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
    pub(super) fn observed(&self) -> std::sync::Weak<Notices> {
        self.notices.observe();
        Arc::downgrade(&self.notices)
    }

    /// Processes the queued webhooks.
    ///
    /// A webhook of a scoring job does not name its batch, so every batch of its job is checked.
    /// After [`MAX_VISITS`] of them the remaining webhooks wait for the next `poll_next`, so that
    /// other tasks are not blocked.
    fn take_notices(&mut self, now: Instant, visits: &mut usize, context: &Context<'_>) {
        self.waiting.extend(self.notices.take(context.waker()));
        while *visits < MAX_VISITS
            && let Some(notice) = self.waiting.pop_front()
        {
            let job = job_hash(notice.tenant(), notice.job_id());
            let places = self.by_job.get(&job);
            for place in places.into_iter().flatten() {
                *visits += 1;
                let Some(slot) = self.slots.get_mut(*place).and_then(Option::as_mut) else {
                    continue;
                };
                if slot.watched.notice(&notice, now) {
                    self.inbox.show(&slot.key, &slot.watched.target, slot.watched.report());
                    self.emitting.push_back(*place);
                    self.idle_until = None;
                }
            }
            if self.recent.len() == MAX_RECENT {
                self.recent.pop_front();
            }
            self.recent.push_back((job, notice));
        }
        if !self.waiting.is_empty() {
            context.waker().wake_by_ref();
        }
    }

    /// Processes every completed poll.
    fn take_completed(&mut self, context: &mut Context<'_>) {
        let mut index = 0;
        while let Some(running) = self.polls.get_mut(index) {
            let Poll::Ready(outcome) = Pin::new(&mut running.call).poll(context) else {
                index += 1;
                continue;
            };
            let RunningPoll { slot: place, sent, .. } = self.polls.swap_remove(index);
            self.idle_until = None;
            let Some(slot) = self.slots.get_mut(place).and_then(Option::as_mut) else { continue };
            slot.is_polling = false;
            match slot.watched.polled(outcome, (sent, Instant::now())) {
                Ok(()) => {
                    self.inbox.show(&slot.key, &slot.watched.target, slot.watched.report());
                    self.emitting.push_back(place);
                }
                Err(error) => self.fail(place, error),
            }
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

    /// Starts the next poll, if one is due and a permit is available. Returns whether it did.
    fn poll_one(&mut self, now: Instant, context: &mut Context<'_>) -> bool {
        if self.idle_until.is_some_and(|until| until > now) {
            return false;
        }
        self.idle_until = None;
        if self.polls.len() >= MAX_POLLS {
            return false;
        }
        // While a permit is awaited, a poll is due.
        let mut next = None;
        if self.permit.is_none() {
            next = self.choose(now);
            let (Some(_), Some(operation)) = (next, self.operation) else { return false };
            let core = Arc::clone(&self.nova.core);
            self.permit =
                Some(Mutex::new(Box::pin(async move { core.background_permit(operation).await })));
        }
        let Some(Poll::Ready(permit)) = self.permit.as_mut().map(|permit| {
            let permit = permit.get_mut().unwrap_or_else(PoisonError::into_inner);
            permit.as_mut().poll(context)
        }) else {
            return false;
        };
        self.permit = None;
        let Ok(permit) = permit else {
            // Only a request with a deadline can be rejected, and this one has none.
            return false;
        };
        let Some(place) = next.or_else(|| self.choose(now)) else { return false };
        let Some(slot) = self.slots.get_mut(place).and_then(Option::as_mut) else { return false };
        slot.is_polling = true;
        self.last_was_unknown = slot.watched.is_unknown();
        let call = slot.watched.poll().permit(permit);
        self.polls.push(RunningPoll { slot: place, tenant: slot.tenant_hash, sent: now, call });
        self.refresh();
        true
    }

    /// Returns the slot to poll now. If there is none, sets `idle_until`.
    fn choose(&mut self, now: Instant) -> Option<usize> {
        let rate =
            self.operation.map_or(1.0, |operation| self.nova.core.background_rate(operation));
        let max_gap = self.max_gap.among(self.slot_by_key.len(), rate);
        let full = schedule::full_tenants(self.polls.iter().map(|poll| poll.tenant));
        let free = self.slots.iter().enumerate().filter_map(|(place, slot)| {
            let slot = slot
                .as_ref()
                .filter(|slot| !slot.is_polling && !full.contains(&slot.tenant_hash))?;
            Some((place, &*slot.watched))
        });
        match schedule::next(free, max_gap, self.last_was_unknown, now) {
            Next::Poll(place) => Some(place),
            Next::Idle(until) => {
                self.idle_until = Some(until);
                None
            }
        }
    }

    /// Updates a few forecasts with what was learned since they were made.
    fn refresh(&mut self) {
        let learned = self.nova.latency().learned();
        for _ in 0..FORECASTS_PER_POLL.min(self.slots.len()) {
            self.last_refreshed = (self.last_refreshed + 1) % self.slots.len();
            if let Some(slot) = &mut self.slots[self.last_refreshed] {
                slot.watched.refresh_forecast(learned);
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
            if !this.is_observed && this.notices.is_observed() {
                this.is_observed = true;
                this.slots.iter_mut().flatten().for_each(|slot| slot.watched.observe());
            }
            for target in added {
                this.add(target);
            }
            this.take_completed(context);
            let now = Instant::now();
            this.take_notices(now, &mut visits, context);
            this.expire(now);
            if !this.emitting.is_empty() || !this.errors.is_empty() || this.poll_one(now, context) {
                continue;
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
        self.notices.close();
    }
}

impl<T: Watchable> fmt::Debug for WatchMany<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchMany").field("batches", &self.len()).finish_non_exhaustive()
    }
}

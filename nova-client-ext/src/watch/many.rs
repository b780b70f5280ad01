//! Many batches: [`Nova::watch_all`].

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
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

/// Forecasts that are made anew at a time when much has been learned.
const REFRESHED: usize = 16;
/// Webhooks that are kept for what is added after they came.
const MAX_RECENT: usize = 1000;
/// Targets that are asked about webhooks in one poll, some milliseconds' worth.
const MAX_VISITS: usize = 10_000;

impl Nova {
    /// Watches any number of batches, of any tenants, in one stream.
    ///
    /// Each batch is emitted of as by [`Batch::watch`], and ends with
    /// [`BatchEvent::Settled`](crate::watch::BatchEvent::Settled) or an error of its own, which concerns
    /// no other. Its deadline counts from when it was added. The stream ends when every batch has
    /// ended and no [`handle`](WatchAll::handle) is left that could add more. A batch that is being
    /// watched already is not watched twice.
    ///
    /// **Who is next.** The polls share the background's part of the rate limit
    /// ([`Pacing::background_share`](crate::Pacing::background_share)); foreground calls of this
    /// `Nova` go first. Each time there is a permit, the batch in which the most lag is to be expected
    /// is polled: one that has probably just been settled goes before one that surely has not. A
    /// batch whose age is not known ([`WaitOptions::submitted_at`]) is polled first of all, but
    /// at most with every other permit. Polls that failed are repeated when nothing else is due.
    ///
    /// **The longest gap.** With N batches and r permits a second, a batch that was not polled for
    /// 10 s or 4 N/r, whichever is more, goes before all others, the longest unpolled first; so it is
    /// polled N/r later at the latest. The gap between two polls is at most max(10 s, 4 N/r) +
    /// N/r, with 1000 batches and 10 permits a second 500 s, and the time of the poll itself. (With a
    /// hold of the bucket after a 429, that long more; a batch whose polls fail waits up to 30 s
    /// more, or as long as the vendor asks.)
    ///
    /// **Memory.** About a kilobyte for each batch and 160 bytes for each of its jobs, ids of usual
    /// length included: the last report, which holds no assessments, and what was emitted. Ten
    /// thousand batches of 25 jobs are 50 MB.
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

    /// Watches any number of scoring jobs, of any tenants, in one stream: applications that were
    /// scored or [retried](crate::Job::retry) by themselves. As [`watch_all`](Self::watch_all) for
    /// batches.
    pub fn watch_jobs<I>(&self, jobs: I) -> WatchMany<ScoringJob>
    where
        I: IntoIterator,
        I::Item: Into<(ScoringJob, WaitOptions)>,
    {
        self.watch_many(jobs)
    }

    /// Watches batches and scoring jobs in one stream, saved and resumed alike. As
    /// [`watch_all`](Self::watch_all) for batches.
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

/// What a target given by itself stands for: default options.
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

fn saved_of(added: &Added) -> SavedWatch {
    let Added { target, options, .. } = added;
    match &options.resume {
        Some(saved) => (**saved).clone(),
        None => SavedWatch::new(target, options.submitted_at, options.jobs, Emitted::default()),
    }
}

/// The events of many batches, as one stream. Made by [`Nova::watch_all`].
pub type WatchAll = WatchMany<Batch>;

/// The events of many batches, scoring jobs or both, as one stream. Made by [`Nova::watch_all`],
/// [`Nova::watch_jobs`] and [`Nova::watch_mixed`].
#[must_use = "a stream does nothing unless it is polled"]
pub struct WatchMany<T: Watchable = Batch> {
    nova: Nova,
    operation: Option<&'static Operation>,
    max_gap: MaxGap,
    inbox: Arc<Inbox>,
    notices: Arc<Notices>,
    /// The last webhooks, for what is added after them.
    recent: VecDeque<Arc<Notice>>,
    target: PhantomData<fn() -> T>,
    slots: Vec<Option<Slot>>,
    free: Vec<usize>,
    names: HashSet<u64>,
    deadlines: BTreeSet<(Instant, usize)>,
    /// Targets that have events pending.
    emitting: VecDeque<usize>,
    /// Errors of batches that are not, or no longer, watched.
    errors: VecDeque<(WatchTarget, Error, SavedWatch)>,
    polls: Vec<UnderWay>,
    /// In a lock that is never taken: it makes the stream `Sync`.
    permit: Option<Mutex<BoxFuture<'static, Result<ReservedPermit, Error>>>>,
    /// Nothing is due before this; `None` if that is not known.
    idle_until: Option<Instant>,
    alarm: Option<Pin<Box<Sleep>>>,
    refreshed: usize,
    /// The last poll was one at a batch of unknown age.
    was_unknown: bool,
    /// Webhooks may report something.
    is_observed: bool,
    /// The places of the targets of each job, by its hash.
    by_job: HashMap<u64, Vec<usize>>,
    /// Webhooks that wait for the next poll.
    waiting: VecDeque<Arc<Notice>>,
}

/// The hash of a job of a tenant.
fn job_hash(tenant: &str, job: &str) -> u64 {
    // No id holds a control character.
    hash(&format!("{tenant}\n{job}"))
}

struct Slot {
    watched: Box<Watched>,
    name: u64,
    key: String,
    tenant: u64,
    job: u64,
    deadline: Instant,
    under_way: bool,
}

struct UnderWay {
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
            names: HashSet::new(),
            deadlines: BTreeSet::new(),
            emitting: VecDeque::new(),
            errors: VecDeque::new(),
            polls: Vec::new(),
            permit: None,
            idle_until: Some(now),
            alarm: None,
            refreshed: 0,
            was_unknown: false,
            is_observed: false,
            by_job: HashMap::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Polls no target more rarely than this.
    #[cfg(feature = "run")]
    pub(crate) fn max_gap(mut self, max_gap: MaxGap) -> Self {
        self.max_gap = max_gap;
        self
    }

    /// Waits for the next update; `None` after the last one.
    ///
    /// The same as `StreamExt::next` of `futures` and `tokio-stream`, without an import. Cancel
    /// safe: an event that is not returned comes with the next call.
    pub async fn next(&mut self) -> Option<T::Update> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// A handle that can add batches, from wherever and whenever. While there is one, the stream
    /// does not end.
    pub fn handle(&self) -> WatchHandle<T> {
        WatchHandle::new(&self.inbox)
    }

    /// How many batches are being watched.
    pub fn len(&self) -> usize {
        self.names.len() + self.inbox.waiting()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns how each target that is being watched was last seen; nothing of one that was not seen
    /// yet. A scoring job is seen as a batch of one, under its own id.
    pub fn reports(&self) -> impl Iterator<Item = (&T, &BatchReport)> {
        self.slots
            .iter()
            .flatten()
            .filter_map(|slot| Some((T::of(&slot.watched.target)?, &**slot.watched.report()?)))
    }

    /// Returns what is to be stored of every target that is being watched, so that another stream
    /// goes on from here: [`WaitOptions::resume`].
    pub fn save(&self) -> Vec<SavedWatch> {
        let watched = self.slots.iter().flatten().map(|slot| slot.watched.save());
        watched.chain(self.inbox.each_added(saved_of)).collect()
    }

    fn add(&mut self, added: Added) {
        let invalid = if self.nova == *added.target.nova() {
            added.options.check(&added.target).err()
        } else {
            Some(Error::invalid(
                "the batch",
                "belongs to another Nova, whose key and pacing are not shared",
            ))
        };
        if let Some(error) = invalid {
            let saved = saved_of(&added);
            self.errors.push_back((added.target, error, saved));
            return;
        }
        let Added { target, options, at } = added;
        let key = target.key();
        let tenant = target.job().tenant().id().as_str();
        let (job, tenant) = (job_hash(tenant, target.job().id().as_str()), hash(tenant));
        let name = hash(&key);
        // With its submission known, it is polled as soon as nothing else is due: it may have been
        // there before, and have ended. Unless webhooks report the end.
        let is_known = options.submission.is_some() && !self.is_observed;
        let mut watched = Box::new(Watched::new(target, options, POLL_COST_AMONG_MANY, at));
        if is_known {
            watched.poll_soon(at);
        }
        if watched.is_over() || !self.names.insert(name) {
            return;
        }
        let place = self.free.pop().unwrap_or(self.slots.len());
        if self.is_observed {
            watched.observe();
            let of_job = |notice: &&Arc<Notice>| job_hash(notice.tenant(), notice.job_id()) == job;
            for notice in self.recent.iter().filter(of_job) {
                if watched.notice(notice, at) {
                    self.emitting.push_back(place);
                }
            }
        }
        self.inbox.show(&key, &watched.target, None);
        let deadline = watched.deadline(at);
        let slot = Slot { deadline, watched, name, key, tenant, job, under_way: false };
        self.by_job.entry(job).or_default().push(place);
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
        self.names.remove(&slot.name);
        self.inbox.hide(&slot.key);
        self.deadlines.remove(&(slot.deadline, place));
        if let Entry::Occupied(mut places) = self.by_job.entry(slot.job) {
            places.get_mut().retain(|other| *other != place);
            if places.get().is_empty() {
                places.remove();
            }
        }
        self.free.push(place);
        self.emitting.retain(|other| *other != place);
        if slot.under_way {
            self.polls.retain(|poll| poll.slot != place);
        }
        self.idle_until = None;
        Some(slot)
    }

    /// Stops watching what handles have removed.
    fn remove_keys(&mut self, keys: &[String]) {
        for key in keys {
            let is_it = |slot: &Option<Slot>| slot.as_ref().is_some_and(|slot| slot.key == *key);
            if let Some(place) = self.slots.iter().position(is_it) {
                self.remove(place);
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

    /// Takes in what webhooks have reported.
    ///
    /// A webhook of a scoring job does not say its batch, so each batch of its job is asked. Where a
    /// job has thousands of them, the rest waits for the next poll, so that nobody else does.
    fn take_notices(&mut self, now: Instant, visits: &mut usize, context: &Context<'_>) {
        self.waiting.extend(self.notices.take(context.waker()));
        while *visits < MAX_VISITS
            && let Some(notice) = self.waiting.pop_front()
        {
            let places = self.by_job.get(&job_hash(notice.tenant(), notice.job_id()));
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
            self.recent.push_back(notice);
        }
        if !self.waiting.is_empty() {
            context.waker().wake_by_ref();
        }
    }

    /// Takes in every poll that has come to an end.
    fn take_in(&mut self, context: &mut Context<'_>) {
        let mut index = 0;
        while let Some(under_way) = self.polls.get_mut(index) {
            let Poll::Ready(outcome) = Pin::new(&mut under_way.call).poll(context) else {
                index += 1;
                continue;
            };
            let UnderWay { slot: place, sent, .. } = self.polls.swap_remove(index);
            self.idle_until = None;
            let Some(slot) = self.slots.get_mut(place).and_then(Option::as_mut) else { continue };
            slot.under_way = false;
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

    /// Polls the batch that is next, if one is due and there is a permit. False if there is
    /// nothing to do now.
    fn poll_one(&mut self, now: Instant, context: &mut Context<'_>) -> bool {
        if self.idle_until.is_some_and(|until| until > now) {
            return false;
        }
        self.idle_until = None;
        if self.polls.len() >= MAX_POLLS {
            return false;
        }
        // While a permit is awaited, something is due.
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
            // Only a deadline is rejected, and a permit of the background has none.
            return false;
        };
        let Some(place) = next.or_else(|| self.choose(now)) else { return false };
        let Some(slot) = self.slots.get_mut(place).and_then(Option::as_mut) else { return false };
        slot.under_way = true;
        self.was_unknown = slot.watched.is_unknown();
        let call = slot.watched.poll().permit(permit);
        self.polls.push(UnderWay { slot: place, tenant: slot.tenant, sent: now, call });
        self.refresh();
        true
    }

    /// The batch to poll now. If there is none, `idle_until` says when there may be.
    fn choose(&mut self, now: Instant) -> Option<usize> {
        let rate =
            self.operation.map_or(1.0, |operation| self.nova.core.background_rate(operation));
        let max_gap = self.max_gap.among(self.names.len(), rate);
        let full = schedule::full_tenants(self.polls.iter().map(|look| look.tenant));
        let free = self.slots.iter().enumerate().filter_map(|(place, slot)| {
            let slot =
                slot.as_ref().filter(|slot| !slot.under_way && !full.contains(&slot.tenant))?;
            Some((place, &*slot.watched))
        });
        match schedule::next(free, max_gap, self.was_unknown, now) {
            Next::Poll(place) => Some(place),
            Next::Idle(until) => {
                self.idle_until = Some(until);
                None
            }
        }
    }

    /// Brings a few forecasts up to what has been learned since they were made.
    fn refresh(&mut self) {
        let learned = self.nova.latency().learned();
        for _ in 0..REFRESHED.min(self.slots.len()) {
            self.refreshed = (self.refreshed + 1) % self.slots.len();
            if let Some(slot) = &mut self.slots[self.refreshed] {
                slot.watched.expect_better(learned);
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
            // First, so that nothing more comes of what a handle has removed.
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
            this.take_in(context);
            let now = Instant::now();
            this.take_notices(now, &mut visits, context);
            this.expire(now);
            if !this.emitting.is_empty() || !this.errors.is_empty() || this.poll_one(now, context) {
                continue;
            }
            if this.names.is_empty() && !may_grow {
                return Poll::Ready(None);
            }
            // Without a batch there is no deadline, and nothing to wake for but the inbox.
            let Some((deadline, _)) = this.deadlines.first() else { return Poll::Pending };
            let wake = this.idle_until.map_or(*deadline, |until| until.min(*deadline));
            let alarm = this.alarm.get_or_insert_with(|| Box::pin(sleep_until(wake)));
            if alarm.deadline() != wake {
                alarm.as_mut().reset(wake);
            }
            if alarm.as_mut().poll(context).is_pending() {
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

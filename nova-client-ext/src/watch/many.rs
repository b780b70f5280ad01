//! Many batches: [`Nova::watch_all`].

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use nova_client::{BoxFuture, Operation};
use tokio::time::{Instant, Sleep, sleep_until};

use super::emitted::hash;
use super::event::BatchUpdate;
use super::inbox::{Added, Inbox, WatchHandle};
use super::merge::Notice;
use super::options::WaitOptions;
use super::saved::SavedWatch;
use super::schedule::{self, MOST_LOOKS, Next};
use super::watched::{Look, Watched};
use crate::latency::POLL_COST_AMONG_MANY;
use crate::transport::ReservedPermit;
use crate::{Batch, BatchReport, Error, Nova};

/// Forecasts that are made anew at a time when much has been learned.
const REFRESHED: usize = 16;
/// Batches that are asked about webhooks in one poll, some milliseconds' worth.
const MAX_VISITS: usize = 100_000;

impl Nova {
    /// Watches any number of batches, of any tenants, in one stream.
    ///
    /// Each batch is told of as by [`Batch::watch`], and ends with
    /// [`BatchEvent::Settled`](crate::watch::BatchEvent::Settled) or an error of its own, which concerns
    /// no other. Its deadline counts from when it was added. The stream ends when every batch has
    /// ended and no [`handle`](WatchAll::handle) is left that could add more. A batch that is being
    /// watched already is not watched twice.
    ///
    /// **Who is next.** The looks share the background's part of the rate limit
    /// ([`Pacing::background_share`](crate::Pacing::background_share)); foreground calls of this
    /// `Nova` go first. Each time a turn comes, the batch in which the most lag is to be expected
    /// is looked at: one that has probably just been settled goes before one that surely has not. A
    /// batch whose age is not known ([`WaitOptions::submitted_at`]) is looked at first of all, but
    /// at most every other turn. Looks that failed are repeated when nothing else is due.
    ///
    /// **The longest gap.** With N batches and r turns a second, a batch that was not looked at for
    /// 10 s or 4 N/r, whichever is more, goes before all others, the longest unpolled first; so it is
    /// looked at N/r later at the latest. The gap between two looks is at most max(10 s, 4 N/r) +
    /// N/r, with 1000 batches and 10 turns a second 500 s, and the time of the look itself. (With a
    /// hold of the bucket after a 429, that long more; a batch whose looks fail waits up to 30 s
    /// more, or as long as the vendor asks.)
    ///
    /// **Memory.** About a kilobyte for each batch and 160 bytes for each of its jobs, ids of usual
    /// length included: the last report, which holds no assessments, and what was told. Ten
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
        let now = Instant::now();
        let mut all = WatchAll::new(self.clone(), now);
        for batch in batches {
            all.add(Added::new(batch.into(), now));
        }
        all
    }
}

/// The default options.
impl From<Batch> for (Batch, WaitOptions) {
    fn from(batch: Batch) -> Self {
        (batch, WaitOptions::default())
    }
}

/// The events of many batches, as one stream. Made by [`Nova::watch_all`].
#[must_use = "a stream does nothing unless it is polled"]
pub struct WatchAll {
    nova: Nova,
    operation: Option<&'static Operation>,
    inbox: Arc<Inbox>,
    slots: Vec<Option<Slot>>,
    free: Vec<usize>,
    names: HashSet<u64>,
    deadlines: BTreeSet<(Instant, usize)>,
    /// Batches that have something to tell.
    telling: VecDeque<usize>,
    /// Errors of batches that are not, or no longer, watched.
    errors: VecDeque<BatchUpdate>,
    looks: Vec<UnderWay>,
    permit: Option<BoxFuture<'static, Result<ReservedPermit, Error>>>,
    /// Nothing is due before this; `None` if that is not known.
    idle_until: Option<Instant>,
    alarm: Option<Pin<Box<Sleep>>>,
    refreshed: usize,
    /// The last look was one at a batch of unknown age.
    was_unknown: bool,
    /// Webhooks may tell something.
    is_observed: bool,
    /// The places of the batches of each job, by its hash.
    by_job: HashMap<u64, Vec<usize>>,
    /// Webhooks that wait for the next poll.
    notices: VecDeque<Arc<Notice>>,
}

/// The hash of a job of a tenant.
fn job_hash(tenant: &str, job: &str) -> u64 {
    // No id holds a control character.
    hash(&format!("{tenant}\n{job}"))
}

struct Slot {
    watched: Box<Watched>,
    name: u64,
    tenant: u64,
    job: u64,
    deadline: Instant,
    under_way: bool,
}

struct UnderWay {
    slot: usize,
    tenant: u64,
    sent: Instant,
    look: Look,
}

impl WatchAll {
    fn new(nova: Nova, now: Instant) -> Self {
        Self {
            nova,
            operation: Operation::find("getScoringBatchStatus"),
            inbox: Arc::new(Inbox::default()),
            slots: Vec::new(),
            free: Vec::new(),
            names: HashSet::new(),
            deadlines: BTreeSet::new(),
            telling: VecDeque::new(),
            errors: VecDeque::new(),
            looks: Vec::new(),
            permit: None,
            idle_until: Some(now),
            alarm: None,
            refreshed: 0,
            was_unknown: false,
            is_observed: false,
            by_job: HashMap::new(),
            notices: VecDeque::new(),
        }
    }

    /// Waits for the next update; `None` after the last one.
    ///
    /// The same as `StreamExt::next` of `futures` and `tokio-stream`, without an import. Cancel
    /// safe: an event that is not returned comes with the next call.
    pub async fn next(&mut self) -> Option<BatchUpdate> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// A handle that can add batches, from wherever and whenever. While there is one, the stream
    /// does not end.
    pub fn handle(&self) -> WatchHandle {
        WatchHandle::new(&self.inbox)
    }

    /// How many batches are being watched.
    pub fn len(&self) -> usize {
        self.names.len() + self.inbox.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How each batch that is being watched was last seen; nothing of one that was not seen yet.
    pub fn reports(&self) -> impl Iterator<Item = (&Batch, &BatchReport)> {
        self.slots
            .iter()
            .flatten()
            .filter_map(|slot| Some((&slot.watched.target, slot.watched.report()?)))
    }

    /// What is to be stored of every batch that is being watched, so that another stream goes on
    /// from here: [`WaitOptions::resume`].
    pub fn save(&self) -> Vec<SavedWatch> {
        let watched = self.slots.iter().flatten().map(|slot| slot.watched.save());
        watched.chain(self.inbox.save()).collect()
    }

    fn add(&mut self, added: Added) {
        let Added { batch, options, at } = added;
        let refused = if Arc::ptr_eq(&self.nova.core, &batch.job().tenant().nova().core) {
            options.check(&batch).err()
        } else {
            Some(Error::invalid(
                "the batch",
                "belongs to another Nova, whose key and pacing are not shared",
            ))
        };
        if let Some(error) = refused {
            self.errors.push_back(BatchUpdate { batch, event: Err(error) });
            return;
        }
        let tenant = batch.job().tenant().id().as_str();
        // No id holds a control character.
        let name = hash(&format!("{tenant}\n{}\n{}", batch.job().id(), batch.id()));
        let job = job_hash(tenant, batch.job().id().as_str());
        let tenant = hash(tenant);
        let mut watched = Box::new(Watched::new(batch, options, POLL_COST_AMONG_MANY, at));
        if self.is_observed {
            watched.observe();
        }
        if watched.is_over() || !self.names.insert(name) {
            return;
        }
        let deadline = watched.deadline(at);
        let slot = Slot { deadline, watched, name, tenant, job, under_way: false };
        let place = self.free.pop().unwrap_or(self.slots.len());
        self.deadlines.insert((slot.deadline, place));
        self.by_job.entry(job).or_default().push(place);
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
        self.deadlines.remove(&(slot.deadline, place));
        if let Entry::Occupied(mut places) = self.by_job.entry(slot.job) {
            places.get_mut().retain(|other| *other != place);
            if places.get().is_empty() {
                places.remove();
            }
        }
        self.free.push(place);
        if slot.under_way {
            self.looks.retain(|look| look.slot != place);
        }
        self.idle_until = None;
        Some(slot)
    }

    fn next_update(&mut self) -> Option<BatchUpdate> {
        while let Some(&place) = self.telling.front() {
            let slot = self.slots.get_mut(place).and_then(Option::as_mut);
            let told = slot.and_then(|slot| {
                Some((slot.watched.next_event()?, slot.watched.is_over(), &slot.watched.target))
            });
            if let Some((event, is_over, batch)) = told {
                let update = BatchUpdate { batch: batch.clone(), event: Ok(event) };
                if is_over {
                    self.telling.pop_front();
                    self.remove(place);
                }
                return Some(update);
            }
            self.telling.pop_front();
        }
        self.errors.pop_front()
    }

    #[cfg(feature = "webhook")]
    pub(super) fn observed(&self) -> std::sync::Weak<Inbox> {
        self.inbox.observe();
        Arc::downgrade(&self.inbox)
    }

    /// Takes in what webhooks have told.
    ///
    /// A webhook of a scoring job does not say its batch, so each batch of its job is asked. Where a
    /// job has thousands of them, the rest waits for the next poll, so that nobody else does.
    fn take_notices(&mut self, now: Instant, context: &Context<'_>) {
        if self.notices.is_empty() {
            self.notices = self.inbox.take_notices();
        }
        let mut visits = 0;
        while visits < MAX_VISITS
            && let Some(notice) = self.notices.pop_front()
        {
            let places = self.by_job.get(&job_hash(notice.tenant(), notice.job_id()));
            for place in places.into_iter().flatten() {
                visits += 1;
                let Some(slot) = self.slots.get_mut(*place).and_then(Option::as_mut) else {
                    continue;
                };
                if slot.watched.notice(&notice, now) {
                    self.telling.push_back(*place);
                    self.idle_until = None;
                }
            }
        }
        if !self.notices.is_empty() {
            context.waker().wake_by_ref();
        }
    }

    /// Takes in every look that has come to an end.
    fn take_in(&mut self, context: &mut Context<'_>) {
        let mut index = 0;
        while let Some(under_way) = self.looks.get_mut(index) {
            let Poll::Ready(outcome) = Pin::new(&mut under_way.look).poll(context) else {
                index += 1;
                continue;
            };
            let UnderWay { slot: place, sent, .. } = self.looks.swap_remove(index);
            self.idle_until = None;
            let Some(slot) = self.slots.get_mut(place).and_then(Option::as_mut) else { continue };
            slot.under_way = false;
            match slot.watched.saw(outcome, (sent, Instant::now())) {
                Ok(()) => self.telling.push_back(place),
                Err(error) => self.fail(place, error),
            }
        }
    }

    fn fail(&mut self, place: usize, error: Error) {
        if let Some(slot) = self.remove(place) {
            self.errors.push_back(BatchUpdate { batch: slot.watched.target, event: Err(error) });
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

    /// Looks at the batch that is next, if one is due and there is a turn. False if there is
    /// nothing to do now.
    fn look(&mut self, now: Instant, context: &mut Context<'_>) -> bool {
        if self.idle_until.is_some_and(|until| until > now) {
            return false;
        }
        self.idle_until = None;
        if self.looks.len() >= MOST_LOOKS {
            return false;
        }
        // While a turn is awaited, something is due.
        let mut next = None;
        if self.permit.is_none() {
            next = self.choose(now);
            let (Some(_), Some(operation)) = (next, self.operation) else { return false };
            let core = Arc::clone(&self.nova.core);
            self.permit = Some(Box::pin(async move { core.background_permit(operation).await }));
        }
        let Some(Poll::Ready(permit)) =
            self.permit.as_mut().map(|permit| permit.as_mut().poll(context))
        else {
            return false;
        };
        self.permit = None;
        let Ok(permit) = permit else {
            // Only a deadline is refused, and a turn of the background has none.
            return false;
        };
        let Some(place) = next.or_else(|| self.choose(now)) else { return false };
        let Some(slot) = self.slots.get_mut(place).and_then(Option::as_mut) else { return false };
        slot.under_way = true;
        self.was_unknown = slot.watched.is_unknown();
        let look = slot.watched.look().permit(permit);
        self.looks.push(UnderWay { slot: place, tenant: slot.tenant, sent: now, look });
        self.refresh();
        true
    }

    /// The batch to look at now. If there is none, `idle_until` says when there may be.
    fn choose(&mut self, now: Instant) -> Option<usize> {
        let rate =
            self.operation.map_or(1.0, |operation| self.nova.core.background_rate(operation));
        let longest_gap = schedule::longest_gap(self.names.len(), rate);
        let full = schedule::full_tenants(self.looks.iter().map(|look| look.tenant));
        let free = self.slots.iter().enumerate().filter_map(|(place, slot)| {
            let slot =
                slot.as_ref().filter(|slot| !slot.under_way && !full.contains(&slot.tenant))?;
            Some((place, &*slot.watched))
        });
        match schedule::next(free, longest_gap, self.was_unknown, now) {
            Next::Look(place) => Some(place),
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

impl Stream for WatchAll {
    type Item = BatchUpdate;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(update) = this.next_update() {
                return Poll::Ready(Some(update));
            }
            let (added, may_grow) = this.inbox.take(context.waker());
            if !this.is_observed && this.inbox.is_observed() {
                this.is_observed = true;
                this.slots.iter_mut().flatten().for_each(|slot| slot.watched.observe());
            }
            for batch in added {
                this.add(batch);
            }
            this.take_in(context);
            let now = Instant::now();
            this.take_notices(now, context);
            this.expire(now);
            if !this.telling.is_empty() || !this.errors.is_empty() || this.look(now, context) {
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

impl Drop for WatchAll {
    fn drop(&mut self) {
        self.inbox.close();
    }
}

impl fmt::Debug for WatchAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchAll").field("batches", &self.len()).finish_non_exhaustive()
    }
}

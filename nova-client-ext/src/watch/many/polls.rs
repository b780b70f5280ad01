//! The polls of many batches and scoring jobs: which is next, and what it returned.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::time::Instant;

use super::super::schedule::{self, MAX_POLLS, Next};
use super::super::target::Watchable;
use super::{RunningPoll, WatchMany};

/// The number of forecasts that are updated after each poll.
const FORECASTS_PER_POLL: usize = 16;

impl<T: Watchable> WatchMany<T> {
    /// Processes every completed poll.
    pub(super) fn take_completed(&mut self, context: &mut Context<'_>) {
        let mut index = 0;
        while let Some(running) = self.polls.get_mut(index) {
            let Poll::Ready(outcome) = Pin::new(&mut running.call).poll(context) else {
                index += 1;
                continue;
            };
            let RunningPoll { slot: place, sent, .. } = self.polls.swap_remove(index);
            self.idle_until = None;
            #[cfg(feature = "run")]
            {
                self.poll_error = outcome.as_ref().err().cloned();
            }
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

    /// Starts the next poll, if one is due and a permit is available. Returns whether it did.
    pub(super) fn poll_one(&mut self, now: Instant, context: &mut Context<'_>) -> bool {
        if self.idle_until.is_some_and(|until| until > now) {
            return false;
        }
        self.idle_until = None;
        if self.polls.len() >= MAX_POLLS {
            return false;
        }
        // While a permit is awaited, a poll is due.
        let mut next = None;
        if self.next_permit.is_none() {
            next = self.choose(now);
            let (Some(_), Some(operation)) = (next, self.operation) else { return false };
            let core = Arc::clone(&self.nova.core);
            self.next_permit =
                Some(Mutex::new(Box::pin(async move { core.background_permit(operation).await })));
        }
        let Some(Poll::Ready(permit)) = self.next_permit.as_mut().map(|permit| {
            let permit = permit.get_mut().unwrap_or_else(PoisonError::into_inner);
            permit.as_mut().poll(context)
        }) else {
            return false;
        };
        self.next_permit = None;
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

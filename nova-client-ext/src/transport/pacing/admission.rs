//! Admission to a rate bucket: which call is next, and when.
//!
//! There is no background task and permits are not handed over: every waiting call has a timer of
//! its own, and takes its token itself when it is polled and is next. A call that was not polled
//! when it was due is *parked*: it loses its place until it is polled again, so that it does not
//! block the calls behind it. Times are in windows since the bucket was created.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::Priority;
use super::clock::{Clock, MAX_SLEEP};
use super::concurrency::ConcurrencyLimit;
use super::controller::{RateController, WindowSample};
use super::observation::{Observation, Standing};
use super::queue::{FairQueue, Tenant};
use super::settings::Pacing;
use super::state::BucketState;

/// A call that is not polled this long after it was due is parked. Long enough for a busy runtime,
/// short for the calls behind it.
const PARKED_AFTER: Duration = Duration::from_millis(50);
/// A call with `n` calls ahead rechecks after at most `n + 1` times this, since those ahead may be
/// parked. In a queue of `n` calls that is about `ln n` rechecks each.
const RECHECK: Duration = Duration::from_millis(250);
/// Spacing varies by up to this fraction, so that clients do not synchronise with the server's
/// windows or with each other.
const DITHER: f64 = 0.15;
/// After this many foreground calls in a row, a waiting background call is admitted.
const FOREGROUND_IN_A_ROW: u32 = 15;
/// The burst of an idle bucket, as a fraction of its rate per window; at least one call.
const BURST: f64 = 0.1;
/// A 429 holds the bucket for at least this fraction of a window.
const MIN_HOLD: f64 = 0.5;
/// Random addition to a hold, so that replicas do not wake together: this fraction of a window, and
/// of a `Retry-After` longer than one.
const HOLD_JITTER: f64 = 0.15;

/// The position of a waiting call: its tenant's lane in the queue of its priority, and its id.
type Place<'a> = (&'a Tenant, Priority, u64);

/// An admitted call: it has a token and, until it ends, a slot.
#[derive(Debug)]
pub(super) struct Admitted {
    /// The id with which it was queued.
    pub(super) id: u64,
    slot: u64,
    priority: Priority,
}

#[derive(Debug)]
pub(super) struct Admission {
    clock: Clock,
    controller: RateController,
    concurrency: ConcurrencyLimit,
    random: fastrand::Rng,
    tokens: f64,
    background_share: f64,
    background_tokens: f64,
    accrued_at: f64,
    /// The tokens that the next call needs: one, with dither.
    threshold: f64,
    held_until: f64,
    foreground: FairQueue<Waiter>,
    background: FairQueue<Waiter>,
    foreground_in_a_row: u32,
    /// Calls that were not polled when they were due, by id.
    parked: HashMap<u64, (Priority, Waiter)>,
    next_id: u64,
    /// The number of calls that have left the queue so far.
    left: u64,
    remaining: Option<u32>,
    degraded: bool,
    rate_limited: u64,
}

#[derive(Debug)]
struct Waiter {
    wake: Arc<Notify>,
    /// The time of its timer, or the time at which it was woken.
    polls_at: f64,
    /// The value of `left` at which it is expected to be next.
    next_after: u64,
}

/// Converts a length; exact for any queue.
#[allow(clippy::cast_precision_loss)]
fn as_float(length: usize) -> f64 {
    length as f64
}

/// Rounds down, with bounds.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn floor(value: f64) -> usize {
    value.clamp(0.0, 1e9) as usize
}

impl Admission {
    pub(super) fn new(
        name: &str,
        limit: u32,
        window: Duration,
        max_in_flight: Option<u32>,
        pacing: &Pacing,
    ) -> Self {
        let window = window.as_secs_f64().max(1e-3);
        let cap = pacing.limit_of(name).map(|per_second| per_second * window);
        let mut state = Self {
            clock: Clock::new(window),
            controller: RateController::new(f64::from(limit.max(1)), pacing.share, cap),
            concurrency: ConcurrencyLimit::new(pacing.max_in_flight_of(name).or(max_in_flight)),
            random: pacing.random(),
            tokens: 0.0,
            background_share: pacing.background,
            background_tokens: 1.0,
            accrued_at: 0.0,
            threshold: 1.0,
            held_until: f64::NEG_INFINITY,
            foreground: FairQueue::new(),
            background: FairQueue::new(),
            foreground_in_a_row: 0,
            parked: HashMap::new(),
            next_id: 0,
            left: 0,
            remaining: None,
            degraded: false,
            rate_limited: 0,
        };
        state.tokens = state.max_tokens();
        state
    }

    fn queue(&mut self, priority: Priority) -> &mut FairQueue<Waiter> {
        match priority {
            Priority::Foreground => &mut self.foreground,
            Priority::Background => &mut self.background,
        }
    }

    pub(super) fn queued(&self) -> usize {
        self.foreground.len() + self.background.len() + self.parked.len()
    }

    /// Returns the capacity of the bucket. It includes the dither, so that a burst is sent at once.
    fn max_tokens(&self) -> f64 {
        (self.controller.rate() * BURST).floor().max(1.0) + 2.0 * DITHER
    }

    /// Reads the clock and adds the accrued tokens.
    fn accrue(&mut self) -> f64 {
        let now = self.clock.now();
        let gained = (now - self.accrued_at) * self.controller.rate();
        self.accrued_at = now;
        let max = self.max_tokens();
        self.tokens = (self.tokens + gained).min(max);
        let share = self.background_share;
        self.background_tokens =
            (self.background_tokens + gained * share).min((max * share).max(1.0));
        now
    }

    /// Joins the queue. A call that is repeated passes the `id` of its first admission, and gets its
    /// place before the calls that have joined since. Fails with the expected wait and the length of
    /// the queue if the wait would exceed the deadline.
    pub(super) fn join(
        &mut self,
        tenant: &Tenant,
        priority: Priority,
        id: Option<u64>,
        deadline: Option<Instant>,
    ) -> Result<(u64, Arc<Notify>), (Duration, usize)> {
        let now = self.accrue();
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let id = id.unwrap_or_else(|| {
            self.next_id += 1;
            self.next_id - 1
        });
        let enough = left.map_or(usize::MAX, |left| {
            floor(self.clock.windows(left) * self.controller.expected_rate() + self.tokens + 2.0)
        });
        let ahead = match priority {
            Priority::Foreground => self.foreground.ahead_of(tenant, id, enough),
            Priority::Background => {
                self.foreground.len() + self.background.ahead_of(tenant, id, enough)
            }
        };
        if let Some(left) = left {
            let wait = self.clock.span(self.expected_wait(priority, ahead, now));
            if left.is_zero() || wait > left {
                return Err((wait, self.queued()));
            }
        }
        let wake = Arc::new(Notify::new());
        let waiter = Waiter {
            wake: Arc::clone(&wake),
            polls_at: now,
            next_after: self.left.saturating_add(ahead as u64),
        };
        self.queue(priority).push(tenant.clone(), id, waiter);
        Ok((id, wake))
    }

    /// Returns the expected wait of a call with `ahead` calls before it, at the expected rate.
    fn expected_wait(&self, priority: Priority, ahead: usize, now: f64) -> f64 {
        let held = (self.held_until - now).max(0.0);
        let missing = as_float(ahead) + 1.0 - self.tokens;
        if ahead == 0 && missing < DITHER {
            return held;
        }
        let share = if priority == Priority::Background { self.background_share } else { 1.0 };
        held.max(missing / (self.controller.expected_rate() * share))
    }

    pub(super) fn leave(&mut self, (tenant, priority, id): Place<'_>) {
        let was_queued = self.queue(priority).remove(tenant, id).is_some();
        if was_queued || self.parked.remove(&id).is_some() {
            self.left += 1;
            let now = self.accrue();
            self.wake_next(now);
        }
    }

    /// Admits the call if it is next and due; otherwise returns how long it should sleep.
    pub(super) fn poll(
        &mut self,
        (tenant, priority, id): Place<'_>,
        attempt: Duration,
    ) -> Result<Admitted, Duration> {
        let now = self.accrue();
        if let Some((_, waiter)) = self.parked.remove(&id) {
            self.queue(priority).push(tenant.clone(), id, waiter);
        }
        if let Some(waiter) = self.queue(priority).get_mut(tenant, id) {
            waiter.polls_at = now;
        }
        let next = self.next(now);
        let is_next = next.is_none_or(|(_, next)| next == id);
        let due = self.due(next.map_or(priority, |(of, _)| of), now);
        if is_next && due <= now {
            return Ok(self.admit(priority, id, now, attempt));
        }
        let mut wait = (due - now).max(0.0);
        if !is_next {
            self.wake_next(now);
            wait += 1.2 * self.park_delay();
        }
        let (left, rate) = (self.left, self.controller.rate());
        let recheck = self.clock.windows(RECHECK);
        if let Some(waiter) = self.queue(priority).get_mut(tenant, id) {
            // If the next call is due already, it may be parked, so recheck soon.
            if !is_next && due > now {
                let ahead = waiter.next_after.saturating_sub(left).saturating_sub(1);
                let ahead = as_float(usize::try_from(ahead).unwrap_or(usize::MAX));
                wait = (wait + ahead / rate).min(recheck * (ahead + 1.0));
            }
            wait = wait.min(MAX_SLEEP);
            waiter.polls_at = now + wait;
        }
        Err(self.clock.span(wait) + Duration::from_nanos(1))
    }

    /// Removes the next call from the queue, with a token and a slot.
    fn admit(&mut self, priority: Priority, id: u64, now: f64, attempt: Duration) -> Admitted {
        self.queue(priority).pop();
        self.left += 1;
        match priority {
            Priority::Foreground if self.background.is_empty() => self.foreground_in_a_row = 0,
            Priority::Foreground => self.foreground_in_a_row += 1,
            Priority::Background => {
                self.foreground_in_a_row = 0;
                self.background_tokens = (self.background_tokens - 1.0).max(-1.0);
            }
        }
        self.tokens -= 1.0;
        self.threshold = 1.0 + DITHER * (2.0 * self.random.f64() - 1.0);
        self.controller.record_send(now);
        let slot = self.concurrency.enter(now, now + self.clock.windows(attempt));
        self.wake_next(now);
        Admitted { id, slot, priority }
    }

    pub(super) fn release(&mut self, admitted: &Admitted, unused: bool) {
        let now = self.accrue();
        self.concurrency.leave(admitted.slot);
        if unused {
            self.controller.undo_send();
            self.tokens += 1.0;
            if admitted.priority == Priority::Background {
                self.background_tokens += 1.0;
            }
        }
        self.wake_next(now);
    }

    fn park_delay(&self) -> f64 {
        self.clock.windows(PARKED_AFTER)
    }

    /// Returns the next call of those that are polled: foreground first, except that background is
    /// admitted after [`FOREGROUND_IN_A_ROW`] calls. Parks calls at the head that were not polled
    /// when they were due.
    fn next(&mut self, now: f64) -> Option<(Priority, u64)> {
        let late = now - self.park_delay();
        for priority in [Priority::Foreground, Priority::Background] {
            loop {
                let queue = self.queue(priority);
                let Some((tenant, id, waiter)) = queue.head() else { break };
                if waiter.polls_at >= late {
                    break;
                }
                let tenant = tenant.clone();
                let Some(waiter) = queue.remove(&tenant, id) else { break };
                self.parked.insert(id, (priority, waiter));
                // Other calls of the tenant may be unpolled too. As many as were parked so far are
                // woken to find out, so that a thousand unpolled calls delay the others by half a
                // second and not by a minute.
                let parked = self.parked.len();
                for waiter in self.queue(priority).entries_of(&tenant).take(parked) {
                    if waiter.polls_at > now {
                        waiter.polls_at = now;
                        waiter.wake.notify_one();
                    }
                }
            }
        }
        let overdue = self.foreground_in_a_row >= FOREGROUND_IN_A_ROW;
        let background = self.background.head().map(|(_, id, _)| (Priority::Background, id));
        let foreground = self.foreground.head().map(|(_, id, _)| (Priority::Foreground, id));
        if overdue { background.or(foreground) } else { foreground.or(background) }
    }

    /// Returns when the next call may be sent.
    fn due(&self, priority: Priority, now: f64) -> f64 {
        let mut missing = self.threshold - self.tokens;
        if priority == Priority::Background && self.foreground.is_empty() {
            missing = missing.max((1.0 - self.background_tokens) / self.background_share);
        }
        let mut due = now;
        if missing > 1e-9 {
            due += missing / self.controller.rate() + 1e-9;
        }
        due.max(self.controller.available_at())
            .max(self.held_until)
            .max(self.concurrency.available_at(now))
    }

    /// Wakes the next call, if its own timer would wake it too late.
    fn wake_next(&mut self, now: f64) {
        let Some((priority, _)) = self.next(now) else { return };
        let due = self.due(priority, now);
        if let Some((_, _, waiter)) = self.queue(priority).head()
            && waiter.polls_at > due
        {
            waiter.polls_at = now;
            waiter.wake.notify_one();
        }
    }

    pub(super) fn observe(&mut self, observation: &Observation, sent_at: Instant) {
        let now = self.accrue();
        match observation {
            Observation::Unsigned(hold) => {
                self.rate_limited += 1;
                self.hold(now + self.clock.windows(*hold));
            }
            Observation::Limiter(standing) => self.learn(standing, sent_at, now),
        }
        self.wake_next(now);
    }

    fn learn(&mut self, standing: &Standing, sent_at: Instant, now: f64) {
        let Standing { accepted, limit, remaining, reset, degraded, hold, .. } = *standing;
        self.degraded = degraded;
        self.remaining = remaining.or(self.remaining);
        if let Some(limit) = limit {
            self.controller.set_limit(f64::from(limit));
        }
        // The window was not exhausted, so the limit of calls in flight was reached.
        let no_slot = !accepted && self.concurrency.is_capped() && remaining != Some(0);
        if accepted {
            self.concurrency.accepted();
        } else if no_slot {
            self.concurrency.rejected(now);
        }
        // While the limiter is down, requests are not counted and `Remaining` is meaningless.
        match (remaining, reset) {
            _ if degraded || no_slot => {}
            (Some(remaining), Some(reset)) => self.controller.observe(WindowSample {
                sent: now - self.clock.windows(sent_at.elapsed()),
                received: now,
                remaining: f64::from(remaining),
                reset: f64::from(reset) / self.clock.window,
                accepted,
            }),
            _ if !accepted => self.controller.rejected(now),
            _ => {}
        }
        let window_end = self.controller.window_end().filter(|end| (now..now + 1.5).contains(end));
        if !accepted {
            self.rate_limited += 1;
            let asked = hold.map(|wait| self.clock.windows(wait));
            let until = match (asked, window_end) {
                // `Retry-After` is in whole seconds; the estimated end of the window is more
                // precise.
                (asked, Some(end)) if !no_slot && asked.is_none_or(|wait| wait <= 1.0) => {
                    end.max(now + MIN_HOLD)
                }
                (asked, _) => now + asked.unwrap_or(1.0) * (1.0 + HOLD_JITTER * self.random.f64()),
            };
            self.hold(until);
            // Tokens that accrued before must not be used in one burst after the hold.
            self.tokens = self.tokens.min(self.random.f64());
        } else if remaining == Some(0)
            && !degraded
            && self.controller.sees_others()
            && let Some(end) = window_end
        {
            self.hold(end);
        }
    }

    fn hold(&mut self, until: f64) {
        self.held_until = self.held_until.max(until + HOLD_JITTER * self.random.f64());
    }

    pub(super) fn report(&mut self, name: &str) -> BucketState {
        let now = self.accrue();
        let per_second = |per_window: f64| per_window / self.clock.window;
        let held = self.held_until - now;
        let parked = self.parked.values().filter(|(priority, _)| *priority == Priority::Background);
        let parked_background = parked.count();
        BucketState {
            name: name.to_owned(),
            limit: per_second(self.controller.limit()),
            rate: per_second(self.controller.rate()),
            in_flight: self.concurrency.in_flight(now),
            max_in_flight: self.concurrency.cap(),
            queued: self.foreground.len() + self.parked.len() - parked_background,
            queued_background: self.background.len() + parked_background,
            held_for: (held > 0.0).then(|| self.clock.span(held)),
            remaining: self.remaining,
            others: self.controller.others().map(per_second),
            degraded: self.degraded,
            rate_limited: self.rate_limited,
        }
    }
}

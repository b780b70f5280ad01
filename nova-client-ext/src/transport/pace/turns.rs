//! Whose turn it is, and when: the tokens of a bucket, its hold, its places in flight, and those
//! who wait.
//!
//! Tokens accrue at the rate [`Steer`] sets, and a call takes one. Nothing runs in the background:
//! among the waiting calls one is the *driver*, as a rule the next to go. It alone sleeps until a
//! turn is due, hands that turn to whoever is next, and the next becomes the driver. So a turn
//! wakes one or two calls, however many wait.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::flight::Flight;
use super::queue::{FairQueue, Tenant};
use super::settings::Pacing;
use super::state::BucketState;
use super::steer::{Reading, Steer};
use super::{Observation, Priority};

/// Spacing varies by up to this part, or clients would fall into step with the server's windows and
/// with each other.
const DITHER: f64 = 0.15;
/// While both kinds wait, every call after this many foreground ones is a background one.
const FOREGROUND_IN_A_ROW: u32 = 15;
/// Our own requests are kept within the limit over a span this part longer than a window: they do
/// not all take the same time to arrive.
const SPAN_MARGIN: f64 = 0.04;
/// Random extra on a hold, so that replicas do not wake together: a part of it, and some of a
/// window.
const HOLD_JITTER: f64 = 0.1;
const WINDOW_JITTER: f64 = 0.2;
/// Longer holds are not waits any more; also keeps sums of instants in range.
const LONGEST_HOLD: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug)]
pub(super) struct Turns {
    epoch: Instant,
    window: Duration,
    steer: Steer,
    flight: Flight,
    random: fastrand::Rng,
    tokens: f64,
    background_share: f64,
    background_tokens: f64,
    accrued_at: Instant,
    /// What the next call must find in the bucket: one token, give or take the dither.
    threshold: f64,
    /// When our last calls went out, as many as fit in a window.
    sent: VecDeque<Instant>,
    held_until: Option<Instant>,
    foreground: FairQueue<Waiter>,
    background: FairQueue<Waiter>,
    foreground_in_a_row: u32,
    next_id: u64,
    driver: Option<u64>,
    /// When the driver will wake by itself; `None` if only its bell wakes it.
    driver_wakes: Option<Instant>,
    /// Verdicts their calls have not picked up yet.
    verdicts: HashMap<u64, Verdict>,
    remaining: Option<u32>,
    degraded: bool,
    rate_limited: u64,
}

#[derive(Debug)]
struct Waiter {
    bell: Arc<Notify>,
    deadline: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Verdict {
    Go,
    Refused(Duration),
}

/// What a waiting call does next.
pub(super) enum Next {
    Done(Verdict),
    /// Sleep, until then if a time is known, or until the bell rings.
    Wait(Option<Instant>),
}

fn dithered(random: &mut fastrand::Rng) -> f64 {
    1.0 + DITHER * (2.0 * random.f64() - 1.0)
}

/// What an idle bucket fills up to: a burst goes out at once, whatever the dither.
fn most_tokens(steer: &Steer) -> f64 {
    steer.burst() + 2.0 * DITHER
}

/// Exact far beyond any queue.
#[allow(clippy::cast_precision_loss)]
fn count(of: usize) -> f64 {
    of as f64
}

/// Rounded down, and bounded.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(of: f64) -> usize {
    of.clamp(0.0, 1e9) as usize
}

impl Turns {
    pub(super) fn new(
        name: &str,
        limit: u32,
        window: Duration,
        max_in_flight: Option<u32>,
        pacing: &Pacing,
    ) -> Self {
        let window = window.max(Duration::from_millis(1));
        let own = |settings: &[(String, f64)]| {
            settings.iter().rev().find(|(of, _)| of == name).map(|(_, rate)| *rate)
        };
        let in_flight =
            pacing.in_flight.iter().rev().find(|(of, _)| of == name).map(|(_, calls)| *calls);
        let mut random = pacing.seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed);
        let steer = Steer::new(
            f64::from(limit.max(1)),
            window.as_secs_f64(),
            pacing.share,
            own(&pacing.limits),
        );
        let now = Instant::now();
        Self {
            epoch: now,
            window,
            tokens: most_tokens(&steer),
            steer,
            flight: Flight::new(in_flight.or(max_in_flight)),
            threshold: dithered(&mut random),
            random,
            background_share: pacing.background,
            background_tokens: 1.0,
            accrued_at: now,
            sent: VecDeque::new(),
            held_until: None,
            foreground: FairQueue::new(),
            background: FairQueue::new(),
            foreground_in_a_row: 0,
            next_id: 0,
            driver: None,
            driver_wakes: None,
            verdicts: HashMap::new(),
            remaining: None,
            degraded: false,
            rate_limited: 0,
        }
    }

    fn queue(&mut self, priority: Priority) -> &mut FairQueue<Waiter> {
        match priority {
            Priority::Foreground => &mut self.foreground,
            Priority::Background => &mut self.background,
        }
    }

    fn seconds(&self, instant: Instant) -> f64 {
        instant.saturating_duration_since(self.epoch).as_secs_f64()
    }

    fn accrue(&mut self, now: Instant) {
        let since = now.saturating_duration_since(self.accrued_at).as_secs_f64();
        self.accrued_at = self.accrued_at.max(now);
        let most = most_tokens(&self.steer);
        let gained = since * self.steer.per_second();
        self.tokens = (self.tokens + gained).min(most);
        let share = self.background_share;
        self.background_tokens =
            (self.background_tokens + gained * share).min((most * share).max(1.0));
    }

    /// Joins the queue; `Err` is how long the wait would be, if that is past the deadline.
    pub(super) fn join(
        &mut self,
        tenant: &Tenant,
        priority: Priority,
        deadline: Option<Instant>,
        now: Instant,
    ) -> Result<(u64, Arc<Notify>), Duration> {
        self.accrue(now);
        if let Some(deadline) = deadline {
            let wait = self.expected_wait(tenant, priority, now, deadline);
            if now + wait > deadline {
                return Err(wait);
            }
        }
        let id = self.next_id;
        self.next_id += 1;
        let bell = Arc::new(Notify::new());
        self.queue(priority).push(tenant.clone(), id, Waiter { bell: Arc::clone(&bell), deadline });
        Ok((id, bell))
    }

    /// Leaves the queue, with or without a verdict. A turn that came and that nobody took goes to
    /// the next.
    pub(super) fn part(&mut self, tenant: &Tenant, priority: Priority, id: u64, now: Instant) {
        match self.verdicts.remove(&id) {
            Some(Verdict::Go) => self.take_back(priority),
            None if self.queue(priority).remove(tenant, id).is_none() => return, // it has picked up its verdict
            Some(Verdict::Refused(_)) | None => {}
        }
        if self.driver == Some(id) {
            self.driver = None;
        }
        self.hand_out(now, None);
    }

    /// A call that was under way is over.
    pub(super) fn leave(&mut self, now: Instant) {
        self.flight.leave();
        self.hand_out(now, None);
    }

    pub(super) fn state(&self, name: &str, now: Instant) -> BucketState {
        let held_for = self.held_until.map(|until| until.saturating_duration_since(now));
        BucketState {
            name: name.to_owned(),
            limit: self.steer.limit_per_second(),
            rate: self.steer.per_second(),
            in_flight: self.flight.under_way(),
            max_in_flight: self.flight.cap(),
            queued: self.foreground.len(),
            queued_background: self.background.len(),
            held_for: held_for.filter(|held| !held.is_zero()),
            remaining: self.remaining,
            others: self.steer.others_per_second(),
            degraded: self.degraded,
            rate_limited: self.rate_limited,
        }
    }

    /// Hands out what is due, and says what the waiting call `id` does next.
    pub(super) fn next(&mut self, id: u64, now: Instant) -> Next {
        self.hand_out(now, Some(id));
        if let Some(verdict) = self.verdicts.remove(&id) {
            return Next::Done(verdict);
        }
        Next::Wait(self.driver_wakes.filter(|_| self.driver == Some(id)))
    }

    /// Hands out every turn that is due, and sees to it that one of those left is the driver.
    /// `awake` needs no bell.
    pub(super) fn hand_out(&mut self, now: Instant, awake: Option<u64>) {
        self.accrue(now);
        while self.due(now).is_some_and(|due| due <= now) {
            let Some((id, waiter)) = self.take_next() else { break };
            self.tokens -= 1.0;
            self.threshold = dithered(&mut self.random);
            self.flight.enter();
            self.note_sent(now);
            self.decide(id, &waiter, Verdict::Go, awake);
        }
        self.appoint_driver(now, awake);
    }

    /// Makes the one who is next the driver, if there is none or it would wake too late: a turn may
    /// have come nearer by a faster rate, a call that ended, or a call that goes first. A driver
    /// that wakes too early only reckons anew.
    fn appoint_driver(&mut self, now: Instant, awake: Option<u64>) {
        let due = self.due(now);
        let in_time = match (self.driver_wakes, due) {
            (Some(wakes), Some(due)) => wakes <= due,
            (None, Some(_)) => false,
            (_, None) => true,
        };
        let driver = self.driver.filter(|_| in_time);
        if driver.is_some() && driver != awake {
            return;
        }
        let head = [&self.foreground, &self.background].into_iter().find_map(FairQueue::head);
        let head = head.map(|(id, waiter)| (id, Arc::clone(&waiter.bell)));
        self.driver = head.as_ref().map(|(id, _)| *id);
        self.driver_wakes = due;
        if let Some((id, bell)) = head
            && awake != Some(id)
        {
            bell.notify_one();
        }
    }

    fn decide(&mut self, id: u64, waiter: &Waiter, verdict: Verdict, awake: Option<u64>) {
        self.verdicts.insert(id, verdict);
        if self.driver == Some(id) {
            self.driver = None;
        }
        if awake != Some(id) {
            waiter.bell.notify_one();
        }
    }

    /// Foreground first; background in its share, or when it has stood back often enough.
    fn take_next(&mut self) -> Option<(u64, Waiter)> {
        let overdue =
            self.foreground_in_a_row >= FOREGROUND_IN_A_ROW && !self.background.is_empty();
        if !self.foreground.is_empty() && !overdue {
            self.foreground_in_a_row =
                if self.background.is_empty() { 0 } else { self.foreground_in_a_row + 1 };
            return self.foreground.pop();
        }
        self.foreground_in_a_row = 0;
        self.background_tokens = (self.background_tokens - 1.0).max(-1.0);
        self.background.pop()
    }

    /// When the next turn is due: `None` if nobody waits, or only a call that ends can make room.
    pub(super) fn due(&self, now: Instant) -> Option<Instant> {
        if !self.flight.has_room() || (self.foreground.is_empty() && self.background.is_empty()) {
            return None;
        }
        let mut missing = self.threshold - self.tokens;
        if self.foreground.is_empty() {
            missing = missing.max((1.0 - self.background_tokens) / self.background_share);
        }
        let mut due = now;
        if missing > 0.0 {
            let seconds = (missing / self.steer.per_second()).min(LONGEST_HOLD.as_secs_f64());
            due += Duration::from_secs_f64(seconds) + Duration::from_nanos(1);
        }
        Some(due.max(self.room_in_window(now)).max(self.held_until.unwrap_or(now)))
    }

    /// When one more call keeps us within the limit over any span of one window.
    fn room_in_window(&self, now: Instant) -> Instant {
        let beyond = self.sent.len().checked_sub(whole(self.steer.most_per_window()));
        let leaving = beyond.and_then(|beyond| self.sent.get(beyond));
        leaving.map_or(now, |leaving| *leaving + self.window.mul_f64(1.0 + SPAN_MARGIN))
    }

    fn note_sent(&mut self, now: Instant) {
        self.sent.push_back(now);
        while self.sent.len() > whole(self.steer.most_per_window()) {
            self.sent.pop_front();
        }
    }

    /// Takes back a turn that was handed out and not used.
    fn take_back(&mut self, priority: Priority) {
        self.flight.leave();
        self.sent.pop_back();
        self.tokens += 1.0;
        if priority == Priority::Background {
            self.background_tokens += 1.0;
        }
    }

    /// How long a new call would wait, by the rate in sight; not reckoned further than its
    /// deadline.
    fn expected_wait(
        &self,
        tenant: &Tenant,
        priority: Priority,
        now: Instant,
        deadline: Instant,
    ) -> Duration {
        let held =
            self.held_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        let mut rate = self.steer.in_sight();
        let patience = deadline.saturating_duration_since(now).as_secs_f64();
        let enough = whole(patience * rate + self.tokens.max(0.0) + 2.0);
        let mut ahead = self.foreground.len().min(enough);
        if priority == Priority::Foreground {
            ahead = self.foreground.ahead_of_new(tenant, enough);
        } else {
            ahead += self.background.ahead_of_new(tenant, enough);
            if ahead > 0 || self.background_tokens < 1.0 {
                rate *= self.background_share;
            }
        }
        let missing = count(ahead) + 1.0 - self.tokens;
        let paced =
            Duration::from_secs_f64((missing / rate).clamp(0.0, LONGEST_HOLD.as_secs_f64()));
        if ahead == 0 && missing < DITHER { held } else { held.max(paced) }
    }

    pub(super) fn observe(&mut self, observation: &Observation<'_>, now: Instant) {
        self.accrue(now);
        let received = self.seconds(observation.received_at);
        self.degraded = observation.degraded;
        self.remaining = observation.remaining.or(self.remaining);
        if let Some(limit) = observation.limit.filter(|limit| *limit > 0) {
            self.steer.correct_limit(f64::from(limit));
        }
        let no_place = observation.status == 429 && self.refused(observation, now);
        if observation.status != 429 {
            self.flight.accepted();
            self.steer.accepted(received);
        }
        if self.degraded {
            return; // nobody counts, so nothing that is said of the count means anything
        }
        match observation.remaining {
            Some(_) if no_place => {}
            Some(remaining) => self.steer.read(Reading {
                sent: self.seconds(observation.sent_at),
                received,
                remaining: f64::from(remaining),
                reset: observation.reset.and_then(|reset| u32::try_from(reset).ok()),
                accepted: observation.status != 429,
            }),
            None => self.steer.blind(received),
        }
    }

    /// Holds the bucket. True if the window had room and the places in flight were taken.
    fn refused(&mut self, observation: &Observation<'_>, now: Instant) -> bool {
        self.rate_limited += 1;
        let no_place = self.flight.is_capped() && observation.remaining != Some(0);
        let usual = if no_place {
            self.flight.refused(now)
        } else {
            self.steer.refused(self.seconds(observation.received_at));
            self.window / 2
        };
        let wait = observation.retry_after.unwrap_or(usual).min(LONGEST_HOLD);
        let jitter = wait.mul_f64(HOLD_JITTER) + self.window.mul_f64(WINDOW_JITTER);
        let until = now + wait + jitter.mul_f64(self.random.f64());
        self.held_until = Some(self.held_until.map_or(until, |held| held.max(until)));
        // What accrued before the hold must not go out in one burst after it.
        self.tokens = self.tokens.min(self.random.f64());
        self.turn_away(until, now);
        no_place
    }

    /// Refuses at once those whose deadline passes during a hold.
    fn turn_away(&mut self, until: Instant, now: Instant) {
        for priority in [Priority::Foreground, Priority::Background] {
            let late = self
                .queue(priority)
                .find(|waiter| waiter.deadline.is_some_and(|deadline| deadline < until));
            for (tenant, id) in late {
                if let Some(waiter) = self.queue(priority).remove(&tenant, id) {
                    self.decide(id, &waiter, Verdict::Refused(until.duration_since(now)), None);
                }
            }
        }
    }
}

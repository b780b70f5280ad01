//! How fast this client may go, so that all that share the key fit.
//!
//! Amounts are requests per window, times are seconds since the pacer began. See the
//! [module](super) for the model.

use super::window::Phase;

/// What the total is steered to, as a part of the limit, when eight clients share it. Below 1 by as
/// much as the number of requests in a window varies by chance: at the limit itself every second
/// window would overflow.
const TARGET: f64 = 0.96;
/// How much higher a client aims when its part of the total is smaller, per e-fold. This is what
/// makes shares equal.
const EQUALISE: f64 = 0.08;
/// No client aims higher than this, however small its part.
const HIGHEST_TARGET: f64 = 1.0;
/// What a client that is alone on the key aims at: its own requests are evenly spaced, nothing
/// varies.
const ALONE: f64 = 0.96;
/// A sliding window sees every one-second span, the fullest included.
const SLIDING_MARGIN: f64 = 0.08;
/// How fast the rate follows the error, per second, for a small part of the total. The news of the
/// others is one to two windows old, so that much more would swing.
const GAIN: f64 = 0.12;
/// A client's own part of the total has no delay: the larger its share, the faster it may follow.
const OWN_GAIN: f64 = 3.0;
/// The error counts as no more than this, in e-folds: for a client that has seen nobody else
/// lately, and for others. Where many begin at once, one may find the others held by a 429, and
/// must not take their place in a second.
const LARGEST_ERROR_ALONE: f64 = 1.5;
const LARGEST_ERROR: f64 = 0.5;
/// Others that used more than this part of a window were seen, and for how many windows that is
/// remembered.
const WITNESS: f64 = 0.05;
const WITNESS_MEMORY: f64 = 10.0;
/// How far a window's news moves the estimate of what others use.
const NEWS: f64 = 0.4;
/// How far a refusal moves it, when it shows that others used more.
const REFUSAL_NEWS: f64 = 0.5;
/// What a refusal leaves of the rate.
const CUT: f64 = 0.9;
/// What it leaves while nothing is known of the others.
const BLIND_CUT: f64 = 0.7;
/// What the rate gains per window after that, as a part of the limit; before the first refusal it
/// rises as if alone.
const BLIND_GROWTH: f64 = 0.01;
/// Windows after a refusal in which the rate does not rise: those held with us are not seen.
const FREEZE: f64 = 1.5;
/// The memory of what was really accepted, in windows.
const MEMORY: f64 = 4.0;
/// A new client begins with this part of the limit, and no fewer requests per window than this.
const BEGIN: f64 = 0.1;
const BEGIN_REQUESTS: f64 = 1.0;
/// The rate never falls below this part of the limit, nor below so many requests per window.
const LEAST: f64 = 0.02;
const LEAST_REQUESTS: f64 = 0.05;
/// What was accepted lately says nothing below this part of the limit, nor below so many requests
/// per window: then one request more or less makes the difference.
const LEAST_MEASURED: f64 = 0.03;
const LEAST_MEASURED_REQUESTS: f64 = 0.1;
/// Windows to wait for the phase before doing without.
const PATIENCE: u32 = 6;

#[derive(Debug)]
pub(super) struct Steer {
    window: f64,
    limit: f64,
    /// What settings leave of the limit.
    share: f64,
    own_cap: f64,
    rate: f64,
    phase: Phase,
    /// The window the last answers fell in, by its end.
    reset: Option<u32>,
    last_used: f64,
    /// Our accepted requests in it, and the last answer: where it arrived, and what others had used
    /// by then.
    own: f64,
    latest: Option<(f64, f64)>,
    unplaced: u32,
    /// What others use in a window, if windows are fixed, and the total, if they slide; and how
    /// wrong each was of late.
    others_fixed: Option<f64>,
    total_sliding: Option<f64>,
    error_fixed: f64,
    error_sliding: f64,
    /// The most others were seen to use in a window, fading; `None` before the first answer.
    witnessed: Option<f64>,
    witnessed_at: f64,
    /// No answer told what is left.
    blind: bool,
    /// Accepted requests, fading.
    accepted: f64,
    accepted_at: f64,
    began: Option<f64>,
    refused_at: f64,
    stepped_at: Option<f64>,
}

/// An answer that told what is left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) sent: f64,
    pub(super) received: f64,
    pub(super) remaining: f64,
    /// The end of the window, by the server's clock in Unix seconds.
    pub(super) reset: Option<u32>,
    pub(super) accepted: bool,
}

fn beginning(limit: f64) -> f64 {
    (limit * BEGIN).max(BEGIN_REQUESTS)
}

impl Steer {
    pub(super) fn new(
        limit: f64,
        window: f64,
        share: f64,
        own_cap_per_second: Option<f64>,
    ) -> Self {
        let own_cap = own_cap_per_second.map_or(f64::INFINITY, |cap| cap * window);
        let mut steer = Self {
            window,
            limit,
            share,
            own_cap,
            rate: 0.0,
            phase: Phase::new(window),
            reset: None,
            last_used: 0.0,
            own: 0.0,
            latest: None,
            unplaced: 0,
            others_fixed: None,
            total_sliding: None,
            error_fixed: 1.0,
            error_sliding: 1.0,
            witnessed: None,
            witnessed_at: 0.0,
            blind: true,
            accepted: 0.0,
            accepted_at: 0.0,
            began: None,
            refused_at: f64::NEG_INFINITY,
            stepped_at: None,
        };
        steer.set_rate(beginning(limit));
        steer
    }

    /// Requests per second this client may send now.
    pub(super) fn per_second(&self) -> f64 {
        self.rate / self.window
    }

    /// The limit, in requests per second.
    pub(super) fn limit_per_second(&self) -> f64 {
        self.limit / self.window
    }

    /// What others use, in requests per second.
    pub(super) fn others_per_second(&self) -> Option<f64> {
        self.others().map(|others| others / self.window)
    }

    /// The most this client may send in any span of one window.
    pub(super) fn most_per_window(&self) -> f64 {
        (self.limit * self.share).min(self.own_cap.max(1.0)).max(1.0)
    }

    /// The rate that is in sight, in requests per second: what others leave. Deadlines are judged
    /// by it, since the rate of a client that has just begun says little of where it will be.
    pub(super) fn in_sight(&self) -> f64 {
        let left = self.highest() - self.others().unwrap_or(0.0);
        left.clamp(self.rate.min(self.highest()), self.highest()) / self.window
    }

    /// How many requests may go out at once after a pause: a quarter of what others leave, a tenth
    /// of the limit while nothing is known of them, and always one.
    pub(super) fn burst(&self) -> f64 {
        let most = self.most_per_window();
        self.others().map_or(most / 10.0, |others| (most - others) / 4.0).floor().max(1.0)
    }

    /// Takes over the limit an answer named.
    pub(super) fn correct_limit(&mut self, limit: f64) {
        if (limit - self.limit).abs() > 0.5 {
            let rate = (self.rate * limit / self.limit).max(beginning(limit));
            self.limit = limit;
            (self.others_fixed, self.total_sliding, self.latest) = (None, None, None);
            self.set_rate(rate);
        }
    }

    /// A request was accepted, whether or not its answer told what is left.
    pub(super) fn accepted(&mut self, now: f64) {
        self.began.get_or_insert(now);
        self.accepted = self.faded(now) + 1.0;
        self.accepted_at = now;
    }

    /// A request was refused because the window was full.
    pub(super) fn refused(&mut self, now: f64) {
        let began = *self.began.get_or_insert(now);
        if now - self.refused_at > self.window {
            self.set_rate(self.rate * if self.blind { BLIND_CUT } else { CUT });
        }
        self.refused_at = now;
        self.witness(now, self.limit / 2.0);
        // A held client sends less than its rate says: do not come back with more than went
        // through. A client that is new has no such measure yet.
        let age = (now - began) / self.window;
        if age >= MEMORY {
            let lately = self.faded(now) / (MEMORY * (1.0 - (-age / MEMORY).exp()));
            let measured = lately.max(self.limit * LEAST_MEASURED).max(LEAST_MEASURED_REQUESTS);
            self.set_rate(self.rate.min(measured));
        }
    }

    /// An answer without `Remaining`: the rate then only knows refusals.
    pub(super) fn blind(&mut self, now: f64) {
        if self.refused_at == f64::NEG_INFINITY {
            self.witness(now, 0.0);
            self.step(now, None);
        } else {
            let since = self.since_step(now);
            self.set_rate(self.rate + BLIND_GROWTH * self.limit * since / self.window);
        }
    }

    /// Learns from an answer and steers.
    pub(super) fn read(&mut self, reading: Reading) {
        let Reading { sent, received, remaining, reset, accepted } = reading;
        let used = (self.limit - remaining).max(0.0);
        self.blind = false;
        if let Some(reset) = reset {
            self.phase.learn(sent, received, f64::from(reset));
        }
        match (reset, self.reset) {
            // An answer of a window that is over; one far back means that the server's clock was
            // set.
            (Some(reset), Some(current))
                if reset < current && f64::from(current - reset) < 5.0 * self.window =>
            {
                return;
            }
            (Some(reset), Some(current)) if reset == current => {}
            (None, None) if used >= self.last_used => {}
            _ => self.close_window(reset),
        }
        self.last_used = used;
        let phase = reset.and_then(|reset| self.phase.of(sent, received, f64::from(reset)));
        let phase = phase.or_else(|| (reset.is_none() || self.unplaced >= PATIENCE).then_some(1.0));
        if accepted {
            self.own += 1.0;
            self.witness(received, used - self.own);
            if let Some(phase) = phase {
                self.compare(phase, used);
                self.latest = Some((phase, used - self.own));
            }
        } else if let (Some(phase), Some(others)) = (phase, self.others_fixed) {
            // The window was full by now, so others filled what we did not, at this pace at least.
            let pace = ((self.limit - self.own) / phase.max(0.1)).min(2.0 * self.limit);
            if pace > others {
                self.others_fixed = Some(others + REFUSAL_NEWS * (pace - others));
                self.latest = None;
            }
        }
        let others = self.others();
        if others.is_some() {
            self.step(received, others);
        }
    }

    /// The last answer of a window saw the most of it: take its word.
    fn close_window(&mut self, reset: Option<u32>) {
        if let Some((phase, others)) = self.latest.take() {
            let estimate = match self.others_fixed {
                None => others / phase.max(0.3),
                Some(estimate) => estimate + NEWS * (others - estimate * phase),
            };
            self.others_fixed = Some(estimate.clamp(0.0, 3.0 * self.limit));
            self.unplaced = 0;
        } else {
            self.unplaced = self.unplaced.saturating_add(1);
        }
        self.reset = reset;
        self.own = 0.0;
    }

    /// Lets both readings of the server's windows predict what was seen, before learning from it.
    fn compare(&mut self, phase: f64, used: f64) {
        if let (Some(others), Some(total)) = (self.others_fixed, self.total_sliding) {
            let wrong = (used - self.own - others * phase).abs();
            self.error_fixed += 0.1 * (wrong - self.error_fixed);
            self.error_sliding += 0.1 * ((used - total).abs() - self.error_sliding);
        }
        self.total_sliding =
            Some(self.total_sliding.map_or(used, |total| total + 0.15 * (used - total)));
    }

    fn slides(&self) -> bool {
        self.error_sliding < self.error_fixed
    }

    fn others(&self) -> Option<f64> {
        let estimate = if self.slides() {
            self.total_sliding.map(|total| (total - self.rate).max(0.0))
        } else {
            self.others_fixed
        };
        // Whoever sees nobody need not know where in the window that is.
        estimate.or_else(|| self.seems_alone().then_some(0.0))
    }

    fn witness(&mut self, now: f64, others: f64) {
        let fade = (-(now - self.witnessed_at).max(0.0) / (WITNESS_MEMORY * self.window)).exp();
        self.witnessed = Some((self.witnessed.unwrap_or(0.0) * fade).max(others));
        self.witnessed_at = now;
    }

    fn seems_alone(&self) -> bool {
        self.witnessed.is_some_and(|others| others < WITNESS * self.limit)
    }

    /// Moves the rate by what is known now.
    fn step(&mut self, now: f64, others: Option<f64>) {
        let since = self.since_step(now);
        let total = others.unwrap_or(0.0) + self.rate;
        let part = self.rate / total;
        let mut target = (TARGET + EQUALISE * (0.125 / part).ln()).min(HIGHEST_TARGET);
        if self.slides() {
            target -= SLIDING_MARGIN;
        }
        if part > 0.9 {
            target += (ALONE - target) * (part - 0.9) / 0.1;
        }
        let largest = if self.seems_alone() { LARGEST_ERROR_ALONE } else { LARGEST_ERROR };
        let mut error = (target * self.limit / total).ln().clamp(-LARGEST_ERROR_ALONE, largest);
        if now - self.refused_at < FREEZE * self.window {
            error = error.min(0.0);
        }
        let gain = GAIN * (1.0 + OWN_GAIN * part * part);
        self.set_rate(self.rate * (gain * since / self.window * error).exp());
    }

    fn since_step(&mut self, now: f64) -> f64 {
        self.stepped_at.replace(now).map_or(0.0, |before| now - before).clamp(0.0, self.window)
    }

    /// The most the rate may be.
    fn highest(&self) -> f64 {
        (self.limit * self.share * ALONE).min(self.own_cap)
    }

    fn set_rate(&mut self, rate: f64) {
        let highest = self.highest();
        self.rate = rate.max(self.limit * LEAST).max(LEAST_REQUESTS).min(highest);
    }

    fn faded(&self, now: f64) -> f64 {
        self.accepted * (-(now - self.accepted_at).max(0.0) / (MEMORY * self.window)).exp()
    }
}

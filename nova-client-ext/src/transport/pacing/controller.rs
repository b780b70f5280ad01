//! The rate controller: how fast this client may send, so that all clients of the key stay within
//! the limit.
//!
//! Amounts are requests per window. Local times are windows since the bucket was created; `reset` is
//! in windows since the Unix epoch, by the server's clock. The control law is described in the
//! [module](super). Values without another reason were chosen by simulation
//! (`cargo xtask bench pacing`).

use std::collections::VecDeque;

use super::window::WindowClock;

/// The target for the total of several clients, as a fraction of the limit. The rest is headroom,
/// since their requests are not distributed evenly over the windows.
const TARGET: f64 = 0.88;
/// The target for a client that is alone. Its requests are spaced evenly, so headroom is needed
/// only for the jitter of the network.
const TARGET_ALONE: f64 = 0.96;
/// The target for a sliding window. The server then limits the busiest span and not the average, so
/// more headroom is needed.
const TARGET_SLIDING: f64 = 0.81;
/// How strongly the rate follows `total / target - 1`, per window. The estimate of other clients is
/// one to two windows old, so the rate would oscillate above about 0.7.
const GAIN: f64 = 0.3;
/// The gain for a client that is alone, which has no delayed estimate: full speed within a few
/// windows.
const GAIN_ALONE: f64 = 2.0;
/// The additive increase of the rate per window, as a fraction of the limit. It is the same for
/// every client, while `GAIN` is proportional to the rate, so the shares become equal.
const ADDITIVE_INCREASE: f64 = 0.002;
/// The weight of one window in the estimate of the others.
const OTHERS_WEIGHT: f64 = 0.5;
/// Others that use less than this fraction of the limit are ignored.
const OTHERS_THRESHOLD: f64 = 0.03;
/// A client that got a 429 within this many windows is not alone: in a bucket of one request a
/// window there is no other evidence.
const ALONE_AFTER: f64 = 5.0;
/// A client that sees other clients within this many windows of its first request is probably one of
/// several that start together.
const START_WINDOWS: f64 = 2.0;
/// The fraction of the limit that each of them takes, so that they start with equal shares.
const START_SHARE: f64 = 0.1;
/// The usage by others from which that holds, as a fraction of the limit, and in requests.
const START_OTHERS: (f64, f64) = (0.05, 2.0);
/// The bounds of the factor by which a 429 multiplies the rate.
const MIN_DECREASE: f64 = 0.5;
const MAX_DECREASE: f64 = 0.9;
/// The 429s within this many windows count once.
const DECREASE_INTERVAL: f64 = 0.9;
/// The lower bound of the rate, as a fraction of the limit: half of the share of one of 12 clients.
const MIN_RATE_SHARE: f64 = 1.0 / 24.0;
/// The lower bound of the rate in requests per window, so that a slow bucket recovers.
const MIN_RATE: f64 = 0.25;
/// The windows are sliding if requests early in them (by `Reset`) see more than this fraction of
/// the usage that late ones see; in fixed windows it is a third.
const SLIDING_RATIO: f64 = 0.7;
/// The weight of one response in the averages that this compares.
const USAGE_WEIGHT: f64 = 0.2;
/// Own requests are limited over this many windows, slightly more than one: varying latencies can
/// push them closer together at the server.
const OWN_SPAN: f64 = 1.04;
/// A response from a window that ended this many windows before the current one is not late: the
/// server's clock was set back.
const CLOCK_STEP: f64 = 5.0;
/// The longest time between two adjustments that counts, in windows: a slow client gets responses
/// rarely, and one of them must not change the rate too far.
const MAX_ADJUSTED: f64 = 3.0;

#[derive(Debug)]
pub(super) struct RateController {
    limit: f64,
    /// The upper bound of the rate in the settings, as a fraction of the limit.
    share: f64,
    /// The same in requests per window.
    cap: f64,
    rate: f64,
    clock: WindowClock,
    /// The times of the last own requests, as many as fit in a window.
    sent: VecDeque<f64>,
    /// The `reset` of the last response, which identifies its window.
    current_reset: Option<f64>,
    /// The last response of the window so far: its phase, and the usage by others up to then.
    latest: Option<(f64, f64)>,
    /// The usage by others per window; `None` before the first estimate.
    others: Option<f64>,
    /// The average total usage in responses of the first half of a window.
    used_early: f64,
    /// The same of the second half.
    used_late: f64,
    /// The time of the first request.
    began: Option<f64>,
    /// The time of the last decrease.
    decreased_at: f64,
    adjusted_at: Option<f64>,
}

/// The state of the window in a response.
#[derive(Clone, Copy, Debug)]
pub(super) struct WindowSample {
    pub(super) sent: f64,
    pub(super) received: f64,
    pub(super) remaining: f64,
    /// The end of the window by the server's clock, in windows since the Unix epoch.
    pub(super) reset: f64,
    pub(super) accepted: bool,
}

impl RateController {
    pub(super) fn new(limit: f64, share: f64, cap: Option<f64>) -> Self {
        let mut controller = Self {
            limit,
            share,
            cap: cap.unwrap_or(f64::INFINITY),
            rate: 0.0,
            clock: WindowClock::new(),
            sent: VecDeque::new(),
            current_reset: None,
            latest: None,
            others: None,
            used_early: 0.0,
            used_late: 0.0,
            began: None,
            decreased_at: f64::NEG_INFINITY,
            adjusted_at: None,
        };
        controller.set_rate(limit);
        controller
    }

    pub(super) fn limit(&self) -> f64 {
        self.limit
    }

    pub(super) fn rate(&self) -> f64 {
        self.rate
    }

    pub(super) fn others(&self) -> Option<f64> {
        self.others
    }

    /// Returns the rate that others leave. Deadlines are checked against it, since the present rate
    /// of a client that is adapting to others may change quickly.
    pub(super) fn expected_rate(&self) -> f64 {
        let left = self.max_rate() - self.others.unwrap_or_default();
        left.clamp(self.rate.min(self.max_rate()), self.max_rate())
    }

    /// Returns the earliest time at which one more own request keeps within the limit in every span
    /// of [`OWN_SPAN`] windows.
    pub(super) fn available_at(&self) -> f64 {
        let excess = self.sent.len().checked_sub(self.own_limit());
        let oldest = excess.and_then(|excess| self.sent.get(excess));
        oldest.map_or(f64::NEG_INFINITY, |oldest| oldest + OWN_SPAN)
    }

    /// Records a request that is being sent.
    pub(super) fn record_send(&mut self, now: f64) {
        self.began.get_or_insert(now);
        self.sent.push_back(now);
        while self.sent.len() > self.own_limit() {
            self.sent.pop_front();
        }
    }

    /// Removes a recorded request that was not sent after all. Which one is removed does not matter
    /// to the limit, and the last one is the cheapest.
    pub(super) fn undo_send(&mut self) {
        self.sent.pop_back();
    }

    /// Applies the limit in a response.
    pub(super) fn set_limit(&mut self, limit: f64) {
        if (limit - self.limit).abs() > 0.5 {
            let rate = self.rate * limit / self.limit;
            self.limit = limit;
            (self.latest, self.others) = (None, None);
            (self.used_early, self.used_late) = (0.0, 0.0);
            self.set_rate(rate);
        }
    }

    /// Returns whether other clients of the key were detected.
    pub(super) fn sees_others(&self) -> bool {
        self.others.unwrap_or_default() >= OTHERS_THRESHOLD * self.limit
    }

    /// Returns when the window of the last response ends, on the local clock.
    pub(super) fn window_end(&self) -> Option<f64> {
        self.current_reset.map(|reset| self.clock.end_of(reset))
    }

    /// Learns from a response and adjusts the rate.
    pub(super) fn observe(&mut self, sample: WindowSample) {
        let WindowSample { sent, received, remaining, reset, accepted } = sample;
        if self.current_reset.is_some_and(|current| reset < current && current - reset < CLOCK_STEP)
        {
            return; // a late response of an earlier window
        }
        self.clock.learn(sent, received, reset);
        if self.current_reset != Some(reset) {
            self.close_window();
            self.current_reset = Some(reset);
        }
        let phase = self.clock.phase(sent, received, reset);
        let used = (self.limit - remaining).max(0.0);
        let arrived = f64::midpoint(sent, received);
        // The own requests of this window that may have arrived before this one. A request that
        // arrived as the window began was sent at `start`, if it took as long as this one.
        let start = sent - (arrived - (self.clock.end_of(reset) - 1.0));
        let own = self.sent.iter().filter(|at| **at > start && **at <= arrived).count();
        #[allow(clippy::cast_precision_loss)] // at most the limit
        let others = (used - own as f64).max(0.0);

        let average = if phase < 0.5 { &mut self.used_early } else { &mut self.used_late };
        *average += USAGE_WEIGHT * (used - *average);
        if accepted {
            self.latest = Some((phase, others));
        } else {
            self.decrease(received, phase);
        }
        let is_starting = self.began.is_some_and(|began| received - began < START_WINDOWS);
        let (share, requests) = START_OTHERS;
        if is_starting && others >= (share * self.limit).max(requests) {
            self.set_rate(self.rate.min((self.limit * START_SHARE).max(2.0 * MIN_RATE)));
        }
        self.adjust(received);
    }

    /// Reduces the rate after a 429 without the state of the window.
    pub(super) fn rejected(&mut self, now: f64) {
        self.decrease(now, MIN_DECREASE);
    }

    /// Updates the estimate of the others with the last response of the window, which covers
    /// most of it.
    fn close_window(&mut self) {
        if let Some((phase, seen)) = self.latest.take() {
            let others = self.others.unwrap_or_default();
            self.others = Some((others + OTHERS_WEIGHT * (seen - others * phase)).max(0.0));
        }
    }

    /// Decreases the rate after a 429. The limit was reached when `phase` of the window had passed,
    /// so this fraction of the rate would have been within it.
    fn decrease(&mut self, now: f64, phase: f64) {
        if now - self.decreased_at >= DECREASE_INTERVAL {
            self.decreased_at = now;
            self.set_rate(self.rate * phase.clamp(MIN_DECREASE, MAX_DECREASE));
        }
    }

    /// Applies the control law for the time since the last adjustment.
    fn adjust(&mut self, now: f64) {
        let since = self.adjusted_at.replace(now).map_or(0.0, |before| now - before);
        let since = since.clamp(0.0, MAX_ADJUSTED);
        let others = self.others.unwrap_or_default();
        let is_alone = !self.sees_others() && now - self.decreased_at > ALONE_AFTER;
        let (target, gain, total) = if is_alone {
            (TARGET_ALONE, GAIN_ALONE, others + self.rate)
        } else if self.has_sliding_windows() {
            // Each response shows the usage of a whole window, so no estimate of others is needed.
            (TARGET_SLIDING, GAIN, f64::midpoint(self.used_early, self.used_late).max(self.rate))
        } else {
            (TARGET, GAIN, others + self.rate)
        };
        let over = (total / (target * self.limit) - 1.0).clamp(-1.0, 1.0);
        // At most a fourfold increase or a decrease to a tenth at a time.
        let step = (gain * since * over).clamp(-3.0, 0.9);
        self.set_rate(self.rate * (1.0 - step) + ADDITIVE_INCREASE * self.limit * since);
    }

    fn has_sliding_windows(&self) -> bool {
        self.limit > 2.0 && self.used_early > SLIDING_RATIO * self.used_late
    }

    fn set_rate(&mut self, rate: f64) {
        let min = (self.limit * MIN_RATE_SHARE).max(MIN_RATE);
        self.rate = rate.max(min).min(self.max_rate());
    }

    fn max_rate(&self) -> f64 {
        (self.limit * self.share * TARGET_ALONE).min(self.cap)
    }

    /// Returns the maximum number of own requests in [`OWN_SPAN`] windows.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at least 1, and bounded
    fn own_limit(&self) -> usize {
        (self.limit * self.share).min(self.cap.max(1.0)).clamp(1.0, 1e6) as usize
    }
}

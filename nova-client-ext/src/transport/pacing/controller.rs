//! The rate controller: how fast this client may send, so that all clients of the key stay within
//! the limit.
//!
//! Amounts are requests per window; times are windows since the bucket was created. The control law
//! is described in the [module](super).

use std::collections::VecDeque;

use super::window::WindowClock;

/// The target for the total of several clients, as a fraction of the limit. The rest is headroom,
/// since their requests are not distributed evenly over the windows.
const TARGET: f64 = 0.88;
/// The target for a client that is alone. Its requests are spaced evenly, so headroom is needed
/// only for the jitter of the network.
const TARGET_ALONE: f64 = 0.96;
/// The target for a sliding window, which counts the busiest span.
const TARGET_SLIDING: f64 = 0.81;
/// The gain per window of the rate on the ratio of the total to its target. The estimate of the
/// others is one to two windows old: a gain above about 0.7 would oscillate.
const GAIN: f64 = 0.3;
/// The gain for a client that is alone, which has no delayed estimate: full speed within a few
/// windows.
const GAIN_ALONE: f64 = 2.0;
/// The additive growth of every client per window, as a fraction of the limit. It is the same for
/// all, while `GAIN` is proportional, so the shares become equal.
const GROWTH: f64 = 0.002;
/// The weight of one window in the estimate of the others.
const OTHERS_WEIGHT: f64 = 0.5;
/// Others that use less than this fraction of the limit are ignored.
const OTHERS_THRESHOLD: f64 = 0.03;
/// A client that got a 429 within this many windows is not alone: in a bucket of one request a
/// window there is no other evidence.
const ALONE_AFTER: f64 = 5.0;
/// A client that sees others in its first windows is probably one of several that start together:
/// each takes this fraction of the limit, so that they start with equal shares.
const FIRST_WINDOWS: f64 = 2.0;
const FIRST_SHARE: f64 = 0.1;
/// The bounds on the factor by which a 429 reduces the rate: the fraction of the window that had
/// passed when the limit was reached.
const CUT: (f64, f64) = (0.5, 0.9);
/// The lower bounds of the rate: as a fraction of the limit, and in requests per window.
const FLOOR: f64 = 1.0 / 24.0;
const FLOOR_REQUESTS: f64 = 0.25;
/// The windows are sliding if requests early in them (by `Reset`) see more than this fraction of
/// the use that late ones see; in fixed windows it is a third.
const SLIDING: f64 = 0.7;
/// The limit on own requests applies to a span this factor longer than a window, since their
/// latencies differ.
const SPAN: f64 = 1.04;

#[derive(Debug)]
pub(super) struct RateController {
    limit: f64,
    /// The settings' upper bounds of the rate: a fraction of the limit, and requests per window.
    share: f64,
    cap: f64,
    rate: f64,
    clock: WindowClock,
    /// The times of the last own requests, as many as fit in a window.
    sent: VecDeque<f64>,
    /// The end of the window of the last response.
    window: Option<f64>,
    /// The last response of the window so far: its phase, and the use by others up to then.
    latest: Option<(f64, f64)>,
    /// The use by others per window; `None` before the first estimate.
    others: Option<f64>,
    /// The total use, seen in the first and in the second half of windows.
    used_early: f64,
    used_late: f64,
    began: Option<f64>,
    cut_at: f64,
    adjusted_at: Option<f64>,
}

/// The state of the window in a response.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
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
            window: None,
            latest: None,
            others: None,
            used_early: 0.0,
            used_late: 0.0,
            began: None,
            cut_at: f64::NEG_INFINITY,
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

    /// Returns when one more own request is within the limit over any span of one window.
    pub(super) fn available_at(&self) -> f64 {
        let beyond = self.sent.len().checked_sub(self.own_limit());
        let leaving = beyond.and_then(|beyond| self.sent.get(beyond));
        leaving.map_or(f64::NEG_INFINITY, |leaving| leaving + SPAN)
    }

    /// Records that a request is sent.
    pub(super) fn send(&mut self, now: f64) {
        self.began.get_or_insert(now);
        self.sent.push_back(now);
        while self.sent.len() > self.own_limit() {
            self.sent.pop_front();
        }
    }

    /// Removes the last request, which was not sent.
    pub(super) fn unsend(&mut self) {
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
        self.window.map(|reset| self.clock.end_of(reset))
    }

    /// Learns from a response and adjusts the rate.
    pub(super) fn observe(&mut self, reading: Reading) {
        let Reading { sent, received, remaining, reset, accepted } = reading;
        if self.window.is_some_and(|window| reset < window && window - reset < 5.0) {
            return; // of a previous window; one far back means that the server's clock was set
        }
        self.clock.learn(sent, received, reset);
        if self.window != Some(reset) {
            self.close_window();
            self.window = Some(reset);
        }
        let phase = self.clock.phase(sent, received, reset);
        let used = (self.limit - remaining).max(0.0);
        let arrived = f64::midpoint(sent, received);
        let start = sent - (arrived - (self.clock.end_of(reset) - 1.0));
        // Requests that were sent later may have arrived earlier.
        let own = self.sent.iter().filter(|at| **at > start && **at <= arrived).count();
        #[allow(clippy::cast_precision_loss)] // at most the limit
        let others = (used - own as f64).max(0.0);

        let average = if phase < 0.5 { &mut self.used_early } else { &mut self.used_late };
        *average += 0.2 * (used - *average);
        if accepted {
            self.latest = Some((phase, others));
        } else {
            self.cut(received, phase);
        }
        let is_first = self.began.is_some_and(|began| received - began < FIRST_WINDOWS);
        if is_first && others >= (0.05 * self.limit).max(2.0) {
            self.set_rate(self.rate.min((self.limit * FIRST_SHARE).max(0.5)));
        }
        self.adjust(received);
    }

    /// Reduces the rate after a 429 without the state of the window.
    pub(super) fn rejected(&mut self, now: f64) {
        self.cut(now, CUT.0);
    }

    /// Updates the estimate of the others with the last response of the window, which covers the
    /// most of it.
    fn close_window(&mut self) {
        if let Some((phase, seen)) = self.latest.take() {
            let others = self.others.unwrap_or_default();
            self.others = Some((others + OTHERS_WEIGHT * (seen - others * phase)).max(0.0));
        }
    }

    /// Reduces the rate after a 429. The limit was reached when `phase` of the window had passed,
    /// so this fraction of the rate would have been within it. Several 429s of one window count
    /// once.
    fn cut(&mut self, now: f64, phase: f64) {
        if now - self.cut_at >= 0.9 {
            self.cut_at = now;
            self.set_rate(self.rate * phase.clamp(CUT.0, CUT.1));
        }
    }

    fn adjust(&mut self, now: f64) {
        let since = self.adjusted_at.replace(now).map_or(0.0, |before| now - before);
        // Bounded, since a slow client gets responses rarely.
        let since = since.clamp(0.0, 3.0);
        let others = self.others.unwrap_or_default();
        let is_alone = others < OTHERS_THRESHOLD * self.limit && now - self.cut_at > ALONE_AFTER;
        let (target, gain, total) = if is_alone {
            (TARGET_ALONE, GAIN_ALONE, others + self.rate)
        } else if self.windows_slide() {
            (TARGET_SLIDING, GAIN, f64::midpoint(self.used_early, self.used_late).max(self.rate))
        } else {
            (TARGET, GAIN, others + self.rate)
        };
        let over = (total / (target * self.limit) - 1.0).clamp(-1.0, 1.0);
        let step = (gain * since * over).clamp(-3.0, 0.9);
        self.set_rate(self.rate * (1.0 - step) + GROWTH * self.limit * since);
    }

    fn windows_slide(&self) -> bool {
        self.limit > 2.0 && self.used_early > SLIDING * self.used_late
    }

    fn set_rate(&mut self, rate: f64) {
        let floor = (self.limit * FLOOR).max(FLOOR_REQUESTS);
        self.rate = rate.max(floor).min(self.max_rate());
    }

    fn max_rate(&self) -> f64 {
        (self.limit * self.share * TARGET_ALONE).min(self.cap)
    }

    /// Returns the maximum number of own requests in any span of one window.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at least 1, and bounded
    fn own_limit(&self) -> usize {
        (self.limit * self.share).min(self.cap.max(1.0)).clamp(1.0, 1e6) as usize
    }
}

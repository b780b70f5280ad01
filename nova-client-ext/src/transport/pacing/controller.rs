//! How fast this client may go, so that all who share the key fit.
//!
//! Amounts are requests per window and times are windows, counted from when the bucket was made.
//! The law is described in the [module](super).

use std::collections::VecDeque;

use super::window::WindowClock;

/// The total that clients who share a key steer to, as a part of the limit: what is left is for
/// chance, since their requests do not fall evenly into windows.
const TARGET: f64 = 0.88;
/// What a client that is alone steers to. Its own requests are spaced evenly, so that only the
/// differences in their way to the server need room.
const TARGET_ALONE: f64 = 0.96;
/// The same against a sliding window, which counts the fullest of all spans.
const TARGET_SLIDING: f64 = 0.81;
/// How far the rate follows the ratio of the total to its target, per window. What is known of the
/// others is one to two windows old: more than about 0.7 would swing.
const GAIN: f64 = 0.3;
/// The same for a client that is alone, which nothing delays: a few windows to full speed.
const GAIN_ALONE: f64 = 2.0;
/// What every client adds per window, as a part of the limit. Since it is the same for all while
/// `GAIN` acts in proportion, shares become equal.
const GROWTH: f64 = 0.002;
/// How far one window's news moves the estimate of the others: three windows' worth of memory.
const NEWS: f64 = 0.5;
/// Others that use less than this part of the limit are nobody.
const NOBODY: f64 = 0.03;
/// Nor is a client alone that met a 429 in the last so many windows: on a bucket of one a window
/// nothing else tells of the others.
const QUIET: f64 = 5.0;
/// A client that sees others in its first windows is one of several that begin: all take this part
/// of the limit and grow from there, so that they begin as equals.
const FIRST_WINDOWS: f64 = 2.0;
const FIRST_SHARE: f64 = 0.1;
/// What a 429 leaves of the rate: the part of the window that had passed when the limit was reached,
/// between these bounds.
const CUT: (f64, f64) = (0.5, 0.9);
/// The rate never falls below this part of the limit, nor below so many requests per window.
const FLOOR: f64 = 1.0 / 24.0;
const FLOOR_REQUESTS: f64 = 0.25;
/// Windows slide if requests early in them (by `Reset`) see this part of the use that late ones see;
/// in fixed windows it is a third.
const SLIDING: f64 = 0.7;
/// Our own requests are kept within the limit over a span this part longer than a window: they do
/// not all take the same time to arrive.
const SPAN: f64 = 1.04;

#[derive(Debug)]
pub(super) struct RateController {
    limit: f64,
    /// The bounds that settings put on the rate: a part of the limit, and requests per window.
    share: f64,
    cap: f64,
    rate: f64,
    clock: WindowClock,
    /// When our last requests went out, as many as fit in a window.
    sent: VecDeque<f64>,
    /// The end of the window of the last response.
    window: Option<f64>,
    /// The last response of the window so far: its phase, and what others had used by then.
    latest: Option<(f64, f64)>,
    /// What others use per window; `None` before the first response that told.
    others: Option<f64>,
    /// What is used, as seen in the first and in the second half of windows.
    used_early: f64,
    used_late: f64,
    began: Option<f64>,
    cut_at: f64,
    adjusted_at: Option<f64>,
}

/// What a response said of its window.
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

    /// The rate in sight: what others leave. Deadlines are checked against it, since the present
    /// rate of a client that makes room for others says little of where it will be.
    pub(super) fn rate_in_sight(&self) -> f64 {
        let left = self.max_rate() - self.others.unwrap_or_default();
        left.clamp(self.rate.min(self.max_rate()), self.max_rate())
    }

    /// When one more request keeps our own within the limit over any span of one window.
    pub(super) fn room_at(&self) -> f64 {
        let beyond = self.sent.len().checked_sub(self.own_limit());
        let leaving = beyond.and_then(|beyond| self.sent.get(beyond));
        leaving.map_or(f64::NEG_INFINITY, |leaving| leaving + SPAN)
    }

    /// A request goes out.
    pub(super) fn send(&mut self, now: f64) {
        self.began.get_or_insert(now);
        self.sent.push_back(now);
        while self.sent.len() > self.own_limit() {
            self.sent.pop_front();
        }
    }

    /// The last request did not go out after all.
    pub(super) fn unsend(&mut self) {
        self.sent.pop_back();
    }

    /// Takes over the limit a response named.
    pub(super) fn set_limit(&mut self, limit: f64) {
        if (limit - self.limit).abs() > 0.5 {
            let rate = self.rate * limit / self.limit;
            self.limit = limit;
            (self.latest, self.others) = (None, None);
            (self.used_early, self.used_late) = (0.0, 0.0);
            self.set_rate(rate);
        }
    }

    /// Whether anybody else uses the key, as far as can be told.
    pub(super) fn sees_others(&self) -> bool {
        self.others.unwrap_or_default() >= NOBODY * self.limit
    }

    /// When the window of the last response ends on our clock.
    pub(super) fn window_end(&self) -> Option<f64> {
        self.window.map(|reset| self.clock.end_of(reset))
    }

    /// Learns from a response and adjusts the rate.
    pub(super) fn observe(&mut self, reading: Reading) {
        let Reading { sent, received, remaining, reset, accepted } = reading;
        if self.window.is_some_and(|window| reset < window && window - reset < 5.0) {
            return; // of a window that is over; one far back means that the server's clock was set
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
        // What was sent while it was on its way may have overtaken it.
        let own = self.sent.iter().filter(|at| **at > start && **at <= arrived).count();
        #[allow(clippy::cast_precision_loss)] // at most the limit
        let others = (used - own as f64).max(0.0);

        let seen = if phase < 0.5 { &mut self.used_early } else { &mut self.used_late };
        *seen += 0.2 * (used - *seen);
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

    /// A 429 that did not say where in the window it came.
    pub(super) fn rejected(&mut self, now: f64) {
        self.cut(now, CUT.0);
    }

    /// The last response of a window saw the most of it.
    fn close_window(&mut self) {
        if let Some((phase, seen)) = self.latest.take() {
            let others = self.others.unwrap_or_default();
            self.others = Some((others + NEWS * (seen - others * phase)).max(0.0));
        }
    }

    /// The limit was reached when `phase` of the window had passed, so that this part of the rate
    /// would have fitted. Several 429s of one window tell one thing.
    fn cut(&mut self, now: f64, phase: f64) {
        if now - self.cut_at >= 0.9 {
            self.cut_at = now;
            self.set_rate(self.rate * phase.clamp(CUT.0, CUT.1));
        }
    }

    fn adjust(&mut self, now: f64) {
        let since = self.adjusted_at.replace(now).map_or(0.0, |before| now - before);
        // A slow client has news seldom, and must not fall behind for that.
        let since = since.clamp(0.0, 3.0);
        let others = self.others.unwrap_or_default();
        let is_alone = others < NOBODY * self.limit && now - self.cut_at > QUIET;
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

    /// How many requests of ours any span of one window may hold.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at least 1, and bounded
    fn own_limit(&self) -> usize {
        (self.limit * self.share).min(self.cap.max(1.0)).clamp(1.0, 1e6) as usize
    }
}

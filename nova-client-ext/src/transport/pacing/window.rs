//! The position in the server's window at which a request arrived, without using the local wall
//! clock.
//!
//! `X-RateLimit-Reset` is the server's time in whole seconds, from which the local wall clock may
//! differ by seconds. But a request that was sent at `s` and whose response was received at `r` on
//! the local monotonic clock reached the server in between, in the window that ends at `Reset`: so
//! the offset between the two clocks lies within `r - s` plus one window, and each further response
//! narrows these bounds. Times are in windows.

/// The rate at which the bounds are widened: clocks drift, and a server's clock may be stepped.
const DRIFT: f64 = 2e-4;
/// The minimum phase that is used: dividing by a smaller one would amplify noise.
const MIN_PHASE: f64 = 0.05;

/// Bounds on the difference between the server's and the local clock.
#[derive(Debug)]
pub(super) struct WindowClock {
    min: f64,
    max: f64,
    at: f64,
}

impl WindowClock {
    pub(super) fn new() -> Self {
        Self { min: f64::NEG_INFINITY, max: f64::INFINITY, at: 0.0 }
    }

    /// Narrows the bounds by one response.
    pub(super) fn learn(&mut self, sent: f64, received: f64, reset: f64) {
        let widened = DRIFT * (received - self.at).max(0.0);
        self.at = self.at.max(received);
        let (min, max) = (reset - 1.0 - received, reset - sent);
        self.min = (self.min - widened).max(min);
        self.max = (self.max + widened).min(max);
        if self.min > self.max {
            // The server's clock was set, or its windows do not end at `Reset`: start over.
            (self.min, self.max) = (min, max);
        }
    }

    /// Returns when the window that ends at `reset` ends on the local clock.
    pub(super) fn end_of(&self, reset: f64) -> f64 {
        reset - f64::midpoint(self.min, self.max)
    }

    /// Returns how far into the window that ends at `reset` the server was when the request
    /// arrived.
    pub(super) fn phase(&self, sent: f64, received: f64, reset: f64) -> f64 {
        let arrived = f64::midpoint(sent, received);
        (arrived - self.end_of(reset) + 1.0).clamp(MIN_PHASE, 1.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_phase_is_found_with_any_clock_offset() {
        let mut random = fastrand::Rng::with_seed(3);
        for offset in [-3.0, 0.37, 1_772_000_000.25] {
            let mut clock = WindowClock::new();
            let mut now = 10.0;
            for _ in 0..40 {
                now += 0.2 + 0.3 * random.f64();
                let (there, back) = (0.01 + 0.03 * random.f64(), 0.01 + 0.03 * random.f64());
                let arrived: f64 = now + there + offset;
                clock.learn(now, now + there + back, arrived.floor() + 1.0);
            }
            for later in [0.1, 0.35, 0.6, 0.85] {
                let arrived: f64 = now + later + offset;
                let reset = arrived.floor() + 1.0;
                let phase = clock.phase(now + later - 0.01, now + later + 0.01, reset);
                let truth = (arrived - arrived.floor()).max(MIN_PHASE);
                assert!((phase - truth).abs() < 0.06, "{phase} for {truth}");
            }
        }
    }
}

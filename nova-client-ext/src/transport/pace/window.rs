//! Where in the server's window a request arrived, learned without reading a clock of ours.
//!
//! `X-RateLimit-Reset` is the server's time in whole seconds, and our wall clock may be seconds off
//! it. But a request that was sent at `s` and answered at `r` on our monotonic clock reached the
//! server in between, and `Reset` says in which window: so the offset between the two clocks lies
//! within `r - s` plus one window, and each further answer cuts that down. A few requests at
//! different places in the window leave little more than the shortest round trip.

/// Wider bounds than this part of a window say too little.
const USEFUL: f64 = 0.7;
/// How fast the bounds are widened again, in seconds per second: clocks drift, and a server may
/// step its own.
const DRIFT: f64 = 2e-4;

/// Bounds on `server's clock - ours`, in seconds.
#[derive(Debug)]
pub(super) struct Phase {
    window: f64,
    least: f64,
    most: f64,
    at: f64,
}

impl Phase {
    pub(super) fn new(window: f64) -> Self {
        Self { window, least: f64::NEG_INFINITY, most: f64::INFINITY, at: 0.0 }
    }

    /// Narrows the bounds by one answer.
    pub(super) fn learn(&mut self, sent: f64, received: f64, reset: f64) {
        let widened = DRIFT * (received - self.at).max(0.0);
        self.at = self.at.max(received);
        let (least, most) = (reset - self.window - received, reset - sent);
        self.least = (self.least - widened).max(least);
        self.most = (self.most + widened).min(most);
        if self.least > self.most {
            // The server's clock was set, or its windows do not end at `Reset`: start over.
            (self.least, self.most) = (least, most);
        }
    }

    /// How far into the window that ends at `reset` the server was when the request arrived: 0 to
    /// 1, if known.
    pub(super) fn of(&self, sent: f64, received: f64, reset: f64) -> Option<f64> {
        let known = self.most - self.least < USEFUL * self.window;
        let arrived = f64::midpoint(sent, received) + f64::midpoint(self.least, self.most);
        known.then(|| ((arrived - reset) / self.window + 1.0).clamp(0.02, 1.0))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_phase_is_found_whatever_the_clocks_say() {
        let mut random = fastrand::Rng::with_seed(3);
        for offset in [-3.0, 0.37, 1_772_000_000.25] {
            let mut phase = Phase::new(1.0);
            let mut now = 10.0;
            for _ in 0..40 {
                now += 0.2 + 0.3 * random.f64();
                let (there, back) = (0.01 + 0.03 * random.f64(), 0.01 + 0.03 * random.f64());
                let arrived: f64 = now + there + offset;
                phase.learn(now, now + there + back, arrived.floor() + 1.0);
                if let Some(estimate) = phase.of(now, now + there + back, arrived.floor() + 1.0) {
                    let truth = arrived - arrived.floor();
                    assert!((estimate - truth).abs() < 0.4, "{estimate} for {truth}");
                }
            }
            let arrived = now + 0.5 + offset;
            let estimate = phase.of(now + 0.49, now + 0.51, arrived.floor() + 1.0).unwrap();
            assert!((estimate - (arrived - arrived.floor()).max(0.02)).abs() < 0.05);
        }
    }
}

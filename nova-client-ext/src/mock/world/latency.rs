//! How long responses take.

use std::ops::Range;
use std::time::Duration;

/// Random delays from a range.
pub(crate) struct Latency {
    range: Range<Duration>,
    random: fastrand::Rng,
}

impl Latency {
    /// Creates delays from `range.start` to just under `range.end`; an empty range means its start.
    pub(crate) fn new(range: Range<Duration>, seed: u64) -> Self {
        Self { range, random: fastrand::Rng::with_seed(seed) }
    }

    pub(crate) fn next(&mut self) -> Duration {
        let spread = self.range.end.saturating_sub(self.range.start);
        self.range.start + spread.mul_f64(self.random.f64())
    }
}

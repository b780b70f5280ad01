//! The expected completion of one batch after a poll.

/// The number of times after the poll at which the probability is stored: from a quarter of a
/// second, each √2 times the one before, to 17 minutes.
pub(crate) const POINTS: usize = 25;
const FIRST: f64 = 0.25;

/// Returns the time of a point, in seconds after the poll.
#[allow(clippy::cast_precision_loss, reason = "25 points")]
pub(crate) fn point(index: usize) -> f64 {
    FIRST * 2f64.powf(0.5 * index as f64)
}

/// The probability F(x) that a batch is settled x seconds after a poll that found it unsettled, and
/// the lag G(x) = ∫₀ˣ F that is expected if it is polled again then. 200 bytes.
#[derive(Clone, Debug)]
pub(crate) struct CompletionForecast {
    probability: [f32; POINTS],
    lag: [f32; POINTS],
}

impl CompletionForecast {
    /// Creates a forecast from the probability at each [`point`], interpolated linearly.
    #[allow(clippy::cast_possible_truncation, reason = "six digits of a probability are enough")]
    pub(crate) fn new(probabilities: &[f64; POINTS]) -> Self {
        let (mut probability, mut lag) = ([0.0; POINTS], [0.0; POINTS]);
        let (mut before, mut at, mut sum) = (0.0, 0.0, 0.0);
        for (index, now) in probabilities.iter().enumerate() {
            // The probability never decreases: a lower value is a rounding error, or NaN.
            let now = if *now > before { now.min(1.0) } else { before };
            sum += (point(index) - at) * f64::midpoint(before, now);
            (before, at) = (now, point(index));
            (probability[index], lag[index]) = (now as f32, sum as f32);
        }
        Self { probability, lag }
    }

    /// Returns the expected lag of a poll this long after the last one, both in seconds.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small positive number, rounded down"
    )]
    pub(crate) fn lag(&self, after: f64) -> f64 {
        let place = 2.0 * (after.max(0.0) / FIRST).log2();
        if place < 0.0 {
            return 0.5 * f64::from(self.probability[0]) * after.max(0.0).powi(2) / FIRST;
        }
        let index = (place as usize).min(POINTS - 1);
        let (from, low) = (point(index), f64::from(self.probability[index]));
        let high =
            self.probability.get(index + 1).map_or(low, |probability| f64::from(*probability));
        let slope = if index + 1 < POINTS { (high - low) / (point(index + 1) - from) } else { 0.0 };
        let beyond = after - from;
        f64::from(self.lag[index]) + beyond * (low + 0.5 * slope * beyond)
    }

    /// Returns how long after the poll the expected lag reaches `price`; at most `longest`.
    pub(crate) fn due_after(&self, price: f64, longest: f64) -> f64 {
        let Some(index) = (0..POINTS).find(|index| self.lag(point(*index)) >= price) else {
            return longest;
        };
        let (mut early, mut late) = (index.checked_sub(1).map_or(0.0, point), point(index));
        for _ in 0..12 {
            let middle = f64::midpoint(early, late);
            if self.lag(middle) >= price { late = middle } else { early = middle }
        }
        late.min(longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the forecast of a settlement that is equally likely in every second: F(x) = 1 −
    /// e^(−hx).
    fn steady(hazard: f64) -> CompletionForecast {
        CompletionForecast::new(&std::array::from_fn(|index| 1.0 - (-hazard * point(index)).exp()))
    }

    #[test]
    fn the_lag_is_the_integral_of_the_probability() {
        for hazard in [0.01_f64, 0.1, 1.0] {
            let forecast = steady(hazard);
            for after in [0.1_f64, 0.3, 1.0, 7.7, 33.0, 900.0, 5000.0] {
                let exact = after - (1.0 - (-hazard * after).exp()) / hazard;
                let found = forecast.lag(after);
                assert!(
                    (found - exact).abs() < 0.03 * exact + 0.02 * after.min(1.0),
                    "{hazard} {after}: {found} {exact}"
                );
            }
        }
    }

    #[test]
    fn a_steady_hazard_is_polled_by_the_square_root_rule() {
        // Keller's rule for systems that fail at any time: a check every √(2·price/hazard).
        for hazard in [0.001_f64, 0.01, 0.03] {
            let expected = (2.0 * 0.03 / hazard).sqrt();
            let found = steady(hazard).due_after(0.03, 1000.0);
            assert!((found / expected - 1.0).abs() < 0.1, "{hazard}: {found} for {expected}");
        }
        assert!((steady(1e-9).due_after(0.03, 10.0) - 10.0).abs() < 1e-9);
    }
}

//! The durations of jobs: log-normal around a median that differs from batch to batch.

use super::model::Tail;

/// The number of medians that a batch may have: from 0.2 s to 40 minutes, in steps of a fifth.
const MEDIANS: usize = 48;
const FIRST: f64 = -1.6;
const STEP: f64 = 0.2;

/// The weight of the prior, in batches.
const PRIOR: f64 = 1.0;
/// The number of batches after which a vote has faded.
pub(crate) const MEMORY: f64 = 200.0;

/// A weight for each level; the sum is 1.
pub(crate) type Weights = [f64; MEDIANS];

/// Returns the logarithm of the median at a level.
#[allow(clippy::cast_precision_loss, reason = "48 levels")]
pub(crate) fn log_median(level: usize) -> f64 {
    FIRST + STEP * level as f64
}

/// The distribution of the medians of batches, as learned so far.
#[derive(Clone, Debug)]
pub(crate) struct MedianPrior {
    prior: Weights,
    votes: Weights,
    cast: f64,
}

impl MedianPrior {
    /// Creates the distribution before any batch: the medians are log-normal themselves.
    pub(crate) fn new(median: f64, spread: f64) -> Self {
        let mut prior = [0.0; MEDIANS];
        for (level, weight) in prior.iter_mut().enumerate() {
            // The constant keeps every level possible.
            *weight = (-0.5 * ((log_median(level) - median.ln()) / spread).powi(2)).exp() + 1e-6;
        }
        normalise(&mut prior);
        Self { prior, votes: [0.0; MEDIANS], cast: 0.0 }
    }

    /// Returns how many batches have voted, less those that have faded.
    pub(crate) fn cast(&self) -> f64 {
        self.cast
    }

    /// Returns the weight of each level for a batch without any observation.
    pub(crate) fn weights(&self) -> Weights {
        let mut weights = [0.0; MEDIANS];
        for (level, weight) in weights.iter_mut().enumerate() {
            *weight = (PRIOR * self.prior[level] + self.votes[level]) / (PRIOR + self.cast);
        }
        weights
    }

    /// Adds the vote of a batch, or of a part of one, on its median.
    pub(crate) fn vote(&mut self, weights: &Weights, strength: f64) {
        let fade = 1.0 - strength / MEMORY;
        for (vote, weight) in self.votes.iter_mut().zip(weights) {
            *vote = *vote * fade + strength * weight;
        }
        self.cast = self.cast * fade + strength;
    }

    /// Returns the weights for a batch with these durations of ended jobs, and these ages of open
    /// ones, each with its number of jobs (Bayes' rule).
    pub(crate) fn given(&self, times: &Lognormal, ended: &[f64], open: &[(f64, f64)]) -> Weights {
        let mut weights = self.weights();
        for (level, weight) in weights.iter_mut().enumerate() {
            let mu = log_median(level);
            let ends: f64 =
                ended.iter().map(|time| times.density(*time, mu).max(MIN_WEIGHT).ln()).sum();
            let waits: f64 = open
                .iter()
                .map(|(age, number)| number * times.survival(*age, mu).max(MIN_WEIGHT).ln())
                .sum();
            *weight = weight.max(MIN_WEIGHT).ln() + ends + waits;
        }
        let best = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for weight in &mut weights {
            *weight = (*weight - best).exp();
        }
        normalise(&mut weights);
        weights
    }
}

/// Keeps logarithms finite.
const MIN_WEIGHT: f64 = 1e-300;

fn normalise(weights: &mut Weights) {
    let sum: f64 = weights.iter().sum();
    for weight in weights {
        *weight /= sum;
    }
}

/// Returns the mean of the logarithm of the median.
pub(crate) fn mean(weights: &Weights) -> f64 {
    weights.iter().enumerate().map(|(level, weight)| weight * log_median(level)).sum()
}

/// A log-normal distribution around a median, mixed with a tail of stuck jobs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lognormal {
    pub(crate) sigma: f64,
    pub(crate) tail: Option<Tail>,
}

impl Lognormal {
    /// Returns the density of a duration, on the logarithmic scale and up to a constant.
    fn density(&self, time: f64, mu: f64) -> f64 {
        let log = time.ln();
        let bell = |mu: f64, sigma: f64| (-0.5 * ((log - mu) / sigma).powi(2)).exp() / sigma;
        let usual = bell(mu, self.sigma);
        self.tail.map_or(usual, |tail| {
            (1.0 - tail.share) * usual + tail.share * bell(tail.mu, tail.sigma)
        })
    }

    /// Returns the probability that a job takes longer than `age`.
    pub(crate) fn survival(&self, age: f64, mu: f64) -> f64 {
        if age <= 0.0 {
            return 1.0;
        }
        let log = age.ln();
        let usual = above((log - mu) / self.sigma);
        self.tail.map_or(usual, |tail| {
            (1.0 - tail.share) * usual + tail.share * above((log - tail.mu) / tail.sigma)
        })
    }
}

/// Returns the probability that a standard normal variable is above `z`, to seven digits
/// (Abramowitz and Stegun, 7.1.26).
pub(crate) fn above(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let polynomial = t
        * (0.254_829_592
            + t * (-0.284_496_736
                + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let tail = 0.5 * polynomial * (-x * x).exp();
    if z >= 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_tail_matches_published_tables() {
        for (z, expected) in [
            (0.0, 0.5),
            (1.0, 0.158_655_3),
            (-1.0, 0.841_344_7),
            (1.959_964, 0.025),
            (3.0, 0.001_349_9),
        ] {
            assert!((above(z) - expected).abs() < 2e-7, "{z}: {}", above(z));
        }
    }

    #[test]
    fn the_median_of_similar_batches_is_learned() {
        let times = Lognormal { sigma: 0.5, tail: None };
        let mut levels = MedianPrior::new(20.0, 1.0);
        for _ in 0..50 {
            let weights = levels.given(&times, &[50.0, 70.0, 60.0], &[]);
            levels.vote(&weights, 1.0);
        }
        let learned = mean(&levels.weights()).exp();
        assert!((50.0..70.0).contains(&learned), "{learned}");
        let open_only =
            mean(&MedianPrior::new(20.0, 1.0).given(&times, &[], &[(120.0, 3.0)])).exp();
        assert!(open_only > 100.0, "three open jobs of two minutes: {open_only}");
    }
}

//! The model of scoring times: when a batch is likely to be settled, and when to poll it.
//!
//! **Time.** A scoring job waits in a queue and is then scored. Both durations are assumed to be
//! log-normal around a median per batch (its résumés, its criteria, the time of day), except that
//! one job in a hundred is stuck and takes minutes. The distribution of the medians is learned: it
//! has 48 levels with a weight each, and each batch votes for the levels that its jobs support,
//! ended ones by their duration and open ones by their age, since a job that has not ended after a
//! minute is evidence too (Bayes' rule; the votes are the online EM estimate of a mixing
//! distribution). So if all batches are alike, the second one is predicted before it is polled; if
//! they are not, the first ended jobs of a batch predict the rest. The spread within a batch and
//! the share and duration of stuck jobs are learned likewise, from all watches of a `Nova`, and
//! older batches fade after a few hundred.
//!
//! **The probability.** An open job of age *a* has ended *x* later with the probability 1 −
//! S(a+x)/S(a), where S is the survival function. A batch is settled when all its open jobs have
//! ended: F(x) of the [`CompletionForecast`] is the product of these probabilities, averaged over
//! the levels.
//!
//! **The poll.** The expected lag of a poll after x is G(x) = ∫₀ˣ F. A batch is due when G reaches
//! a price, the lag that one request is worth; when more are due than the rate allows, the greatest
//! G goes first. With a constant hazard of h per second, G ≈ hx²/2, so that a batch is polled every
//! √(2·price/h) seconds: Keller's rule for checking systems that fail at any time (Management
//! Science 21, 1974; before him Barlow, Hunter and Proschan, J. SIAM 11, 1963). Near the end of a
//! batch h grows and its polls become more frequent; a batch that is very unlikely to have ended is
//! not polled.
//!
//! **Why G.** Measured on the loads of the benchmark, with 1000 batches. Ranking by F alone ignores
//! how long a batch may have been settled already: 30 % more lag at one batch per second. Ranking
//! by x·F − ∫F, what a poll saves if another one always follows, never exceeds the mean time to the
//! end: when more batches are due than the rate allows, those that have surely ended wait behind
//! old ones that have not, for 1.1 to 1.6 times the lag of round robin. G grows by a second per
//! second once a batch has ended. F²/f − ∫F, which counts that a poll may be the last, and ∫F/(1 −
//! F) are within 3 % of G.

use super::completion_forecast::{CompletionForecast, POINTS, point};
use super::median_prior::{self, Lognormal, MEMORY, MedianPrior, Weights, above};

/// The price of a poll, in seconds of lag, for a batch that is watched alone.
pub(crate) const POLL_COST_ALONE: f64 = 0.03;
/// The price of a poll when many batches share the rate.
pub(crate) const POLL_COST_AMONG_MANY: f64 = 0.05;

/// The number of jobs of one batch that are used.
const MAX_JOBS: usize = 100;
/// A job that takes this many times the median of its batch counts as stuck.
const STUCK: f64 = 8.0;
/// The memory for stuck jobs, in batches: longer, since they are rare.
const STUCK_MEMORY: f64 = 2000.0;
/// Levels of a lower weight are skipped.
const NEGLIGIBLE: f64 = 2e-3;
/// The assumed number of jobs of a batch before its first poll.
pub(crate) const TYPICAL_JOBS: f64 = 8.0;

/// The durations and ages of the scoring jobs of one batch at a poll, in seconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times {
    pub(crate) ended: Vec<Ended>,
    pub(crate) open: Vec<Open>,
}

/// A job that has ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ended {
    /// From queued to started, where both are known.
    pub(crate) queue: Option<f32>,
    /// From started to the end; from queued where the start is not known.
    pub(crate) scoring: f32,
}

/// A job that had not ended, and the time since its stage began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Open {
    pub(crate) stage: Stage,
    pub(crate) age: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Queue,
    Scoring,
}

/// The distribution of stuck jobs: their share of all jobs, and their duration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tail {
    pub(crate) share: f64,
    pub(crate) mu: f64,
    pub(crate) sigma: f64,
}

/// What was learned from all batches of a `Nova`, in 1.5 kB.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    queue: MedianPrior,
    scoring: MedianPrior,
    spread: Moments,
    stuck: Moments,
    /// Jobs that were classified stuck or not.
    classified: f64,
}

/// Number, sum and sum of squares of logarithms. The initial values are the prior.
#[derive(Clone, Copy, Debug)]
struct Moments {
    number: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    fn prior(number: f64, mean: f64, sigma: f64) -> Self {
        Self { number, sum: number * mean, squares: number * (mean * mean + sigma * sigma) }
    }

    fn add(&mut self, value: f64) {
        self.number += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    /// Moves towards the prior.
    fn fade(&mut self, prior: Self, by: f64) {
        self.number += (prior.number - self.number) * by;
        self.sum += (prior.sum - self.sum) * by;
        self.squares += (prior.squares - self.squares) * by;
    }

    fn mean(self) -> f64 {
        self.sum / self.number
    }

    fn sigma(self) -> f64 {
        (self.squares / self.number - self.mean().powi(2)).max(0.0).sqrt()
    }
}

/// The prior median and spread of scoring. The vendor documents "seconds to tens of seconds" for a
/// job.
const SCORING: (f64, f64) = (20.0, 1.0);
/// The prior median and spread of queueing.
const QUEUE: (f64, f64) = (2.0, 1.5);
/// The spread of queueing within a batch. It is not learned.
const QUEUE_SIGMA: f64 = 1.0;

fn prior_spread() -> Moments {
    Moments::prior(10.0, 0.0, 0.6)
}

/// The prior duration of stuck jobs: a median of ten minutes.
fn prior_stuck() -> Moments {
    Moments::prior(5.0, 600_f64.ln(), 0.5)
}
/// With five jobs in [`prior_stuck`], the prior share of stuck jobs is one in a hundred.
const PRIOR_CLASSIFIED: f64 = 500.0;

impl Default for Model {
    fn default() -> Self {
        Self {
            queue: MedianPrior::new(QUEUE.0, QUEUE.1),
            scoring: MedianPrior::new(SCORING.0, SCORING.1),
            spread: prior_spread(),
            stuck: prior_stuck(),
            classified: PRIOR_CLASSIFIED,
        }
    }
}

impl Model {
    /// Returns how many batches the model has learned from, less those that have faded.
    pub(crate) fn learned(&self) -> f64 {
        self.scoring.cast()
    }

    /// Learns from a poll that found `newly` more of the batch's jobs ended than the poll before.
    #[allow(clippy::cast_precision_loss, reason = "numbers of jobs")]
    pub(crate) fn learn(&mut self, times: &Times, newly: usize, settled: bool) {
        let jobs = times.ended.len() + times.open.len();
        if newly == 0 || times.ended.is_empty() {
            return;
        }
        let strength = (newly as f64 / jobs as f64).min(1.0);
        let scoring_weights = self.scoring_given(times, &self.open_ages(times));
        self.scoring.vote(&scoring_weights, strength);
        if times.ended.iter().any(|job| job.queue.is_some()) {
            let queue_weights = self.queue_given(times);
            self.queue.vote(&queue_weights, strength);
        }
        if settled {
            self.learn_spread(times, median_prior::mean(&scoring_weights));
        }
    }

    /// Learns the spread within a batch and the share of stuck jobs. Only a settled batch shows
    /// them: the jobs that end first are not like the rest.
    #[allow(clippy::cast_precision_loss, reason = "numbers of jobs")]
    fn learn_spread(&mut self, times: &Times, mu: f64) {
        let logs = times.ended.iter().take(MAX_JOBS).map(|job| seconds(job.scoring).ln());
        let (stuck, usual): (Vec<f64>, Vec<f64>) = logs.partition(|log| *log > mu + STUCK.ln());
        self.stuck.fade(prior_stuck(), 1.0 / STUCK_MEMORY);
        self.classified += (PRIOR_CLASSIFIED - self.classified) / STUCK_MEMORY;
        self.classified += (stuck.len() + usual.len()) as f64;
        for log in stuck {
            self.stuck.add(log);
        }
        if usual.len() > 1 {
            self.spread.fade(prior_spread(), 1.0 / MEMORY);
            let mean = usual.iter().sum::<f64>() / usual.len() as f64;
            for log in &usual {
                self.spread.add(log - mean);
            }
            // The mean was estimated from the same jobs, which costs one degree of freedom.
            self.spread.number -= 1.0;
        }
    }

    /// Returns the forecast after a poll that showed these times.
    pub(crate) fn forecast(&self, times: &Times) -> CompletionForecast {
        let open = self.open_ages(times);
        let weights = self.scoring_given(times, &open);
        self.probabilities(&weights, &open)
    }

    /// Returns the forecast for a batch of this age that was not polled yet.
    ///
    /// Its age alone is no evidence of its median: it may have been settled long ago.
    pub(crate) fn unpolled(&self, age: f64, jobs: f64) -> CompletionForecast {
        let times = self.times();
        let age = age - median_prior::mean(&self.queue.weights()).exp();
        let weights = self.scoring.weights();
        CompletionForecast::new(&std::array::from_fn(|index| {
            let ended =
                |level| 1.0 - times.survival(age + point(index), median_prior::log_median(level));
            weights.iter().enumerate().map(|(level, weight)| weight * ended(level).powf(jobs)).sum()
        }))
    }

    fn probabilities(&self, weights: &Weights, open: &[(f64, f64)]) -> CompletionForecast {
        let times = self.times();
        let mut probabilities = [0.0; POINTS];
        let mut counted = 0.0;
        for (level, weight) in
            weights.iter().enumerate().filter(|(_, weight)| **weight > NEGLIGIBLE)
        {
            let mu = median_prior::log_median(level);
            counted += weight;
            let now: Vec<f64> =
                open.iter().map(|(age, _)| times.survival(*age, mu).max(1e-12)).collect();
            for (index, probability) in probabilities.iter_mut().enumerate() {
                let ended = |((age, number), now): (&(f64, f64), &f64)| {
                    (1.0 - times.survival(age + point(index), mu) / now).powf(*number)
                };
                *probability += weight * open.iter().zip(&now).map(ended).product::<f64>();
            }
        }
        CompletionForecast::new(&probabilities.map(|probability| probability / counted))
    }

    fn times(&self) -> Lognormal {
        let tail = Tail {
            share: (self.stuck.number / self.classified).clamp(1e-4, 0.5),
            mu: self.stuck.mean(),
            sigma: self.stuck.sigma().clamp(0.2, 2.0),
        };
        Lognormal { sigma: self.spread.sigma().clamp(0.1, 1.5), tail: Some(tail) }
    }

    fn scoring_given(&self, times: &Times, open: &[(f64, f64)]) -> Weights {
        let ended: Vec<f64> =
            times.ended.iter().take(MAX_JOBS).map(|job| seconds(job.scoring)).collect();
        self.scoring.given(&self.times(), &ended, open)
    }

    fn queue_given(&self, times: &Times) -> Weights {
        let ended: Vec<f64> =
            times.ended.iter().take(MAX_JOBS).filter_map(|job| job.queue.map(seconds)).collect();
        let open = grouped(queued(times).map(seconds));
        self.queue.given(&Lognormal { sigma: QUEUE_SIGMA, tail: None }, &ended, &open)
    }

    /// Returns the ages of the open jobs since scoring began, each with its number of jobs. The age
    /// of a queued job is negative: the time it is expected to wait on.
    fn open_ages(&self, times: &Times) -> Vec<(f64, f64)> {
        let waits = queued(times)
            .reduce(f32::max)
            .map_or(0.0, |age| self.remaining_wait(seconds(age), times));
        grouped(times.open.iter().map(|job| match job.stage {
            Stage::Scoring => seconds(job.age),
            Stage::Queue => -waits,
        }))
    }

    /// Returns the median of the further wait of a job that has waited for `age`.
    fn remaining_wait(&self, age: f64, times: &Times) -> f64 {
        let mu = median_prior::mean(&self.queue_given(times));
        let half = 0.5 * above((age.ln() - mu) / QUEUE_SIGMA);
        let (mut early, mut late) = (age.ln(), age.ln() + 6.0);
        for _ in 0..20 {
            let middle = f64::midpoint(early, late);
            if above((middle - mu) / QUEUE_SIGMA) > half { early = middle } else { late = middle }
        }
        late.exp() - age
    }
}

fn queued(times: &Times) -> impl Iterator<Item = f32> {
    times.open.iter().filter(|job| job.stage == Stage::Queue).map(|job| job.age)
}

/// Returns the duration as a positive, finite number, which has a logarithm.
fn seconds(time: f32) -> f64 {
    if time.is_finite() { f64::from(time).clamp(0.05, 1e6) } else { 1e6 }
}

/// Groups ages that are within two percent of each other: most jobs of a batch have the same age.
fn grouped(ages: impl Iterator<Item = f64>) -> Vec<(f64, f64)> {
    let mut groups: Vec<(f64, f64)> = Vec::new();
    for age in ages.take(MAX_JOBS) {
        match groups.iter_mut().find(|(other, _)| (*other - age).abs() <= 0.02 * age.abs()) {
            Some((_, number)) => *number += 1.0,
            None => groups.push((age, 1.0)),
        }
    }
    groups
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
mod tests {
    use super::*;

    /// Returns what a poll at `age` shows of a batch whose jobs take these times.
    fn poll(jobs: &[f32], age: f32) -> Times {
        let mut times = Times::default();
        for &time in jobs {
            if time <= age {
                times.ended.push(Ended { queue: Some(0.1 * time), scoring: 0.9 * time });
            } else if age < 0.1 * time {
                times.open.push(Open { stage: Stage::Queue, age });
            } else {
                times.open.push(Open { stage: Stage::Scoring, age: age - 0.1 * time });
            }
        }
        times
    }

    fn jobs(random: &mut fastrand::Rng, median: f64) -> Vec<f32> {
        let normal = |random: &mut fastrand::Rng| (0..12).map(|_| random.f64()).sum::<f64>() - 6.0;
        (0..random.usize(1..=25)).map(|_| (median * (0.5 * normal(random)).exp()) as f32).collect()
    }

    #[test]
    fn predicted_probabilities_are_calibrated() {
        for per_batch in [false, true] {
            let mut random = fastrand::Rng::with_seed(11);
            let mut model = Model::default();
            let (mut predicted, mut observed) = ([0.0; 4], [(0.0, 0.0); 4]);
            for batch in 0..600 {
                let median = if per_batch { 5.0 + 55.0 * random.f64() } else { 30.0 };
                let jobs = jobs(&mut random, median);
                let (age, after) = (60.0 * random.f32(), 30.0 * random.f32());
                let times = poll(&jobs, age);
                if batch >= 200 && !times.open.is_empty() {
                    // The slope of G is F.
                    let (forecast, x) = (model.forecast(&times), f64::from(after));
                    let probability = (forecast.lag(x + 0.01) - forecast.lag(x)) / 0.01;
                    let bin = ((4.0 * probability) as usize).min(3);
                    let settled = jobs.iter().all(|time| *time <= age + after);
                    predicted[bin] += probability;
                    observed[bin] =
                        (observed[bin].0 + f64::from(u8::from(settled)), observed[bin].1 + 1.0);
                }
                model.learn(&poll(&jobs, 1e4), jobs.len(), true);
            }
            for (predicted, (settled, all)) in predicted.into_iter().zip(observed) {
                let (predicted, seen) = (predicted / all, settled / all);
                assert!(
                    (predicted - seen).abs() < 0.13,
                    "{predicted:.2} predicted, {seen:.2} of {all} seen"
                );
            }
        }
    }

    #[test]
    fn earlier_batches_improve_the_next_forecast() {
        let mut random = fastrand::Rng::with_seed(3);
        let mut model = Model::default();
        let fresh = poll(&[100.0; 5], 1.0);
        let unlearned = model.forecast(&fresh).due_after(POLL_COST_ALONE, 1000.0);
        for _ in 0..20 {
            let jobs = jobs(&mut random, 100.0);
            model.learn(&poll(&jobs, 1e4), jobs.len(), true);
        }
        let learned = model.forecast(&fresh).due_after(POLL_COST_ALONE, 1000.0);
        assert!(learned > 2.0 * unlearned, "polled after {unlearned} s, then after {learned} s");
    }

    #[test]
    fn an_untrained_model_waits_about_as_long_as_the_vendor_advises() {
        let wait =
            Model::default().forecast(&poll(&[30.0], 0.5)).due_after(POLL_COST_ALONE, 1000.0);
        assert!((2.0..6.0).contains(&wait), "{wait} s");
    }

    #[test]
    fn invalid_durations_leave_the_model_finite() {
        let mut model = Model::default();
        let odd = [0.0, -1.0, f32::MAX, f32::INFINITY, f32::NAN, 1e-30];
        let mut times = Times::default();
        for value in odd {
            times.ended.push(Ended { queue: Some(value), scoring: value });
            times.open.push(Open { stage: Stage::Queue, age: value });
            times.open.push(Open { stage: Stage::Scoring, age: value });
        }
        for _ in 0..50 {
            model.learn(&times, 3, true);
        }
        for times in [times, Times::default(), poll(&[20.0; 3], 5.0)] {
            let forecast = model.forecast(&times);
            let due = forecast.due_after(POLL_COST_ALONE, 1000.0);
            assert!(due.is_finite() && forecast.lag(due).is_finite(), "{times:?}");
        }
        assert!(model.unpolled(f64::INFINITY, 100.0).lag(3.0).is_finite());
        assert!(model.learned().is_finite());
    }
}

//! When something is likely to have happened.
//!
//! **Time.** A scoring job waits in a queue and is then scored. Both times are taken to be
//! log-normal around a median that every batch has for itself (its résumés, its criteria, the
//! hour), except that one job in a hundred is stuck and takes minutes. The medians of batches are
//! distributed in a way that is learned: 48 levels of a weight each, and each batch votes for the
//! levels that its own jobs speak for, ended ones by their time and open ones by their age, since a
//! job that has not ended after a minute says something too (Bayes' rule; the votes are the EM
//! estimate of a mixing distribution, taken online). So if all batches are alike, the second one is
//! known before it is seen; if they are not, a batch is known by its first ended jobs. The spread
//! within a batch and the share and length of stuck jobs are learned likewise, all with a memory of
//! a few hundred batches, by every watch of a `Nova` together.
//!
//! **The chance.** An open job of age *a* has ended *x* later with the chance 1 − S(a+x)/S(a), S
//! the chance to take longer; a batch is settled when all its open jobs have ended: the product of
//! these, averaged over the levels. That is F(x) of the [`CompletionForecast`].
//!
//! **The poll.** The lag to be expected if the batch is polled after x is G(x) = ∫₀ˣ F. A batch
//! is due when G reaches a price, the lag that a request is worth; when more are due than the rate
//! allows, the greatest G goes first. With a steady chance of h per second, G ≈ hx²/2, so that a
//! batch is polled every √(2·price/h) seconds: Keller's rule for checking systems that fail at
//! any time (Management Science 21, 1974; before him Barlow, Hunter and Proschan, J. SIAM 11,
//! 1963). As the end of a batch comes near, h grows and the polls come closer; a batch that surely
//! runs on is left alone.
//!
//! **Why G.** Tried out on the loads of the benchmark, with 1000 batches. Ranking by F alone
//! forgets for how long a batch may have been settled already: 30 % more lag at one batch per
//! second. Ranking by x·F − ∫F, what a poll saves if there is always another to come, never exceeds
//! the mean time to the end: where more is due than the rate allows, batches that have surely ended
//! wait behind old ones that have not, for 1.1 to 1.6 times the lag of taking turns. G grows by a
//! second per second once a batch has ended. F²/f − ∫F, which counts that a poll may be the last,
//! and ∫F/(1 − F) are within 3 % of G.

use super::completion_forecast::{CompletionForecast, POINTS, point};
use super::median_prior::{self, Lognormal, MEMORY, MedianPrior, Weights, above};

/// The lag that a request is worth, in seconds, for a batch that is watched alone.
pub(crate) const POLL_COST_ALONE: f64 = 0.03;
/// The same for one of many, whose polls share a rate with others.
pub(crate) const POLL_COST_AMONG_MANY: f64 = 0.05;

/// More jobs than this of one batch teach nothing more.
const MAX_JOBS: usize = 100;
/// A job that takes this many times its batch's median is called stuck.
const STUCK: f64 = 8.0;
/// Stuck jobs are rare, so they are remembered for longer: in batches.
const STUCK_MEMORY: f64 = 2000.0;
/// Weights below this do not change an forecast.
const NEGLIGIBLE: f64 = 2e-3;
/// How many jobs a batch is taken to have before it was seen.
pub(crate) const TYPICAL_JOBS: f64 = 8.0;

/// What the scoring jobs of one batch showed of time at a poll. Seconds.
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

/// A job that had not ended, and how long it had been in its stage.
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

/// Jobs that are stuck: which part of all jobs, and how long they take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tail {
    pub(crate) share: f64,
    pub(crate) mu: f64,
    pub(crate) sigma: f64,
}

/// What all batches of a `Nova` have taught about time. A kilobyte and a half, whatever it has
/// learned from.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    queue: MedianPrior,
    scoring: MedianPrior,
    spread: Moments,
    stuck: Moments,
    /// Jobs that were classified stuck or not.
    classified: f64,
}

/// Number, sum and sum of squares of logarithms; their start stands for what was prior before.
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

    /// Moves towards what was prior before.
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

/// The vendor: "seconds to tens of seconds" for a job.
const SCORING: (f64, f64) = (20.0, 1.0);
const QUEUE: (f64, f64) = (2.0, 1.5);
/// Nothing is known of how regular the queue is.
const QUEUE_SIGMA: f64 = 1.0;

fn believed_spread() -> Moments {
    Moments::prior(10.0, 0.0, 0.6)
}

/// Ten minutes, give or take half.
fn believed_stuck() -> Moments {
    Moments::prior(5.0, 600_f64.ln(), 0.5)
}
/// One stuck job in a hundred.
const PRIOR_CLASSIFIED: f64 = 500.0;

impl Default for Model {
    fn default() -> Self {
        Self {
            queue: MedianPrior::new(QUEUE.0, QUEUE.1),
            scoring: MedianPrior::new(SCORING.0, SCORING.1),
            spread: believed_spread(),
            stuck: believed_stuck(),
            classified: PRIOR_CLASSIFIED,
        }
    }
}

impl Model {
    /// How many batches it has learned from, as far as it remembers them.
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
        let of_scoring = self.scoring_given(times, &self.open_ages(times));
        self.scoring.vote(&of_scoring, strength);
        if times.ended.iter().any(|job| job.queue.is_some()) {
            let of_queue = self.queue_given(times);
            self.queue.vote(&of_queue, strength);
        }
        if settled {
            self.learn_spread(times, median_prior::mean(&of_scoring));
        }
    }

    /// The spread within a batch, and which of its jobs were stuck. Only a whole batch tells: the
    /// jobs that end first are not like the rest.
    #[allow(clippy::cast_precision_loss, reason = "numbers of jobs")]
    fn learn_spread(&mut self, times: &Times, mu: f64) {
        let logs = times.ended.iter().take(MAX_JOBS).map(|job| seconds(job.scoring).ln());
        let (stuck, usual): (Vec<f64>, Vec<f64>) = logs.partition(|log| *log > mu + STUCK.ln());
        self.stuck.fade(believed_stuck(), 1.0 / STUCK_MEMORY);
        self.classified += (PRIOR_CLASSIFIED - self.classified) / STUCK_MEMORY;
        self.classified += (stuck.len() + usual.len()) as f64;
        for log in stuck {
            self.stuck.add(log);
        }
        if usual.len() > 1 {
            self.spread.fade(believed_spread(), 1.0 / MEMORY);
            let mean = usual.iter().sum::<f64>() / usual.len() as f64;
            for log in &usual {
                self.spread.add(log - mean);
            }
            // The mean is their own, which costs one degree of freedom.
            self.spread.number -= 1.0;
        }
    }

    /// What is to be expected of a batch from a poll on that showed these times.
    pub(crate) fn forecast(&self, times: &Times) -> CompletionForecast {
        let open = self.open_ages(times);
        let weights = self.scoring_given(times, &open);
        self.chances(&weights, &open)
    }

    /// What is to be expected of a batch of this age that was not polled.
    ///
    /// Its age alone shows nothing of its pace: it may have been settled long ago.
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

    fn chances(&self, weights: &Weights, open: &[(f64, f64)]) -> CompletionForecast {
        let times = self.times();
        let mut chances = [0.0; POINTS];
        let mut counted = 0.0;
        for (level, weight) in
            weights.iter().enumerate().filter(|(_, weight)| **weight > NEGLIGIBLE)
        {
            let mu = median_prior::log_median(level);
            counted += weight;
            let now: Vec<f64> =
                open.iter().map(|(age, _)| times.survival(*age, mu).max(1e-12)).collect();
            for (index, chance) in chances.iter_mut().enumerate() {
                let ended = |((age, number), now): (&(f64, f64), &f64)| {
                    (1.0 - times.survival(age + point(index), mu) / now).powf(*number)
                };
                *chance += weight * open.iter().zip(&now).map(ended).product::<f64>();
            }
        }
        CompletionForecast::new(&chances.map(|chance| chance / counted))
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

    /// How long the open jobs have been scored, and how many each; below zero for those that wait
    /// in the queue, by how long they are likely to wait on.
    fn open_ages(&self, times: &Times) -> Vec<(f64, f64)> {
        let waits =
            queued(times).reduce(f32::max).map_or(0.0, |age| self.waits_on(seconds(age), times));
        grouped(times.open.iter().map(|job| match job.stage {
            Stage::Scoring => seconds(job.age),
            Stage::Queue => -waits,
        }))
    }

    /// The median of how much longer a job waits that has waited for `age`.
    fn waits_on(&self, age: f64, times: &Times) -> f64 {
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

/// A time that has a logarithm.
fn seconds(time: f32) -> f64 {
    if time.is_finite() { f64::from(time).clamp(0.05, 1e6) } else { 1e6 }
}

/// Counts ages together that are within two percent of each other: most jobs of a batch have one
/// age.
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

    /// The polls a batch of jobs that take these times, at that age.
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
    fn a_chance_of_so_much_comes_true_so_often() {
        for per_batch in [false, true] {
            let mut random = fastrand::Rng::with_seed(11);
            let mut model = Model::default();
            let (mut predicted, mut came_true) = ([0.0; 4], [(0.0, 0.0); 4]);
            for batch in 0..600 {
                let median = if per_batch { 5.0 + 55.0 * random.f64() } else { 30.0 };
                let jobs = jobs(&mut random, median);
                let (age, after) = (60.0 * random.f32(), 30.0 * random.f32());
                let times = poll(&jobs, age);
                if batch >= 200 && !times.open.is_empty() {
                    // The slope of G is F.
                    let (forecast, x) = (model.forecast(&times), f64::from(after));
                    let chance = (forecast.lag(x + 0.01) - forecast.lag(x)) / 0.01;
                    let bin = ((4.0 * chance) as usize).min(3);
                    let settled = jobs.iter().all(|time| *time <= age + after);
                    predicted[bin] += chance;
                    came_true[bin] =
                        (came_true[bin].0 + f64::from(u8::from(settled)), came_true[bin].1 + 1.0);
                }
                model.learn(&poll(&jobs, 1e4), jobs.len(), true);
            }
            for (predicted, (settled, all)) in predicted.into_iter().zip(came_true) {
                let (predicted, seen) = (predicted / all, settled / all);
                assert!(
                    (predicted - seen).abs() < 0.13,
                    "{predicted:.2} predicted, {seen:.2} of {all} seen"
                );
            }
        }
    }

    #[test]
    fn what_one_batch_teaches_helps_the_next() {
        let mut random = fastrand::Rng::with_seed(3);
        let mut model = Model::default();
        let fresh = poll(&[100.0; 5], 1.0);
        let unlearned = model.forecast(&fresh).due_after(POLL_COST_ALONE, 1000.0);
        for _ in 0..20 {
            let jobs = jobs(&mut random, 100.0);
            model.learn(&poll(&jobs, 1e4), jobs.len(), true);
        }
        let learned = model.forecast(&fresh).due_after(POLL_COST_ALONE, 1000.0);
        assert!(learned > 2.0 * unlearned, "looked at after {unlearned} s, then after {learned} s");
    }

    #[test]
    fn with_nothing_known_the_first_wait_is_near_the_vendors_advice() {
        let wait =
            Model::default().forecast(&poll(&[30.0], 0.5)).due_after(POLL_COST_ALONE, 1000.0);
        assert!((2.0..6.0).contains(&wait), "{wait} s");
    }

    #[test]
    fn nonsense_leaves_it_whole() {
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

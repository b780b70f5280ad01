//! Seeded loads: when batches are submitted, and how long their jobs take.

use std::f64::consts::TAU;
use std::time::Duration;

use nova_client_ext::mock::{ApplicationScript, BatchScript};
use serde::Serialize;

/// When batches are submitted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrival {
    /// This many each second.
    PerSecond(u32),
    /// All in the minute before the watch begins, evenly distributed.
    Restart,
}

/// How the medians of job times differ between batches.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Medians {
    /// 20 s for all.
    Shared,
    /// 5 to 60 s, uniformly distributed.
    PerBatch,
}

/// How long before the watch the oldest batch of a restart was submitted.
pub const AGES: Duration = Duration::from_secs(60);

/// A batch to be submitted.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Since the start.
    pub submitted: Duration,
    /// When it is passed to the watcher.
    pub watched: Duration,
    /// The queue time and the total time of each job.
    pub jobs: Vec<(Duration, Duration)>,
}

impl Planned {
    pub fn settled(&self) -> Duration {
        self.submitted + self.jobs.iter().map(|(_, all)| *all).max().unwrap_or_default()
    }

    pub fn script(&self) -> BatchScript {
        self.jobs.iter().enumerate().fold(BatchScript::new(), |script, (index, (queued, all))| {
            let job = ApplicationScript::scored(format!("application-{index:02}"), 7);
            script.application(job.queue_time(*queued).scoring_time(*all - *queued))
        })
    }
}

/// 1 to 25 jobs a batch; times log-normal with σ 0.5, the first tenth of them in the queue; one job
/// in a hundred is stuck until 300 to 900 s.
pub fn plan(batches: u32, arrival: Arrival, medians: Medians, seed: u64) -> Vec<Planned> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..batches)
        .map(|number| {
            let submitted = match arrival {
                Arrival::PerSecond(rate) => {
                    Duration::from_secs_f64(f64::from(number) / f64::from(rate))
                }
                Arrival::Restart => AGES.mul_f64(f64::from(number) / f64::from(batches)),
            };
            let watched = if arrival == Arrival::Restart { AGES } else { submitted };
            let median = match medians {
                Medians::Shared => 20.0,
                Medians::PerBatch => 5.0 + 55.0 * random.f64(),
            };
            let jobs = (0..random.u32(1..=25)).map(|_| job(median, &mut random)).collect();
            Planned { submitted, watched, jobs }
        })
        .collect()
}

fn job(median: f64, random: &mut fastrand::Rng) -> (Duration, Duration) {
    let usual = median * (0.5 * normal(random)).exp();
    let stuck = random.f64() < 0.01;
    let all = if stuck { 300.0 + 600.0 * random.f64() } else { usual };
    (Duration::from_secs_f64((0.1 * usual).min(all)), Duration::from_secs_f64(all))
}

/// The Box–Muller transform.
fn normal(random: &mut fastrand::Rng) -> f64 {
    (-2.0 * random.f64().max(f64::MIN_POSITIVE).ln()).sqrt() * (TAU * random.f64()).cos()
}

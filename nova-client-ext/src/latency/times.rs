//! The durations in a body, measured by the vendor's clock.
//!
//! The timestamps are the vendor's, so ages are measured by the vendor's clock. It is estimated
//! from the `Date` of responses, which is a whole second, and from the timestamps in their bodies,
//! none of which can lie in the future. The local wall clock is used only until the first response;
//! from then on time is measured by tokio's monotonic clock, so that a jump of either clock costs
//! only a few ill-timed polls.

use chrono::{DateTime, Utc};
use nova_client::types::{ScoringBatchStatus, ScoringJob};
use tokio::time::Instant;

use super::model::{Ended, Open, Stage, Times};
use crate::report::{BatchReport, ScoringJobOutcome};

/// Seconds since the Unix epoch.
#[allow(clippy::cast_precision_loss, reason = "microseconds of today have 51 bits")]
pub(crate) fn epoch(time: DateTime<Utc>) -> f64 {
    time.timestamp_micros() as f64 / 1e6
}

/// The vendor's clock, as bounds on how far it is ahead of tokio's.
#[derive(Debug)]
pub(crate) struct VendorClock {
    origin: Instant,
    min: f64,
    max: f64,
    narrowed_at: f64,
}

/// Clocks drift apart by less than this, in seconds per second.
const DRIFT: f64 = 2e-4;
/// The assumed error of the local wall clock before the first response.
const UNSURE: f64 = 5.0;

impl VendorClock {
    /// Creates the clock from the local wall clock, which holds until the first response.
    pub(crate) fn new(now: Instant, wall: f64) -> Self {
        Self { origin: now, min: wall - UNSURE, max: wall + UNSURE, narrowed_at: 0.0 }
    }

    /// Returns the vendor's time at an instant, in seconds since the Unix epoch.
    pub(crate) fn at(&self, instant: Instant) -> f64 {
        self.monotonic(instant) + f64::midpoint(self.min, self.max)
    }

    /// Learns from a response that was created between `sent` and `received`, with this `Date`
    /// (whole seconds) and with `latest` as the latest timestamp in its body.
    pub(crate) fn learn(
        &mut self,
        sent: Instant,
        received: Instant,
        date: Option<f64>,
        latest: Option<f64>,
    ) {
        let (sent, received) = (self.monotonic(sent), self.monotonic(received));
        let widened = DRIFT * (received - self.narrowed_at).max(0.0);
        self.narrowed_at = self.narrowed_at.max(received);
        let min = date.into_iter().chain(latest).map(|time| time - received).reduce(f64::max);
        let max = date.map(|date| date + 1.0 - sent);
        let known = (self.min - widened, self.max + widened);
        self.min = min.map_or(known.0, |min| min.max(known.0));
        self.max = max.map_or(known.1, |max| max.min(known.1));
        if self.min > self.max {
            // The bounds contradict each other: a clock was set. Only this response counts.
            self.min = min.unwrap_or(known.0);
            self.max = max.map_or(self.min, |max| max.max(self.min));
        }
    }

    fn monotonic(&self, instant: Instant) -> f64 {
        instant.saturating_duration_since(self.origin).as_secs_f64()
    }
}

/// Returns the latest timestamp in a body.
pub(crate) fn latest(body: &ScoringBatchStatus) -> Option<f64> {
    let job_times = body.scoring_jobs.iter().flat_map(|job| {
        [job.queued_at, job.started_at, job.completed_at, job.failed_at].into_iter().flatten()
    });
    let batch_times = body.batch.created_at.into_iter().chain(body.batch.completed_at);
    job_times.chain(batch_times).map(epoch).reduce(f64::max)
}

impl Times {
    /// Reads the durations and ages of the jobs; `now` is the vendor's time of the body.
    pub(crate) fn read(body: &ScoringBatchStatus, report: &BatchReport, now: f64) -> Self {
        let mut times = Self::default();
        let jobs = &body.scoring_jobs;
        // If no job has a start, the vendor does not report starts.
        let reports_starts = jobs.iter().any(|job| job.started_at.is_some())
            || jobs.iter().all(|job| !has_ended(job));
        for job in jobs {
            // The batch's time if the job has none: they are created together.
            let queued = job.queued_at.or(body.batch.created_at).map_or(now, epoch);
            let started = job.started_at.map(epoch);
            if has_ended(job) {
                let end = job.completed_at.or(job.failed_at).map(epoch);
                let begin = started.unwrap_or(queued);
                if let Some(end) = end.filter(|end| *end >= begin) {
                    let queue = started
                        .filter(|started| *started >= queued)
                        .map(|started| to_f32(started - queued));
                    times.ended.push(Ended { queue, scoring: to_f32(end - begin) });
                }
            } else {
                let (stage, since) = match started {
                    Some(started) => (Stage::Scoring, started),
                    None if reports_starts => (Stage::Queue, queued),
                    None => (Stage::Scoring, queued),
                };
                times.open.push(Open { stage, age: to_f32(now - since) });
            }
        }
        let age = to_f32(now - body.batch.created_at.map_or(now, epoch));
        times.open.extend((0..unlisted(body, report)).map(|_| Open { stage: Stage::Scoring, age }));
        times
    }
}

/// Returns how many accepted jobs are not listed and, by the counters, have not ended; at most as
/// many as the model uses.
fn unlisted(body: &ScoringBatchStatus, report: &BatchReport) -> u64 {
    let counts = report.counts();
    let ended = body
        .batch
        .completed_jobs
        .max(0)
        .saturating_add(body.batch.failed_jobs.max(0))
        .unsigned_abs();
    let beyond_list = ended.saturating_sub(counts.scored + counts.failed);
    counts.unlisted.saturating_sub(beyond_list).min(100)
}

fn has_ended(job: &ScoringJob) -> bool {
    ScoringJobOutcome::of(job) != ScoringJobOutcome::Pending
}

#[allow(clippy::cast_possible_truncation, reason = "spans of time need no more than seven digits")]
fn to_f32(seconds: f64) -> f32 {
    seconds.max(0.0) as f32
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn many_dates_in_whole_seconds_give_a_precision_below_a_second() {
        let start = Instant::now();
        let truth = 1_800_000_000.437;
        let mut clock = VendorClock::new(start, truth - 3600.0);
        for step in 0..60 {
            let sent = start + Duration::from_millis(730 * step);
            let received = sent + Duration::from_millis(40);
            let made = truth + (sent + Duration::from_millis(20) - start).as_secs_f64();
            clock.learn(sent, received, Some(made.floor()), Some(made - 20.0));
        }
        let now = start + Duration::from_secs(60);
        let error = clock.at(now) - (truth + 60.0);
        assert!(error.abs() < 0.1, "{error} s off");
    }

    #[test]
    fn a_jump_of_the_vendors_clock_is_followed() {
        let start = Instant::now();
        let mut clock = VendorClock::new(start, 1000.0);
        for (second, date) in
            [(1, 1001.0), (2, 1002.0), (3, 9003.0), (4, 9004.0), (5, 105.0), (6, 106.0)]
        {
            let at = start + Duration::from_secs(second);
            clock.learn(at, at, Some(date), None);
            assert!((clock.at(at) - date - 0.5).abs() <= 0.6, "{date}: {}", clock.at(at));
        }
        // Without a date the timestamps are a lower bound.
        let at = start + Duration::from_secs(7);
        clock.learn(at, at, None, Some(5000.0));
        assert!((clock.at(at) - 5000.0).abs() < 0.1);
    }
}

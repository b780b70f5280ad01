//! What a body shows of time, and by which clock.
//!
//! The timestamps are the vendor's, so ages are measured by the vendor's clock, which is found from
//! what answers carry: their `Date`, a whole second, and the timestamps in the body, none of which
//! can lie in the future. Our own wall clock counts only until the first answer. From then on time
//! passes on tokio's monotonic clock, so that a clock that jumps, on either side, costs a few
//! ill-timed polls and nothing else.

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
    least: f64,
    most: f64,
    narrowed_at: f64,
}

/// Clocks drift apart by less than this, in seconds per second.
const DRIFT: f64 = 2e-4;
/// How far our wall clock may be off before anything is known.
const UNSURE: f64 = 5.0;

impl VendorClock {
    /// Believes our wall clock until a response says better.
    pub(crate) fn new(now: Instant, wall: f64) -> Self {
        Self { origin: now, least: wall - UNSURE, most: wall + UNSURE, narrowed_at: 0.0 }
    }

    /// The vendor's time at an instant, in seconds since the Unix epoch.
    pub(crate) fn at(&self, instant: Instant) -> f64 {
        self.ours(instant) + f64::midpoint(self.least, self.most)
    }

    /// A response, made between `sent` and `received`, carried this `Date` (whole seconds), and
    /// nothing in it is from later than `latest`.
    pub(crate) fn learn(
        &mut self,
        sent: Instant,
        received: Instant,
        date: Option<f64>,
        latest: Option<f64>,
    ) {
        let (sent, received) = (self.ours(sent), self.ours(received));
        let widened = DRIFT * (received - self.narrowed_at).max(0.0);
        self.narrowed_at = self.narrowed_at.max(received);
        let least = date.into_iter().chain(latest).map(|time| time - received).reduce(f64::max);
        let most = date.map(|date| date + 1.0 - sent);
        let known = (self.least - widened, self.most + widened);
        self.least = least.map_or(known.0, |least| least.max(known.0));
        self.most = most.map_or(known.1, |most| most.min(known.1));
        if self.least > self.most {
            // Some clock was set. What was known of it is worth nothing.
            self.least = least.unwrap_or(known.0);
            self.most = most.map_or(self.least, |most| most.max(self.least));
        }
    }

    fn ours(&self, instant: Instant) -> f64 {
        instant.saturating_duration_since(self.origin).as_secs_f64()
    }
}

/// The latest timestamp in a body that tells of the past.
pub(crate) fn latest(body: &ScoringBatchStatus) -> Option<f64> {
    let of_jobs = body.scoring_jobs.iter().flat_map(|job| {
        [job.queued_at, job.started_at, job.completed_at, job.failed_at].into_iter().flatten()
    });
    let of_batch = body.batch.created_at.into_iter().chain(body.batch.completed_at);
    of_jobs.chain(of_batch).map(epoch).reduce(f64::max)
}

impl Times {
    /// Reads the times of the jobs, `now` being the vendor's time of the body.
    pub(crate) fn read(body: &ScoringBatchStatus, report: &BatchReport, now: f64) -> Self {
        let mut times = Self::default();
        let jobs = &body.scoring_jobs;
        // Without a single start in the list, the vendor does not say when jobs start.
        let starts_told = jobs.iter().any(|job| job.started_at.is_some())
            || jobs.iter().all(|job| !has_ended(job));
        for job in jobs {
            // Without its own time, its batch's: they are made together.
            let queued = job.queued_at.or(body.batch.created_at).map_or(now, epoch);
            let started = job.started_at.map(epoch);
            if has_ended(job) {
                let end = job.completed_at.or(job.failed_at).map(epoch);
                let begin = started.unwrap_or(queued);
                if let Some(end) = end.filter(|end| *end >= begin) {
                    let queue = started
                        .filter(|started| *started >= queued)
                        .map(|started| short(started - queued));
                    times.ended.push(Ended { queue, scoring: short(end - begin) });
                }
            } else {
                let (stage, since) = match started {
                    Some(started) => (Stage::Scoring, started),
                    None if starts_told => (Stage::Queue, queued),
                    None => (Stage::Scoring, queued),
                };
                times.open.push(Open { stage, age: short(now - since) });
            }
        }
        let age = short(now - body.batch.created_at.map_or(now, epoch));
        times.open.extend((0..unlisted(body, report)).map(|_| Open { stage: Stage::Scoring, age }));
        times
    }
}

/// Accepted jobs that are not listed and, by the counters, have not ended. No more of them than a
/// model polls.
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
fn short(seconds: f64) -> f32 {
    seconds.max(0.0) as f32
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn whole_seconds_of_many_responses_are_better_than_a_second() {
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
    fn a_clock_that_is_set_is_followed() {
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

//! Queue and scoring durations of a run, in total and by period, without I/O.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::report::Spread;

/// The maximum number of periods of a run.
const MAX_PERIODS: i64 = 48;
/// The allowed lengths of a period in seconds, round on a clock. Longer ones are whole days.
const LENGTHS: [i64; 16] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200];
const DAY: i64 = 86_400;

/// Queue and scoring durations of the scored applications of a run, as reported by Nova.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunTiming {
    /// The time from queued to started, in milliseconds.
    pub queue_ms: Option<Spread>,
    /// The time from started to completed, in milliseconds.
    pub scoring_ms: Option<Spread>,
    /// The same for periods of equal length, earliest first, without those in which no application
    /// was scored.
    pub periods: Vec<Period>,
}

/// The applications of a run that were scored within a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Period {
    /// The start of the period, by Nova's clock.
    pub start: DateTime<Utc>,
    /// The length of the period in seconds.
    pub seconds: u64,
    /// The number of applications scored in the period.
    pub scored: u64,
    /// Their time in the queue, in milliseconds.
    pub queue_ms: Option<Spread>,
    /// The duration of their scoring, in milliseconds.
    pub scoring_ms: Option<Spread>,
}

/// When an application was scored, in seconds since 1970, and its queue and scoring durations.
pub(super) type Times = (i64, Option<u64>, Option<u64>);

impl RunTiming {
    pub(super) fn new(mut times: Vec<Times>) -> Self {
        times.retain(|(_, queue, scoring)| queue.is_some() || scoring.is_some());
        times.sort_unstable();
        let (Some(&(first, ..)), Some(&(last, ..))) = (times.first(), times.last()) else {
            return Self::default();
        };
        let length = length(last.saturating_sub(first));
        let periods =
            times.chunk_by(|one, next| one.0.div_euclid(length) == next.0.div_euclid(length));
        let periods = periods.filter_map(|times| {
            let (queue_ms, scoring_ms) = spreads(times);
            let start = times.first()?.0.div_euclid(length).saturating_mul(length);
            Some(Period {
                start: DateTime::from_timestamp(start, 0)?,
                seconds: length.unsigned_abs(),
                scored: times.len() as u64,
                queue_ms,
                scoring_ms,
            })
        });
        let (queue_ms, scoring_ms) = spreads(&times);
        Self { queue_ms, scoring_ms, periods: periods.collect() }
    }
}

/// The time over which the rate is measured, in milliseconds.
const RATE_OVER: i64 = 60_000;
/// The minimum number of results, and the minimum time between the first and the last, in
/// milliseconds, for a rate.
const MIN_RESULTS: usize = 10;
const MIN_SPAN: i64 = 2000;

/// Returns the number of results per minute, from their times in milliseconds, newest first. `None`
/// if there are too few of them.
pub(super) fn per_minute(times: &[i64]) -> Option<u64> {
    let newest = *times.first()?;
    let recent = times.partition_point(|at| newest.saturating_sub(*at) <= RATE_OVER);
    let span = newest.saturating_sub(*times.get(recent.checked_sub(1)?)?);
    let enough = recent >= MIN_RESULTS && span >= MIN_SPAN;
    enough.then(|| recent as u64 * 60_000 / span.unsigned_abs())
}

/// Returns the length of a period for a run that took this number of seconds.
fn length(seconds: i64) -> i64 {
    // One period in reserve: the first usually begins before the run does.
    let min = seconds / (MAX_PERIODS - 1) + 1;
    let known = LENGTHS.into_iter().find(|length| *length >= min);
    known.unwrap_or_else(|| (min / DAY + 1).saturating_mul(DAY))
}

fn spreads(times: &[Times]) -> (Option<Spread>, Option<Spread>) {
    let spread =
        |time: fn(&Times) -> Option<u64>| Spread::of(times.iter().filter_map(time).collect());
    (spread(|one| one.1), spread(|one| one.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_divided_into_periods_of_the_clock() {
        let times =
            (0_i64..3600).map(|second| (1_000_000 + second, Some(2), Some(second.unsigned_abs())));
        let timing = RunTiming::new(times.rev().collect());
        assert_eq!(timing.queue_ms.map(|spread| spread.max), Some(2));
        assert_eq!(timing.scoring_ms.map(|spread| spread.p50), Some(1799));
        assert!((20..=48).contains(&timing.periods.len()), "{}", timing.periods.len());
        assert!(
            timing.periods.iter().all(|one| one.seconds == 120 && one.start.timestamp() % 120 == 0)
        );
        assert_eq!(timing.periods.iter().map(|one| one.scored).sum::<u64>(), 3600);
        assert!(timing.periods.is_sorted_by_key(|one| one.start));
    }

    #[test]
    fn the_rate_is_that_of_the_last_minute() {
        let every =
            |step: i64, count: i64| (0..count).map(|n| 1_000_000 - n * step).collect::<Vec<_>>();
        assert_eq!(per_minute(&every(100, 1000)), Some(601));
        assert_eq!(per_minute(&every(1000, 30)), Some(62));
        // A pause before the last minute does not matter.
        let mut paused = every(1000, 30);
        paused.extend(every(1000, 30).iter().map(|at| at - 3_600_000));
        assert_eq!(per_minute(&paused), Some(62));
        assert_eq!(per_minute(&every(1000, 9)), None);
        assert_eq!(per_minute(&every(0, 1000)), None);
        assert_eq!(per_minute(&[]), None);
        assert_eq!(per_minute(&[i64::MAX, i64::MIN]), None);
    }

    #[test]
    fn no_run_has_too_many_periods() {
        for seconds in [0, 1, 47, 48, 1000, 86_400, 10_000_000, i64::MAX / 2] {
            let length = length(seconds);
            assert!(seconds / length < MAX_PERIODS, "{seconds} s in periods of {length} s");
        }
        assert_eq!(RunTiming::new(Vec::new()), RunTiming::default());
        assert_eq!(RunTiming::new(vec![(7, None, None)]), RunTiming::default());
        // Extreme clock values must not panic.
        let extreme = RunTiming::new(vec![(i64::MIN, Some(1), None), (i64::MAX, Some(3), None)]);
        assert_eq!(extreme.queue_ms.map(|spread| spread.max), Some(3));
    }
}

//! How long applications of a run were queued and scored, as a whole and over the run: pure.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::report::Spread;

/// The most periods that a run is divided into.
const MAX_PERIODS: i64 = 48;
/// The lengths that a period may have, in seconds: those of clocks. Beyond, whole days.
const LENGTHS: [i64; 16] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200];
const DAY: i64 = 86_400;

/// How long the scored applications of a run were queued and scored, as far as Nova has said so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunTiming {
    /// From queued to started. Milliseconds.
    pub queue_ms: Option<Spread>,
    /// From started to the end. Milliseconds.
    pub scoring_ms: Option<Spread>,
    /// The same over the run: periods of equal length, the earliest first, without those in which
    /// nothing ended.
    pub periods: Vec<Period>,
}

/// The applications of a run that were scored in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Period {
    /// When the period begins, by Nova's clock.
    pub start: DateTime<Utc>,
    /// How long it is. Seconds.
    pub seconds: u64,
    /// How many applications were scored in it.
    pub scored: u64,
    /// How long they had been queued. Milliseconds.
    pub queue_ms: Option<Spread>,
    /// How long their scoring took. Milliseconds.
    pub scoring_ms: Option<Spread>,
}

/// When an application was scored, in seconds since 1970, and how long it was queued and scored.
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

/// How long a period is of a run that took so many seconds.
fn length(seconds: i64) -> i64 {
    // One more than fits: the first period seldom begins with the run.
    let least = seconds / (MAX_PERIODS - 1) + 1;
    let known = LENGTHS.into_iter().find(|length| *length >= least);
    known.unwrap_or_else(|| (least / DAY + 1).saturating_mul(DAY))
}

fn spreads(times: &[Times]) -> (Option<Spread>, Option<Spread>) {
    let of = |time: fn(&Times) -> Option<u64>| Spread::of(times.iter().filter_map(time).collect());
    (of(|one| one.1), of(|one| one.2))
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
    fn no_run_has_too_many_periods() {
        for seconds in [0, 1, 47, 48, 1000, 86_400, 10_000_000, i64::MAX / 2] {
            let length = length(seconds);
            assert!(seconds / length < MAX_PERIODS, "{seconds} s in periods of {length} s");
        }
        assert_eq!(RunTiming::new(Vec::new()), RunTiming::default());
        assert_eq!(RunTiming::new(vec![(7, None, None)]), RunTiming::default());
        // Whoever has the clock wrong by ages has few periods, and no panic.
        let ages = RunTiming::new(vec![(i64::MIN, Some(1), None), (i64::MAX, Some(3), None)]);
        assert_eq!(ages.queue_ms.map(|spread| spread.max), Some(3));
    }
}

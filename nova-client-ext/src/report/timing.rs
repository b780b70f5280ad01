//! Durations, from timestamps in a valid order.

use chrono::{DateTime, Utc};
use nova_client::UnreadableValues;
use nova_client::types::{ScoringBatch, ScoringJob};
use serde::{Deserialize, Serialize};

use super::outcome::ScoringJobOutcome;

/// The durations of the jobs of a batch. `None` if timestamps are missing.
///
/// Each application counts once. A job whose timestamps are out of order is excluded, since it is
/// not known which of them is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Timing {
    /// From queued to started, of every job that has started, in milliseconds.
    pub queue_ms: Option<Spread>,
    /// From started to the end, of every job that has ended, with or without a score, in
    /// milliseconds.
    pub scoring_ms: Option<Spread>,
    /// From the creation of the batch to its completion, in milliseconds.
    pub batch_ms: Option<u64>,
}

/// Percentiles of durations in milliseconds, by nearest rank: each is a duration that occurred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Spread {
    /// The median: half of the durations are no longer.
    pub p50: u64,
    /// 95 of 100 durations are no longer.
    pub p95: u64,
    /// The longest.
    pub max: u64,
}

impl Spread {
    /// Returns the percentiles of these durations; `None` if there are none.
    pub(crate) fn of(mut durations: Vec<u64>) -> Option<Self> {
        durations.sort_unstable();
        let max = *durations.last()?;
        // The nearest rank, counted from one, is n·p/100, rounded up.
        let rank = |percent: usize| {
            let rank = (durations.len() * percent).div_ceil(100);
            durations.get(rank.saturating_sub(1)).copied().unwrap_or(max)
        };
        Some(Self { p50: rank(50), p95: rank(95), max })
    }
}

impl Timing {
    pub(super) fn new(batch: &ScoringBatch, is_pending: bool, jobs: &[&ScoringJob]) -> Self {
        let (queue, scoring): (Vec<_>, Vec<_>) = jobs.iter().map(|job| durations(job)).unzip();
        Self {
            queue_ms: Spread::of(queue.into_iter().flatten().collect()),
            scoring_ms: Spread::of(scoring.into_iter().flatten().collect()),
            // A pending batch is not completed, even if it has `completedAt`.
            batch_ms: batch
                .completed_at
                .filter(|_| !is_pending)
                .and_then(|end| between(batch.created_at?, end)),
        }
    }
}

/// Returns how long a job was queued, and then scored, in milliseconds. Both are unknown for a job
/// whose timestamps are not in order.
pub(super) fn durations(job: &ScoringJob) -> (Option<u64>, Option<u64>) {
    let Some(started) = job.started_at.filter(|_| disorder(job).is_none()) else {
        return (None, None);
    };
    let queue = job.queued_at.and_then(|queued| between(queued, started));
    (queue, end_of(job).and_then(|end| between(started, end)))
}

/// Returns when the job ended: the timestamp that belongs to its outcome.
pub(super) fn end_of(job: &ScoringJob) -> Option<DateTime<Utc>> {
    match ScoringJobOutcome::of(job) {
        ScoringJobOutcome::Scored => job.completed_at,
        ScoringJobOutcome::Failed => job.failed_at,
        _ => None,
    }
}

/// Returns whether a timestamp is absent because it could not be read, which was noted already.
pub(super) fn is_unreadable(values: &UnreadableValues, field: &str) -> bool {
    let is_field = |path: &str| path.rsplit('.').next() == Some(field);
    values.iter().any(|value| value.element.is_none() && is_field(&value.path))
}

/// Returns the first two events of a job whose timestamps are out of order.
pub(super) fn disorder(job: &ScoringJob) -> Option<(&'static str, &'static str)> {
    let events = [("queued", job.queued_at), ("started", job.started_at), ("ended", end_of(job))];
    let mut known = events.into_iter().filter_map(|(event, at)| Some((event, at?)));
    let (mut earlier, mut since) = known.next()?;
    for (later, at) in known {
        if at < since {
            return Some((earlier, later));
        }
        (earlier, since) = (later, at);
    }
    None
}

/// Returns the milliseconds from `start` to `end`; `None` if `end` is earlier.
pub(super) fn between(start: DateTime<Utc>, end: DateTime<Utc>) -> Option<u64> {
    if end < start {
        return None;
    }
    u64::try_from(end.signed_duration_since(start).num_milliseconds()).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_rank() {
        assert_eq!(Spread::of(vec![]), None);
        assert_eq!(Spread::of(vec![7]), Some(Spread { p50: 7, p95: 7, max: 7 }));
        assert_eq!(Spread::of(vec![40, 10, 30, 20]), Some(Spread { p50: 20, p95: 40, max: 40 }));
        assert_eq!(Spread::of((1..=20).collect()), Some(Spread { p50: 10, p95: 19, max: 20 }));
        assert_eq!(
            Spread::of((1..=100).rev().collect()),
            Some(Spread { p50: 50, p95: 95, max: 100 })
        );
    }

    #[test]
    fn negative_durations_are_none_and_extreme_timestamps_do_not_overflow() {
        let (early, late) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        assert!(between(early, late).is_some());
        assert_eq!(between(late, early), None);
        assert_eq!(between(late, late), Some(0));
    }
}

//! The order of polls among many targets.
//!
//! A permit is used for the batch with the highest expected lag (see `latency::model`), with three
//! exceptions. A batch that was not polled for four rounds of all batches comes first, the longest
//! unpolled before others: this bounds every interval, since only batches that were polled earlier
//! can precede it, each once. Batches of unknown age have no forecast, so they get every other
//! permit. A batch whose last poll failed comes last, so that a failing tenant does not use up the
//! permits of the others.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use super::single::MAX_GAP;
use super::watched::Watched;

/// The time without a poll after which a batch comes before all others.
#[derive(Clone, Copy)]
pub(crate) struct MaxGap {
    /// The minimum.
    min: Duration,
    /// The duration of this many rounds of all batches, if that is longer.
    rounds: f64,
}

impl MaxGap {
    /// For watches, where the end of a batch matters: long, so that polls are made where an end is
    /// likely.
    pub(super) const BATCHES: Self = Self { min: MAX_GAP, rounds: 4.0 };
    /// For runs, where each result matters: every three seconds, as the vendor advises, or as often
    /// as the rate allows.
    #[cfg(feature = "run")]
    pub(crate) const RESULTS: Self = Self { min: Duration::from_secs(3), rounds: 1.0 };
}

/// The maximum number of concurrent polls: enough for the documented rate at three seconds each.
pub(super) const MAX_POLLS: usize = 64;
/// The maximum number of concurrent polls of one tenant, so that a slow tenant does not block the
/// others.
const MAX_POLLS_PER_TENANT: usize = 48;

/// The result of the choice.
pub(super) enum Next {
    /// Poll the target in this slot.
    Poll(usize),
    /// No poll is due before this.
    Idle(Instant),
}

/// Chooses among the targets that may be polled.
pub(super) fn next<'a>(
    free: impl Iterator<Item = (usize, &'a Watched)>,
    max_gap: Duration,
    last_was_unknown: bool,
    now: Instant,
) -> Next {
    let mut idle_until = now + max_gap;
    let (mut unpolled, mut unknown, mut failing) =
        (Lowest::default(), Lowest::default(), Lowest::default());
    let mut known = Lowest::default();
    for (place, watched) in free {
        let due = watched.due(max_gap);
        if due > now {
            idle_until = idle_until.min(due);
        } else if now.saturating_duration_since(watched.tried_at) >= max_gap {
            unpolled.see(watched.tried_at, place);
        } else if watched.is_failing() {
            failing.see(watched.tried_at, place);
        } else if watched.is_unknown() {
            unknown.see(watched.tried_at, place);
        } else {
            known.see(-watched.lag(now), place);
        }
    }
    let (known, unknown) = (known.place(), unknown.place());
    let regular = if last_was_unknown { known.or(unknown) } else { unknown.or(known) };
    unpolled.place().or(regular).or(failing.place()).map_or(Next::Idle(idle_until), Next::Poll)
}

impl MaxGap {
    /// Returns the gap for this number of batches and this rate of permits a second.
    #[allow(clippy::cast_precision_loss, reason = "a number of batches")]
    pub(super) fn among(self, batches: usize, rate: f64) -> Duration {
        let rounds = self.rounds * batches as f64 / rate.max(1e-3);
        self.min.max(Duration::from_secs_f64(rounds.min(1e6)))
    }
}

/// Returns the tenants with the maximum number of concurrent polls, from the tenants of all running
/// polls.
pub(super) fn full_tenants(polls: impl ExactSizeIterator<Item = u64>) -> Vec<u64> {
    if polls.len() < MAX_POLLS_PER_TENANT {
        return Vec::new();
    }
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for tenant in polls {
        *counts.entry(tenant).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count >= MAX_POLLS_PER_TENANT)
        .map(|(tenant, _)| tenant)
        .collect()
}

/// The slot of the lowest value seen.
struct Lowest<T>(Option<(T, usize)>);

impl<T> Default for Lowest<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: PartialOrd> Lowest<T> {
    fn see(&mut self, value: T, place: usize) {
        if self.0.as_ref().is_none_or(|(lowest, _)| value < *lowest) {
            self.0 = Some((value, place));
        }
    }

    fn place(self) -> Option<usize> {
        self.0.map(|(_, place)| place)
    }
}

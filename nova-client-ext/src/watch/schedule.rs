//! Who is polled next, of many.
//!
//! A permit goes to the batch with the greatest expected lag (`model` says why), with three
//! exceptions. A batch that was not polled for four rounds of all batches goes first, the
//! longest unpolled before all: that bounds every gap, since when its time has come only those that
//! were seen before it can go before it, each once. A batch of unknown age has no expectation, so
//! it gets every other permit. And a batch whose last poll failed goes last, so that a tenant that is
//! down does not take the permits of the others.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use super::single::MAX_GAP;
use super::watched::Watched;

/// After how long without a poll a batch goes before all others.
#[derive(Clone, Copy)]
pub(crate) struct MaxGap {
    /// At the least.
    least: Duration,
    /// As long as this many rounds of all batches take.
    rounds: f64,
}

impl MaxGap {
    /// Where the end of a batch is what counts: seldom, so that polls go where an end is due.
    pub(super) const BATCHES: Self = Self { least: MAX_GAP, rounds: 4.0 };
    /// Where each result counts: in turn, every three seconds, which is the vendor's advice, or as
    /// often as the rate allows.
    #[cfg(feature = "run")]
    pub(crate) const RESULTS: Self = Self { least: Duration::from_secs(3), rounds: 1.0 };
}

/// Polls under way at once: enough for the documented rate at three seconds each.
pub(super) const MAX_POLLS: usize = 64;
/// And those of one tenant, so that a slow one leaves module for the others.
const MAX_POLLS_OF_TENANT: usize = 48;

/// What to do with a permit.
pub(super) enum Next {
    /// Look at the batch in this place.
    Poll(usize),
    /// Nothing is due before this.
    Idle(Instant),
}

/// Chooses among the batches that are free to be polled.
pub(super) fn next<'a>(
    free: impl Iterator<Item = (usize, &'a Watched)>,
    max_gap: Duration,
    was_unknown: bool,
    now: Instant,
) -> Next {
    let mut idle_until = now + max_gap;
    let (mut unpolled, mut unknown, mut failing) =
        (Least::default(), Least::default(), Least::default());
    let mut known = Least::default();
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
    let in_turn = if was_unknown { known.or(unknown) } else { unknown.or(known) };
    unpolled.place().or(in_turn).or(failing.place()).map_or(Next::Idle(idle_until), Next::Poll)
}

impl MaxGap {
    /// The gap among so many batches at so many permits a second.
    #[allow(clippy::cast_precision_loss, reason = "a number of batches")]
    pub(super) fn among(self, batches: usize, rate: f64) -> Duration {
        let rounds = self.rounds * batches as f64 / rate.max(1e-3);
        self.least.max(Duration::from_secs_f64(rounds.min(1e6)))
    }
}

/// Tenants of which no more polls may be under way, by the tenants of those that are.
pub(super) fn full_tenants(looks: impl ExactSizeIterator<Item = u64>) -> Vec<u64> {
    if looks.len() < MAX_POLLS_OF_TENANT {
        return Vec::new();
    }
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for tenant in looks {
        *counts.entry(tenant).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count >= MAX_POLLS_OF_TENANT)
        .map(|(tenant, _)| tenant)
        .collect()
}

/// The place of the least value seen.
struct Least<T>(Option<(T, usize)>);

impl<T> Default for Least<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: PartialOrd> Least<T> {
    fn see(&mut self, value: T, place: usize) {
        if self.0.as_ref().is_none_or(|(least, _)| value < *least) {
            self.0 = Some((value, place));
        }
    }

    fn place(self) -> Option<usize> {
        self.0.map(|(_, place)| place)
    }
}

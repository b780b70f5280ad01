//! Who is looked at next, of many.
//!
//! A turn goes to the batch with the greatest expected lag (`model` says why), with three
//! exceptions. A batch that was not looked at for four rounds of all batches goes first, the
//! longest unpolled before all: that bounds every gap, since when its time has come only those that
//! were seen before it can go before it, each once. A batch of unknown age has no expectation, so
//! it gets every other turn. And a batch whose last look failed goes last, so that a tenant that is
//! down does not take the turns of the others.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use super::single::LONGEST_GAP;
use super::watched::Watched;

/// A batch that was not looked at for as long as this many rounds of all batches take goes before
/// all others.
const ROUNDS: f64 = 4.0;
/// Looks under way at once: enough for the documented rate at three seconds each.
pub(super) const MOST_LOOKS: usize = 64;
/// And those of one tenant, so that a slow one leaves room for the others.
const MOST_LOOKS_OF_TENANT: usize = 48;

/// What to do with a turn.
pub(super) enum Next {
    /// Look at the batch in this place.
    Look(usize),
    /// Nothing is due before this.
    Idle(Instant),
}

/// Chooses among the batches that are free to be looked at.
pub(super) fn next<'a>(
    free: impl Iterator<Item = (usize, &'a Watched)>,
    longest_gap: Duration,
    was_unknown: bool,
    now: Instant,
) -> Next {
    let mut idle_until = now + longest_gap;
    let (mut unpolled, mut unknown, mut failing) =
        (Least::default(), Least::default(), Least::default());
    let mut known = Least::default();
    for (place, watched) in free {
        let due = watched.due(longest_gap);
        if due > now {
            idle_until = idle_until.min(due);
        } else if now.saturating_duration_since(watched.tried_at) >= longest_gap {
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
    unpolled.place().or(in_turn).or(failing.place()).map_or(Next::Idle(idle_until), Next::Look)
}

/// After how long without a look a batch goes before all others, among so many at so many turns a
/// second.
#[allow(clippy::cast_precision_loss, reason = "a number of batches")]
pub(super) fn longest_gap(batches: usize, rate: f64) -> Duration {
    let rounds = ROUNDS * batches as f64 / rate.max(1e-3);
    LONGEST_GAP.max(Duration::from_secs_f64(rounds.min(1e6)))
}

/// Tenants of which no more looks may be under way, by the tenants of those that are.
pub(super) fn full_tenants(looks: impl ExactSizeIterator<Item = u64>) -> Vec<u64> {
    if looks.len() < MOST_LOOKS_OF_TENANT {
        return Vec::new();
    }
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for tenant in looks {
        *counts.entry(tenant).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count >= MOST_LOOKS_OF_TENANT)
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

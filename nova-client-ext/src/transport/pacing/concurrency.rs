//! The limit of concurrent calls, for buckets in which the vendor has one.
//!
//! All clients of the key share the limit and no header shows its use, so the only evidence of
//! others is a 429. The number of own calls in flight at that moment becomes the cap; each success
//! raises it by a [`STEP`], so that a freed slot is tried about once in sixteen calls.
//!
//! A slot is freed when its call ends or the time limit of its attempt passes, whichever comes
//! first, so a future that is never polled again does not keep it. Times are in windows.

/// The increase of the cap with each success.
const STEP: f64 = 1.0 / 16.0;
/// 429s within this time, in windows, are one event: calls take 10 to 20 s, and a 429 returns at
/// once.
const SETTLE: f64 = 2.0;

#[derive(Debug)]
pub(super) struct ConcurrencyLimit {
    max: Option<u32>,
    cap: f64,
    slots: Vec<Slot>,
    next_id: u64,
    cut_at: f64,
}

#[derive(Debug)]
struct Slot {
    id: u64,
    expires: f64,
}

impl ConcurrencyLimit {
    pub(super) fn new(max: Option<u32>) -> Self {
        Self {
            max,
            cap: max.map_or(f64::INFINITY, f64::from),
            slots: Vec::new(),
            next_id: 0,
            cut_at: f64::NEG_INFINITY,
        }
    }

    pub(super) fn is_capped(&self) -> bool {
        self.max.is_some()
    }

    /// Returns when a slot is available: `now`, or when the first slot expires.
    pub(super) fn available_at(&self, now: f64) -> f64 {
        if f64::from(self.in_flight(now)) < self.cap.floor() {
            return now;
        }
        let live = self.slots.iter().map(|slot| slot.expires).filter(|expires| *expires > now);
        live.fold(f64::INFINITY, f64::min)
    }

    pub(super) fn in_flight(&self, now: f64) -> u32 {
        let live = self.slots.iter().filter(|slot| slot.expires > now).count();
        u32::try_from(live).unwrap_or(u32::MAX)
    }

    /// Returns the present cap.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 1 and a u32
    pub(super) fn cap(&self) -> Option<u32> {
        self.max.map(|_| self.cap.floor() as u32)
    }

    /// Takes a slot, until [`leave`](Self::leave) or until `expires`.
    pub(super) fn enter(&mut self, now: f64, expires: f64) -> u64 {
        self.slots.retain(|slot| slot.expires > now);
        let id = self.next_id;
        self.next_id += 1;
        self.slots.push(Slot { id, expires });
        id
    }

    pub(super) fn leave(&mut self, id: u64) {
        if let Some(index) = self.slots.iter().position(|slot| slot.id == id) {
            self.slots.swap_remove(index);
        }
    }

    pub(super) fn accepted(&mut self) {
        if let Some(max) = self.max {
            self.cap = (self.cap + STEP).min(f64::from(max));
        }
    }

    /// Lowers the cap after a 429 for a full bucket. The call still counts as in flight.
    pub(super) fn rejected(&mut self, now: f64) {
        if now - self.cut_at >= SETTLE {
            let fitted = f64::from(self.in_flight(now).saturating_sub(1)).max(1.0);
            self.cap = self.cap.min(fitted);
            self.cut_at = now;
        }
    }
}

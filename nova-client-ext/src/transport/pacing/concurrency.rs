//! How many calls may be in flight at once, where the vendor caps that.
//!
//! The cap is shared by everybody on the key and no header shows it, so the only news of the others
//! is a 429. It says how many of ours fitted at that moment, and that becomes the cap; each success
//! raises it by a [`STEP`], so that a freed place is tried about once in sixteen calls.
//!
//! A slot is free again when its call has ended or its attempt's time limit has passed, whichever
//! comes first: a future that is never polled again keeps no place. Times are in windows.

/// What one success adds to the cap.
const STEP: f64 = 1.0 / 16.0;
/// 429s closer together than this, in windows, tell of the same moment: calls take 10 to 20 s, and
/// a 429 is quick.
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

    /// When there is room for one more: `now`, or when the first slot expires.
    pub(super) fn room_at(&self, now: f64) -> f64 {
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

    /// The cap as it is now.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 1 and a u32
    pub(super) fn cap(&self) -> Option<u32> {
        self.max.map(|_| self.cap.floor() as u32)
    }

    /// Takes a slot until it is given back, or until `expires`.
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

    /// A call met a 429 because every place was taken; it still counts as in flight.
    pub(super) fn rejected(&mut self, now: f64) {
        if now - self.cut_at >= SETTLE {
            let fitted = f64::from(self.in_flight(now).saturating_sub(1)).max(1.0);
            self.cap = self.cap.min(fitted);
            self.cut_at = now;
        }
    }
}

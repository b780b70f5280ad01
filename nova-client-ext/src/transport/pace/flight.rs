//! How many calls may be under way at once, where the vendor caps that.
//!
//! The cap is shared by everybody on the key and no header shows it, so the only news of the others
//! is a refusal. A refusal says how many of ours fitted at that moment, and that becomes the cap;
//! each success raises it by a [`STEP`], so that a freed place is tried about once in sixteen
//! calls. Calls take 10 to 20 s and a refusal is quick: several refusals of one burst tell one
//! thing, so the cap falls at most once per [`SETTLE`].

use std::time::Duration;

use tokio::time::Instant;

/// What one success adds to the cap.
const STEP: f64 = 1.0 / 16.0;
/// Refusals closer together than this tell of the same moment.
const SETTLE: Duration = Duration::from_secs(2);
/// The first wait after a refusal without `Retry-After` while every place is taken by others; it
/// doubles.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const DOUBLINGS: u32 = 3;

#[derive(Debug)]
pub(super) struct Flight {
    most: Option<u32>,
    cap: f64,
    under_way: u32,
    cut_at: Option<Instant>,
    refused_in_a_row: u32,
}

impl Flight {
    pub(super) fn new(most: Option<u32>) -> Self {
        Self {
            most,
            cap: most.map_or(f64::INFINITY, f64::from),
            under_way: 0,
            cut_at: None,
            refused_in_a_row: 0,
        }
    }

    pub(super) fn is_capped(&self) -> bool {
        self.most.is_some()
    }

    pub(super) fn has_room(&self) -> bool {
        f64::from(self.under_way) < self.cap.floor()
    }

    pub(super) fn under_way(&self) -> u32 {
        self.under_way
    }

    /// The cap as it is now.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 1 and a u32
    pub(super) fn cap(&self) -> Option<u32> {
        self.most.map(|_| self.cap.floor() as u32)
    }

    pub(super) fn enter(&mut self) {
        self.under_way += 1;
    }

    pub(super) fn leave(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    pub(super) fn accepted(&mut self) {
        self.refused_in_a_row = 0;
        if let Some(most) = self.most {
            self.cap = (self.cap + STEP).min(f64::from(most));
        }
    }

    /// A call was refused because every place was taken; it still counts as under way. Returns how
    /// long to wait when the answer does not say.
    pub(super) fn refused(&mut self, now: Instant) -> Duration {
        if self.cut_at.is_none_or(|at| now.duration_since(at) >= SETTLE) {
            let fitted = f64::from(self.under_way.saturating_sub(1)).max(1.0);
            self.cap = self.cap.min(fitted);
            self.cut_at = Some(now);
        }
        let wait = FIRST_WAIT * 2_u32.pow(self.refused_in_a_row.min(DOUBLINGS));
        self.refused_in_a_row += 1;
        wait
    }
}

//! The retry budget of a `Nova`, which bounds the load of retries in an outage.
//!
//! A token bucket: every call deposits a fifth of a token, every retry costs one. With the reserve
//! of ten, retries stay under 0.2 per call plus 10, however long the outage lasts.

use std::sync::{Mutex, PoisonError};

const DEPOSIT: f64 = 0.2;
const COST: f64 = 1.0;
const RESERVE: f64 = 10.0;
const CAPACITY: f64 = 100.0;

#[derive(Debug)]
pub(super) struct Budget(Mutex<f64>);

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(RESERVE))
    }
}

impl Budget {
    pub(super) fn deposit(&self) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *tokens = (*tokens + DEPOSIT).min(CAPACITY);
    }

    /// Takes the cost of one retry, if available.
    pub(super) fn withdraw(&self) -> bool {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *tokens >= COST;
        if enough {
            *tokens -= COST;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn retries_stay_under_a_fifth_of_the_calls_plus_the_reserve() {
        let budget = Budget::default();
        let mut retries = 0;
        for _ in 0..3000 {
            budget.deposit();
            while budget.withdraw() {
                retries += 1;
            }
        }
        assert!((609..=610).contains(&retries), "{retries}");
    }

    #[test]
    fn at_most_a_hundred_retries_are_saved_up() {
        let budget = Budget::default();
        (0..100_000).for_each(|_| budget.deposit());
        assert_eq!((0..1000).filter(|_| budget.withdraw()).count(), 100);
    }
}

//! The ids of handled deliveries, so that a repeat is not handled again.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long an id is kept. The vendor repeats a delivery up to four times, up to 30 minutes apart.
const MAX_AGE: Duration = Duration::from_secs(3 * 60 * 60);
/// The maximum size of all ids, in bytes.
const MAX_BYTES: usize = 4 << 20;
/// The size of an id besides its text, in both collections.
const OVERHEAD: usize = 128;

/// The ids of handled deliveries, in memory.
///
/// An id counts as handled when its handling is completed, not when it arrives: a delivery that
/// fails is handled when Nova sends it again. Ids are dropped after three hours, when the vendor
/// sends no more repeats, and the oldest earlier if they take more than 4 MiB (some 20,000 ids). A
/// service with a database should store the ids there instead, with a unique key and in the same
/// transaction as the work.
///
/// ```
/// use nova_client_ext::webhook::{Delivery, DeliveryState, HandledIds};
///
/// fn receive(handled: &HandledIds, delivery: &Delivery) -> u16 {
///     match handled.begin(&delivery.id) {
///         DeliveryState::New(handling) => {
///             println!("{}", delivery.event.name());
///             handling.complete();
///             204
///         }
///         DeliveryState::Handled => 204,
///         // Nova sends it again, after the first attempt has ended.
///         DeliveryState::InProgress => 503,
///     }
/// }
/// ```
#[derive(Clone, Default)]
pub struct HandledIds(Arc<Mutex<Ids>>);

/// The state of a delivery.
#[derive(Debug)]
#[must_use]
pub enum DeliveryState {
    /// It has not been handled. Other calls get [`InProgress`](Self::InProgress) until the value is
    /// completed or dropped.
    New(Handling),
    /// It is being handled.
    InProgress,
    /// It has been handled.
    Handled,
}

/// A delivery that is being handled. Drop it without [`complete`](Self::complete) to handle the
/// next attempt of the vendor.
#[must_use = "a delivery counts as handled only when completed"]
pub struct Handling {
    ids: Arc<Mutex<Ids>>,
    id: Arc<str>,
}

#[derive(Default)]
struct Ids {
    /// All ids, and whether each is handled.
    known: HashMap<Arc<str>, bool>,
    /// The handled ones, oldest first.
    handled: VecDeque<(Instant, Arc<str>)>,
    bytes: usize,
}

impl HandledIds {
    /// Creates an empty set of ids.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins to handle a delivery, unless it was handled or is in progress.
    pub fn begin(&self, id: &str) -> DeliveryState {
        let mut ids = lock(&self.0);
        ids.drop_old();
        match ids.known.get(id) {
            Some(true) => DeliveryState::Handled,
            Some(false) => DeliveryState::InProgress,
            None => {
                let id: Arc<str> = id.into();
                ids.known.insert(Arc::clone(&id), false);
                DeliveryState::New(Handling { ids: Arc::clone(&self.0), id })
            }
        }
    }
}

impl Handling {
    /// Marks the delivery as handled.
    pub fn complete(self) {
        let mut ids = lock(&self.ids);
        if let Some(handled) = ids.known.get_mut(&self.id) {
            *handled = true;
        }
        ids.bytes += self.id.len() + OVERHEAD;
        ids.handled.push_back((Instant::now(), Arc::clone(&self.id)));
        ids.drop_old();
    }
}

impl Drop for Handling {
    fn drop(&mut self) {
        let mut ids = lock(&self.ids);
        if ids.known.get(&self.id) == Some(&false) {
            ids.known.remove(&self.id);
        }
    }
}

impl Ids {
    fn drop_old(&mut self) {
        while let Some((at, id)) = self.handled.front() {
            if at.elapsed() <= MAX_AGE && self.bytes <= MAX_BYTES {
                return;
            }
            self.bytes -= id.len() + OVERHEAD;
            self.known.remove(id);
            self.handled.pop_front();
        }
    }
}

fn lock(ids: &Mutex<Ids>) -> MutexGuard<'_, Ids> {
    ids.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Prints the number of ids.
impl fmt::Debug for HandledIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandledIds").field("ids", &lock(&self.0).known.len()).finish()
    }
}

/// Prints the id.
impl fmt::Debug for Handling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handling").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(ids: &HandledIds, id: &str) -> Handling {
        let DeliveryState::New(handling) = ids.begin(id) else { panic!("{id} is not new") };
        handling
    }

    #[test]
    fn an_id_is_handled_once_it_is_completed() {
        let ids = HandledIds::new();
        let first = begun(&ids, "whd_1");
        assert!(matches!(ids.begin("whd_1"), DeliveryState::InProgress));
        drop(first);
        begun(&ids, "whd_1").complete();
        assert!(matches!(ids.begin("whd_1"), DeliveryState::Handled));
        drop(begun(&ids, "whd_2"));
    }

    #[test]
    fn ids_are_bounded_in_bytes() {
        let ids = HandledIds::new();
        for number in 0..100_000 {
            begun(&ids, &format!("{number:0>255}")).complete();
        }
        let locked = lock(&ids.0);
        assert!(locked.bytes <= MAX_BYTES && locked.known.len() == locked.handled.len());
        assert_eq!(locked.known.len(), MAX_BYTES / (255 + OVERHEAD));
    }

    #[tokio::test(start_paused = true)]
    async fn ids_are_bounded_in_time() {
        let ids = HandledIds::new();
        begun(&ids, "whd_1").complete();
        tokio::time::advance(MAX_AGE).await;
        assert!(matches!(ids.begin("whd_1"), DeliveryState::Handled));
        tokio::time::advance(Duration::from_secs(1)).await;
        drop(begun(&ids, "whd_1"));
    }
}

//! The queue: first in, first out within a tenant, round robin between tenants.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The tenant of a call; calls without a tenant share one lane.
pub(super) type Tenant = Option<Arc<str>>;

/// Waiting entries in lanes, one lane per tenant. Every operation takes logarithmic time, so that
/// neither many tenants nor many calls of one tenant slow down admission, and a cancelled entry is
/// removed completely.
#[derive(Debug)]
pub(super) struct FairQueue<T> {
    lanes: HashMap<Tenant, Lane<T>>,
    /// The lanes with entries, in the order in which they are served.
    rotation: BTreeMap<u64, Tenant>,
    next_position: u64,
    len: usize,
}

#[derive(Debug)]
struct Lane<T> {
    position: u64,
    waiting: BTreeMap<u64, T>,
}

impl<T> FairQueue<T> {
    pub(super) fn new() -> Self {
        Self { lanes: HashMap::new(), rotation: BTreeMap::new(), next_position: 0, len: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds an entry to the lane of its tenant, in the order of `id`, which increases from call to
    /// call: an entry that was removed and is added again has its old position in the lane.
    pub(super) fn push(&mut self, tenant: Tenant, id: u64, entry: T) {
        self.len += 1;
        if let Some(lane) = self.lanes.get_mut(&tenant) {
            lane.waiting.insert(id, entry);
            return;
        }
        let position = self.rotate(tenant.clone());
        self.lanes.insert(tenant, Lane { position, waiting: BTreeMap::from([(id, entry)]) });
    }

    /// Returns the next entry, with its tenant and its id.
    pub(super) fn head(&mut self) -> Option<(&Tenant, u64, &mut T)> {
        let (_, tenant) = self.rotation.first_key_value()?;
        let entry = self.lanes.get_mut(tenant)?.waiting.first_entry()?;
        let id = *entry.key();
        Some((tenant, id, entry.into_mut()))
    }

    pub(super) fn get_mut(&mut self, tenant: &Tenant, id: u64) -> Option<&mut T> {
        self.lanes.get_mut(tenant)?.waiting.get_mut(&id)
    }

    /// Returns the entries of one tenant, in order.
    pub(super) fn entries_of(&mut self, tenant: &Tenant) -> impl Iterator<Item = &mut T> {
        self.lanes.get_mut(tenant).into_iter().flat_map(|lane| lane.waiting.values_mut())
    }

    /// Removes the next entry; its tenant's next one waits until every other tenant was served
    /// once.
    pub(super) fn pop(&mut self) -> Option<(u64, T)> {
        let (_, tenant) = self.rotation.pop_first()?;
        let taken = self.lanes.get_mut(&tenant)?.waiting.pop_first()?;
        self.len -= 1;
        if self.lanes.get(&tenant).is_some_and(|lane| lane.waiting.is_empty()) {
            self.lanes.remove(&tenant);
        } else {
            let position = self.rotate(tenant.clone());
            if let Some(lane) = self.lanes.get_mut(&tenant) {
                lane.position = position;
            }
        }
        Some(taken)
    }

    /// Removes one entry from any position.
    pub(super) fn remove(&mut self, tenant: &Tenant, id: u64) -> Option<T> {
        let lane = self.lanes.get_mut(tenant)?;
        let entry = lane.waiting.remove(&id)?;
        self.len -= 1;
        if lane.waiting.is_empty() {
            let position = lane.position;
            self.rotation.remove(&position);
            self.lanes.remove(tenant);
        }
        Some(entry)
    }

    /// Returns how many entries would be served before one of this tenant with this id, if it was
    /// added now. Stops counting at `enough`, which bounds the work, since each lane has at least
    /// one entry.
    pub(super) fn ahead_of(&self, tenant: &Tenant, id: u64, enough: usize) -> usize {
        let (own_position, own_len) = self.lanes.get(tenant).map_or((u64::MAX, 0), |lane| {
            let is_last = lane.waiting.last_key_value().is_none_or(|(last, _)| *last < id);
            let before = if is_last {
                lane.waiting.len()
            } else {
                lane.waiting.range(..id).take(enough).count()
            };
            (lane.position, before)
        });
        let mut ahead = own_len;
        for (position, other) in &self.rotation {
            if ahead >= enough {
                break;
            }
            let rounds = match position.cmp(&own_position) {
                std::cmp::Ordering::Less => own_len + 1,
                std::cmp::Ordering::Equal => continue,
                std::cmp::Ordering::Greater => own_len,
            };
            ahead += self.lanes.get(other).map_or(0, |lane| lane.waiting.len().min(rounds));
        }
        ahead
    }

    fn rotate(&mut self, tenant: Tenant) -> u64 {
        let position = self.next_position;
        self.next_position += 1;
        self.rotation.insert(position, tenant);
        position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::unnecessary_wraps)] // a lane's name is optional
    fn tenant(name: &str) -> Tenant {
        Some(Arc::from(name))
    }

    #[test]
    fn tenants_are_served_in_turn_and_in_order() {
        let mut queue = FairQueue::new();
        for (id, name) in [(0, "a"), (1, "a"), (2, "a"), (3, "b"), (4, "c"), (5, "b")] {
            queue.push(tenant(name), id, name);
        }
        let order: Vec<u64> = std::iter::from_fn(|| queue.pop()).map(|(id, _)| id).collect();
        assert_eq!(order, [0, 3, 4, 1, 5, 2]);
        assert!(queue.is_empty() && queue.lanes.is_empty() && queue.rotation.is_empty());
    }

    #[test]
    fn the_count_ahead_equals_the_entries_served_before() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..200 {
            let mut queue = FairQueue::new();
            let names = ["a", "b", "c", "d"];
            let count = random.u64(0..30);
            for id in 0..count {
                queue.push(tenant(names[random.usize(0..4)]), id, ());
                if random.f64() < 0.3 {
                    queue.pop();
                }
            }
            let newcomer = tenant(names[random.usize(0..4)]);
            // An entry may be added again with an id that it had before others were added.
            let id = if random.bool() { count } else { random.u64(0..=count) };
            if id < count && queue.remove(&newcomer, id).is_none() {
                continue;
            }
            let ahead = queue.ahead_of(&newcomer, id, usize::MAX);
            queue.push(newcomer, id, ());
            let served =
                std::iter::from_fn(|| queue.pop()).take_while(|(next, ())| *next != id).count();
            assert_eq!(ahead, served);
        }
    }

    #[test]
    fn removing_leaves_nothing_behind() {
        let mut queue = FairQueue::new();
        for id in 0..1000 {
            queue.push(tenant(["a", "b"][usize::from(id % 3 == 0)]), id, id);
        }
        for id in 0..1000 {
            assert_eq!(queue.remove(&tenant(["a", "b"][usize::from(id % 3 == 0)]), id), Some(id));
            assert_eq!(queue.remove(&tenant("a"), id), None);
        }
        assert!(queue.is_empty() && queue.lanes.is_empty() && queue.rotation.is_empty());
    }
}

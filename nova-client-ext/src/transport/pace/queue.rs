//! Who is next: first in, first out within a tenant, one call each in turn between tenants.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Whose call it is; calls without a tenant share one lane.
pub(super) type Tenant = Option<Arc<str>>;

/// Waiting entries in lanes, one lane per tenant. Every operation takes logarithmic time, so that
/// neither many tenants nor many calls of one make admission slow, and a cancelled entry leaves
/// nothing behind.
#[derive(Debug)]
pub(super) struct FairQueue<T> {
    lanes: HashMap<Tenant, Lane<T>>,
    /// The lanes with something in them, by their next turn.
    turns: BTreeMap<u64, Tenant>,
    next_turn: u64,
    len: usize,
}

#[derive(Debug)]
struct Lane<T> {
    turn: u64,
    waiting: BTreeMap<u64, T>,
}

impl<T> FairQueue<T> {
    pub(super) fn new() -> Self {
        Self { lanes: HashMap::new(), turns: BTreeMap::new(), next_turn: 0, len: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds an entry behind the others of its tenant; `id` rises from call to call.
    pub(super) fn push(&mut self, tenant: Tenant, id: u64, entry: T) {
        self.len += 1;
        if let Some(lane) = self.lanes.get_mut(&tenant) {
            lane.waiting.insert(id, entry);
            return;
        }
        let turn = self.take_turn(tenant.clone());
        self.lanes.insert(tenant, Lane { turn, waiting: BTreeMap::from([(id, entry)]) });
    }

    /// The entry whose turn it is.
    pub(super) fn head(&self) -> Option<(u64, &T)> {
        let (_, tenant) = self.turns.first_key_value()?;
        let (id, entry) = self.lanes.get(tenant)?.waiting.first_key_value()?;
        Some((*id, entry))
    }

    /// Takes the entry whose turn it is; its tenant's next one waits until every other tenant has
    /// had a turn.
    pub(super) fn pop(&mut self) -> Option<(u64, T)> {
        let (_, tenant) = self.turns.pop_first()?;
        let taken = self.lanes.get_mut(&tenant)?.waiting.pop_first()?;
        self.len -= 1;
        if self.lanes.get(&tenant).is_some_and(|lane| lane.waiting.is_empty()) {
            self.lanes.remove(&tenant);
        } else {
            let turn = self.take_turn(tenant.clone());
            if let Some(lane) = self.lanes.get_mut(&tenant) {
                lane.turn = turn;
            }
        }
        Some(taken)
    }

    /// Takes out one entry, wherever it stands.
    pub(super) fn remove(&mut self, tenant: &Tenant, id: u64) -> Option<T> {
        let lane = self.lanes.get_mut(tenant)?;
        let entry = lane.waiting.remove(&id)?;
        self.len -= 1;
        if lane.waiting.is_empty() {
            let turn = lane.turn;
            self.turns.remove(&turn);
            self.lanes.remove(tenant);
        }
        Some(entry)
    }

    /// How many entries would be served before a new one of this tenant. Stops counting at
    /// `enough`: each lane has at least one entry, so that the work is bounded by it.
    pub(super) fn ahead_of_new(&self, tenant: &Tenant, enough: usize) -> usize {
        let own = self.lanes.get(tenant);
        let (own_turn, own_len) = own.map_or((u64::MAX, 0), |lane| (lane.turn, lane.waiting.len()));
        let mut ahead = own_len;
        for (turn, other) in &self.turns {
            if ahead >= enough {
                break;
            }
            let rounds = match turn.cmp(&own_turn) {
                std::cmp::Ordering::Less => own_len + 1,
                std::cmp::Ordering::Equal => continue,
                std::cmp::Ordering::Greater => own_len,
            };
            ahead += self.lanes.get(other).map_or(0, |lane| lane.waiting.len().min(rounds));
        }
        ahead
    }

    /// The ids and tenants of all entries that `wanted` holds for.
    pub(super) fn find(&self, wanted: impl Fn(&T) -> bool) -> Vec<(Tenant, u64)> {
        let lanes = self.lanes.iter();
        let all = lanes.flat_map(|(tenant, lane)| {
            lane.waiting.iter().map(move |(id, entry)| (tenant, id, entry))
        });
        all.filter(|(_, _, entry)| wanted(entry))
            .map(|(tenant, id, _)| (tenant.clone(), *id))
            .collect()
    }

    fn take_turn(&mut self, tenant: Tenant) -> u64 {
        let turn = self.next_turn;
        self.next_turn += 1;
        self.turns.insert(turn, tenant);
        turn
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
    fn tenants_take_turns_and_keep_their_order() {
        let mut queue = FairQueue::new();
        for (id, name) in [(0, "a"), (1, "a"), (2, "a"), (3, "b"), (4, "c"), (5, "b")] {
            queue.push(tenant(name), id, name);
        }
        let order: Vec<u64> = std::iter::from_fn(|| queue.pop()).map(|(id, _)| id).collect();
        assert_eq!(order, [0, 3, 4, 1, 5, 2]);
        assert!(queue.is_empty() && queue.lanes.is_empty() && queue.turns.is_empty());
    }

    #[test]
    fn what_is_ahead_is_what_is_served_before() {
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
            let ahead = queue.ahead_of_new(&newcomer, usize::MAX);
            queue.push(newcomer, count, ());
            let served =
                std::iter::from_fn(|| queue.pop()).take_while(|(id, ())| *id != count).count();
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
        assert!(queue.is_empty() && queue.lanes.is_empty() && queue.turns.is_empty());
    }
}

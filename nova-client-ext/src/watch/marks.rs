//! Which events of which scoring jobs were emitted.
//!
//! Every update of a stream carries the state of its batch. The states share one map, so that an
//! update costs no copy of it: each mark has a number, and a state sees those up to its own count.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The kinds of marks, as bits.
pub(super) const APPEARED: u8 = 1;
pub(super) const SCORED: u8 = 2;
pub(super) const FAILED: u8 = 4;

const KINDS: [u8; 3] = [APPEARED, SCORED, FAILED];

/// The emitted events by the hash of the scoring job's id.
#[derive(Clone, Default)]
pub(super) struct Marks {
    shared: Arc<Mutex<Shared>>,
    /// The marks up to this number belong to this state.
    count: u32,
}

#[derive(Default)]
struct Shared {
    /// The number of each kind of mark, counted from 1; 0 is none.
    jobs: BTreeMap<u64, [u32; KINDS.len()]>,
    count: u32,
}

impl Marks {
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether the job has one of these marks.
    pub(super) fn has(&self, job: u64, kinds: u8) -> bool {
        let numbers = self.lock().jobs.get(&job).copied().unwrap_or_default();
        self.kinds(numbers) & kinds != 0
    }

    /// Adds a mark. Returns whether it is new.
    pub(super) fn add(&mut self, job: u64, kind: u8) -> bool {
        if self.has(job, kind) {
            return false;
        }
        let mut shared = self.lock();
        if shared.count != self.count {
            // Another state has gone on from here.
            drop(shared);
            *self = self.to_map().into_iter().collect();
            return self.add(job, kind);
        }
        shared.count += 1;
        let number = shared.count;
        let numbers = shared.jobs.entry(job).or_default();
        for (slot, _) in numbers.iter_mut().zip(KINDS).filter(|(_, one)| *one == kind) {
            *slot = number;
        }
        drop(shared);
        self.count = number;
        true
    }

    fn kinds(&self, numbers: [u32; KINDS.len()]) -> u8 {
        let seen =
            numbers.into_iter().zip(KINDS).filter(|(number, _)| (1..=self.count).contains(number));
        seen.fold(0, |kinds, (_, kind)| kinds | kind)
    }

    fn to_map(&self) -> BTreeMap<u64, u8> {
        let shared = self.lock();
        let jobs = shared.jobs.iter().map(|(job, numbers)| (*job, self.kinds(*numbers)));
        jobs.filter(|(_, kinds)| *kinds != 0).collect()
    }
}

impl FromIterator<(u64, u8)> for Marks {
    fn from_iter<I: IntoIterator<Item = (u64, u8)>>(jobs: I) -> Self {
        let mut marks = Self::default();
        for (job, kinds) in jobs {
            for kind in KINDS.into_iter().filter(|kind| kinds & kind != 0) {
                marks.add(job, kind);
            }
        }
        marks
    }
}

impl PartialEq for Marks {
    fn eq(&self, other: &Self) -> bool {
        self.to_map() == other.to_map()
    }
}

impl Eq for Marks {}

impl std::fmt::Debug for Marks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.to_map()).finish()
    }
}

/// A list of short strings: the hash in hexadecimal, and the kinds.
impl Serialize for Marks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_seq(self.to_map().into_iter().map(|(job, kinds)| format!("{job:016x}{kinds}")))
    }
}

impl<'de> Deserialize<'de> for Marks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let marks = Vec::<String>::deserialize(deserializer)?;
        marks.iter().map(|mark| read(mark).map_err(serde::de::Error::custom)).collect()
    }
}

fn read(mark: &str) -> Result<(u64, u8), String> {
    let parts = mark
        .split_at_checked(16)
        .and_then(|(job, kinds)| Some((u64::from_str_radix(job, 16).ok()?, kinds.parse().ok()?)));
    parts.ok_or_else(|| format!("{mark:?} is not a mark of a scoring job"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn states_share_their_marks_and_see_only_their_own() {
        let mut marks = Marks::default();
        assert!(marks.add(7, APPEARED) && !marks.add(7, APPEARED));
        let before = marks.clone();
        assert!(marks.add(7, SCORED) && marks.add(8, APPEARED));
        assert!(Arc::ptr_eq(&before.shared, &marks.shared));
        assert!(before.has(7, APPEARED) && !before.has(7, SCORED | FAILED) && !before.has(8, 7));
        assert!(marks.has(7, SCORED | FAILED) && marks.has(8, APPEARED));
        // The earlier state goes on by itself.
        let mut other = before.clone();
        assert!(other.add(7, FAILED) && other.add(9, APPEARED));
        assert!(!other.has(7, SCORED) && !marks.has(7, FAILED) && !marks.has(9, APPEARED));
        assert!(before != other && before == before.clone());

        let text = serde_json::to_string(&marks).unwrap();
        assert_eq!(text, r#"["00000000000000073","00000000000000081"]"#);
        assert_eq!(serde_json::from_str::<Marks>(&text).unwrap(), marks);
        assert!(serde_json::from_str::<Marks>(r#"["x"]"#).is_err());
    }
}

//! The emitted events of each scoring job, as a set that is cheap to clone.
//!
//! Every update of a stream carries a snapshot of it. The snapshots share one map, to which entries
//! are only added: an entry stores the version at which it was added, and a snapshot sees the
//! entries up to its own version.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The kinds of events, as bits.
pub(super) const APPEARED: u8 = 1;
pub(super) const SCORED: u8 = 2;
pub(super) const FAILED: u8 = 4;

/// The number of hexadecimal digits of a hash.
const HASH_DIGITS: usize = 16;

const KINDS: [u8; 3] = [APPEARED, SCORED, FAILED];

/// The emitted events by the hash of the scoring job's id.
#[derive(Clone, Default)]
pub(super) struct EventSet {
    shared: Arc<Mutex<Shared>>,
    /// The entries up to this version belong to this snapshot.
    version: u32,
}

#[derive(Default)]
struct Shared {
    /// The version at which each kind was added, by the hash of the scoring job's id; 0 if it was
    /// not.
    jobs: BTreeMap<u64, [u32; KINDS.len()]>,
    version: u32,
}

impl EventSet {
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether one of these kinds of events of the scoring job was emitted.
    pub(super) fn contains_any(&self, job: u64, kinds: u8) -> bool {
        let versions = self.lock().jobs.get(&job).copied().unwrap_or_default();
        self.kinds(versions) & kinds != 0
    }

    /// Inserts an event. Returns whether it is new.
    pub(super) fn insert(&mut self, job: u64, kind: u8) -> bool {
        if self.contains_any(job, kind) {
            return false;
        }
        let mut shared = self.lock();
        if shared.version != self.version {
            // A clone has inserted an event since, so this one gets a map of its own.
            drop(shared);
            *self = self.to_map().into_iter().collect();
            return self.insert(job, kind);
        }
        shared.version += 1;
        let version = shared.version;
        let versions = shared.jobs.entry(job).or_default();
        for (slot, _) in versions.iter_mut().zip(KINDS).filter(|(_, one)| *one == kind) {
            *slot = version;
        }
        drop(shared);
        self.version = version;
        true
    }

    fn kinds(&self, versions: [u32; KINDS.len()]) -> u8 {
        let seen = versions
            .into_iter()
            .zip(KINDS)
            .filter(|(version, _)| (1..=self.version).contains(version));
        seen.fold(0, |kinds, (_, kind)| kinds | kind)
    }

    fn to_map(&self) -> BTreeMap<u64, u8> {
        let shared = self.lock();
        let jobs = shared.jobs.iter().map(|(job, versions)| (*job, self.kinds(*versions)));
        jobs.filter(|(_, kinds)| *kinds != 0).collect()
    }
}

impl FromIterator<(u64, u8)> for EventSet {
    fn from_iter<I: IntoIterator<Item = (u64, u8)>>(jobs: I) -> Self {
        let mut set = Self::default();
        for (job, kinds) in jobs {
            for kind in KINDS.into_iter().filter(|kind| kinds & kind != 0) {
                set.insert(job, kind);
            }
        }
        set
    }
}

impl PartialEq for EventSet {
    fn eq(&self, other: &Self) -> bool {
        self.to_map() == other.to_map()
    }
}

impl Eq for EventSet {}

impl std::fmt::Debug for EventSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.to_map()).finish()
    }
}

/// A list of short strings: the hash in hexadecimal, and the kinds.
impl Serialize for EventSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(
            self.to_map().into_iter().map(|(job, kinds)| format!("{job:0HASH_DIGITS$x}{kinds}")),
        )
    }
}

impl<'de> Deserialize<'de> for EventSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = Vec::<String>::deserialize(deserializer)?;
        entries.iter().map(|entry| read(entry).map_err(serde::de::Error::custom)).collect()
    }
}

fn read(entry: &str) -> Result<(u64, u8), String> {
    let parts = entry
        .split_at_checked(HASH_DIGITS)
        .and_then(|(job, kinds)| Some((u64::from_str_radix(job, 16).ok()?, kinds.parse().ok()?)));
    parts.ok_or_else(|| format!("{entry:?} is not an emitted event of a scoring job"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn snapshots_share_a_map_and_see_only_their_own_events() {
        let mut set = EventSet::default();
        assert!(set.insert(7, APPEARED) && !set.insert(7, APPEARED));
        let before = set.clone();
        assert!(set.insert(7, SCORED) && set.insert(8, APPEARED));
        assert!(Arc::ptr_eq(&before.shared, &set.shared));
        assert!(
            before.contains_any(7, APPEARED)
                && !before.contains_any(7, SCORED | FAILED)
                && !before.contains_any(8, APPEARED | SCORED | FAILED)
        );
        assert!(set.contains_any(7, SCORED | FAILED) && set.contains_any(8, APPEARED));
        // Inserting into an earlier snapshot does not affect the later one.
        let mut other = before.clone();
        assert!(other.insert(7, FAILED) && other.insert(9, APPEARED));
        assert!(
            !other.contains_any(7, SCORED)
                && !set.contains_any(7, FAILED)
                && !set.contains_any(9, APPEARED)
        );
        assert!(before != other && before == before.clone());

        let text = serde_json::to_string(&set).unwrap();
        assert_eq!(text, r#"["00000000000000073","00000000000000081"]"#);
        assert_eq!(serde_json::from_str::<EventSet>(&text).unwrap(), set);
        assert!(serde_json::from_str::<EventSet>(r#"["x"]"#).is_err());
    }
}

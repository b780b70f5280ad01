//! One rate bucket, as its calls see it: waiting for a turn, and giving it back when dropped.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::queue::Tenant;
use super::settings::Pacing;
use super::state::BucketState;
use super::turns::{Next, Turns, Verdict};
use super::{Observation, Priority, Refusal};

#[derive(Debug)]
pub(super) struct PacedBucket {
    pub(super) name: Arc<str>,
    turns: Mutex<Turns>,
}

/// A call that waits, and takes itself out of the queue when it is dropped.
struct Place<'a> {
    bucket: &'a PacedBucket,
    id: u64,
    tenant: Tenant,
    priority: Priority,
}

impl PacedBucket {
    pub(super) fn new(
        name: &str,
        limit: u32,
        window: Duration,
        max_in_flight: Option<u32>,
        pacing: &Pacing,
    ) -> Self {
        let turns = Turns::new(name, limit, window, max_in_flight, pacing);
        Self { name: Arc::from(name), turns: Mutex::new(turns) }
    }

    fn lock(&self) -> MutexGuard<'_, Turns> {
        // No code of others runs under the lock, so the state is whole even if some thread died
        // holding it.
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn admit(
        &self,
        tenant: Tenant,
        priority: Priority,
        deadline: Option<Instant>,
    ) -> Result<(), Refusal> {
        let joined = self.lock().join(&tenant, priority, deadline, Instant::now());
        let (id, bell) = joined.map_err(|wait| self.refusal(wait))?;
        let place = Place { bucket: self, id, tenant, priority };
        loop {
            let now = Instant::now();
            let next = self.lock().next(place.id, now);
            match next {
                Next::Done(Verdict::Go) => return Ok(()),
                Next::Done(Verdict::Refused(wait)) => return Err(self.refusal(wait)),
                Next::Wait(until) => {
                    if deadline.is_some_and(|deadline| now >= deadline) {
                        let wait = self
                            .lock()
                            .due(now)
                            .map_or(Duration::ZERO, |due| due.duration_since(now));
                        return Err(self.refusal(wait));
                    }
                    match [until, deadline].into_iter().flatten().min() {
                        Some(until) => drop(tokio::time::timeout_at(until, bell.notified()).await),
                        None => bell.notified().await,
                    }
                }
            }
        }
    }

    fn refusal(&self, wait: Duration) -> Refusal {
        Refusal { bucket: Arc::clone(&self.name), wait }
    }

    /// A call that was under way is over.
    pub(super) fn leave(&self) {
        self.lock().leave(Instant::now());
    }

    pub(super) fn observe(&self, observation: &Observation<'_>) {
        let now = Instant::now();
        let mut turns = self.lock();
        turns.observe(observation, now);
        turns.hand_out(now, None);
    }

    pub(super) fn state(&self) -> BucketState {
        self.lock().state(&self.name, Instant::now())
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.bucket.lock().part(&self.tenant, self.priority, self.id, Instant::now());
    }
}

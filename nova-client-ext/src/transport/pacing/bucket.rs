//! One rate bucket, as its calls see it: waiting for admission, and leaving when dropped.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::admission::{Admission, Admitted};
use super::observation::Observation;
use super::queue::Tenant;
use super::settings::Pacing;
use super::state::BucketState;
use super::{AdmissionError, AdmissionRequest, Priority};

#[derive(Debug)]
pub(super) struct PacedBucket {
    pub(super) name: Arc<str>,
    state: Mutex<Admission>,
}

/// A call that waits, and leaves the queue when it is dropped.
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
        let state = Admission::new(name, limit, window, max_in_flight, pacing);
        Self { name: Arc::from(name), state: Mutex::new(state) }
    }

    fn lock(&self) -> MutexGuard<'_, Admission> {
        // No code of others runs under the lock, so the state is whole even if some thread died
        // holding it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn admit(
        &self,
        request: AdmissionRequest,
    ) -> Result<Admitted, AdmissionError> {
        let AdmissionRequest { tenant, priority, deadline, max_queued, attempt_timeout, .. } =
            request;
        let joined_at = Instant::now();
        let (id, wake) =
            self.lock().join(&tenant, priority, deadline).map_err(|(wait, queued)| {
                AdmissionError { bucket: Arc::clone(&self.name), wait, queued, was_queued: false }
            })?;
        let place = Place { bucket: self, id, tenant, priority };
        let give_up = match max_queued.and_then(|longest| joined_at.checked_add(longest)) {
            Some(bound) => Some(deadline.map_or(bound, |deadline| deadline.min(bound))),
            None => deadline,
        };
        loop {
            let polled = self.lock().poll((&place.tenant, priority, id), attempt_timeout);
            let wait = match polled {
                Ok(admitted) => return Ok(admitted),
                Err(wait) => wait,
            };
            let left = give_up.map(|end| end.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return Err(AdmissionError {
                    bucket: Arc::clone(&self.name),
                    wait: joined_at.elapsed(),
                    queued: self.lock().queued(),
                    was_queued: true,
                });
            }
            let wait = left.map_or(wait, |left| left.min(wait));
            // Woken or not, what to do is decided anew.
            drop(tokio::time::timeout(wait, wake.notified()).await);
        }
    }

    /// A call has ended; one that was `unused` never went out, and gives its token back.
    pub(super) fn release(&self, admitted: &Admitted, unused: bool) {
        self.lock().release(admitted, unused);
    }

    pub(super) fn observe(&self, observation: &Observation, sent_at: Instant) {
        self.lock().observe(observation, sent_at);
    }

    pub(super) fn state(&self) -> BucketState {
        self.lock().report(&self.name)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.bucket.lock().leave((&self.tenant, self.priority, self.id));
    }
}

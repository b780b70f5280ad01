//! A rate bucket: its calls wait for admission, and leave the queue when dropped.

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

/// A waiting call, which leaves the queue on drop.
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
        // Only code of this module runs under the lock, and it does not panic in the middle of a
        // change, so the state is valid even if a thread panicked while holding it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn admit(
        &self,
        request: AdmissionRequest,
    ) -> Result<Admitted, AdmissionError> {
        let AdmissionRequest {
            tenant, priority, place, deadline, max_queued, attempt_timeout, ..
        } = request;
        let joined_at = Instant::now();
        let before = place.filter(|place| place.bucket == self.name).map(|place| place.id);
        let (id, wake) =
            self.lock().join(&tenant, priority, before, deadline).map_err(|(wait, queued)| {
                AdmissionError { bucket: Arc::clone(&self.name), wait, queued, was_queued: false }
            })?;
        let place = Place { bucket: self, id, tenant, priority };
        let give_up = match max_queued.and_then(|max| joined_at.checked_add(max)) {
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
            // Poll again, whether woken or timed out.
            drop(tokio::time::timeout(wait, wake.notified()).await);
        }
    }

    /// Ends a call. One that was `unused`, that is not sent, returns its token.
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

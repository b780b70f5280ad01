//! What a test can look into and steer, resource by resource, besides batches and faults.

use std::io;
use std::time::Duration;

use nova_client::types::{self, Criterion};

use super::MockNova;
use super::state::lock;

impl MockNova {
    /// Gives a job criteria, as the next version of those it has. A job that nobody touched has some already, so that
    /// it can be scored.
    ///
    /// # Errors
    ///
    /// If the mock cannot make them, which is a defect of the mock.
    pub fn place_criteria<C>(&self, tenant: &str, job: &str, criteria: C) -> io::Result<()>
    where
        C: IntoIterator,
        C::Item: Into<types::NewCriterion>,
    {
        let wanted = criteria.into_iter().map(Into::into).collect();
        lock(&self.state.criteria).place(tenant, job, wanted, self.state.clock.now()).map_err(io::Error::other)
    }

    /// Leaves a job without criteria, as one for which none were ever made.
    pub fn clear_criteria(&self, tenant: &str, job: &str) {
        lock(&self.state.criteria).clear(tenant, job);
    }

    /// The active criteria of a job and their revision; none if it has none.
    pub fn criteria(&self, tenant: &str, job: &str) -> Option<(Vec<Criterion>, String)> {
        lock(&self.state.criteria).active(tenant, job, self.state.clock.now())
    }

    /// Sets how long the question sets that are made from now on can be answered; a day at first.
    pub fn set_question_set_lifetime(&self, lifetime: Duration) {
        lock(&self.state.questions).set_lifetime(lifetime);
    }

    /// Lets all question sets expire now.
    pub fn expire_question_sets(&self) {
        lock(&self.state.questions).expire_all(self.state.clock.now());
    }
}

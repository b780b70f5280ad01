//! What a test can read and change, resource by resource, besides batches and faults.

use std::io;
use std::time::Duration;

use nova_client::Operation;
use nova_client::types::{self, Criterion, DeletionRequest, LibraryCriterion, ScoringJob};
use serde_json::Value;

use super::MockNova;
use super::world::script::ApplicationScript;
use super::world::tally::ApplicationTally;
use super::world::{MockResult, deletions, lock};

impl MockNova {
    /// Sets the outcome of an application that is submitted from now on, alone or in a batch; see
    /// [`ApplicationScript::then`] for the outcome of the submit after that. Without a script its
    /// résumé decides.
    pub fn script_application(&self, tenant: &str, job: &str, script: ApplicationScript) {
        lock(&self.world.intake).script(tenant, job, script);
    }

    /// Sets how long scoring jobs that are submitted from now on wait, and how long they are then
    /// scored, where their script has no times; no time at first.
    pub fn set_scoring_times(&self, queue: Duration, scoring: Duration) {
        lock(&self.world.intake).set_times(queue, scoring);
    }

    /// Returns the scoring jobs of an application as they stand now, the last submitted first. One
    /// that several batches share is there once for each.
    ///
    /// # Errors
    ///
    /// If the mock cannot make them, which is a defect of the mock.
    pub fn scoring_jobs(
        &self,
        tenant: &str,
        job: &str,
        application: &str,
    ) -> io::Result<Vec<ScoringJob>> {
        deletions::carry_out(&self.world);
        let batches = lock(&self.world.batches);
        let jobs = batches
            .jobs([tenant, job, application])
            .map(|one| one.scoring_job(job, &self.world.clock));
        jobs.collect::<MockResult<_>>().map_err(io::Error::other)
    }

    /// Returns what was submitted and scored so far: one tally for each application, ordered by
    /// tenant, job and application. `GET /_mock/scored` serves the same to other processes.
    pub fn scored(&self) -> Vec<ApplicationTally> {
        deletions::carry_out(&self.world);
        let batches = lock(&self.world.batches);
        lock(&self.world.tallies).all(&batches, &self.world.clock)
    }

    /// Gives a job criteria, as the next version of those it has. A job that nobody touched has
    /// some already, so that it can be scored.
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
        lock(&self.world.criteria)
            .place(tenant, job, wanted, self.world.clock.now())
            .map_err(io::Error::other)
    }

    /// Leaves a job without criteria, as one for which none were ever made.
    pub fn clear_criteria(&self, tenant: &str, job: &str) {
        lock(&self.world.criteria).clear(tenant, job);
    }

    /// Returns the active criteria of a job and their revision; none if it has none.
    pub fn criteria(&self, tenant: &str, job: &str) -> Option<(Vec<Criterion>, String)> {
        deletions::carry_out(&self.world);
        lock(&self.world.criteria).active(tenant, job, self.world.clock.now())
    }

    /// Sets how long the question sets that are made from now on can be answered; a day at first.
    pub fn set_question_set_lifetime(&self, lifetime: Duration) {
        lock(&self.world.question_sets).set_lifetime(lifetime);
    }

    /// Lets all question sets expire now.
    pub fn expire_question_sets(&self) {
        lock(&self.world.question_sets).expire_all(self.world.clock.now());
    }

    /// Returns a tenant's criteria library, newest first.
    pub fn library(&self, tenant: &str) -> Vec<LibraryCriterion> {
        deletions::carry_out(&self.world);
        lock(&self.world.libraries).of(tenant)
    }

    /// Sets how long deletions take that are requested from now on; four seconds at first. They are
    /// pending for the first half of it. When one is completed, what the mock holds of the tenant
    /// or the application is gone.
    pub fn set_deletion_time(&self, time: Duration) {
        lock(&self.world.deletions).set_time(time);
    }

    /// Lets deletions that are requested from now on fail when their time has come, or succeed
    /// again.
    pub fn fail_deletions(&self, fail: bool) {
        lock(&self.world.deletions).set_fail(fail);
    }

    /// Returns the state of a deletion request; none if there is no such request.
    ///
    /// # Errors
    ///
    /// If the mock cannot make the body, which is a defect of the mock.
    pub fn deletion(&self, id: &str) -> io::Result<Option<DeletionRequest>> {
        lock(&self.world.deletions).body(id, &self.world.clock).map_err(io::Error::other)
    }

    /// Sets the body of an operation of analytics, right or wrong, in the place of invented
    /// figures.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a name that is no operation of the contract in the bucket of analytics.
    pub fn set_analytics(&self, operation: &str, body: Value) -> io::Result<()> {
        let known = Operation::find(operation)
            .filter(|known| known.bucket.name == "analytics")
            .ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::InvalidInput,
                    format!("{operation:?} is no operation of analytics"),
                )
            })?;
        lock(&self.world.analytics).insert(known.id, body);
        Ok(())
    }
}

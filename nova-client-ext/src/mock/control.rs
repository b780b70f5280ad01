//! Access for tests to the mock's data, by resource, besides batches and faults.

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
    /// [`ApplicationScript::then`] for the following submit. Without a script, the marker in its
    /// résumé applies.
    pub fn script_application(&self, tenant: &str, job: &str, script: ApplicationScript) {
        lock(&self.world.intake).script(tenant, job, script);
    }

    /// Sets the queue and scoring durations of scoring jobs that are submitted from now on and
    /// whose script has none; initially 0.
    pub fn set_scoring_times(&self, queue: Duration, scoring: Duration) {
        lock(&self.world.intake).set_times(queue, scoring);
    }

    /// Returns the current state of an application's scoring jobs, last submitted first. A job that
    /// is shared by several batches is returned once for each.
    ///
    /// # Errors
    ///
    /// If the mock cannot create them, which is a bug in the mock.
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

    /// Returns one tally of submits and scores for each application, ordered by tenant, job and
    /// application. `GET /_mock/scored` serves the same to other processes.
    pub fn scored(&self) -> Vec<ApplicationTally> {
        deletions::carry_out(&self.world);
        let batches = lock(&self.world.batches);
        lock(&self.world.tallies).all(&batches, &self.world.clock)
    }

    /// Sets the criteria of a job as a new version. Every job has default criteria, so that it can
    /// be scored.
    ///
    /// # Errors
    ///
    /// If the mock cannot create them, which is a bug in the mock.
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

    /// Removes the criteria of a job, as if none had ever been created.
    pub fn clear_criteria(&self, tenant: &str, job: &str) {
        lock(&self.world.criteria).clear(tenant, job);
    }

    /// Returns the active criteria of a job and their revision; `None` if there are none.
    pub fn criteria(&self, tenant: &str, job: &str) -> Option<(Vec<Criterion>, String)> {
        deletions::carry_out(&self.world);
        lock(&self.world.criteria).active(tenant, job, self.world.clock.now())
    }

    /// Sets the lifetime of question sets created from now on; initially a day.
    pub fn set_question_set_lifetime(&self, lifetime: Duration) {
        lock(&self.world.question_sets).set_lifetime(lifetime);
    }

    /// Expires all question sets.
    pub fn expire_question_sets(&self) {
        lock(&self.world.question_sets).expire_all(self.world.clock.now());
    }

    /// Returns a tenant's criteria library, newest first.
    pub fn library(&self, tenant: &str) -> Vec<LibraryCriterion> {
        deletions::carry_out(&self.world);
        lock(&self.world.libraries).of(tenant)
    }

    /// Sets the duration of deletions requested from now on; initially four seconds. They are
    /// pending for the first half of it. On completion the mock deletes the data of the tenant or
    /// the application.
    pub fn set_deletion_time(&self, time: Duration) {
        lock(&self.world.deletions).set_time(time);
    }

    /// Sets whether deletions requested from now on fail.
    pub fn fail_deletions(&self, fail: bool) {
        lock(&self.world.deletions).set_fail(fail);
    }

    /// Returns the state of a deletion request; `None` if there is no such request.
    ///
    /// # Errors
    ///
    /// If the mock cannot create the body, which is a bug in the mock.
    pub fn deletion(&self, id: &str) -> io::Result<Option<DeletionRequest>> {
        lock(&self.world.deletions).body(id, &self.world.clock).map_err(io::Error::other)
    }

    /// Sets the body of an analytics operation, valid or not, instead of generated data.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for a name that is not an operation in the analytics bucket of the contract.
    pub fn set_analytics(&self, operation: &str, body: Value) -> io::Result<()> {
        let known = Operation::find(operation)
            .filter(|known| known.bucket.name == "analytics")
            .ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::InvalidInput,
                    format!("{operation:?} is not an analytics operation"),
                )
            })?;
        lock(&self.world.analytics).insert(known.id, body);
        Ok(())
    }
}

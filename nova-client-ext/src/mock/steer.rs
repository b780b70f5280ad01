//! What a test can look into and steer, resource by resource, besides batches and faults.

use std::io;
use std::time::Duration;

use nova_client::Operation;
use nova_client::types::{self, Criterion, DeletionRequest, LibraryCriterion, ScoringJob};
use serde_json::Value;

use super::MockNova;
use super::deletions;
use super::script::ApplicationScript;
use super::state::{Rendered, lock};

impl MockNova {
    /// Says what becomes of an application when it is submitted from now on, alone or in a batch;
    /// see [`ApplicationScript::then`] for what becomes of it after that. Without a script its
    /// résumé decides.
    pub fn script_application(&self, tenant: &str, job: &str, script: ApplicationScript) {
        lock(&self.state.intake).script(tenant, job, script);
    }

    /// Sets how long scoring jobs that are submitted from now on wait, and how long they are then
    /// scored, where their script does not say; no time at first.
    pub fn set_scoring_times(&self, queue: Duration, scoring: Duration) {
        lock(&self.state.intake).set_times(queue, scoring);
    }

    /// The scoring jobs of an application as they stand now, the last submitted first. One that
    /// several batches have in common is there once for each.
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
        deletions::carry_out(&self.state);
        let batches = lock(&self.state.batches);
        let jobs = batches
            .jobs([tenant, job, application])
            .map(|one| one.scoring_job(job, &self.state.clock));
        jobs.collect::<Rendered<_>>().map_err(io::Error::other)
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
        lock(&self.state.criteria)
            .place(tenant, job, wanted, self.state.clock.now())
            .map_err(io::Error::other)
    }

    /// Leaves a job without criteria, as one for which none were ever made.
    pub fn clear_criteria(&self, tenant: &str, job: &str) {
        lock(&self.state.criteria).clear(tenant, job);
    }

    /// The active criteria of a job and their revision; none if it has none.
    pub fn criteria(&self, tenant: &str, job: &str) -> Option<(Vec<Criterion>, String)> {
        deletions::carry_out(&self.state);
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

    /// What a tenant's criteria library holds, newest first.
    pub fn library(&self, tenant: &str) -> Vec<LibraryCriterion> {
        deletions::carry_out(&self.state);
        lock(&self.state.libraries).of(tenant)
    }

    /// Sets how long deletions take that are asked for from now on; four seconds at first. They are
    /// pending for the first half of it. When one is completed, what the mock holds of the tenant
    /// or the application is gone.
    pub fn set_deletion_time(&self, time: Duration) {
        lock(&self.state.deletions).set_time(time);
    }

    /// Lets deletions that are asked for from now on fail when their time has come, or succeed
    /// again.
    pub fn fail_deletions(&self, fail: bool) {
        lock(&self.state.deletions).set_fail(fail);
    }

    /// How a deletion request stands; none if there is no such request.
    ///
    /// # Errors
    ///
    /// If the mock cannot make the answer, which is a defect of the mock.
    pub fn deletion(&self, id: &str) -> io::Result<Option<DeletionRequest>> {
        lock(&self.state.deletions).body(id, &self.state.clock).map_err(io::Error::other)
    }

    /// Sets what an operation about figures answers, right or wrong, in the place of invented
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
                    format!("{operation:?} is no operation about figures"),
                )
            })?;
        lock(&self.state.figures).place(known.id, body);
        Ok(())
    }
}

//! The store of placed and submitted batches.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Notify;

use crate::mock::world::MockResult;
use crate::mock::world::clock::Clock;
use crate::mock::world::jobs::{Job, ScriptedBatch};
use crate::mock::world::script::{BatchScript, Outcome};
use crate::mock::world::webhooks::Ended;

/// All batches of all tenants, and the scoring jobs that were submitted alone, oldest first.
#[derive(Default)]
pub(crate) struct Batches {
    pub(crate) stored: Vec<StoredBatch>,
    /// The index of each batch in the list, by tenant, job and id.
    by_id: HashMap<Key, usize>,
    /// The batches of each application at the time they were stored, oldest first.
    pub(crate) by_application: HashMap<Key, Vec<usize>>,
    /// A counter for generated ids.
    pub(crate) made: u64,
    /// Notified when the end of a job may have changed.
    pub(crate) changed: Arc<Notify>,
}

/// Tenant, job, and what is in it.
type Key = [String; 3];

/// A batch, and the job it belongs to.
pub(crate) struct StoredBatch {
    pub(crate) tenant: String,
    pub(crate) job: String,
    pub(crate) id: String,
    pub(crate) content: Content,
}

pub(crate) enum Content {
    Script(Box<ScriptedBatch>),
    Body(Value),
}

impl StoredBatch {
    fn is_of(&self, tenant: &str, job: &str) -> bool {
        self.tenant == tenant && self.job == job
    }
}

impl Batches {
    /// Starts a script; returns the id of the batch.
    pub(crate) fn place(
        &mut self,
        tenant: &str,
        job: &str,
        script: BatchScript,
        clock: &Clock,
    ) -> String {
        self.made += 1;
        let number = self.made;
        let now = clock.elapsed();
        let accepted = script
            .applications
            .iter()
            .filter(|one| !matches!(one.outcome, Outcome::Rejected { .. }));
        let mut waits = Duration::ZERO;
        let mut jobs = Vec::new();
        for (index, application) in accepted.cloned().enumerate() {
            let queue = application.queue_time.unwrap_or(script.queue_time).saturating_add(waits);
            let scoring = application.scoring_time.unwrap_or(script.scoring_time);
            jobs.push(Job::queued(
                format!("sj_mock_{number}_{}", index + 1),
                application,
                now,
                (clock.scaled(queue), clock.scaled(scoring)),
            ));
            waits = waits.saturating_add(script.stagger);
        }
        let id = format!("sb_mock_{number}");
        let batch = ScriptedBatch::new(jobs, script, now);
        self.store(tenant, job, &id, Content::Script(Box::new(batch)));
        id
    }

    /// Places a body unchanged, and replaces an existing one.
    pub(crate) fn place_body(&mut self, tenant: &str, job: &str, id: &str, body: Value) {
        self.store(tenant, job, id, Content::Body(body));
    }

    pub(crate) fn store(&mut self, tenant: &str, job: &str, id: &str, content: Content) {
        let key = key(tenant, job, id);
        let index = self.by_id.get(&key).copied().unwrap_or(self.stored.len());
        if let Content::Script(batch) = &content {
            for application in batch.applications() {
                let places = self.by_application.entry(self::key(tenant, job, application));
                places.or_default().push(index);
            }
        }
        if let Some(stored) = self.stored.get_mut(index) {
            stored.content = content;
        } else {
            let (tenant, job, id) = (tenant.to_owned(), job.to_owned(), id.to_owned());
            self.stored.push(StoredBatch { tenant, job, id, content });
            self.by_id.insert(key, index);
        }
        self.changed.notify_one();
    }

    /// Returns the current body of a batch, if there is such a batch under this tenant and job.
    pub(crate) fn body(
        &self,
        tenant: &str,
        job: &str,
        id: &str,
        clock: &Clock,
    ) -> MockResult<Option<Value>> {
        let Some(index) = self.by_id.get(&key(tenant, job, id)) else { return Ok(None) };
        let stored = &self.stored[*index];
        Ok(Some(match &stored.content {
            Content::Body(body) => body.clone(),
            // Jobs that were submitted alone are stored in the list, too.
            Content::Script(batch) if batch.alone => return Ok(None),
            Content::Script(batch) => {
                serde_json::to_value(batch.status(&stored.id, &stored.job, clock)?)?
            }
        }))
    }

    /// Deletes the data of a tenant.
    pub(crate) fn forget_tenant(&mut self, tenant: &str) {
        let all = std::mem::take(&mut self.stored);
        self.by_id.clear();
        self.by_application.clear();
        for stored in all.into_iter().filter(|stored| stored.tenant != tenant) {
            self.store(&stored.tenant, &stored.job, &stored.id, stored.content);
        }
    }

    /// Deletes an application from all batches of the job.
    pub(crate) fn forget_application(&mut self, tenant: &str, job: &str, application: &str) {
        for stored in self.stored.iter_mut().filter(|stored| stored.is_of(tenant, job)) {
            match &mut stored.content {
                Content::Script(batch) => {
                    batch.jobs.retain(|job| job.application.id != application);
                    batch.script.applications.retain(|one| one.id != application);
                }
                Content::Body(body) => {
                    for list in ["scoringJobs", "rejectedApplications"] {
                        if let Some(list) = body.get_mut(list).and_then(Value::as_array_mut) {
                            list.retain(|one| one["applicationId"] != application);
                        }
                    }
                }
            }
        }
    }

    /// Ends every job that has not ended, apart from stuck ones.
    pub(crate) fn finish_all(&mut self, now: Duration) {
        for stored in &mut self.stored {
            if let Content::Script(batch) = &mut stored.content {
                batch.finish(now);
            }
        }
        self.changed.notify_one();
    }

    /// Takes the jobs and batches that have ended since the last call, in order, and returns when
    /// the next job will end.
    pub(crate) fn take_ended(
        &mut self,
        clock: &Clock,
    ) -> (Vec<MockResult<Ended>>, Option<Duration>) {
        let (mut taken, mut next) = (Vec::new(), None);
        for stored in &mut self.stored {
            let Content::Script(batch) = &mut stored.content else { continue };
            taken.extend(batch.take_ended(&stored.tenant, (&stored.id, &stored.job), clock));
            next = next.into_iter().chain(batch.next_end()).min();
        }
        // Stable, so that a batch comes after its jobs.
        taken.sort_by_key(|(at, _)| *at);
        (taken.into_iter().map(|(_, ended)| ended).collect(), next)
    }
}

pub(crate) fn key(tenant: &str, job: &str, id: &str) -> Key {
    [tenant, job, id].map(str::to_owned)
}

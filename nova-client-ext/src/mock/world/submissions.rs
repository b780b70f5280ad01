//! Submissions: the scoring jobs of an application, and the built-in idempotency.

use std::collections::BTreeSet;

use crate::mock::world::batches::{Batches, Content, key};
use crate::mock::world::clock::Clock;
use crate::mock::world::jobs::{Job, ScriptedBatch};
use crate::mock::world::script::{ApplicationScript, BatchScript};

/// Tenant, job and application, which identify a repeated submit.
pub(crate) type Name<'a> = [&'a str; 3];

/// An application of a submitted batch.
pub(crate) enum Submitted {
    /// It already has a scoring job, which the batch shares.
    Existing(Job),
    /// It is new.
    New(ApplicationScript),
}

impl Submitted {
    /// Returns the script of an application that is rejected.
    pub(crate) fn rejected(&self) -> Option<&ApplicationScript> {
        match self {
            Self::New(script) if script.is_rejected() => Some(script),
            _ => None,
        }
    }
}

impl Batches {
    /// Returns the scripted batches in which an application was submitted, newest first, with their
    /// ids.
    fn with_application(
        &self,
        [tenant, job, application]: Name<'_>,
    ) -> impl Iterator<Item = (&str, &ScriptedBatch)> {
        let places = self.by_application.get(&key(tenant, job, application));
        places.into_iter().flatten().rev().filter_map(|index| {
            let stored = self.stored.get(*index)?;
            match &stored.content {
                Content::Script(batch) => Some((stored.id.as_str(), &**batch)),
                Content::Body(_) => None,
            }
        })
    }

    /// Returns the scoring jobs of an application, last submitted first.
    pub(crate) fn jobs<'a>(
        &'a self,
        name @ [.., application]: Name<'a>,
    ) -> impl Iterator<Item = &'a Job> {
        self.with_application(name)
            .flat_map(|(_, batch)| &batch.jobs)
            .filter(move |job| job.application.id == application)
    }

    /// Queues a scoring job that belongs to no batch.
    pub(crate) fn submit(
        &mut self,
        [tenant, job, _]: Name<'_>,
        script: ApplicationScript,
        (version, is_rescore): (Option<String>, bool),
        clock: &Clock,
    ) -> Job {
        self.made += 1;
        let mut submitted = queued(format!("sj_mock_{}", self.made), script.clone(), clock);
        (submitted.version, submitted.is_rescore) = (version, is_rescore);
        let script = BatchScript::new().application(script);
        let mut batch = ScriptedBatch::new(vec![submitted.clone()], script, clock.elapsed());
        batch.alone = true;
        self.store(tenant, job, &submitted.id, Content::Script(Box::new(batch)));
        submitted
    }

    /// Returns the batch of exactly these applications, if there is one.
    pub(crate) fn batch_of(
        &self,
        tenant: &str,
        job: &str,
        applications: &BTreeSet<&str>,
    ) -> Option<(&str, &ScriptedBatch)> {
        let first = applications.first()?;
        self.with_application([tenant, job, first])
            .find(|(_, batch)| !batch.alone && batch.applications() == *applications)
    }

    /// Creates a batch of applications with existing or new jobs. Returns its id, and its state
    /// before any new job begins.
    pub(crate) fn submit_batch(
        &mut self,
        (tenant, job): (&str, &str),
        applications: Vec<Submitted>,
        version: Option<&str>,
        clock: &Clock,
    ) -> (String, ScriptedBatch) {
        self.made += 1;
        let (mut jobs, mut fresh, mut script) = (Vec::new(), Vec::new(), BatchScript::new());
        for application in applications {
            let application = match application {
                Submitted::Existing(job) => {
                    jobs.push(job.share());
                    fresh.push(job.share());
                    job.application
                }
                Submitted::New(rejected) if rejected.is_rejected() => rejected,
                Submitted::New(accepted) => {
                    let id = format!("sj_mock_{}_{}", self.made, jobs.len() + 1);
                    let mut job = queued(id, accepted.clone(), clock);
                    job.version = version.map(str::to_owned);
                    fresh.push(job.waiting());
                    jobs.push(job);
                    accepted
                }
            };
            script = script.application(application);
        }
        let id = format!("sb_mock_{}", self.made);
        let now = clock.elapsed();
        let batch = ScriptedBatch::new(jobs, script.clone(), now);
        self.store(tenant, job, &id, Content::Script(Box::new(batch)));
        (id, ScriptedBatch::new(fresh, script, now))
    }
}

/// Creates a job that is queued now, with the durations of its script.
fn queued(id: String, script: ApplicationScript, clock: &Clock) -> Job {
    let [queue, scoring] =
        [script.queue_time, script.scoring_time].map(|time| clock.scaled(time.unwrap_or_default()));
    Job::queued(id, script, clock.elapsed(), (queue, scoring))
}

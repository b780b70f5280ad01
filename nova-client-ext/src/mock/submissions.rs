//! What was submitted: the scoring jobs of an application, and the built-in idempotency.

use std::collections::BTreeSet;
use std::time::Duration;

use super::batches::{Batches, Content};
use super::running::{Job, Running};
use super::script::{ApplicationScript, BatchScript};

/// Tenant, job and application: what a repeat is recognised by.
pub(super) type Name<'a> = [&'a str; 3];

/// An application of a batch that is submitted.
pub(super) enum Submitted {
    /// It has a scoring job, which the batch then shares.
    Before(Job),
    /// It is new.
    Now(ApplicationScript),
}

impl Submitted {
    /// How it fares, if it is turned away.
    pub(super) fn rejected(&self) -> Option<&ApplicationScript> {
        match self {
            Self::Now(script) if script.is_rejected() => Some(script),
            _ => None,
        }
    }
}

impl Batches {
    /// The scripts that play under a job, oldest first, each with the id of its batch.
    fn running<'a>(
        &'a self,
        tenant: &'a str,
        job: &'a str,
    ) -> impl DoubleEndedIterator<Item = (&'a str, &'a Running)> {
        self.placed.iter().filter_map(move |placed| match &placed.content {
            Content::Script(running) if placed.tenant == tenant && placed.job == job => {
                Some((placed.id.as_str(), &**running))
            }
            _ => None,
        })
    }

    /// The scoring jobs of an application, the last submitted first.
    pub(super) fn jobs<'a>(
        &'a self,
        [tenant, job, application]: Name<'a>,
    ) -> impl Iterator<Item = &'a Job> {
        let running = self.running(tenant, job).rev();
        running
            .flat_map(|(_, running)| &running.jobs)
            .filter(move |job| job.application.id == application)
    }

    /// Queues a scoring job that belongs to no batch.
    pub(super) fn submit(
        &mut self,
        [tenant, job, _]: Name<'_>,
        script: ApplicationScript,
        (version, is_rescore): (Option<String>, bool),
        now: Duration,
    ) -> Job {
        let times =
            (script.queue_time.unwrap_or_default(), script.scoring_time.unwrap_or_default());
        self.made += 1;
        let mut submitted = Job::queued(format!("sj_mock_{}", self.made), script, now, times);
        (submitted.version, submitted.is_rescore) = (version, is_rescore);
        let mut running = Running::new(vec![submitted.clone()], BatchScript::new(), now);
        running.alone = true;
        self.put(tenant, job, &submitted.id, Content::Script(Box::new(running)));
        submitted
    }

    /// The batch of exactly these applications, if there is one.
    pub(super) fn batch_of<'a>(
        &'a self,
        tenant: &'a str,
        job: &'a str,
        applications: &BTreeSet<&str>,
    ) -> Option<(&'a str, &'a Running)> {
        self.running(tenant, job)
            .rev()
            .find(|(_, running)| !running.alone && running.applications() == *applications)
    }

    /// Makes a batch of applications that have a job already, or are to be given one; returns its
    /// id, and the batch as it stands before any new job begins.
    pub(super) fn submit_batch(
        &mut self,
        (tenant, job): (&str, &str),
        applications: Vec<Submitted>,
        version: Option<&str>,
        now: Duration,
    ) -> (String, Running) {
        self.made += 1;
        let (mut jobs, mut fresh, mut script) = (Vec::new(), Vec::new(), BatchScript::new());
        for application in applications {
            let application = match application {
                Submitted::Before(job) => {
                    jobs.push(job.shared());
                    fresh.push(job.shared());
                    job.application
                }
                Submitted::Now(rejected) if rejected.is_rejected() => rejected,
                Submitted::Now(accepted) => {
                    let id = format!("sj_mock_{}_{}", self.made, jobs.len() + 1);
                    let times = (
                        accepted.queue_time.unwrap_or_default(),
                        accepted.scoring_time.unwrap_or_default(),
                    );
                    let mut job = Job::queued(id, accepted.clone(), now, times);
                    job.version = version.map(str::to_owned);
                    fresh.push(job.waiting());
                    jobs.push(job);
                    accepted
                }
            };
            script = script.application(application);
        }
        let id = format!("sb_mock_{}", self.made);
        let running = Running::new(jobs, script.clone(), now);
        self.put(tenant, job, &id, Content::Script(Box::new(running)));
        (id, Running::new(fresh, script, now))
    }
}

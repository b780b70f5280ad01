//! Counts how often each application was submitted and scored, for tests that kill clients.

use std::collections::HashMap;

use serde::Serialize;

use crate::mock::world::batches::Batches;
use crate::mock::world::clock::Clock;
use crate::mock::world::jobs::JobState;

/// The counts of one application, over all requests and clients.
///
/// [`MockNova::scored`](crate::mock::MockNova::scored) returns it, and `GET /_mock/scored` serves
/// it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApplicationTally {
    /// The tenant.
    pub tenant_id: String,
    /// The job.
    pub job_id: String,
    /// The application.
    pub application_id: String,
    /// Processed submits that included it, alone and in batches, including rescores.
    pub submitted: u64,
    /// Submits after it had been scored, except rescores.
    pub submitted_after_scored: u64,
    /// Submits in which it was rejected.
    pub rejected: u64,
    /// Scoring jobs created for it.
    pub scoring_jobs: u64,
    /// Scored jobs.
    pub scored: u64,
    /// Failed jobs.
    pub failed: u64,
    /// Jobs that have not ended.
    pub pending: u64,
}

/// Tenant, job and application.
type Key = [String; 3];

#[derive(Default)]
pub(crate) struct Tallies(HashMap<Key, Submits>);

#[derive(Default)]
struct Submits {
    total: u64,
    after_scored: u64,
    rejected: u64,
}

impl Tallies {
    /// Counts a submit of an application.
    pub(crate) fn count(&mut self, key: [&str; 3], after_scored: bool, rejected: bool) {
        let submits = self.0.entry(key.map(str::to_owned)).or_default();
        submits.total += 1;
        submits.after_scored += u64::from(after_scored);
        submits.rejected += u64::from(rejected);
    }

    /// Returns the tally of every application that was submitted, ordered by tenant, job and
    /// application.
    pub(crate) fn all(&self, batches: &Batches, clock: &Clock) -> Vec<ApplicationTally> {
        let now = clock.elapsed();
        let mut all: Vec<_> = self
            .0
            .iter()
            .map(|([tenant, job, application], submits)| {
                let mut tally = ApplicationTally {
                    tenant_id: tenant.clone(),
                    job_id: job.clone(),
                    application_id: application.clone(),
                    submitted: submits.total,
                    submitted_after_scored: submits.after_scored,
                    rejected: submits.rejected,
                    ..ApplicationTally::default()
                };
                let jobs = batches.jobs([tenant, job, application]);
                for state in jobs.filter(|job| !job.is_shared()).map(|job| job.state(now)) {
                    tally.scoring_jobs += 1;
                    match state {
                        JobState::Scored => tally.scored += 1,
                        JobState::Failed => tally.failed += 1,
                        JobState::Pending => tally.pending += 1,
                    }
                }
                tally
            })
            .collect();
        all.sort_by(|one, other| {
            (&one.tenant_id, &one.job_id, &one.application_id).cmp(&(
                &other.tenant_id,
                &other.job_id,
                &other.application_id,
            ))
        });
        all
    }
}

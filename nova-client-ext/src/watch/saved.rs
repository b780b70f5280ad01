//! The state of a watch, to be continued later, possibly by another process.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::emitted::Emitted;
use super::target::WatchTarget;
use crate::access::{ApplicationId, JobId, ScoringBatchId, ScoringJobId, TenantId};
use crate::{Batch, Error, Nova, ScoringJob};

/// The state of a watch: its batch or scoring job, and which events it emitted.
///
/// Store it with serde: about 300 bytes of JSON, and 20 for each scoring job. It contains no
/// assessment, no score and, for a batch, no application id. Continue it with
/// [`WaitOptions::resume`](crate::WaitOptions::resume).
///
/// ```no_run
/// # use nova_client_ext::{Nova, WaitOptions};
/// # use nova_client_ext::watch::SavedWatch;
/// # async fn example(nova: Nova, stored: Vec<SavedWatch>) -> Result<(), nova_client_ext::Error> {
/// // Batches and scoring jobs.
/// let targets = stored.into_iter().map(|saved| (saved.target(&nova), WaitOptions::default().resume(saved)));
/// let mut updates = nova.watch_mixed(targets);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedWatch {
    tenant_id: TenantId,
    job_id: JobId,
    #[serde(flatten)]
    ids: Ids,
    /// When the target was submitted, by the vendor's clock or, before the first poll, by the
    /// caller's.
    #[serde(default)]
    pub(super) submitted_at: Option<DateTime<Utc>>,
    /// How many applications were accepted, from the caller.
    #[serde(default, rename = "acceptedJobs")]
    pub(super) jobs: Option<u32>,
    #[serde(flatten)]
    pub(super) emitted: Emitted,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Ids {
    #[serde(rename_all = "camelCase")]
    Batch { batch_id: ScoringBatchId },
    #[serde(rename_all = "camelCase")]
    ScoringJob { application_id: ApplicationId, scoring_job_id: ScoringJobId },
}

impl SavedWatch {
    pub(super) fn new(
        target: &WatchTarget,
        submitted_at: Option<DateTime<Utc>>,
        jobs: Option<u32>,
        emitted: Emitted,
    ) -> Self {
        let ids = match target {
            WatchTarget::Batch(batch) => Ids::Batch { batch_id: batch.id().clone() },
            WatchTarget::ScoringJob(job) => Ids::ScoringJob {
                application_id: job.application().id().clone(),
                scoring_job_id: job.id().clone(),
            },
        };
        let job = target.job();
        Self {
            tenant_id: job.tenant().id().clone(),
            job_id: job.id().clone(),
            ids,
            submitted_at,
            jobs,
            emitted,
        }
    }

    /// Returns the tenant's id.
    pub fn tenant_id(&self) -> &TenantId {
        &self.tenant_id
    }

    /// Returns the job's id.
    pub fn job_id(&self) -> &JobId {
        &self.job_id
    }

    /// Returns the batch's id; `None` for the watch of a scoring job.
    pub fn batch_id(&self) -> Option<&ScoringBatchId> {
        match &self.ids {
            Ids::Batch { batch_id } => Some(batch_id),
            Ids::ScoringJob { .. } => None,
        }
    }

    /// Returns the application's id; `None` for the watch of a batch.
    pub fn application_id(&self) -> Option<&ApplicationId> {
        match &self.ids {
            Ids::Batch { .. } => None,
            Ids::ScoringJob { application_id, .. } => Some(application_id),
        }
    }

    /// Returns the scoring job's id; `None` for the watch of a batch.
    pub fn scoring_job_id(&self) -> Option<&ScoringJobId> {
        match &self.ids {
            Ids::Batch { .. } => None,
            Ids::ScoringJob { scoring_job_id, .. } => Some(scoring_job_id),
        }
    }

    /// Returns a handle of the target.
    pub fn target(&self, nova: &Nova) -> WatchTarget {
        let (tenant, job) = (self.tenant_id.clone(), self.job_id.clone());
        match &self.ids {
            Ids::Batch { batch_id } => {
                WatchTarget::Batch(Batch::from_ids(nova, tenant, job, batch_id.clone()))
            }
            Ids::ScoringJob { application_id, scoring_job_id } => {
                let ids = (application_id.clone(), scoring_job_id.clone());
                WatchTarget::ScoringJob(ScoringJob::from_ids(nova, tenant, job, ids))
            }
        }
    }

    /// Returns a handle of the batch; `None` for the watch of a scoring job.
    pub fn batch(&self, nova: &Nova) -> Option<Batch> {
        match self.target(nova) {
            WatchTarget::Batch(batch) => Some(batch),
            WatchTarget::ScoringJob(_) => None,
        }
    }

    /// Returns a handle of the scoring job; `None` for the watch of a batch.
    pub fn scoring_job(&self, nova: &Nova) -> Option<ScoringJob> {
        match self.target(nova) {
            WatchTarget::Batch(_) => None,
            WatchTarget::ScoringJob(job) => Some(job),
        }
    }

    /// Returns whether the end of the target was emitted. Continuing such a watch emits nothing
    /// more.
    pub fn is_settled(&self) -> bool {
        self.emitted.is_settled()
    }

    pub(super) fn check(&self, target: &WatchTarget) -> Result<(), Error> {
        let expected = Self::new(target, None, None, Emitted::default());
        let ids = |saved: &Self| (saved.tenant_id.clone(), saved.job_id.clone(), saved.ids.clone());
        if ids(&expected) == ids(self) {
            return Ok(());
        }
        let what = match &self.ids {
            Ids::Batch { batch_id } => format!("another batch, {batch_id:?}"),
            Ids::ScoringJob { scoring_job_id, .. } => {
                format!("another scoring job, {scoring_job_id:?}")
            }
        };
        Err(Error::invalid("resume", format!("has the saved watch of {what}")))
    }
}

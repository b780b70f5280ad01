//! A watch that is put away and taken up again, possibly by another process.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::emitted::Emitted;
use crate::{Batch, Error, JobId, Nova, ScoringBatchId, TenantId};

/// What a watch knew: which batch it is about, and what has been told of it.
///
/// A small value to be stored with serde, about 20 bytes of JSON for each scoring job and 300 more.
/// It holds no assessment, no score and no application id.
/// [`WaitOptions::resume`](crate::WaitOptions::resume) goes on from it.
///
/// ```no_run
/// # use nova_client_ext::{Nova, WaitOptions};
/// # use nova_client_ext::watch::SavedWatch;
/// # async fn example(nova: Nova, stored: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let saved: SavedWatch = serde_json::from_str(stored)?;
/// let events = saved.batch(&nova).watch(WaitOptions::default().resume(saved));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedWatch {
    tenant_id: TenantId,
    job_id: JobId,
    batch_id: ScoringBatchId,
    /// When the batch came into being, by the vendor's clock or, before it was seen, by the
    /// caller's.
    #[serde(default)]
    pub(super) submitted_at: Option<DateTime<Utc>>,
    /// How many applications were accepted, as the caller said.
    #[serde(default, rename = "acceptedJobs")]
    pub(super) jobs: Option<u32>,
    #[serde(flatten)]
    pub(super) emitted: Emitted,
}

impl SavedWatch {
    pub(super) fn new(
        batch: &Batch,
        submitted_at: Option<DateTime<Utc>>,
        jobs: Option<u32>,
        emitted: Emitted,
    ) -> Self {
        Self {
            tenant_id: batch.job().tenant().id().clone(),
            job_id: batch.job().id().clone(),
            batch_id: batch.id().clone(),
            submitted_at,
            jobs,
            emitted,
        }
    }

    /// The handle of the batch it is about.
    pub fn batch(&self, nova: &Nova) -> Batch {
        Batch::named(nova, self.tenant_id.clone(), self.job_id.clone(), self.batch_id.clone())
    }

    /// Whether the batch was settled and the watch has said so. Going on with it tells nothing
    /// more.
    pub fn is_settled(&self) -> bool {
        self.emitted.is_settled()
    }

    pub(super) fn check(&self, batch: &Batch) -> Result<(), Error> {
        let same = self.tenant_id == *batch.job().tenant().id()
            && self.job_id == *batch.job().id()
            && self.batch_id == *batch.id();
        if same {
            return Ok(());
        }
        Err(Error::invalid(
            "resume",
            format!("was given the saved watch of another batch, {:?}", self.batch_id),
        ))
    }
}

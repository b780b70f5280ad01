//! A job, and a scoring batch of it.

use nova_client::types;

use super::{Call, Nova, Tenant};
use crate::access::{JobId, ScoringBatchId, TenantId};
use crate::error::Error;
use crate::report::BatchReport;

/// A handle of a tenant's job, identified by the integrator's own id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Job {
    pub(super) tenant: Tenant,
    pub(super) id: JobId,
}

impl Job {
    /// Returns the job's id.
    pub fn id(&self) -> &JobId {
        &self.id
    }

    /// Returns the tenant the job belongs to.
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// Creates a job from ids that were validated before.
    pub(crate) fn from_ids(nova: &Nova, tenant: TenantId, id: JobId) -> Self {
        Self { tenant: Tenant { nova: nova.clone(), id: tenant }, id }
    }

    /// Returns this job under the tenant that a call was made for.
    pub(crate) fn with_tenant(&self, tenant: Option<TenantId>) -> Self {
        let id = tenant.unwrap_or_else(|| self.tenant.id.clone());
        Self { tenant: Tenant { id, nova: self.tenant.nova.clone() }, id: self.id.clone() }
    }

    /// Returns a handle of the scoring batch with this id, without a request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an invalid id.
    pub fn batch<T>(&self, id: T) -> Result<Batch, Error>
    where
        T: TryInto<ScoringBatchId>,
        T::Error: Into<Error>,
    {
        Ok(Batch { job: self.clone(), id: id.try_into().map_err(Into::into)? })
    }
}

/// A scoring batch: up to 25 applications that are scored together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Batch {
    job: Job,
    id: ScoringBatchId,
}

impl Batch {
    /// Creates a batch from ids that were validated before.
    pub(crate) fn from_ids(nova: &Nova, tenant: TenantId, job: JobId, id: ScoringBatchId) -> Self {
        Self { job: Job::from_ids(nova, tenant, job), id }
    }

    /// Returns the batch whose id a response contains.
    pub(crate) fn received(job: &Job, id: &str) -> Self {
        Self { job: job.clone(), id: ScoringBatchId::received(id) }
    }

    /// Returns the batch's id.
    pub fn id(&self) -> &ScoringBatchId {
        &self.id
    }

    /// Returns the job the batch belongs to.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// Returns the current status of the batch, as the API returns it.
    ///
    /// Vendor operation `getScoringBatchStatus`, in the bucket `read_and_ops`; it only reads, so it
    /// is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`is_not_found`](Error::is_not_found) when no such batch exists under
    /// this job and tenant.
    pub fn status(&self) -> Call<types::ScoringBatchStatus> {
        let (job_id, batch_id) = (self.job.id.to_string(), self.id.to_string());
        Call::new(&self.job.tenant, move |client| async move {
            client.get_scoring_batch_status().job_id(job_id).scoring_batch_id(batch_id).send().await
        })
    }

    /// Returns the outcome of every application of the batch: the analysis of one
    /// [`status`](Self::status) call.
    ///
    /// ```no_run
    /// # async fn example(tenant: nova_client_ext::Tenant) -> Result<(), nova_client_ext::Error> {
    /// let report = tenant.job("job_abc123")?.batch("sb_abc123")?.report().await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`status`](Self::status). A failed batch is a report, not an error.
    pub fn report(&self) -> Call<BatchReport> {
        self.status().map(|status| BatchReport::new(&status))
    }
}

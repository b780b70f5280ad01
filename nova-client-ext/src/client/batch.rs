//! A job, and a scoring batch of it.

use nova_client::types;

use super::{Call, Nova, Tenant};
use crate::access::{JobId, ScoringBatchId, TenantId};
use crate::error::Error;
use crate::report::BatchReport;

/// A job of a tenant, named by the integrator's own id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Job {
    pub(super) tenant: Tenant,
    pub(super) id: JobId,
}

impl Job {
    /// The job's id.
    pub fn id(&self) -> &JobId {
        &self.id
    }

    /// The tenant the job belongs to.
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// A job by ids that were validated before.
    pub(crate) fn named(nova: &Nova, tenant: TenantId, id: JobId) -> Self {
        Self { tenant: Tenant { nova: nova.clone(), id: tenant }, id }
    }

    /// The same job of the tenant that a call was made for.
    pub(crate) fn of(&self, tenant: Option<TenantId>) -> Self {
        let id = tenant.unwrap_or_else(|| self.tenant.id.clone());
        Self { tenant: Tenant { id, nova: self.tenant.nova.clone() }, id: self.id.clone() }
    }

    /// The scoring batch of this id. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an id that could not arrive as given.
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
    /// A batch by ids that were validated before.
    pub(crate) fn named(nova: &Nova, tenant: TenantId, job: JobId, id: ScoringBatchId) -> Self {
        Self { job: Job::named(nova, tenant, job), id }
    }

    /// The batch that a response names.
    pub(crate) fn received(job: &Job, id: &str) -> Self {
        Self { job: job.clone(), id: ScoringBatchId::received(id) }
    }

    /// The batch's id.
    pub fn id(&self) -> &ScoringBatchId {
        &self.id
    }

    /// The job the batch belongs to.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// The batch as it stands, as the wire says it.
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

    /// What became of every application of the batch: one [`status`](Self::status) call, analysed.
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

//! An application for a job.

use nova_client::types;

use super::{Call, Job};
use crate::access::{ApplicationId, TenantId};
use crate::error::Error;

/// An application for a job, named by the integrator's own id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Application {
    pub(crate) job: Job,
    pub(crate) id: ApplicationId,
}

impl Job {
    /// The application of this id. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an id that could not arrive as given.
    pub fn application<T>(&self, id: T) -> Result<Application, Error>
    where
        T: TryInto<ApplicationId>,
        T::Error: Into<Error>,
    {
        Ok(Application { job: self.clone(), id: id.try_into().map_err(Into::into)? })
    }
}

impl Application {
    /// The application's id.
    pub fn id(&self) -> &ApplicationId {
        &self.id
    }

    /// The job it is an application for.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// The scoring job that was submitted last, as the wire says it, whether or not it has a score
    /// yet.
    ///
    /// Vendor operation `getLatestScore`, in the bucket `read_and_ops`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); 404 `APPLICATION_NOT_FOUND` ([`is_not_found`](Error::is_not_found))
    /// when the application was never accepted for scoring under this job and tenant.
    pub fn latest_score(&self) -> Call<types::ScoringJob> {
        let [job_id, application_id] = self.path();
        Call::new(&self.job.tenant, move |client| async move {
            client.get_latest_score().job_id(job_id).application_id(application_id).send().await
        })
        .map(|answer| answer.scoring_job)
    }

    /// The same application of the tenant that a call was made for.
    pub(crate) fn of(&self, tenant: Option<TenantId>) -> Self {
        Self { job: self.job.of(tenant), id: self.id.clone() }
    }

    /// The job's id and the application's, for a path.
    pub(crate) fn path(&self) -> [String; 2] {
        [self.job.id.to_string(), self.id.to_string()]
    }
}

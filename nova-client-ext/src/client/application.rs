//! An application for a job.

use nova_client::types;

use super::{Call, Job};
use crate::access::{ApplicationId, TenantId};
use crate::error::Error;

/// A handle of an application for a job, identified by the integrator's own id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Application {
    pub(crate) job: Job,
    pub(crate) id: ApplicationId,
}

impl Job {
    /// Returns a handle of the application with this id, without a request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an invalid id.
    pub fn application<T>(&self, id: T) -> Result<Application, Error>
    where
        T: TryInto<ApplicationId>,
        T::Error: Into<Error>,
    {
        Ok(Application { job: self.clone(), id: id.try_into().map_err(Into::into)? })
    }
}

impl Application {
    /// Returns the application's id.
    pub fn id(&self) -> &ApplicationId {
        &self.id
    }

    /// Returns the job it is an application for.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// Returns the scoring job that was submitted last, as the API returns it, with or without a
    /// score.
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
        .map(|response| response.scoring_job)
    }

    /// Returns this application under the tenant that a call was made for.
    pub(crate) fn with_tenant(&self, tenant: Option<TenantId>) -> Self {
        Self { job: self.job.with_tenant(tenant), id: self.id.clone() }
    }

    /// Returns the ids of the job and the application, for a path.
    pub(crate) fn path(&self) -> [String; 2] {
        [self.job.id.to_string(), self.id.to_string()]
    }
}

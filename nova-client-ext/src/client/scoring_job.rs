//! A scoring job of an application.

use nova_client::types;

use super::{Application, Call, Job, Nova};
use crate::access::{ApplicationId, JobId, ScoringJobId, TenantId};
use crate::error::Error;
use crate::report::ScoringJobReport;

/// A handle of a scoring job: one scoring of one application.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScoringJob {
    application: Application,
    id: ScoringJobId,
}

impl Application {
    /// Returns a handle of the scoring job with this id, without a request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an invalid id.
    pub fn scoring_job<T>(&self, id: T) -> Result<ScoringJob, Error>
    where
        T: TryInto<ScoringJobId>,
        T::Error: Into<Error>,
    {
        Ok(ScoringJob { application: self.clone(), id: id.try_into().map_err(Into::into)? })
    }
}

impl ScoringJob {
    /// Creates a scoring job from ids that were validated before.
    pub(crate) fn from_ids(
        nova: &Nova,
        tenant: TenantId,
        job: JobId,
        (application, id): (ApplicationId, ScoringJobId),
    ) -> Self {
        let job = Job::from_ids(nova, tenant, job);
        Self { application: Application { job, id: application }, id }
    }

    /// Returns the scoring job whose id a response contains.
    pub(crate) fn received(application: &Application, id: &str) -> Self {
        Self { application: application.clone(), id: ScoringJobId::received(id) }
    }

    /// Returns the scoring job's id.
    pub fn id(&self) -> &ScoringJobId {
        &self.id
    }

    /// Returns the application that it scores.
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// Returns the current scoring job, including its assessment, as the API returns it.
    ///
    /// Vendor operation `getScoringJobStatus`, in the bucket `read_and_ops`; it only reads, so it
    /// is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); 404 `SCORING_JOB_NOT_FOUND` ([`is_not_found`](Error::is_not_found))
    /// when no such scoring job exists under this application, job and tenant.
    pub fn status(&self) -> Call<types::ScoringJob> {
        let [job_id, application_id] = self.application.path();
        let id = self.id.to_string();
        Call::new(&self.application.job.tenant, move |client| async move {
            let call =
                client.get_scoring_job_status().job_id(job_id).application_id(application_id);
            call.scoring_job_id(id).send().await
        })
        .map(|response| response.scoring_job)
    }

    /// Returns the outcome of the application: the analysis of one [`status`](Self::status) call.
    ///
    /// # Errors
    ///
    /// Those of [`status`](Self::status). A failed scoring job is a report, not an error.
    pub fn report(&self) -> Call<ScoringJobReport> {
        self.status().map(|job| ScoringJobReport::new(&job))
    }
}

//! A scoring job of an application.

use nova_client::types;

use super::{Application, Call, Job, Nova};
use crate::access::{ApplicationId, JobId, ScoringJobId, TenantId};
use crate::error::Error;
use crate::report::ScoringJobReport;

/// A scoring job: one scoring of one application.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScoringJob {
    application: Application,
    id: ScoringJobId,
}

impl Application {
    /// The scoring job of this id. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an id that could not arrive as given.
    pub fn scoring_job<T>(&self, id: T) -> Result<ScoringJob, Error>
    where
        T: TryInto<ScoringJobId>,
        T::Error: Into<Error>,
    {
        Ok(ScoringJob { application: self.clone(), id: id.try_into().map_err(Into::into)? })
    }
}

impl ScoringJob {
    /// A scoring job by ids that were validated before.
    pub(crate) fn named(
        nova: &Nova,
        tenant: TenantId,
        job: JobId,
        (application, id): (ApplicationId, ScoringJobId),
    ) -> Self {
        let job = Job::named(nova, tenant, job);
        Self { application: Application { job, id: application }, id }
    }

    /// The scoring job that a response names.
    pub(crate) fn received(application: &Application, id: &str) -> Self {
        Self { application: application.clone(), id: ScoringJobId::received(id) }
    }

    /// The scoring job's id.
    pub fn id(&self) -> &ScoringJobId {
        &self.id
    }

    /// The application that it scores.
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// The scoring job as it stands, as the wire says it, the assessment included.
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
        .map(|answer| answer.scoring_job)
    }

    /// What became of the application: one [`status`](Self::status) call, analysed.
    ///
    /// # Errors
    ///
    /// Those of [`status`](Self::status). A failed scoring job is a report, not an error.
    pub fn report(&self) -> Call<ScoringJobReport> {
        self.status().map(|job| ScoringJobReport::new(&job))
    }
}

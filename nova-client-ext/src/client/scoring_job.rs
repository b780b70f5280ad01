//! A scoring job of an application, and what a submit answers.

use nova_client::types;

use super::{Application, Call};
use crate::ScoringJobId;
use crate::{
    Error, WaitOptions,
    report::{ScoringJobOutcome, ScoringJobReport},
};

/// A scoring job: one scoring of one application.
#[derive(Clone, Debug)]
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
    /// The scoring job that an answer names.
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
    /// Those of every call; 404 `SCORING_JOB_NOT_FOUND` ([`is_not_found`](Error::is_not_found))
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

/// An application that was submitted for scoring: the scoring job that it has.
///
/// That need not be a new one, since scoring is idempotent: [`body`](Self::body) says when the job
/// was queued.
#[derive(Clone, Debug)]
pub struct SubmittedScoringJob {
    job: ScoringJob,
    body: types::ScoringJob,
}

impl SubmittedScoringJob {
    pub(crate) fn new(application: &Application, body: types::ScoringJob) -> Self {
        Self { job: ScoringJob::received(application, &body.id), body }
    }

    /// The handle of the scoring job.
    pub fn scoring_job(&self) -> &ScoringJob {
        &self.job
    }

    /// The scoring job as it stood when it was submitted, as the wire says it.
    pub fn body(&self) -> &types::ScoringJob {
        &self.body
    }

    /// How the scoring job stood when it was submitted. One that was there before may have ended.
    pub fn outcome(&self) -> ScoringJobOutcome {
        ScoringJobOutcome::of(&self.body)
    }

    /// What became of the application, as far as the answer to the submit tells.
    pub fn report(&self) -> ScoringJobReport {
        ScoringJobReport::new(&self.body)
    }

    /// Waits until the scoring job has ended, as [`ScoringJob::wait`] does, with the time of the
    /// submit known.
    ///
    /// # Errors
    ///
    /// Those of [`ScoringJob::watch`].
    pub async fn wait(&self, options: WaitOptions) -> Result<ScoringJobReport, Error> {
        self.job.wait(options.jobs(1).or_submitted(self.body.queued_at)).await
    }
}

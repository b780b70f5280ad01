//! An application for a job.

use nova_client::types;

use super::{Call, Job, SubmittedScoringJob};
use crate::ApplicationId;
use crate::{Error, submit::ScoreRequest};

/// An application for a job, named by the integrator's own id.
#[derive(Clone, Debug)]
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

    /// Submits the application for scoring, and answers with its scoring job.
    ///
    /// Vendor operation `submitScoringJob`, in the bucket `scoring_intake_single` (10 a second; for
    /// many applications [`Job::submit_batch`] is the faster way). **A repeat makes nothing new**:
    /// tenant, job and application are the identity of a scoring, whatever the résumé is, and the
    /// answer is the scoring job that there is, ended or not. So the call is repeated on transient
    /// failures, and takes no idempotency key. A new scoring job for the same application is made
    /// by a [rescore](ScoreRequest::rescore) alone, once for each version of the criteria.
    ///
    /// Nova fetches and checks the résumé during the call, which can take seconds.
    ///
    /// ```no_run
    /// use nova_client_ext::{Error, Tenant, WaitOptions};
    /// use nova_client_ext::submit::{Resume, ScoreRequest};
    ///
    /// # async fn example(tenant: Tenant) -> Result<(), Error> {
    /// let resume = Resume::url("https://files.example/cv.pdf?signature=…")?;
    /// let request = ScoreRequest::new(resume, "We look for a backend engineer…").answer("Notice period?", "A month");
    /// let submitted = tenant.job("job_abc123")?.application("app-1")?.score(request).await?;
    /// let report = submitted.wait(WaitOptions::default()).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of every call, and:
    ///
    /// - [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a request that breaks a published limit, naming each;
    ///   nothing is sent;
    /// - 422 `RESUME_…` when the résumé cannot be had or read: nothing was created, and
    ///   [`Error::remedy`] says what helps;
    /// - 404 `CRITERIA_NOT_FOUND` when the job has no active criteria.
    pub fn score(&self, request: ScoreRequest) -> Call<SubmittedScoringJob> {
        let [job_id, application_id] = self.path();
        let body = request.into_wire(&self.id);
        let Self { job, id } = self.clone();
        Call::given(&self.job.tenant, body, |client, body| async move {
            client
                .submit_scoring_job()
                .job_id(job_id)
                .application_id(application_id)
                .body(body)
                .send()
                .await
        })
        .map_of(move |tenant, answer| {
            SubmittedScoringJob::new(&Self { job: job.of(tenant), id }, answer.scoring_job)
        })
    }

    /// The scoring job that was submitted last, as the wire says it, whether or not it has a score
    /// yet.
    ///
    /// Vendor operation `getLatestScore`, in the bucket `read_and_ops`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// Those of every call; 404 `APPLICATION_NOT_FOUND` ([`is_not_found`](Error::is_not_found))
    /// when the application was never accepted for scoring under this job and tenant.
    pub fn latest_score(&self) -> Call<types::ScoringJob> {
        let [job_id, application_id] = self.path();
        Call::new(&self.job.tenant, move |client| async move {
            client.get_latest_score().job_id(job_id).application_id(application_id).send().await
        })
        .map(|answer| answer.scoring_job)
    }

    /// The job's id and the application's, for a path.
    pub(crate) fn path(&self) -> [String; 2] {
        [self.job.id.to_string(), self.id.to_string()]
    }
}

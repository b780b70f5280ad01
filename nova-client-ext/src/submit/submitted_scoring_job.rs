//! Submitting a single application.

use nova_client::types;

use super::request::ScoreRequest;
use crate::report::{ScoringJobOutcome, ScoringJobReport};
use crate::{Application, Call, ScoringJob};

impl Application {
    /// Submits the application for scoring, and returns its scoring job.
    ///
    /// Vendor operation `submitScoringJob`, in the bucket `scoring_intake_single` (10 a second; for
    /// many applications [`Job::submit_batch`](crate::Job::submit_batch) is faster). **A repeat
    /// creates nothing new**: tenant, job and application identify a scoring, whatever the résumé
    /// is, and the response is the existing scoring job, ended or not. So the call is repeated on
    /// transient failures, and takes no idempotency key. Only a [rescore](ScoreRequest::rescore)
    /// creates a new scoring job for the same application, once for each version of the criteria.
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
    /// The [common errors](crate::error#common-errors), and:
    ///
    /// - [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a request that violates documented
    ///   limits, with every violation; nothing is sent;
    /// - 422 `RESUME_…` when the résumé cannot be fetched or read: nothing was created, and
    ///   [`Error::remedy`](crate::Error::remedy) says what to do;
    /// - 404 `CRITERIA_NOT_FOUND` when the job has no active criteria.
    pub fn score(&self, request: ScoreRequest) -> Call<SubmittedScoringJob> {
        let [job_id, application_id] = self.path();
        let body = request.into_wire(self.id());
        let application = self.clone();
        Call::with_input(self.job().tenant(), body, |client, body| async move {
            client
                .submit_scoring_job()
                .job_id(job_id)
                .application_id(application_id)
                .body(body)
                .send()
                .await
        })
        .map_with_tenant(move |tenant, response| {
            SubmittedScoringJob::new(&application.with_tenant(tenant), response.scoring_job)
        })
    }
}

/// A submitted application: its scoring job.
///
/// The scoring job may have existed before, since scoring is idempotent: [`body`](Self::body) has
/// the time at which it was queued.
#[derive(Clone, Debug)]
pub struct SubmittedScoringJob {
    job: ScoringJob,
    body: types::ScoringJob,
}

impl SubmittedScoringJob {
    pub(crate) fn new(application: &Application, body: types::ScoringJob) -> Self {
        Self { job: ScoringJob::received(application, &body.id), body }
    }

    /// Returns a handle of the scoring job.
    pub fn scoring_job(&self) -> &ScoringJob {
        &self.job
    }

    /// Returns the scoring job in the response to the submit.
    pub fn body(&self) -> &types::ScoringJob {
        &self.body
    }

    /// Returns the outcome of the scoring job at the submit. One that existed before may have
    /// ended.
    pub fn outcome(&self) -> ScoringJobOutcome {
        ScoringJobOutcome::of(&self.body)
    }

    /// Returns the report, by the response to the submit.
    pub fn report(&self) -> ScoringJobReport {
        ScoringJobReport::new(&self.body)
    }
}

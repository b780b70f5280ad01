//! An application that was submitted for scoring by itself.

use nova_client::types;

use super::request::ScoreRequest;
use crate::report::{ScoringJobOutcome, ScoringJobReport};
use crate::{Application, Call, ScoringJob};

impl Application {
    /// Submits the application for scoring, and returns its scoring job.
    ///
    /// Vendor operation `submitScoringJob`, in the bucket `scoring_intake_single` (10 a second; for
    /// many applications [`Job::submit_batch`](crate::Job::submit_batch) is the faster way). **A repeat makes nothing new**:
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
    /// The [common errors](crate::error#common-errors), and:
    ///
    /// - [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a request that breaks a published limit, naming each;
    ///   nothing is sent;
    /// - 422 `RESUME_…` when the résumé cannot be had or read: nothing was created, and
    ///   [`Error::remedy`](crate::Error::remedy) says what helps;
    /// - 404 `CRITERIA_NOT_FOUND` when the job has no active criteria.
    pub fn score(&self, request: ScoreRequest) -> Call<SubmittedScoringJob> {
        let [job_id, application_id] = self.path();
        let body = request.into_wire(self.id());
        let application = self.clone();
        Call::given(self.job().tenant(), body, |client, body| async move {
            client
                .submit_scoring_job()
                .job_id(job_id)
                .application_id(application_id)
                .body(body)
                .send()
                .await
        })
        .map_of(move |tenant, answer| {
            SubmittedScoringJob::new(&application.of(tenant), answer.scoring_job)
        })
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

    /// What became of the application, as far as the response to the submit tells.
    pub fn report(&self) -> ScoringJobReport {
        ScoringJobReport::new(&self.body)
    }
}

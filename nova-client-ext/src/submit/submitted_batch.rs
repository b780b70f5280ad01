//! A batch on its way, and what became of it at intake.

use std::collections::HashSet;

use nova_client::types::error::ConversionError;
use nova_client::types::{self, AcceptedApplication};

use super::batch::BatchRequest;
use super::rejected;
use crate::report::Rejection;
use crate::report::status_of_submission;
use crate::{Batch, BatchReport, Call, Error, ErrorKind, Job, ScoringJob};

impl Job {
    /// Submits up to 25 applications to be scored together, and returns what became of each at
    /// intake.
    ///
    /// Vendor operation `submitScoringBatch`, in the bucket `scoring_intake_batch` (1 a second).
    /// **A repeat makes nothing new**: the same job with the same set of application ids is the
    /// same batch, whatever the résumés are, and the answer is the batch that there is, failed
    /// scoring jobs included. So the call is repeated on transient failures, and takes no
    /// idempotency key; and what has failed is scored again through [`Job::retry`], not by sending
    /// the batch again.
    ///
    /// Nova fetches and checks the résumés during the call. An application whose résumé cannot be
    /// used is rejected: it gets no scoring job, and the others are not held up.
    ///
    /// ```no_run
    /// use nova_client_ext::{Error, Job, WaitOptions};
    /// use nova_client_ext::submit::{BatchApplication, BatchRequest, Resume};
    ///
    /// # async fn example(job: Job) -> Result<(), Error> {
    /// let request = BatchRequest::new("We look for a backend engineer…")
    ///     .application(BatchApplication::new("app-1", Resume::url("https://files.example/1.pdf")?))
    ///     .application(BatchApplication::new("app-2", Resume::url("https://files.example/2.pdf")?));
    /// let submitted = job.submit_batch(request).await?;
    /// for rejection in submitted.rejected() {
    ///     println!("{}: {}", rejection.application_id, rejection.remedy);
    /// }
    /// let report = submitted.wait(WaitOptions::default()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors), and:
    ///
    /// - [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a request that breaks a published limit: no application
    ///   or more than 25, an id that is there twice, a résumé, context or role knowledge of a size
    ///   that is not allowed, or too much in all. It names every application and limit, and nothing
    ///   is sent;
    /// - [`ErrorKind::AllRejected`](crate::ErrorKind::AllRejected) when every application was rejected: there is no
    ///   batch, and [`Error::rejections`] says why.
    pub fn submit_batch(&self, request: BatchRequest) -> Call<SubmittedBatch> {
        let (job_id, job, ids) = (self.id().to_string(), self.clone(), request.ids());
        let of_rejection = ids.clone();
        Call::given(self.tenant(), request.into_wire(), |client, body| async move {
            client.submit_scoring_batch().job_id(job_id).body(body).send().await
        })
        .map_of(move |tenant, body| SubmittedBatch::new(&job.of(tenant), &ids, body))
        .explained(move |error| rejected::explain(error, &of_rejection))
    }
}

/// A batch that was submitted: which applications were accepted, and which rejected.
#[derive(Clone, Debug)]
pub struct SubmittedBatch {
    batch: Batch,
    body: types::SubmittedScoringBatch,
    rejected: Vec<Rejection>,
    unaccounted: Vec<String>,
}

impl SubmittedBatch {
    fn new(job: &Job, ids: &[String], body: types::SubmittedScoringBatch) -> Self {
        let rejected: Vec<Rejection> =
            body.rejected_applications.iter().map(Rejection::of).collect();
        let told: HashSet<&str> = body
            .accepted_applications
            .iter()
            .map(|one| one.application_id.as_str())
            .chain(rejected.iter().map(|one| one.application_id.as_str()))
            .collect();
        let unaccounted = ids.iter().filter(|id| !told.contains(id.as_str())).cloned().collect();
        Self { batch: Batch::received(job, &body.batch.id), rejected, unaccounted, body }
    }

    /// The handle of the batch.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// What the vendor answered, as the wire says it.
    pub fn body(&self) -> &types::SubmittedScoringBatch {
        &self.body
    }

    /// The accepted applications, each with its scoring job.
    pub fn accepted(&self) -> &[AcceptedApplication] {
        &self.body.accepted_applications
    }

    /// The scoring job of an accepted application.
    pub fn scoring_job(&self, application_id: &str) -> Option<ScoringJob> {
        let accepted = self.accepted().iter().find(|one| one.application_id == application_id)?;
        let application = self.batch.job().application(application_id).ok()?;
        Some(ScoringJob::received(&application, &accepted.scoring_job_id))
    }

    /// The applications that were rejected, each with what helps. They have no scoring job, and
    /// can be submitted again, fixed.
    pub fn rejected(&self) -> &[Rejection] {
        &self.rejected
    }

    /// Submitted applications that the answer names neither as accepted nor as rejected, which
    /// should not be: ask the batch's [`report`](Batch::report) about them.
    pub fn unaccounted(&self) -> &[String] {
        &self.unaccounted
    }

    /// What became of every application, as far as the response to the submit tells. Of a batch that
    /// there was before, only its counters say what has ended.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) for a response that cannot be read as the
    /// status of a batch.
    pub fn report(&self) -> Result<BatchReport, Error> {
        let unfit = |error: ConversionError| {
            Error::new(ErrorKind::Decode, format!("the answer to the submit is no batch: {error}"))
        };
        Ok(BatchReport::new(&status_of_submission(&self.body).map_err(unfit)?))
    }
}

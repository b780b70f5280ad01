//! Submitting a batch.

use std::collections::HashSet;

use nova_client::types::error::ConversionError;
use nova_client::types::{self, AcceptedApplication};

use super::batch::BatchRequest;
use super::rejected;
use crate::report::Rejection;
use crate::report::status_of_submission;
use crate::{Batch, BatchReport, Call, Error, ErrorKind, Job, ScoringJob};

impl Job {
    /// Submits up to 25 applications to be scored together, and returns which were accepted and
    /// which rejected.
    ///
    /// Vendor operation `submitScoringBatch`, in the bucket `scoring_intake_batch` (1 a second).
    /// **A repeat creates nothing new**: the same job with the same set of application ids is the
    /// same batch, whatever the résumés are, and the response is the existing batch, failed scoring
    /// jobs included. So the call is repeated on transient failures, and takes no idempotency key;
    /// failed applications are rescored through [`Job::retry`], not by submitting the batch again.
    ///
    /// Nova fetches and checks the résumés during the call. An application whose résumé cannot be
    /// used is rejected: it has no scoring job, and the others are not delayed.
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
    /// - [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a request that violates a documented
    ///   limit: no application or more than 25, a duplicate id, the size of a résumé, context, role
    ///   knowledge or of the request. The error contains every violation, and nothing is sent;
    /// - [`ErrorKind::AllRejected`](crate::ErrorKind::AllRejected) when every application was
    ///   rejected: no batch was created, and [`Error::rejections`] has the causes.
    pub fn submit_batch(&self, request: BatchRequest) -> Call<SubmittedBatch> {
        let (job_id, job, ids) = (self.id().to_string(), self.clone(), request.ids());
        let submitted_ids = ids.clone();
        Call::with_input(self.tenant(), request.into_wire(), |client, body| async move {
            client.submit_scoring_batch().job_id(job_id).body(body).send().await
        })
        .map_with_tenant(move |tenant, body| {
            SubmittedBatch::new(&job.with_tenant(tenant), &ids, body)
        })
        .map_error(move |error| rejected::explain(error, &submitted_ids))
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
        let listed: HashSet<&str> = body
            .accepted_applications
            .iter()
            .map(|one| one.application_id.as_str())
            .chain(rejected.iter().map(|one| one.application_id.as_str()))
            .collect();
        let unaccounted = ids.iter().filter(|id| !listed.contains(id.as_str())).cloned().collect();
        Self { batch: Batch::received(job, &body.batch.id), rejected, unaccounted, body }
    }

    /// Returns a handle of the batch.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Returns the response body.
    pub fn body(&self) -> &types::SubmittedScoringBatch {
        &self.body
    }

    /// Returns the accepted applications, each with its scoring job.
    pub fn accepted(&self) -> &[AcceptedApplication] {
        &self.body.accepted_applications
    }

    /// Returns a handle of the scoring job of an accepted application.
    pub fn scoring_job(&self, application_id: &str) -> Option<ScoringJob> {
        let accepted = self.accepted().iter().find(|one| one.application_id == application_id)?;
        let application = self.batch.job().application(application_id).ok()?;
        Some(ScoringJob::received(&application, &accepted.scoring_job_id))
    }

    /// Returns the rejected applications, each with its remedy. They have no scoring job, and can
    /// be submitted again once fixed.
    pub fn rejected(&self) -> &[Rejection] {
        &self.rejected
    }

    /// Returns submitted applications that the response has neither as accepted nor as rejected,
    /// which should not happen: read the batch's [`report`](Batch::report) for them.
    pub fn unaccounted(&self) -> &[String] {
        &self.unaccounted
    }

    /// Returns the report, by the response to the submit. If the batch existed before, only its
    /// counters show what has ended.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) for a response that cannot be read as the
    /// status of a batch.
    pub fn report(&self) -> Result<BatchReport, Error> {
        let invalid = |error: ConversionError| {
            Error::new(
                ErrorKind::Decode,
                format!("the response to the submit is not a batch: {error}"),
            )
        };
        Ok(BatchReport::new(&status_of_submission(&self.body).map_err(invalid)?))
    }
}

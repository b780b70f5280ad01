//! Sends one batch, or one application in a single request, until Nova responds.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::outcome::{self, Failed, classify_submit_error};
use super::{Backoff, Engine, Opened};
use crate::report::ScoringJobOutcome;
use crate::run::ledger::{ObservedResult, OpenBatch, PlannedBatch, Stop, SubmitResponse};
use crate::run::spec::{Description, Submission};
use crate::run::state::SubmitMode;
use crate::submit::{BatchRequest, ScoreRequest, SubmittedBatch, SubmittedScoringJob};
use crate::{Error, ErrorKind};

#[derive(Clone)]
pub(super) struct Sender {
    pub(super) engine: Arc<Engine>,
    pub(super) opened: Opened,
}

/// Creates a request without applications.
pub(in crate::run) fn request(description: &Description) -> BatchRequest {
    let request = BatchRequest::new(description.job_description.as_str());
    match &description.role_knowledge {
        Some(knowledge) => request.role_knowledge(knowledge.as_str()),
        None => request,
    }
}

/// The result of an attempt that is not repeated.
enum Attempt<T> {
    Responded(T),
    Rejected(Error),
    /// The caller wants the run to stop. What was planned is sent again when the run is resumed.
    Stopped,
}

impl Sender {
    /// Repeats the request, with backoff, until Nova responds or rejects it, or the run is to stop.
    async fn until_responded<T, F, Fut>(&self, mut send: F) -> Result<Attempt<T>, Stop>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, Error>>,
    {
        let mut backoff = Backoff::new();
        let mut undecodable = 0;
        loop {
            let error = match send().await {
                Ok(response) => {
                    self.engine.outbox.set_submit_error(None);
                    return Ok(Attempt::Responded(response));
                }
                Err(error) => error,
            };
            undecodable = if outcome::is_undecodable(&error) { undecodable + 1 } else { 0 };
            match classify_submit_error(&error, undecodable) {
                Failed::Rejected => {
                    self.engine.outbox.set_submit_error(None);
                    return Ok(Attempt::Rejected(error));
                }
                Failed::Stops => return Err(Stop::Error(error)),
                Failed::Waits => {
                    tracing::warn!(run = &*self.engine.ledger.name, %error, "cannot submit now; trying again");
                    self.engine.outbox.set_submit_error(Some(error.clone()));
                    tokio::select! {
                        () = self.engine.outbox.stop_requested() => return Ok(Attempt::Stopped),
                        () = backoff.wait(error.retry_after()) => {}
                    }
                }
            }
        }
    }

    /// Sends a planned batch.
    pub(super) async fn batch(
        self,
        planned: PlannedBatch,
        request: BatchRequest,
    ) -> Result<(), Stop> {
        let send = || self.engine.job.submit_batch(request.clone());
        let response = match self.until_responded(send).await? {
            Attempt::Responded(submitted) => batch_response(&submitted),
            Attempt::Rejected(error) if error.kind() == ErrorKind::AllRejected => {
                let ids: Vec<_> =
                    planned.members.iter().map(|one| one.application.id.clone()).collect();
                let rejected = outcome::all_rejected_results(&error, &ids);
                SubmitResponse { nova_id: None, submitted_at: None, accepted: Vec::new(), rejected }
            }
            Attempt::Stopped => return Ok(()),
            // A single application may be the cause, so each is sent in its own request.
            Attempt::Rejected(_) => {
                self.engine.ledger.end_batch(planned.lease, SubmitMode::Alone).await?;
                self.engine.wake.notify_one();
                return Ok(());
            }
        };
        self.record_response(planned, response).await
    }

    async fn record_response(
        &self,
        planned: PlannedBatch,
        response: SubmitResponse,
    ) -> Result<(), Stop> {
        let (nova_id, submitted_at) = (response.nova_id.clone(), response.submitted_at);
        let retries = self.engine.spec.retries;
        let ended = !response.rejected.is_empty();
        let lease = self
            .engine
            .ledger
            .record_response(planned.lease, planned.way, response, retries)
            .await?;
        if ended {
            self.engine.outbox.changed.notify_one();
            self.engine.wake.notify_one();
        }
        if let (Some(lease), Some(_)) = (lease, &nova_id) {
            let size = u32::try_from(planned.members.len()).ok();
            let application_id = planned
                .members
                .into_iter()
                .next()
                .filter(|_| planned.way != SubmitMode::Batch)
                .map(|one| one.application.id);
            let open =
                OpenBatch { lease, way: planned.way, nova_id, submitted_at, size, application_id };
            // This fails only when the tasks of the run are being cancelled.
            self.opened.send(open).ok();
        }
        Ok(())
    }

    /// Sends one application in a single request.
    pub(super) async fn single(
        self,
        planned: PlannedBatch,
        submission: Submission,
    ) -> Result<(), Stop> {
        let Some(member) = planned.members.first() else { return Ok(()) };
        let id = member.application.id.clone();
        let application = self.engine.job.application(id.as_str()).map_err(Stop::Error)?;
        let request = submission.rescore(&self.engine.spec.description);
        let request: ScoreRequest =
            if planned.way == SubmitMode::Rescore { request } else { request.plain() };
        let response = match self.until_responded(|| application.score(request.clone())).await? {
            Attempt::Responded(submitted) => {
                self.ended_already(&planned, &submitted).await?;
                single_response(&id, &submitted)
            }
            Attempt::Stopped => return Ok(()),
            Attempt::Rejected(error) => {
                let rejected = vec![(id, outcome::rejected_call_result(&error))];
                SubmitResponse { nova_id: None, submitted_at: None, accepted: Vec::new(), rejected }
            }
        };
        self.record_response(planned, response).await
    }

    /// Records a scoring job that had already ended when it was submitted, because it existed
    /// before. For a rescore this means that Nova does not create another.
    async fn ended_already(
        &self,
        planned: &PlannedBatch,
        submitted: &SubmittedScoringJob,
    ) -> Result<(), Stop> {
        let Some(result) = outcome::job_result(submitted.body(), self.engine.spec.assessments)
        else {
            return Ok(());
        };
        let useless =
            planned.way == SubmitMode::Rescore && submitted.outcome() == ScoringJobOutcome::Failed;
        let retries = if useless { 0 } else { self.engine.spec.retries };
        let application_id = submitted.scoring_job().application().id().to_string();
        let observed = ObservedResult { lease: planned.lease, application_id, result };
        self.engine.ledger.record_results(vec![observed], retries).await?;
        self.engine.outbox.changed.notify_one();
        self.engine.wake.notify_one();
        Ok(())
    }

    /// Sends a batch that an earlier process planned and may have sent: the same set, for which
    /// Nova returns the existing batch. If the source fails for one of the applications, the set
    /// cannot be sent; then each application is looked up.
    pub(super) async fn again(self, planned: PlannedBatch) -> Result<(), Stop> {
        if !planned.is_complete {
            return self.look_up(&planned).await;
        }
        let mut calls = JoinSet::new();
        for (index, member) in planned.members.iter().enumerate() {
            let call = self.engine.call_source(member.application.clone());
            calls.spawn(async move { (index, call.await) });
        }
        let mut submissions: Vec<Option<Submission>> = vec![None; planned.members.len()];
        loop {
            let called = tokio::select! {
                // The batch stays planned.
                () = self.engine.outbox.stop_requested() => return Ok(()),
                called = calls.join_next() => called,
            };
            let Some(called) = called else { break };
            if let Ok((index, Ok(submission))) = called
                && let Some(slot) = submissions.get_mut(index)
            {
                *slot = Some(submission);
            }
        }
        let Some(submissions) = submissions.into_iter().collect::<Option<Vec<_>>>() else {
            return self.look_up(&planned).await;
        };
        if planned.way != SubmitMode::Batch {
            let Some(submission) = submissions.into_iter().next() else { return Ok(()) };
            return self.single(planned, submission).await;
        }
        let members = planned.members.iter().zip(submissions);
        let applications =
            members.map(|(one, submission)| submission.for_batch(&one.application.id));
        let request = self.engine.request(applications);
        // The source may return other data than before, which may be invalid.
        if request.json_bytes().is_err() {
            return self.look_up(&planned).await;
        }
        self.batch(planned, request).await
    }

    async fn look_up(&self, planned: &PlannedBatch) -> Result<(), Stop> {
        self.engine.ledger.end_batch(planned.lease, SubmitMode::Lookup).await
    }
}

fn batch_response(submitted: &SubmittedBatch) -> SubmitResponse {
    let body = submitted.body();
    let accepted = submitted.accepted().iter();
    let rejected = submitted.rejected().iter();
    SubmitResponse {
        nova_id: Some(body.batch.id.clone()),
        submitted_at: body.batch.created_at.map(|at| at.timestamp_millis()),
        accepted: accepted
            .map(|one| (one.application_id.clone(), one.scoring_job_id.clone()))
            .collect(),
        rejected: rejected
            .map(|one| (one.application_id.clone(), outcome::rejection_result(one)))
            .collect(),
    }
}

fn single_response(id: &str, submitted: &SubmittedScoringJob) -> SubmitResponse {
    let body = submitted.body();
    SubmitResponse {
        nova_id: Some(body.id.clone()),
        submitted_at: body.queued_at.map(|at| at.timestamp_millis()),
        accepted: vec![(id.to_owned(), body.id.clone())],
        rejected: Vec::new(),
    }
}

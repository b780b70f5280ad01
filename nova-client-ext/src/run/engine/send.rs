//! One batch, or one application by itself, until Nova has responded, however long that takes.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::outcome::{self, Failed, of_submit};
use super::{Backoff, Engine, Opened};
use crate::report::ScoringJobOutcome;
use crate::run::ledger::{OpenBatch, Planned, Response, Seen, Stop};
use crate::run::spec::{Posting, Submission};
use crate::run::state::Way;
use crate::submit::{BatchRequest, ScoreRequest, SubmittedBatch, SubmittedScoringJob};
use crate::{Error, ErrorKind};

#[derive(Clone)]
pub(super) struct Sender {
    pub(super) engine: Arc<Engine>,
    pub(super) opened: Opened,
}

/// A request without applications yet.
pub(in crate::run) fn request(posting: &Posting) -> BatchRequest {
    let request = BatchRequest::new(posting.job_description.as_str());
    match &posting.role_knowledge {
        Some(knowledge) => request.role_knowledge(knowledge.as_str()),
        None => request,
    }
}

/// What became of an attempt that must not be repeated.
enum Attempt<T> {
    Responded(T),
    Rejected(Error),
}

impl Sender {
    /// Sends the same until Nova has responded to it.
    async fn until_responded<T, F, Fut>(&self, mut send: F) -> Result<Attempt<T>, Stop>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, Error>>,
    {
        let mut backoff = Backoff::new();
        let mut undecodable = 0;
        loop {
            let error = match send().await {
                Ok(response) => return Ok(Attempt::Responded(response)),
                Err(error) => error,
            };
            if matches!(error.kind(), ErrorKind::Decode | ErrorKind::TooLarge) {
                undecodable += 1;
            }
            match of_submit(&error, undecodable) {
                Failed::Rejected => return Ok(Attempt::Rejected(error)),
                Failed::Stops => return Err(Stop::Error(error)),
                Failed::Waits => {
                    tracing::warn!(run = &*self.engine.ledger.name, %error, "nothing can be submitted now; trying again");
                    backoff.wait(error.retry_after()).await;
                }
            }
        }
    }

    /// Sends a batch that was planned.
    pub(super) async fn batch(self, planned: Planned, request: BatchRequest) -> Result<(), Stop> {
        let send = || self.engine.job.submit_batch(request.clone());
        let response = match self.until_responded(send).await? {
            Attempt::Responded(submitted) => of_batch(&submitted),
            Attempt::Rejected(error) if error.kind() == ErrorKind::AllRejected => {
                let ids: Vec<_> =
                    planned.members.iter().map(|one| one.application.id.clone()).collect();
                let rejected = outcome::of_all_rejected(&error, &ids);
                Response { nova_id: None, submitted_at: None, accepted: Vec::new(), rejected }
            }
            // One of them is to blame: each shows by itself whether it is.
            Attempt::Rejected(_) => {
                self.engine.ledger.dissolve(planned.held, Way::Alone).await?;
                self.engine.wake.notify_one();
                return Ok(());
            }
        };
        self.responded(planned, response).await
    }

    async fn responded(&self, planned: Planned, response: Response) -> Result<(), Stop> {
        let (nova_id, submitted_at) = (response.nova_id.clone(), response.submitted_at);
        let retries = self.engine.spec.retries;
        let ended = !response.rejected.is_empty();
        let held =
            self.engine.ledger.responded(planned.held, planned.way, response, retries).await?;
        if ended {
            self.engine.outbox.changed.notify_one();
            self.engine.wake.notify_one();
        }
        if let (Some(held), Some(_)) = (held, &nova_id) {
            let size = u32::try_from(planned.members.len()).ok();
            let application_id = planned
                .members
                .into_iter()
                .next()
                .filter(|_| planned.way != Way::Batch)
                .map(|one| one.application.id);
            let open =
                OpenBatch { held, way: planned.way, nova_id, submitted_at, size, application_id };
            // Should the watch be gone, so is all of this.
            self.opened.send(open).ok();
        }
        Ok(())
    }

    /// Sends one application by itself.
    pub(super) async fn single(self, planned: Planned, submission: Submission) -> Result<(), Stop> {
        let Some(member) = planned.members.first() else { return Ok(()) };
        let id = member.application.id.clone();
        let application = self.engine.job.application(id.as_str()).map_err(Stop::Error)?;
        let request = submission.rescore(&self.engine.spec.posting);
        let request: ScoreRequest =
            if planned.way == Way::Rescore { request } else { request.plain() };
        let response = match self.until_responded(|| application.score(request.clone())).await? {
            Attempt::Responded(submitted) => {
                self.ended_already(&planned, &submitted).await?;
                of_single(&id, &submitted)
            }
            Attempt::Rejected(error) => {
                let rejected = vec![(id, outcome::of_rejected_call(&error))];
                Response { nova_id: None, submitted_at: None, accepted: Vec::new(), rejected }
            }
        };
        self.responded(planned, response).await
    }

    /// A scoring job that has ended when it is submitted was there before. Of a rescore that means
    /// that Nova makes no other.
    async fn ended_already(
        &self,
        planned: &Planned,
        submitted: &SubmittedScoringJob,
    ) -> Result<(), Stop> {
        let Some(ending) = outcome::of_job(submitted.body(), self.engine.spec.assessments) else {
            return Ok(());
        };
        let useless =
            planned.way == Way::Rescore && submitted.outcome() == ScoringJobOutcome::Failed;
        let retries = if useless { 0 } else { self.engine.spec.retries };
        let application_id = submitted.scoring_job().application().id().to_string();
        let seen = Seen { held: planned.held, application_id, ending };
        self.engine.ledger.record(vec![seen], retries).await?;
        self.engine.outbox.changed.notify_one();
        self.engine.wake.notify_one();
        Ok(())
    }

    /// Sends what an earlier process planned and possibly sent: the same set, for which Nova
    /// returns the batch that there is. Where the source has nothing of one of them now, the set
    /// cannot be sent; then each is looked up.
    pub(super) async fn again(self, planned: Planned) -> Result<(), Stop> {
        if !planned.is_whole {
            return self.look_up(&planned).await;
        }
        let mut asking = JoinSet::new();
        for (place, member) in planned.members.iter().enumerate() {
            let asked = (self.engine.source)(member.application.clone());
            asking.spawn(async move { (place, asked.await) });
        }
        let mut given: Vec<Option<Submission>> = planned.members.iter().map(|_| None).collect();
        while let Some(answer) = asking.join_next().await {
            if let Ok((place, Ok(submission))) = answer
                && let Some(slot) = given.get_mut(place)
            {
                *slot = Some(submission);
            }
        }
        let whole: Option<Vec<Submission>> = given.into_iter().collect();
        let Some(submissions) = whole else {
            return self.look_up(&planned).await;
        };
        if planned.way != Way::Batch {
            let Some(submission) = submissions.into_iter().next() else { return Ok(()) };
            return self.single(planned, submission).await;
        }
        let members = planned.members.iter().zip(submissions);
        let applications = members.map(|(one, given)| given.for_batch(&one.application.id));
        let request = self.engine.request(applications);
        // What the source gives may have changed meanwhile.
        if request.json_bytes().is_err() {
            return self.look_up(&planned).await;
        }
        self.batch(planned, request).await
    }

    async fn look_up(&self, planned: &Planned) -> Result<(), Stop> {
        self.engine.ledger.dissolve(planned.held, Way::Lookup).await
    }
}

fn of_batch(submitted: &SubmittedBatch) -> Response {
    let body = submitted.body();
    let accepted = submitted.accepted().iter();
    let rejected = submitted.rejected().iter();
    Response {
        nova_id: Some(body.batch.id.clone()),
        submitted_at: body.batch.created_at.map(|at| at.timestamp_millis()),
        accepted: accepted
            .map(|one| (one.application_id.clone(), one.scoring_job_id.clone()))
            .collect(),
        rejected: rejected
            .map(|one| (one.application_id.clone(), outcome::of_rejection(one)))
            .collect(),
    }
}

fn of_single(id: &str, submitted: &SubmittedScoringJob) -> Response {
    let body = submitted.body();
    Response {
        nova_id: Some(body.id.clone()),
        submitted_at: body.queued_at.map(|at| at.timestamp_millis()),
        accepted: vec![(id.to_owned(), body.id.clone())],
        rejected: Vec::new(),
    }
}

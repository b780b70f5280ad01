//! The result of `nova batch retry`: what happened to every application that was not scored.

use std::collections::HashSet;

use nova_client_ext::types::ErrorCode;
use nova_client_ext::{
    BatchOutcome, BatchReport, Error, ErrorKind, Remedy,
    report::{ApplicationOutcome, RetryPlan, ScoringJobOutcome, ScoringJobReport},
    submit::{Retried, RetriedOutcome, RetryWay},
    watch::Unfinished,
};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::task::JoinSet;

use crate::access;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, has_unknown_effect};
use crate::scoring_job::is_late;
use crate::table::{self, table};
use crate::text::clean;

/// The result of a retry.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::command) struct RetryResult {
    job_id: String,
    batch_id: String,
    /// The outcome of the batch, which a retry does not change.
    batch_outcome: BatchOutcome,
    applications: Vec<RetriedApplication>,
    blocked: Vec<Blocked>,
    #[serde(skip)]
    failures: Vec<Failure>,
}

/// A retried application.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RetriedApplication {
    application_id: String,
    /// `rescore` or `submit`.
    way: String,
    /// `submitted`, `unchanged`, `declined`, or the library's name of a failed call; in an
    /// interrupted retry also `interrupted` (it may have been sent) and `not_sent`.
    outcome: String,
    scoring_job_id: Option<String>,
    /// The outcome of its scoring job.
    job: Option<ScoringJobReport>,
    /// Why it was not sent.
    error: Option<String>,
    remedy: Option<Remedy>,
    #[serde(skip)]
    result: SendResult,
}

/// Whether an application was sent, as far as the exit code depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SendResult {
    Sent,
    /// The vendor may have received it, but there was no response.
    MayBeSent,
    NotSent,
    /// Not sent, because a call failed for a reason unrelated to the application.
    CallFailed,
}

/// An application that needs manual action before it can be sent again.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Blocked {
    application_id: String,
    code: Option<ErrorCode>,
    message: Option<String>,
    remedy: Option<Remedy>,
}

impl RetryResult {
    /// Creates the result from the finished calls; of the other applications, those in `started`
    /// were in flight.
    pub(in crate::command) fn new(
        report: &BatchReport,
        plan: &RetryPlan,
        finished: &[Retried],
        started: &HashSet<String>,
    ) -> Self {
        let rescores = plan.rescore.iter().map(|id| (id, RetryWay::Rescore));
        let submits = plan.submit.iter().map(|id| (id, RetryWay::Submit));
        let mut seen = HashSet::new();
        let applications = rescores
            .chain(submits)
            .filter(|(id, _)| seen.insert(*id))
            .map(|(id, way)| match finished.iter().find(|one| one.id() == id) {
                Some(one) => RetriedApplication::new(one),
                None => RetriedApplication::unfinished(id, way, started.contains(id)),
            })
            .collect();
        Self {
            job_id: report.job_id().to_owned(),
            batch_id: report.batch_id().to_owned(),
            batch_outcome: report.outcome(),
            applications,
            blocked: plan.blocked.iter().map(|id| Blocked::new(id, report)).collect(),
            failures: Vec::new(),
        }
    }

    /// The error of the wait.
    pub(in crate::command) fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// Waits for the scoring jobs of all sent applications. Returns the error that ended the wait
    /// early, except a timeout.
    pub(in crate::command) async fn follow(
        &mut self,
        context: &Context,
        retried: &[Retried],
    ) -> Option<Failure> {
        let mut waits = JoinSet::new();
        for one in retried {
            if let Some(job) = one.outcome().job()
                && !job.report().is_settled()
            {
                let (id, job, options) = (one.id().to_owned(), job.clone(), context.wait_options());
                waits.spawn(async move { (id, job.wait(options).await) });
            }
        }
        loop {
            let ended = tokio::select! {
                biased;
                failure = context.interrupted() => return Some(failure),
                ended = waits.join_next() => ended,
            };
            match ended {
                None => return None,
                Some(Ok((id, ended))) => self.update_one(context, &id, ended).await,
                Some(Err(error)) => return Some(Failure::system("waiting was broken off", &error)),
            }
        }
    }

    async fn update_one(
        &mut self,
        context: &Context,
        id: &str,
        ended: Result<ScoringJobReport, Error>,
    ) {
        let Some(sent) = self.applications.iter_mut().find(|one| one.application_id == id) else {
            return;
        };
        match ended {
            Ok(report) => sent.update(report),
            Err(error) => {
                if let Some(last) = error.unfinished().and_then(Unfinished::scoring_job_report) {
                    sent.update(last);
                }
                if !is_late(&error) {
                    self.failures.push(access::failed(context, error).await);
                }
            }
        }
    }

    /// Returns the exit code, by the sent or, after waiting, by the scored applications.
    pub(in crate::command) fn exit(&self, waited: bool) -> Exit {
        if self.applications.is_empty() && self.blocked.is_empty() {
            // Nothing had to be sent, so the outcome of the batch decides.
            return Exit::of(self.batch_outcome);
        }
        if !self.failures.is_empty() {
            return Exit::Error;
        }
        let sent = || self.applications.iter().filter(|one| one.result == SendResult::Sent);
        if sent().next().is_none() {
            let by_calls = self
                .applications
                .iter()
                .all(|one| matches!(one.result, SendResult::CallFailed | SendResult::MayBeSent));
            return if by_calls && !self.applications.is_empty() {
                Exit::Error
            } else {
                Exit::TotalFailure
            };
        }
        let all = self.applications.len() + self.blocked.len();
        if !waited {
            return if sent().count() == all { Exit::Success } else { Exit::PartialFailure };
        }
        let ends = || sent().filter_map(|one| one.job.as_ref().map(Exit::of_job));
        let scored = ends().filter(|end| *end == Exit::Success).count();
        if let Some(open) = [Exit::UnknownOutcome, Exit::Pending]
            .into_iter()
            .find(|open| ends().any(|end| end == *open))
        {
            return open;
        }
        match scored {
            0 => Exit::TotalFailure,
            scored if scored == all => Exit::Success,
            _ => Exit::PartialFailure,
        }
    }

    /// Formats the batch and the number of sent applications.
    fn headline(&self) -> String {
        let head = format!(
            "Batch {} of job {}: {}",
            clean(&self.batch_id),
            clean(&self.job_id),
            self.batch_outcome.as_str().replace('_', " ")
        );
        if self.applications.is_empty() && self.blocked.is_empty() {
            return format!("{head}\nNothing to send again");
        }
        let count = |result| self.applications.iter().filter(|one| one.result == result).count();
        let (sent, unknown) = (count(SendResult::Sent), count(SendResult::MayBeSent));
        let (not_sent, blocked) = (self.applications.len() - sent - unknown, self.blocked.len());
        let unknown = match unknown {
            0 => String::new(),
            unknown => format!("{unknown} may have been sent, "),
        };
        format!("{head}\n{sent} sent again, {unknown}{not_sent} not; {blocked} blocked")
    }

    pub(in crate::command) fn text(&self) -> String {
        let head = self.headline();
        if self.applications.is_empty() && self.blocked.is_empty() {
            return head + "\n";
        }
        let applications = self.applications.iter().map(RetriedApplication::row);
        let blocked = self.blocked.iter().map(|one| {
            let help = one.remedy.map_or("", Remedy::advice).to_owned();
            [one.application_id.clone(), "blocked".to_owned(), one.why(), help]
        });
        let rows =
            table(["APPLICATION", "WAY", "RESULT", "WHAT HELPS"], applications.chain(blocked));
        format!("{head}\n\n{rows}")
    }
}

impl RetriedApplication {
    fn new(one: &Retried) -> Self {
        let outcome = one.outcome();
        let job = outcome.job().map(nova_client_ext::submit::SubmittedScoringJob::report);
        let (error, remedy, result) = match outcome {
            RetriedOutcome::Submitted(_) | RetriedOutcome::Existing(_) => {
                (None, None, SendResult::Sent)
            }
            RetriedOutcome::Declined(error) => (Some(error.to_string()), None, SendResult::NotSent),
            RetriedOutcome::Refused(error) => {
                let result = if is_about_the_application(error) {
                    SendResult::NotSent
                } else if has_unknown_effect(error) {
                    SendResult::MayBeSent
                } else {
                    SendResult::CallFailed
                };
                (Some(error.to_string()), error.remedy(), result)
            }
            _ => (None, job.as_ref().and_then(|job| job.remedy), SendResult::NotSent),
        };
        Self {
            application_id: one.id().to_owned(),
            way: one.way().to_string(),
            outcome: outcome.as_str().to_owned(),
            scoring_job_id: job.as_ref().map(|job| job.scoring_job_id.clone()),
            job,
            error,
            remedy,
            result,
        }
    }

    /// Creates the result of an application whose call has not finished or not started.
    fn unfinished(id: &str, way: RetryWay, may_have_been_sent: bool) -> Self {
        let (outcome, error, result) = if may_have_been_sent {
            ("interrupted", "it may have been sent", SendResult::MayBeSent)
        } else {
            ("not_sent", "the command ended first", SendResult::NotSent)
        };
        Self {
            application_id: id.to_owned(),
            way: way.to_string(),
            outcome: outcome.to_owned(),
            scoring_job_id: None,
            job: None,
            error: Some(error.to_owned()),
            remedy: None,
            result,
        }
    }

    /// Sets the current state of its scoring job.
    fn update(&mut self, report: ScoringJobReport) {
        self.remedy = report.remedy;
        self.job = Some(report);
    }

    fn row(&self) -> [String; 4] {
        let id = self.scoring_job_id.as_deref().unwrap_or_default();
        let result = match (&self.error, &self.job) {
            (Some(error), _) => format!("{}: {error}", self.outcome.replace('_', " ")),
            (None, Some(job)) if self.result == SendResult::Sent => {
                match (job.outcome, job.score) {
                    (ScoringJobOutcome::Scored, Some(score)) => {
                        format!("scored {score} by scoring job {id}")
                    }
                    (ScoringJobOutcome::Scored, None) => {
                        format!("scored, without a score, by scoring job {id}")
                    }
                    (ScoringJobOutcome::Failed, _) => format!(
                        "failed: {}",
                        table::why(
                            job.code.as_ref().map(ErrorCode::as_str),
                            None,
                            job.message.as_deref()
                        )
                    ),
                    _ if job.status.is_unknown() => {
                        format!("scoring job {id} has status \"{}\"", job.status)
                    }
                    _ => format!("submitted as scoring job {id}"),
                }
            }
            (None, _) => {
                format!("unchanged: scoring job {id} had failed before, and no new one was created")
            }
        };
        let help = self.remedy.map_or("", Remedy::advice).to_owned();
        [self.application_id.clone(), self.way.clone(), result, help]
    }
}

impl Blocked {
    fn new(id: &str, report: &BatchReport) -> Self {
        let outcome = report.application(id);
        let (code, message) = match outcome {
            Some(ApplicationOutcome::Failed(row)) => (row.code.clone(), row.message.clone()),
            Some(ApplicationOutcome::Rejected(row)) => {
                (Some(row.code.clone()), Some(row.message.clone()))
            }
            _ => (None, None),
        };
        Self {
            application_id: id.to_owned(),
            code,
            message,
            remedy: outcome.and_then(ApplicationOutcome::remedy),
        }
    }

    fn why(&self) -> String {
        table::why(self.code.as_ref().map(ErrorCode::as_str), None, self.message.as_deref())
    }
}

/// Returns whether an error is specific to the application.
fn is_about_the_application(error: &Error) -> bool {
    error.kind() == ErrorKind::Invalid
        || matches!(error.remedy(), Some(Remedy::RefreshResumeUrl | Remedy::ReplaceResume))
}

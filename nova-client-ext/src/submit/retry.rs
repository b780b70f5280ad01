//! Executes a retry plan: rescores or submits every application that can be retried.
//!
//! The plan comes from [`report`](crate::report), the résumés from the caller. Every application of
//! the plan is accounted for in the result.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_core::Stream;
use reqwest::header::DATE;
use tokio::time::Instant;

use super::{ScoreRequest, SubmittedScoringJob};
use crate::report::{RetryApplication, RetryPlan, RetryWay, ScoringJobOutcome};
use crate::{Call, Error, Job, Response};

/// The number of concurrent submits. Each may take seconds, since Nova fetches the résumé
/// meanwhile; a few concurrent ones hide that, and leave the caller's disk or database, and the
/// rate bucket, with capacity for others.
const MAX_CONCURRENT: usize = 4;

/// A tolerance in deciding whether the call created the scoring job: the vendor's `Date` is in
/// whole seconds.
const DATE_PRECISION: Duration = Duration::from_secs(2);

impl Job {
    /// Retries the applications that a batch left unscored: executes a report's
    /// [`retry_plan`](crate::BatchReport::retry_plan).
    ///
    /// **Why not submit the batch again?** The vendor recognises it by its set of application ids
    /// and returns the existing batch, failed scoring jobs included, even with new résumés. An
    /// accepted application that failed is scored again only by a single submit with a *rescore*.
    /// An application that was rejected at intake has no scoring job and is *submitted* again by
    /// itself, once its résumé is fixed.
    ///
    /// `request` is called with each [application](RetryApplication), its failure and its remedy,
    /// and returns its [`ScoreRequest`]; with [`Remedy::Rescore`](crate::Remedy::Rescore) the same
    /// résumé can be used. Whether the request is a rescore is set by this method, except that a
    /// version set with [`rescore_with`](ScoreRequest::rescore_with) is kept. To skip an
    /// application, return an error, which is then in the result.
    ///
    /// Await the returned value for the [`RetryReport`], or read one outcome at a time with
    /// [`next`](Retry::next), to record each before the next; then [`remaining`](Retry::remaining)
    /// is the plan of the rest.
    ///
    /// Vendor operation `submitScoringJob`, in the bucket `scoring_intake_single`, whose rate is
    /// respected, with four concurrent submits. A repeat creates nothing new: a rescore is created
    /// once for each version of the criteria. Nothing runs in the background: dropping the future
    /// cancels the rest; submits that were sent remain.
    ///
    /// ```no_run
    /// use nova_client_ext::{BatchReport, Error, Job};
    /// use nova_client_ext::submit::{Resume, ScoreRequest};
    ///
    /// # async fn example(job: Job, report: BatchReport) {
    /// let mut retry = job.retry(report.retry_plan(), |application| async move {
    ///     let resume = Resume::url(format!("https://files.example/{application}.pdf"))?;
    ///     Ok::<_, Error>(ScoreRequest::new(resume, "We look for a backend engineer…"))
    /// });
    /// while let Some(retried) = retry.next().await {
    ///     println!("{}: {}", retried.id(), retried.outcome());
    /// }
    /// println!("left: {:?}", retry.remaining());
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// None for the whole: the error of an application is in the [`RetryReport`], and does not stop
    /// the others.
    pub fn retry<F, Fut, E>(&self, plan: &RetryPlan, request: F) -> Retry<F, Fut>
    where
        F: FnMut(RetryApplication) -> Fut,
        Fut: Future<Output = Result<ScoreRequest, E>>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let waiting = plan.applications();
        Retry {
            job: self.clone(),
            done: waiting.iter().map(|_| None).collect(),
            next: 0,
            waiting,
            plan: plan.clone(),
            request,
            running: Vec::new(),
        }
    }
}

/// A running retry: a future of the [`RetryReport`], and a stream of outcomes in the order of
/// completion. Created by [`Job::retry`].
#[must_use = "a retry does nothing unless awaited or polled"]
pub struct Retry<F, Fut> {
    job: Job,
    plan: RetryPlan,
    /// All applications of the plan; those from `next` on have not been started.
    waiting: Vec<RetryApplication>,
    next: usize,
    request: F,
    running: Vec<(usize, Step<Fut>)>,
    done: Vec<Option<Retried>>,
}

/// The state of an application.
enum Step<Fut> {
    /// The caller's future of its request is running.
    Requested(Pin<Box<Fut>>),
    Sending {
        call: Call<Response<SubmittedScoringJob>>,
        sent: Instant,
    },
    Over(Box<RetriedOutcome>),
}

/// The futures are boxed, so nothing in it is pinned.
impl<F, Fut> Unpin for Retry<F, Fut> {}

impl<F, Fut, E> Retry<F, Fut>
where
    F: FnMut(RetryApplication) -> Fut,
    Fut: Future<Output = Result<ScoreRequest, E>>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    /// Waits for the next outcome; `None` after the last application of the plan.
    pub async fn next(&mut self) -> Option<Retried> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn start(&mut self, application: RetryApplication) -> Step<Fut> {
        // With an invalid id, the caller is not asked for a request.
        match self.job.application(application.id()) {
            Ok(_) => Step::Requested(Box::pin((self.request)(application))),
            Err(error) => Step::Over(Box::new(RetriedOutcome::Refused(error))),
        }
    }
}

impl<F, Fut> Retry<F, Fut> {
    /// Returns the plan of the rest: applications that were not submitted yet or could not be. An
    /// application whose failed scoring job was returned unchanged is blocked.
    pub fn remaining(&self) -> RetryPlan {
        remaining(&self.plan, self.waiting.iter().zip(self.done.iter().map(Option::as_ref)))
    }
}

fn remaining<'a>(
    plan: &RetryPlan,
    outcomes: impl Iterator<Item = (&'a RetryApplication, Option<&'a Retried>)>,
) -> RetryPlan {
    let (mut open, mut blocked) = (Vec::new(), plan.blocked.clone());
    for (application, retried) in outcomes {
        match retried.map(Retried::outcome) {
            Some(RetriedOutcome::Submitted(_) | RetriedOutcome::Existing(_)) => {}
            Some(RetriedOutcome::Unchanged(_)) => blocked.push(application.application_id.clone()),
            Some(RetriedOutcome::Declined(_) | RetriedOutcome::Refused(_)) | None => {
                open.push(application.clone());
            }
        }
    }
    plan.of(&open, blocked)
}

impl<F, Fut, E> Stream for Retry<F, Fut>
where
    F: FnMut(RetryApplication) -> Fut,
    Fut: Future<Output = Result<ScoreRequest, E>>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    type Item = Retried;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Retried>> {
        let this = self.get_mut();
        while this.running.len() < MAX_CONCURRENT
            && let Some(application) = this.waiting.get(this.next).cloned()
        {
            let step = this.start(application);
            this.running.push((this.next, step));
            this.next += 1;
        }
        // There are only a few, so all are polled.
        for (index, (place, step)) in this.running.iter_mut().enumerate() {
            let place = *place;
            let Some(application) = this.waiting.get(place) else { continue };
            let Poll::Ready(outcome) = step.poll(&this.job, application, context) else { continue };
            drop(this.running.remove(index));
            let retried = Retried { application: application.clone(), outcome };
            this.done[place] = Some(retried.clone());
            return Poll::Ready(Some(retried));
        }
        if this.running.is_empty() { Poll::Ready(None) } else { Poll::Pending }
    }
}

impl<F, Fut, E> Future for Retry<F, Fut>
where
    F: FnMut(RetryApplication) -> Fut,
    Fut: Future<Output = Result<ScoreRequest, E>>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    type Output = RetryReport;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<RetryReport> {
        loop {
            match self.as_mut().poll_next(context) {
                Poll::Ready(Some(_)) => {}
                Poll::Ready(None) => break,
                Poll::Pending => return Poll::Pending,
            }
        }
        let applications = self.done.iter().flatten().cloned().collect();
        Poll::Ready(RetryReport { applications, plan: self.plan.clone() })
    }
}

impl<Fut, E> Step<Fut>
where
    Fut: Future<Output = Result<ScoreRequest, E>>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    fn poll(
        &mut self,
        job: &Job,
        application: &RetryApplication,
        context: &mut Context<'_>,
    ) -> Poll<RetriedOutcome> {
        loop {
            *self = match self {
                Self::Over(outcome) => return Poll::Ready((**outcome).clone()),
                Self::Requested(request) => match request.as_mut().poll(context) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Err(error)) => {
                        Self::Over(Box::new(RetriedOutcome::Declined(Arc::from(error.into()))))
                    }
                    Poll::Ready(Ok(request)) => match job.application(application.id()) {
                        Err(error) => Self::Over(Box::new(RetriedOutcome::Refused(error))),
                        Ok(handle) => {
                            let request = match application.way {
                                RetryWay::Rescore if !request.is_rescore() => request.rescore(),
                                RetryWay::Rescore => request,
                                _ => request.plain(),
                            };
                            let call = handle.score(request).with_response();
                            Self::Sending { call, sent: Instant::now() }
                        }
                    },
                },
                Self::Sending { call, sent } => match Pin::new(call).poll(context) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Err(error)) => Self::Over(Box::new(RetriedOutcome::Refused(error))),
                    Poll::Ready(Ok(response)) => {
                        Self::Over(Box::new(classify(response, sent.elapsed())))
                    }
                },
            };
        }
    }
}

/// Decides whether a call, which took this long, created the scoring job in its response.
fn classify(response: Response<SubmittedScoringJob>, took: Duration) -> RetriedOutcome {
    let date = response.headers.get(DATE).and_then(|date| date.to_str().ok());
    let date =
        date.and_then(|date| httpdate::parse_http_date(date).ok()).map(DateTime::<Utc>::from);
    let job = response.value;
    let earliest = date.and_then(|date| {
        date.checked_sub_signed(
            chrono::TimeDelta::from_std(took.saturating_add(DATE_PRECISION)).ok()?,
        )
    });
    let queued = job.body().queued_at;
    let is_older = queued.zip(earliest).is_some_and(|(queued, earliest)| queued < earliest);
    match job.outcome() {
        // A new scoring job is pending: one that has failed existed before.
        ScoringJobOutcome::Failed => RetriedOutcome::Unchanged(job),
        ScoringJobOutcome::Scored if earliest.is_none() => RetriedOutcome::Existing(job),
        _ if is_older => RetriedOutcome::Existing(job),
        _ => RetriedOutcome::Submitted(job),
    }
}

impl<F, Fut> fmt::Debug for Retry<F, Fut> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("done", &self.done.iter().flatten().count())
            .field("applications", &self.waiting.len())
            .finish_non_exhaustive()
    }
}

/// The outcome of every application of a [`RetryPlan`]. Returned by [`Job::retry`].
#[derive(Clone, Debug)]
#[must_use = "it contains the applications that could not be retried"]
pub struct RetryReport {
    applications: Vec<Retried>,
    plan: RetryPlan,
}

impl RetryReport {
    /// Returns the applications that were to be retried, each once, in the plan's order: rescores,
    /// then submits.
    pub fn applications(&self) -> &[Retried] {
        &self.applications
    }

    /// Returns the applications that the plan has as blocked; nothing was requested or sent for
    /// them.
    pub fn blocked(&self) -> &[String] {
        &self.plan.blocked
    }

    /// Returns the scoring jobs that were created.
    pub fn submitted(&self) -> impl Iterator<Item = &SubmittedScoringJob> {
        self.applications.iter().filter_map(|one| match &one.outcome {
            RetriedOutcome::Submitted(job) => Some(job),
            _ => None,
        })
    }

    /// Returns the scoring jobs that existed before, scored or still pending: an earlier retry
    /// created them.
    pub fn existing(&self) -> impl Iterator<Item = &SubmittedScoringJob> {
        self.applications.iter().filter_map(|one| match &one.outcome {
            RetriedOutcome::Existing(job) => Some(job),
            _ => None,
        })
    }

    /// Returns the scoring jobs to wait for: scored or pending ones, created now or before.
    pub fn scoring_jobs(&self) -> impl Iterator<Item = &SubmittedScoringJob> {
        self.applications.iter().filter_map(|one| match &one.outcome {
            RetriedOutcome::Submitted(job) | RetriedOutcome::Existing(job) => Some(job),
            _ => None,
        })
    }

    /// Returns whether every application of the plan was retried, and none is blocked.
    pub fn is_complete(&self) -> bool {
        self.blocked().is_empty() && self.scoring_jobs().count() == self.applications.len()
    }

    /// Returns the plan of the rest: applications that could not be submitted. An application whose
    /// failed scoring job was returned unchanged is blocked.
    pub fn remaining(&self) -> RetryPlan {
        remaining(&self.plan, self.applications.iter().map(|one| (&one.application, Some(one))))
    }
}

/// One application of a [`RetryReport`].
#[derive(Clone, Debug)]
pub struct Retried {
    application: RetryApplication,
    outcome: RetriedOutcome,
}

impl Retried {
    /// Returns the integrator's own identifier of the application.
    pub fn id(&self) -> &str {
        self.application.id()
    }

    /// Returns the application of the plan, with its failure and its remedy.
    pub fn application(&self) -> &RetryApplication {
        &self.application
    }

    /// Returns how it was, or would have been, retried.
    pub fn way(&self) -> RetryWay {
        self.application.way
    }

    /// Returns the outcome.
    pub fn outcome(&self) -> &RetriedOutcome {
        &self.outcome
    }
}

/// The outcome of an application that was to be retried.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RetriedOutcome {
    /// A new scoring job was created: wait for it.
    Submitted(SubmittedScoringJob),
    /// No new scoring job was created: it has one of an earlier retry, which is scored or pending.
    Existing(SubmittedScoringJob),
    /// No new scoring job was created: the vendor returned one that has failed before. A rescore is
    /// created once for each version of the criteria, so another one needs new criteria; and an
    /// application that was to be submitted needs a rescore instead.
    Unchanged(SubmittedScoringJob),
    /// The caller returned this error instead of a request.
    Declined(Arc<dyn StdError + Send + Sync>),
    /// The request was invalid, or the call failed. [`Error::may_have_been_sent`] says whether it
    /// may still have arrived.
    Refused(Error),
}

impl RetriedOutcome {
    /// Returns the name of the outcome in logs and JSON, for example `unchanged`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Submitted(_) => "submitted",
            Self::Existing(_) => "existing",
            Self::Unchanged(_) => "unchanged",
            Self::Declined(_) => "declined",
            Self::Refused(_) => "refused",
        }
    }

    /// Returns the scoring job that the vendor returned.
    pub fn job(&self) -> Option<&SubmittedScoringJob> {
        match self {
            Self::Submitted(job) | Self::Existing(job) | Self::Unchanged(job) => Some(job),
            Self::Declined(_) | Self::Refused(_) => None,
        }
    }
}

/// Prints the outcome on one line.
impl fmt::Display for RetriedOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Submitted(job) => {
                write!(f, "submitted as scoring job {}", job.scoring_job().id())
            }
            Self::Existing(job) => {
                write!(f, "already has scoring job {}", job.scoring_job().id())
            }
            Self::Unchanged(job) => {
                write!(
                    f,
                    "unchanged: scoring job {} has failed before, and no other was created",
                    job.scoring_job().id()
                )
            }
            Self::Declined(error) => write!(f, "declined: {error}"),
            Self::Refused(error) => write!(f, "refused: {error}"),
        }
    }
}

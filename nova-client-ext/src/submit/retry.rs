//! Carrying out a retry plan: every application that can go again is sent the way that works for
//! it.
//!
//! The plan is made by [`report`](crate::report), which knows why an application failed; the
//! résumés are the caller's, who alone has them. Here they meet, and no application gets lost
//! between the two.

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

/// Applications that are under way at the same time. Each may take seconds, since Nova fetches the
/// résumé meanwhile; a few more than one hide that, and few they are, so that a caller who reads
/// résumés from a disk or a database notices nothing and other submits find module in the bucket.
const MAX_UNDER_WAY: usize = 4;

/// How much earlier than the response a scoring job that it made can have been queued, besides the
/// time that the call took: the vendor's `Date` has whole seconds.
const DATE_PRECISION: Duration = Duration::from_secs(2);

impl Job {
    /// Sends again what a batch left unscored: carries out a report's
    /// [`retry_plan`](crate::BatchReport::retry_plan).
    ///
    /// **Why not simply send the batch again?** The vendor recognises it by its set of application
    /// ids and returns the batch that there is, failed scoring jobs included; new résumés make no
    /// difference. An accepted application that failed is scored again only by a submit of its own
    /// that asks for a *rescore*. An application that was rejected at intake has no scoring job and
    /// is *submitted* anew, alone, once its résumé is fixed.
    ///
    /// `request` is given each [application](RetryApplication), with its failure and what helps, and
    /// makes its [`ScoreRequest`]; with [`Remedy::Rescore`](crate::Remedy::Rescore) the old résumé
    /// will do. Which way it goes is decided here: whether the request asks for a rescore is set
    /// here, save that a version given by [`rescore_with`](ScoreRequest::rescore_with) is kept. An
    /// application that cannot go again now is declined with an error, which stays in the result.
    ///
    /// What is returned can be awaited for the [`RetryReport`], or read one outcome at a time with
    /// [`next`](Retry::next), so that each can be recorded before the next comes; then
    /// [`remaining`](Retry::remaining) is the plan of what is left.
    ///
    /// Vendor operation `submitScoringJob`, in the bucket `scoring_intake_single`, whose pace is
    /// kept; four applications are under way at once. A repeat makes nothing new: a rescore is made
    /// once for each version of the criteria. Nothing runs in the background: dropping the future
    /// stops what is left, and what was sent by then stays sent.
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
    /// None as such: what went wrong for an application stands with it in the [`RetryReport`], and
    /// holds up no other.
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
            under_way: Vec::new(),
        }
    }
}

/// A retry under way: a future of its [`RetryReport`], and a stream of its outcomes, in whichever
/// order they come. Made by [`Job::retry`].
#[must_use = "nothing is sent unless it is awaited or read"]
pub struct Retry<F, Fut> {
    job: Job,
    plan: RetryPlan,
    /// All applications of the plan; those from `next` on have not been started.
    waiting: Vec<RetryApplication>,
    next: usize,
    request: F,
    under_way: Vec<(usize, Step<Fut>)>,
    done: Vec<Option<Retried>>,
}

/// Where an application stands.
enum Step<Fut> {
    /// The caller makes its request.
    Requested(Pin<Box<Fut>>),
    Sending {
        call: Call<Response<SubmittedScoringJob>>,
        sent: Instant,
    },
    Over(Box<RetriedOutcome>),
}

/// Futures are boxed, and the closure is only called.
impl<F, Fut> Unpin for Retry<F, Fut> {}

impl<F, Fut, E> Retry<F, Fut>
where
    F: FnMut(RetryApplication) -> Fut,
    Fut: Future<Output = Result<ScoreRequest, E>>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    /// Waits for the next application that was sent again or could not be; `None` when every
    /// application of the plan was.
    pub async fn next(&mut self) -> Option<Retried> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn start(&mut self, application: RetryApplication) -> Step<Fut> {
        // An id that no call could carry needs no request.
        match self.job.application(application.id()) {
            Ok(_) => Step::Requested(Box::pin((self.request)(application))),
            Err(error) => Step::Over(Box::new(RetriedOutcome::Refused(error))),
        }
    }
}

impl<F, Fut> Retry<F, Fut> {
    /// Returns the plan of what is left: applications that were not sent again yet, or could not
    /// be. An application whose scoring job had failed before, so that nothing new was made, is
    /// blocked.
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
        while this.under_way.len() < MAX_UNDER_WAY
            && let Some(application) = this.waiting.get(this.next).cloned()
        {
            let step = this.start(application);
            this.under_way.push((this.next, step));
            this.next += 1;
        }
        // Each waits for a call, so polling all of the few there are costs nothing.
        for (index, (place, step)) in this.under_way.iter_mut().enumerate() {
            let place = *place;
            let Some(application) = this.waiting.get(place) else { continue };
            let Poll::Ready(outcome) = step.poll(&this.job, application, context) else { continue };
            drop(this.under_way.remove(index));
            let retried = Retried { application: application.clone(), outcome };
            this.done[place] = Some(retried.clone());
            return Poll::Ready(Some(retried));
        }
        if this.under_way.is_empty() { Poll::Ready(None) } else { Poll::Pending }
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

/// Whether the scoring job of a response was made by this call, which took this long.
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
        // A new scoring job is pending: one that has failed was there before.
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

/// What became of every application of a [`RetryPlan`]. Made by [`Job::retry`].
#[derive(Clone, Debug)]
#[must_use = "it says which applications could not be sent again"]
pub struct RetryReport {
    applications: Vec<Retried>,
    plan: RetryPlan,
}

impl RetryReport {
    /// Returns the applications that the plan says can go again, each once, in its order: rescores,
    /// then submits.
    pub fn applications(&self) -> &[Retried] {
        &self.applications
    }

    /// Returns the applications that the plan says cannot go again as things are; nothing was asked
    /// or sent for them.
    pub fn blocked(&self) -> &[String] {
        &self.plan.blocked
    }

    /// Returns the scoring jobs that were made.
    pub fn submitted(&self) -> impl Iterator<Item = &SubmittedScoringJob> {
        self.applications.iter().filter_map(|one| match &one.outcome {
            RetriedOutcome::Submitted(job) => Some(job),
            _ => None,
        })
    }

    /// Returns the scoring jobs that were there before, scored or still running: an earlier retry
    /// made them.
    pub fn existing(&self) -> impl Iterator<Item = &SubmittedScoringJob> {
        self.applications.iter().filter_map(|one| match &one.outcome {
            RetriedOutcome::Existing(job) => Some(job),
            _ => None,
        })
    }

    /// Returns the scoring jobs that give a score or may yet give one, made now or before: those to
    /// wait for.
    pub fn scoring_jobs(&self) -> impl Iterator<Item = &SubmittedScoringJob> {
        self.applications.iter().filter_map(|one| match &one.outcome {
            RetriedOutcome::Submitted(job) | RetriedOutcome::Existing(job) => Some(job),
            _ => None,
        })
    }

    /// Returns whether every application of the plan has been sent again, and none is blocked.
    pub fn is_complete(&self) -> bool {
        self.blocked().is_empty() && self.scoring_jobs().count() == self.applications.len()
    }

    /// Returns the plan of what is left: applications that could not be sent again, with what is
    /// known of them. An application whose scoring job had failed before, so that nothing new was
    /// made, is blocked.
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

    /// Returns the application as the plan has it: why it failed, and what helps.
    pub fn application(&self) -> &RetryApplication {
        &self.application
    }

    /// Returns which way it went, or would have gone.
    pub fn way(&self) -> RetryWay {
        self.application.way
    }

    /// Returns what became of it.
    pub fn outcome(&self) -> &RetriedOutcome {
        &self.outcome
    }
}

/// What became of an application that should go again.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RetriedOutcome {
    /// A scoring job was made for it: wait for it.
    Submitted(SubmittedScoringJob),
    /// Nothing new was made: it has a scoring job already, of an earlier retry, that has given a
    /// score or may yet give one.
    Existing(SubmittedScoringJob),
    /// Nothing new was made: the vendor returned a scoring job that has failed already. A
    /// rescore is made once for each version of the criteria, so new criteria are needed before
    /// another; and an application that was to be submitted anew turns out to need a rescore.
    Unchanged(SubmittedScoringJob),
    /// The caller had no request for it, and why.
    Declined(Arc<dyn StdError + Send + Sync>),
    /// The request could not be right, or the call failed. [`Error::may_have_been_sent`] says
    /// whether it may have arrived all the same.
    Refused(Error),
}

impl RetriedOutcome {
    /// Returns the word for it in logs and JSON, for example `unchanged`.
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

/// What happened, in a line.
impl fmt::Display for RetriedOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Submitted(job) => {
                write!(f, "submitted as scoring job {}", job.scoring_job().id())
            }
            Self::Existing(job) => {
                write!(f, "has scoring job {} already", job.scoring_job().id())
            }
            Self::Unchanged(job) => {
                write!(
                    f,
                    "unchanged: scoring job {} has failed already, and no other was made",
                    job.scoring_job().id()
                )
            }
            Self::Declined(error) => write!(f, "declined: {error}"),
            Self::Refused(error) => write!(f, "refused: {error}"),
        }
    }
}

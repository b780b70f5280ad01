//! Carrying out a retry plan: every application that can go again is sent the way that works for
//! it.
//!
//! The plan is made by `scoring`, which knows why an application failed; the résumés are the
//! caller's, who alone has them. Here they meet, and no application gets lost between the two.

use std::collections::HashSet;
use std::error::Error as StdError;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use crate::{
    Application, Error, Job,
    report::{RetryPlan, ScoringJobOutcome},
    submit::{ScoreRequest, SubmittedScoringJob},
};

/// Applications that are under way at the same time. Each may take seconds, since Nova fetches the
/// résumé meanwhile; a few more than one hide that, and few they are, so that a caller who reads
/// résumés from a disk or a database notices nothing and other submits find room in the bucket.
const AT_ONCE: usize = 4;

impl Job {
    /// Sends again what a batch left unscored: carries out a report's
    /// [`retry_plan`](crate::BatchReport::retry_plan).
    ///
    /// **Why not simply send the batch again?** The vendor recognises it by its set of application
    /// ids and answers with the batch that there is, failed scoring jobs included; new résumés make
    /// no difference. An accepted application that failed is scored again only by a submit of its
    /// own that asks for a *rescore*. An application that was rejected at intake has no scoring job
    /// and is *submitted* anew, alone, once its résumé is mended.
    ///
    /// `request` is asked for each application's [`ScoreRequest`], and this decides which way it
    /// goes: whether the request asks for a rescore is set here, save that a version given by
    /// [`rescore_with`](ScoreRequest::rescore_with) is kept. The plan does not say whether the old
    /// résumé will do; the report's [`remedy`](crate::report::ApplicationOutcome::remedy) of the
    /// application does. An application that cannot go again now is declined with an error, which
    /// stays in the result.
    ///
    /// Vendor operation `submitScoringJob`, in the bucket `scoring_intake_single`, whose pace is
    /// kept; four applications are under way at once. A repeat makes nothing new: a rescore is made
    /// once for each version of the criteria. Nothing runs in the background: dropping the future
    /// stops what is left, and what was sent by then stays sent.
    ///
    /// ```no_run
    /// use nova_client_ext::{BatchReport, Error, Job};
    /// use nova_client_ext::submit::{Resume, RetriedOutcome, ScoreRequest};
    ///
    /// # async fn example(job: Job, report: BatchReport) {
    /// let retried = job
    ///     .retry(report.retry_plan(), |application_id| async move {
    ///         let resume = Resume::url(format!("https://files.example/{application_id}.pdf"))?;
    ///         Ok::<_, Error>(ScoreRequest::new(resume, "We look for a backend engineer…"))
    ///     })
    ///     .await;
    /// for application in retried.applications() {
    ///     match application.outcome() {
    ///         RetriedOutcome::Submitted(job) => println!("{}: {}", application.id(), job.scoring_job().id()),
    ///         other => println!("{}: {other}", application.id()),
    ///     }
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// None as such: what went wrong for an application stands with it in the [`RetryReport`], and
    /// holds up no other.
    pub async fn retry<F, Fut, E>(&self, plan: &RetryPlan, mut request: F) -> RetryReport
    where
        F: FnMut(String) -> Fut,
        Fut: Future<Output = Result<ScoreRequest, E>>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let rescores = plan.rescore.iter().map(|id| (id, RetryWay::Rescore));
        let submits = plan.submit.iter().map(|id| (id, RetryWay::Submit));
        // A plan that was kept elsewhere may name one twice; two submits of it at a time would
        // race.
        let mut named = HashSet::new();
        let mut waiting =
            rescores.chain(submits).filter(|(id, _)| named.insert(id.as_str())).enumerate();
        let mut under_way = Vec::with_capacity(AT_ONCE);
        let mut done: Vec<Option<Retried>> = Vec::new();
        loop {
            while under_way.len() < AT_ONCE
                && let Some((place, (id, way))) = waiting.next()
            {
                // An id that no call could carry needs no request.
                let asked = self
                    .application(id.as_str())
                    .map(|application| (application, request(id.clone())));
                under_way.push((place, Box::pin(send(id, way, asked))));
                done.push(None);
            }
            if under_way.is_empty() {
                break;
            }
            let (index, place, retried) = first_of(&mut under_way).await;
            drop(under_way.swap_remove(index));
            if let Some(slot) = done.get_mut(place) {
                *slot = Some(retried);
            }
        }
        RetryReport {
            applications: done.into_iter().flatten().collect(),
            blocked: plan.blocked.clone(),
        }
    }
}

/// The first of some futures that comes to an end, and where it is. Each waits for a call, so
/// polling all of the few there are costs nothing.
async fn first_of<T>(
    under_way: &mut [(usize, Pin<Box<impl Future<Output = T>>>)],
) -> (usize, usize, T) {
    poll_fn(|context| {
        for (index, (place, future)) in under_way.iter_mut().enumerate() {
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready((index, *place, output));
            }
        }
        Poll::Pending
    })
    .await
}

/// Asks for the request of one application, and sends it.
async fn send<E>(
    id: &str,
    way: RetryWay,
    asked: Result<(Application, impl Future<Output = Result<ScoreRequest, E>>), Error>,
) -> Retried
where
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    let outcome = match asked {
        Err(error) => RetriedOutcome::Refused(error),
        Ok((application, request)) => match pin!(request).await {
            Err(error) => RetriedOutcome::Declined(Arc::from(error.into())),
            Ok(request) => {
                let request = match way {
                    RetryWay::Rescore if request.is_rescore() => request,
                    RetryWay::Rescore => request.rescore(),
                    RetryWay::Submit => request.plain(),
                };
                match application.score(request).await {
                    Err(error) => RetriedOutcome::Refused(error),
                    // A new scoring job is pending: one that has failed was there before.
                    Ok(job) if job.outcome() == ScoringJobOutcome::Failed => {
                        RetriedOutcome::Unchanged(job)
                    }
                    Ok(job) => RetriedOutcome::Submitted(job),
                }
            }
        },
    };
    Retried { application_id: id.to_owned(), way, outcome }
}

/// What became of every application of a [`RetryPlan`]. Made by [`Job::retry`].
#[derive(Clone, Debug)]
#[must_use = "it says which applications could not be sent again"]
pub struct RetryReport {
    applications: Vec<Retried>,
    blocked: Vec<String>,
}

impl RetryReport {
    /// The applications that the plan says can go again, each once, in its order: rescores, then
    /// submits.
    pub fn applications(&self) -> &[Retried] {
        &self.applications
    }

    /// The applications that the plan says cannot go again as things are; nothing was asked or sent
    /// for them.
    pub fn blocked(&self) -> &[String] {
        &self.blocked
    }

    /// The scoring jobs that are to be waited for.
    pub fn submitted(&self) -> impl Iterator<Item = &SubmittedScoringJob> {
        self.applications.iter().filter_map(|one| match &one.outcome {
            RetriedOutcome::Submitted(job) => Some(job),
            _ => None,
        })
    }

    /// Whether every application of the plan has been sent again, and none is blocked.
    pub fn is_complete(&self) -> bool {
        self.blocked.is_empty() && self.submitted().count() == self.applications.len()
    }
}

/// One application of a [`RetryReport`].
#[derive(Clone, Debug)]
pub struct Retried {
    application_id: String,
    way: RetryWay,
    outcome: RetriedOutcome,
}

impl Retried {
    /// The integrator's own identifier of the application.
    pub fn id(&self) -> &str {
        &self.application_id
    }

    /// Which way it went, or would have gone.
    pub fn way(&self) -> RetryWay {
        self.way
    }

    /// What became of it.
    pub fn outcome(&self) -> &RetriedOutcome {
        &self.outcome
    }
}

/// How an application goes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryWay {
    /// It has a scoring job that failed: another is asked for.
    Rescore,
    /// It was rejected and has none: it is submitted like a new one.
    Submit,
}

impl RetryWay {
    /// The word for it, for example `rescore`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rescore => "rescore",
            Self::Submit => "submit",
        }
    }
}

/// What became of an application that should go again.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RetriedOutcome {
    /// It has a scoring job that may yet give a score, or has given one: wait for it.
    Submitted(SubmittedScoringJob),
    /// Nothing new was made: the vendor answered with a scoring job that has failed already. A
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
    /// The word for it in logs and JSON, for example `unchanged`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Submitted(_) => "submitted",
            Self::Unchanged(_) => "unchanged",
            Self::Declined(_) => "declined",
            Self::Refused(_) => "refused",
        }
    }

    /// The scoring job that the vendor answered with.
    pub fn job(&self) -> Option<&SubmittedScoringJob> {
        match self {
            Self::Submitted(job) | Self::Unchanged(job) => Some(job),
            Self::Declined(_) | Self::Refused(_) => None,
        }
    }
}

/// What happened, in a line.
impl std::fmt::Display for RetriedOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Submitted(job) => {
                write!(f, "submitted as scoring job {}", job.scoring_job().id())
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

//! One scoring job: [`ScoringJob::wait`] and [`ScoringJob::watch`], as of a batch of one.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::{Deserialize, Serialize};

use super::event::BatchEvent;
#[cfg(feature = "webhook")]
use super::inbox::Inbox;
use super::merge::{Effect, Notice, WebhookState};
use super::options::WaitOptions;
use super::single::Looking;
use super::watched::{Look, Target};
use crate::report::batch_of_one;
use crate::{BatchReport, Error, ErrorKind, Nova, ScoringJob, report::ScoringJobReport};

impl Target for ScoringJob {
    const OPERATION: &'static str = "getScoringJobStatus";
    const ALONE: bool = true;

    fn nova(&self) -> &Nova {
        self.application().job().tenant().nova()
    }

    fn look(&self) -> Look {
        self.status().background().try_map(batch_of_one).with_response()
    }

    fn name(&self) -> String {
        format!(
            "scoring job {:?} of application {:?}",
            self.id().as_str(),
            self.application().id().as_str()
        )
    }

    fn check(&self, options: &WaitOptions) -> Result<(), Error> {
        for (option, is_set) in
            [("resume", options.resume.is_some()), ("submission", options.submission.is_some())]
        {
            if is_set {
                return Err(Error::invalid(option, "is of a batch, and this is a scoring job"));
            }
        }
        Ok(())
    }

    /// A webhook makes a look worth while. It does not replace it: the list of a batch of one is
    /// one request.
    fn notice(&self, _: &mut WebhookState, notice: &Notice, _: impl Fn(&str) -> bool) -> Effect {
        if notice.ends(self) { Effect::Poll } else { Effect::None }
    }
}

impl ScoringJob {
    /// Waits until the scoring job has ended, and answers with its report. The score, the failure
    /// and what helps are in it; the assessment is in [`status`](Self::status).
    ///
    /// Looks by the vendor operation `getScoringJobStatus`, in the bucket `read_and_ops`, as
    /// [`status`](Self::status) does. When to look is learned, together with the watches of
    /// batches; see [`Batch::watch`](crate::Batch::watch), whose rules, bounds and patience with
    /// failed looks hold here too. [`resume`](WaitOptions::resume) and
    /// [`submission`](WaitOptions::submission) are of batches, and are refused.
    ///
    /// ```no_run
    /// # use nova_client_ext::{Error, Tenant, WaitOptions};
    /// # async fn example(tenant: Tenant) -> Result<(), Error> {
    /// let application = tenant.job("job_abc123")?.application("app-1")?;
    /// let report = application.scoring_job("sj_abc123")?.wait(WaitOptions::default()).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`watch`](Self::watch). A job that has failed is a report and no error.
    pub async fn wait(&self, options: WaitOptions) -> Result<ScoringJobReport, Error> {
        report(&Looking::new(self.clone(), options).wait().await?)
    }

    /// Watches the scoring job until it has ended: a stream of what is seen of it. Nothing runs in
    /// the background: looks are made while the stream is polled, and dropping it stops everything.
    ///
    /// # Errors
    ///
    /// The stream ends with the first error, in the cases of [`Batch::watch`](crate::Batch::watch).
    /// What is known of the job then is in [`Error::unfinished`], as of a batch of one.
    pub fn watch(&self, options: WaitOptions) -> ScoringJobWatch {
        ScoringJobWatch { looking: Looking::new(self.clone(), options) }
    }
}

/// Something that was seen of a scoring job.
///
/// As JSON an event is its report with a member `event` that names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum ScoringJobEvent {
    /// The first look at the job.
    Seen(Box<ScoringJobReport>),
    /// Nothing more will happen. The last event, and there is only one.
    Settled(Box<ScoringJobReport>),
}

/// The events of one scoring job, as a stream. Made by [`ScoringJob::watch`].
#[must_use = "a stream does nothing unless it is polled"]
pub struct ScoringJobWatch {
    looking: Looking<ScoringJob>,
}

impl ScoringJobWatch {
    /// Waits for the next event; `None` after the last one.
    ///
    /// The same as `StreamExt::next` of `futures` and `tokio-stream`, without an import. Cancel
    /// safe: an event that is not returned comes with the next call.
    pub async fn next(&mut self) -> Option<Result<ScoringJobEvent, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the scoring job that is watched.
    pub fn scoring_job(&self) -> &ScoringJob {
        &self.looking.watched.target
    }

    /// Waits for the end, and answers with the final report: [`ScoringJob::wait`], of a watch that
    /// is there already.
    ///
    /// # Errors
    ///
    /// Those of [`ScoringJob::watch`]; [`ErrorKind::Invalid`] if the end has been told.
    pub async fn finish(self) -> Result<ScoringJobReport, Error> {
        report(&self.looking.finish().await?)
    }

    #[cfg(feature = "webhook")]
    pub(super) fn observed(&self) -> std::sync::Weak<Inbox> {
        self.looking.observed()
    }
}

impl Stream for ScoringJobWatch {
    type Item = Result<ScoringJobEvent, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            let event = match ready!(this.looking.poll(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(event)) => event,
            };
            // What else happens to a batch of one is in these two.
            let event = match event {
                BatchEvent::Seen { report: batch, .. } => {
                    report(&batch).map(|job| ScoringJobEvent::Seen(Box::new(job)))
                }
                BatchEvent::Settled { report: batch } => {
                    report(&batch).map(|job| ScoringJobEvent::Settled(Box::new(job)))
                }
                _ => continue,
            };
            return Poll::Ready(Some(event));
        }
    }
}

fn report(batch: &BatchReport) -> Result<ScoringJobReport, Error> {
    // A batch of one has one.
    ScoringJobReport::of_one(batch)
        .ok_or_else(|| Error::new(ErrorKind::Decode, "the answer shows no scoring job"))
}

impl fmt::Debug for ScoringJobWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScoringJobWatch")
            .field("scoring_job", self.scoring_job())
            .finish_non_exhaustive()
    }
}

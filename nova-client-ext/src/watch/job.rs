//! Watching one scoring job, as a batch of one: [`ScoringJob::wait`] and [`ScoringJob::watch`].

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::{Deserialize, Serialize};

use super::event::BatchEvent;
#[cfg(feature = "webhook")]
use super::inbox::WebhookQueue;
use super::options::WaitOptions;
use super::saved::SavedWatch;
use super::single::SingleWatch;
use crate::report::{BatchReport, ScoredJob, ScoringJobReport};
use crate::{Error, ErrorKind, ScoringJob};

impl ScoringJob {
    /// Waits until the scoring job has ended, and returns its report with the score, or the failure
    /// and its remedy. The assessment is in [`status`](Self::status).
    ///
    /// Polls by the vendor operation `getScoringJobStatus`, in the bucket `read_and_ops`, as
    /// [`status`](Self::status) does. The time of each poll is predicted by the model that watches
    /// of batches use; see [`Batch::watch`](crate::Batch::watch), whose rules, intervals and
    /// handling of failed polls apply here too. The saved watch or the
    /// submission of a batch is rejected.
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
    /// Those of [`watch`](Self::watch). A failed scoring job is a report, not an error.
    pub async fn wait(&self, options: WaitOptions) -> Result<ScoringJobReport, Error> {
        report(&SingleWatch::new(self.clone().into(), options).wait().await?)
    }

    /// Watches the scoring job until it has ended, as a stream of events. Nothing runs in the
    /// background: the vendor is polled while the stream is polled, and dropping it stops
    /// everything.
    ///
    /// # Errors
    ///
    /// The stream ends with the first error, in the cases of [`Batch::watch`](crate::Batch::watch).
    /// The error contains the last report in [`Error::unfinished`], as of a batch of one.
    pub fn watch(&self, options: WaitOptions) -> ScoringJobWatch {
        ScoringJobWatch {
            scoring_job: self.clone(),
            watch: SingleWatch::new(self.clone().into(), options),
        }
    }
}

/// An event of a scoring job.
///
/// The JSON of an event is its report with a field `event` that has its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum ScoringJobEvent {
    /// The first poll of the job.
    Seen(Box<ScoringJobReport>),
    /// It has ended with a score: all data of the poll, including the assessment.
    Scored(ScoredJob),
    /// The job is settled. The last event, which occurs once.
    Settled(Box<ScoringJobReport>),
}

/// The events of one scoring job, as a stream. Returned by [`ScoringJob::watch`].
#[must_use = "a stream does nothing unless it is polled"]
pub struct ScoringJobWatch {
    scoring_job: ScoringJob,
    watch: SingleWatch,
}

impl ScoringJobWatch {
    /// Waits for the next event; `None` after the last one.
    ///
    /// The same as `StreamExt::next` of `futures` and `tokio-stream`, without an import. Cancel
    /// safe: no event is lost.
    pub async fn next(&mut self) -> Option<Result<ScoringJobEvent, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the watched scoring job.
    pub fn scoring_job(&self) -> &ScoringJob {
        &self.scoring_job
    }

    /// Returns the state to store, so that another watch can continue from here, in this process or
    /// another one. Events that the stream has not returned yet are emitted there.
    pub fn save(&self) -> SavedWatch {
        self.watch.save()
    }

    /// Waits for the end of this watch and returns the final report, as [`ScoringJob::wait`] does.
    ///
    /// # Errors
    ///
    /// Those of [`ScoringJob::watch`]; [`ErrorKind::Invalid`] if the end has been emitted.
    pub async fn finish(self) -> Result<ScoringJobReport, Error> {
        report(&self.watch.finish().await?)
    }

    #[cfg(feature = "webhook")]
    pub(super) fn subscribe_webhooks(&self) -> std::sync::Weak<WebhookQueue> {
        self.watch.subscribe_webhooks()
    }
}

impl Stream for ScoringJobWatch {
    type Item = Result<ScoringJobEvent, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            let event = match ready!(this.watch.poll(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(event)) => event,
            };
            let Some(event) = job_event(event) else { continue };
            return Poll::Ready(Some(event));
        }
    }
}

/// Converts the event of a batch of one into that of its scoring job; `None` for events that add
/// nothing.
pub(super) fn job_event(event: BatchEvent) -> Option<Result<ScoringJobEvent, Error>> {
    match event {
        BatchEvent::Seen { report: batch, .. } => {
            Some(report(&batch).map(|job| ScoringJobEvent::Seen(Box::new(job))))
        }
        BatchEvent::Scored(job) => Some(Ok(ScoringJobEvent::Scored(job))),
        BatchEvent::Settled { report: batch } => {
            Some(report(&batch).map(|job| ScoringJobEvent::Settled(Box::new(job))))
        }
        _ => None,
    }
}

fn report(batch: &BatchReport) -> Result<ScoringJobReport, Error> {
    // A batch of one has one scoring job.
    ScoringJobReport::of_one(batch)
        .ok_or_else(|| Error::new(ErrorKind::Decode, "the response has no scoring job"))
}

impl fmt::Debug for ScoringJobWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScoringJobWatch")
            .field("scoring_job", self.scoring_job())
            .finish_non_exhaustive()
    }
}

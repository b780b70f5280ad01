//! Watching one batch: [`Batch::wait`] and [`Batch::watch`]. The poll loop serves scoring jobs,
//! too.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

use super::event::BatchEvent;
use super::inbox::WebhookQueue;
use super::options::WaitOptions;
use super::saved::SavedWatch;
use super::target::{Poll as PollCall, WatchTarget};
use super::watched::Watched;
use crate::latency::POLL_COST_ALONE;
use crate::{Batch, BatchReport, Error};

/// The maximum interval between two polls of a batch that is watched alone.
pub(super) const MAX_GAP: Duration = Duration::from_secs(10);

impl Batch {
    /// Waits until the batch is settled, and returns its final report.
    ///
    /// Polls by the vendor operation `getScoringBatchStatus`, in the bucket `read_and_ops`, as
    /// [`status`](Self::status) does. The first poll is made at once, so a settled batch costs one
    /// request. The time of each later poll is predicted; see [`watch`](Self::watch), which also
    /// emits intermediate events.
    ///
    /// ```no_run
    /// # use nova_client_ext::WaitOptions;
    /// # async fn example(tenant: nova_client_ext::Tenant) -> Result<(), nova_client_ext::Error> {
    /// let report = tenant.job("job_abc123")?.batch("sb_abc123")?.wait(WaitOptions::default()).await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`watch`](Self::watch). A failed batch is a report, not an error;
    /// [`BatchReport::require_success`] converts it into one.
    pub async fn wait(&self, options: WaitOptions) -> Result<BatchReport, Error> {
        SingleWatch::new(self.clone().into(), options).wait().await
    }

    /// Watches the batch until it is settled, as a stream of events.
    ///
    /// No event is emitted twice and none is lost between two polls: a job that appears and ends
    /// between them has both events. A failed poll does not end the watch: the transport retries
    /// it, and then the watch does, with backoff, until its timeout. Nothing runs in the
    /// background: the vendor is polled while the stream is polled, and dropping it stops
    /// everything.
    ///
    /// **When it polls.** At once, and then when the batch is likely to be settled. This is
    /// predicted from the durations of its own jobs and of those of every batch that this
    /// [`Nova`](crate::Nova) has watched. Without any data the first interval is a few seconds,
    /// near the vendor's advice of three; near the end of a batch it becomes shorter, down to a
    /// quarter of a second; the longest interval is ten seconds. Polls are background calls:
    /// foreground calls have priority.
    ///
    /// ```no_run
    /// # use nova_client_ext::{Batch, WaitOptions};
    /// # use nova_client_ext::watch::BatchEvent;
    /// # async fn example(batch: Batch) -> Result<(), nova_client_ext::Error> {
    /// let mut events = batch.watch(WaitOptions::default());
    /// while let Some(event) = events.next().await {
    ///     match event? {
    ///         BatchEvent::Scored(job) => println!("{}: {:?}", job.application_id, job.score),
    ///         BatchEvent::Failed(job) => println!("{}: {}", job.application_id, job.remedy),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The stream ends with the first error:
    ///
    /// - [`ErrorKind::WaitExpired`](crate::ErrorKind::WaitExpired) when the timeout passes, also
    ///   for a batch with an unknown status;
    /// - an error of the vendor that is not transient: 400, 401, 403, 404;
    /// - the third in a row, or 30 s after the first, of possibly transient failures: a body that
    ///   cannot be decoded, a response that did not come from the vendor
    ///   ([`Error::is_from_intermediary`]: a redirect, a proxy's 403), a 404 for a batch that was
    ///   just submitted and not yet seen;
    /// - [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for invalid options, before any request.
    ///
    /// The last report is in [`Error::unfinished`].
    pub fn watch(&self, options: WaitOptions) -> BatchWatch {
        BatchWatch { batch: self.clone(), watch: SingleWatch::new(self.clone().into(), options) }
    }
}

/// The events of one batch, as a stream. Returned by [`Batch::watch`].
#[must_use = "a stream does nothing unless it is polled"]
pub struct BatchWatch {
    batch: Batch,
    watch: SingleWatch,
}

/// One target with its running poll or wait.
pub(super) struct SingleWatch {
    pub(super) watched: Box<Watched>,
    /// The queue of webhooks.
    webhooks: Arc<WebhookQueue>,
    invalid: Option<Error>,
    /// Set by the first poll.
    deadline: Option<Pin<Box<Sleep>>>,
    step: Step,
}

enum Step {
    /// Poll now.
    Ready,
    Polling {
        call: PollCall,
        sent: Instant,
    },
    Waiting(Pin<Box<Sleep>>),
    Over,
}

impl BatchWatch {
    /// Waits for the next event; `None` after the last one.
    ///
    /// The same as `StreamExt::next` of `futures` and `tokio-stream`, without an import. Cancel
    /// safe: no event is lost.
    pub async fn next(&mut self) -> Option<Result<BatchEvent, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the watched batch.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Returns the state to store, so that another watch can continue from here, in this process or
    /// another one. Events that the stream has not returned yet are emitted there.
    pub fn save(&self) -> SavedWatch {
        self.watch.save()
    }

    /// Waits for the end of this watch and returns the final report, as [`Batch::wait`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Batch::watch`]; [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if the end has
    /// been emitted.
    pub async fn finish(self) -> Result<BatchReport, Error> {
        self.watch.finish().await
    }

    #[cfg(feature = "webhook")]
    pub(super) fn subscribe_webhooks(&self) -> std::sync::Weak<WebhookQueue> {
        self.watch.subscribe_webhooks()
    }
}

impl Stream for BatchWatch {
    type Item = Result<BatchEvent, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().watch.poll(context)
    }
}

impl SingleWatch {
    pub(super) fn new(target: WatchTarget, options: WaitOptions) -> Self {
        let invalid = options.check(&target).err();
        let watched = Box::new(Watched::new(target, options, POLL_COST_ALONE, Instant::now()));
        let step = if watched.is_over() { Step::Over } else { Step::Ready };
        Self { watched, webhooks: Arc::default(), invalid, deadline: None, step }
    }

    /// Returns the state to store.
    pub(super) fn save(&self) -> SavedWatch {
        self.watched.save()
    }

    /// Polls until there is a final report.
    pub(super) async fn wait(mut self) -> Result<BatchReport, Error> {
        // A wait returns the report even if the end was emitted by a saved watch.
        self.watched.reopen();
        self.step = Step::Ready;
        self.finish().await
    }

    /// Polls until the end is emitted, which may have happened already.
    pub(super) async fn finish(mut self) -> Result<BatchReport, Error> {
        loop {
            match poll_fn(|context| self.poll(context)).await {
                Some(Ok(BatchEvent::Settled { report })) => return Ok(*report),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
                None => {
                    return Err(Error::invalid(
                        "the watch",
                        "is over: its end was already emitted",
                    ));
                }
            }
        }
    }

    #[cfg(feature = "webhook")]
    pub(super) fn subscribe_webhooks(&self) -> std::sync::Weak<WebhookQueue> {
        self.webhooks.observe();
        Arc::downgrade(&self.webhooks)
    }

    /// Processes the queued webhooks, and registers for the next ones.
    fn take_webhooks(&mut self, context: &Context<'_>) {
        if !self.webhooks.is_observed() {
            return;
        }
        self.watched.observe();
        for webhook in self.webhooks.take(context.waker()) {
            let has_changed = self.watched.apply_webhook(&webhook, Instant::now());
            if has_changed && matches!(self.step, Step::Waiting(_)) {
                self.step = Step::Waiting(Box::pin(sleep_until(self.watched.due(MAX_GAP))));
            }
        }
    }

    fn end(&mut self, error: Error) -> Poll<Option<Result<BatchEvent, Error>>> {
        self.step = Step::Over;
        Poll::Ready(Some(Err(error)))
    }

    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<BatchEvent, Error>>> {
        if let Some(error) = self.invalid.take() {
            return self.end(error);
        }
        if !matches!(self.step, Step::Over) {
            self.take_webhooks(context);
        }
        loop {
            if let Some(event) = self.watched.next_event() {
                if self.watched.is_over() {
                    self.step = Step::Over;
                }
                return Poll::Ready(Some(Ok(event)));
            }
            let polled = match &mut self.step {
                Step::Over => return Poll::Ready(None),
                Step::Ready => {
                    self.step = Step::Polling { call: self.watched.poll(), sent: Instant::now() };
                    continue;
                }
                Step::Polling { call, sent } => match Pin::new(call).poll(context) {
                    Poll::Ready(outcome) => {
                        if let Err(error) = self.watched.polled(outcome, (*sent, Instant::now())) {
                            return self.end(error);
                        }
                        self.step = Step::Waiting(Box::pin(sleep_until(self.watched.due(MAX_GAP))));
                        continue;
                    }
                    Poll::Pending => Poll::Pending,
                },
                Step::Waiting(sleep) => sleep.as_mut().poll(context),
            };
            let watched = &self.watched;
            let deadline = self
                .deadline
                .get_or_insert_with(|| Box::pin(sleep_until(watched.deadline(Instant::now()))));
            if deadline.as_mut().poll(context).is_ready() {
                let error = self.watched.expired();
                return self.end(error);
            }
            match polled {
                Poll::Ready(()) => self.step = Step::Ready,
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl fmt::Debug for BatchWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchWatch").field("batch", self.batch()).finish_non_exhaustive()
    }
}

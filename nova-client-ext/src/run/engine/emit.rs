//! Emits results from the store to the stream.
//!
//! This task fills an in-memory buffer, from which the stream takes results, and marks results as
//! emitted in the store. A result counts as emitted when the caller requests the next one: if the
//! process ends before that, it is emitted again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::{sleep, timeout};

use super::{Engine, TICK};
use crate::Error;
use crate::run::ledger::Stop;
use crate::run::state::{ApplicationRecord, Position};

/// The capacity of the buffer.
const READ_AHEAD: usize = 256;
/// The number of emitted results from which they are marked in the store without waiting for more.
const MARK_AT_ONCE: usize = 64;
/// How long marking an emitted result waits for others.
const LINGER: Duration = Duration::from_millis(100);

/// The buffer between the store and the stream.
#[derive(Default)]
pub(in crate::run) struct Outbox {
    state: Mutex<Content>,
    /// Notified when results were emitted, or when there are results in the store.
    pub(super) changed: Notify,
    /// Whether the caller wants the run to stop.
    stop_requested: watch::Sender<bool>,
}

#[derive(Default)]
struct Content {
    ready: VecDeque<ApplicationRecord>,
    /// The result that the caller is processing.
    returned: Option<Position>,
    emitted: Vec<Position>,
    stream: Option<Waker>,
    /// `Some` at the end of the stream, with its error if there is one.
    #[allow(clippy::option_option, reason = "an end, with an error or without")]
    end: Option<Option<Error>>,
    /// The error of the last submission, while it is being repeated.
    submit_error: Option<Error>,
    /// The error of the last poll, while it is being repeated.
    poll_error: Option<Error>,
    /// Whether nothing more is sent, because the run is to stop.
    is_submission_over: bool,
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, Content> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Polls for the next result.
    pub(in crate::run) fn poll_next(
        &self,
        waker: &Waker,
    ) -> Poll<Option<Result<ApplicationRecord, Error>>> {
        let mut content = self.lock();
        if let Some(position) = content.returned.take() {
            content.emitted.push(position);
            if content.emitted.len() >= MARK_AT_ONCE || content.ready.is_empty() {
                self.changed.notify_one();
            }
        }
        if let Some(record) = content.ready.pop_front() {
            content.returned = record.position;
            return Poll::Ready(Some(Ok(record)));
        }
        if let Some(end) = &mut content.end {
            return Poll::Ready(end.take().map(Err));
        }
        content.stream = Some(waker.clone());
        Poll::Pending
    }

    /// Records that a submission failed and is being repeated, or that Nova has responded.
    pub(super) fn set_submit_error(&self, error: Option<Error>) {
        self.lock().submit_error = error;
    }

    /// Records the error of the last poll, or that it succeeded.
    pub(super) fn set_poll_error(&self, error: Option<Error>) {
        self.lock().poll_error = error;
    }

    pub(in crate::run) fn last_error(&self) -> Option<Error> {
        let content = self.lock();
        content.submit_error.as_ref().or(content.poll_error.as_ref()).cloned()
    }

    /// Ends the stream once the results in the store are emitted, after a stop.
    pub(super) fn end_after_results(&self) {
        self.lock().is_submission_over = true;
        self.changed.notify_one();
    }

    fn is_submission_over(&self) -> bool {
        self.lock().is_submission_over
    }

    /// Requests that nothing more is sent.
    pub(in crate::run) fn stop(&self) {
        self.stop_requested.send_replace(true);
    }

    pub(super) fn is_stop_requested(&self) -> bool {
        *self.stop_requested.borrow()
    }

    /// Waits until the caller wants the run to stop.
    pub(super) async fn stop_requested(&self) {
        // This fails only if the sender is dropped, and it is borrowed here.
        self.stop_requested.subscribe().wait_for(|requested| *requested).await.ok();
    }

    /// Ends the stream.
    pub(in crate::run) fn end(&self, error: Option<Error>) {
        let mut content = self.lock();
        content.end = Some(error);
        let stream = content.stream.take();
        drop(content);
        if let Some(stream) = stream {
            stream.wake();
        }
    }

    fn put(&self, records: Vec<ApplicationRecord>) {
        let mut content = self.lock();
        content.ready.extend(records);
        let stream = content.stream.take();
        drop(content);
        if let Some(stream) = stream {
            stream.wake();
        }
    }

    /// Takes the results to be marked as emitted, and returns the free capacity, or 0 if less than
    /// half is free, so that the store is read in larger pages.
    fn take(&self) -> (Vec<Position>, usize) {
        let mut content = self.lock();
        let space = READ_AHEAD.saturating_sub(content.ready.len());
        let space = if space < READ_AHEAD / 2 { 0 } else { space };
        (std::mem::take(&mut content.emitted), space)
    }

    fn is_idle(&self) -> bool {
        let content = self.lock();
        content.ready.is_empty() && content.returned.is_none() && content.emitted.is_empty()
    }
}

/// Fills the buffer until the run is finished or, after a stop, has no more results.
pub(super) async fn work(engine: Arc<Engine>, worker: i64) -> Result<(), Stop> {
    let outbox = &engine.outbox;
    loop {
        let (emitted, space) = outbox.take();
        let marked = emitted.len();
        let records = engine.ledger.take_results(worker, emitted, space).await?;
        let full = records.len() == space && space > 0;
        let idle = records.is_empty() && marked == 0;
        outbox.put(records);
        if full {
            continue;
        }
        if idle
            && outbox.is_idle()
            && (outbox.is_submission_over() || engine.ledger.is_finished().await?)
        {
            return Ok(());
        }
        if marked > 0 && outbox.is_idle() {
            // That may have been the last result.
            continue;
        }
        // Results of this process wake the task; those of other processes are found by the tick.
        timeout(TICK, outbox.changed.notified()).await.ok();
        if marked > 0 && !outbox.is_idle() {
            sleep(LINGER).await;
        }
    }
}

//! Emits results from the store to the stream.
//!
//! This task fills an in-memory buffer, from which the stream takes results, and marks results as
//! emitted in the store. A result counts as emitted when the caller requests the next one: if the
//! process ends before that, it is emitted again.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use super::{Engine, TICK};
use crate::Error;
use crate::run::ledger::Stop;
use crate::run::state::{ApplicationRecord, Position};

/// The capacity of the buffer.
const READ_AHEAD: usize = 256;
/// The number of emitted results after which they are marked in the store without waiting.
const NOTED: usize = 64;
/// How long marking an emitted result waits for others.
const LINGER: Duration = Duration::from_millis(100);

/// The buffer between the store and the stream.
#[derive(Default)]
pub(in crate::run) struct Outbox {
    state: Mutex<Content>,
    /// Notified when results were emitted, or when there are results in the store.
    pub(super) changed: Notify,
    stops: AtomicBool,
}

#[derive(Default)]
struct Content {
    ready: VecDeque<ApplicationRecord>,
    /// The result that the caller is processing.
    handed_out: Option<Position>,
    emitted: Vec<Position>,
    stream: Option<Waker>,
    /// `Some` at the end of the stream, with its error if there is one.
    #[allow(clippy::option_option, reason = "an end, with an error or without")]
    end: Option<Option<Error>>,
    /// The error of the last submission, while it is being repeated.
    submit_error: Option<Error>,
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
        if let Some(position) = content.handed_out.take() {
            content.emitted.push(position);
            if content.emitted.len() >= NOTED || content.ready.is_empty() {
                self.changed.notify_one();
            }
        }
        if let Some(record) = content.ready.pop_front() {
            content.handed_out = record.position;
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

    pub(in crate::run) fn submit_error(&self) -> Option<Error> {
        self.lock().submit_error.clone()
    }

    /// Requests that nothing more is sent.
    pub(in crate::run) fn stop(&self) {
        self.stops.store(true, Ordering::Release);
    }

    pub(super) fn stops(&self) -> bool {
        self.stops.load(Ordering::Acquire)
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

    /// Takes the results to be marked as emitted, and returns the free capacity, 0 if it is small.
    fn take(&self) -> (Vec<Position>, usize) {
        let mut content = self.lock();
        let space = READ_AHEAD.saturating_sub(content.ready.len());
        let space = if space < READ_AHEAD / 2 { 0 } else { space };
        (std::mem::take(&mut content.emitted), space)
    }

    fn is_idle(&self) -> bool {
        let content = self.lock();
        content.ready.is_empty() && content.handed_out.is_none() && content.emitted.is_empty()
    }
}

/// Fills the buffer until the run is finished.
pub(super) async fn work(engine: Arc<Engine>, worker: i64) -> Result<(), Stop> {
    let outbox = &engine.outbox;
    loop {
        let (emitted, space) = outbox.take();
        let noted = emitted.len();
        let records = engine.ledger.take_results(worker, emitted, space).await?;
        let full = records.len() == space && space > 0;
        let idle = records.is_empty() && noted == 0;
        outbox.put(records);
        if full {
            continue;
        }
        if idle && outbox.is_idle() && engine.ledger.is_finished().await? {
            return Ok(());
        }
        if noted > 0 && outbox.is_idle() {
            // That may have been the last result.
            continue;
        }
        // Results of this process wake the task; those of other processes are found by the tick.
        timeout(TICK, outbox.changed.notified()).await.ok();
        if noted > 0 && !outbox.is_idle() {
            sleep(LINGER).await;
        }
    }
}

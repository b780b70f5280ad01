//! Streams of results: of an active run, and of stored applications.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::engine::{self, Engine, Outbox};
use super::ledger::Ledger;
use super::state::{ApplicationRecord, Position};
use super::store::{BoxFuture, StoreError, in_task};
use crate::Error;

/// The stream of the results of an active run. Created by [`Run::start`](super::Run::start).
///
/// A result counts as emitted when the next one is requested, so finish processing it before that:
/// if the process ends earlier, the same result is emitted again, with the same
/// [`position`](ApplicationRecord::position).
#[must_use = "nothing is done until it is polled"]
pub struct Results {
    outbox: Arc<Outbox>,
    wake: Arc<Notify>,
    work: Work,
}

enum Work {
    /// Not polled yet.
    Waits(Option<Box<Engine>>),
    Runs(JoinHandle<()>),
}

impl Results {
    pub(super) fn new(engine: Engine) -> Self {
        Self {
            outbox: Arc::clone(&engine.outbox),
            wake: Arc::clone(&engine.wake),
            work: Work::Waits(Some(Box::new(engine))),
        }
    }

    /// Stops sending. The stream ends when the requests in flight have completed and the results so
    /// far are emitted; it does not wait for accepted applications, nor for requests that are being
    /// repeated. Start the run again to resume it.
    ///
    /// Dropping the stream instead loses nothing either: the requests in flight are then repeated
    /// when the run is resumed, and up to 256 results may be emitted again.
    pub fn stop(&self) {
        self.outbox.stop();
        self.wake.notify_one();
    }

    /// Returns the error of the last submission or poll, if it is being repeated: the server is
    /// unavailable, for example. The run continues by itself once that is over.
    pub fn last_error(&self) -> Option<Error> {
        self.outbox.last_error()
    }

    /// Returns the next result; `None` when every application is in a final state. Cancel safe: no
    /// result is lost.
    pub async fn next(&mut self) -> Option<Result<ApplicationRecord, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for Results {
    type Item = Result<ApplicationRecord, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let Work::Waits(engine) = &mut this.work
            && let Some(engine) = engine.take()
        {
            this.work = Work::Runs(tokio::spawn(work(*engine)));
        }
        this.outbox.poll_next(context.waker())
    }
}

async fn work(engine: Engine) {
    /// Ends the stream even if a task panics.
    struct End(Arc<Outbox>, Option<Error>);
    impl Drop for End {
        fn drop(&mut self) {
            self.0.end(self.1.take());
        }
    }
    let died = StoreError::new("its task panicked");
    let mut end = End(Arc::clone(&engine.outbox), Some(died.into()));
    end.1 = engine::work(Arc::new(engine)).await.err();
}

impl Drop for Results {
    fn drop(&mut self) {
        if let Work::Runs(work) = &self.work {
            work.abort();
        }
    }
}

impl fmt::Debug for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Results").finish_non_exhaustive()
    }
}

/// The number of applications read at a time.
const PAGE: usize = 500;

/// A stream of stored applications of a run, read page by page.
#[must_use = "nothing is read until it is polled"]
#[allow(clippy::type_complexity, reason = "a boxed future is what it is")]
pub struct ApplicationRecords {
    ledger: Ledger,
    order: Order,
    page: VecDeque<ApplicationRecord>,
    reading: Option<BoxFuture<'static, Result<(Vec<ApplicationRecord>, i64), StoreError>>>,
    is_over: bool,
}

#[derive(Clone, Copy)]
enum Order {
    Position(Position),
    Added(i64),
}

impl ApplicationRecords {
    pub(super) fn results(ledger: Ledger, after: Position) -> Self {
        Self::new(ledger, Order::Position(after))
    }

    pub(super) fn applications(ledger: Ledger) -> Self {
        Self::new(ledger, Order::Added(0))
    }

    fn new(ledger: Ledger, order: Order) -> Self {
        Self { ledger, order, page: VecDeque::new(), reading: None, is_over: false }
    }

    /// Returns the next application; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<ApplicationRecord, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for ApplicationRecords {
    type Item = Result<ApplicationRecord, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(record) = this.page.pop_front() {
                return Poll::Ready(Some(Ok(record)));
            }
            if this.is_over {
                return Poll::Ready(None);
            }
            let (ledger, order) = (&this.ledger, this.order);
            let reading = this.reading.get_or_insert_with(|| {
                let ledger = ledger.clone();
                Box::pin(in_task(async move {
                    match order {
                        Order::Added(after) => ledger.applications(after, PAGE).await,
                        Order::Position(after) => {
                            ledger.results_since(after, PAGE).await.map(|page| (page, 0))
                        }
                    }
                }))
            });
            let Poll::Ready(read) = reading.as_mut().poll(context) else { return Poll::Pending };
            this.reading = None;
            match read {
                Ok((page, last)) => {
                    this.is_over = page.len() < PAGE;
                    this.order = match this.order {
                        Order::Added(_) => Order::Added(last),
                        Order::Position(after) => Order::Position(
                            page.last().and_then(|record| record.position).unwrap_or(after),
                        ),
                    };
                    this.page = page.into();
                }
                Err(error) => {
                    this.is_over = true;
                    return Poll::Ready(Some(Err(error.into())));
                }
            }
        }
    }
}

impl fmt::Debug for ApplicationRecords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApplicationRecords").finish_non_exhaustive()
    }
}

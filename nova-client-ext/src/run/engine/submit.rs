//! Calls the source for queued applications, and plans and starts batches. One worker of a run does
//! this at a time.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use nova_client::MAX_REQUEST_BYTES;
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, sleep, sleep_until};

use super::outcome::description_bytes;
use super::send::{self, Sender};
use super::{Engine, Opened, SourceResult, TICK};
use crate::run::ledger::{PlannedBatch, Queued, Stop, SubmitterLease};
use crate::run::spec::{SourceError, SourceFailure, Submission};
use crate::run::state::SubmitMode;
use crate::submit::{BatchApplication, BatchRequest};

/// The maximum number of batches in flight. The rate limit allows one batch per second, and a call may
/// take ten, because Nova fetches the résumés during it.
const MAX_BATCHES: usize = 12;
/// No further batch is planned while those in flight are larger than this, which limits the memory
/// for large résumés.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// The maximum number of batches of an earlier process in flight. Fewer, because their size is known
/// only when the source has returned the résumés.
const MAX_RECOVERED: usize = 4;
/// The maximum number of single requests in flight; the rate limit allows ten per second.
const MAX_SINGLE: usize = 12;
/// The number of applications read from the store at a time.
const PAGE: usize = 100;
/// How long a batch that is not full waits for slow calls of the source.
const LINGER: Duration = Duration::from_secs(2);
/// How long it waits when no other application is queued, since the caller may still be adding some.
const LAST_LINGER: Duration = Duration::from_millis(250);
/// The minimum time until the timer wakes the loop, so that an overdue time does not make it spin.
const MIN_WAIT: Duration = Duration::from_millis(20);

/// An application with the data to be sent.
struct Ready {
    queued: Queued,
    application: BatchApplication,
    bytes: usize,
}

/// The outcome of a request in flight: the bytes that are no longer in flight.
type Sent = Result<usize, Stop>;

struct Submitter {
    engine: Arc<Engine>,
    lease: SubmitterLease,
    sender: Sender,
    /// Batches planned by an earlier process, which are sent first.
    recovered: VecDeque<PlannedBatch>,
    backlog: VecDeque<Queued>,
    /// The application after which the store is read next.
    cursor: i64,
    /// When the store is read again from the start.
    rescan_at: Option<Instant>,
    /// Applications in memory that are still queued in the store.
    in_memory: HashSet<i64>,
    source_calls: JoinSet<SourceResult>,
    /// The application of each running call of the source.
    called: HashMap<Id, Queued>,
    /// How often the source has failed for each application, without [`SourceError::not_yet`].
    failures: HashMap<i64, u32>,
    ready: Vec<Ready>,
    ready_bytes: usize,
    ready_since: Option<Instant>,
    /// Applications to be sent in single requests.
    queued_singles: VecDeque<(Queued, Submission)>,
    batches_in_flight: JoinSet<Sent>,
    bytes_in_flight: usize,
    singles_in_flight: JoinSet<Sent>,
}

/// Submits applications until the run is to stop. Then it waits until the task is cancelled, since
/// the results are still to be emitted.
pub(super) async fn work(engine: Arc<Engine>, worker: i64, opened: Opened) -> Result<(), Stop> {
    submit(&engine, worker, opened).await?;
    engine.outbox.end_after_results();
    std::future::pending().await
}

async fn submit(engine: &Arc<Engine>, worker: i64, opened: Opened) -> Result<(), Stop> {
    let lease = loop {
        if engine.outbox.is_stop_requested() {
            return Ok(());
        }
        if let Some(lease) = engine.ledger.try_become_submitter(worker).await? {
            break lease;
        }
        sleep(TICK).await;
    };
    let recovered = engine.ledger.take_planned(lease).await?.into();
    let submitter = Submitter {
        sender: Sender { engine: Arc::clone(engine), opened },
        engine: Arc::clone(engine),
        lease,
        recovered,
        backlog: VecDeque::new(),
        cursor: 0,
        rescan_at: Some(Instant::now()),
        in_memory: HashSet::new(),
        source_calls: JoinSet::new(),
        called: HashMap::new(),
        failures: HashMap::new(),
        ready: Vec::new(),
        ready_bytes: 0,
        ready_since: None,
        queued_singles: VecDeque::new(),
        batches_in_flight: JoinSet::new(),
        bytes_in_flight: 0,
        singles_in_flight: JoinSet::new(),
    };
    submitter.run().await
}

impl Submitter {
    async fn run(mut self) -> Result<(), Stop> {
        loop {
            if self.engine.outbox.is_stop_requested() {
                return self.finish().await;
            }
            self.resend();
            self.call_source().await?;
            self.send_single().await?;
            while self.is_due() {
                self.send_batch().await?;
            }
            let wake_at = self.wake_at();
            tokio::select! {
                Some(called) = self.source_calls.join_next_with_id() => self.handle_source_result(called).await?,
                Some(sent) = self.batches_in_flight.join_next() => self.bytes_in_flight -= finished(sent)?,
                Some(sent) = self.singles_in_flight.join_next() => { finished(sent)?; }
                () = self.engine.wake.notified() => self.rescan_at = Some(Instant::now()),
                () = sleep_until(wake_at) => {}
            }
        }
    }

    /// Waits for the responses to the requests in flight.
    async fn finish(mut self) -> Result<(), Stop> {
        while let Some(sent) = self.batches_in_flight.join_next().await {
            finished(sent)?;
        }
        while let Some(sent) = self.singles_in_flight.join_next().await {
            finished(sent)?;
        }
        Ok(())
    }

    fn wake_at(&self) -> Instant {
        let now = Instant::now();
        let rescan = self.rescan_at.unwrap_or(now + TICK);
        let linger = self.ready_since.map(|since| since + self.linger());
        // A batch that is due but has no free slot is sent when a request in flight completes, which
        // wakes the loop.
        let wake = linger.filter(|at| *at > now).map_or(rescan, |at| at.min(rescan));
        wake.max(now + MIN_WAIT)
    }

    /// Sends the batches planned by an earlier process, with the same sets of applications.
    fn resend(&mut self) {
        while self.batches_in_flight.len() < MAX_RECOVERED
            && let Some(planned) = self.recovered.pop_front()
        {
            let sender = self.sender.clone();
            self.batches_in_flight.spawn(async move { sender.again(planned).await.map(|()| 0) });
        }
    }

    /// Calls the source for the next applications.
    async fn call_source(&mut self) -> Result<(), Stop> {
        let max = self.engine.spec.sources;
        let max_in_memory = max + BatchRequest::MAX_APPLICATIONS;
        while self.source_calls.len() < max
            && self.source_calls.len() + self.ready.len() + self.queued_singles.len()
                < max_in_memory
        {
            let Some(queued) = self.next().await? else { return Ok(()) };
            self.in_memory.insert(queued.seq);
            if let Some(problem) = queued.application.problem() {
                self.record_source_failure(queued, SourceFailure::Ends(problem)).await?;
                continue;
            }
            let call = self.engine.call_source(queued.application.clone());
            let task = self.source_calls.spawn(call);
            self.called.insert(task.id(), queued);
        }
        Ok(())
    }

    async fn next(&mut self) -> Result<Option<Queued>, Stop> {
        if self.backlog.is_empty() && self.rescan_at.is_none_or(|at| at <= Instant::now()) {
            let page = self.engine.ledger.queued(self.cursor, PAGE).await?;
            // A short page is the last. Then reading restarts, after a delay, to find applications
            // before the cursor that were waiting or requeued.
            let is_last = page.len() < PAGE;
            self.cursor = if is_last { 0 } else { page.last().map_or(0, |one| one.seq) };
            self.rescan_at = is_last.then(|| Instant::now() + TICK);
            self.backlog.extend(page.into_iter().filter(|one| !self.in_memory.contains(&one.seq)));
        }
        Ok(self.backlog.pop_front())
    }

    /// Handles the result of the source.
    async fn handle_source_result(
        &mut self,
        called: Result<(Id, SourceResult), tokio::task::JoinError>,
    ) -> Result<(), Stop> {
        let (id, result) = match called {
            Ok(called) => called,
            Err(error) => (error.id(), Err("the source panicked".into())),
        };
        let Some(queued) = self.called.remove(&id) else { return Ok(()) };
        let submission = match result {
            Ok(submission) => submission,
            Err(error) => {
                let failures = self.failures.entry(queued.seq).or_default();
                if !SourceError::is_not_yet(&*error) {
                    *failures += 1;
                }
                let failure = SourceFailure::of(&*error, *failures, queued.source_failures);
                return self.record_source_failure(queued, failure).await;
            }
        };
        self.failures.remove(&queued.seq);
        let application = submission.clone().for_batch(&queued.application.id);
        match self.engine.request([application.clone()]).json_bytes() {
            Err(error) => {
                self.record_source_failure(queued, SourceFailure::Ends(error.to_string())).await
            }
            Ok(_) if queued.way != SubmitMode::Batch => {
                self.queued_singles.push_back((queued, submission));
                Ok(())
            }
            Ok(bytes) => {
                let bytes = bytes.saturating_sub(description_bytes(&self.engine.spec.description));
                self.ready.push(Ready { queued, application, bytes });
                self.ready_bytes += bytes;
                self.ready_since.get_or_insert_with(Instant::now);
                Ok(())
            }
        }
    }

    async fn record_source_failure(
        &mut self,
        queued: Queued,
        failure: SourceFailure,
    ) -> Result<(), Stop> {
        if matches!(failure, SourceFailure::Ends(_)) {
            self.failures.remove(&queued.seq);
        }
        self.engine.ledger.record_source_failure(self.lease, queued.seq, failure).await?;
        self.in_memory.remove(&queued.seq);
        self.engine.outbox.changed.notify_one();
        Ok(())
    }

    fn linger(&self) -> Duration {
        let is_last = self.source_calls.is_empty() && self.backlog.is_empty() && self.cursor == 0;
        if is_last { LAST_LINGER } else { LINGER }
    }

    /// Returns whether a batch should be sent now.
    fn is_due(&self) -> bool {
        let free = self.batches_in_flight.len() < MAX_BATCHES && self.bytes_in_flight < MAX_BYTES;
        let full = self.ready.len() >= BatchRequest::MAX_APPLICATIONS
            || self.ready_bytes + description_bytes(&self.engine.spec.description)
                > MAX_REQUEST_BYTES;
        let waited = self.ready_since.is_some_and(|since| since.elapsed() >= self.linger());
        free && (full || waited) && !self.ready.is_empty() && self.recovered.is_empty()
    }

    /// Plans the next batch from as many ready applications as fit, and starts sending it.
    async fn send_batch(&mut self) -> Result<(), Stop> {
        let mut bytes = description_bytes(&self.engine.spec.description);
        let mut count = 0;
        for one in self.ready.iter().take(BatchRequest::MAX_APPLICATIONS) {
            if count > 0 && bytes + one.bytes > MAX_REQUEST_BYTES {
                break;
            }
            bytes += one.bytes;
            count += 1;
        }
        let mut batch: Vec<Ready> = self.ready.drain(..count).collect();
        self.ready_bytes = self.ready.iter().map(|one| one.bytes).sum();
        self.ready_since = (!self.ready.is_empty()).then(Instant::now);
        let members = batch.iter().map(|one| one.queued.clone()).collect();
        let planned = self.engine.ledger.plan(self.lease, SubmitMode::Batch, members).await?;
        for one in &batch {
            self.in_memory.remove(&one.queued.seq);
        }
        let Some(planned) = planned else { return Ok(()) };
        // Some may have been forgotten meanwhile.
        let seqs: HashSet<i64> = planned.members.iter().map(|one| one.seq).collect();
        batch.retain(|one| seqs.contains(&one.queued.seq));
        let request = self.engine.request(batch.into_iter().map(|one| one.application));
        let sender = self.sender.clone();
        self.bytes_in_flight += bytes;
        self.batches_in_flight
            .spawn(async move { sender.batch(planned, request).await.map(|()| bytes) });
        Ok(())
    }

    /// Plans single requests, and starts sending them.
    async fn send_single(&mut self) -> Result<(), Stop> {
        while self.singles_in_flight.len() < MAX_SINGLE
            && let Some((queued, submission)) = self.queued_singles.pop_front()
        {
            let (seq, way) = (queued.seq, queued.way);
            let planned = self.engine.ledger.plan(self.lease, way, vec![queued]).await?;
            self.in_memory.remove(&seq);
            if let Some(planned) = planned {
                let sender = self.sender.clone();
                self.singles_in_flight
                    .spawn(async move { sender.single(planned, submission).await.map(|()| 0) });
            }
        }
        Ok(())
    }
}

impl Engine {
    /// Creates a request with these applications.
    pub(super) fn request(
        &self,
        applications: impl IntoIterator<Item = BatchApplication>,
    ) -> BatchRequest {
        send::request(&self.spec.description).applications(applications)
    }
}

fn finished(sent: Result<Sent, tokio::task::JoinError>) -> Sent {
    sent.unwrap_or_else(|error| {
        Err(Stop::Store(
            crate::run::store::StoreError::new("a background task of the run panicked")
                .with_source(error),
        ))
    })
}

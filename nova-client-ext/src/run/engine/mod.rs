//! The tasks that process a run.
//!
//! [`Results`](super::Results) starts them when it is first polled and cancels them when it is
//! dropped. They are separate tasks, because requests and leases must continue while the caller
//! handles a result. They share only the store: the state in memory can be lost at any time, and is
//! rebuilt from what is committed.
//!
//! | module | subject |
//! |---|---|
//! | `submit` | calls the source, and plans batches |
//! | `send` | sends one batch, or one application, until Nova responds |
//! | `follow` | polls what was sent until it has ended |
//! | `emit` | emits results from the store to the stream |
//! | `outcome` | converts responses and events into results of applications, without I/O |

mod emit;
mod follow;
mod outcome;
mod send;
mod submit;

use std::error::Error as StdError;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

pub(super) use emit::Outbox;
#[cfg(feature = "webhook")]
pub(super) use outcome::event_result;
pub(super) use send::request;

use super::ledger::{Ledger, OpenBatch, Stop};
use super::spec::{Application, Spec, Submission};
use super::store::{BoxFuture, RunLock, StoreError};
use crate::{Error, ErrorKind, Job};

pub(super) type SourceResult = Result<Submission, Box<dyn StdError + Send + Sync>>;
pub(super) type Source = Arc<dyn Fn(Application) -> BoxFuture<'static, SourceResult> + Send + Sync>;

/// How often each task polls the store for changes by other processes.
const TICK: Duration = Duration::from_secs(1);
/// The interval of lease renewals: several per lease.
const HEARTBEAT: Duration = Duration::from_millis(2500);
/// How long transient failures of the store are retried.
const STORE_RETRY_TIMEOUT: Duration = Duration::from_secs(30);

/// The timeout of the source for one application: above the time of a slow download, and short enough
/// that a call that hangs does not block the run for ever.
const SOURCE_TIMEOUT: Duration = Duration::from_secs(300);

/// The state shared by the tasks of a run.
pub(super) struct Engine {
    pub(super) ledger: Ledger,
    pub(super) job: Job,
    pub(super) spec: Spec,
    pub(super) source: Source,
    /// Limits the concurrent calls of the source.
    pub(super) source_permits: Arc<Semaphore>,
    /// Notified when applications were added or requeued.
    pub(super) wake: Arc<Notify>,
    /// Notified when a webhook was recorded.
    pub(super) delivered: Arc<Notify>,
    pub(super) outbox: Arc<Outbox>,
    /// When the store was last known to work.
    pub(super) store_succeeded_at: Mutex<Instant>,
}

impl Engine {
    /// Records that the store works. Only lease renewals count: that a worker can be registered says
    /// little if its first transaction fails.
    fn store_succeeded(&self) {
        *self.store_succeeded_at.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn store_failing_for(&self) -> Duration {
        self.store_succeeded_at.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }

    /// Calls the source for an application, with a timeout, when fewer than the maximum number of
    /// calls are running.
    fn call_source(&self, application: Application) -> BoxFuture<'static, SourceResult> {
        let (source, permits) = (Arc::clone(&self.source), Arc::clone(&self.source_permits));
        Box::pin(async move {
            // The semaphore is never closed.
            let _permit = permits.acquire().await;
            timeout(SOURCE_TIMEOUT, source(application)).await.unwrap_or_else(|_| {
                let seconds = SOURCE_TIMEOUT.as_secs();
                Err(format!("the source took longer than {seconds} s").into())
            })
        })
    }
}

/// Processes the run until every application has a final state and every result was emitted.
pub(super) async fn work(engine: Arc<Engine>) -> Result<(), Error> {
    let lock = lock(&engine.ledger).await?;
    engine.store_succeeded();
    loop {
        let stop = match work_once(&engine, lock.is_some()).await {
            Ok(()) => return Ok(()),
            Err(stop) => stop,
        };
        match stop {
            Stop::Error(error) => return Err(error),
            Stop::Lost => tracing::warn!(
                run = &*engine.ledger.name,
                "the lease on the run has expired, because this process was suspended or blocked for too long; restarting the run"
            ),
            Stop::Store(error) => {
                if !error.is_transient() || engine.store_failing_for() > STORE_RETRY_TIMEOUT {
                    return Err(error.into());
                }
                tracing::warn!(run = &*engine.ledger.name, %error, "the store of the run fails; trying again");
                sleep(TICK).await;
            }
        }
    }
}

/// Locks the run. Retries for a second, because reading the status also locks it for a moment.
async fn lock(ledger: &Ledger) -> Result<Option<RunLock>, StoreError> {
    for _ in 0..4 {
        if let Ok(lock) = ledger.store.lock(&ledger.name) {
            return Ok(lock);
        }
        sleep(TICK / 4).await;
    }
    ledger.store.lock(&ledger.name)
}

async fn work_once(engine: &Arc<Engine>, alone: bool) -> Result<(), Stop> {
    let worker = engine.ledger.register(alone).await?;
    let (opened, receiver) = mpsc::unbounded_channel();
    let mut tasks = JoinSet::new();
    tasks.spawn(heartbeat(Arc::clone(engine), worker));
    tasks.spawn(submit::work(Arc::clone(engine), worker, opened));
    tasks.spawn(follow::work(Arc::clone(engine), worker, receiver));
    tasks.spawn(emit::work(Arc::clone(engine), worker));
    let outcome = match tasks.join_next().await {
        Some(Ok(outcome)) => outcome,
        Some(Err(error)) => Err(Stop::Store(
            StoreError::new("a background task of the run panicked").with_source(error),
        )),
        None => Ok(()),
    };
    tasks.shutdown().await;
    // If this fails, the lease expires.
    engine.ledger.release(worker).await.ok();
    outcome
}

async fn heartbeat(engine: Arc<Engine>, worker: i64) -> Result<(), Stop> {
    loop {
        sleep(HEARTBEAT).await;
        engine.ledger.heartbeat(worker).await?;
        engine.store_succeeded();
    }
}

/// Exponential backoff up to a minute, plus up to 50 % jitter.
struct Backoff(Duration);

impl Backoff {
    fn new() -> Self {
        Self(Duration::from_millis(500))
    }

    async fn wait(&mut self, at_least: Option<Duration>) {
        let wait = self.0.max(at_least.unwrap_or_default()).min(Duration::from_secs(600));
        self.0 = (self.0 * 2).min(Duration::from_secs(60));
        sleep(wait.mul_f64(1.0 + fastrand::f64() / 2.0)).await;
    }
}

/// Returns whether the error requires manual action and ends the run.
fn needs_manual_action(error: &Error) -> bool {
    error.is_auth() || (error.kind() == ErrorKind::Api && error.is_not_found())
}

/// Sends accepted batches to the task that follows them.
type Opened = mpsc::UnboundedSender<OpenBatch>;

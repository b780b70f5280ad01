//! The work on a run, in tasks of its own.
//!
//! [`Results`](super::Results) starts them when it is first polled and ends them when it is dropped.
//! They are tasks, and not part of the stream, because batches that are sent and leases that are
//! held must go on while the caller does something with a result. They share nothing but the store:
//! whatever is in memory can be lost at any moment, and work begins again from what is committed.
//!
//! | module | subject |
//! |---|---|
//! | `submit` | which applications go out next, and the source |
//! | `send` | one batch, or one application, until Nova has responded |
//! | `follow` | what was sent, until it has ended |
//! | `emit` | results, from the store to the stream |
//! | `outcome` | what Nova's words mean for an application: pure |

mod emit;
mod follow;
mod outcome;
mod send;
mod submit;

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

pub(super) use emit::Outbox;
#[cfg(feature = "webhook")]
pub(super) use outcome::of_event;
pub(super) use send::request;

use super::ledger::{Ledger, OpenBatch, Stop};
use super::spec::{Application, Spec, Submission};
use super::store::{BoxFuture, RunLock, StoreError};
use crate::{Error, ErrorKind, Job};

pub(super) type SourceResult = Result<Submission, Box<dyn StdError + Send + Sync>>;
pub(super) type Source = Arc<dyn Fn(Application) -> BoxFuture<'static, SourceResult> + Send + Sync>;

/// How often each task looks into the store for what others have put there.
const TICK: Duration = Duration::from_secs(1);
/// How often a lease is renewed: several times before it expires.
const HEARTBEAT: Duration = Duration::from_millis(2500);
/// How long a store that fails for a reason that may pass is tried again.
const STORE_PATIENCE: Duration = Duration::from_secs(30);
/// How long the work must have gone well for a failure of the store to be the first.
const WENT_WELL: Duration = Duration::from_secs(10);

/// What all tasks of a run need.
pub(super) struct Engine {
    pub(super) ledger: Ledger,
    pub(super) job: Job,
    pub(super) spec: Spec,
    pub(super) source: Source,
    /// Applications were added, or opened again.
    pub(super) wake: Arc<Notify>,
    /// A webhook has ended something.
    pub(super) delivered: Arc<Notify>,
    pub(super) outbox: Arc<Outbox>,
}

/// Works on the run until every application has its end and every result was emitted.
pub(super) async fn work(engine: Arc<Engine>) -> Result<(), Error> {
    let lock = lock(&engine.ledger).await?;
    let mut failing_since: Option<Instant> = None;
    loop {
        let began = Instant::now();
        let stop = match work_once(&engine, lock.is_some()).await {
            Ok(()) => return Ok(()),
            Err(stop) => stop,
        };
        if began.elapsed() > WENT_WELL {
            failing_since = None;
        }
        match stop {
            Stop::Error(error) => return Err(error),
            Stop::Lost => tracing::warn!(
                run = &*engine.ledger.name,
                "the lease on the run has expired: this process was held up for too long; it begins again"
            ),
            Stop::Store(error) => {
                let since = *failing_since.get_or_insert_with(Instant::now);
                if !error.is_transient() || since.elapsed() > STORE_PATIENCE {
                    return Err(error.into());
                }
                tracing::warn!(run = &*engine.ledger.name, %error, "the store of the run fails; trying again");
                sleep(TICK).await;
            }
        }
    }
}

/// Takes the run. Who asks for its status holds it for a moment too.
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
        Some(Err(error)) => {
            Err(Stop::Store(StoreError::new("a task of the run has died").with_source(error)))
        }
        None => Ok(()),
    };
    tasks.shutdown().await;
    // Should it not work, the lease expires by itself.
    engine.ledger.release(worker).await.ok();
    outcome
}

async fn heartbeat(engine: Arc<Engine>, worker: i64) -> Result<(), Stop> {
    loop {
        sleep(HEARTBEAT).await;
        engine.ledger.heartbeat(worker).await?;
    }
}

/// A wait that grows from one try to the next, up to a minute, with up to half of it by chance.
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

/// Whether an error can only be removed by somebody: then the run stops with it.
fn needs_somebody(error: &Error) -> bool {
    error.is_auth() || (error.kind() == ErrorKind::Api && error.is_not_found())
}

/// A batch that was just accepted, to be watched by this process.
type Opened = mpsc::UnboundedSender<OpenBatch>;

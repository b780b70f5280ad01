//! What was sent, until it has ended: batches by one watch of many, scoring jobs by themselves.

use std::collections::{HashMap, HashSet};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use futures_core::Stream as _;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::outcome::{of_failure, of_job, of_scored};
use super::{Engine, TICK, needs_somebody};
use crate::run::ledger::{Held, OpenBatch, Seen, Stop};
use crate::run::state::{Ending, State, Way};
use crate::watch::{BatchEvent, BatchUpdate, WatchAll, WatchHandle};
use crate::{Error, ErrorKind, Remedy, WaitOptions};

/// How long a batch is watched before it is added anew.
const WATCHED: Duration = Duration::from_secs(6 * 60 * 60);
/// How often a scoring job is polled: the vendor's advice.
const JOB_INTERVAL: Duration = Duration::from_secs(3);
/// Polls of scoring jobs that are under way at a time.
const MAX_POLLS: usize = 8;
/// Events that are committed at once.
const MAX_SEEN: usize = 500;

struct Follower {
    engine: Arc<Engine>,
    worker: i64,
    watch: WatchAll,
    handle: WatchHandle,
    /// By the vendor's ids.
    batches: HashMap<String, Held>,
    /// Scoring jobs, by when they are polled next.
    jobs: Vec<(Instant, OpenBatch)>,
    polls: JoinSet<(OpenBatch, Polled)>,
    /// Everything that is followed here.
    known: HashSet<Held>,
    seen: Vec<Seen>,
    /// Batches of which Nova says that nothing more will happen.
    settled: Vec<Held>,
}

enum Polled {
    Pending { job_id: String },
    Ended(Box<Ending>),
    NotFound,
    Failed(Error),
}

pub(super) async fn work(
    engine: Arc<Engine>,
    worker: i64,
    mut opened: mpsc::UnboundedReceiver<OpenBatch>,
) -> Result<(), Stop> {
    let watch = engine.job.tenant().nova().watch_all(Vec::<crate::Batch>::new());
    let handle = watch.handle();
    let mut follower = Follower {
        engine,
        worker,
        watch,
        handle,
        batches: HashMap::new(),
        jobs: Vec::new(),
        polls: JoinSet::new(),
        known: HashSet::new(),
        seen: Vec::new(),
        settled: Vec::new(),
    };
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        follower.poll_jobs();
        let next_job = follower.next_job();
        tokio::select! {
            Some(update) = next(&mut follower.watch) => follower.update(update)?,
            Some(polled) = follower.polls.join_next() => follower.polled(polled).await?,
            Some(open) = opened.recv() => follower.follow(open)?,
            _ = tick.tick() => follower.poll_store().await?,
            () = sleep_until(next_job) => {}
        }
        // Whatever else has come is committed along with it.
        while follower.seen.len() < MAX_SEEN {
            tokio::select! {
                biased;
                Some(update) = next(&mut follower.watch) => follower.update(update)?,
                Some(polled) = follower.polls.join_next() => follower.polled(polled).await?,
                () = std::future::ready(()) => break,
            }
        }
        follower.commit().await?;
    }
}

async fn next(watch: &mut WatchAll) -> Option<BatchUpdate> {
    poll_fn(|context| Pin::new(&mut *watch).poll_next(context)).await
}

impl Follower {
    /// Follows what belongs to this worker and is not followed yet.
    async fn poll_store(&mut self) -> Result<(), Stop> {
        for open in self.engine.ledger.open_batches(self.worker).await? {
            self.follow(open)?;
        }
        Ok(())
    }

    fn follow(&mut self, open: OpenBatch) -> Result<(), Stop> {
        if !self.known.insert(open.held) {
            return Ok(());
        }
        if open.way != Way::Batch {
            let first = if open.nova_id.is_some() { JOB_INTERVAL } else { Duration::ZERO };
            self.jobs.push((Instant::now() + first, open));
            return Ok(());
        }
        if let Some(nova_id) = open.nova_id {
            self.watch(open.held, nova_id, open.submitted_at)?;
        }
        Ok(())
    }

    fn watch(
        &mut self,
        held: Held,
        nova_id: String,
        submitted_at: Option<i64>,
    ) -> Result<(), Stop> {
        let batch = self.engine.job.batch(nova_id.as_str()).map_err(Stop::Error)?;
        let mut options = WaitOptions::default().timeout(WATCHED);
        if let Some(at) = submitted_at.and_then(DateTime::from_timestamp_millis) {
            options = options.submitted_at(at);
        }
        self.batches.insert(nova_id, held);
        self.handle.add((batch, options)).map_err(Stop::Error)
    }

    fn update(&mut self, update: BatchUpdate) -> Result<(), Stop> {
        let nova_id = update.batch.id().as_str();
        let Some(&held) = self.batches.get(nova_id) else { return Ok(()) };
        let see = |application_id: &str, ending| Seen {
            held,
            application_id: application_id.to_owned(),
            ending,
        };
        match update.event {
            Ok(BatchEvent::Scored(job)) => {
                let ending = of_scored(&job, self.engine.spec.assessments);
                self.seen.push(see(&job.application_id, ending));
            }
            Ok(BatchEvent::Failed(failure)) => {
                self.seen.push(see(&failure.application_id, of_failure(&failure)));
            }
            Ok(BatchEvent::Settled { .. }) => {
                self.batches.remove(nova_id);
                self.settled.push(held);
            }
            Ok(_) => {}
            Err(error) => {
                let nova_id = nova_id.to_owned();
                self.batches.remove(&nova_id);
                if error.is_not_found() {
                    // It was deleted, most likely, which is no reason to send anything anew.
                    self.settled.push(held);
                } else if needs_somebody(&error) {
                    return Err(Stop::Error(error));
                } else {
                    tracing::warn!(run = &*self.engine.ledger.name, %error, "a batch cannot be watched; trying again");
                    self.known.remove(&held);
                }
            }
        }
        Ok(())
    }

    fn next_job(&self) -> Instant {
        let far = Instant::now() + TICK;
        if self.polls.len() >= MAX_POLLS {
            return far;
        }
        self.jobs.iter().map(|(at, _)| *at).min().unwrap_or(far).min(far)
    }

    /// Polls the scoring jobs whose time has come.
    fn poll_jobs(&mut self) {
        let now = Instant::now();
        while self.polls.len() < MAX_POLLS
            && let Some(place) = self.jobs.iter().position(|(at, _)| *at <= now)
        {
            let (_, open) = self.jobs.swap_remove(place);
            let engine = Arc::clone(&self.engine);
            self.polls.spawn(async move {
                let polled = poll_job(&engine, &open).await;
                (open, polled)
            });
        }
    }

    async fn polled(
        &mut self,
        polled: Result<(OpenBatch, Polled), tokio::task::JoinError>,
    ) -> Result<(), Stop> {
        let Ok((mut open, polled)) = polled else { return Ok(()) };
        let Some(application_id) = open.application_id.clone() else { return Ok(()) };
        match polled {
            Polled::Ended(ending) => {
                self.known.remove(&open.held);
                self.seen.push(Seen { held: open.held, application_id, ending: *ending });
            }
            Polled::Pending { job_id } => {
                if open.nova_id.is_none() {
                    match self.engine.ledger.found(open.held, &application_id, &job_id).await {
                        Err(Stop::Lost) => {
                            self.known.remove(&open.held);
                            return Ok(());
                        }
                        other => other?,
                    }
                    open.nova_id = Some(job_id);
                }
                self.jobs.push((Instant::now() + JOB_INTERVAL, open));
            }
            // It never arrived: it is sent as if for the first time.
            Polled::NotFound if open.nova_id.is_none() => {
                self.known.remove(&open.held);
                ignore_lost(self.engine.ledger.dissolve(open.held, Way::Batch).await)?;
                self.engine.wake.notify_one();
            }
            Polled::NotFound => {
                self.known.remove(&open.held);
                self.seen.push(Seen { held: open.held, application_id, ending: gone() });
            }
            Polled::Failed(error) if needs_somebody(&error) => return Err(Stop::Error(error)),
            Polled::Failed(_) => self.jobs.push((Instant::now() + JOB_INTERVAL * 3, open)),
        }
        Ok(())
    }

    /// Commits what was seen, and wakes whoever waits for it.
    async fn commit(&mut self) -> Result<(), Stop> {
        if !self.seen.is_empty() {
            let seen = std::mem::take(&mut self.seen);
            let lost = self.engine.ledger.record(seen, self.engine.spec.retries).await?;
            for held in lost {
                self.known.remove(&held);
                self.batches.retain(|_, other| *other != held);
            }
            self.engine.outbox.changed.notify_one();
            self.engine.wake.notify_one();
        }
        for held in std::mem::take(&mut self.settled) {
            self.known.remove(&held);
            // What Nova has not listed is asked for by itself.
            if self.engine.ledger.is_open(held).await? {
                ignore_lost(self.engine.ledger.dissolve(held, Way::Lookup).await)?;
            }
        }
        Ok(())
    }
}

fn ignore_lost(outcome: Result<(), Stop>) -> Result<(), Stop> {
    match outcome {
        Err(Stop::Lost) => Ok(()),
        other => other,
    }
}

/// A scoring job that was there and is not any more.
fn gone() -> Ending {
    Ending {
        code: Some("SCORING_JOB_NOT_FOUND".to_owned()),
        message: Some("Nova knows this scoring job no more; it may have been deleted".to_owned()),
        remedy: Some(Remedy::Investigate),
        ..Ending::of(State::Failed)
    }
}

/// Polls a scoring job, or whatever the application's last is, where that is not known.
async fn poll_job(engine: &Engine, open: &OpenBatch) -> Polled {
    let status = async {
        let id = open.application_id.as_deref().unwrap_or_default();
        let application = engine.job.application(id)?;
        match &open.nova_id {
            Some(job) => application.scoring_job(job.as_str())?.status().background().await,
            None => application.latest_score().background().await,
        }
    };
    match status.await {
        Ok(job) => match of_job(&job, engine.spec.assessments) {
            Some(ending) => Polled::Ended(Box::new(ending)),
            None => Polled::Pending { job_id: job.id },
        },
        Err(error) if error.is_not_found() && error.kind() == ErrorKind::Api => Polled::NotFound,
        Err(error) => Polled::Failed(error),
    }
}

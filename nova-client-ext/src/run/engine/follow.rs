//! Follows submitted batches and scoring jobs until they have ended, in one watch.

use std::collections::{HashMap, HashSet};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use futures_core::Stream as _;
use nova_client::types;
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::outcome::{failed_job_result, failure_result, job_result, scored_result};
use super::{Engine, TICK};
use crate::run::ledger::{BatchLease, ObservedResult, OpenBatch, Stop};
use crate::run::state::{FinalResult, State, SubmitMode};
use crate::run::store::StoreError;
use crate::watch::{
    BatchEvent, MaxGap, ScoringJobEvent, WatchHandle, WatchMany, WatchTarget, WatchUpdate,
};
use crate::{Error, ErrorKind, Remedy, WaitOptions};

/// The timeout of a watch, after which it is added again.
const WATCH_TIMEOUT: Duration = Duration::from_secs(6 * 60 * 60);
/// The delay after a failed lookup.
const LOOKUP_RETRY_DELAY: Duration = Duration::from_secs(9);
/// The maximum number of concurrent lookups.
const MAX_LOOKUPS: usize = 8;
/// The maximum number of events in one transaction.
const MAX_RESULTS_AT_ONCE: usize = 500;

struct Follower {
    engine: Arc<Engine>,
    worker: i64,
    watch: WatchMany<WatchTarget>,
    handle: WatchHandle<WatchTarget>,
    watched: HashMap<WatchTarget, BatchLease>,
    /// Applications whose scoring job has to be looked up, with the time of the next attempt.
    lookups: Vec<(Instant, OpenBatch)>,
    lookup_tasks: JoinSet<(OpenBatch, Result<types::ScoringJob, Error>)>,
    /// The error of the last lookup, if it is repeated.
    lookup_error: Option<Error>,
    /// The leases in `watched`, `lookups` and `lookup_tasks`. What is removed is followed again if it
    /// is still open in the store.
    followed: HashSet<BatchLease>,
    results: Vec<ObservedResult>,
    /// Batches and scoring jobs that have ended according to Nova.
    settled: Vec<BatchLease>,
}

pub(super) async fn work(
    engine: Arc<Engine>,
    worker: i64,
    mut opened: mpsc::UnboundedReceiver<OpenBatch>,
) -> Result<(), Stop> {
    let nova = engine.job.tenant().nova();
    let watch = nova.watch_mixed(Vec::<WatchTarget>::new()).max_gap(MaxGap::RESULTS);
    let handle = watch.handle();
    let mut follower = Follower {
        engine,
        worker,
        watch,
        handle,
        watched: HashMap::new(),
        lookups: Vec::new(),
        lookup_tasks: JoinSet::new(),
        lookup_error: None,
        followed: HashSet::new(),
        results: Vec::new(),
        settled: Vec::new(),
    };
    let delivered = Arc::clone(&follower.engine.delivered);
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        follower.start_due_lookups();
        let next_lookup = follower.next_lookup();
        tokio::select! {
            Some(update) = next(&mut follower.watch) => follower.update(update)?,
            Some(joined) = follower.lookup_tasks.join_next() => follower.handle_lookup(joined).await?,
            Some(open) = opened.recv() => follower.follow(open)?,
            _ = tick.tick() => follower.poll_store().await?,
            () = delivered.notified() => {
                follower.engine.outbox.changed.notify_one();
                follower.poll_store().await?;
            }
            () = sleep_until(next_lookup) => {}
        }
        // Further events that are ready are committed in the same transaction.
        while follower.results.len() < MAX_RESULTS_AT_ONCE {
            tokio::select! {
                biased;
                Some(update) = next(&mut follower.watch) => follower.update(update)?,
                Some(joined) = follower.lookup_tasks.join_next() => follower.handle_lookup(joined).await?,
                () = std::future::ready(()) => break,
            }
        }
        // The error of a target that is no longer watched is out of date.
        let poll_error = follower.watch.poll_error().filter(|_| !follower.watched.is_empty());
        let poll_error = poll_error.or(follower.lookup_error.as_ref()).cloned();
        follower.engine.outbox.set_poll_error(poll_error);
        follower.commit().await?;
    }
}

async fn next(watch: &mut WatchMany<WatchTarget>) -> Option<WatchUpdate> {
    poll_fn(|context| Pin::new(&mut *watch).poll_next(context)).await
}

impl Follower {
    /// Synchronises with the store: follows the batches of this worker, and stops polling those
    /// that have ended by webhooks, which may have arrived at another process.
    async fn poll_store(&mut self) -> Result<(), Stop> {
        let open = self.engine.ledger.open_batches(self.worker).await?;
        let leases: HashSet<BatchLease> = open.iter().map(|one| one.lease).collect();
        self.watched.retain(|target, one| {
            let stays = leases.contains(one);
            if !stays {
                self.handle.remove(target);
                self.followed.remove(one);
            }
            stays
        });
        self.lookups
            .retain(|(_, one)| leases.contains(&one.lease) || !self.followed.remove(&one.lease));
        open.into_iter().try_for_each(|one| self.follow(one))
    }

    fn follow(&mut self, open: OpenBatch) -> Result<(), Stop> {
        if !self.followed.insert(open.lease) {
            return Ok(());
        }
        match &open.nova_id {
            Some(id) => self.watch(&open, id),
            None if open.way != SubmitMode::Batch => {
                self.lookups.push((Instant::now(), open));
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn watch(&mut self, open: &OpenBatch, nova_id: &str) -> Result<(), Stop> {
        let job = &self.engine.job;
        let target = match &open.application_id {
            None => job.batch(nova_id).map(WatchTarget::from),
            Some(id) => job
                .application(id.as_str())
                .and_then(|application| application.scoring_job(nova_id))
                .map(WatchTarget::from),
        };
        let target = target.map_err(Stop::Error)?;
        let mut options = WaitOptions::default().timeout(WATCH_TIMEOUT);
        if let Some(at) = open.submitted_at.and_then(DateTime::from_timestamp_millis) {
            options = options.submitted_at(at);
        }
        if let (Some(jobs), None) = (open.size, &open.application_id) {
            options = options.jobs(jobs);
        }
        self.watched.insert(target.clone(), open.lease);
        self.handle.add((target, options)).map_err(Stop::Error)
    }

    fn push_result(&mut self, lease: BatchLease, application_id: &str, result: FinalResult) {
        self.results.push(ObservedResult {
            lease,
            application_id: application_id.to_owned(),
            result,
        });
    }

    fn update(&mut self, update: WatchUpdate) -> Result<(), Stop> {
        let assessments = self.engine.spec.assessments;
        let (target, error) = match update {
            WatchUpdate::Batch(update) => {
                let target = WatchTarget::from(update.batch);
                let Some(&lease) = self.watched.get(&target) else { return Ok(()) };
                match update.event {
                    Ok(BatchEvent::Scored(job)) => {
                        self.push_result(
                            lease,
                            &job.application_id,
                            scored_result(&job, assessments),
                        );
                        return Ok(());
                    }
                    Ok(BatchEvent::Failed(failure)) => {
                        self.push_result(lease, &failure.application_id, failure_result(&failure));
                        return Ok(());
                    }
                    Ok(BatchEvent::Settled { .. }) => (target, None),
                    Ok(_) => return Ok(()),
                    Err(error) => (target, Some(error)),
                }
            }
            WatchUpdate::ScoringJob(update) => {
                let id = update.scoring_job.application().id().clone();
                let target = WatchTarget::from(update.scoring_job);
                let Some(&lease) = self.watched.get(&target) else { return Ok(()) };
                match update.event {
                    Ok(ScoringJobEvent::Scored(job)) => {
                        self.push_result(lease, id.as_str(), scored_result(&job, assessments));
                        return Ok(());
                    }
                    Ok(ScoringJobEvent::Settled(report)) => {
                        if let Some(result) = failed_job_result(&report) {
                            self.push_result(lease, id.as_str(), result);
                        }
                        (target, None)
                    }
                    Ok(_) => return Ok(()),
                    Err(error) => {
                        if is_api_not_found(&error) {
                            self.push_result(lease, id.as_str(), missing_job_result());
                        }
                        (target, Some(error))
                    }
                }
            }
        };
        let Some(lease) = self.watched.remove(&target) else { return Ok(()) };
        match error {
            Some(error) if error.is_auth() => Err(Stop::Error(error)),
            Some(error) if !is_api_not_found(&error) => {
                tracing::warn!(run = &*self.engine.ledger.name, %error, "cannot watch a submitted batch or scoring job; trying again");
                self.followed.remove(&lease);
                Ok(())
            }
            // It has ended, or no longer exists: `commit` looks up the applications without a result.
            Some(_) | None => {
                self.settled.push(lease);
                Ok(())
            }
        }
    }

    fn next_lookup(&self) -> Instant {
        let latest = Instant::now() + TICK;
        if self.lookup_tasks.len() >= MAX_LOOKUPS {
            return latest;
        }
        self.lookups.iter().map(|(at, _)| *at).min().unwrap_or(latest).min(latest)
    }

    /// Starts the lookups that are due: requests the last scoring job of an application.
    fn start_due_lookups(&mut self) {
        let now = Instant::now();
        while self.lookup_tasks.len() < MAX_LOOKUPS
            && let Some(index) = self.lookups.iter().position(|(at, _)| *at <= now)
        {
            let (_, open) = self.lookups.swap_remove(index);
            let engine = Arc::clone(&self.engine);
            self.lookup_tasks.spawn(async move {
                let id = open.application_id.as_deref().unwrap_or_default();
                let found = match engine.job.application(id) {
                    Ok(application) => application.latest_score().background().await,
                    Err(error) => Err(error),
                };
                (open, found)
            });
        }
    }

    async fn handle_lookup(
        &mut self,
        joined: Result<(OpenBatch, Result<types::ScoringJob, Error>), JoinError>,
    ) -> Result<(), Stop> {
        let (open, found) = joined.map_err(|error| {
            Stop::Store(StoreError::new("a lookup of the run panicked").with_source(error))
        })?;
        self.lookup_error = None;
        let Some(application_id) = open.application_id.as_deref() else { return Ok(()) };
        match found {
            // The latest scoring job was known before, so the rescore did not reach Nova.
            Ok(job) if self.engine.ledger.has_scoring_job(application_id, &job.id).await? => {
                self.requeue(open.lease, SubmitMode::Rescore).await?;
            }
            Ok(job) => match job_result(&job, self.engine.spec.assessments) {
                Some(result) => {
                    self.followed.remove(&open.lease);
                    self.push_result(open.lease, application_id, result);
                }
                None => match self
                    .engine
                    .ledger
                    .record_scoring_job(open.lease, application_id, &job.id)
                    .await
                {
                    Err(Stop::Lost) => drop(self.followed.remove(&open.lease)),
                    other => {
                        other?;
                        self.watch(&open, &job.id)?;
                    }
                },
            },
            // Nova has no scoring job for it, so the submission did not arrive.
            Err(error) if is_api_not_found(&error) => {
                self.requeue(open.lease, SubmitMode::Batch).await?;
            }
            Err(error) if error.is_auth() => return Err(Stop::Error(error)),
            Err(error) => {
                tracing::warn!(run = &*self.engine.ledger.name, %error, "cannot look up a scoring job; trying again");
                self.lookup_error = Some(error);
                self.lookups.push((Instant::now() + LOOKUP_RETRY_DELAY, open));
            }
        }
        Ok(())
    }

    async fn requeue(&mut self, lease: BatchLease, way: SubmitMode) -> Result<(), Stop> {
        self.followed.remove(&lease);
        ignore_lost(self.engine.ledger.end_batch(lease, way).await)?;
        self.engine.wake.notify_one();
        Ok(())
    }

    /// Commits the observed results, and wakes the tasks that wait for them.
    async fn commit(&mut self) -> Result<(), Stop> {
        if !self.results.is_empty() {
            let results = std::mem::take(&mut self.results);
            let lost = self.engine.ledger.record_results(results, self.engine.spec.retries).await?;
            for lease in lost {
                self.followed.remove(&lease);
                self.watched.retain(|target, other| {
                    let stays = *other != lease;
                    if !stays {
                        self.handle.remove(target);
                    }
                    stays
                });
            }
            self.engine.outbox.changed.notify_one();
            self.engine.wake.notify_one();
        }
        for lease in std::mem::take(&mut self.settled) {
            self.followed.remove(&lease);
            // Applications that Nova has not listed are looked up one by one.
            if self.engine.ledger.is_open(lease).await? {
                ignore_lost(self.engine.ledger.end_batch(lease, SubmitMode::Lookup).await)?;
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

/// Returns whether the error is a 404 of the API itself. That of a proxy says nothing about the
/// resource.
fn is_api_not_found(error: &Error) -> bool {
    error.is_not_found() && error.kind() == ErrorKind::Api
}

/// Returns the result for a scoring job that no longer exists.
fn missing_job_result() -> FinalResult {
    FinalResult {
        code: Some("SCORING_JOB_NOT_FOUND".to_owned()),
        message: Some("Nova no longer has this scoring job; it may have been deleted".to_owned()),
        remedy: Some(Remedy::Investigate),
        ..FinalResult::of(State::Failed)
    }
}

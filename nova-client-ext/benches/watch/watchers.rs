//! The measured watchers: that of this crate, and three common poll loops.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::time::Duration;

use futures_core::Stream as _;
use nova_client_ext::{
    Batch, Error, Nova, NovaBuilder, Pacing, RetryPolicy, WaitOptions,
    watch::{BatchEvent, BatchUpdate},
};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::harness::{Deliveries, Measured, Submitted, run_watcher, summary};
use super::load::Planned;

/// A timeout longer than any load.
const MAX_WAIT: Duration = Duration::from_secs(6 * 60 * 60);
/// The interval of the bucket's documented limit.
const PERMIT_INTERVAL: Duration = Duration::from_millis(50);
/// The vendor's advice.
const INTERVAL: Duration = Duration::from_secs(3);

/// Measures `watch_all`, as the only use of the `Nova`.
pub fn watch_all(load: &[Planned]) -> Measured {
    let build = |nova: NovaBuilder| nova.pacing(Pacing::new().background_share(1.0));
    run_watcher(load, build, |nova, mut submitted, deliveries| async move {
        let mut stream = nova.watch_all(std::iter::empty::<Batch>());
        let handle = stream.handle();
        let mut numbers = std::collections::HashMap::new();
        let mut handle = Some(handle);
        loop {
            tokio::select! {
                biased;
                new = submitted.recv(), if handle.is_some() => match (new, &handle) {
                    (Some(Submitted { index, batch, at, jobs }), Some(handle)) => {
                        numbers.insert(batch.id().to_string(), index);
                        let options = WaitOptions::default().timeout(MAX_WAIT).submitted_at(at).jobs(jobs);
                        handle.add((batch, options)).unwrap();
                    }
                    _ => handle = None,
                },
                update = poll_fn(|context| Pin::new(&mut stream).poll_next(context)) => match update {
                    Some(BatchUpdate { batch, event: Ok(BatchEvent::Settled { .. }), .. }) => {
                        deliveries.settled(numbers[batch.id().as_str()]);
                    }
                    Some(BatchUpdate { event, .. }) => drop(event.unwrap()),
                    None => return,
                },
            }
        }
    })
}

fn without_pacing(nova: NovaBuilder) -> NovaBuilder {
    nova.pacing(Pacing::off()).retry(RetryPolicy::none())
}

/// Polls one batch after the other, at the bucket's rate.
pub fn round_robin(load: &[Planned]) -> Measured {
    run_watcher(load, without_pacing, |_, mut submitted, deliveries| async move {
        let mut ring = VecDeque::new();
        let mut next_at = Instant::now();
        loop {
            loop {
                match submitted.try_recv() {
                    Ok(new) => ring.push_back(new),
                    Err(TryRecvError::Disconnected) if ring.is_empty() => return,
                    Err(_) => break,
                }
            }
            if let Some(next) = ring.pop_front() {
                if next.batch.report().await.unwrap().is_settled() {
                    deliveries.settled(next.index);
                } else {
                    ring.push_back(next);
                }
            }
            next_at += PERMIT_INTERVAL;
            sleep_until(next_at).await;
        }
    })
}

/// Polls each batch in its own loop, every three seconds.
pub fn fixed(load: &[Planned]) -> Measured {
    loop_per_batch(load, 1.0)
}

/// Polls each batch in its own loop, after three seconds and then 1.5 times as long each time, up
/// to a minute.
pub fn exponential(load: &[Planned]) -> Measured {
    loop_per_batch(load, 1.5)
}

fn loop_per_batch(load: &[Planned], factor: f64) -> Measured {
    run_watcher(
        load,
        without_pacing,
        move |_: Nova, submitted: UnboundedReceiver<Submitted>, deliveries: Deliveries| async move {
            let mut submitted = submitted;
            let mut loops = JoinSet::new();
            let mut open = true;
            while open || !loops.is_empty() {
                tokio::select! {
                    new = submitted.recv(), if open => match new {
                        Some(new) => drop(loops.spawn(poll_until_settled(new.batch, new.index, factor))),
                        None => open = false,
                    },
                    Some(index) = loops.join_next(), if !loops.is_empty() => deliveries.settled(index.unwrap()),
                }
            }
        },
    )
}

async fn poll_until_settled(batch: Batch, index: usize, factor: f64) -> usize {
    let mut interval = INTERVAL;
    let mut random = fastrand::Rng::with_seed(index as u64);
    loop {
        if poll_once(&batch, &mut random).await {
            return index;
        }
        sleep(interval).await;
        interval = interval.mul_f64(factor).min(Duration::from_secs(60));
    }
}

/// Polls until there is a response other than 429. Waits for the `Retry-After` and a full-jitter
/// backoff.
async fn poll_once(batch: &Batch, random: &mut fastrand::Rng) -> bool {
    let mut backoff = Duration::from_secs(1);
    loop {
        match batch.report().await {
            Ok(report) => return report.is_settled(),
            Err(error) => sleep(wait_after(&error) + backoff.mul_f64(random.f64())).await,
        }
        backoff = (backoff * 2).min(Duration::from_secs(30));
    }
}

fn wait_after(error: &Error) -> Duration {
    assert!(error.is_rate_limited(), "{error}");
    error.retry_after().unwrap_or_default()
}

/// Polls each batch when it is settled, at the bucket's rate: the lowest possible lag. Computed,
/// not run.
pub fn oracle(load: &[Planned]) -> Measured {
    let mut ends: Vec<Duration> =
        load.iter().map(|planned| planned.settled().max(planned.watched)).collect();
    ends.sort_unstable();
    let mut free = Duration::ZERO;
    let mut lags: Vec<f64> = ends
        .into_iter()
        .map(|end| {
            let poll = free.max(end);
            free = poll + PERMIT_INTERVAL;
            (poll - end).as_secs_f64()
        })
        .collect();
    let (mean_lag, p95_lag) = summary(&mut lags);
    let longest_gap = load
        .iter()
        .map(|one| (one.settled().max(one.watched) - one.watched).as_secs_f64())
        .fold(0.0, f64::max);
    Measured {
        requests: load.len(),
        requests_with_many: 0,
        rate_limited: 0,
        mean_lag,
        p95_lag,
        longest_gap,
        took: 0.0,
    }
}

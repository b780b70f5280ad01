//! Who is tried out: the watcher of this crate, and three that people write.

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

use super::harness::{Deliveries, Measured, Submitted, summary, try_out};
use super::load::Planned;

/// Longer than any load takes.
const MAX_WAIT: Duration = Duration::from_secs(6 * 60 * 60);
/// The documented limit of the bucket.
const TURN: Duration = Duration::from_millis(50);
/// The vendor's advice.
const INTERVAL: Duration = Duration::from_secs(3);

/// `watch_all`, with nothing else to do for the `Nova`.
pub fn ours(load: &[Planned]) -> Measured {
    let build = |nova: NovaBuilder| nova.pacing(Pacing::new().background_share(1.0));
    try_out(load, build, |nova, mut submitted, deliveries| async move {
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

fn bare(nova: NovaBuilder) -> NovaBuilder {
    nova.pacing(Pacing::off()).retry(RetryPolicy::none())
}

/// One batch after the other, at the bucket's rate.
pub fn round_robin(load: &[Planned]) -> Measured {
    try_out(load, bare, |_, mut submitted, deliveries| async move {
        let mut ring = VecDeque::new();
        let mut turn = Instant::now();
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
            turn += TURN;
            sleep_until(turn).await;
        }
    })
}

/// Each batch for itself, every three seconds.
pub fn fixed(load: &[Planned]) -> Measured {
    each_for_itself(load, 1.0)
}

/// Each batch for itself, after three seconds and then 1.5 times as long each time, up to a minute.
pub fn exponential(load: &[Planned]) -> Measured {
    each_for_itself(load, 1.5)
}

fn each_for_itself(load: &[Planned], factor: f64) -> Measured {
    try_out(
        load,
        bare,
        move |_: Nova, submitted: UnboundedReceiver<Submitted>, deliveries: Deliveries| async move {
            let mut submitted = submitted;
            let mut loops = JoinSet::new();
            let mut open = true;
            while open || !loops.is_empty() {
                tokio::select! {
                    new = submitted.recv(), if open => match new {
                        Some(new) => drop(loops.spawn(poll(new.batch, new.index, factor))),
                        None => open = false,
                    },
                    Some(index) = loops.join_next(), if !loops.is_empty() => deliveries.settled(index.unwrap()),
                }
            }
        },
    )
}

async fn poll(batch: Batch, index: usize, factor: f64) -> usize {
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

/// Looks until it is answered. A 429 is waited out: as long as it says, and full-jitter backoff.
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

/// Knows when each batch is settled, and looks at it then, at the bucket's rate: the least lag that
/// can be had. Reckoned, not run.
pub fn clairvoyant(load: &[Planned]) -> Measured {
    let mut ends: Vec<Duration> =
        load.iter().map(|planned| planned.settled().max(planned.watched)).collect();
    ends.sort_unstable();
    let mut free = Duration::ZERO;
    let mut lags: Vec<f64> = ends
        .into_iter()
        .map(|end| {
            let poll = free.max(end);
            free = poll + TURN;
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
        requests_in_a_crowd: 0,
        refused: 0,
        mean_lag,
        p95_lag,
        longest_gap,
        took: 0.0,
    }
}

//! The harness that measures a watcher: a mock that serves a load and records the requests.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use nova_client_ext::mock::MockNova;
use nova_client_ext::{ApiKey, Batch, Nova, NovaBuilder};
use serde::Serialize;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, sleep, sleep_until};

use super::load::Planned;

const TENANT: &str = "acme-corp";
const JOB: &str = "job-1";
/// Requests are counted only while at least this many batches are watched: with fewer, saving them
/// is too easy.
const MIN_BATCHES: usize = 20;

/// A batch that is passed to a watcher.
pub struct Submitted {
    pub index: usize,
    pub batch: Batch,
    pub at: DateTime<Utc>,
    pub jobs: u32,
}

/// Where a watcher reports a batch as settled.
#[derive(Clone)]
pub struct Deliveries {
    start: Instant,
    delivered: Rc<RefCell<Vec<Option<Duration>>>>,
}

impl Deliveries {
    pub fn settled(&self, index: usize) {
        self.delivered.borrow_mut()[index].get_or_insert(self.start.elapsed());
    }
}

/// The results of one watcher with one load. In seconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    pub requests: usize,
    pub requests_with_many: usize,
    pub rate_limited: usize,
    pub mean_lag: f64,
    pub p95_lag: f64,
    pub longest_gap: f64,
    /// The real time of the run.
    pub took: f64,
}

/// A request that the mock received.
#[derive(Clone, Copy)]
struct Seen {
    at: Duration,
    index: usize,
    rate_limited: bool,
}

/// Runs a watcher in simulated time, client and server in one thread over loopback sockets.
pub fn run_watcher<W, F>(
    load: &[Planned],
    build: impl FnOnce(NovaBuilder) -> NovaBuilder,
    watcher: W,
) -> Measured
where
    W: FnOnce(Nova, UnboundedReceiver<Submitted>, Deliveries) -> F,
    F: Future<Output = ()>,
{
    let began = std::time::Instant::now();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let mut measured = runtime.unwrap().block_on(async {
        let mock = MockNova::start().await.unwrap();
        let start = Instant::now();
        let key = ApiKey::new(mock.api_key()).unwrap();
        let nova = build(Nova::builder(key).base_url(mock.base_url())).build().unwrap();
        let deliveries = Deliveries { start, delivered: Rc::new(RefCell::new(vec![None; load.len()])) };
        let (sender, submitted) = unbounded_channel();

        let submit = async {
            let mut waiting = Vec::new();
            for (index, planned) in load.iter().enumerate() {
                sleep_until(start + planned.submitted).await;
                let id = mock.place_batch(TENANT, JOB, planned.script());
                let batch = nova.tenant(TENANT).unwrap().job(JOB).unwrap().batch(id).unwrap();
                let jobs = u32::try_from(planned.jobs.len()).unwrap();
                waiting.push(Submitted { index, batch, at: mock.now(), jobs });
                if planned.watched <= planned.submitted {
                    waiting.drain(..).for_each(|submitted| drop(sender.send(submitted)));
                }
            }
            if let Some(last) = load.last() {
                sleep_until(start + last.watched).await;
            }
            // A service that restarts has them in no particular order.
            fastrand::Rng::with_seed(7).shuffle(&mut waiting);
            waiting.drain(..).for_each(|submitted| drop(sender.send(submitted)));
            drop(sender);
        };
        let log = RefCell::new(Vec::new());
        let record = async {
            loop {
                sleep(Duration::from_secs(20)).await;
                append_new(&mock, &mut log.borrow_mut());
            }
        };
        tokio::select! {
            ((), ()) = async { tokio::join!(submit, watcher(nova.clone(), submitted, deliveries.clone())) } => {}
            () = record => {}
        }
        append_new(&mock, &mut log.borrow_mut());
        let delivered: Vec<Duration> =
            deliveries.delivered.borrow().iter().map(|at| at.expect("every batch was reported as settled")).collect();
        let total = usize::try_from(mock.hits("getScoringBatchStatus")).unwrap();
        let log = log.into_inner();
        assert_eq!(log.len(), total, "every request was recorded");
        measure(load, &delivered, &log)
    });
    measured.took = began.elapsed().as_secs_f64();
    measured
}

/// Copies the new requests in the mock's log, which keeps the last ten thousand.
fn append_new(mock: &MockNova, log: &mut Vec<Seen>) {
    let total = usize::try_from(mock.hits("getScoringBatchStatus")).unwrap();
    let new = total - log.len();
    let requests = mock.requests();
    assert!(new <= requests.len(), "the log was read too rarely");
    log.extend(requests[requests.len() - new..].iter().map(|request| {
        let (_, number) = request.path.rsplit_once('_').unwrap();
        Seen {
            at: request.at,
            index: number.parse::<usize>().unwrap() - 1,
            rate_limited: request.status == Some(429),
        }
    }));
}

fn measure(load: &[Planned], delivered: &[Duration], log: &[Seen]) -> Measured {
    let mut lags: Vec<f64> = load
        .iter()
        .zip(delivered)
        .map(|(planned, delivered)| {
            delivered.as_secs_f64() - planned.settled().max(planned.watched).as_secs_f64()
        })
        .collect();
    let (mean_lag, p95_lag) = summary(&mut lags);

    let mut changes: Vec<(Duration, isize)> =
        load.iter().map(|planned| (planned.watched, 1)).collect();
    changes.extend(delivered.iter().map(|at| (*at, -1)));
    changes.sort_unstable();
    let (mut alive, mut next, mut requests_with_many) = (0_isize, 0, 0);
    let mut last: HashMap<usize, Duration> = HashMap::new();
    let mut longest_gap = 0.0_f64;
    for seen in log {
        while changes.get(next).is_some_and(|(at, _)| *at < seen.at) {
            alive += changes[next].1;
            next += 1;
        }
        requests_with_many += usize::from(alive >= MIN_BATCHES.cast_signed());
        if !seen.rate_limited {
            let before = last.insert(seen.index, seen.at).unwrap_or(load[seen.index].watched);
            longest_gap = longest_gap.max(seen.at.saturating_sub(before).as_secs_f64());
        }
    }
    let rate_limited = log.iter().filter(|seen| seen.rate_limited).count();
    Measured {
        requests: log.len(),
        requests_with_many,
        rate_limited,
        mean_lag,
        p95_lag,
        longest_gap,
        took: 0.0,
    }
}

/// Returns the mean, and the 95th percentile by nearest rank.
#[allow(clippy::cast_precision_loss, reason = "a number of batches")]
pub fn summary(lags: &mut [f64]) -> (f64, f64) {
    lags.sort_by(f64::total_cmp);
    let rank = (lags.len() * 95).div_ceil(100).saturating_sub(1);
    (lags.iter().sum::<f64>() / lags.len() as f64, lags.get(rank).copied().unwrap_or_default())
}

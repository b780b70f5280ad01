//! Sizes that no genuine response or service has: the largest body that the client reads, and
//! thousands of webhooks for thousands of batches. Measured in real time. For twice the size, linear
//! work takes twice as long, and bounded work no longer.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};
use std::time::{Duration, Instant};

use futures_core::Stream as _;
use nova_client_ext::mock::{Fault, MockNova, MockResponse, StatusCode};
use nova_client_ext::webhook::Event;
use nova_client_ext::{ApiKey, BatchReport, Nova, Pacing, WaitOptions};
use serde::Serialize;
use serde_json::json;

use super::large;

/// A size, and how long it took.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hostile {
    pub what: &'static str,
    pub size: usize,
    pub seconds: f64,
    /// Compared with half of the size.
    pub ratio: Option<f64>,
}

type Case = (&'static str, fn(usize) -> Duration, usize);

/// Measures every case at its largest size, and at a half and a quarter of it.
pub fn measure(quick: bool) -> Vec<Hostile> {
    let cases: [Case; 4] = [
        ("report of a body, jobs", report, 28_000),
        ("watch of a batch, jobs", watch, 28_000),
        ("stream of many, jobs", watch_all, 28_000),
        ("longest block by as many webhooks as batches", webhooks, 10_000),
    ];
    let mut all = Vec::new();
    for (what, run, largest) in cases {
        let largest = if quick { largest / 10 } else { largest };
        let mut before = None;
        for size in [largest / 4, largest / 2, largest] {
            // The shortest of three, since other programs can only make it longer.
            let shortest = (0..3).map(|_| run(size)).min().unwrap_or_default().as_secs_f64();
            let ratio = before.map(|before: f64| shortest / before);
            all.push(Hostile { what, size, seconds: shortest, ratio });
            before = Some(shortest);
        }
    }
    all
}

fn report(jobs: usize) -> Duration {
    let text = large::batch(jobs);
    let started = Instant::now();
    let status = serde_json::from_str(&text).unwrap();
    let report = BatchReport::new(&status);
    let took = started.elapsed();
    assert_eq!(report.scored().len(), jobs);
    took
}

fn with_client<T>(work: impl AsyncFnOnce(MockNova, Nova) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
        let key = ApiKey::new(mock.api_key()).unwrap();
        let nova = Nova::builder(key).base_url(mock.base_url()).pacing(Pacing::off());
        let nova = nova.build().unwrap();
        work(mock, nova).await
    })
}

fn responding_with(jobs: usize, work: impl AsyncFnOnce(Nova)) -> Duration {
    with_client(async |mock, nova| {
        let response = MockResponse::json(StatusCode::OK, large::batch(jobs));
        mock.inject(Fault::respond(response).always());
        let started = Instant::now();
        work(nova).await;
        started.elapsed()
    })
}

fn watch(jobs: usize) -> Duration {
    responding_with(jobs, async |nova| {
        let batch = nova.tenant("acme").unwrap().job("job-1").unwrap().batch("sb-1").unwrap();
        let mut events = batch.watch(WaitOptions::default());
        while let Some(event) = events.next().await {
            event.unwrap();
        }
    })
}

fn watch_all(jobs: usize) -> Duration {
    responding_with(jobs, async |nova| {
        let batch = nova.tenant("acme").unwrap().job("job-1").unwrap().batch("sb-1").unwrap();
        let mut updates = nova.watch_all([batch]);
        while let Some(update) = updates.next().await {
            update.event.unwrap();
        }
    })
}

/// Returns the longest time in which a stream with many webhooks blocks other tasks. Every webhook is
/// of one job, to which half of the batches belong.
fn webhooks(count: usize) -> Duration {
    with_client(async |_mock, nova| {
        let tenant = nova.tenant("acme").unwrap();
        let batches = (0..count).map(|number| {
            let job = if number % 2 == 0 { "job-1".to_owned() } else { format!("job-{number}") };
            tenant.job(job).unwrap().batch(format!("sb-{number}")).unwrap()
        });
        let mut updates = nova.watch_all(batches);
        let observer = updates.observer();
        for number in 0..count {
            let event = json!({"event": "score.completed", "tenantId": "acme", "jobId": "job-1",
                "scoringJobId": format!("sj-{number}"), "applicationId": format!("a-{number}"),
                "completedAt": null, "result": {"score": 7, "assessment": null}});
            observer.observe(&Event::read(None, event.to_string()).unwrap());
        }
        // The stream wakes itself while webhooks are left. Nothing else can wake it, because this
        // task does not yield.
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let mut longest = Duration::ZERO;
        loop {
            let started = Instant::now();
            let polled = Pin::new(&mut updates).poll_next(&mut Context::from_waker(&waker));
            longest = longest.max(started.elapsed());
            if polled.is_pending() && !woken.0.swap(false, Ordering::Relaxed) {
                return longest;
            }
        }
    })
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

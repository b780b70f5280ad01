//! Very large bodies and many webhooks take linear time, and do not block other tasks.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/large.rs"]
mod large;
mod support;

use std::future::poll_fn;
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures_core::Stream;

use nova_client_ext::mock::{Fault, MockNova, MockResponse, StatusCode};
use nova_client_ext::webhook::Event;
use nova_client_ext::{WaitOptions, watch::BatchEvent};
use serde_json::json;
use support::{batch, builder};

/// Far above the duration of linear work, and far below that of quadratic work.
const BOUND: Duration = Duration::from_secs(10);

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

#[tokio::test]
async fn a_body_of_the_largest_size_does_not_stall_its_watch() {
    let jobs = 28_000;
    let body = large::batch(jobs);
    assert!(body.len() > 6 * 1024 * 1024 && body.len() < 8 * 1024 * 1024, "{}", body.len());
    let mock = MockNova::start().await.unwrap();
    mock.inject(Fault::respond(MockResponse::json(StatusCode::OK, body)).always());
    let nova = builder(&mock).build().unwrap();
    let began = Instant::now();
    let mut events = batch(&nova, "sb-1").watch(WaitOptions::default());
    let (mut scored, mut settled) = (0, false);
    while let Some(event) = next(&mut events).await {
        match event.unwrap() {
            BatchEvent::Scored(_) => scored += 1,
            BatchEvent::Settled { .. } => settled = true,
            _ => {}
        }
    }
    assert_eq!((scored, settled), (jobs, true));
    assert!(began.elapsed() < BOUND, "{:?}", began.elapsed());

    // In a stream of many, where each update contains the saved state.
    let began = Instant::now();
    let mut updates = nova.watch_all([batch(&nova, "sb-1")]);
    let mut last = None;
    while let Some(update) = next(&mut updates).await {
        update.event.unwrap();
        last = Some(update.saved);
    }
    assert!(last.unwrap().is_settled());
    assert!(began.elapsed() < BOUND, "{:?}", began.elapsed());
}

#[tokio::test]
async fn ten_thousand_targets_are_removed_in_linear_time() {
    const MANY: usize = 10_000;
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let tenant = nova.tenant("acme-corp").unwrap();
    let job = tenant.job("job-1").unwrap();
    let mut updates = nova.watch_all((0..MANY).map(|n| job.batch(format!("sb-{n}")).unwrap()));
    let handle = updates.handle();
    let began = Instant::now();
    assert_eq!(handle.remove_tenant(tenant.id()).len(), MANY);
    drop(handle);
    assert!(next(&mut updates).await.is_none());
    assert!(began.elapsed() < BOUND, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_flood_of_webhooks_does_not_stall_the_executor() {
    const MANY: usize = 10_000;
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let tenant = nova.tenant("acme-corp").unwrap();
    // Half of the batches share a job, so that each of its webhooks concerns thousands of batches.
    let batches = (0..MANY).map(|number| {
        let job = if number % 2 == 0 { "job-1".to_owned() } else { format!("job-{number}") };
        tenant.job(job).unwrap().batch(format!("sb-{number}")).unwrap()
    });
    let mut updates = nova.watch_all(batches);
    let observer = updates.observer();
    for number in 0..MANY {
        let body = json!({"event": "score.completed", "tenantId": "acme-corp", "jobId": "job-1",
            "scoringJobId": format!("sj-{number}"), "applicationId": format!("a-{number}"),
            "completedAt": null, "result": {"score": 7, "assessment": null}});
        observer.observe(&Event::read(None, body.to_string()).unwrap());
    }
    // Both run on one thread, so a busy one blocks the other.
    let watching = async {
        let _ = tokio::time::timeout(Duration::from_secs(3), next(&mut updates)).await;
    };
    let longest = async {
        let mut longest = Duration::ZERO;
        for _ in 0..20 {
            let before = Instant::now();
            tokio::time::sleep(Duration::from_millis(10)).await;
            longest = longest.max(before.elapsed());
        }
        longest
    };
    let (longest, ()) = tokio::join!(longest, watching);
    assert!(longest < Duration::from_secs(2), "the executor was blocked for {longest:?}");
}

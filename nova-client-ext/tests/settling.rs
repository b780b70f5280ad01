//! Eight processes share a key without any communication between them, over real sockets, in
//! simulated time. After 10 seconds of settling, 60 seconds are measured against a mock that
//! enforces the documented 20 requests per second.
//!
//! The pacer's unit tests are seeded and have more scenarios and strict limits. This test covers
//! the whole client including retries; its timing varies from run to run. Over sixty runs the ratio
//! of the slowest to the fastest client had a mean of 0.62 with fixed windows and 0.49 with sliding
//! ones, and a standard deviation of 0.09, so the limits here are more than three of these lower.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::ops::Range;
use std::time::Duration;

use chrono::TimeDelta;
use nova_client_ext::mock::{BatchScript, MockNova, RateLimitWindow};
use support::builder;

const CLIENTS: usize = 8;
const LIMIT: f64 = 20.0;
const SETTLING: Duration = Duration::from_secs(10);
const MEASURED: Duration = Duration::from_secs(60);

/// The required results.
struct Target {
    utilization: f64,
    rate_limited: f64,
    fairness: f64,
}

async fn settle(
    limits: RateLimitWindow,
    latency: Range<Duration>,
    has_late_client: bool,
    seed: u64,
    target: &Target,
) {
    let mock = MockNova::builder()
        .rate_limits(limits)
        .latency_range(latency.clone(), seed)
        .clock_skew(TimeDelta::seconds(i64::try_from(seed % 7).unwrap() - 3))
        .start()
        .await
        .unwrap();
    let mut workers = Vec::new();
    for client in 0..CLIENTS {
        // Represents a separate process: only the key is shared.
        let nova = builder(&mock).build().unwrap();
        let name = format!("client-{client}");
        let id = mock.place_batch(&name, "job-1", BatchScript::new().scored("app-1", 7));
        let batch = nova.tenant(name).unwrap().job("job-1").unwrap().batch(id).unwrap();
        let start = if has_late_client && client == 0 {
            SETTLING
        } else {
            Duration::from_millis(130) * u32::try_from(client).unwrap()
        };
        for _ in 0..4 {
            let batch = batch.clone();
            workers.push(tokio::spawn(async move {
                tokio::time::sleep(start).await;
                loop {
                    // A failed call is counted by its 429 responses.
                    let _ = batch.status().await;
                }
            }));
        }
    }
    // A client that joins late gets its own ten seconds to settle.
    let settling = if has_late_client { SETTLING * 2 } else { SETTLING };
    tokio::time::sleep(settling + MEASURED).await;
    workers.iter().for_each(tokio::task::JoinHandle::abort);

    let mut succeeded = [0_u64; CLIENTS];
    let mut rate_limited = 0_u64;
    for request in mock.requests().iter().filter(|request| request.at >= settling) {
        match request.status {
            Some(200) => {
                let client = request
                    .tenant
                    .as_deref()
                    .and_then(|name| name.strip_prefix("client-"))
                    .unwrap();
                succeeded[client.parse::<usize>().unwrap()] += 1;
            }
            Some(429) => rate_limited += 1,
            // Still in progress at the end.
            None => {}
            other => panic!("{other:?}"),
        }
    }
    let total: u64 = succeeded.iter().sum();
    #[allow(clippy::cast_precision_loss)]
    let (utilization, share, fairness) = (
        total as f64 / (LIMIT * MEASURED.as_secs_f64()),
        rate_limited as f64 / (total + rate_limited) as f64,
        *succeeded.iter().min().unwrap() as f64 / *succeeded.iter().max().unwrap() as f64,
    );
    let result = format!(
        "utilization {utilization:.3}, rate-limited {share:.4}, slowest/fastest {fairness:.2} {succeeded:?} ({latency:?})"
    );
    assert!(
        utilization >= target.utilization
            && share < target.rate_limited
            && fairness >= target.fairness,
        "{result}"
    );
}

const MS: fn(u64) -> Duration = Duration::from_millis;

#[tokio::test(start_paused = true)]
async fn fixed_windows() {
    let target = Target { utilization: 0.9, rate_limited: 0.02, fairness: 0.3 };
    settle(RateLimitWindow::FixedWindow, MS(1)..MS(2), false, 1, &target).await;
    settle(RateLimitWindow::FixedWindow, MS(20)..MS(80), false, 2, &target).await;
}

#[tokio::test(start_paused = true)]
async fn fixed_windows_with_one_late_client() {
    let target = Target { utilization: 0.9, rate_limited: 0.03, fairness: 0.25 };
    settle(RateLimitWindow::FixedWindow, MS(1)..MS(2), true, 3, &target).await;
    settle(RateLimitWindow::FixedWindow, MS(20)..MS(80), true, 4, &target).await;
}

#[tokio::test(start_paused = true)]
async fn sliding_windows() {
    let target = Target { utilization: 0.79, rate_limited: 0.02, fairness: 0.2 };
    settle(RateLimitWindow::SlidingWindow, MS(1)..MS(2), false, 5, &target).await;
    settle(RateLimitWindow::SlidingWindow, MS(20)..MS(80), false, 6, &target).await;
}

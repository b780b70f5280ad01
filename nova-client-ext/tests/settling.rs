//! Eight processes that share a key and never talk to each other, over real sockets, in simulated
//! time: 60 seconds after 10 to settle, against a Nova that enforces the documented 20 requests a
//! second.
//!
//! The pacer's own tests have seeds, more crowds and the strict figures; this one has everything
//! around it, retries included, is not the same twice, and so leaves a little slack.

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

/// What is asked of a crowd.
struct Aim {
    used: f64,
    refused: f64,
    fairness: f64,
}

async fn settle(
    limits: RateLimitWindow,
    latency: Range<Duration>,
    late: bool,
    seed: u64,
    aim: &Aim,
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
        // A process of its own: nothing is shared but the key.
        let nova = builder(&mock).build().unwrap();
        let name = format!("client-{client}");
        let id = mock.place_batch(&name, "job-1", BatchScript::new().scored("app-1", 7));
        let batch = nova.tenant(name).unwrap().job("job-1").unwrap().batch(id).unwrap();
        let start = if late && client == 0 {
            SETTLING
        } else {
            Duration::from_millis(130) * u32::try_from(client).unwrap()
        };
        for _ in 0..4 {
            let batch = batch.clone();
            workers.push(tokio::spawn(async move {
                tokio::time::sleep(start).await;
                loop {
                    // A call that fails in the end shows as its 429s do.
                    let _ = batch.status().await;
                }
            }));
        }
    }
    // One that joins late has its own ten seconds.
    let settling = if late { SETTLING * 2 } else { SETTLING };
    tokio::time::sleep(settling + MEASURED).await;
    workers.iter().for_each(tokio::task::JoinHandle::abort);

    let mut answered = [0_u64; CLIENTS];
    let mut refused = 0_u64;
    for request in mock.requests().iter().filter(|request| request.at >= settling) {
        match request.status {
            Some(200) => {
                let client = request
                    .tenant
                    .as_deref()
                    .and_then(|name| name.strip_prefix("client-"))
                    .unwrap();
                answered[client.parse::<usize>().unwrap()] += 1;
            }
            Some(429) => refused += 1,
            // Still under way at the end.
            None => {}
            other => panic!("{other:?}"),
        }
    }
    let total: u64 = answered.iter().sum();
    #[allow(clippy::cast_precision_loss)]
    let (used, share, fairness) = (
        total as f64 / (LIMIT * MEASURED.as_secs_f64()),
        refused as f64 / (total + refused) as f64,
        *answered.iter().min().unwrap() as f64 / *answered.iter().max().unwrap() as f64,
    );
    let result = format!(
        "used {used:.3}, refused {share:.4}, slowest/fastest {fairness:.2} {answered:?} ({latency:?})"
    );
    assert!(used >= aim.used && share < aim.refused && fairness >= aim.fairness, "{result}");
}

const MS: fn(u64) -> Duration = Duration::from_millis;

#[tokio::test(start_paused = true)]
async fn fixed_windows() {
    let aim = Aim { used: 0.9, refused: 0.02, fairness: 0.45 };
    settle(RateLimitWindow::FixedWindow, MS(1)..MS(2), false, 1, &aim).await;
    settle(RateLimitWindow::FixedWindow, MS(20)..MS(80), false, 2, &aim).await;
}

#[tokio::test(start_paused = true)]
async fn fixed_windows_and_one_client_late() {
    let aim = Aim { used: 0.9, refused: 0.03, fairness: 0.3 };
    settle(RateLimitWindow::FixedWindow, MS(1)..MS(2), true, 3, &aim).await;
    settle(RateLimitWindow::FixedWindow, MS(20)..MS(80), true, 4, &aim).await;
}

#[tokio::test(start_paused = true)]
async fn sliding_windows() {
    let aim = Aim { used: 0.79, refused: 0.02, fairness: 0.35 };
    settle(RateLimitWindow::SlidingWindow, MS(1)..MS(2), false, 5, &aim).await;
    settle(RateLimitWindow::SlidingWindow, MS(20)..MS(80), false, 6, &aim).await;
}

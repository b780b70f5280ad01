//! The documented rate limits, with both kinds of window.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use nova_client_ext::mock::{BatchScript, MockNova, MockNovaBuilder, RateLimitWindow};
use serde_json::Value;
use tokio::time::sleep;

use crate::{JOB, TENANT, client, header, status};

/// Returns a mock that starts in the middle of a second.
fn builder() -> MockNovaBuilder {
    let at: DateTime<Utc> = "2026-01-01T12:00:00.500Z".parse().unwrap();
    MockNova::builder().started_at(at).limit("read_and_ops", 3)
}

/// Makes this many requests and returns their statuses.
async fn send(mock: &MockNova, times: usize) -> Vec<u16> {
    let client = client();
    let mut statuses = Vec::new();
    for _ in 0..times {
        statuses.push(status(&client, mock, "sb_none").send().await.unwrap().status().as_u16());
    }
    statuses
}

#[tokio::test(start_paused = true)]
async fn windows_begin_at_whole_seconds() {
    let mock = builder().start().await.unwrap();
    assert_eq!(send(&mock, 4).await, [404, 404, 404, 429]);
    sleep(Duration::from_millis(499)).await;
    assert_eq!(send(&mock, 1).await, [429]);
    sleep(Duration::from_millis(1)).await;
    assert_eq!(send(&mock, 4).await, [404, 404, 404, 429], "the next window");
}

#[tokio::test(start_paused = true)]
async fn a_429_has_retry_after_and_the_rate_headers() {
    let mock = builder().start().await.unwrap();
    let client = client();
    let mut remaining = Vec::new();
    for _ in 0..3 {
        let response = status(&client, &mock, "sb_none").send().await.unwrap();
        remaining.push(header(&response, "x-ratelimit-remaining").unwrap().to_owned());
    }
    assert_eq!(remaining, ["2", "1", "0"]);
    let rejected = status(&client, &mock, "sb_none").send().await.unwrap();
    assert_eq!(rejected.status(), 429);
    assert_eq!(header(&rejected, "retry-after"), Some("1"));
    assert_eq!(header(&rejected, "x-ratelimit-bucket"), Some("read_and_ops"));
    assert_eq!(header(&rejected, "x-ratelimit-limit"), Some("3"));
    assert_eq!(header(&rejected, "x-ratelimit-remaining"), Some("0"));
    let noon: DateTime<Utc> = "2026-01-01T12:00:01Z".parse().unwrap();
    assert_eq!(header(&rejected, "x-ratelimit-reset"), Some(noon.timestamp().to_string().as_str()));
    let body: Value = rejected.json().await.unwrap();
    assert_eq!(
        (body["code"].as_str(), body["retryable"].as_bool()),
        (Some("RATE_LIMITED"), Some(true))
    );
}

#[tokio::test(start_paused = true)]
async fn a_sliding_window_covers_the_last_second() {
    let mock = builder().rate_limits(RateLimitWindow::SlidingWindow).start().await.unwrap();
    assert_eq!(send(&mock, 2).await, [404, 404]);
    sleep(Duration::from_millis(600)).await;
    assert_eq!(
        send(&mock, 2).await,
        [404, 429],
        "a new second has begun, but the first two requests still count"
    );
    sleep(Duration::from_millis(400)).await;
    assert_eq!(send(&mock, 3).await, [404, 404, 429]);
}

#[tokio::test(start_paused = true)]
async fn limits_can_be_disabled_or_degraded() {
    let mock = builder().without_rate_limits().start().await.unwrap();
    assert_eq!(send(&mock, 30).await, [404; 30]);

    let mock = builder().start().await.unwrap();
    mock.set_degraded(true);
    assert_eq!(send(&mock, 10).await, [404; 10]);
    let response = status(&client(), &mock, "sb_none").send().await.unwrap();
    assert_eq!(header(&response, "x-ratelimit-degraded"), Some("true"));
    mock.set_degraded(false);
    assert_eq!(send(&mock, 4).await, [404, 404, 404, 429]);
}

#[tokio::test(start_paused = true)]
async fn the_contract_sets_the_limit() {
    let mock = MockNova::start().await.unwrap();
    let limit =
        nova_client::Operation::find("getScoringBatchStatus").unwrap().bucket.limit as usize;
    let statuses = send(&mock, limit + 1).await;
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_servers_clock_may_be_wrong() {
    let mock = builder().clock_skew(TimeDelta::seconds(-3)).start().await.unwrap();
    let batch = mock.place_batch(TENANT, JOB, BatchScript::new());
    let response = status(&client(), &mock, &batch).send().await.unwrap();
    let right: DateTime<Utc> = "2026-01-01T12:00:01Z".parse().unwrap();
    assert_eq!(
        header(&response, "x-ratelimit-reset"),
        Some((right.timestamp() - 3).to_string().as_str())
    );
    assert_eq!(header(&response, "date"), Some("Thu, 01 Jan 2026 11:59:57 GMT"));
    mock.set_clock_skew(TimeDelta::zero());
    assert_eq!(mock.now(), "2026-01-01T12:00:00.500Z".parse::<DateTime<Utc>>().unwrap());
}

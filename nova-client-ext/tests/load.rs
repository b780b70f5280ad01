//! Many concurrent calls: in an outage, with frequent small faults, and at a rate limit.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::time::Duration;

use nova_client_ext::mock::{BatchScript, Cut, End, Fault, MockNova, MockResponse, StatusCode};
use nova_client_ext::{BatchReport, Error, ErrorKind, Pacing};
use support::{batch, builder};
use tokio::task::JoinSet;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn in_an_outage_the_retries_stay_within_their_budget() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let nova = builder(&mock).pacing(Pacing::off()).build().unwrap();
    mock.inject(Fault::respond(MockResponse::empty(StatusCode::SERVICE_UNAVAILABLE)).always());
    let mut calls = JoinSet::new();
    let started = Instant::now();
    for n in 0..60 * 50 {
        tokio::time::sleep_until(started + Duration::from_millis(20) * n).await;
        calls.spawn(batch(&nova, "sb-1").report());
    }
    let errors = calls.join_all().await.into_iter().filter(Result::is_err).count();
    let (calls, requests) = (60 * 50, mock.hits("getScoringBatchStatus"));
    assert_eq!(errors, calls);
    let max = calls as u64 * 12 / 10 + 10;
    assert!(requests <= max, "{requests} requests for {calls} calls, at most {max} allowed");
    assert!(requests > calls as u64 * 11 / 10, "{requests}: there are retries");
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_the_whole_bucket() {
    let mock = MockNova::start().await.unwrap();
    let id = mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("app-1", 7));
    let nova = builder(&mock).build().unwrap();
    let limited =
        MockResponse::error(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", true).retry_after(6);
    mock.inject(Fault::respond(limited));
    let first = tokio::spawn(batch(&nova, &id).report());
    while mock.hits("getScoringBatchStatus") == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;

    // Another call, even of another tenant, waits for the hold.
    let started = Instant::now();
    let theirs = nova.tenant("globex").unwrap().job("job-1").unwrap().batch("sb-9").unwrap();
    assert!(theirs.report().await.unwrap_err().is_not_found());
    assert!(started.elapsed() >= Duration::from_secs(5), "{:?}", started.elapsed());
    assert!(first.await.unwrap().is_ok());
    assert!(mock.requests().iter().filter(|request| request.status == Some(429)).count() == 1);

    // A call whose deadline is earlier is rejected at once, and nothing is sent.
    let limited =
        MockResponse::error(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", true).retry_after(30);
    mock.inject(Fault::respond(limited));
    let hits = mock.hits("getScoringBatchStatus");
    let first = tokio::spawn(batch(&nova, &id).report());
    while mock.hits("getScoringBatchStatus") == hits {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    let started = Instant::now();
    let error =
        batch(&nova, &id).report().deadline(started + Duration::from_secs(3)).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts(), error.may_have_been_sent()),
        (ErrorKind::NotAdmitted, 0, false),
        "{error:?}"
    );
    assert!(
        error.is_rate_limited()
            && error.is_retryable()
            && started.elapsed() < Duration::from_millis(10)
    );
    assert_eq!(mock.hits("getScoringBatchStatus"), hits + 1);
    assert!(first.await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_stops_at_once() {
    let mock = MockNova::builder().latency(Duration::from_secs(5)).start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    for after in [0, 1, 3000, 5500] {
        let hits = mock.hits("getScoringBatchStatus");
        mock.inject(Fault::respond(MockResponse::empty(StatusCode::SERVICE_UNAVAILABLE)));
        let call = batch(&nova, "sb-1").report();
        let dropped = tokio::time::timeout(Duration::from_millis(after), call).await;
        assert!(dropped.is_err());
        let seen = mock.hits("getScoringBatchStatus");
        assert!(seen <= hits + 2);
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(
            mock.hits("getScoringBatchStatus"),
            seen,
            "after {after} ms nothing more is sent"
        );
        mock.clear_faults();
    }
    let busy: u32 = nova.bucket_states().iter().map(|bucket| bucket.in_flight).sum();
    assert_eq!(busy, 0, "every dropped call freed its slot");
}

/// Makes calls of which one in twenty gets a transient fault, of every kind.
async fn soak(calls: usize, at_once: usize) {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let id = mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("app-1", 7));
    let nova = builder(&mock).pacing(Pacing::off()).build().unwrap();
    for (seed, fault) in [
        Fault::cut(Cut::Nothing, End::Reset),
        Fault::cut(Cut::MidBody, End::Close),
        Fault::respond(MockResponse::html(StatusCode::BAD_GATEWAY, "x")),
        Fault::respond(MockResponse::empty(StatusCode::SERVICE_UNAVAILABLE)),
        Fault::respond(MockResponse::error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL_ERROR",
            true,
        )),
    ]
    .into_iter()
    .enumerate()
    {
        mock.inject(fault.always().chance(0.01, seed as u64));
    }
    let mut running: JoinSet<Result<BatchReport, Error>> = JoinSet::new();
    let mut failed = Vec::new();
    for n in 0..calls {
        if n >= at_once {
            failed.extend(running.join_next().await.unwrap().unwrap().err());
        }
        running.spawn(batch(&nova, &id).report());
    }
    failed.extend(running.join_all().await.into_iter().filter_map(Result::err));
    let faults = mock.hits("getScoringBatchStatus") - calls as u64;
    assert!(faults > calls as u64 / 30, "{faults} faults in {calls} calls");
    assert!(
        failed.len() * 1000 <= calls,
        "{} of {calls} calls failed: {:?}",
        failed.len(),
        failed.first()
    );
}

#[tokio::test]
async fn with_frequent_small_faults_at_most_one_call_in_a_thousand_fails() {
    soak(4_000, 32).await;
}

/// A few minutes: `cargo test -p nova-client-ext --features mock --test load -- --ignored`.
#[tokio::test]
#[ignore = "takes a few minutes"]
async fn with_frequent_small_faults_for_a_long_time() {
    soak(400_000, 64).await;
}

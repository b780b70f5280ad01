//! Rate limits in a service: several processes with one key, futures that are held and not polled,
//! many 429s, and outages. Over real sockets, in simulated time.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use futures_core::Stream as _;
use nova_client_ext::criteria::{GenerateCriteriaRequest, JobContext};
use nova_client_ext::mock::{BatchScript, Fault, MockNova, MockResponse, StatusCode, header};
use nova_client_ext::submit::{BatchApplication, BatchRequest, Resume};
use nova_client_ext::watch::{BatchEvent, BatchUpdate, WatchAll};
use nova_client_ext::{Batch, ErrorKind, Nova, WaitOptions};
use support::{batch, builder};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

const MS: fn(u64) -> Duration = Duration::from_millis;
/// A parked future delays others by less than this.
const SOON: Duration = Duration::from_secs(1);

async fn mock_with_batch() -> (MockNova, Nova, Batch) {
    let mock = MockNova::start().await.unwrap();
    let id = mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("app-1", 7));
    let nova = builder(&mock).build().unwrap();
    let batch = batch(&nova, &id);
    (mock, nova, batch)
}

async fn next(updates: &mut WatchAll) -> Option<BatchUpdate> {
    std::future::poll_fn(|context| Pin::new(&mut *updates).poll_next(context)).await
}

fn one_application(n: u32) -> BatchRequest {
    let resume = Resume::url(format!("https://cv.example/{n}.pdf")).unwrap();
    BatchRequest::new("We look for a Rust engineer.")
        .applications([BatchApplication::new(format!("app-{n}"), resume)])
}

/// Uses up the burst of the bucket, so that the next call has to wait.
async fn exhaust(batch: &Batch) {
    for _ in 0..3 {
        batch.status().await.unwrap();
    }
}

fn poll_once<F: Future>(future: Pin<&mut F>) {
    let _ = future.poll(&mut Context::from_waker(Waker::noop()));
}

#[tokio::test(start_paused = true)]
async fn a_call_held_in_select_does_not_block_others() {
    let (_mock, nova, batch) = mock_with_batch().await;
    exhaust(&batch).await;
    let mut held = batch.status();
    tokio::select! {
        biased;
        _ = &mut held => {}
        () = tokio::time::sleep(MS(1)) => {}
    }
    // A call of the same tenant in this task, and one of another tenant in another task.
    timeout(SOON, batch.status()).await.expect("not blocked").unwrap();
    let other = nova.tenant("globex").unwrap().job("job-1").unwrap().batch("sb-9").unwrap();
    let other = tokio::spawn(timeout(SOON, other.status()));
    assert!(other.await.unwrap().expect("not blocked").unwrap_err().is_not_found());
    timeout(SOON, held).await.expect("admitted once it is polled").unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_set_of_unpolled_calls_does_not_block_others() {
    let (_mock, _nova, batch) = mock_with_batch().await;
    // The calls that `buffer_unordered(5)` holds while its consumer makes another call per result.
    let mut set: Vec<_> = (0..5).map(|_| batch.status()).collect();
    let began = Instant::now();
    for _ in 0..20 {
        for call in &mut set {
            poll_once(Pin::new(call));
        }
        let done = set.remove(0);
        timeout(SOON, done).await.expect("admitted once it is polled").unwrap();
        timeout(SOON, batch.report()).await.expect("not blocked").unwrap();
        set.push(batch.status());
    }
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    // Leaked calls.
    set.into_iter().for_each(std::mem::forget);
    for _ in 0..5 {
        timeout(SOON, batch.report()).await.expect("not blocked").unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_watch_with_a_slow_consumer_does_not_block_others() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let batches: Vec<Batch> = (0..12)
        .map(|n: i64| {
            let script = BatchScript::new().scored(format!("app-{n}"), n).scored("other", 1);
            batch(&nova, &mock.place_batch("acme-corp", "job-1", script))
        })
        .collect();
    let other = nova.tenant("globex").unwrap().job("job-1").unwrap().batch("sb-9").unwrap();
    let mut updates = nova.watch_all(batches.clone());
    let mut scored = 0;
    while let Some(update) = next(&mut updates).await {
        // A typical loop: a call for each scored application.
        if let Ok(BatchEvent::Scored(_)) = update.event {
            scored += 1;
            timeout(SOON, update.batch.status()).await.expect("not blocked").unwrap();
        }
        // A slow consumer, while another task makes a call of another tenant.
        if scored % 5 == 1 {
            let call = tokio::spawn(timeout(SOON, other.status()));
            tokio::time::sleep(Duration::from_secs(8)).await;
            assert!(call.await.unwrap().expect("not blocked").unwrap_err().is_not_found());
        }
    }
    assert_eq!(scored, 24);
    let busy: u32 = nova.bucket_states().iter().map(|bucket| bucket.in_flight).sum();
    assert_eq!(busy, 0);
}

#[tokio::test(start_paused = true)]
async fn concurrency_slots_are_freed_after_their_time_limit() {
    let mock = MockNova::builder().latency(Duration::from_secs(15)).start().await.unwrap();
    let nova = builder(&mock).attempt_timeout(Duration::from_secs(20)).build().unwrap();
    let job = nova.tenant("acme-corp").unwrap().job("job-1").unwrap();
    let generate = |n: u64| {
        let context = JobContext::new(format!("Engineer {n}"), "Acme", "Builds things");
        job.criteria().generate(GenerateCriteriaRequest::new(context))
    };
    let began = Instant::now();
    for n in 0..4 {
        // Sent, and never polled again.
        let mut call = generate(n);
        while mock.hits("generateCriteria") == n {
            poll_once(Pin::new(&mut call));
            tokio::time::sleep(MS(20)).await;
        }
        std::mem::forget(call);
    }
    let fifth = generate(4);
    let _ = timeout(Duration::from_secs(60), fifth).await.expect("a slot was freed");
    assert!(began.elapsed() < Duration::from_secs(45), "{:?}", began.elapsed());
}

/// Calls and watches that are dropped at random times are removed completely.
#[tokio::test(start_paused = true)]
async fn thousands_of_dropped_calls_do_not_affect_the_bucket() {
    let (mock, nova, batch) = mock_with_batch().await;
    let mut random = fastrand::Rng::with_seed(11);
    let mut tasks = JoinSet::new();
    for n in 0..3000_u32 {
        let after = MS(random.u64(0..3000));
        let batch = batch.clone();
        let nova = nova.clone();
        tasks.spawn(async move {
            match n % 5 {
                0 => drop(timeout(after, batch.wait(WaitOptions::default())).await),
                1 => {
                    let mut updates = nova.watch_all([batch]);
                    drop(timeout(after, next(&mut updates)).await);
                }
                2 => drop(timeout(after, batch.status().background()).await),
                _ => drop(timeout(after, batch.status()).await),
            }
        });
        if n % 10 == 0 {
            tokio::time::sleep(MS(random.u64(0..30))).await;
        }
    }
    while tasks.join_next().await.is_some() {}
    mock.clear_faults();
    let state =
        nova.bucket_states().into_iter().find(|state| state.name == "read_and_ops").unwrap();
    assert_eq!((state.in_flight, state.queued, state.queued_background), (0, 0, 0), "{state:?}");
    let began = Instant::now();
    for _ in 0..40 {
        batch.status().await.unwrap();
    }
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "{:?} for 40 at 20 a second",
        began.elapsed()
    );
}

/// Twenty-four processes that submit a batch each, eight at a time, at one batch a second.
#[tokio::test(start_paused = true)]
async fn submissions_of_many_processes_all_succeed() {
    let mock = Arc::new(MockNova::start().await.unwrap());
    let mut running = JoinSet::new();
    let mut done = 0;
    for n in 0..24_u32 {
        if running.len() == 8 {
            done += u32::from(running.join_next().await.unwrap().unwrap());
        }
        let mock = Arc::clone(&mock);
        running.spawn(async move {
            let nova = builder(&mock).build().unwrap();
            let job = nova.tenant("acme-corp").unwrap().job("job-1").unwrap();
            let outcome = job.submit_batch(one_application(n)).await;
            assert!(outcome.is_ok(), "{outcome:?}");
            true
        });
    }
    done += u32::try_from(running.join_all().await.len()).unwrap();
    assert_eq!(done, 24);
}

/// A call that got a 429 does not queue again behind the calls that have joined since: they would take
/// longer than it has left.
#[tokio::test(start_paused = true)]
async fn a_repeated_call_keeps_its_place_in_the_queue() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let job = nova.tenant("acme-corp").unwrap().job("job-1").unwrap();
    let limited =
        MockResponse::error(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", true).retry_after(1);
    mock.inject(Fault::respond(limited).operation("submitScoringBatch"));
    let mut running = JoinSet::new();
    for n in 0..90 {
        let job = job.clone();
        running.spawn(async move {
            let submitted = job.submit_batch(one_application(n)).await;
            submitted.map(|_| Instant::now()).map_err(|error| format!("{n}: {error}"))
        });
        // The calls join in order.
        tokio::task::yield_now().await;
    }
    let ended: Vec<_> = running.join_all().await.into_iter().collect::<Result<_, _>>().unwrap();
    assert_eq!(ended.len(), 90);
    assert_eq!(mock.hits("submitScoringBatch"), 91);
}

#[tokio::test(start_paused = true)]
async fn a_429_without_rate_headers_holds_the_others_for_seconds_at_most() {
    let (mock, nova, batch) = mock_with_batch().await;
    let page = MockResponse::html(StatusCode::TOO_MANY_REQUESTS, "slow down").retry_after(86_400);
    mock.inject(Fault::respond(page));
    let error = batch.status().await.unwrap_err();
    assert_eq!((error.kind(), error.rate_limited_count()), (ErrorKind::Unexpected, 1));
    let began = Instant::now();
    let other = nova.tenant("globex").unwrap().job("job-1").unwrap().batch("sb-9").unwrap();
    let error = other.status().timeout(Duration::from_secs(5)).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_slow_bucket_recovers_quickly_from_429s() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).timeout(Duration::from_secs(120)).build().unwrap();
    let job = nova.tenant("acme-corp").unwrap().job("job-1").unwrap();
    let submit = |n: u32| job.submit_batch(one_application(n));
    let limited =
        MockResponse::error(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", true).retry_after(1);
    mock.inject(Fault::respond(limited).times(12));
    submit(0).await.unwrap();
    let ended = Instant::now();
    let mut n = 1;
    while ended.elapsed() < Duration::from_secs(10) {
        submit(n).await.unwrap();
        n += 1;
    }
    let began = Instant::now();
    for n in 100..120 {
        submit(n).await.unwrap();
    }
    assert!(began.elapsed() < Duration::from_secs(23), "{:?} for 20 batches", began.elapsed());
}

/// Ten seconds of a proxy's 502s without rate headers do not change the rates.
#[tokio::test(start_paused = true)]
async fn an_outage_without_rate_headers_changes_no_rate() {
    let mock = MockNova::start().await.unwrap();
    let novas: Vec<Nova> = (0..4).map(|_| builder(&mock).build().unwrap()).collect();
    let mut workers = JoinSet::new();
    for (n, nova) in novas.iter().enumerate() {
        let name = format!("client-{n}");
        let id = mock.place_batch(&name, "job-1", BatchScript::new().scored("app-1", 7));
        let batch = nova.tenant(name).unwrap().job("job-1").unwrap().batch(id).unwrap();
        for _ in 0..4 {
            let batch = batch.clone();
            workers.spawn(async move {
                loop {
                    let _ = batch.status().await;
                }
            });
        }
    }
    let rates = || -> Vec<f64> {
        let state = |nova: &Nova| {
            nova.bucket_states().into_iter().find(|state| state.name == "read_and_ops").unwrap()
        };
        novas.iter().map(|nova| state(nova).rate).collect()
    };
    tokio::time::sleep(Duration::from_secs(30)).await;
    let before = rates();
    let page = MockResponse::html(StatusCode::BAD_GATEWAY, "bad gateway")
        .header(header::HeaderName::from_static("x-ratelimit-limit"), u32::MAX);
    mock.inject(Fault::respond(page).always());
    tokio::time::sleep(Duration::from_secs(10)).await;
    let after = rates();
    for (before, after) in before.iter().zip(&after) {
        assert!((after / before - 1.0).abs() <= 0.2, "{before} a second, then {after}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_queue_timeout_ends_a_call_that_was_not_sent() {
    let mock = MockNova::start().await.unwrap();
    let id = mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("app-1", 7));
    let pacing = nova_client_ext::Pacing::new().limit("read_and_ops", 0.01);
    let nova = builder(&mock).pacing(pacing).queue_timeout(Duration::from_secs(30));
    let nova = nova.build().unwrap();
    batch(&nova, &id).status().await.unwrap();
    let mut waiting = pin!(batch(&nova, &id).status());
    poll_once(waiting.as_mut());
    let began = Instant::now();
    let error = batch(&nova, &id).status().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::NotAdmitted, 0), "{error:?}");
    assert!(!error.may_have_been_sent() && error.is_retryable());
    let text = error.to_string();
    assert!(text.contains("not sent") && text.contains("length of the queue: 2"), "{text}");
    assert!((30..32).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    // A timeout of the call includes queueing, and the call is rejected at once if it is too short.
    let began = Instant::now();
    let call = batch(&nova, &id).status().timeout(Duration::from_secs(5));
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::NotAdmitted);
    assert_eq!(began.elapsed(), Duration::ZERO);
}

//! Webhooks merged into a running watch: fewer polls, the same report, nothing emitted twice.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use nova_client_ext::mock::{ApplicationScript, BatchScript, MockNova};
use nova_client_ext::types::{ScoringBatchStatus, SubmittedScoringBatch};
use nova_client_ext::{
    Batch, BatchReport, ErrorKind, Nova, WaitOptions,
    submit::{Resume, ScoreRequest},
    watch::{
        BatchEvent, BatchUpdate, BatchWatch, Observer, ScoringJobEvent, WatchTarget, WatchUpdate,
    },
    webhook::{Event, Verifier},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep, timeout};

use super::receiver::Receiver;
use super::support::{self, batch as handle, builder};
use super::{JOB, SECRET, TENANT};

const STATUS: &str = "getScoringBatchStatus";
const SECOND: Duration = Duration::from_secs(1);

/// Returns a script of three jobs that run for an hour unless they are ended, and a rejection.
fn hour_long_batch() -> BatchScript {
    BatchScript::new()
        .scored("a", 7)
        .failed("b", "TIMEOUT", "Too slow")
        .scored("c", 9)
        .rejected("d", "RESUME_EMPTY", "Empty", None)
        .scoring_time(3600 * SECOND)
}

async fn harness() -> (MockNova, Receiver, Nova) {
    let receiver = Receiver::start().await;
    let mock = MockNova::builder().webhook(receiver.url(), SECRET).start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    (mock, receiver, nova)
}

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

/// Returns the events that are available now.
async fn drain(watch: &mut BatchWatch) -> Vec<BatchEvent> {
    let mut emitted = Vec::new();
    while let Ok(Some(event)) = timeout(Duration::from_millis(1), next(watch)).await {
        emitted.push(event.unwrap());
    }
    emitted
}

fn words(events: &[BatchEvent]) -> Vec<String> {
    let word = |event: &BatchEvent| match event {
        BatchEvent::Seen { .. } => "seen".to_owned(),
        BatchEvent::Appeared(job) => format!("appeared {}", job.application_id),
        BatchEvent::Scored(job) => format!("scored {}", job.application_id),
        BatchEvent::Failed(job) => format!("failed {}", job.application_id),
        BatchEvent::Progress(progress) => {
            format!("progress {}+{}", progress.completed_jobs, progress.failed_jobs)
        }
        BatchEvent::Settled { report } => format!("settled {}", report.outcome()),
        other => panic!("{other:?}"),
    };
    events.iter().map(word).collect()
}

/// Ends all jobs and returns the webhooks sent for it.
async fn end_all(mock: &MockNova) -> Vec<Event> {
    mock.finish_all();
    sleep(Duration::from_millis(1)).await;
    mock.deliveries()
        .iter()
        .map(|sent| Event::read(Some(&sent.event), &sent.body).unwrap())
        .collect()
}

fn settled(events: &[BatchEvent]) -> &BatchReport {
    let Some(BatchEvent::Settled { report }) = events.last() else { panic!("{events:?}") };
    report
}

/// Polls once while all jobs run, then ends them all; returns the webhooks that report it.
async fn polled_once_then_ended(
    mock: &MockNova,
    nova: &Nova,
) -> (Batch, BatchWatch, Observer, Vec<Event>) {
    let batch = handle(nova, &mock.place_batch(TENANT, JOB, hour_long_batch()));
    let mut watch = batch.watch(WaitOptions::default());
    let observer = watch.observer();
    assert_eq!(words(&drain(&mut watch).await), ["seen", "appeared a", "appeared b", "appeared c"]);
    assert_eq!(mock.hits(STATUS), 1);
    let events = end_all(mock).await;
    assert_eq!(events.len(), 4);
    (batch, watch, observer, events)
}

#[tokio::test(start_paused = true)]
async fn a_batch_whose_jobs_all_ended_by_webhook_needs_no_further_poll() {
    let (mock, _receiver, nova) = harness().await;
    let (batch, mut watch, observer, events) = polled_once_then_ended(&mock, &nova).await;
    let (scores, completed): (Vec<_>, Vec<_>) =
        events.iter().partition(|event| event.scoring_job_outcome().is_some());
    for event in &scores[..2] {
        observer.observe(event);
    }
    let emitted = drain(&mut watch).await;
    assert_eq!(words(&emitted).len(), 2, "two ends; no counters were sent: {emitted:?}");
    observer.observe(scores[2]);
    let emitted = drain(&mut watch).await;
    assert_eq!(words(&emitted).last().unwrap(), "settled partial_failure");
    observer.observe(completed[0]);
    assert!(next(&mut watch).await.is_none(), "the watch has ended");
    assert_eq!(mock.hits(STATUS), 1);

    let polled = batch.report().await.unwrap();
    assert_eq!(settled(&emitted), &polled);
    assert!(polled.inconsistencies().is_empty() && polled.timing().scoring_ms.is_some());
}

/// What was received before the deadline is emitted, although the stream was not polled until after.
#[tokio::test(start_paused = true)]
async fn events_received_before_the_deadline_are_emitted_before_it() {
    let (mock, _receiver, nova) = harness().await;
    let batch = handle(&nova, &mock.place_batch(TENANT, JOB, hour_long_batch()));
    let options = WaitOptions::default().timeout(Duration::from_secs(60));
    let mut updates = nova.watch_all([(batch, options)]);
    let observer = updates.observer();
    for _ in 0..4 {
        updates.next().await.unwrap().event.unwrap();
    }
    for event in end_all(&mock).await {
        observer.observe(&event);
    }
    tokio::time::sleep(Duration::from_secs(120)).await;
    let mut events = Vec::new();
    while let Some(update) = updates.next().await {
        events.push(update.event.unwrap());
    }
    assert_eq!(words(&events).last().unwrap(), "settled partial_failure");
}

#[tokio::test(start_paused = true)]
async fn order_and_repeats_of_webhooks_do_not_matter() {
    for first in 0..4 {
        for second in 0..4 {
            let (mock, _receiver, nova) = harness().await;
            let (batch, mut watch, observer, mut events) =
                polled_once_then_ended(&mock, &nova).await;
            let one = events.remove(first);
            events.insert(second, one);
            let mut emitted = Vec::new();
            for (index, event) in events.iter().enumerate() {
                observer.observe(event);
                observer.observe(&events[0]);
                observer.observe(event);
                // In some cases the stream is polled in between, in others several webhooks are
                // queued.
                if (index + first) % 2 == 0 {
                    emitted.extend(drain(&mut watch).await);
                }
            }
            while let Some(event) = next(&mut watch).await {
                emitted.push(event.unwrap());
            }
            let words = words(&emitted);
            for once in ["scored a", "failed b", "scored c", "settled partial_failure"] {
                assert_eq!(
                    words.iter().filter(|word| *word == once).count(),
                    1,
                    "{once} in {words:?}"
                );
            }
            assert!(mock.hits(STATUS) <= 2, "{} polls", mock.hits(STATUS));
            assert_eq!(settled(&emitted), &batch.report().await.unwrap());
        }
    }
}

fn submitted(body: &Value) -> SubmittedScoringBatch {
    let status: ScoringBatchStatus = serde_json::from_value(body.clone()).unwrap();
    let accepted = status
        .scoring_jobs
        .iter()
        .map(|job| json!({"applicationId": job.application_id, "scoringJobId": job.id}));
    serde_json::from_value(
        json!({"batch": status.batch, "rejectedApplications": status.rejected_applications,
        "scoringJobIds": status.scoring_jobs.iter().map(|job| &job.id).collect::<Vec<_>>(),
        "acceptedApplications": accepted.collect::<Vec<_>>()}),
    )
    .unwrap()
}

#[tokio::test(start_paused = true)]
async fn with_a_known_submission_no_poll_is_needed() {
    let (mock, _receiver, nova) = harness().await;
    let id = mock.place_batch(TENANT, JOB, hour_long_batch().queue_time(SECOND));
    let submission = submitted(&mock.batch_body(TENANT, JOB, &id).unwrap().unwrap());
    let batch = handle(&nova, &id);
    let watch = batch.watch(WaitOptions::default().submission(&submission));
    let observer = watch.observer();
    sleep(60 * SECOND).await;
    for event in end_all(&mock).await.iter().rev() {
        observer.observe(event);
    }
    let report = watch.finish().await.unwrap();
    assert_eq!(mock.hits(STATUS), 0);

    let polled = batch.report().await.unwrap();
    assert!(report.inconsistencies().is_empty(), "{:?}", report.inconsistencies());
    let without_times = |report: &BatchReport| {
        let mut value = serde_json::to_value(report).unwrap();
        for time in ["queueMs", "scoringMs"] {
            value["timing"].as_object_mut().unwrap().remove(time).unwrap();
        }
        value
    };
    assert_eq!(without_times(&report), without_times(&polled));
    // No event contains the time at which a job started.
    assert_eq!(
        (report.timing().scoring_ms, report.timing().batch_ms),
        (None, polled.timing().batch_ms)
    );

    let other = mock.place_batch(TENANT, JOB, hour_long_batch());
    let wrong = handle(&nova, &other)
        .wait(WaitOptions::default().submission(&submission))
        .await
        .unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::Invalid);
}

#[tokio::test(start_paused = true)]
async fn a_batch_completed_event_triggers_a_poll_at_once() {
    let (mock, _receiver, nova) = harness().await;
    let (batch, mut watch, observer, events) = polled_once_then_ended(&mock, &nova).await;
    sleep(SECOND).await;
    assert!(drain(&mut watch).await.is_empty());
    let polls = mock.hits(STATUS);
    let started = Instant::now();
    observer.observe(events.iter().find(|event| event.batch_outcome().is_some()).unwrap());
    let report = watch.finish().await.unwrap();
    assert!(started.elapsed() < SECOND, "{:?}", started.elapsed());
    assert_eq!(mock.hits(STATUS), polls + 1);
    assert_eq!(report, batch.report().await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn events_about_other_batches_are_ignored() {
    let (mock, _receiver, nova) = harness().await;
    let batch = handle(
        &nova,
        &mock.place_batch(TENANT, JOB, BatchScript::new().stuck("a").stuck("b").stuck("c")),
    );
    let mut watch = batch.watch(WaitOptions::default().timeout(30 * SECOND));
    let observer = watch.observer();
    drain(&mut watch).await;
    let script = || BatchScript::new().scored("a", 7).scored("b", 7);
    mock.place_batch("other", JOB, script());
    mock.place_batch(TENANT, "job-2", script());
    mock.place_batch(TENANT, JOB, script());
    mock.send_webhook("test", &json!({}));
    mock.send_webhook(
        "score.unknown",
        &json!({"event": "score.unknown", "tenantId": TENANT, "jobId": JOB}),
    );
    let events = end_all(&mock).await;
    assert_eq!(events.iter().filter(|event| event.batch_outcome().is_some()).count(), 3);
    let (hits, at) = (mock.hits(STATUS), Instant::now());
    for event in &events {
        observer.observe(event);
    }
    assert!(drain(&mut watch).await.is_empty());
    assert_eq!(
        mock.hits(STATUS),
        hits,
        "no poll because of other batches, {:?} later",
        at.elapsed()
    );
    let error = watch.finish().await.unwrap_err();
    assert_eq!(error.report().unwrap().counts().pending, 3);
}

fn body_with(a: &str, b: &str) -> Value {
    let at = "2026-11-01T10:00:00Z";
    let job = |application: &str, status: &str| {
        json!({"id": format!("sj-{application}"), "jobId": JOB, "applicationId": application, "status": status,
            "isRescore": false, "queuedAt": at, "startedAt": at, "score": (status == "completed").then_some(7),
            "completedAt": (status == "completed").then_some("2026-11-01T10:00:30Z"),
            "assessment": (status == "completed").then(|| json!({"verdict": "…"}))})
    };
    let completed = [a, b].iter().filter(|status| **status == "completed").count();
    json!({"batch": {"id": "sb-1", "jobId": JOB, "status": if completed == 2 { "completed" } else { "pending" },
        "totalJobs": 2, "completedJobs": completed, "failedJobs": 0, "createdAt": at,
        "completedAt": (completed == 2).then_some("2026-11-01T10:00:30Z")},
        "scoringJobs": [job("a", a), job("b", b)], "rejectedApplications": []})
}

#[tokio::test(start_paused = true)]
async fn a_poll_older_than_a_webhook_does_not_undo_it() {
    let mock = MockNova::start().await.unwrap();
    mock.place_body(TENANT, JOB, "sb-1", body_with("pending", "pending"));
    let batch = handle(&builder(&mock).build().unwrap(), "sb-1");
    let mut watch = batch.watch(WaitOptions::default());
    let observer = watch.observer();
    // Also before the first poll.
    let scored = json!({"event": "score.completed", "tenantId": TENANT, "scoringJobId": "sj-a", "jobId": JOB,
        "applicationId": "a", "result": {"score": 7, "assessment": {"verdict": "…"}},
        "completedAt": "2026-11-01T10:00:30Z"});
    observer.observe(&Event::read(None, scored.to_string()).unwrap());
    let emitted = drain(&mut watch).await;
    assert_eq!(words(&emitted), ["seen", "appeared a", "scored a", "appeared b"]);

    let (emitted, ()) = tokio::join!(
        async {
            let mut emitted = Vec::new();
            while let Some(event) = next(&mut watch).await {
                emitted.push(event.unwrap());
            }
            emitted
        },
        async {
            sleep(30 * SECOND).await;
            mock.place_body(TENANT, JOB, "sb-1", body_with("completed", "completed"));
        }
    );
    assert!(mock.hits(STATUS) > 3, "polling continued");
    assert_eq!(words(&emitted), ["scored b", "progress 2+0", "settled completed"]);
    assert_eq!(settled(&emitted), &batch.report().await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn polling_compensates_for_lost_webhooks() {
    let (mock, _receiver, nova) = harness().await;
    let (batch, mut watch, observer, events) = polled_once_then_ended(&mock, &nova).await;
    let only_received = events.iter().find(|event| event.scoring_job_outcome().is_some()).unwrap();
    observer.observe(only_received);
    let mut emitted = Vec::new();
    while let Some(event) = next(&mut watch).await {
        emitted.push(event.unwrap());
    }
    let words = words(&emitted);
    for once in ["scored a", "failed b", "scored c"] {
        assert_eq!(words.iter().filter(|word| *word == once).count(), 1, "{once} in {words:?}");
    }
    assert_eq!(settled(&emitted), &batch.report().await.unwrap());
}

/// Webhooks may arrive before the process that submitted has added what it submitted.
#[tokio::test(start_paused = true)]
async fn webhooks_that_arrive_before_their_target_is_added_count_once_it_is() {
    let (mock, _receiver, nova) = harness().await;
    let batch = handle(&nova, &mock.place_batch(TENANT, JOB, hour_long_batch()));
    let application = nova.tenant(TENANT).unwrap().job(JOB).unwrap().application("x").unwrap();
    let resume = Resume::url("https://cv.example/x.pdf").unwrap();
    let single = application.score(ScoreRequest::new(resume, "Engineer")).await.unwrap();
    let mut updates = nova.watch_mixed(Vec::<WatchTarget>::new());
    let (observer, target) = (updates.observer(), updates.handle());
    let events = end_all(&mock).await;
    assert_eq!(events.len(), 5, "four of the batch and one of the single application");
    for event in &events {
        observer.observe(event);
    }
    // The stream takes them before it has any target.
    assert!(timeout(SECOND, next(&mut updates)).await.is_err());
    let jobs = batch.status().await.unwrap().batch.total_jobs;
    let hits = mock.requests().len();
    target.add((batch.into(), WaitOptions::default().jobs(u32::try_from(jobs).unwrap()))).unwrap();
    target.add((single.scoring_job().clone().into(), WaitOptions::default())).unwrap();
    let mut ended = Vec::new();
    while ended.len() < 4 {
        let update = timeout(SECOND, next(&mut updates)).await.expect("by webhook").unwrap();
        match update {
            WatchUpdate::Batch(update) => match update.event.unwrap() {
                BatchEvent::Scored(job) => ended.push(job.application_id),
                BatchEvent::Failed(job) => ended.push(job.application_id),
                _ => {}
            },
            WatchUpdate::ScoringJob(update) => {
                if let ScoringJobEvent::Scored(job) = update.event.unwrap() {
                    ended.push(job.application_id);
                }
            }
            other => panic!("{other:?}"),
        }
    }
    ended.sort();
    assert_eq!(ended, ["a", "b", "c", "x"]);
    assert!(mock.requests().len() - hits <= 2, "at most one poll each");
}

#[tokio::test(start_paused = true)]
async fn many_batches_of_many_tenants_settle_by_webhook() {
    let (mock, _receiver, nova) = harness().await;
    let ids: Vec<_> = (0..6)
        .map(|index| mock.place_batch(["one", "two"][index % 2], JOB, hour_long_batch()))
        .collect();
    let batches: Vec<Batch> = ids
        .iter()
        .enumerate()
        .map(|(index, id)| {
            nova.tenant(["one", "two"][index % 2]).unwrap().job(JOB).unwrap().batch(id).unwrap()
        })
        .collect();
    let mut stream = nova.watch_all(batches.clone());
    let observer = stream.observer();
    let mut seen = 0;
    while seen < 6 {
        let update = next(&mut stream).await.unwrap();
        seen += usize::from(matches!(update.event.unwrap(), BatchEvent::Seen { .. }));
    }
    let polls = mock.hits(STATUS);
    for event in end_all(&mock).await.iter().filter(|event| event.scoring_job_outcome().is_some()) {
        observer.observe(event);
    }
    let mut reports = Vec::new();
    while let Some(BatchUpdate { batch, event, .. }) = next(&mut stream).await {
        if let BatchEvent::Settled { report } = event.unwrap() {
            reports.push((batch, *report));
        }
    }
    assert_eq!(
        (mock.hits(STATUS), reports.len()),
        (polls, 6),
        "an observer does not keep a stream open"
    );
    for (batch, report) in reports {
        assert_eq!(report, batch.report().await.unwrap());
    }
    assert!(!observer.is_over());
    drop(stream);
    assert!(observer.is_over());
}

#[tokio::test(start_paused = true)]
async fn a_batch_completed_event_triggers_a_poll_in_a_stream() {
    let (mock, _receiver, nova) = harness().await;
    let mut stream =
        nova.watch_all([handle(&nova, &mock.place_batch(TENANT, JOB, hour_long_batch()))]);
    let observer = stream.observer();
    let mut emitted = Vec::new();
    while mock.hits(STATUS) < 1 || emitted.len() < 4 {
        emitted.push(next(&mut stream).await.unwrap().event.unwrap());
    }
    let events = end_all(&mock).await;
    let started = Instant::now();
    observer.observe(events.iter().find(|event| event.batch_outcome().is_some()).unwrap());
    while let Some(update) = next(&mut stream).await {
        emitted.push(update.event.unwrap());
    }
    // The next background permit is available within a second.
    assert!(started.elapsed() < 2 * SECOND, "{:?}", started.elapsed());
    assert_eq!(settled(&emitted).counts().scored, 2);
    assert_eq!(mock.hits(STATUS), 2);
}

/// End to end: the mock's requests are verified and passed to a watch.
#[tokio::test(start_paused = true)]
async fn a_service_with_webhooks_polls_less_and_settles_sooner() {
    async fn receive(
        State(state): State<Arc<(Verifier, Observer)>>,
        headers: HeaderMap,
        body: Bytes,
    ) -> StatusCode {
        match state.0.verify(&headers, &body) {
            Ok(delivery) => {
                state.1.observe(&delivery.event);
                StatusCode::NO_CONTENT
            }
            Err(error) if error.kind() == ErrorKind::InvalidSignature => StatusCode::UNAUTHORIZED,
            Err(_) => StatusCode::BAD_REQUEST,
        }
    }
    async fn polls(with_webhooks: bool) -> (u64, Duration, BatchReport) {
        let mock = MockNova::start().await.unwrap();
        let script = (0..8).fold(BatchScript::new(), |script, index| {
            let application = ApplicationScript::scored(format!("app-{index}"), 7);
            script.application(application.scoring_time(SECOND * (12 + 7 * index)))
        });
        let batch = handle(
            &support::builder(&mock).build().unwrap(),
            &mock.place_batch(TENANT, JOB, script),
        );
        let watch = batch.watch(WaitOptions::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let state = Arc::new((Verifier::new(SECRET).unwrap(), watch.observer()));
        let router = Router::new().route("/", post(receive)).with_state(state);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        if with_webhooks {
            mock.add_webhook(&url, SECRET).unwrap();
        }
        let started = Instant::now();
        let report = watch.finish().await.unwrap();
        let took = started.elapsed();
        serving.abort();
        assert_eq!(report, batch.report().await.unwrap());
        (mock.hits(STATUS) - 1, took, report)
    }
    let (polled, without_webhooks_took, report) = polls(false).await;
    let (with_webhooks, with_webhooks_took, same) = polls(true).await;
    assert!(
        with_webhooks <= polled && with_webhooks_took < without_webhooks_took,
        "{with_webhooks} polls in {with_webhooks_took:?}, without webhooks {polled} in {without_webhooks_took:?}"
    );
    assert!(with_webhooks_took < Duration::from_millis(61_050), "{with_webhooks_took:?}");
    assert_eq!(report.counts(), same.counts());
}

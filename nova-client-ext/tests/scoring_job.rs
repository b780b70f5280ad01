//! One scoring job: its status, its report, waiting for it, and the latest score of an application.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream as _;
use nova_client_ext::mock::{
    ApplicationScript, BatchScript, Fault, MockNova, MockResponse, StatusCode,
};
use nova_client_ext::types::{self, ErrorCode, ScoringJobStatus};
use nova_client_ext::{
    Application, Error, ErrorKind, Nova, Remedy, WaitOptions,
    report::{InconsistencyKind, ScoringJobOutcome, ScoringJobReport},
    submit::{Resume, ScoreRequest, SubmittedScoringJob},
    watch::{ScoringJobEvent, ScoringJobWatch},
    webhook::Event,
};
use serde_json::{Value, json};
use support::{CANARY, builder};
use tokio::time::Instant;

fn application(nova: &Nova, id: &str) -> Application {
    nova.tenant("acme-corp").unwrap().job("job-1").unwrap().application(id).unwrap()
}

fn request() -> ScoreRequest {
    ScoreRequest::new(Resume::url("https://cv.example/a.pdf").unwrap(), "An engineer")
}

/// Submits an application that ends as scripted.
async fn submitted(mock: &MockNova, nova: &Nova, script: ApplicationScript) -> SubmittedScoringJob {
    mock.script_application("acme-corp", "job-1", script);
    application(nova, "app-1").score(request()).await.unwrap()
}

async fn events(mut watch: ScoringJobWatch) -> Vec<Result<ScoringJobEvent, Error>> {
    let mut events = Vec::new();
    while let Some(event) = poll_fn(|context| Pin::new(&mut watch).poll_next(context)).await {
        events.push(event);
    }
    events
}

fn body(status: &str, more: &Value) -> Value {
    let mut job = json!({"id": "sj-1", "jobId": "job-1", "applicationId": "app-1", "status": status, "isRescore": false,
        "queuedAt": "2025-12-14T10:30:45Z"});
    job.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    job
}

fn always(job: &Value) -> Fault {
    let body = json!({"scoringJob": job}).to_string();
    Fault::respond(MockResponse::json(StatusCode::OK, body))
        .operation("getScoringJobStatus")
        .always()
}

#[tokio::test(start_paused = true)]
async fn a_scoring_job_is_waited_for_with_few_polls() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let script = ApplicationScript::scored("app-1", 8).assessment(CANARY);
    let script = script.queue_time(Duration::from_secs(5)).scoring_time(Duration::from_secs(35));
    let job = submitted(&mock, &nova, script).await;
    assert_eq!(job.outcome(), ScoringJobOutcome::Pending);

    let begun = Instant::now();
    let report = job.wait(WaitOptions::default()).await.unwrap();
    let took = begun.elapsed();
    assert!((40.0..45.0).contains(&took.as_secs_f64()), "{took:?}");
    // A batch of the same job for comparison.
    let script = BatchScript::new().scored("app-1", 8);
    let script = script.queue_time(Duration::from_secs(5)).scoring_time(Duration::from_secs(35));
    let id = mock.place_batch("acme-corp", "job-2", script);
    let other = builder(&mock).build().unwrap();
    let batch = other.tenant("acme-corp").unwrap().job("job-2").unwrap().batch(id).unwrap();
    batch.wait(WaitOptions::default()).await.unwrap();
    let [alone, batch] =
        ["getScoringJobStatus", "getScoringBatchStatus"].map(|operation| mock.hits(operation));
    // Their clocks begin at different fractions of a second.
    assert!(
        alone * 2 <= batch * 3 && batch * 2 <= alone * 3,
        "{alone} polls of a job, {batch} of a batch"
    );
    assert_eq!(
        (report.outcome, report.score, report.remedy),
        (ScoringJobOutcome::Scored, Some(8), None)
    );
    assert_eq!((report.queue_ms, report.scoring_ms), (Some(5000), Some(35_000)));
    assert_eq!(report.inconsistencies, []);
    // The same from a single poll; only the status has the assessment.
    let handle = job.scoring_job();
    assert_eq!(handle.report().await.unwrap(), report);
    let status = handle.status().await.unwrap();
    assert_eq!(status.assessment.as_ref().unwrap().verdict, CANARY);
    assert!(!format!("{report:?} {report} {status:?} {job:?}").contains("CANARY"));
    assert!(mock.requests().iter().all(|seen| seen.status.is_some_and(|status| status < 300)));
}

#[tokio::test(start_paused = true)]
async fn a_watch_emits_the_first_poll_and_the_end() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let script = ApplicationScript::failed("app-1", "TASK_STUCK", "Lost")
        .scoring_time(Duration::from_secs(20));
    let job = submitted(&mock, &nova, script).await;
    let emitted = events(job.scoring_job().watch(WaitOptions::default())).await;
    let [Ok(ScoringJobEvent::Seen(seen)), Ok(ScoringJobEvent::Settled(end))] = emitted.as_slice()
    else {
        panic!("{emitted:?}")
    };
    assert_eq!(
        (seen.outcome, &seen.status),
        (ScoringJobOutcome::Pending, &ScoringJobStatus::Pending)
    );
    assert_eq!((end.outcome, end.remedy), (ScoringJobOutcome::Failed, Some(Remedy::Rescore)));
    assert_eq!(
        (end.code.as_ref(), end.message.as_deref()),
        (Some(&ErrorCode::TaskStuck), Some("Lost"))
    );
    assert_eq!(serde_json::to_value(emitted[1].as_ref().unwrap()).unwrap()["event"], "settled");
    // The events of an ended job take one request.
    let hits = mock.hits("getScoringJobStatus");
    assert_eq!(events(job.scoring_job().watch(WaitOptions::default())).await.len(), 2);
    assert_eq!(mock.hits("getScoringJobStatus"), hits + 1);
}

#[tokio::test(start_paused = true)]
async fn a_webhook_triggers_a_poll() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let script = ApplicationScript::scored("app-1", 8).scoring_time(Duration::from_secs(600));
    let job = submitted(&mock, &nova, script).await;
    let watch = job.scoring_job().watch(WaitOptions::default());
    let observer = watch.observer();
    let begun = Instant::now();
    let emitted = async {
        // Long before the next poll is due.
        tokio::time::sleep(Duration::from_millis(1100)).await;
        let event = |id: &str, tenant: &str| {
            let event = json!({"event": "score.completed", "tenantId": tenant, "scoringJobId": id, "jobId": "job-1",
                "applicationId": "app-1", "result": {"score": 8}, "completedAt": "2025-12-14T10:31:20Z"});
            Event::read(None, event.to_string()).unwrap()
        };
        let (id, hits) = (job.scoring_job().id().as_str(), mock.hits("getScoringJobStatus"));
        for other in [event("sj-other", "acme-corp"), event(id, "globex")] {
            observer.observe(&other);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
        assert_eq!(mock.hits("getScoringJobStatus"), hits);
        mock.finish_all();
        observer.observe(&event(id, "acme-corp"));
    };
    let (report, ()) = tokio::join!(watch.finish(), emitted);
    assert_eq!(report.unwrap().score, Some(8));
    assert!(begun.elapsed() < Duration::from_millis(1500), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_timeout_ends_the_wait_with_the_last_report() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let job = submitted(&mock, &nova, ApplicationScript::stuck("app-1")).await;
    let options = WaitOptions::default().timeout(Duration::from_secs(60));
    let error = job.wait(options).await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::WaitExpired, true));
    let known = error.unfinished().unwrap();
    assert!(known.polls() > 3);
    assert_eq!(known.report().unwrap().counts().pending, 1);
    let line = error.to_string();
    let id = job.scoring_job().id().as_str();
    let begins = format!(
        "getScoringJobStatus: scoring job {id:?} of application \"app-1\" was not settled within 60s"
    );
    assert!(line.starts_with(&begins) && line.contains(": pending with 0 of 1"), "{line}");
}

#[tokio::test(start_paused = true)]
async fn transient_errors_do_not_end_a_watch_and_final_ones_do() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let script = ApplicationScript::scored("app-1", 3).scoring_time(Duration::from_secs(30));
    let job = submitted(&mock, &nova, script).await;
    let outage = MockResponse::error(StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", true);
    mock.inject(Fault::respond(outage).operation("getScoringJobStatus").times(12));
    mock.inject(
        Fault::respond(MockResponse::html(StatusCode::OK, "<h1>login</h1>"))
            .operation("getScoringJobStatus"),
    );
    assert_eq!(job.wait(WaitOptions::default()).await.unwrap().score, Some(3));
    assert_eq!(mock.waiting_faults(), 0);

    let missing = application(&nova, "app-1").scoring_job("sj-nope").unwrap();
    let error = missing.wait(WaitOptions::default()).await.unwrap_err();
    assert_eq!((error.is_not_found(), error.code()), (true, Some(&ErrorCode::ScoringJobNotFound)));
    assert_eq!(error.unfinished().unwrap().polls(), 1);
    // It is not found under another application of the same job.
    let other = application(&nova, "app-2").scoring_job(job.scoring_job().id()).unwrap();
    assert!(other.status().await.unwrap_err().is_not_found());
}

#[tokio::test(start_paused = true)]
async fn invalid_options_are_rejected_before_any_request() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let id = mock.place_batch("acme-corp", "job-1", BatchScript::new().stuck("app-1"));
    let batch = application(&nova, "app-1").job().batch(id).unwrap();
    let saved = batch.watch(WaitOptions::default()).save();
    let job = application(&nova, "app-1").scoring_job("sj-1").unwrap();
    for options in
        [WaitOptions::default().timeout(Duration::ZERO), WaitOptions::default().resume(saved)]
    {
        assert_eq!(job.wait(options.clone()).await.unwrap_err().kind(), ErrorKind::Invalid);
        assert_eq!(events(job.watch(options)).await.len(), 1);
    }
    assert_eq!(mock.requests().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_status_counts_as_pending_and_is_reported() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    mock.inject(always(&body("paused", &json!({}))));
    let job = application(&nova, "app-1").scoring_job("sj-1").unwrap();
    let report = job.report().await.unwrap();
    assert_eq!((report.outcome, report.status.as_str()), (ScoringJobOutcome::Pending, "paused"));
    assert_eq!(report.inconsistencies[0].kind, InconsistencyKind::UnknownJobStatus);
    assert!(report.to_string().contains("pending (status \"paused\")"), "{report}");
    let error =
        job.wait(WaitOptions::default().timeout(Duration::from_secs(20))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WaitExpired);
}

#[tokio::test]
async fn a_report_is_the_same_from_a_poll_and_from_a_wait() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    for job in [
        body(
            "completed",
            &json!({"score": 7, "startedAt": "2025-12-14T10:30:50Z", "completedAt": "2025-12-14T10:31:20Z",
            "assessment": {"verdict": "v"}}),
        ),
        body("completed", &json!({"score": 77, "errorCode": "TIMEOUT"})),
        body(
            "completed",
            &json!({"completedAt": "2025-12-14T10:30:00Z", "startedAt": "2025-12-14T10:30:50Z"}),
        ),
        body(
            "failed",
            &json!({"errorCode": "UNKNOWN_CODE", "errorMessage": "\u{1b}[31mred", "failedAt": "2025-12-14T10:31:00Z"}),
        ),
        body("failed", &json!({"score": 5})),
    ] {
        let parsed: types::ScoringJob = serde_json::from_value(job.clone()).unwrap();
        let report = ScoringJobReport::new(&parsed);
        mock.clear_faults();
        mock.inject(always(&job));
        let handle = application(&nova, "app-1").scoring_job("sj-1").unwrap();
        assert_eq!(handle.wait(WaitOptions::default()).await.unwrap(), report, "{parsed:?}");
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(serde_json::from_value::<ScoringJobReport>(json).unwrap(), report);
        assert!(!report.to_string().contains('\u{1b}'));
        assert!(report.is_settled());
    }
}

#[tokio::test]
async fn the_latest_score_is_that_of_the_last_submitted_job() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let app = application(&nova, "app-1");
    let error = app.latest_score().await.unwrap_err();
    assert_eq!((error.is_not_found(), error.code()), (true, Some(&ErrorCode::ApplicationNotFound)));
    let script = ApplicationScript::failed("app-1", "TIMEOUT", "Slow")
        .then(ApplicationScript::scored("app-1", 9));
    let first = submitted(&mock, &nova, script).await;
    assert_eq!(app.latest_score().await.unwrap().error_code, Some(ErrorCode::Timeout));
    let second = app.score(request().rescore()).await.unwrap();
    assert_ne!(first.scoring_job().id(), second.scoring_job().id());
    let latest = app.latest_score().await.unwrap();
    assert_eq!((latest.id.as_str(), latest.score), (second.scoring_job().id().as_str(), Some(9)));
    assert!(latest.is_rescore);
    let theirs = nova.tenant("globex").unwrap().job("job-1").unwrap().application("app-1").unwrap();
    assert!(theirs.latest_score().await.unwrap_err().is_not_found());
}

#[test]
fn invalid_ids_are_rejected() {
    let nova = Nova::builder(nova_client_ext::ApiKey::new("sk_test_0123456789abcdef").unwrap())
        .build()
        .unwrap();
    let job = nova.tenant("acme-corp").unwrap().job("job-1").unwrap();
    for id in ["", ".", "..", "a\\b", "a\nb"] {
        assert_eq!(job.application(id).unwrap_err().kind(), ErrorKind::Invalid, "{id:?}");
        let error = job.application("app-1").unwrap().scoring_job(id).unwrap_err();
        assert!(error.to_string().starts_with("the scoring job id"), "{error}");
    }
}

//! The handles over a real socket: requests, responses, and inputs that are rejected before
//! anything is sent.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::time::Duration;

use nova_client_ext::mock::{BatchScript, MockNova};
use nova_client_ext::types::ErrorCode;
use nova_client_ext::{
    ApiKey, BatchOutcome, BatchReport, Call, Environment, Error, ErrorKind, Nova, Remedy,
    RetryPolicy, Tenant, TenantId, drift::Drift,
};
use serde_json::json;
use support::{Printed, batch, builder};
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_batch_is_reported_as_pending_and_then_with_its_outcome() {
    let mock = MockNova::start().await.unwrap();
    let script = BatchScript::new()
        .scored("app-1", 7)
        .failed("app-2", "TIMEOUT", "took too long")
        .rejected("app-3", "RESUME_CORRUPTED", "damaged", Some("missing_eof"));
    let script = script.queue_time(Duration::from_secs(5)).scoring_time(Duration::from_secs(30));
    let id = mock.place_batch("acme-corp", "job-1", script);
    let nova = builder(&mock).build().unwrap();
    let batch = batch(&nova, &id);

    assert_eq!(batch.report().await.unwrap().outcome(), BatchOutcome::Pending);
    tokio::time::sleep(Duration::from_secs(600)).await;
    let report = batch.report().await.unwrap();
    assert_eq!(report.outcome(), BatchOutcome::PartialFailure);
    let status = batch.status().await.unwrap();
    assert_eq!((status.batch.completed_jobs, status.batch.failed_jobs), (1, 1));
}

#[tokio::test]
async fn ids_and_headers_are_sent_unchanged() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).user_agent_suffix("my-service/1.2").build().unwrap();
    let batch = nova.tenant("acme corp").unwrap().job("a/b ü?#%2e").unwrap().batch("...").unwrap();
    let error = batch
        .status()
        .header("x-request-id", "r-1")
        .traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .retry(RetryPolicy::none())
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert_eq!(error.code(), Some(&ErrorCode::BatchNotFound));
    assert_eq!(error.remedy(), Some(Remedy::FixRequest));

    let seen = mock.requests().pop().unwrap();
    assert_eq!(seen.path, "/v1/jobs/a%2Fb%20%C3%BC%3F%23%252e/scoring-batches/...");
    assert_eq!(seen.tenant.as_deref(), Some("acme corp"));
    assert_eq!(seen.headers["x-request-id"], "r-1");
    assert!(
        seen.headers["traceparent"]
            .to_str()
            .unwrap()
            .starts_with("00-0af7651916cd43dd8448eb211c80319c")
    );
    let agent = seen.headers["user-agent"].to_str().unwrap();
    assert!(agent.starts_with("nova-client-ext/") && agent.ends_with(" my-service/1.2"), "{agent}");
    assert!(!seen.headers.contains_key("api-version"));
    assert_eq!(error.trace_id(), Some(seen.trace_id.as_str()));
}

#[tokio::test]
async fn a_wrong_key_is_distinguished_from_a_forbidden_one() {
    let mock = MockNova::builder().forbidden_key("sk_test_forbidden000000").start().await.unwrap();
    for (key, code) in [
        ("sk_test_wrong0000000000", ErrorCode::Unauthorized),
        ("sk_test_forbidden000000", ErrorCode::Forbidden),
    ] {
        let nova =
            Nova::builder(ApiKey::new(key).unwrap()).base_url(mock.base_url()).build().unwrap();
        let error = batch(&nova, "sb-1").report().await.unwrap_err();
        assert!(error.is_auth() && !error.is_retryable(), "{error:?}");
        assert_eq!((error.code(), error.attempts()), (Some(&code), 1));
        assert_eq!(error.remedy(), Some(Remedy::FixCredentials));
        assert!(!format!("{error} {error:?}").contains(key));
    }
}

#[tokio::test]
async fn a_rotated_key_is_used_by_every_handle_from_then_on() {
    let mock = MockNova::start().await.unwrap();
    let id = mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("app-1", 7));
    let nova =
        Nova::builder(ApiKey::new("sk_test_old0000000000000").unwrap()).base_url(mock.base_url());
    let nova = nova.build().unwrap();
    let batch = batch(&nova, &id);
    assert!(batch.report().await.unwrap_err().is_auth());
    nova.rotate_key(ApiKey::new(mock.api_key()).unwrap());
    batch.report().await.unwrap();
}

#[tokio::test]
async fn tenants_do_not_see_each_other() {
    let mock = MockNova::start().await.unwrap();
    let id = mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("app-1", 7));
    let nova = builder(&mock).build().unwrap();
    let theirs = nova.tenant("globex").unwrap().job("job-1").unwrap().batch(id.as_str()).unwrap();
    assert!(theirs.report().await.unwrap_err().is_not_found());
    // The tenant can be overridden per call.
    theirs.report().tenant(TenantId::new("acme-corp").unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_response_has_status_headers_and_attempts() {
    let mock = MockNova::start().await.unwrap();
    let id = mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("app-1", 7));
    let nova = builder(&mock).build().unwrap();
    let response = batch(&nova, &id).report().with_response().await.unwrap();
    assert_eq!(response.status.as_u16(), 200);
    assert_eq!(response.trace_id, Some(mock.requests().pop().unwrap().trace_id));
    assert_eq!(response.rate_limit.bucket.as_deref(), Some("read_and_ops"));
    assert_eq!(response.rate_limit.limit, Some(20));
    assert_eq!(response.value.batch_id(), id);
}

#[tokio::test]
async fn the_raw_client_has_the_same_transport() {
    let mock = MockNova::start().await.unwrap();
    let id = mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("app-1", 7));
    let nova = builder(&mock).build().unwrap();
    let raw = nova.tenant("acme-corp").unwrap().raw();
    let status = raw
        .get_scoring_batch_status()
        .job_id("job-1")
        .scoring_batch_id(id.as_str())
        .send()
        .await
        .unwrap();
    assert_eq!(status.batch.id, id);

    // A documented error is typed, an id that would change the path is rejected, and both convert
    // into `Error`.
    let absent = raw
        .get_scoring_batch_status()
        .job_id("job-1")
        .scoring_batch_id("nope")
        .send()
        .await
        .unwrap_err();
    let nova_client::Error::ErrorResponse(body) = &absent else { panic!("{absent:?}") };
    assert_eq!(body.code, ErrorCode::BatchNotFound);
    assert!(Error::from(absent).is_not_found());
    let hits = mock.hits("getScoringBatchStatus");
    for id in ["..", ".", ""] {
        let error = raw
            .get_scoring_batch_status()
            .job_id(id)
            .scoring_batch_id("sb")
            .send()
            .await
            .unwrap_err();
        let error = Error::from(error);
        assert_eq!(
            (error.kind(), error.may_have_been_sent()),
            (ErrorKind::Invalid, false),
            "{error:?}"
        );
    }
    assert_eq!(mock.hits("getScoringBatchStatus"), hits);
    assert!(!format!("{raw:?} {nova:?}").contains(&mock.api_key()));
}

#[tokio::test]
async fn unknown_values_are_kept_and_reported_once() {
    let (printed, _guard) = Printed::listen();
    let mock = MockNova::start().await.unwrap();
    let job = |n: u32| {
        json!({"id": format!("sj-{n}"), "jobId": "job-1", "applicationId": format!("app-{n}"), "status": "paused",
            "isRescore": false, "queuedAt": "2025-12-14T10:30:45Z"})
    };
    let body = json!({"batch": {"id": "sb-1", "jobId": "job-1", "status": "archived", "totalJobs": 2,
        "completedJobs": 0, "failedJobs": 0, "createdAt": "2025-12-14T10:30:45Z"}, "scoringJobs": [job(1), job(2)]});
    mock.place_body("acme-corp", "job-1", "sb-1", body);
    let nova = builder(&mock).build().unwrap();
    for _ in 0..3 {
        let status = batch(&nova, "sb-1").status().await.unwrap();
        assert_eq!(status.batch.status.as_str(), "archived");
        assert!(status.scoring_jobs.iter().all(|job| job.status.is_unknown()));
    }
    let text = printed.text();
    let reported: Vec<&str> =
        text.lines().filter(|line| line.contains("does not match the contract")).collect();
    assert_eq!(reported.len(), 2, "{reported:?}");
    assert!(
        reported
            .iter()
            .any(|line| line.contains("scoringJobs[].status") && line.contains("paused")),
        "{reported:?}"
    );
}

#[tokio::test]
async fn each_kind_of_drift_is_passed_to_the_listener_once() {
    let mock = MockNova::start().await.unwrap();
    let job = |n: u32| {
        json!({"id": format!("sj-{n}"), "jobId": "job-1", "applicationId": format!("app-{n}"), "status": "paused",
            "isRescore": false, "queuedAt": "2025-12-14T10:30:45Z", "locale": "de"})
    };
    let body = json!({"batch": {"id": "sb-1", "jobId": "job-1", "status": "pending", "totalJobs": 2,
        "completedJobs": 0, "failedJobs": 0, "createdAt": "2025-12-14T10:30:45Z"}, "scoringJobs": [job(1), job(2)]});
    mock.place_body("acme-corp", "job-1", "sb-1", body);
    for (unknown_fields, expected) in [(false, 1), (true, 2)] {
        let (sender, receiver) = std::sync::mpsc::channel();
        let nova = builder(&mock)
            .report_unknown_fields(unknown_fields)
            .on_drift(move |drift| sender.send(drift.clone()).unwrap())
            .build()
            .unwrap();
        batch(&nova, "sb-1").report().await.unwrap();
        batch(&nova, "sb-1").report().await.unwrap();
        let reported: Vec<Drift> = receiver.try_iter().collect();
        assert_eq!(reported.len(), expected, "{reported:?}");
        assert!(
            matches!(&reported[0], Drift::Value { field, value, schema: "ScoringJobStatus", .. }
            if field == "scoringJobs[].status" && value == "paused")
        );
        assert!(
            reported[1..].iter().all(|drift| drift.to_string().contains("scoringJobs[].locale"))
        );
    }
}

#[tokio::test]
async fn the_rate_limits_need_no_tenant() {
    let mock = MockNova::start().await.unwrap();
    let limits = builder(&mock).build().unwrap().rate_limits().await.unwrap();
    assert_eq!(limits.buckets["read_and_ops"].limit, 20);
    assert_eq!(limits.in_flight["criteria_ai_inflight"].limit, 4);
    assert_eq!(mock.requests()[0].tenant, None);
}

#[test]
fn invalid_input_is_rejected_by_name_before_anything_is_sent() {
    let nova = Nova::builder(ApiKey::new("sk_test_0123456789abcdef").unwrap()).build().unwrap();
    let tenant = nova.tenant("acme-corp").unwrap();
    let job = tenant.job("job-1").unwrap();
    let long = "x".repeat(256);
    for bad in ["", ".", "..", "a\\b", "a\nb", "a\0b", "\u{7f}", long.as_str()] {
        for (error, subject) in [
            (nova.tenant(bad).unwrap_err(), "the tenant id"),
            (tenant.job(bad).unwrap_err(), "the job id"),
            (job.batch(bad).unwrap_err(), "the scoring batch id"),
        ] {
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert!(error.to_string().starts_with(subject), "{error}");
        }
    }
    for bad in [" acme", "acme ", "müller"] {
        assert!(nova.tenant(bad).is_err(), "{bad}");
        assert!(tenant.job(bad).is_ok(), "{bad} can be encoded in a path");
    }
    assert!(job.batch("x".repeat(255)).is_ok());
    for good in ["a..b", "...", "%2e%2e", "a/b", "ü"] {
        assert_eq!(tenant.job(good).unwrap().id().as_str(), good);
    }
    for bad in
        ["", " ", "pk_live_1", "sk_test_", "sk_test_a b", "sk_test_ü", "sk_live_a\n", " sk_test_1"]
    {
        let error = Tenant::new(bad, "acme-corp").unwrap_err();
        assert!(error.to_string().starts_with("the API key"), "{error}");
        assert!(bad.trim().len() < 9 || !error.to_string().contains(bad), "{error}");
    }
}

#[test]
fn invalid_settings_are_rejected_by_name() {
    let key = || ApiKey::new("sk_live_0123456789abcdef").unwrap();
    let zero = Duration::ZERO;
    let week = Duration::from_secs(7 * 24 * 3600);
    for (builder, name) in [
        (Nova::builder(key()).timeout(zero), "timeout"),
        (Nova::builder(key()).timeout(week), "timeout"),
        (Nova::builder(key()).attempt_timeout(zero), "attempt_timeout"),
        (Nova::builder(key()).connect_timeout(zero), "connect_timeout"),
        (Nova::builder(key()).max_response_bytes(0), "max_response_bytes"),
        (Nova::builder(key()).retry(RetryPolicy::default().max_attempts(0)), "retry"),
        (Nova::builder(key()).retry(RetryPolicy::default().multiplier(-1.0)), "retry"),
        (Nova::builder(key()).retry(RetryPolicy::default().multiplier(f64::NAN)), "retry"),
        (Nova::builder(key()).retry(RetryPolicy::default().initial_backoff(zero)), "retry"),
        (Nova::builder(key()).retry(RetryPolicy::default().max_backoff(zero)), "retry"),
        (Nova::builder(key()).user_agent_suffix("a\nb"), "user_agent_suffix"),
        (Nova::builder(key()).base_url("https://"), "base_url"),
        (Nova::builder(key()).base_url("http://example.com"), "base_url"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().starts_with(name), "{name}: {error}");
    }
    let nova = Nova::builder(key())
        .base_url("http://example.com/")
        .allow_insecure_http(true)
        .build()
        .unwrap();
    assert_eq!(nova.environment(), Environment::Production);
}

#[tokio::test(start_paused = true)]
async fn options_of_a_call_override_the_client_and_are_validated() {
    let mock = MockNova::builder().latency(Duration::from_secs(5)).start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    let call = || batch(&nova, "sb-1").report().retry(RetryPolicy::none());
    let limited: [fn(Call<BatchReport>) -> Call<BatchReport>; 3] = [
        |call| call.timeout(Duration::from_secs(2)),
        |call| call.attempt_timeout(Duration::from_secs(2)),
        |call| call.deadline(Instant::now() + Duration::from_secs(2)),
    ];
    for limit in limited {
        let started = Instant::now();
        let error = limit(call()).await.unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
        assert!(started.elapsed() <= Duration::from_millis(2100), "{:?}", started.elapsed());
    }
    let hits = mock.hits("getScoringBatchStatus");
    for (call, name) in [
        (call().timeout(Duration::ZERO), "timeout"),
        (call().header("authorization", "Bearer x"), "header"),
        (call().header("X-Tenant-Id", "other"), "header"),
        (call().header("bad name", "x"), "header"),
        (call().retry(RetryPolicy::default().max_attempts(0)), "retry"),
    ] {
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().starts_with(name), "{error}");
    }
    assert_eq!(mock.hits("getScoringBatchStatus"), hits);
}

#[test]
fn handles_and_calls_can_cross_threads_and_the_error_is_small() {
    fn is_send_and_sync<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
    fn is_send<T: Send + 'static>() {}
    is_send_and_sync::<Nova>();
    is_send_and_sync::<Tenant>();
    is_send_and_sync::<nova_client_ext::Job>();
    is_send_and_sync::<nova_client_ext::Batch>();
    is_send::<nova_client_ext::Call<nova_client_ext::BatchReport>>();
    assert!(size_of::<Error>() <= 16);
}

#[tokio::test(start_paused = true)]
async fn hooks_see_every_call_and_attempt() {
    use nova_client_ext::mock::{Fault, MockResponse, StatusCode};
    let mock = MockNova::start().await.unwrap();
    mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("a", 7));
    mock.inject(Fault::respond(MockResponse::error(
        StatusCode::SERVICE_UNAVAILABLE,
        "SERVICE_UNAVAILABLE",
        true,
    )));
    let (calls, seen) = std::sync::mpsc::channel();
    let attempts = calls.clone();
    let nova = builder(&mock)
        .on_call(move |call| {
            let tenant = call.tenant.map(ToString::to_string);
            let text = format!(
                "{} {tenant:?} {} {:?} {}",
                call.operation.id, call.attempts, call.error, call.rate_limited
            );
            calls.send((text, call.status.map(|status| status.as_u16()))).unwrap();
        })
        .on_attempt(move |attempt| {
            let text = format!("attempt {} {:?}", attempt.attempt, attempt.error);
            attempts.send((text, attempt.status.map(|status| status.as_u16()))).unwrap();
        })
        .build()
        .unwrap();
    let response = nova.rate_limits().with_response().await.unwrap();
    assert_eq!(response.attempts, 2);
    batch(&nova, "sb-missing").status().await.unwrap_err();
    mock.inject(Fault::respond(MockResponse::error(
        StatusCode::TOO_MANY_REQUESTS,
        "RATE_LIMITED",
        true,
    )));
    nova.rate_limits().await.unwrap();
    let seen: Vec<(String, Option<u16>)> = seen.try_iter().collect();
    let expected = [
        ("attempt 1 Some(Api)", 503),
        ("attempt 2 None", 200),
        ("getRateLimitStatus None 2 None 0", 200),
        ("attempt 1 Some(Api)", 404),
        ("getScoringBatchStatus Some(\"acme-corp\") 1 Some(Api) 0", 404),
        ("attempt 1 Some(Api)", 429),
        ("attempt 2 None", 200),
        ("getRateLimitStatus None 2 None 1", 200),
    ];
    assert_eq!(seen, expected.map(|(text, status)| (text.to_owned(), Some(status))));
}

#[test]
fn a_report_of_a_later_version_round_trips() {
    use nova_client_ext::report::{InconsistencyKind, ScoringJobOutcome};
    let stored = serde_json::json!({
        "jobId": "job-1", "batchId": "sb_1", "status": "archived", "outcome": "half_done",
        "counts": {"total": 1, "scored": 0, "failed": 1, "pending": 0, "unlisted": 0, "rejected": 0},
        "scored": [], "pending": [], "rejections": [],
        "failures": [{"applicationId": "a", "scoringJobId": "sj_1", "code": "NEW", "message": null,
            "remedy": "ask_the_candidate"}],
        "retryPlan": {"rescore": [], "submit": [], "blocked": ["a"]},
        "inconsistencies": [{"kind": "later_kind", "detail": "full"}],
        "timing": {"queueMs": null, "scoringMs": null, "batchMs": null},
    });
    let report: BatchReport = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(report.outcome(), BatchOutcome::Other("half_done".into()));
    assert!(!report.is_settled());
    assert_eq!(report.failures()[0].remedy, Remedy::Unknown("ask_the_candidate".into()));
    assert_eq!(report.inconsistencies()[0].kind, InconsistencyKind::Other("later_kind".into()));
    assert_eq!(serde_json::to_value(&report).unwrap(), stored);
    assert_eq!("scored".parse(), Ok(ScoringJobOutcome::Scored));
    assert_eq!("too_large".parse(), Ok(ErrorKind::TooLarge));
}

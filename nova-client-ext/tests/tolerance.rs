//! One invalid value never makes the rest unreadable: in responses over a real socket, in webhooks,
//! in error bodies and in the reports built from them.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::sync::{Arc, Mutex};

use nova_client_ext::mock::{Fault, MockNova, MockResponse, StatusCode};
use nova_client_ext::report::{InconsistencyKind as Kind, ScoringJobReport};
use nova_client_ext::types::ErrorCode;
use nova_client_ext::webhook::{Event, Verifier, sign};
use nova_client_ext::{BatchOutcome, BatchReport, Error, ErrorKind, RetryPolicy, WaitOptions};
use serde_json::{Value, json};
use support::{CANARY, batch, builder};

/// Returns the consistent body of a finished batch with three applications and a rejected one.
fn consistent_body() -> Value {
    let job = |number: u8| {
        json!({
            "id": format!("sj_{number}"), "criteriaVersionId": "cv_1", "jobId": "job-1",
            "applicationId": format!("app-{number}"), "status": "completed", "isRescore": false,
            "score": number, "errorCode": null, "errorMessage": null, "failedAt": null,
            "assessment": {"verdict": CANARY, "strengths": [], "concerns": [], "interviewFocus": []},
            "queuedAt": "2025-12-14T10:30:45Z", "startedAt": "2025-12-14T10:30:50Z",
            "completedAt": "2025-12-14T10:31:20Z",
        })
    };
    json!({
        "batch": {"id": "sb-1", "jobId": "job-1", "status": "completed", "totalJobs": 3,
            "completedJobs": 3, "failedJobs": 0, "createdAt": "2025-12-14T10:30:45Z",
            "completedAt": "2025-12-14T10:31:20Z"},
        "scoringJobs": [job(1), job(2), job(3)],
        "rejectedApplications": [{"applicationId": "app-x",
            "error": {"code": "RESUME_EMPTY", "message": "Resume is empty", "reason": null}}],
    })
}

fn body_with(pointer: &str, value: Value) -> String {
    let mut body = consistent_body();
    *body.pointer_mut(pointer).expect("an existing path") = value;
    body.to_string()
}

/// Returns the client's report for this response body.
async fn report_for_body(body: impl Into<Vec<u8>>) -> Result<BatchReport, Error> {
    let mock = MockNova::start().await.unwrap();
    mock.inject(Fault::respond(MockResponse::json(StatusCode::OK, body.into())));
    let nova = builder(&mock).retry(RetryPolicy::none()).build().unwrap();
    batch(&nova, "sb-1").report().await
}

fn kinds(report: &BatchReport) -> Vec<Kind> {
    report.inconsistencies().iter().map(|found| found.kind).collect()
}

#[tokio::test]
async fn a_text_cut_inside_an_emoji_is_still_read() {
    let body = consistent_body().to_string().replace(CANARY, "Great fit \\ud83d");
    let report = report_for_body(body).await.unwrap();
    assert_eq!((report.scored().len(), kinds(&report)), (3, vec![]));
}

#[tokio::test]
async fn a_cut_text_does_not_end_a_watch() {
    let mock = MockNova::start().await.unwrap();
    let body = consistent_body().to_string().replace(CANARY, "Great fit \\ud83d");
    mock.inject(Fault::respond(MockResponse::json(StatusCode::OK, body)));
    let nova = builder(&mock).build().unwrap();
    let report = batch(&nova, "sb-1").wait(WaitOptions::default()).await.unwrap();
    assert_eq!(report.outcome(), BatchOutcome::PartialFailure, "one application was rejected");
}

#[tokio::test]
async fn a_cut_error_body_keeps_its_code() {
    for message in ["\\ud83d", "\u{fffd}", "a"] {
        let mut body =
            format!(r#"{{"code":"BATCH_NOT_FOUND","message":"{message}","status":404}}"#);
        if message == "a" {
            body.insert(0, '\u{feff}');
        }
        let mock = MockNova::start().await.unwrap();
        mock.inject(Fault::respond(MockResponse::json(StatusCode::NOT_FOUND, body)).always());
        let nova = builder(&mock).build().unwrap();
        let error = batch(&nova, "sb-1").report().await.unwrap_err();
        assert_eq!(error.code(), Some(&ErrorCode::BatchNotFound), "{error}");
        // The raw client's error too.
        let raw = batch(&nova, "sb-1").job().tenant().raw();
        let call = raw.get_scoring_batch_status().job_id("job-1").scoring_batch_id("sb-1");
        let error = Error::from(call.send().await.unwrap_err());
        assert_eq!(error.code(), Some(&ErrorCode::BatchNotFound), "{error}");
    }
}

#[test]
fn a_webhook_with_a_cut_text_is_still_genuine() {
    let body = r#"{"event":"score.completed","tenantId":"t","scoringJobId":"sj_1","jobId":"j",
        "applicationId":"a","completedAt":"2025-01-15 10:30","result":{"score":7.0,
        "assessment":{"verdict":"Great fit \ud83d","strengths":[null]}}}"#;
    let verifier = Verifier::new("whsec_a").unwrap();
    let stamp = nova_client_ext::webhook::Stamp::new("score.completed");
    let signed = verifier.sign_as(&stamp, body).unwrap();
    let delivery = verifier.verify(&signed.headers, &signed.body).unwrap();
    let Event::ScoreCompleted(event) = delivery.event else { panic!("{:?}", delivery.event) };
    assert_eq!((event.result.score, event.completed_at), (7, None));
    assert_eq!(event.unreadable[0].path, "completedAt");
    let assessment = event.result.assessment.unwrap();
    assert_eq!(assessment.verdict, "Great fit \u{fffd}");
    assert_eq!(assessment.unreadable[0].path, "result.assessment.strengths[0]");
    // An undocumented event is kept unchanged.
    let other = r#"{"event":"score.doubted","why":"\ud83d"}"#;
    let delivery =
        verifier.verify(&verifier.sign_as(&stamp, other).unwrap().headers, other).unwrap();
    let Event::Other { value, .. } = delivery.event else { panic!("{:?}", delivery.event) };
    assert_eq!(value["why"], "\u{fffd}");
    assert!(sign("whsec_a", &json!({"event": "x"})).is_ok());
}

#[tokio::test]
async fn an_unreadable_element_affects_one_application_and_is_reported() {
    for value in [json!(null), json!("x"), json!([]), json!({"id": "sj_2"})] {
        let report = report_for_body(body_with("/scoringJobs/1", value)).await.unwrap();
        let counts = report.counts();
        assert_eq!((counts.total, counts.scored, counts.unlisted), (3, 2, 1));
        assert_eq!(kinds(&report), [Kind::UnreadableElement, Kind::UnlistedJobs], "{report}");
        assert!(report.inconsistencies()[0].detail.contains("scoringJobs[1]"), "{report}");
    }
    for (score, what) in [
        ("7.5", "a number with a fraction"),
        ("18446744073709551616", "too large a number"),
        ("1e400", "too large a number"),
        ("9223372036854775808", "an integer of 2^63 or more"),
    ] {
        let body =
            consistent_body().to_string().replacen("\"score\":2", &format!("\"score\":{score}"), 1);
        let report = report_for_body(body).await.unwrap();
        assert_eq!(kinds(&report), [Kind::UnreadableElement, Kind::UnlistedJobs], "{report}");
        let detail = &report.inconsistencies()[0].detail;
        assert!(
            detail.starts_with("scoringJobs[1].score is ") && detail.contains(what),
            "{detail}"
        );
        assert!(detail.contains("\"app-2\""), "{detail}");
    }
    let body = consistent_body().to_string().replacen("\"score\":2", "\"score\":2.0", 1);
    assert_eq!(kinds(&report_for_body(body).await.unwrap()), []);
}

#[tokio::test]
async fn an_unreadable_rejection_still_counts_as_a_rejection() {
    let report =
        report_for_body(body_with("/rejectedApplications/0", json!({"applicationId": "app-x"})))
            .await;
    let report = report.unwrap();
    assert_eq!(report.outcome(), BatchOutcome::PartialFailure);
    assert_eq!(kinds(&report), [Kind::UnreadableElement]);
    assert!(
        report.inconsistencies()[0].detail.contains("rejectedApplications[0].error is missing")
    );
}

#[tokio::test]
async fn an_invalid_timestamp_is_unreadable_and_not_missing() {
    for time in ["", "2025-12-14T10:31:20", "yesterday"] {
        for pointer in [
            "/batch/createdAt",
            "/batch/completedAt",
            "/scoringJobs/2/queuedAt",
            "/scoringJobs/2/startedAt",
            "/scoringJobs/2/completedAt",
        ] {
            let report = report_for_body(body_with(pointer, json!(time))).await.unwrap();
            assert_eq!(report.scored().len(), 3);
            assert_eq!(kinds(&report), [Kind::UnreadableValue], "{pointer} {time:?}: {report}");
            let path = pointer[1..].replace("/2/", "[2].").replace('/', ".");
            assert!(report.inconsistencies()[0].detail.contains(&path), "{report}");
        }
    }
    // A missing timestamp is a different inconsistency.
    for pointer in ["/batch/createdAt", "/scoringJobs/2/queuedAt", "/scoringJobs/2/completedAt"] {
        let report = report_for_body(body_with(pointer, Value::Null)).await.unwrap();
        assert_eq!(kinds(&report), [Kind::TimestampMissing], "{pointer}");
    }
}

#[tokio::test]
async fn a_single_scoring_job_reports_its_inconsistencies() {
    let mock = MockNova::start().await.unwrap();
    let mut job = consistent_body()["scoringJobs"][0].clone();
    job["startedAt"] = json!("soon");
    let body = json!({"scoringJob": job}).to_string();
    mock.inject(Fault::respond(MockResponse::json(StatusCode::OK, body)));
    let nova = builder(&mock).build().unwrap();
    let application = batch(&nova, "sb-1").job().application("app-1").unwrap();
    let report: ScoringJobReport = application.scoring_job("sj_1").unwrap().report().await.unwrap();
    let [found] = &report.inconsistencies[..] else { panic!("{report}") };
    assert_eq!(found.kind, Kind::UnreadableValue);
    assert!(found.detail.contains("scoringJob.startedAt"), "{found:?}");
}

#[tokio::test]
async fn other_encodings_are_reported_and_a_byte_order_mark_is_skipped() {
    let body = consistent_body().to_string();
    assert_eq!(report_for_body(format!("\u{feff}{body}")).await.unwrap().scored().len(), 3);
    let utf16: Vec<u8> = body.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let error = report_for_body(utf16).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("UTF-16"), "{error}");
}

#[tokio::test]
async fn an_omitted_element_is_reported_as_drift_once() {
    let mock = MockNova::start().await.unwrap();
    let body = body_with("/scoringJobs/1", Value::Null);
    mock.inject(Fault::respond(MockResponse::json(StatusCode::OK, body)).always());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&seen);
    let nova = builder(&mock)
        .on_drift(move |drift| listener.lock().unwrap().push(drift.to_string()))
        .build()
        .unwrap();
    for _ in 0..2 {
        batch(&nova, "sb-1").status().await.unwrap();
    }
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "getScoringBatchStatus: scoringJobs[] is null, expected struct ScoringJob; it was left out"
        ]
    );
}

//! Scripted batches, on tokio's clock.

use std::time::Duration;

use chrono::{DateTime, Utc};
use nova_client_ext::mock::{ApplicationScript, BatchScript, MockNova};
use nova_client_ext::types;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::{JOB, TENANT, body};

const SECOND: Duration = Duration::from_secs(1);

async fn mock_at_noon() -> MockNova {
    let noon: DateTime<Utc> = "2026-01-01T12:00:00Z".parse().unwrap();
    MockNova::builder().started_at(noon).start().await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn jobs_are_queued_started_and_ended() {
    let mock = mock_at_noon().await;
    let script = BatchScript::new()
        .scored("app-1", 7)
        .failed("app-2", "TIMEOUT", "Scoring took too long")
        .rejected(
            "app-bad",
            "RESUME_CORRUPTED",
            "Resume file appears to be corrupted",
            Some("missing_eof"),
        )
        .application(ApplicationScript::scored("app-3", 9).scoring_time(60 * SECOND))
        .queue_time(2 * SECOND)
        .scoring_time(10 * SECOND);
    let batch = mock.place_batch(TENANT, JOB, script);

    let queued = body(&mock, &batch).await;
    assert_eq!(
        queued["batch"],
        json!({"id": batch, "jobId": JOB, "status": "pending", "totalJobs": 3, "completedJobs": 0, "failedJobs": 0,
            "createdAt": "2026-01-01T12:00:00Z", "completedAt": null})
    );
    let expected = json!({"id": "sj_mock_1_1", "criteriaVersionId": "cv_mock_1", "jobId": JOB, "applicationId": "app-1",
        "status": "pending", "isRescore": false, "score": null, "assessment": null, "errorCode": null,
        "errorMessage": null, "queuedAt": "2026-01-01T12:00:00Z", "startedAt": null, "completedAt": null,
        "failedAt": null});
    assert_eq!(queued["scoringJobs"][0], expected);
    assert_eq!(
        queued["rejectedApplications"],
        json!([{"applicationId": "app-bad", "error": {"code": "RESUME_CORRUPTED",
            "message": "Resume file appears to be corrupted", "reason": "missing_eof"}}])
    );

    sleep(2 * SECOND).await;
    let started = body(&mock, &batch).await;
    assert_eq!(started["scoringJobs"][0]["startedAt"], "2026-01-01T12:00:02Z");
    assert_eq!(started["scoringJobs"][0]["status"], "pending");

    sleep(10 * SECOND).await;
    let after_two = body(&mock, &batch).await;
    assert_eq!(after_two["batch"]["status"], "pending");
    assert_eq!(
        (&after_two["batch"]["completedJobs"], &after_two["batch"]["failedJobs"]),
        (&json!(1), &json!(1))
    );
    let [scored, failed, _] = &after_two["scoringJobs"].as_array().unwrap()[..] else {
        panic!("{after_two}")
    };
    assert_eq!((&scored["status"], &scored["score"]), (&json!("completed"), &json!(7)));
    assert_eq!(scored["assessment"]["verdict"], "Invented by the mock");
    assert_eq!(
        (&scored["completedAt"], &scored["failedAt"]),
        (&json!("2026-01-01T12:00:12Z"), &json!(null))
    );
    assert_eq!((&failed["status"], &failed["errorCode"]), (&json!("failed"), &json!("TIMEOUT")));
    assert_eq!(failed["errorMessage"], "Scoring took too long");
    assert_eq!(
        (&failed["completedAt"], &failed["failedAt"]),
        (&json!(null), &json!("2026-01-01T12:00:12Z"))
    );

    sleep(50 * SECOND).await;
    let ended = body(&mock, &batch).await;
    assert_eq!(
        (&ended["batch"]["status"], &ended["batch"]["completedJobs"]),
        (&json!("failed"), &json!(2))
    );
    assert_eq!(ended["batch"]["completedAt"], "2026-01-01T12:01:02Z");
}

#[tokio::test(start_paused = true)]
async fn a_batch_without_failures_completes_and_a_stuck_one_never_does() {
    let mock = mock_at_noon().await;
    let without_failures =
        mock.place_batch(TENANT, JOB, BatchScript::new().scored("a", 5).scored("b", 6));
    let stuck = mock.place_batch(
        TENANT,
        JOB,
        BatchScript::new().scored("a", 5).stuck("b").scoring_time(SECOND),
    );
    let rejected = mock.place_batch(
        TENANT,
        JOB,
        BatchScript::new().rejected("b", "X", "", None).rejected("a", "Y", "", None),
    );

    let completed = body(&mock, &without_failures).await;
    assert_eq!(completed["batch"]["status"], "completed");
    assert_eq!(completed["batch"]["completedAt"], "2026-01-01T12:00:00Z");
    sleep(1000 * SECOND).await;
    mock.finish_all();
    let stuck_body = body(&mock, &stuck).await;
    assert_eq!(stuck_body["batch"]["status"], "pending");
    assert_eq!(stuck_body["scoringJobs"][1]["startedAt"], "2026-01-01T12:00:00Z");
    let rejected_body = body(&mock, &rejected).await;
    assert_eq!(rejected_body["batch"]["totalJobs"], 0);
    assert_eq!(
        rejected_body["rejectedApplications"][0]["applicationId"], "a",
        "sorted by application"
    );
}

#[tokio::test(start_paused = true)]
async fn finish_all_ends_all_running_batches() {
    let mock = mock_at_noon().await;
    let script =
        BatchScript::new().scored("a", 5).failed("b", "TASK_STUCK", "").queue_time(3600 * SECOND);
    let batch = mock.place_batch(TENANT, JOB, script);
    sleep(SECOND).await;
    assert_eq!(body(&mock, &batch).await["batch"]["status"], "pending");
    mock.finish_all();
    let ended = body(&mock, &batch).await;
    assert_eq!(ended["batch"]["status"], "failed");
    assert_eq!(ended["batch"]["completedAt"], "2026-01-01T12:00:01Z");
    assert_eq!(ended["scoringJobs"][0]["startedAt"], "2026-01-01T12:00:01Z");
}

#[tokio::test(start_paused = true)]
async fn the_list_may_be_shorter_than_the_count() {
    let mock = mock_at_noon().await;
    let script = BatchScript::new()
        .scored("a", 5)
        .scored("b", 6)
        .scored("c", 7)
        .scoring_time(SECOND)
        .stagger(SECOND);
    let batch = mock.place_batch(TENANT, JOB, script.omit("b").list_only_finished());
    let listed = |body: &Value| -> Vec<String> {
        let jobs = body["scoringJobs"].as_array().unwrap().iter();
        jobs.map(|job| job["applicationId"].as_str().unwrap().to_owned()).collect()
    };
    assert!(listed(&body(&mock, &batch).await).is_empty());
    sleep(2 * SECOND).await;
    let halfway = body(&mock, &batch).await;
    assert_eq!(listed(&halfway), ["a"]);
    assert_eq!(
        (&halfway["batch"]["totalJobs"], &halfway["batch"]["completedJobs"]),
        (&json!(3), &json!(2))
    );
    sleep(SECOND).await;
    assert_eq!(listed(&body(&mock, &batch).await), ["a", "c"]);
}

#[tokio::test]
async fn special_cases_can_be_scripted() {
    let mock = MockNova::start().await.unwrap();
    let script = BatchScript::new()
        .application(ApplicationScript::scored("twice", 11).assessment("canary-4711"))
        .application(ApplicationScript::failed_without_code("twice"))
        .failed("unknown", "NEVER_SEEN_BEFORE", "?");
    assert!(!format!("{script:?}").contains("canary"));
    let batch = mock.place_batch(TENANT, JOB, script);
    let response = body(&mock, &batch).await;
    let [scored, failed, unknown] = &response["scoringJobs"].as_array().unwrap()[..] else {
        panic!("{response}")
    };
    assert_eq!(scored["score"], 11);
    assert_eq!(
        scored["assessment"],
        json!({"verdict": "canary-4711", "strengths": ["canary-4711"], "concerns": ["canary-4711"],
            "interviewFocus": ["canary-4711"]})
    );
    assert_eq!((&failed["applicationId"], &failed["errorCode"]), (&json!("twice"), &json!(null)));
    assert_eq!(unknown["errorCode"], "NEVER_SEEN_BEFORE");
    let typed: types::ScoringBatchStatus = serde_json::from_value(response).unwrap();
    assert_eq!(typed.scoring_jobs.len(), 3);
}

#[tokio::test]
async fn a_body_can_be_placed_and_changed_while_it_runs() {
    let mock = MockNova::start().await.unwrap();
    mock.place_body(TENANT, JOB, "placed", json!({"anything": [1, null]}));
    assert_eq!(body(&mock, "placed").await, json!({"anything": [1, null]}));

    let batch = mock.place_batch(TENANT, JOB, BatchScript::new().scored("a", 5));
    let mut changed = mock.batch_body(TENANT, JOB, &batch).unwrap().unwrap();
    changed["batch"]["status"] = json!("paused");
    mock.place_body(TENANT, JOB, &batch, changed);
    assert_eq!(body(&mock, &batch).await["batch"]["status"], "paused");
    assert!(mock.batch_body("other", JOB, &batch).unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn responses_have_the_configured_latency() {
    let mock = MockNova::builder().latency(3 * SECOND).start().await.unwrap();
    let batch = mock.place_batch(TENANT, JOB, BatchScript::new());
    let before = Instant::now();
    body(&mock, &batch).await;
    assert_eq!(before.elapsed(), 3 * SECOND);

    let times = async |seed| {
        mock.set_latency(Duration::from_millis(20)..Duration::from_millis(80), seed);
        let mut times = Vec::new();
        for _ in 0..5 {
            let before = Instant::now();
            body(&mock, &batch).await;
            times.push(before.elapsed());
        }
        times
    };
    let first = times(1).await;
    assert!(first.iter().all(|time| (20..=81).contains(&time.as_millis())), "{first:?}");
    assert_ne!(first, times(2).await);
    assert_eq!(first, times(1).await);
}

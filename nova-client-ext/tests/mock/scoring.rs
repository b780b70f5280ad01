//! Submitting to the mock with a plain HTTP client: rejections, scoring jobs, and webhooks.

use std::time::Duration;

use nova_client_ext::mock::{ApplicationScript, ClosedPort, MockNova};
use serde_json::{Value, json};

use crate::client;

/// Sends a body, and returns the status and the body of the response.
async fn post(mock: &MockNova, path: &str, body: &Value) -> (u16, Value) {
    let response = client()
        .post(format!("{}/v1/jobs/job-1/{path}", mock.base_url()))
        .bearer_auth(mock.api_key())
        .header("X-Tenant-Id", "acme-corp")
        .header("Content-Type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap())
}

fn url(file: &str) -> Value {
    json!({"type": "url", "url": format!("https://cv.example/{file}.pdf")})
}

fn batch(applications: &[(&str, Value)]) -> Value {
    let applications: Vec<Value> = applications
        .iter()
        .map(|(id, resume)| json!({"applicationId": id, "resume": resume}))
        .collect();
    json!({"jobDescription": "An engineer", "applications": applications})
}

fn single(resume: &Value, rescore: bool) -> Value {
    json!({"jobDescription": "An engineer", "resume": resume, "rescore": {"enabled": rescore}})
}

async fn server() -> MockNova {
    MockNova::builder().without_rate_limits().start().await.unwrap()
}

#[tokio::test]
async fn a_body_outside_the_documented_limits_is_rejected_with_its_path() {
    let mock = server().await;
    let text = |length: usize| json!({"type": "text", "content": "é".repeat(length)});
    let plain = json!({"type": "url", "url": "http://cv.example/a.pdf"});
    let many: Vec<(String, Value)> = (0..26).map(|n| (format!("app-{n}"), url("a"))).collect();
    let many: Vec<(&str, Value)> =
        many.iter().map(|(id, resume)| (id.as_str(), resume.clone())).collect();
    for (body, path) in [
        (batch(&[]), "applications"),
        (batch(&many), "applications"),
        (batch(&[("app-1", url("a")), ("app-1", url("b"))]), "applications[1].applicationId"),
        (batch(&[("app-1", plain.clone())]), "applications[0].resume.url"),
        (batch(&[("app-1", url("a")), ("app-2", text(51_201))]), "applications[1].resume.content"),
    ] {
        let (status, error) = post(&mock, "scoring-batches", &body).await;
        assert_eq!(
            (status, &error["code"], &error["retryable"]),
            (400, &json!("VALIDATION_ERROR"), &json!(false))
        );
        assert_eq!(error["details"][0]["field"], path, "{error}");
    }
    let path = "applications/app-1/scoring-jobs";
    for resume in [plain, text(51_201), text(49), json!({"type": "fax"}), json!({})] {
        assert_eq!(post(&mock, path, &single(&resume, false)).await.0, 400, "{resume}");
    }
    assert_eq!(mock.scoring_jobs("acme-corp", "job-1", "app-1").unwrap(), []);
    assert_eq!(post(&mock, path, &single(&text(51_200), false)).await.0, 202);
}

#[tokio::test]
async fn a_full_rejection_is_sorted_and_has_the_documented_form() {
    let mock = server().await;
    let applications = [("b", url("mock:RESUME_EMPTY")), ("a", url("mock:RESUME_ENCRYPTED"))];
    let (status, error) = post(&mock, "scoring-batches", &batch(&applications)).await;
    assert_eq!(
        (status, &error["code"], &error["status"]),
        (422, &json!("VALIDATION_ERROR"), &json!(422))
    );
    let emitted: Vec<_> = error["details"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["applicationId"], &one["code"]))
        .collect();
    assert_eq!(
        emitted,
        [(&json!("a"), &json!("RESUME_ENCRYPTED")), (&json!("b"), &json!("RESUME_EMPTY"))]
    );
    // One accepted application is enough for a batch, whose rejections are sorted, too.
    let (status, submitted) = post(
        &mock,
        "scoring-batches",
        &batch(&[
            ("c", url("mock:RESUME_EMPTY")),
            ("b", url("mock:RESUME_EMPTY")),
            ("d", url("x")),
        ]),
    )
    .await;
    assert_eq!(status, 202);
    let rejected: Vec<_> = submitted["rejectedApplications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["applicationId"])
        .collect();
    assert_eq!(rejected, ["b", "c"]);
    assert_eq!(
        (&submitted["batch"]["status"], &submitted["batch"]["totalJobs"]),
        (&json!("pending"), &json!(1))
    );
}

#[tokio::test(start_paused = true)]
async fn a_script_continues_with_the_next_outcome() {
    let mock = server().await;
    let script = ApplicationScript::rejected("app-1", "RESUME_EMPTY", "Empty", None)
        .then(
            ApplicationScript::failed("ignored", "TIMEOUT", "Slow")
                .scoring_time(Duration::from_secs(9)),
        )
        .then(ApplicationScript::scored("ignored", 4));
    mock.script_application("acme-corp", "job-1", script);
    let path = "applications/app-1/scoring-jobs";
    let submit = |rescore: bool| single(&url("a"), rescore);
    assert_eq!(post(&mock, path, &submit(false)).await.0, 422);
    let (status, first) = post(&mock, path, &submit(false)).await;
    assert_eq!((status, &first["scoringJob"]["status"]), (202, &json!("pending")));
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(post(&mock, path, &submit(false)).await.1["scoringJob"]["errorCode"], "TIMEOUT");
    let rescored = post(&mock, path, &submit(true)).await.1["scoringJob"].clone();
    assert_eq!(
        (&rescored["isRescore"], &rescored["applicationId"]),
        (&json!(true), &json!("app-1"))
    );
    let again = post(&mock, path, &submit(true)).await.1["scoringJob"].clone();
    assert_eq!((&again["id"], &again["score"]), (&rescored["id"], &json!(4)));
}

#[tokio::test(start_paused = true)]
async fn webhooks_emit_each_end_once() {
    let mock = server().await;
    mock.set_scoring_times(Duration::from_secs(1), Duration::from_secs(5));
    let closed = ClosedPort::new().unwrap();
    mock.add_webhook(&closed.base_url(), "whsec_0123456789abcdef").unwrap();
    let (status, _) =
        post(&mock, "applications/app-1/scoring-jobs", &single(&url("mock:7"), false)).await;
    assert_eq!(status, 202);
    // The batch shares a job with the earlier submit.
    let applications =
        [("app-1", url("x")), ("app-2", url("mock:TIMEOUT")), ("app-3", url("mock:RESUME_EMPTY"))];
    let (_, submitted) = post(&mock, "scoring-batches", &batch(&applications)).await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    let mut emitted: Vec<(String, Value)> = mock
        .deliveries()
        .into_iter()
        .map(|sent| {
            let body: Value = serde_json::from_slice(&sent.body).unwrap();
            (
                sent.event,
                if body["batchId"].is_null() {
                    body["scoringJobId"].clone()
                } else {
                    body["batchId"].clone()
                },
            )
        })
        .collect();
    emitted.sort_by_key(|(event, _)| event.clone());
    let jobs = &submitted["scoringJobIds"];
    let expected = [
        ("batch.completed", &submitted["batch"]["id"]),
        ("score.completed", &jobs[0]),
        ("score.failed", &jobs[1]),
    ];
    let emitted: Vec<(&str, &Value)> =
        emitted.iter().map(|(event, id)| (event.as_str(), id)).collect();
    assert_eq!(emitted, expected);
}

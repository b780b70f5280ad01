//! Invalid requests: every violation is in the response, with its path.

use nova_client_ext::mock::MockNova;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{TENANT, client};

const BATCHES: &str = "/v1/jobs/job-1/scoring-batches";

fn request(mock: &MockNova, method: Method, path: &str) -> RequestBuilder {
    let url = format!("{}{path}", mock.base_url());
    client().request(method, url).bearer_auth(mock.api_key()).header("X-Tenant-Id", TENANT)
}

/// Returns the details of the rejection, as `field code`.
async fn rejected(request: RequestBuilder) -> Vec<String> {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 400);
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        (&body["code"], &body["retryable"]),
        (&json!("VALIDATION_ERROR"), &json!(false)),
        "{body}"
    );
    let details = body["details"].as_array().unwrap().iter();
    details
        .map(|one| format!("{} {}", one["field"].as_str().unwrap(), one["code"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn each_violation_of_a_body_is_a_detail() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let body = json!({"jobDescription": "Engineer", "applications": [
        {"applicationId": "app-1", "resume": {"type": "url", "url": "http://files.example/cv.pdf"}},
        {"applicationId": "app-2", "resume": {"type": "text", "content": "CANARY, too short"}},
        {"applicationId": 3, "resume": {"type": "fax"}}]});
    let details = rejected(request(&mock, Method::POST, BATCHES).json(&body)).await;
    let expected = [
        "applications[0].resume.url invalid",
        "applications[1].resume.content too_short",
        "applications[2].applicationId invalid",
        "applications[2].resume.type invalid",
    ];
    assert_eq!(details, expected);
    let response = request(&mock, Method::POST, BATCHES)
        .json(&body)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(!response.contains("CANARY"), "{response}");
    assert!(response.contains(r#""message":"Must begin with https://""#), "{response}");
}

#[tokio::test]
async fn a_body_must_be_present_and_json_with_its_content_type() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let post = || request(&mock, Method::POST, BATCHES);
    assert_eq!(rejected(post()).await, ["body required"]);
    assert_eq!(
        rejected(post().header("Content-Type", "application/json").body("{")).await,
        ["body invalid"]
    );
    assert_eq!(rejected(post().json(&json!([]))).await, ["body invalid"]);
    assert_eq!(rejected(post().body("{}")).await, ["Content-Type invalid"]);
    assert_eq!(
        rejected(post().header("Content-Type", "text/plain").body("{}")).await,
        ["Content-Type invalid"]
    );
    let with_charset = post().header("Content-Type", "Application/JSON; charset=utf-8").body("{}");
    assert_eq!(rejected(with_charset).await, ["jobDescription required", "applications required"]);
}

#[tokio::test]
async fn parameters_are_validated_too() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let get = |path: &str| request(&mock, Method::GET, path);
    assert_eq!(rejected(get("/v1/analytics/overview?timeRange=2h")).await, ["timeRange invalid"]);
    assert_eq!(rejected(get("/v1/jobs/criteria")).await, ["jobIds required"]);
    assert_eq!(rejected(get("/v1/jobs/criteria?jobIds=")).await, ["jobIds too_few"]);
    assert_eq!(rejected(get("/v1/jobs/criteria?jobIds=a,,b")).await, ["jobIds[1] too_short"]);
    let many = vec!["job"; 101].join(",");
    assert_eq!(
        rejected(get(&format!("/v1/jobs/criteria?jobIds={many}"))).await,
        ["jobIds too_many"]
    );
    let delete = |key: &str| {
        request(&mock, Method::DELETE, "/v1/jobs/job-1/criteria").header("Idempotency-Key", key)
    };
    assert_eq!(rejected(delete("")).await, ["Idempotency-Key too_short"]);
    assert_eq!(rejected(delete(&"k".repeat(256))).await, ["Idempotency-Key too_long"]);
}

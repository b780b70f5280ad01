//! `Idempotency-Key`: a repeat gets the first response and changes nothing.

use std::time::Duration;

use nova_client_ext::mock::{Fault, MockNova, MockResponse, StatusCode};
use reqwest::Response;
use serde_json::{Value, json};

use super::{client, header};

const REPLAYED: &str = "Idempotent-Replayed";

/// Adds a criterion to the library of a tenant.
async fn add(mock: &MockNova, tenant: &str, key: &str, text: &str) -> Response {
    let request = client()
        .post(format!("{}/v1/criteria-library", mock.base_url()))
        .bearer_auth(mock.api_key());
    let request = request.header("X-Tenant-Id", tenant).header("Idempotency-Key", key);
    request.json(&json!({"text": text, "importance": "PREFERRED"})).send().await.unwrap()
}

async fn count(mock: &MockNova, tenant: &str) -> usize {
    let request = client()
        .get(format!("{}/v1/criteria-library", mock.base_url()))
        .bearer_auth(mock.api_key());
    let list: Value =
        request.header("X-Tenant-Id", tenant).send().await.unwrap().json().await.unwrap();
    list["criteria"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_repeat_gets_the_stored_response() {
    let mock = MockNova::start().await.unwrap();
    let first = add(&mock, "acme-corp", "key-1", "Go").await;
    let status = first.status();
    assert!(status.is_success());
    assert_eq!(header(&first, REPLAYED), None);
    let trace = header(&first, "X-Trace-Id").unwrap().to_owned();
    let first: Value = first.json().await.unwrap();

    let again = add(&mock, "acme-corp", "key-1", "Go").await;
    assert_eq!((again.status(), header(&again, REPLAYED)), (status, Some("true")));
    assert_ne!(header(&again, "X-Trace-Id"), Some(trace.as_str()), "it is another request");
    assert_eq!(again.json::<Value>().await.unwrap(), first);
    assert_eq!(count(&mock, "acme-corp").await, 1);

    let other = add(&mock, "acme-corp", "key-2", "Go").await;
    assert_ne!(other.json::<Value>().await.unwrap(), first);
    assert_eq!(count(&mock, "acme-corp").await, 2);
}

#[tokio::test]
async fn a_key_belongs_to_one_request_of_one_tenant() {
    let mock = MockNova::start().await.unwrap();
    assert!(add(&mock, "acme-corp", "key-1", "Go").await.status().is_success());
    for (tenant, text) in [("acme-corp", "Rust"), ("globex", "Go")] {
        let response = add(&mock, tenant, "key-1", text).await;
        assert_eq!(response.status(), 400, "{tenant} {text}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(
            (&body["code"], &body["retryable"]),
            (&json!("VALIDATION_ERROR"), &json!(false))
        );
        assert_eq!(body["details"][0]["field"], "Idempotency-Key");
    }
    // The same JSON with another formatting is the same request.
    let request = client()
        .post(format!("{}/v1/criteria-library", mock.base_url()))
        .bearer_auth(mock.api_key());
    let request = request.header("X-Tenant-Id", "acme-corp").header("Idempotency-Key", "key-1");
    let request = request.header("Content-Type", "application/json");
    let response =
        request.body(r#"{ "importance": "PREFERRED", "text": "Go" }"#).send().await.unwrap();
    assert_eq!(header(&response, REPLAYED), Some("true"));
}

#[tokio::test]
async fn a_key_in_use_is_rejected_until_its_response_is_complete() {
    let mock = MockNova::builder().latency(Duration::from_millis(300)).start().await.unwrap();
    let (one, other) = tokio::join!(
        add(&mock, "acme-corp", "key-1", "Go"),
        add(&mock, "acme-corp", "key-1", "Go")
    );
    let (first, rejected) = if one.status().is_success() { (one, other) } else { (other, one) };
    assert!(first.status().is_success());
    assert_eq!(rejected.status(), 409);
    let rejected: Value = rejected.json().await.unwrap();
    assert_eq!(rejected["code"], "IDEMPOTENCY_REQUEST_IN_PROGRESS");
    assert_eq!(rejected["retryable"], true);
    assert_eq!(header(&add(&mock, "acme-corp", "key-1", "Go").await, REPLAYED), Some("true"));
}

#[tokio::test]
async fn a_lost_response_is_stored_and_an_error_is_not() {
    let mock = MockNova::start().await.unwrap();
    // Nova has made the change, but an intermediary has replaced the response.
    mock.inject(Fault::respond(MockResponse::html(
        StatusCode::BAD_GATEWAY,
        "<h1>Bad gateway</h1>",
    )));
    assert_eq!(add(&mock, "acme-corp", "key-1", "Go").await.status(), 502);
    assert_eq!(header(&add(&mock, "acme-corp", "key-1", "Go").await, REPLAYED), Some("true"));
    assert_eq!(count(&mock, "acme-corp").await, 1);

    let url = format!("{}/v1/criteria-library/lib_unknown", mock.base_url());
    let delete =
        || client().delete(&url).bearer_auth(mock.api_key()).header("X-Tenant-Id", "acme-corp");
    for _ in 0..2 {
        let response = delete().header("Idempotency-Key", "key-2").send().await.unwrap();
        assert_eq!((response.status().as_u16(), header(&response, REPLAYED)), (404, None));
    }
}

#[tokio::test]
async fn a_key_is_ignored_by_operations_without_one() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let submit = |application: &str| {
        let url =
            format!("{}/v1/jobs/job-1/applications/{application}/scoring-jobs", mock.base_url());
        let request =
            client().post(url).bearer_auth(mock.api_key()).header("X-Tenant-Id", "acme-corp");
        let body = json!({"jobDescription": "Engineer", "resume": {"type": "url", "url": "https://files.example/1.pdf"}});
        request.header("Idempotency-Key", "key-1").json(&body).send()
    };
    let mut ids = Vec::new();
    for application in ["app-1", "app-2"] {
        let response = submit(application).await.unwrap();
        assert_eq!((response.status().as_u16(), header(&response, REPLAYED)), (202, None));
        ids.push(response.json::<Value>().await.unwrap()["scoringJob"]["id"].clone());
    }
    assert_ne!(ids[0], ids[1]);
}

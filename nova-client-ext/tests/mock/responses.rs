//! The documented responses other than the content of batches.

use std::collections::HashSet;

use nova_client_ext::mock::{BatchScript, MockNova};
use nova_client_ext::types;
use reqwest::Response;
use serde_json::{Value, json};

use crate::{JOB, TENANT, bare, client, get, header, mock_with_batch, status};

/// Asserts that an error has the documented form, and returns its body.
async fn error(response: Response, status: u16, code: &str) -> Value {
    assert_eq!(response.status(), status);
    assert_eq!(header(&response, "content-type"), Some("application/json"));
    let trace_id = header(&response, "x-trace-id").unwrap().to_owned();
    let text = response.text().await.unwrap();
    let typed: types::Error = serde_json::from_str(&text).unwrap();
    assert_eq!(typed.code.as_str(), code);
    let body: Value = serde_json::from_str(&text).unwrap();
    let page = code.to_lowercase().replace('_', "-");
    assert_eq!(body["type"], format!("https://docs.nova.dweet.com/embed-api/errors#{page}"));
    assert_eq!(body["status"], status);
    assert_eq!(body["traceId"], trace_id);
    assert_eq!(body["retryable"], status == 429 || status == 503);
    assert!(!body["message"].as_str().unwrap().is_empty());
    assert_eq!(body.get("details").is_some(), status == 400, "details are for field errors only");
    body
}

#[tokio::test]
async fn a_known_batch_has_the_documented_headers() {
    let (mock, batch) = mock_with_batch().await;
    let response = get(&mock, &batch).await;
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), Some("application/json"));
    assert_eq!(header(&response, "x-ratelimit-bucket"), Some("read_and_ops"));
    assert_eq!(header(&response, "x-ratelimit-limit"), Some("20"));
    assert_eq!(header(&response, "x-ratelimit-remaining"), Some("19"));
    let reset: i64 = header(&response, "x-ratelimit-reset").unwrap().parse().unwrap();
    assert!((0..=1).contains(&(reset - mock.now().timestamp())), "{reset}");
    assert_eq!(header(&response, "x-ratelimit-degraded"), None);
    assert!(header(&response, "date").is_some());
    let status: types::ScoringBatchStatus = response.json().await.unwrap();
    assert_eq!(status.batch.id, batch);
}

#[tokio::test]
async fn analytics_may_be_cached_for_a_minute() {
    let mock = MockNova::start().await.unwrap();
    let get = async |path: &str| {
        let url = format!("{}{path}", mock.base_url());
        let request = client().get(url).bearer_auth(mock.api_key()).header("x-tenant-id", TENANT);
        request.send().await.unwrap()
    };
    let response = get("/v1/analytics/overview?timeRange=24h").await;
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "cache-control"), Some("private, max-age=60"));
    for uncached in ["/v1/analytics/overview?timeRange=2h", "/v1/rate-limit-status"] {
        assert_eq!(header(&get(uncached).await, "cache-control"), None, "{uncached}");
    }
}

#[tokio::test]
async fn trace_ids_are_unique() {
    let (mock, batch) = mock_with_batch().await;
    let client = client();
    let mut seen = HashSet::new();
    for _ in 0..10 {
        let response = status(&client, &mock, &batch).send().await.unwrap();
        assert!(seen.insert(header(&response, "x-trace-id").unwrap().to_owned()));
    }
    assert_eq!(mock.connections(), 1, "the connection is kept alive");
}

#[tokio::test]
async fn keys_are_checked() {
    let mock = MockNova::builder()
        .key("sk_live_good")
        .forbidden_key("sk_test_outsider")
        .start()
        .await
        .unwrap();
    let batch = mock.place_batch(TENANT, JOB, BatchScript::new());
    let client = client();
    let with = |key: &str| {
        bare(&client, &mock, &batch).header("X-Tenant-Id", TENANT).header("Authorization", key)
    };

    let missing = bare(&client, &mock, &batch).header("X-Tenant-Id", TENANT).send().await.unwrap();
    assert_eq!(
        header(&missing, "x-ratelimit-remaining"),
        Some("20"),
        "a request without a key is not counted"
    );
    error(missing, 401, "UNAUTHORIZED").await;
    for key in
        ["Bearer sk_test_wrong", "Bearer other", "Bearer ", "sk_live_good", "Basic sk_live_good"]
    {
        let body = error(with(key).send().await.unwrap(), 401, "UNAUTHORIZED").await;
        assert!(!body.to_string().contains("wrong"), "the key is not echoed");
    }
    error(with("Bearer sk_test_outsider").send().await.unwrap(), 403, "FORBIDDEN").await;
    assert_eq!(with("Bearer sk_live_good").send().await.unwrap().status(), 200);

    mock.rotate_key("sk_live_better").unwrap();
    error(with("Bearer sk_live_good").send().await.unwrap(), 401, "UNAUTHORIZED").await;
    assert_eq!(mock.api_key(), "sk_live_better");
    assert_eq!(with("Bearer sk_live_better").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_tenant_is_required() {
    let (mock, batch) = mock_with_batch().await;
    let client = client();
    for request in
        [bare(&client, &mock, &batch), bare(&client, &mock, &batch).header("X-Tenant-Id", " ")]
    {
        let response = request.bearer_auth(mock.api_key()).send().await.unwrap();
        let body = error(response, 400, "VALIDATION_ERROR").await;
        assert_eq!(body["details"][0]["field"], "X-Tenant-Id");
        assert_eq!(body["details"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn batches_belong_to_a_tenant_and_a_job() {
    let (mock, batch) = mock_with_batch().await;
    let client = client();
    error(get(&mock, "sb_unknown").await, 404, "BATCH_NOT_FOUND").await;
    let other_tenant =
        bare(&client, &mock, &batch).bearer_auth(mock.api_key()).header("X-Tenant-Id", "other");
    error(other_tenant.send().await.unwrap(), 404, "BATCH_NOT_FOUND").await;
    let other_job =
        client.get(format!("{}/v1/jobs/other/scoring-batches/{batch}", mock.base_url()));
    let other_job = other_job.bearer_auth(mock.api_key()).header("X-Tenant-Id", TENANT);
    error(other_job.send().await.unwrap(), 404, "BATCH_NOT_FOUND").await;

    // The same ids under two tenants are two batches.
    mock.place_body("other", JOB, &batch, json!({"batch": "of another"}));
    let other_tenant =
        bare(&client, &mock, &batch).bearer_auth(mock.api_key()).header("X-Tenant-Id", "other");
    let body: Value = other_tenant.send().await.unwrap().json().await.unwrap();
    assert_eq!(body, json!({"batch": "of another"}));
    assert_eq!(
        get(&mock, &batch).await.json::<Value>().await.unwrap()["batch"]["id"],
        json!(batch)
    );
}

#[tokio::test]
async fn ids_are_decoded() {
    let mock = MockNova::start().await.unwrap();
    let batch = mock.place_batch("tenant", "a/b é", BatchScript::new());
    let response = client()
        .get(format!("{}/v1/jobs/a%2Fb%20%C3%A9/scoring-batches/{batch}", mock.base_url()))
        .bearer_auth(mock.api_key())
        .header("X-Tenant-Id", "tenant")
        .send()
        .await
        .unwrap();
    assert_eq!(response.json::<Value>().await.unwrap()["batch"]["jobId"], "a/b é");
}

#[tokio::test]
async fn other_routes_and_methods_are_rejected() {
    let (mock, batch) = mock_with_batch().await;
    let client = client();
    for path in ["/", "/v1", "/v2/jobs/j/scoring-batches/b", "/v1/jobs/j/scoring-batches/b/more"] {
        let response =
            client.get(mock.base_url() + path).bearer_auth(mock.api_key()).send().await.unwrap();
        error(response, 404, "NOT_FOUND").await;
    }
    let url = format!("{}/v1/jobs/{JOB}/scoring-batches/{batch}", mock.base_url());
    let response = client.delete(url).bearer_auth(mock.api_key()).send().await.unwrap();
    assert_eq!(header(&response, "allow"), Some("GET"));
    error(response, 405, "METHOD_NOT_ALLOWED").await;
}

#[tokio::test]
async fn requests_are_logged_without_the_key() {
    let (mock, batch) = mock_with_batch().await;
    let client = client();
    let request = status(&client, &mock, &batch)
        .header("X-Copy", format!("<{}>", mock.api_key()))
        .query(&[("a", "b")]);
    let response = request.body("a résumé").send().await.unwrap();
    let trace_id = header(&response, "x-trace-id").unwrap().to_owned();
    client.get(mock.base_url() + "/nowhere").send().await.unwrap();

    let seen = mock.requests();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].method, "GET");
    assert_eq!(seen[0].path, format!("/v1/jobs/{JOB}/scoring-batches/{batch}"));
    assert_eq!(seen[0].query.as_deref(), Some("a=b"));
    assert_eq!(seen[0].operation, Some("getScoringBatchStatus"));
    assert_eq!(seen[0].tenant.as_deref(), Some(TENANT));
    assert_eq!(seen[0].body, "a résumé");
    assert_eq!((seen[0].status, seen[1].status), (Some(200), Some(404)));
    assert_eq!(seen[0].trace_id, trace_id);
    assert_eq!((seen[0].connection, seen[1].connection), (1, 1));
    assert!(seen[0].at <= seen[1].at);
    assert_eq!(seen[1].operation, None);
    assert_eq!(seen[0].headers["authorization"], "[redacted]");
    assert_eq!(seen[0].headers["x-copy"], "[redacted]");
    assert_eq!((mock.hits("getScoringBatchStatus"), mock.hits("get_scoring_batch_status")), (1, 1));
    let shown = format!("{seen:?} {:?} {mock:?} {:?}", seen[0].headers, MockNova::builder());
    assert!(!shown.contains(&mock.api_key()) && !shown.contains("résumé"), "{shown}");
}

#[tokio::test]
async fn invalid_options_are_rejected_by_name() {
    use std::time::Duration;
    let rejections = [
        (MockNova::builder().key("secret-1"), "key:"),
        (MockNova::builder().key("sk_test_"), "key:"),
        (MockNova::builder().forbidden_key("sk_test_a b"), "forbidden_key:"),
        (MockNova::builder().limit("reads", 1), "limit: no bucket \"reads\""),
        (
            MockNova::builder().latency_range(Duration::from_secs(2)..Duration::from_secs(1), 0),
            "latency_range:",
        ),
    ];
    for (builder, named) in rejections {
        let error = builder.start().await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert!(error.to_string().starts_with(named), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    let mock = MockNova::start().await.unwrap();
    assert!(mock.rotate_key("invalid").is_err());
    assert!(mock.api_key().starts_with("sk_test_"));
    assert!(
        MockNova::builder().listen(mock.address().to_string()).start().await.is_err(),
        "the port is in use"
    );
}

#[tokio::test]
async fn it_stops_on_drop_and_on_shutdown() {
    let (mock, batch) = mock_with_batch().await;
    let client = client();
    let request = status(&client, &mock, &batch);
    request.try_clone().unwrap().send().await.unwrap();
    let address = mock.address();
    mock.shutdown().await;
    assert!(request.send().await.unwrap_err().is_connect());
    // The port is free again.
    let mock = MockNova::builder().listen(address.to_string()).start().await.unwrap();
    let request = status(&client, &mock, &batch);
    assert_eq!(request.try_clone().unwrap().send().await.unwrap().status(), 404);
    drop(mock);
    tokio::task::yield_now().await;
    assert!(request.send().await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_requests_are_served() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let batch = mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    let client = client();
    let requests: Vec<_> =
        (0..100).map(|_| tokio::spawn(status(&client, &mock, &batch).send())).collect();
    for request in requests {
        assert_eq!(request.await.unwrap().unwrap().status(), 200);
    }
    assert_eq!(mock.hits("getScoringBatchStatus"), 100);
}

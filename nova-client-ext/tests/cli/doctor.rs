//! `nova doctor`: one call, no tenant, and every departure from the contract by name.

use nova_client_ext::mock::{Fault, MockNova, MockResponse, StatusCode};
use serde_json::{Value, json};

use crate::harness::{KEY, mock, nova_at, run};

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_vendor_costs_one_call_without_a_tenant() {
    let mock = mock().await;
    let outcome = run(nova_at(&mock.base_url(), &["doctor"]));
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(outcome.stdout.contains("ok       bucket read_and_ops"), "{}", outcome.stdout);
    let seen = mock.requests();
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].operation, seen[0].tenant.as_deref()), (Some("getRateLimitStatus"), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_departs_from_the_contract_is_named() {
    let mock = MockNova::builder().key(KEY).limit("analytics", 7).start().await.unwrap();
    let body = json!({"partnerId": "p", "environment": "STAGING", "generatedAt": "2020-01-01T00:00:00Z",
        "degraded": false, "buckets": {"read_and_ops": {"limit": 10, "remaining": 1, "burst": 3}}});
    mock.inject(Fault::respond(MockResponse::json(StatusCode::OK, body.to_string())));
    let outcome = run(nova_at(&mock.base_url(), &["doctor", "--json"]));
    assert_eq!(outcome.code, 1, "{outcome:?}");
    let findings: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let verdict = |name: &str| {
        let checks = findings["checks"].as_array().unwrap().iter();
        checks
            .filter(|check| check["name"] == name)
            .map(|check| check["verdict"].as_str().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(findings["healthy"], false);
    assert_eq!(verdict("environment"), ["differs"]);
    assert_eq!(verdict("trace id"), ["absent"]);
    assert_eq!(verdict("rate limit headers"), ["absent"]);
    assert_eq!(verdict("bucket read_and_ops"), ["differs"]);
    assert_eq!(verdict("bucket analytics"), ["absent"]);
    assert_eq!(verdict("clock"), ["differs"]);
    assert_eq!(verdict("contract"), ["differs"], "the unknown environment: {findings}");

    let outcome = run(nova_at(&mock.base_url(), &["doctor"]));
    assert!(outcome.stdout.contains("DIFFERS  bucket analytics"), "{}", outcome.stdout);
}

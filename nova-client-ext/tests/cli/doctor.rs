//! `nova doctor`: one call, no tenant, and every difference from the contract is reported.

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
async fn differences_from_the_contract_are_reported() {
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

#[tokio::test(flavor = "multi_thread")]
async fn all_checks_are_made_after_a_failed_one() {
    let findings = |outcome: &crate::harness::Outcome| -> Vec<(String, String, String)> {
        let checks = outcome.object()["checks"].clone();
        let text = |check: &Value, field: &str| check[field].as_str().unwrap().to_owned();
        checks
            .as_array()
            .unwrap()
            .iter()
            .map(|check| (text(check, "name"), text(check, "verdict"), text(check, "detail")))
            .collect()
    };
    let has = |checks: &[(String, String, String)], name: &str, verdict: &str, detail: &str| {
        let found = checks.iter().any(|(a, b, c)| a == name && b == verdict && c.contains(detail));
        assert!(found, "{name} {verdict} {detail}: {checks:?}");
    };
    // No key and an invalid tenant: both are reported.
    let mut command = nova_at("http://127.0.0.1:9", &["doctor", "--json"]);
    command.env_remove("NOVA_API_KEY").env("NOVA_TENANT_ID", "..");
    let outcome = run(command);
    assert_eq!(outcome.code, 1, "{outcome:?}");
    let checks = findings(&outcome);
    has(&checks, "key", "failed", "no API key");
    has(&checks, "tenant", "failed", "NOVA_TENANT_ID");
    assert_eq!(outcome.object()["healthy"], false);
    assert_eq!(outcome.object()["limits"], Value::Null);

    // Connection refused.
    let closed = nova_client_ext::mock::ClosedPort::new().unwrap();
    let outcome = run(nova_at(&closed.base_url(), &["doctor", "--json"]));
    assert_eq!(outcome.code, 1, "{outcome:?}");
    let checks = findings(&outcome);
    has(&checks, "key", "ok", "from NOVA_API_KEY");
    has(&checks, "tenant", "ok", "acme-corp, from NOVA_TENANT_ID");
    has(&checks, "server", "ok", "the key is sent to 127.0.0.1");
    has(&checks, "name resolution", "ok", "127.0.0.1");
    has(&checks, "connection", "failed", "refused");
    has(&checks, "call", "failed", "no connection");

    // An unknown host name.
    let outcome = run(nova_at("https://nova.invalid", &["doctor", "--json"]));
    assert_eq!(outcome.code, 1, "{outcome:?}");
    has(&findings(&outcome), "name resolution", "failed", "nova.invalid");

    // A wrong key.
    let mock = mock().await;
    let mut command = nova_at(&mock.base_url(), &["doctor"]);
    command.env("NOVA_API_KEY", "sk_test_another0123456789");
    let outcome = run(command);
    assert_eq!(outcome.code, 1, "{outcome:?}");
    assert!(
        outcome.stdout.contains("FAILED   key") && outcome.stdout.contains("401"),
        "{outcome:?}"
    );
    assert!(outcome.stdout.contains("ok       connection"), "{outcome:?}");
    assert!(!outcome.stdout.contains("another"), "{outcome:?}");

    // A server without TLS.
    let outcome =
        run(nova_at(&mock.base_url().replace("http://", "https://"), &["doctor", "--json"]));
    has(&findings(&outcome), "TLS", "failed", "");
}

//! `nova doctor`: one call, no tenant, and every difference from the contract is reported.

use nova_client_ext::mock::{Fault, MockNova, MockResponse, StatusCode};
use serde_json::{Value, json};

use crate::harness::{KEY, Outcome, mock, nova, nova_at, run};

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

/// The name, the verdict and the detail of each check.
type Checks = Vec<(String, String, String)>;

fn checks(outcome: &Outcome) -> Checks {
    let checks = outcome.object()["checks"].clone();
    let text = |check: &Value, field: &str| check[field].as_str().unwrap().to_owned();
    let checks = checks.as_array().unwrap().iter();
    checks
        .map(|check| (text(check, "name"), text(check, "verdict"), text(check, "detail")))
        .collect()
}

fn has(checks: &Checks, name: &str, verdict: &str, detail: &str) {
    let found = checks.iter().any(|(a, b, c)| a == name && b == verdict && c.contains(detail));
    assert!(found, "{name} {verdict} {detail}: {checks:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_setting_does_not_end_the_checks() {
    let mock = mock().await;
    let at = |url: &str, name: &str, value: &str| {
        let mut command = nova_at(url, &["doctor", "--json"]);
        command.env(name, value);
        let outcome = run(command);
        assert_eq!(outcome.code, 1, "{outcome:?}");
        checks(&outcome)
    };
    let (url, port) = (mock.base_url(), mock.base_url().rsplit_once(':').unwrap().1.to_owned());

    let found = at(&url, "NOVA_API_KEY", "garbage");
    has(&found, "key", "failed", "NOVA_API_KEY: the API key does not begin");
    has(&found, "tenant", "ok", "acme-corp, from NOVA_TENANT_ID");
    has(&found, "server", "ok", &format!("{url} (NOVA_BASE_URL)"));
    has(&found, "name resolution", "ok", "127.0.0.1");
    has(&found, "connection", "ok", &format!("port {port} of 127.0.0.1"));
    has(&found, "TLS", "skipped", "plain http");
    has(&found, "call", "skipped", "a setting is not right");
    assert!(found.iter().all(|(_, _, detail)| !detail.contains("garbage")), "{found:?}");
    let found = at(&url.replace("http:", "https:"), "NOVA_API_KEY", "garbage");
    has(&found, "TLS", "failed", "");

    let found = at("http://example.com", "NOVA_TENANT_ID", "..");
    has(&found, "key", "ok", "from NOVA_API_KEY");
    has(&found, "tenant", "failed", "NOVA_TENANT_ID: the tenant id");
    has(&found, "server", "failed", "NOVA_BASE_URL: is plain http");
    assert_eq!(mock.requests().len(), 0);
    let found = at(&url, "NOVA_CONFIG", "/no/such/c.toml");
    has(&found, "profile", "failed", "/no/such/c.toml");
    has(&found, "connection", "ok", &format!("port {port} of 127.0.0.1"));
    let mut command = nova(&["doctor", "--json", "--profile", "zz"]);
    command.env("NOVA_API_KEY", KEY);
    let found = checks(&run(command));
    has(&found, "profile", "failed", "no profile \"zz\"");
    has(&found, "key", "ok", "from NOVA_API_KEY");
    has(&found, "server", "skipped", "not known without the profile");

    // With nothing set, the server is the default one, which tests must not reach.
    let mut command = nova(&["doctor", "--json"]);
    command.env("HTTPS_PROXY", "http://127.0.0.1:9").env_remove("NO_PROXY");
    let outcome = run(command);
    assert_eq!(outcome.code, 1, "{outcome:?}");
    let found = checks(&outcome);
    has(&found, "key", "failed", "NOVA_API_KEY is not set");
    has(&found, "tenant", "skipped", "none is set");
    has(&found, "server", "ok", &format!("{} (the vendor's", nova_client::DEFAULT_BASE_URL));
    has(&found, "TLS", "failed", "");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_checks_are_made_after_a_failed_one() {
    // No key and an invalid tenant: both are reported.
    let mut command = nova_at("http://127.0.0.1:9", &["doctor", "--json"]);
    command.env_remove("NOVA_API_KEY").env("NOVA_TENANT_ID", "..");
    let outcome = run(command);
    assert_eq!(outcome.code, 1, "{outcome:?}");
    let found = checks(&outcome);
    has(&found, "key", "failed", "no API key");
    has(&found, "tenant", "failed", "NOVA_TENANT_ID");
    assert_eq!(outcome.object()["healthy"], false);
    assert_eq!(outcome.object()["limits"], Value::Null);

    // Connection refused.
    let closed = nova_client_ext::mock::ClosedPort::new().unwrap();
    let outcome = run(nova_at(&closed.base_url(), &["doctor", "--json"]));
    assert_eq!(outcome.code, 1, "{outcome:?}");
    let found = checks(&outcome);
    has(&found, "key", "ok", "from NOVA_API_KEY");
    has(&found, "tenant", "ok", "acme-corp, from NOVA_TENANT_ID");
    has(&found, "server", "ok", "the key is sent to 127.0.0.1");
    has(&found, "name resolution", "ok", "127.0.0.1");
    has(&found, "connection", "failed", "refused");
    has(&found, "call", "failed", "no connection");

    // An unknown host name.
    let outcome = run(nova_at("https://nova.invalid", &["doctor", "--json"]));
    assert_eq!(outcome.code, 1, "{outcome:?}");
    has(&checks(&outcome), "name resolution", "failed", "nova.invalid");

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
    has(&checks(&outcome), "TLS", "failed", "");
}

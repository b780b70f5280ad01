//! Errors of a call: one line for people and one object for programs.

use std::time::{Duration, Instant};

use nova_client_ext::mock::{
    BatchScript, ClosedPort, Cut, End, Fault, MockNova, MockResponse, StatusCode, header,
};
use serde_json::{Value, json};

use crate::harness::{JOB, KEY, Outcome, TENANT, mock, nova_at, run};

/// Returns the errors of the command when each attempt has this fault.
struct Met {
    line: String,
    object: Value,
}

async fn meet(fault: Fault) -> Met {
    let mock = mock().await;
    let batch = mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    mock.inject(fault.always());
    let human = ask(&mock, &batch, &[]);
    let machine = ask(&mock, &batch, &["--json"]);
    let verbose = ask(&mock, &batch, &["--json", "-v"]);
    for outcome in [&human, &machine, &verbose] {
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{outcome:?}");
    }
    let met = Met { line: human.error_line().to_owned(), object: machine.error_object() };
    let begin = format!("batch {batch} of job {JOB}: getScoringBatchStatus: ");
    assert!(met.line.starts_with(&begin), "{}", met.line);
    assert_eq!((&met.object["jobId"], &met.object["batchId"]), (&JOB.into(), &batch.into()));
    assert_eq!(met.object["operation"], "getScoringBatchStatus");
    assert_eq!(met.object["mayHaveBeenSent"], true);
    met
}

fn ask(mock: &MockNova, batch: &str, more: &[&str]) -> Outcome {
    run(nova_at(&mock.base_url(), &[&["batch", "status", JOB, batch], more].concat()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_shows_the_vendors_message() {
    let mock = mock().await;
    let arguments = ["batch", "status", JOB, "sb_1", "--api-key", "sk_test_another0123456789"];
    let human = run(nova_at(&mock.base_url(), &arguments));
    assert_eq!(human.code, 1);
    let trace_id = mock.requests()[0].trace_id.clone();
    let line = human.error_line();
    for part in
        ["401", "UNAUTHORIZED", "The API key is not valid", "1 attempt", &trace_id, "NOVA_API_KEY"]
    {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert!(!line.contains("another"), "{line}");

    let machine =
        run(nova_at(&mock.base_url(), &[&arguments[..], &["--json"]].concat())).error_object();
    let trace_id = mock.requests()[1].trace_id.clone();
    for (member, value) in [
        ("kind", json!("api")),
        ("status", json!(401)),
        ("code", json!("UNAUTHORIZED")),
        ("message", json!("The API key is not valid")),
        ("attempts", json!(1)),
        ("traceId", json!(trace_id)),
        ("retryAfter", Value::Null),
        ("retryable", json!(false)),
        ("mayHaveBeenSent", json!(true)),
        ("remedy", json!("fix_credentials")),
        ("path", Value::Null),
    ] {
        assert_eq!(machine[member], value, "{member}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_found_under_another_tenant() {
    let mock = mock().await;
    let batch = mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    let outcome = ask(&mock, &batch, &["--tenant", "someone-else"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.error_line().contains("404 BATCH_NOT_FOUND"), "{outcome:?}");
    assert!(outcome.error_line().contains("the tenant"), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_after_is_shown_in_seconds() {
    let status = StatusCode::TOO_MANY_REQUESTS;
    // Longer than the timeout of the call, so there is no retry.
    let met =
        meet(Fault::respond(MockResponse::error(status, "RATE_LIMITED", true).retry_after(3600)))
            .await;
    assert!(
        met.line.contains("429 RATE_LIMITED") && met.line.contains("retry after 3600 s"),
        "{}",
        met.line
    );
    assert_eq!(met.object["retryAfter"], 3600);
    assert_eq!(met.object["retryable"], true);
    assert_eq!(met.object["attempts"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn connection_refused() {
    let server = ClosedPort::new().unwrap();
    let outcome = run(nova_at(&server.base_url(), &["batch", "status", JOB, "sb_1"]));
    assert_eq!(outcome.code, 1);
    let line = outcome.error_line();
    for part in ["no connection", "refused", "3 attempts", &server.base_url(), "--base-url"] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let object = run(nova_at(&server.base_url(), &["batch", "status", JOB, "sb_1", "--json"]))
        .error_object();
    assert_eq!((&object["kind"], &object["mayHaveBeenSent"]), (&json!("connect"), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_connections() {
    for fault in [
        Fault::cut(Cut::Nothing, End::Reset),
        Fault::cut(Cut::MidHead, End::Reset),
        Fault::cut(Cut::Head, End::Reset),
        Fault::cut(Cut::MidBody, End::Close),
    ] {
        let met = meet(fault).await;
        assert_eq!(
            (&met.object["kind"], &met.object["attempts"]),
            (&json!("disconnected"), &json!(3)),
            "{}",
            met.line
        );
        assert!(met.line.contains("3 attempts"), "{}", met.line);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxys_error_page_keeps_its_status_and_is_not_shown() {
    let met =
        meet(Fault::respond(MockResponse::html(StatusCode::BAD_GATEWAY, "<h1>SECRET page</h1>")))
            .await;
    assert!(met.line.contains("502 Bad Gateway") && met.line.contains("text/html"), "{}", met.line);
    assert_eq!((&met.object["status"], &met.object["kind"]), (&json!(502), &json!("unexpected")));
    assert!(!met.line.contains("SECRET") && !met.object.to_string().contains("SECRET"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed() {
    let redirect = MockResponse::empty(StatusCode::FOUND)
        .header(header::LOCATION, "https://elsewhere.example/");
    let met = meet(Fault::respond(redirect)).await;
    assert!(met.line.contains("302") && met.line.contains("elsewhere.example"), "{}", met.line);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_body() {
    let not_json = meet(Fault::respond(MockResponse::json(StatusCode::OK, "SECRET"))).await;
    assert_eq!(
        (&not_json.object["kind"], &not_json.object["status"]),
        (&json!("decode"), &json!(200))
    );
    assert!(not_json.line.contains("is not JSON"), "{}", not_json.line);

    let body =
        json!({"batch": {"id": "b", "jobId": "j", "status": "failed", "totalJobs": "SECRET"}});
    let wrong_shape =
        meet(Fault::respond(MockResponse::json(StatusCode::OK, body.to_string()))).await;
    assert_eq!(wrong_shape.object["path"], "batch.totalJobs");
    assert!(wrong_shape.line.contains("batch.totalJobs"), "{}", wrong_shape.line);
    for met in [not_json, wrong_shape] {
        assert!(!met.line.contains("SECRET") && !met.object.to_string().contains("SECRET"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_the_key_and_control_characters_is_cleaned() {
    let body = json!({"code": "FORBIDDEN", "message": format!("no \u{1b}[31m{KEY}\nnew line")});
    // That the key is not shown is checked for every run.
    let met =
        meet(Fault::respond(MockResponse::json(StatusCode::FORBIDDEN, body.to_string()))).await;
    assert!(!met.line.contains('\u{1b}'), "{}", met.line);
    assert_eq!(met.object["code"], "FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeout_ends_the_command() {
    let mock = mock().await;
    mock.inject(Fault::cut(Cut::Nothing, End::Stall).always());
    let started = Instant::now();
    let outcome = ask(&mock, "sb_1", &["--timeout", "0.7"]);
    assert!((Duration::from_millis(700)..Duration::from_secs(10)).contains(&started.elapsed()));
    assert_eq!(outcome.code, 1);
    assert!(outcome.error_line().contains("--timeout"), "{outcome:?}");
    let outcome = ask(&mock, "sb_1", &["--timeout", "0.7", "--json"]);
    assert_eq!(outcome.error_object()["kind"], "timeout");
}

//! Errors name their cause: a gateway's response, a page instead of JSON, a proxy, a base URL. They
//! do not contain what was sent.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use flate2::{Compression, write::GzEncoder};
use nova_client_ext::mock::{Fault, MockNova, MockResponse, StatusCode, header};
use nova_client_ext::{Error, ErrorKind, Nova, RetryPolicy};
use support::{CANARY, batch, builder};
use tokio::time::{Duration, Instant};

/// Returns the error of the client for a response.
async fn error_of(response: MockResponse) -> Error {
    let mock = MockNova::start().await.unwrap();
    mock.inject(Fault::respond(response).always());
    let nova = builder(&mock).retry(RetryPolicy::none()).build().unwrap();
    batch(&nova, "sb-1").report().await.unwrap_err()
}

fn with_content_type(status: StatusCode, kind: &'static str, body: &str) -> MockResponse {
    MockResponse::json(status, body.to_owned()).header(header::CONTENT_TYPE, kind)
}

#[tokio::test]
async fn a_gateways_response_is_recognised_and_its_message_shown() {
    for (status, kind, body, message, advice) in [
        (403, "application/json", r#"{"message":"Forbidden"}"#, "Forbidden", "check the key"),
        (401, "application/json", r#"{"error":"no such user"}"#, "no such user", "check the key"),
        (
            502,
            "application/problem+json",
            r#"{"type":"about:blank","title":"Bad gateway","detail":"upstream is away"}"#,
            "upstream is away",
            "check the base URL",
        ),
        (400, "application/json", r#"{"error":{"message":"bad request"}}"#, "bad request", ""),
        (404, "text/plain", "no route", "text/plain", "check the base URL"),
    ] {
        let status = StatusCode::from_u16(status).unwrap();
        let error = error_of(with_content_type(status, kind, body)).await;
        let text = error.to_string();
        assert_eq!(error.kind(), ErrorKind::Unexpected);
        assert!(text.contains(message) && text.contains(advice), "{text}");
        assert!(text.contains("did not come from the vendor"), "{text}");
        assert!(error.is_from_intermediary());
        assert_eq!(error.response_text(), Some(body));
    }
}

#[tokio::test]
async fn a_gateways_message_is_truncated_escaped_and_without_the_key() {
    let mock = MockNova::start().await.unwrap();
    let long = format!("\\u001b[2J{} {}", mock.api_key(), "x".repeat(100_000));
    let body = format!(r#"{{"message":"{long}"}}"#);
    mock.inject(
        Fault::respond(with_content_type(StatusCode::FORBIDDEN, "application/json", &body))
            .always(),
    );
    let nova = builder(&mock).retry(RetryPolicy::none()).build().unwrap();
    let error = batch(&nova, "sb-1").report().await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(
        text.len() < 2000 && !text.contains('\u{1b}') && !text.contains(&mock.api_key()),
        "{text}"
    );
    let kept = error.response_text().unwrap();
    assert!(kept.len() <= 4096 && !kept.contains(&mock.api_key()));
}

#[tokio::test]
async fn a_page_instead_of_json_points_at_the_base_url() {
    let page = format!("<html><body>Sign in {CANARY}</body></html>");
    let error = error_of(MockResponse::html(StatusCode::OK, page)).await;
    let text = format!("{error} {error:?}");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(text.contains("text/html") && text.contains("base URL"), "{text}");
    assert!(!text.contains(CANARY) && error.response_text().is_none());
    assert!(error.is_from_intermediary());
    // A body of the vendor that violates the contract does not come from an intermediary.
    let error = error_of(MockResponse::json(StatusCode::OK, r#"{"batch":7}"#)).await;
    assert!(!error.is_from_intermediary() && error.to_string().contains("batch"), "{error}");
}

#[tokio::test]
async fn gzip_is_decoded_under_every_name_of_the_coding() {
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).retry(RetryPolicy::none()).build().unwrap();
    let body = include_str!("../../openapi/examples/ScoringBatchStatus.documented.json").as_bytes();
    let compressed: Vec<u8> = body.chunks(body.len() / 2 + 1).flat_map(gzip).collect();
    for coding in ["gzip", "GZIP", "x-gzip"] {
        let response = MockResponse::json(StatusCode::OK, compressed.clone());
        mock.inject(Fault::respond(response.header(header::CONTENT_ENCODING, coding)).times(1));
        let status = batch(&nova, "sb-1").status().await.unwrap();
        assert!(!status.scoring_jobs.is_empty(), "{coding}");
    }
    let response = MockResponse::json(StatusCode::OK, compressed);
    mock.inject(Fault::respond(response.header(header::CONTENT_ENCODING, "br")).times(1));
    let error = batch(&nova, "sb-1").status().await.unwrap_err();
    assert!(error.to_string().contains("\"br\""), "{error}");
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_with_a_fraction_is_waited_for() {
    for (value, seconds) in [("3.5", 4), ("2, 2", 2)] {
        let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
        let response = MockResponse::json(StatusCode::SERVICE_UNAVAILABLE, "{}");
        mock.inject(Fault::respond(response.header(header::RETRY_AFTER, value)).times(1));
        let nova = builder(&mock).build().unwrap();
        let began = Instant::now();
        // Only the wait matters, not the result.
        let _ = batch(&nova, "sb-1").status().await;
        let waited = began.elapsed();
        assert!(waited >= Duration::from_secs(seconds), "{value}: {waited:?}");
        assert!(waited < Duration::from_secs(seconds + 2), "{value}: {waited:?}");
    }
}

/// Not a test: makes a call in a process with its own environment, and writes the outcome.
#[test]
#[ignore = "run by the tests of proxies in a separate process"]
fn call_from_the_environment() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(async {
        let nova = match Nova::from_env() {
            Ok(nova) => nova,
            Err(error) => return format!("build: {error}"),
        };
        let error = batch(&nova, "sb-1").status().await.unwrap_err();
        format!("call: {error} ({:?}, retryable {})", error.kind(), error.is_retryable())
    });
    std::fs::write(std::env::var("OUTCOME").unwrap(), outcome).unwrap();
}

fn call_with(variables: &[(&str, &str)]) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name =
        format!("nova-proxy-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let file = std::env::temp_dir().join(name);
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--ignored", "--exact", "call_from_the_environment"]);
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    child.env("NOVA_API_KEY", "sk_test_0123456789abcdef").env("NOVA_BASE_URL", "");
    let output = child.envs(variables.iter().copied()).env("OUTCOME", &file).output().unwrap();
    let outcome = std::fs::read_to_string(&file);
    let _ = std::fs::remove_file(&file);
    outcome.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stdout)))
}

#[test]
fn an_unusable_proxy_is_reported_before_anything_is_sent() {
    for (name, value) in [
        ("HTTPS_PROXY", "http://user:CANARY@"),
        ("https_proxy", "http//proxy CANARY"),
        ("ALL_PROXY", "ftp://CANARY"),
    ] {
        let outcome = call_with(&[(name, value)]);
        assert!(outcome.starts_with(&format!("build: {name}")), "{outcome}");
        assert!(!outcome.contains("CANARY"), "{outcome}");
    }
    if cfg!(not(feature = "socks")) {
        let outcome = call_with(&[("ALL_PROXY", "socks5://127.0.0.1:1")]);
        assert!(outcome.starts_with("build: ALL_PROXY") && outcome.contains("socks"), "{outcome}");
    }
}

#[test]
fn a_proxy_that_requires_credentials_is_not_retried_and_is_named() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = proxy.local_addr().unwrap();
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&requests);
    thread::spawn(move || {
        while let Ok((mut stream, _)) = proxy.accept() {
            let mut head = vec![0; 4096];
            let length = stream.read(&mut head).unwrap_or(0);
            let line = String::from_utf8_lossy(&head[..length]).into_owned();
            seen.lock().unwrap().push(line.lines().next().unwrap_or_default().to_owned());
            let response =
                b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
            let _ = stream.write_all(response);
        }
    });
    let outcome = call_with(&[("HTTPS_PROXY", &format!("http://{address}"))]);
    assert!(outcome.starts_with("call:") && outcome.contains("HTTPS_PROXY"), "{outcome}");
    assert!(outcome.contains("407") && outcome.contains("retryable false"), "{outcome}");
    let requests = requests.lock().unwrap().clone();
    let [line] = &requests[..] else { panic!("{requests:?} {outcome}") };
    assert!(line.starts_with("CONNECT "), "{line}");
    // An unreachable proxy: the variable is named, too.
    let outcome = call_with(&[("HTTPS_PROXY", "http://127.0.0.1:9")]);
    assert!(outcome.starts_with("call:") && outcome.contains("HTTPS_PROXY"), "{outcome}");
}

#[test]
fn a_base_url_with_the_version_is_rejected() {
    let key = nova_client_ext::ApiKey::new("sk_test_0123456789abcdef").unwrap();
    let error = Nova::builder(key).base_url("https://embed.example.com/v1/").build().unwrap_err();
    assert!(error.to_string().contains("/v1"), "{error}");
}

//! Runs the service of the example against the webhooks of the mock.

#[allow(dead_code, unreachable_pub, clippy::missing_errors_doc, reason = "an example")]
#[path = "../../examples/webhook_axum.rs"]
mod webhook_axum;

use std::time::Duration;

use nova_client_ext::mock::{BatchScript, MockNova, SentWebhook};
use nova_client_ext::webhook;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use super::support::{batch, builder};
use super::{JOB, SECRET, TENANT};
use webhook_axum::Service;

const SECOND: Duration = Duration::from_secs(1);

async fn serve(secret: &str) -> (Service, String) {
    let service = Service::new(secret.to_owned()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/webhooks/nova", listener.local_addr().unwrap());
    let router = service.router();
    tokio::spawn(webhook_axum::serve(listener, router));
    (service, url)
}

fn script() -> BatchScript {
    let script =
        BatchScript::new().scored("app-1", 7).failed("app-2", "RESUME_CORRUPTED", "Damaged");
    script.rejected("app-3", "RESUME_FETCH_FAILED", "Expired", None).scoring_time(10 * SECOND)
}

#[tokio::test(start_paused = true)]
async fn one_handler_receives_webhooks_and_polled_events() {
    let (service, url) = serve(SECRET).await;
    let mock = MockNova::builder().webhook(&url, SECRET).start().await.unwrap();
    mock.place_batch(TENANT, JOB, script());
    sleep(11 * SECOND).await;
    assert_eq!(service.result("app-1").as_deref(), Some("scored 7"));
    assert_eq!(service.result("app-2").as_deref(), Some("failed, new résumé file"));
    assert_eq!(service.result("app-3"), None, "no webhook reports a rejection");
    assert_eq!(mock.requests().len(), 0);
    assert!(mock.deliveries().iter().all(SentWebhook::is_delivered));

    for sent in mock.deliveries() {
        assert!(mock.resend_webhook(&sent.id));
    }
    sleep(SECOND).await;
    assert_eq!(service.repeats(), 3, "each delivery is handled once");

    // Without webhooks, the same handler receives the events from polling.
    let (service, _) = serve(SECRET).await;
    let without_webhooks = MockNova::start().await.unwrap();
    let id = without_webhooks.place_batch(TENANT, JOB, script());
    service.follow(&batch(&builder(&without_webhooks).build().unwrap(), &id)).await.unwrap();
    assert_eq!(service.result("app-1").as_deref(), Some("scored 7"));
    assert_eq!(service.result("app-2").as_deref(), Some("failed, new résumé file"));
    assert_eq!(service.result("app-3").as_deref(), Some("rejected, new résumé URL"));
}

#[tokio::test(start_paused = true)]
async fn invalid_deliveries_change_nothing() {
    let (service, url) = serve("whsec_another").await;
    let mock = MockNova::builder().webhook(&url, SECRET).start().await.unwrap();
    mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    sleep(SECOND).await;
    assert!(mock.deliveries().iter().all(|sent| sent.attempts[0].status == Some(401)));
    assert_eq!(service.result("app-1"), None);

    let (_service, url) = serve(SECRET).await;
    let mock = MockNova::builder().webhook(&url, SECRET).start().await.unwrap();
    mock.send_webhook("score.failed", &json!({"event": "score.failed"}));
    mock.send_webhook("score.unknown", &json!({"event": "score.unknown"}));
    mock.send_webhook("test", &json!(null));
    sleep(SECOND).await;
    let statuses: Vec<_> = mock.deliveries().iter().map(|sent| sent.attempts[0].status).collect();
    assert_eq!(statuses, [Some(400), Some(204), Some(204)]);
}

#[tokio::test(start_paused = true)]
async fn idle_connections_do_not_block_genuine_deliveries() {
    let (service, url) = serve(SECRET).await;
    let address = url.trim_start_matches("http://").trim_end_matches("/webhooks/nova").to_owned();
    let mut idle = Vec::new();
    for number in 0..300 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        if number % 2 == 0 {
            stream.write_all(b"POST /webhooks/nova HTTP/1.1\r\nhost: x\r\n").await.unwrap();
        }
        idle.push(stream);
    }
    let mock = MockNova::builder().webhook(&url, SECRET).start().await.unwrap();
    mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    // Sooner than any of them is given up.
    sleep(SECOND).await;
    assert!(mock.deliveries().iter().all(SentWebhook::is_delivered), "{:?}", mock.deliveries());
    assert_eq!(service.result("app-1").as_deref(), Some("scored 7"));
}

#[tokio::test(start_paused = true)]
async fn slow_senders_are_given_up() {
    let (_service, url) = serve(SECRET).await;
    let address = url.trim_start_matches("http://").trim_end_matches("/webhooks/nova").to_owned();
    for begin in [
        "",
        "POST /webhooks/nova HTTP/1.1\r\nhost:",
        "POST /webhooks/nova HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf",
    ] {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(begin.as_bytes()).await.unwrap();
        let start = tokio::time::Instant::now();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        assert!(start.elapsed() <= 6 * SECOND, "{begin:?}: {:?}", start.elapsed());
        assert!(!response.contains("204"), "{response}");
    }
}

/// Sends a body in chunks of one byte; returns the status.
async fn send_in_small_chunks(url: &str, signed: &webhook::Signed) -> String {
    let address = url.trim_start_matches("http://").trim_end_matches("/webhooks/nova").to_owned();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut request =
        "POST /webhooks/nova HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n".to_owned();
    for (name, value) in &signed.headers {
        request.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    request.push_str("\r\n");
    let mut request = request.into_bytes();
    for byte in &signed.body {
        request.extend([b"1\r\n", &[*byte][..], b"\r\n"].concat());
    }
    request.extend(b"0\r\n\r\n");
    let (mut reading, mut writing) = stream.split();
    let mut response = Vec::new();
    // The service stops reading when the body exceeds its limit.
    let writing = async { drop(writing.write_all(&request).await) };
    let reading = async { drop(reading.read_to_end(&mut response).await) };
    tokio::join!(writing, reading);
    String::from_utf8_lossy(&response).split(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn chunked_bodies_are_limited_in_size() {
    let (_service, url) = serve(SECRET).await;
    for (length, statuses) in [(20_000, &["204"][..]), (600_000, &["413", "408", ""])] {
        let event = json!({"event": "score.unknown", "filler": "x".repeat(length)});
        let status = send_in_small_chunks(&url, &webhook::sign(SECRET, &event).unwrap()).await;
        assert!(statuses.contains(&status.as_str()), "{length}: {status:?}");
    }
}

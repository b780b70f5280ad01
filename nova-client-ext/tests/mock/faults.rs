//! The effect of each fault on the wire.

use std::io::Read as _;
use std::time::Duration;

use nova_client_ext::mock::{
    BatchScript, ClosedPort, Cut, End, Fault, MockNova, MockResponse, StatusCode, header as name,
};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::wire::{Ended, Wire};
use crate::{JOB, TENANT, bare, body, client, get, header, mock_with_batch, status};

/// Returns the head, the body and the end of the response with this fault; and the original body.
async fn respond_with(fault: Fault) -> (String, Vec<u8>, Ended, Vec<u8>) {
    let (mock, batch) = mock_with_batch().await;
    mock.inject(fault);
    let mut wire = Wire::connect(&mock).await;
    wire.send(&mock, &batch).await;
    let (head, body, ended) = wire.response().await;
    assert_eq!(mock.waiting_faults(), 0);
    let original = mock.batch_body(TENANT, JOB, &batch).unwrap().unwrap();
    // The next request has its actual response.
    assert_eq!(get(&mock, &batch).await.status(), 200);
    (head, body, ended, original.to_string().into_bytes())
}

#[tokio::test(start_paused = true)]
async fn responses_are_cut_at_the_configured_place() {
    for end in
        [(End::Close, Ended::Closed), (End::Reset, Ended::Reset), (End::Stall, Ended::Silent)]
    {
        let (head, body, ended, _) = respond_with(Fault::cut(Cut::Nothing, end.0)).await;
        assert_eq!((head.as_str(), body.len(), ended), ("", 0, end.1));

        let (head, body, ended, _) = respond_with(Fault::cut(Cut::MidHead, end.0)).await;
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && !head.contains("\r\n\r\n"), "{head}");
        assert_eq!((body.len(), ended), (0, end.1));

        let (head, body, ended, original) = respond_with(Fault::cut(Cut::Head, end.0)).await;
        assert!(head.contains(&format!("content-length: {}\r\n", original.len())), "{head}");
        assert!(
            head.contains("x-trace-id: ") && head.contains("x-ratelimit-remaining: 19"),
            "{head}"
        );
        assert_eq!((body.len(), ended), (0, end.1));

        let (head, body, ended, original) = respond_with(Fault::cut(Cut::MidBody, end.0)).await;
        assert!(head.contains(&format!("content-length: {}\r\n", original.len())), "{head}");
        assert_eq!((body.as_slice(), ended), (&original[..original.len() / 2], end.1));

        let (head, body, ended, original) = respond_with(Fault::cut(Cut::Whole, end.0)).await;
        assert!(!head.contains("connection:"), "the close is not announced: {head}");
        assert_eq!((body, ended), (original, end.1));
    }
}

#[tokio::test]
async fn lengths_and_chunks_can_be_wrong() {
    let (head, body, ended, original) = respond_with(Fault::content_length_off_by(100)).await;
    assert!(head.contains(&format!("content-length: {}\r\n", original.len() + 100)), "{head}");
    assert_eq!((&body, ended), (&original, Ended::Closed));

    let (head, body, ended, original) =
        respond_with(Fault::cut(Cut::MidBody, End::Close).chunked()).await;
    assert!(
        head.contains("transfer-encoding: chunked") && !head.contains("content-length"),
        "{head}"
    );
    let half = &original[..original.len() / 2];
    let chunk = [format!("{:x}\r\n", half.len()).as_bytes(), half, b"\r\n"].concat();
    assert_eq!((body, ended), (chunk, Ended::Closed));

    let (mock, batch) = mock_with_batch().await;
    mock.inject(Fault::cut(Cut::Whole, End::Close).chunked());
    assert_eq!(body_id(&mock, &batch).await, batch, "a complete chunked body is valid");
    for fault in [Fault::content_length_off_by(1), Fault::cut(Cut::MidBody, End::Close).chunked()] {
        mock.inject(fault);
        assert!(get(&mock, &batch).await.bytes().await.is_err());
    }
}

async fn body_id(mock: &MockNova, batch: &str) -> String {
    body(mock, batch).await["batch"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_takes_the_configured_time() {
    let (mock, batch) = mock_with_batch().await;
    mock.inject(Fault::slow_body(Duration::from_secs(30)));
    let before = Instant::now();
    let mut response = get(&mock, &batch).await;
    assert!(before.elapsed() < Duration::from_secs(2), "the headers arrive at once");
    let mut chunks = 0;
    while response.chunk().await.unwrap().is_some() {
        chunks += 1;
    }
    assert!(chunks >= 10, "{chunks}");
    assert!((29..=31).contains(&before.elapsed().as_secs()), "{:?}", before.elapsed());
}

#[tokio::test]
async fn custom_responses_are_sent_unchanged() {
    let (mock, batch) = mock_with_batch().await;
    let client = client();
    let send = async |response: MockResponse| {
        mock.inject(Fault::respond(response));
        status(&client, &mock, &batch).send().await.unwrap()
    };

    let html =
        send(MockResponse::html(StatusCode::BAD_GATEWAY, "<h1>Bad gateway</h1>").retry_after(7))
            .await;
    assert_eq!((html.status().as_u16(), header(&html, "retry-after")), (502, Some("7")));
    assert_eq!(header(&html, "content-type"), Some("text/html; charset=utf-8"));
    assert_eq!((header(&html, "x-trace-id"), header(&html, "x-ratelimit-limit")), (None, None));
    assert_eq!(html.text().await.unwrap(), "<h1>Bad gateway</h1>");

    let empty = send(MockResponse::empty(StatusCode::SERVICE_UNAVAILABLE)).await;
    assert_eq!((empty.status().as_u16(), header(&empty, "retry-after")), (503, None));
    assert_eq!(header(&empty, "content-type"), None);
    assert_eq!(empty.bytes().await.unwrap().len(), 0);

    let moved = send(
        MockResponse::empty(StatusCode::MOVED_PERMANENTLY)
            .header(name::LOCATION, "http://other.example/"),
    )
    .await;
    assert_eq!(
        (moved.status().as_u16(), header(&moved, "location")),
        (301, Some("http://other.example/"))
    );

    assert_eq!(send(MockResponse::empty(StatusCode::NO_CONTENT)).await.status(), 204);
    let not_utf8 = send(MockResponse::json(StatusCode::OK, &b"{\"batch\":\"\xff\xfe\"}"[..])).await;
    assert_eq!(not_utf8.bytes().await.unwrap(), &b"{\"batch\":\"\xff\xfe\"}"[..]);
    let twice =
        send(MockResponse::json(StatusCode::OK, r#"{"batch":1,"batch":2}"#).with_nova_headers())
            .await;
    assert!(
        header(&twice, "x-trace-id").is_some() && header(&twice, "x-ratelimit-limit").is_some()
    );
    assert_eq!(twice.text().await.unwrap(), r#"{"batch":1,"batch":2}"#);
    let deep = send(MockResponse::json(StatusCode::OK, "[".repeat(100_000))).await;
    assert_eq!(deep.bytes().await.unwrap().len(), 100_000);
    let text = send(MockResponse::new(StatusCode::OK, "text/plain", "{}")).await;
    assert_eq!(header(&text, "content-type"), Some("text/plain"));
    assert_eq!(mock.connections(), 1, "the connection was reused");
}

#[tokio::test]
async fn documented_errors_can_be_injected() {
    let (mock, batch) = mock_with_batch().await;
    for retryable in [Some(true), Some(false), None] {
        mock.inject(Fault::respond(MockResponse::error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL_ERROR",
            retryable,
        )));
        let response = get(&mock, &batch).await;
        assert_eq!(response.status(), 500);
        let trace_id = header(&response, "x-trace-id").unwrap().to_owned();
        assert_eq!(header(&response, "x-ratelimit-bucket"), Some("read_and_ops"));
        let body: Value = response.json().await.unwrap();
        assert_eq!(
            (body["code"].as_str(), body["traceId"].as_str()),
            (Some("INTERNAL_ERROR"), Some(trace_id.as_str()))
        );
        assert_eq!(body.get("retryable"), retryable.map(|retryable| json!(retryable)).as_ref());
    }
    let limited = || MockResponse::error(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", false);
    let in_an_hour = mock.now() + chrono::TimeDelta::hours(1);
    let date = in_an_hour.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let waits = [
        (limited().retry_after(86_400), Some("86400")),
        (limited().retry_after("soon\n"), Some("soon?")),
        (limited().retry_at(in_an_hour), Some(date.as_str())),
        (limited(), None),
    ];
    for (response, expected) in waits {
        mock.inject(Fault::respond(response));
        let response = get(&mock, &batch).await;
        assert_eq!((response.status().as_u16(), header(&response, "retry-after")), (429, expected));
    }
    let busy = MockResponse::error(StatusCode::CONFLICT, "IDEMPOTENCY_REQUEST_IN_PROGRESS", true);
    mock.inject(Fault::respond(busy));
    assert_eq!(get(&mock, &batch).await.status(), 409);
}

#[tokio::test]
async fn large_bodies_of_zeros_can_be_sent() {
    let (mock, batch) = mock_with_batch().await;
    mock.inject(Fault::respond(MockResponse::zeros(StatusCode::OK, 100 << 20)));
    let mut response = get(&mock, &batch).await;
    assert_eq!(response.content_length(), Some(100 << 20));
    let (mut plain, zeros) = (0, vec![0; 1 << 20]);
    while let Some(chunk) = response.chunk().await.unwrap() {
        assert_eq!(chunk, zeros[..chunk.len()]);
        plain += chunk.len();
    }
    assert_eq!(plain, 100 << 20);

    mock.inject(Fault::respond(MockResponse::zeros(StatusCode::OK, 100 << 20).gzip()));
    let mut wire = Wire::connect(&mock).await;
    wire.send(&mock, &batch).await;
    let (head, compressed) = wire.first_response().await;
    assert!(head.contains("content-encoding: gzip"), "{head}");
    assert!(compressed.len() < 1_000_000, "{}", compressed.len());
}

#[tokio::test]
async fn gzip_responses_can_be_decompressed() {
    let (mock, batch) = mock_with_batch().await;
    let decompressed = async |response: MockResponse| {
        mock.inject(Fault::respond(response.gzip()));
        let compressed = get(&mock, &batch).await.bytes().await.unwrap();
        let mut decompressed = Vec::new();
        flate2::read::GzDecoder::new(&compressed[..]).read_to_end(&mut decompressed).unwrap();
        decompressed
    };
    assert_eq!(
        decompressed(MockResponse::zeros(StatusCode::OK, 5_000_000)).await,
        vec![0; 5_000_000]
    );
    assert_eq!(decompressed(MockResponse::json(StatusCode::OK, "[1,2,3]")).await, b"[1,2,3]");
}

#[tokio::test(start_paused = true)]
async fn faults_can_occur_before_a_request() {
    let (mock, batch) = mock_with_batch().await;
    mock.inject(
        Fault::respond(MockResponse::error(
            StatusCode::SERVICE_UNAVAILABLE,
            "SERVICE_UNAVAILABLE",
            true,
        ))
        .on_connect(),
    );
    let mut wire = Wire::connect(&mock).await;
    let (head, body, ended) = wire.response().await;
    assert!(head.starts_with("HTTP/1.1 503 ") && head.contains("connection: close"), "{head}");
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["code"], "SERVICE_UNAVAILABLE");
    assert_eq!(ended, Ended::Closed);

    mock.inject(Fault::cut(Cut::Nothing, End::Reset).on_connect());
    assert_eq!(Wire::connect(&mock).await.read().await, (Vec::new(), Ended::Reset));
    mock.inject(Fault::cut(Cut::Nothing, End::Stall).on_connect());
    assert_eq!(Wire::connect(&mock).await.read().await, (Vec::new(), Ended::Silent));
    mock.inject(Fault::raw("SSH-2.0-nonsense\r\n", End::Close).on_connect());
    assert_eq!(
        Wire::connect(&mock).await.read().await,
        (b"SSH-2.0-nonsense\r\n".to_vec(), Ended::Closed)
    );

    assert!(mock.requests().is_empty(), "no request was read");
    assert_eq!(mock.connections(), 4);
    assert_eq!(get(&mock, &batch).await.status(), 200);
}

#[tokio::test(start_paused = true)]
async fn raw_bytes_are_sent_unchanged() {
    let (head, body, ended, _) =
        respond_with(Fault::raw("HTTP/1.1 999 Odd\r\n\r\nrest", End::Reset)).await;
    assert_eq!(
        (head.as_str(), body.as_slice(), ended),
        ("HTTP/1.1 999 Odd\r\n\r\n", &b"rest"[..], Ended::Reset)
    );
}

#[tokio::test]
async fn pooled_connections_can_be_reset_on_reuse() {
    let (mock, batch) = mock_with_batch().await;
    let mut wire = Wire::connect(&mock).await;
    mock.inject(Fault::reset_on_reuse());
    wire.send(&mock, &batch).await;
    let (head, _) = wire.first_response().await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && !head.contains("connection:"), "{head}");
    wire.send(&mock, &batch).await;
    assert_eq!(wire.read().await, (Vec::new(), Ended::Reset));
    assert_eq!(mock.hits("getScoringBatchStatus"), 1, "the second request was never processed");

    // A slow response has another code path with the same result.
    let mut wire = Wire::connect(&mock).await;
    mock.inject(Fault::reset_on_reuse().over(Duration::from_millis(40)));
    wire.send(&mock, &batch).await;
    wire.first_response().await;
    wire.send(&mock, &batch).await;
    assert_eq!(wire.read().await, (Vec::new(), Ended::Reset));
}

#[tokio::test]
async fn a_closed_port_rejects_connections() {
    let closed = ClosedPort::new().unwrap();
    let error = client().get(closed.base_url()).send().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
}

#[tokio::test]
async fn faults_can_be_limited_to_tenants_and_operations() {
    let (mock, batch) = mock_with_batch().await;
    let client = client();
    let teapot = || Fault::respond(MockResponse::empty(StatusCode::IM_A_TEAPOT));
    let send = async |tenant: &str| {
        let request =
            bare(&client, &mock, &batch).bearer_auth(mock.api_key()).header("X-Tenant-Id", tenant);
        request.send().await.unwrap().status().as_u16()
    };
    mock.inject(teapot().tenant("other"));
    mock.inject(teapot().operation("anotherOperation"));
    mock.inject(teapot().operation("get_scoring_batch_status").times(2));
    assert_eq!(
        [send(TENANT).await, send("other").await, send(TENANT).await, send(TENANT).await],
        [418, 418, 418, 200]
    );
    assert_eq!(mock.waiting_faults(), 1, "the other operation was not called");
    mock.clear_faults();
    mock.inject(teapot().times(0));
    assert_eq!(send(TENANT).await, 200);
    mock.inject(teapot().always());
    assert_eq!([send(TENANT).await, send(TENANT).await], [418, 418]);
    mock.clear_faults();
    assert_eq!(send(TENANT).await, 200);
    let statuses: Vec<_> = mock.requests().iter().map(|request| request.status.unwrap()).collect();
    assert_eq!(statuses, [418, 418, 418, 200, 200, 418, 418, 200]);
}

#[tokio::test]
async fn random_faults_are_repeatable() {
    let hit = async |seed| {
        let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
        let batch = mock.place_batch(TENANT, JOB, BatchScript::new());
        mock.inject(
            Fault::respond(MockResponse::empty(StatusCode::IM_A_TEAPOT)).always().chance(0.2, seed),
        );
        let client = client();
        let mut hit = Vec::new();
        for _ in 0..200 {
            hit.push(status(&client, &mock, &batch).send().await.unwrap().status() == 418);
        }
        hit
    };
    let first = hit(1).await;
    let hits = first.iter().filter(|hit| **hit).count();
    assert!((20..=60).contains(&hits), "{hits}");
    assert_eq!(first, hit(1).await);
    assert_ne!(first, hit(2).await);
}

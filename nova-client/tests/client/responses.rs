//! The status and headers of every response reach the caller.

use nova_client::types::ErrorCode;
use nova_client::{DecodeFailure, Error, failure_of};

use crate::documented;
use crate::server::{Server, response};

const JSON: &str = "content-type: application/json\r\nx-trace-id: trace-1\r\n";

type Outcome = Result<
    nova_client::ResponseValue<nova_client::types::ScoringBatchStatus>,
    Error<nova_client::types::Error>,
>;

async fn call(response: String) -> (Outcome, Vec<String>) {
    let server = Server::responding(response).await;
    let outcome =
        server.client("").get_scoring_batch_status().job_id("j").scoring_batch_id("b").send().await;
    (outcome, server.heads())
}

#[tokio::test]
async fn a_success_carries_its_headers() {
    let (outcome, _) = call(response("200 OK", JSON, &documented().to_string())).await;
    let value = outcome.unwrap();
    assert_eq!(value.headers()["x-trace-id"], "trace-1");
    assert_eq!(value.scoring_jobs.len(), 1);
}

#[tokio::test]
async fn the_header_that_progenitor_adds_is_removed() {
    let (_, heads) = call(response("200 OK", JSON, &documented().to_string())).await;
    let head = heads[0].to_ascii_lowercase();
    assert!(!head.contains("api-version"), "{head}");
    assert!(head.contains("accept: application/json"), "{head}");
}

#[tokio::test]
async fn a_documented_error_is_typed() {
    let body =
        r#"{"code":"BATCH_NOT_FOUND","message":"no such batch","status":404,"traceId":"trace-1"}"#;
    let (outcome, _) = call(response("404 Not Found", JSON, body)).await;
    let Err(Error::ErrorResponse(error)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(error.status().as_u16(), 404);
    assert_eq!(error.headers()["x-trace-id"], "trace-1");
    assert_eq!(error.code, ErrorCode::from("BATCH_NOT_FOUND"));
    assert!(!error.code.is_unknown());
}

#[tokio::test]
async fn an_error_for_an_invalid_body_contains_status_and_headers() {
    let html = "<html>502 candidate-secret</html>";
    for (status, code, body) in [
        ("502 Bad Gateway", 502, html),
        ("503 Service Unavailable", 503, ""),
        ("429 Too Many Requests", 429, "slow down"),
        ("404 Not Found", 404, r#"{"error": "candidate-secret"}"#),
        ("200 OK", 200, html),
        ("200 OK", 200, r#"{"batch": "candidate-secret"}"#),
    ] {
        let headers = "content-type: text/html\r\nretry-after: 7\r\nx-trace-id: trace-2\r\n";
        let (outcome, _) = call(response(status, headers, body)).await;
        let Err(Error::UnexpectedResponse(response)) = outcome else {
            panic!("{status}: {outcome:?}")
        };
        assert_eq!(response.status().as_u16(), code);
        assert_eq!(response.headers()["retry-after"], "7");
        assert_eq!(response.headers()["x-trace-id"], "trace-2");
        let failure =
            failure_of(&response).and_then(|failure| failure.downcast_ref::<DecodeFailure>());
        let shown = format!("{:?}", failure.expect("a decode failure"));
        assert!(!shown.contains("candidate-secret"), "{shown}");
    }
}

#[tokio::test]
async fn an_undocumented_status_is_not_a_transport_failure() {
    let (outcome, _) = call(response("304 Not Modified", "etag: x\r\n", "")).await;
    let Err(Error::UnexpectedResponse(response)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(response.status().as_u16(), 304);
    assert!(failure_of(&response).is_none());
}

#[tokio::test]
async fn an_incomplete_response_is_an_error() {
    let complete = response("200 OK", JSON, &documented().to_string());
    let (outcome, _) = call(complete[..complete.len() - 20].to_owned()).await;
    assert!(matches!(outcome, Err(Error::ResponseBodyError(_))), "{outcome:?}");
    let (outcome, _) = call(String::new()).await;
    assert!(outcome.is_err());
}

//! What a service sees of its calls: one span per call, one event per attempt.
//!
//! Field names follow OpenTelemetry's conventions for HTTP where one exists. Keys, bodies and anything in them never
//! appear here.

use nova_client::Operation;
use nova_client::types::ErrorCode;
use reqwest::Response;
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use super::send::Answer;
use super::{Line, trace_id};
use crate::Error;

/// Runs a call inside its span.
pub(super) async fn call(
    line: &Line,
    operation: &'static Operation,
    steps: impl Future<Output = Result<Response, Error>>,
) -> Result<Response, Error> {
    let tenant = line.options.tenant.as_ref().map(AsRef::<str>::as_ref);
    let span = tracing::info_span!(
        "nova.call",
        operation = operation.id,
        http.request.method = operation.method.as_str(),
        url.template = operation.path,
        nova.bucket = operation.bucket.name,
        nova.tenant = tenant,
        nova.attempts = Empty,
        nova.trace_id = Empty,
        http.response.status_code = Empty,
        error.r#type = Empty,
    );
    let outcome = steps.instrument(span.clone()).await;
    if let Err(error) = &outcome {
        span.record("error.type", error.kind().as_str());
    }
    outcome
}

/// An attempt was answered, and the call is over.
pub(super) fn answered(attempt: u32, answer: &Answer) {
    let status = answer.status.as_u16();
    let trace_id = trace_id(&answer.headers);
    let span = Span::current();
    span.record("nova.attempts", attempt);
    span.record("http.response.status_code", status);
    if let Some(trace_id) = &trace_id {
        span.record("nova.trace_id", trace_id);
    }
    tracing::debug!(
        attempt,
        http.response.status_code = status,
        http.response.body.size = answer.body.len(),
        nova.trace_id = trace_id,
        "answered"
    );
}

/// An attempt failed.
pub(super) fn failed(attempt: u32, error: &Error) {
    let status = error.status().map(|status| status.as_u16());
    let span = Span::current();
    span.record("nova.attempts", attempt);
    if let Some(status) = status {
        span.record("http.response.status_code", status);
    }
    if let Some(trace_id) = error.trace_id() {
        span.record("nova.trace_id", trace_id);
    }
    tracing::debug!(
        attempt,
        http.response.status_code = status,
        error.r#type = error.kind().as_str(),
        nova.code = error.code().map(ErrorCode::as_str),
        nova.trace_id = error.trace_id(),
        "attempt failed"
    );
}

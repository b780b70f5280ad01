//! What a service sees of its calls: one span per call, one event per attempt.
//!
//! Field names follow OpenTelemetry's conventions for HTTP where one exists. Keys, bodies and
//! anything in them never appear here.

use nova_client::Operation;
use nova_client::types::ErrorCode;
use tracing::Span;
use tracing::field::Empty;

use super::send::Answer;
use super::{Line, trace_id};
use crate::Error;

/// The span of a call; its steps run inside it.
pub(super) fn span(line: &Line, operation: &'static Operation) -> Span {
    let tenant = line.options.tenant.as_ref().map(AsRef::<str>::as_ref);
    tracing::info_span!(
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
    )
}

/// The call failed, and is over.
pub(super) fn ended(error: &Error) {
    Span::current().record("error.type", error.kind().as_str());
}

/// An attempt was answered, and the call is over.
pub(super) fn answered(attempt: u32, answer: &Answer) {
    let status = answer.status.as_u16();
    let trace_id = trace_id(&answer.headers);
    let span = Span::current();
    span.record("nova.attempts", attempt);
    span.record("http.response.status_code", status);
    if let Some(trace_id) = trace_id {
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

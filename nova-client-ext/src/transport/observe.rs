//! Tracing of calls: one span per call, one event per attempt.
//!
//! Field names follow OpenTelemetry's conventions for HTTP where one exists. Keys and bodies are
//! never recorded.

use nova_client::Operation;
use nova_client::types::ErrorCode;
use tracing::Span;
use tracing::field::Empty;

use super::attempt::BufferedResponse;
use super::call::Progress;
use super::{CallTransport, trace_id};
use crate::Error;

/// Returns the span of a call, in which its steps run. Later fields are recorded on this span and
/// never on the current one, which is the caller's if a filter disables this one.
pub(super) fn span(transport: &CallTransport, operation: &'static Operation) -> Span {
    let tenant = transport.options.tenant.as_ref().map(AsRef::<str>::as_ref);
    tracing::info_span!(
        "nova.call",
        operation = operation.id,
        http.request.method = operation.method.as_str(),
        url.template = operation.path,
        nova.bucket = operation.bucket.name,
        nova.tenant = tenant,
        nova.attempts = Empty,
        nova.rate_limited = Empty,
        nova.queued_ms = Empty,
        nova.trace_id = Empty,
        http.response.status_code = Empty,
        error.r#type = Empty,
    )
}

/// Records that the call failed.
pub(super) fn ended(span: &Span, error: &Error) {
    span.record("error.type", error.kind().as_str());
}

/// Records a successful attempt, which ends the call.
pub(super) fn succeeded(span: &Span, progress: &Progress, response: &BufferedResponse) {
    let status = response.status.as_u16();
    let trace_id = trace_id(&response.headers);
    record(span, progress, Some(status), trace_id);
    tracing::debug!(
        attempt = progress.requests,
        http.response.status_code = status,
        http.response.body.size = response.body.len(),
        nova.trace_id = trace_id,
        "response received"
    );
}

/// Records a failed attempt.
pub(super) fn failed(span: &Span, progress: &Progress, error: &Error) {
    let status = error.status().map(|status| status.as_u16());
    record(span, progress, status, error.trace_id());
    tracing::debug!(
        attempt = progress.requests,
        http.response.status_code = status,
        error.r#type = error.kind().as_str(),
        nova.code = error.code().map(ErrorCode::as_str),
        nova.trace_id = error.trace_id(),
        "attempt failed"
    );
}

fn record(span: &Span, progress: &Progress, status: Option<u16>, trace_id: Option<&str>) {
    span.record("nova.attempts", progress.requests);
    span.record("nova.rate_limited", progress.rate_limited);
    let queued = u64::try_from(progress.queued.as_millis()).unwrap_or(u64::MAX);
    span.record("nova.queued_ms", queued);
    if let Some(status) = status {
        span.record("http.response.status_code", status);
    }
    if let Some(trace_id) = trace_id {
        span.record("nova.trace_id", trace_id);
    }
}

//! The classification of responses outside 2xx.

use nova_client::{DecodeFailure, types};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, LOCATION};
use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::attempt::{BufferedResponse, PROXY_CREDENTIALS};
use super::clock::Clock;
use super::foreign;
use super::headers::{retry_after, trace_id};
use super::retry::is_transient;
use crate::access::ApiKey;
use crate::error::Facts;
use crate::{Error, ErrorKind};

/// Removes the key from a response that repeats the request, since errors are printed and logged.
pub(super) fn redact(response: &mut BufferedResponse, key: &ApiKey) {
    if let Some(body) = key.redacted(&response.body) {
        response.body = body.into();
    }
    for value in response.headers.values_mut() {
        if let Some(text) = key.redacted(value.as_bytes()) {
            *value = HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("[API key]"));
        }
    }
}

/// Returns the error for a response outside 2xx.
pub(super) fn classify(
    response: &BufferedResponse,
    clock: &Clock,
    proxy: Option<&'static str>,
) -> Error {
    let BufferedResponse { status, headers, body, .. } = response;
    let api = read(body);
    let facts = Facts {
        status: Some(*status),
        trace_id: trace_id(headers).map(str::to_owned),
        retry_after: retry_after(headers, clock),
        attempts: 0,
        rate_limited: 0,
        retryable: is_transient(*status, api.as_ref()),
        sent: true,
        foreign_body: None,
    };
    if let Some(body) = api {
        return Error::api_error(body, facts);
    }
    let facts = Facts { foreign_body: Some(foreign::text(body)), ..facts };
    let what = undocumented(*status, headers, body, proxy);
    Error::new(ErrorKind::Unexpected, what).with_facts(facts)
}

/// Returns whether the generated code can decode the body itself.
pub(super) fn is_documented(response: &BufferedResponse) -> bool {
    serde_json::from_slice::<types::Error>(&response.body).is_ok()
}

/// Reads the documented error body, or as much of it as an almost valid body has.
fn read(body: &[u8]) -> Option<types::Error> {
    if let Ok(body) = serde_json::from_slice(body) {
        return Some(body);
    }
    // A lone surrogate or a byte order mark must not cost the error code.
    let Ok(Value::Object(mut fields)) = DecodeFailure::of(body) else { return None };
    let code = text(&mut fields, "code")?;
    let details = match fields.remove("details") {
        Some(Value::Array(details)) => details.iter().filter_map(error_detail).collect(),
        None | Some(Value::Null) => Vec::new(),
        Some(other) => error_detail(&other).into_iter().collect(),
    };
    types::Error::builder()
        .code(code)
        .message(text(&mut fields, "message").unwrap_or_default())
        .status(fields.get("status").and_then(Value::as_i64))
        .retryable(fields.get("retryable").and_then(Value::as_bool))
        .trace_id(text(&mut fields, "traceId"))
        .type_(text(&mut fields, "type"))
        .details(details)
        .try_into()
        .ok()
}

/// Reads a detail of any form, without dropping anything.
pub(crate) fn error_detail(value: &Value) -> Option<types::ErrorDetail> {
    types::ErrorDetail::deserialize(value)
        .or_else(|_| serde_json::from_value(json!({ "value": value })))
        .ok()
}

fn text(fields: &mut Map<String, Value>, name: &str) -> Option<String> {
    match fields.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// Returns a text for a response that is not a documented error: what it is, and what to do.
fn undocumented(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    proxy: Option<&'static str>,
) -> String {
    let number = status.as_u16();
    let name = status.canonical_reason().map(|name| format!(" {name}")).unwrap_or_default();
    if status.is_redirection() {
        let to = headers
            .get(LOCATION)
            .and_then(|location| url::Url::parse(location.to_str().ok()?).ok())
            .and_then(|location| Some(format!(" to {}", location.host_str()?)))
            .unwrap_or_default();
        return format!(
            "returned {number}{name}, a redirect{to}, which is not followed; check the base URL"
        );
    }
    let received = match body.len() {
        0 => format!("returned {number}{name} with an empty body instead of the documented error"),
        length => {
            let kind = foreign::content_type(headers);
            format!(
                "returned {number}{name} with {length} bytes ({kind}) that are not the documented error"
            )
        }
    };
    let message = foreign::message(body).map(|text| format!(": {text:?}")).unwrap_or_default();
    let advice = match (status, proxy) {
        (StatusCode::PROXY_AUTHENTICATION_REQUIRED, Some(variable)) => {
            format!("{PROXY_CREDENTIALS}, in {variable}")
        }
        (StatusCode::PROXY_AUTHENTICATION_REQUIRED, None) => PROXY_CREDENTIALS.to_owned(),
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => {
            "the response did not come from the vendor; check the key, and any gateway or proxy"
                .to_owned()
        }
        _ => "the response did not come from the vendor; check the base URL, and any gateway or proxy"
            .to_owned(),
    };
    format!("{received}{message}; {advice}")
}

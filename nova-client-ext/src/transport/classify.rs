//! What a response outside 2xx means.

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

/// Takes the key out of a response that quotes the request back: errors are printed and logged.
pub(super) fn scrub(response: &mut BufferedResponse, key: &ApiKey) {
    if let Some(body) = key.scrubbed(&response.body) {
        response.body = body.into();
    }
    for value in response.headers.values_mut() {
        if let Some(text) = key.scrubbed(value.as_bytes()) {
            *value = HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("[API key]"));
        }
    }
}

/// The error behind a response outside 2xx.
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
    match api {
        Some(body) => Error::api_error(body, facts),
        None => {
            let facts = Facts { foreign_body: Some(foreign::text(body)), ..facts };
            let what = undocumented(*status, headers, body, proxy);
            Error::new(ErrorKind::Unexpected, what).with_facts(facts)
        }
    }
}

/// Whether the generated code can decode the body itself.
pub(super) fn is_documented(response: &BufferedResponse) -> bool {
    serde_json::from_slice::<types::Error>(&response.body).is_ok()
}

/// The documented error body; or, from JSON that is nearly it, whatever of it is there.
fn read(body: &[u8]) -> Option<types::Error> {
    if let Ok(body) = serde_json::from_slice(body) {
        return Some(body);
    }
    // Half a surrogate pair or a byte order mark must not cost the code.
    let Ok(Value::Object(mut members)) = DecodeFailure::of(body) else { return None };
    let code = text(&mut members, "code")?;
    let details = match members.remove("details") {
        Some(Value::Array(details)) => details.iter().filter_map(error_detail).collect(),
        None | Some(Value::Null) => Vec::new(),
        Some(other) => error_detail(&other).into_iter().collect(),
    };
    types::Error::builder()
        .code(code)
        .message(text(&mut members, "message").unwrap_or_default())
        .status(members.get("status").and_then(Value::as_i64))
        .retryable(members.get("retryable").and_then(Value::as_bool))
        .trace_id(text(&mut members, "traceId"))
        .type_(text(&mut members, "type"))
        .details(details)
        .try_into()
        .ok()
}

/// A detail of whatever form; nothing of it is dropped.
pub(crate) fn error_detail(value: &Value) -> Option<types::ErrorDetail> {
    types::ErrorDetail::deserialize(value)
        .or_else(|_| serde_json::from_value(json!({ "value": value })))
        .ok()
}

fn text(members: &mut Map<String, Value>, name: &str) -> Option<String> {
    match members.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// What came instead of the vendor's error, and what to do.
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
            "answered {number}{name}, a redirect{to}, which is not followed; check the base URL"
        );
    }
    let came = match body.len() {
        0 => format!("answered {number}{name} with an empty body instead of the documented error"),
        length => {
            let kind = foreign::content_type(headers);
            format!(
                "answered {number}{name} with {length} bytes ({kind}) that are not the documented \
                 error"
            )
        }
    };
    let said = foreign::message(body).map(|said| format!(": {said:?}")).unwrap_or_default();
    let advice = match (status, proxy) {
        (StatusCode::PROXY_AUTHENTICATION_REQUIRED, Some(variable)) => {
            format!("{PROXY_CREDENTIALS}, in {variable}")
        }
        (StatusCode::PROXY_AUTHENTICATION_REQUIRED, None) => PROXY_CREDENTIALS.to_owned(),
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => {
            "check the key, and what stands between: the response did not come from the vendor"
                .to_owned()
        }
        _ => "the response did not come from the vendor: check the base URL, and what stands \
              between (a gateway, a proxy)"
            .to_owned(),
    };
    format!("{came}{said}; {advice}")
}

//! Validates requests against the contract: parameters, content type, body.
//!
//! The handlers then check only what no schema can express. The error format is documented; its
//! texts are not: the codes of details are the mock's own, in the style of the two documented ones.

use std::borrow::Cow;
use std::sync::LazyLock;

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use nova_client::{CONTRACT, Operation};
use serde_json::Value;

use super::Call;
use super::schema::{self, Violation};
use crate::mock::wire::response::{Detail, MockResponse};
use crate::mock::world::MockResult;

/// The contract, parsed on first use.
static DOCUMENT: LazyLock<Result<Value, String>> = LazyLock::new(|| {
    serde_json::from_str(CONTRACT).map_err(|error| format!("the contract is invalid: {error}"))
});

/// The tenant header.
pub(crate) const TENANT_HEADER: &str = "x-tenant-id";
/// The only media type of the contract.
const JSON: &str = "application/json";

/// An operation's description in the contract.
#[derive(Clone, Copy)]
pub(crate) struct OperationSchema {
    document: &'static Value,
    operation: &'static Value,
}

impl OperationSchema {
    pub(crate) fn of(operation: &Operation) -> MockResult<Self> {
        let document = DOCUMENT.as_ref().map_err(Clone::clone)?;
        let method = operation.method.as_str().to_ascii_lowercase();
        let found = document.get("paths").and_then(|paths| paths.get(operation.path)?.get(method));
        let operation =
            found.ok_or_else(|| format!("the contract does not describe {}", operation.id))?;
        Ok(Self { document, operation })
    }

    /// Validates a request; the error response has a detail for each violation.
    pub(crate) fn validate(self, call: &Call<'_>) -> Result<(), MockResponse> {
        let mut details = Vec::new();
        for parameter in self.parameters() {
            self.parameter(parameter, call, &mut details);
        }
        if let Some(schema) =
            self.operation.pointer("/requestBody/content/application~1json/schema")
        {
            self.body(schema, call, &mut details);
        }
        if details.is_empty() { Ok(()) } else { Err(MockResponse::invalid(details)) }
    }

    /// Returns the operation's headers except the tenant's, with their values in this request.
    pub(crate) fn headers(self, headers: &HeaderMap) -> Vec<(&'static str, Option<HeaderValue>)> {
        let names = self.parameters().filter(|one| is_in(one, "header")).filter_map(name);
        names
            .filter(|name| !is_tenant(name))
            .map(|name| (name, headers.get(name).cloned()))
            .collect()
    }

    fn parameters(self) -> impl Iterator<Item = &'static Value> {
        let listed = self.operation.get("parameters").and_then(Value::as_array);
        listed.into_iter().flatten().map(move |parameter| schema::resolve(self.document, parameter))
    }

    /// Validates a parameter. Path parameters are matched by the router, and the tenant is checked
    /// before.
    fn parameter(self, parameter: &Value, call: &Call<'_>, details: &mut Vec<Detail>) {
        let (Some(name), Some(schema)) = (name(parameter), parameter.get("schema")) else { return };
        let values: Vec<Cow<'_, str>> = match () {
            () if is_in(parameter, "query") => call.query_values(name).collect(),
            () if is_in(parameter, "header") && !is_tenant(name) => {
                let sent = call.headers.get_all(name).iter();
                sent.map(|value| String::from_utf8_lossy(value.as_bytes())).collect()
            }
            () => return,
        };
        if values.is_empty() && parameter.get("required") == Some(&Value::Bool(true)) {
            details.push(Detail::new(name, "required", "Is required"));
        }
        for value in values {
            let found =
                schema::violations(self.document, schema, &read(self.document, schema, &value));
            details.extend(found.into_iter().map(|one| detail(name, one)));
        }
    }

    fn body(self, schema: &Value, call: &Call<'_>, details: &mut Vec<Detail>) {
        if call.body.is_empty() {
            details.push(Detail::new("body", "required", "The request must have a body"));
            return;
        }
        if !is_json(call.headers) {
            details.push(Detail::new(
                "Content-Type",
                "invalid",
                "The Content-Type header must be application/json",
            ));
            return;
        }
        match serde_json::from_slice(call.body) {
            Ok(value) => {
                let found = schema::violations(self.document, schema, &value);
                details.extend(found.into_iter().map(|one| detail("", one)));
            }
            Err(_) => details.push(Detail::new("body", "invalid", "The body is not JSON")),
        }
    }
}

/// Splits a comma-separated list in a query.
pub(crate) fn split(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').filter(|_| !value.is_empty())
}

/// Parses a parameter as its schema's type.
fn read(document: &Value, schema: &Value, text: &str) -> Value {
    let schema = schema::resolve(document, schema);
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => {
            let items = schema.get("items").unwrap_or(&Value::Null);
            split(text).map(|item| read(document, items, item)).collect()
        }
        // A text that is not a number stays a text, which then violates the schema.
        Some("integer" | "number" | "boolean") => serde_json::from_str(text)
            .ok()
            .filter(|value: &Value| !value.is_null())
            .unwrap_or_else(|| text.into()),
        _ => text.into(),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(JSON))
}

/// Converts a violation to a detail: the field is the parameter's name or the path in the body.
fn detail(parameter: &str, Violation { path, code, message }: Violation) -> Detail {
    let field = format!("{parameter}{path}");
    Detail::new(if field.is_empty() { "body" } else { &field }, code, &message)
}

fn name(parameter: &Value) -> Option<&str> {
    parameter.get("name").and_then(Value::as_str)
}

fn is_in(parameter: &Value, location: &str) -> bool {
    parameter.get("in").and_then(Value::as_str) == Some(location)
}

fn is_tenant(name: &str) -> bool {
    name.eq_ignore_ascii_case(TENANT_HEADER)
}

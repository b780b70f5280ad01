//! Whether a request is one that the contract describes: its parameters, its content type, its
//! body.
//!
//! What passes here satisfies the contract, so that the rooms of the mock judge only what no schema
//! can say. The documentation says how a refusal looks, but not in which words: the codes of
//! details are the mock's own, in the style of the two that are documented.

use std::borrow::Cow;
use std::sync::LazyLock;

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use nova_client::{CONTRACT, Operation};
use serde_json::Value;

use super::auth::TENANT_HEADER;
use super::response::{Detail, MockResponse};
use super::schema::{self, Violation};
use super::state::{Call, Rendered};

/// The contract, read when the first request needs it.
static DOCUMENT: LazyLock<Result<Value, String>> = LazyLock::new(|| {
    serde_json::from_str(CONTRACT).map_err(|error| format!("the contract cannot be read: {error}"))
});

/// The one media type of the contract.
const JSON: &str = "application/json";

/// An operation as the contract describes it.
#[derive(Clone, Copy)]
pub(super) struct Described {
    document: &'static Value,
    operation: &'static Value,
}

impl Described {
    pub(super) fn of(operation: &Operation) -> Rendered<Self> {
        let document = DOCUMENT.as_ref().map_err(Clone::clone)?;
        let method = operation.method.as_str().to_ascii_lowercase();
        let found = document.get("paths").and_then(|paths| paths.get(operation.path)?.get(method));
        let operation =
            found.ok_or_else(|| format!("the contract does not describe {}", operation.id))?;
        Ok(Self { document, operation })
    }

    /// The refusal of a request that the operation's description does not allow, with a detail for
    /// each fault.
    pub(super) fn refusal(self, call: &Call<'_>) -> Option<MockResponse> {
        let mut details = Vec::new();
        for parameter in self.parameters() {
            self.parameter(parameter, call, &mut details);
        }
        if let Some(schema) =
            self.operation.pointer("/requestBody/content/application~1json/schema")
        {
            self.body(schema, call, &mut details);
        }
        (!details.is_empty()).then(|| MockResponse::invalid(details))
    }

    /// The headers that the operation takes besides the tenant's, with the values this request has
    /// for them.
    pub(super) fn headers(self, headers: &HeaderMap) -> Vec<(&'static str, Option<HeaderValue>)> {
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

    /// Parameters of the path are texts, and there, or the route would be another; the tenant is
    /// judged at the gate.
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
        if !says_json(call.headers) {
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

/// The items of a list that stands in a query, joined by commas.
pub(super) fn split(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').filter(|_| !value.is_empty())
}

/// A parameter's text as the value that its schema speaks of.
fn read(document: &Value, schema: &Value, text: &str) -> Value {
    let schema = schema::resolve(document, schema);
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => {
            let items = schema.get("items").unwrap_or(&Value::Null);
            split(text).map(|item| read(document, items, item)).collect()
        }
        // What is no number stays a text, which the schema then refuses.
        Some("integer" | "number" | "boolean") => serde_json::from_str(text)
            .ok()
            .filter(|value: &Value| !value.is_null())
            .unwrap_or_else(|| text.into()),
        _ => text.into(),
    }
}

fn says_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(JSON))
}

/// A violation as Nova tells it: the field is the parameter's name or the place in the body.
fn detail(parameter: &str, Violation { place, code, message }: Violation) -> Detail {
    let field = format!("{parameter}{place}");
    Detail::new(if field.is_empty() { "body" } else { &field }, code, &message)
}

fn name(parameter: &Value) -> Option<&str> {
    parameter.get("name").and_then(Value::as_str)
}

fn is_in(parameter: &Value, place: &str) -> bool {
    parameter.get("in").and_then(Value::as_str) == Some(place)
}

fn is_tenant(name: &str) -> bool {
    name.eq_ignore_ascii_case(TENANT_HEADER)
}

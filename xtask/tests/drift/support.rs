//! Small contracts, and checks of comparisons.

use serde_json::{Value, json};
use xtask::drift::{Document, Finding, Partial, Report, documents};

/// The place of the operation of the small contracts in findings.
pub(crate) const GET: &str = "GET …/scoring-batches/{scoringBatchId}";
pub(crate) const POST: &str = "POST …/{jobId}/scoring-batches";

pub(crate) fn document(value: Value) -> Document {
    Document::from_value("test", value).unwrap_or_else(|why| panic!("{why}"))
}

pub(crate) fn whole(paths: Value) -> Value {
    json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1.0.0"}, "paths": paths})
}

/// Returns a contract with one GET and its path parameters.
pub(crate) fn get(operation: Value) -> Value {
    let mut operation = operation;
    operation["operationId"] = json!("getBatch");
    if operation.get("responses").is_none() {
        operation["responses"] = json!({"200": {"description": "ok"}});
    }
    let parameters = ["jobId", "scoringBatchId"].map(
        |name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}),
    );
    whole(
        json!({"/v1/jobs/{jobId}/scoring-batches/{scoringBatchId}": {"parameters": parameters, "get": operation}}),
    )
}

/// Returns a contract whose only response has this body.
pub(crate) fn response(schema: Value) -> Value {
    get(
        json!({"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}}),
    )
}

/// Returns a contract whose only request has this body.
pub(crate) fn request(schema: Value) -> Value {
    post(json!({"required": true, "content": {"application/json": {"schema": schema}}}))
}

pub(crate) fn post(body: Value) -> Value {
    whole(json!({"/v1/jobs/{jobId}/scoring-batches": {"post": {
        "operationId": "submitBatch",
        "parameters": [{"name": "jobId", "in": "path", "required": true, "schema": {"type": "string"}}],
        "requestBody": body,
        "responses": {"202": {"description": "accepted"}}
    }}}))
}

/// Returns a GET with these query, header or cookie parameters.
pub(crate) fn parameters(list: Value) -> Value {
    get(json!({"parameters": list}))
}

/// Returns an object with these fields, of which `required` are required.
pub(crate) fn object(fields: Value, required: &[&str]) -> Value {
    let mut object = json!({"type": "object", "properties": fields});
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

pub(crate) fn compare(base: Value, head: Value) -> Report {
    documents(&document(base), &document(head), Partial::default())
}

/// Formats a finding in one line: place, change, and the initials of the three scales, with `*` if
/// it needs a review.
pub(crate) fn line(finding: &Finding) -> String {
    let letter = |value: &dyn erased::Word| value.letter();
    let look = if finding.worth_a_look { "*" } else { "" };
    format!(
        "{} | {} | {}{}{}{look}",
        finding.place,
        finding.change,
        letter(&finding.vendor),
        letter(&finding.wire),
        letter(&finding.source)
    )
}

mod erased {
    use xtask::drift::{Policy, SourceEffect, Wire};

    pub(crate) trait Word {
        fn letter(&self) -> char;
    }

    impl Word for Policy {
        fn letter(&self) -> char {
            match self {
                Self::Breaking => 'B',
                Self::NonBreaking => 'n',
                Self::Cosmetic => 'c',
                Self::Unclassified => 'U',
            }
        }
    }

    impl Word for Wire {
        fn letter(&self) -> char {
            match self {
                Self::Breaking => 'B',
                Self::Safe => 's',
                Self::Unclassified => 'U',
            }
        }
    }

    impl Word for SourceEffect {
        fn letter(&self) -> char {
            match self {
                Self::Breaking => 'B',
                Self::Compatible => 'c',
                Self::Unclassified => 'U',
            }
        }
    }
}

/// Checks that there are exactly these findings, in any order.
#[track_caller]
pub(crate) fn expect(what: &str, base: Value, head: Value, expected: &[&str]) {
    let report = compare(base, head);
    let mut found: Vec<String> = report.findings.iter().map(line).collect();
    found.sort();
    let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
    expected.sort();
    assert_eq!(found, expected, "{what}: {:#?}", report.findings);
}

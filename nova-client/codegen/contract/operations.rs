//! Buckets and operations, with the rules for their calls.

use serde_json::{Map, Value};

use super::super::constraints::Rules;
use super::super::names;
use super::super::problem::Problems;
use super::super::schema::{self, KEY_HEADER, TENANT_HEADER, child, pointer};
use super::{Argument, Bucket, IDEMPOTENCY, Operation, PERIODS, TENANT, text};

pub(super) fn buckets(document: &Value, problems: &mut Problems) -> Vec<Bucket> {
    let Some(table) = document.get("x-nova-buckets").and_then(Value::as_object) else {
        let instead = "an object of `name: {limit, per, maxInFlight}`";
        problems.add("/x-nova-buckets", "is missing", instead);
        return Vec::new();
    };
    let mut buckets = Vec::new();
    for (name, bucket) in table {
        let at = pointer(&["x-nova-buckets", name]);
        for key in bucket.as_object().into_iter().flat_map(Map::keys) {
            if !["limit", "per", "maxInFlight", "description"].contains(&key.as_str()) {
                let instead = "limit, per, maxInFlight or description";
                problems.add(child(&at, key), "is not part of a bucket", instead);
            }
        }
        let limit = small(bucket.get("limit"));
        if limit.is_none() {
            let what = "has no `limit` that is a whole number above 0";
            problems.add(&at, what, "`\"limit\"`: the requests in each period");
        }
        let per = bucket.get("per").and_then(Value::as_str);
        let per = PERIODS.into_iter().find(|known| Some(*known) == per);
        if per.is_none() {
            let instead = format!("`\"per\"`: one of {}", PERIODS.join(", "));
            problems.add(&at, "has no `per` that is a known period", instead);
        }
        let max_in_flight = small(bucket.get("maxInFlight"));
        if bucket.get("maxInFlight").is_some() && max_in_flight.is_none() {
            let what = "is not a whole number above 0";
            problems.add(child(&at, "maxInFlight"), what, "a number, or leave it out");
        }
        // Invalid buckets are kept, so that indices into the table stay correct.
        let (limit, per) = (limit.unwrap_or(1), per.unwrap_or(PERIODS[0]));
        buckets.push(Bucket { name: name.clone(), limit, per, max_in_flight });
    }
    buckets
}

fn small(value: Option<&Value>) -> Option<u32> {
    value?.as_u64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0)
}

pub(super) fn operations(document: &Value, problems: &mut Problems) -> Vec<Operation> {
    let table = document.get("x-nova-buckets").and_then(Value::as_object);
    let names: Vec<&str> = table.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let mut operations = Vec::new();
    for (at, path, method, operation) in schema::operations(document) {
        // A value that is not an object is reported elsewhere.
        if !operation.is_object() {
            continue;
        }
        let bucket = word(operation, &at, "x-nova-bucket", &names, problems);
        let idempotency = word(operation, &at, "x-nova-idempotency", &IDEMPOTENCY, problems);
        let tenant = word(operation, &at, "x-nova-tenant", &TENANT, problems);
        coherent(document, &at, method, operation, [&idempotency, &tenant], problems);
        operations.push(Operation {
            id: text(operation, "/operationId"),
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            bucket: bucket.unwrap_or_default(),
            idempotency: idempotency.unwrap_or_default(),
            tenant: tenant.unwrap_or_default(),
            is_deprecated: operation.get("deprecated") == Some(&Value::Bool(true)),
            body: operation
                .pointer("/requestBody/content/application~1json/schema")
                .and_then(schema::reference)
                .map(str::to_owned),
            arguments: arguments(document, operation),
        });
    }
    operations
}

fn arguments(document: &Value, operation: &Value) -> Vec<Argument> {
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    parameters
        .map(|parameter| schema::resolve(document, parameter))
        .filter(|parameter| !schema::is_of_transport(parameter))
        .map(|parameter| Argument {
            name: names::snake(parameter.get("name").and_then(Value::as_str).unwrap_or_default()),
            is_deprecated: parameter.get("deprecated") == Some(&Value::Bool(true)),
            rules: Rules::of_parameter(parameter),
        })
        .collect()
}

/// Checks that the extensions of an operation are consistent with its method and headers.
fn coherent(
    document: &Value,
    at: &str,
    method: &str,
    operation: &Value,
    [idempotency, tenant]: [&Option<String>; 2],
    problems: &mut Problems,
) {
    let header = |name: &str| {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        parameters.into_iter().flatten().map(|one| schema::resolve(document, one)).find(|one| {
            one.get("in").and_then(Value::as_str) == Some("header")
                && one
                    .get("name")
                    .and_then(Value::as_str)
                    .is_some_and(|found| found.eq_ignore_ascii_case(name))
        })
    };
    let idempotency = idempotency.as_deref().unwrap_or_default();
    let tenant = tenant.as_deref().unwrap_or_default();
    for (key, word, needs_header, name) in [
        ("x-nova-tenant", tenant, tenant == "required", TENANT_HEADER),
        ("x-nova-idempotency", idempotency, idempotency == "key", KEY_HEADER),
    ] {
        if word.is_empty() {
            continue;
        }
        match header(name) {
            None if needs_header => problems.add(
                child(at, key),
                format!("is \"{word}\", but the operation has no header parameter {name}"),
                format!("the header parameter {name}, or another word"),
            ),
            Some(_) if !needs_header => problems.add(
                child(at, key),
                format!("is \"{word}\", but the operation has the header parameter {name}"),
                format!("leave the parameter out, or another word for {key}"),
            ),
            _ => {}
        }
    }
    if idempotency == "safe" && !matches!(method, "get" | "head") {
        problems.add(
            child(at, "x-nova-idempotency"),
            format!("is \"safe\" for a {}, which changes something", method.to_ascii_uppercase()),
            "built-in, key or none",
        );
    }
}

/// Reads an extension whose value must be one of these words.
fn word(
    operation: &Value,
    at: &str,
    key: &str,
    allowed: &[&str],
    problems: &mut Problems,
) -> Option<String> {
    let found = operation.get(key);
    match found.and_then(Value::as_str) {
        Some(word) if allowed.contains(&word) => Some(word.to_owned()),
        _ => {
            let what = found
                .map_or("is missing".to_owned(), |value| format!("is {value}, which is not known"));
            problems.add(child(at, key), what, format!("one of {}", allowed.join(", ")));
            None
        }
    }
}

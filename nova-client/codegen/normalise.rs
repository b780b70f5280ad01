//! The document as progenitor should see it.
//!
//! The contract says what the vendor promises; the reader must survive what the vendor may send.
//! The lens stands between the two, so that neither has to lie:
//!
//! * responses: a nullable field, an array or a timestamp may be absent, bounds are not enforced,
//!   unknown fields
//!   pass;
//! * "this or null" is respelled from the form validators understand to the one typify understands;
//! * header parameters leave the signatures: the transport injects them;
//! * a list that is joined by commas is the text that comes of it;
//! * what a text must begin with is left to whoever makes the request, as a constant;
//! * exact error codes go where their range says the same;
//! * our extensions and examples, which progenitor does not know, go.

use serde_json::{Map, Value, json};

use super::contract::{Contract, Side};
use super::problem::Problems;
use super::schema::{self, child, pointer};

/// Rewrites the document in place.
pub fn apply(document: &mut Value, contract: &Contract) -> Result<(), Problems> {
    let mut problems = Problems::default();
    for (name, side) in &contract.sides {
        let schema = document.pointer(&pointer(&["components", "schemas", name]));
        if *side == Side::Both && schema.is_some_and(|schema| schema.get("enum").is_none()) {
            problems.add(
                pointer(&["components", "schemas", name]),
                "is both sent and read; requests are strict and responses tolerant, so it needs two schemas",
            );
        }
    }
    for (name, schema) in schema::components(document).into_iter().flatten() {
        if !contract.is_read(name) {
            patterns(&pointer(&["components", "schemas", name]), schema, &mut problems);
        } else if schema.get("oneOf").is_some() && schema::or_null(schema).is_none() {
            problems.add(
                pointer(&["components", "schemas", name, "oneOf"]),
                "is a union that is read; a variant nobody has seen could not be kept",
            );
        }
    }
    problems.into_result()?;

    let before = document.clone();
    if let Some(schemas) =
        document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
    {
        for (name, schema) in schemas {
            if contract.is_read(name) {
                loosen(&before, schema);
            } else {
                drop_patterns(schema);
            }
            respell(schema);
        }
    }
    drop_headers(document);
    join_lists(document);
    drop_exact_errors(document);
    drop_extensions(document);
    Ok(())
}

/// Checking a pattern takes a crate that nothing else needs. What a text must begin with can be
/// said by a constant; for all else the vendor's refusal says the same.
fn patterns(at: &str, schema: &Value, problems: &mut Problems) {
    match schema {
        Value::Object(fields) => {
            for (key, value) in fields {
                let at = child(at, key);
                if key == "pattern"
                    && value.as_str().is_some_and(|pattern| schema::prefix(pattern).is_none())
                {
                    problems.add(&at, "has no rule in what is sent; `^` and a plain text has one");
                }
                patterns(&at, value, problems);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                patterns(&child(at, &index.to_string()), item, problems);
            }
        }
        _ => {}
    }
}

/// Makes a schema that is read from responses tolerant, all the way down.
fn loosen(document: &Value, schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else { return };
    for bound in schema::BOUNDS {
        fields.remove(bound);
    }
    // `int32` would refuse a larger number, and all of them fit the default.
    if fields.get("type").and_then(Value::as_str) != Some("string") {
        fields.remove("format");
    }
    match fields.get("additionalProperties") {
        Some(Value::Bool(false)) => drop(fields.remove("additionalProperties")),
        // typify reads `true` as "ignore them" and an empty schema as "keep them".
        Some(Value::Bool(true)) => {
            drop(fields.insert("additionalProperties".to_owned(), json!({})))
        }
        _ => {}
    }
    let absent: Vec<String> = fields
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, field)| may_be_absent(document, field))
        .map(|(name, _)| name.clone())
        .collect();
    if let Some(required) = fields.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| !absent.iter().any(|absent| name.as_str() == Some(absent)));
    }
    for_each_subschema(fields, &mut |schema| loosen(document, schema));
}

fn may_be_absent(document: &Value, field: &Value) -> bool {
    schema::is_nullable(field)
        || schema::is_array(document, field)
        || schema::is_time(document, field)
        || schema::is_nullable(schema::resolve(document, field))
}

/// `oneOf: [X, null]` → `{type, nullable, allOf: [X]}`, which typify turns into `Option<X>`.
fn respell(schema: &mut Value) {
    if let Some(inner) = schema::or_null(schema).cloned()
        && let Some(fields) = schema.as_object_mut()
    {
        let kind = fields["oneOf"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|variant| schema::is_null_only(variant))
            .and_then(|null| null.get("type").cloned());
        fields.remove("oneOf");
        if let Some(kind) = kind {
            fields.insert("type".to_owned(), kind);
        }
        fields.insert("nullable".to_owned(), Value::Bool(true));
        fields.insert("allOf".to_owned(), json!([inner]));
    }
    if let Some(fields) = schema.as_object_mut() {
        for_each_subschema(fields, &mut respell);
    }
}

fn drop_patterns(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else { return };
    fields.remove("pattern");
    for_each_subschema(fields, &mut drop_patterns);
}

/// Visits the schemas directly inside a schema.
fn for_each_subschema(fields: &mut Map<String, Value>, visit: &mut dyn FnMut(&mut Value)) {
    for (key, value) in fields {
        match key.as_str() {
            "properties" => {
                value.as_object_mut().into_iter().flatten().for_each(|(_, field)| visit(field))
            }
            "items" | "additionalProperties" | "not" => visit(value),
            "oneOf" | "anyOf" | "allOf" => {
                value.as_array_mut().into_iter().flatten().for_each(&mut *visit);
            }
            _ => {}
        }
    }
}

fn drop_headers(document: &mut Value) {
    let before = document.clone();
    let is_header = |parameter: &Value| {
        schema::resolve(&before, parameter).get("in").and_then(Value::as_str) == Some("header")
    };
    for item in document["paths"].as_object_mut().into_iter().flatten().map(|(_, item)| item) {
        for (_, operation) in item.as_object_mut().into_iter().flatten() {
            if let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut)
            {
                parameters.retain(|parameter| !is_header(parameter));
            }
        }
    }
    if let Some(parameters) =
        document.pointer_mut("/components/parameters").and_then(Value::as_object_mut)
    {
        parameters.retain(|_, parameter| !is_header(parameter));
    }
}

/// progenitor repeats a list's name for each value; one that is joined by commas it takes as a
/// text.
fn join_lists(document: &mut Value) {
    fn join(value: &mut Value) {
        if schema::is_joined(value) {
            let Some(fields) = value.as_object_mut() else { return };
            fields.insert("schema".to_owned(), json!({"type": "string"}));
            fields.remove("style");
            fields.remove("explode");
            return;
        }
        match value {
            Value::Object(fields) => fields.values_mut().for_each(join),
            Value::Array(items) => items.iter_mut().for_each(join),
            _ => {}
        }
    }
    join(&mut document["paths"]);
    if let Some(parameters) = document.pointer_mut("/components/parameters") {
        join(parameters);
    }
}

/// An exact error code beside its range documents, and both have the same schema; in code it could
/// not be reached.
fn drop_exact_errors(document: &mut Value) {
    for operation in document["paths"]
        .as_object_mut()
        .into_iter()
        .flat_map(|paths| paths.values_mut())
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.values_mut())
    {
        if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
            responses.retain(|code, _| !code.starts_with(['4', '5']) || code.ends_with("XX"));
        }
    }
}

/// Removes `x-…` fields and examples. Names chosen by the vendor (of properties, paths,
/// components) are kept.
fn drop_extensions(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|key, _| !key.starts_with("x-") && key != "example" && key != "examples");
            for (key, field) in fields {
                match (key.as_str(), field) {
                    (
                        "properties" | "paths" | "schemas" | "parameters" | "responses" | "headers",
                        Value::Object(named),
                    ) => {
                        named.values_mut().for_each(drop_extensions);
                    }
                    (_, field) => drop_extensions(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(drop_extensions),
        _ => {}
    }
}

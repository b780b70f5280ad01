//! Validates bodies with the schemas of the contract, converted to JSON Schema.

use serde_json::{Map, Value, json};

use crate::codegen::schema::{child, is_nullable, or_null, pointer, resolve};

/// Returns a JSON Schema for the component `name` of the document.
pub fn component(document: &Value, name: &str) -> Value {
    let mut schemas = document.pointer("/components/schemas").cloned().unwrap_or_else(|| json!({}));
    schemas
        .as_object_mut()
        .into_iter()
        .flatten()
        .for_each(|(_, schema)| translate(document, schema));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#{}", pointer(&["components", "schemas", name])),
        "components": {"schemas": schemas},
    })
}

/// Rewrites a schema, recursively.
fn translate(document: &Value, schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else { return };
    if let Some(target) = fields.remove("$ref") {
        // Siblings of a reference are ignored in OpenAPI 3.0, but not in JSON Schema.
        *fields = Map::from_iter([("$ref".to_owned(), target)]);
        return;
    }
    // `nullable` widens the type and nothing else; without a type it has no effect.
    let nullable = fields.remove("nullable") == Some(Value::Bool(true));
    if let (true, Some(kind)) = (nullable, fields.get_mut("type")) {
        *kind = json!([kind.take(), "null"]);
    }
    if let Some(inner) = or_null(&Value::Object(fields.clone())).cloned()
        && !is_nullable(resolve(document, &inner))
    {
        // Equivalent, with a better error for values that are not null.
        fields.remove("oneOf");
        fields.extend([("if".to_owned(), json!({"type": "null"})), ("else".to_owned(), inner)]);
    }
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        let is_exclusive = fields.remove(exclusive) == Some(Value::Bool(true));
        if let (true, Some(limit)) = (is_exclusive, fields.get(bound).cloned()) {
            fields.remove(bound);
            fields.insert(exclusive.to_owned(), limit);
        }
    }
    if fields.get("format") == Some(&json!("int32")) {
        tighten(fields);
    }
    for (key, value) in fields {
        match (key.as_str(), value) {
            ("properties", Value::Object(named)) => {
                named.values_mut().for_each(|schema| translate(document, schema));
            }
            ("items" | "additionalProperties" | "not" | "else", schema) => {
                translate(document, schema);
            }
            ("oneOf" | "anyOf" | "allOf", Value::Array(schemas)) => {
                for schema in schemas {
                    translate(document, schema);
                }
            }
            _ => {}
        }
    }
}

/// Replaces `int32`, which JSON Schema does not have, by its range.
fn tighten(fields: &mut Map<String, Value>) {
    for (bound, limit) in [("minimum", i64::from(i32::MIN)), ("maximum", i64::from(i32::MAX))] {
        fields.entry(bound).or_insert_with(|| json!(limit));
    }
}

/// A place in a body where it differs from the contract.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deviation {
    /// JSON pointer into the body.
    pub place: String,
    /// The problem, worded to follow the place.
    pub what: String,
}

impl std::fmt::Display for Deviation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = if self.place.is_empty() { "the body" } else { &self.place };
        write!(f, "{place} {}", self.what)
    }
}

/// Lists the violations of a body's schema: keywords, missing required fields, and unknown fields,
/// which a reader would drop.
pub fn violations(document: &Value, name: &str, body: &Value) -> Result<Vec<Deviation>, String> {
    let schema = component(document, name);
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .map_err(|error| format!("the schema {name} cannot be used: {error}"))?;
    let root = component_reference(name);
    let mut found: Vec<Deviation> =
        validator.iter_errors(body).map(|error| violation(&schema, &error)).collect();
    walk(document, &root, body, "", &mut |seen| {
        if let Seen::Unknown(place) = seen {
            found.push(Deviation {
                place,
                what: "is a field that the contract does not know".to_owned(),
            });
        }
    });
    found.sort();
    found.dedup();
    Ok(found)
}

/// Lists the optional fields that the body lacks and that a `documented` body of the same schema
/// has at the same place.
pub fn absences(
    document: &Value,
    name: &str,
    body: &Value,
    documented: &[Value],
) -> Vec<Deviation> {
    let root = component_reference(name);
    let mut found = Vec::new();
    walk(document, &root, body, "", &mut |seen| {
        if let Seen::Absent { place, required: false } = seen {
            let parts: Vec<&str> = place.split('/').skip(1).collect();
            if documented.iter().any(|other| has(other, &parts)) {
                found.push(Deviation {
                    place,
                    what: "is absent, though documented bodies show it".to_owned(),
                });
            }
        }
    });
    found.sort();
    found
}

/// Returns whether a body has a value at a place, in any item of the lists on the way.
fn has(body: &Value, parts: &[&str]) -> bool {
    let Some((first, rest)) = parts.split_first() else { return true };
    match body {
        Value::Array(items) => items.iter().any(|item| has(item, rest)),
        Value::Object(fields) => {
            let name = first.replace("~1", "/").replace("~0", "~");
            fields.get(&name).is_some_and(|field| has(field, rest))
        }
        _ => false,
    }
}

fn component_reference(name: &str) -> Value {
    json!({"$ref": format!("#{}", pointer(&["components", "schemas", name]))})
}

fn violation(schema: &Value, error: &jsonschema::ValidationError<'_>) -> Deviation {
    use jsonschema::error::ValidationErrorKind as Kind;

    let place = error.instance_path().to_string();
    match error.kind() {
        Kind::Required { property } => Deviation {
            place: child(&place, property.as_str().unwrap_or_default()),
            what: "is absent, though required".to_owned(),
        },
        kind => {
            // The rule in the contract, if it is short.
            let what = match schema.pointer(error.schema_path().as_str()) {
                Some(rule) if !rule.is_object() && rule.to_string().len() <= 60 => {
                    format!("breaks `{}: {}`", kind.keyword(), rule.to_string().trim_matches('"'))
                }
                _ => format!("breaks `{}`", kind.keyword()),
            };
            Deviation { place, what }
        }
    }
}

/// A difference between a body and its schema.
enum Seen {
    /// A field that is not in the schema.
    Unknown(String),
    /// A documented field that is absent, and whether it is required.
    Absent { place: String, required: bool },
}

fn walk(document: &Value, schema: &Value, body: &Value, at: &str, see: &mut dyn FnMut(Seen)) {
    let schema = resolve(document, schema);
    if let Some(inner) = or_null(schema) {
        if !body.is_null() {
            walk(document, inner, body, at, see);
        }
        return;
    }
    if let Some(variant) = schema.get("oneOf").and_then(Value::as_array) {
        if let Some(variant) = variant.iter().find(|variant| is_tagged(variant, body)) {
            walk(document, variant, body, at, see);
        }
        return;
    }
    match body {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if let Some(schema) = schema.get("items") {
                    walk(document, schema, item, &child(at, &index.to_string()), see);
                }
            }
        }
        Value::Object(fields) => {
            let documented = schema.get("properties").and_then(Value::as_object);
            for (name, field) in fields {
                let at = child(at, name);
                match (documented.and_then(|all| all.get(name)), schema.get("additionalProperties"))
                {
                    (Some(schema), _) | (None, Some(schema @ Value::Object(_))) => {
                        walk(document, schema, field, &at, see);
                    }
                    (None, Some(Value::Bool(true))) => {}
                    // An object without documented fields is read as a map, which keeps all fields.
                    (None, _) if documented.is_none() => {}
                    (None, _) => see(Seen::Unknown(at)),
                }
            }
            let required = schema.get("required").and_then(Value::as_array);
            for name in documented
                .into_iter()
                .flat_map(Map::keys)
                .filter(|name| !fields.contains_key(*name))
            {
                let required =
                    required.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(name)));
                see(Seen::Absent { place: child(at, name), required });
            }
        }
        _ => {}
    }
}

/// Returns whether the tags of a union's variant match the body.
fn is_tagged(variant: &Value, body: &Value) -> bool {
    let fields = variant.get("properties").and_then(Value::as_object);
    fields.into_iter().flatten().all(|(name, field)| {
        match field.get("enum").and_then(Value::as_array) {
            Some(tag) => body.get(name).is_some_and(|value| tag.contains(value)),
            None => true,
        }
    })
}

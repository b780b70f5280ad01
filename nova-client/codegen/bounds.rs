//! What requests must keep to: sizes of texts and lists, and what a text begins with.

use heck::ToShoutySnakeCase as _;
use serde_json::Value;

use super::problem::Problems;
use super::schema::{self, child, pointer};

/// What a field of a request, or a parameter, must keep to.
///
/// The generated writer enforces what typify can; whoever makes requests wants to name the limit
/// and the culprit.
#[derive(Debug)]
pub struct Bound {
    /// The schema the field belongs to; `None` for a parameter.
    pub schema: Option<String>,
    pub field: String,
    pub limit: Limit,
}

/// The sorts of [`Bound`].
#[derive(Debug)]
pub enum Limit {
    /// Characters, from and to.
    Length(u64, Option<u64>),
    /// Items, from and to.
    Count(u64, Option<u64>),
    /// The max bytes, in UTF-8.
    Bytes(u64),
    /// What a text begins with.
    Prefix(String),
}

impl Bound {
    /// The name of the constant that carries it.
    pub fn constant(&self) -> String {
        let what = match self.limit {
            Limit::Length(..) => "LENGTH",
            Limit::Count(..) => "COUNT",
            Limit::Bytes(_) => "BYTES",
            Limit::Prefix(_) => "PREFIX",
        };
        format!("{}_{what}", self.field.to_shouty_snake_case())
    }
}

/// The limits of the parameters that stand in components.
pub(super) fn of_parameters(document: &Value, problems: &mut Problems) -> Vec<Bound> {
    let parameters = document.pointer("/components/parameters").and_then(Value::as_object);
    let mut bounds = Vec::new();
    for (name, parameter) in parameters.into_iter().flatten() {
        let at = pointer(&["components", "parameters", name, "schema"]);
        let field = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(schema) = parameter.get("schema") {
            let limits = limits(&at, schema, problems).into_iter();
            bounds.extend(limits.map(|limit| Bound { schema: None, field: field.clone(), limit }));
        }
    }
    bounds
}

/// The limits of a schema's fields, and of those of a union's variants.
pub(super) fn of_schema(
    at: &str,
    name: &str,
    schema: &Value,
    problems: &mut Problems,
) -> Vec<Bound> {
    let mut bounds = Vec::new();
    for (field, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten()
    {
        let at = child(&child(at, "properties"), field);
        let limits = limits(&at, schema, problems).into_iter();
        bounds.extend(limits.map(|limit| Bound {
            schema: Some(name.to_owned()),
            field: field.clone(),
            limit,
        }));
    }
    for (index, variant) in
        schema.get("oneOf").and_then(Value::as_array).into_iter().flatten().enumerate()
    {
        bounds.extend(of_schema(
            &child(&child(at, "oneOf"), &index.to_string()),
            name,
            variant,
            problems,
        ));
    }
    bounds
}

fn limits(at: &str, schema: &Value, problems: &mut Problems) -> Vec<Limit> {
    let number = |key| schema.get(key).and_then(Value::as_u64);
    let mut limits = Vec::new();
    match (number("minLength"), number("maxLength")) {
        (None, None) => {}
        (min, max) => limits.push(Limit::Length(min.unwrap_or(0), max)),
    }
    match (number("minItems"), number("maxItems")) {
        (None, None) => {}
        (min, max) => limits.push(Limit::Count(min.unwrap_or(0), max)),
    }
    if let Some(bytes) = schema.get("x-nova-max-bytes") {
        match bytes.as_u64() {
            Some(bytes) if bytes > 0 => limits.push(Limit::Bytes(bytes)),
            _ => problems.add(child(at, "x-nova-max-bytes"), "must be a whole number above 0"),
        }
    }
    if let Some(prefix) = schema.get("pattern").and_then(Value::as_str).and_then(schema::prefix) {
        limits.push(Limit::Prefix(prefix.to_owned()));
    }
    limits
}

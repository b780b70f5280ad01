//! What requests must keep to: sizes of texts and lists, and what a text begins with.

use heck::ToShoutySnakeCase as _;
use serde_json::Value;

use super::problem::Problems;
use super::schema::{self, child, pointer};

/// What a member of a request, or a parameter, must keep to.
///
/// The generated writer enforces what typify can; whoever makes requests wants to name the limit
/// and the culprit.
#[derive(Debug)]
pub struct Bound {
    /// The schema the member belongs to; `None` for a parameter.
    pub schema: Option<String>,
    pub member: String,
    pub limit: Limit,
}

/// The sorts of [`Bound`].
#[derive(Debug)]
pub enum Limit {
    /// Characters, from and to.
    Length(u64, Option<u64>),
    /// Items, from and to.
    Count(u64, Option<u64>),
    /// The most bytes, in UTF-8.
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
        format!("{}_{what}", self.member.to_shouty_snake_case())
    }
}

/// The limits of the parameters that stand in components.
pub(super) fn of_parameters(document: &Value, problems: &mut Problems) -> Vec<Bound> {
    let parameters = document.pointer("/components/parameters").and_then(Value::as_object);
    let mut bounds = Vec::new();
    for (name, parameter) in parameters.into_iter().flatten() {
        let at = pointer(&["components", "parameters", name, "schema"]);
        let member = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(schema) = parameter.get("schema") {
            let limits = limits(&at, schema, problems).into_iter();
            bounds.extend(limits.map(|limit| Bound {
                schema: None,
                member: member.clone(),
                limit,
            }));
        }
    }
    bounds
}

/// The limits of a schema's members, and of those of a union's variants.
pub(super) fn of_schema(
    at: &str,
    name: &str,
    schema: &Value,
    problems: &mut Problems,
) -> Vec<Bound> {
    let mut bounds = Vec::new();
    for (member, schema) in
        schema.get("properties").and_then(Value::as_object).into_iter().flatten()
    {
        let at = child(&child(at, "properties"), member);
        let limits = limits(&at, schema, problems).into_iter();
        bounds.extend(limits.map(|limit| Bound {
            schema: Some(name.to_owned()),
            member: member.clone(),
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
        (least, most) => limits.push(Limit::Length(least.unwrap_or(0), most)),
    }
    match (number("minItems"), number("maxItems")) {
        (None, None) => {}
        (least, most) => limits.push(Limit::Count(least.unwrap_or(0), most)),
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

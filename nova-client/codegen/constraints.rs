//! The constraints of requests: bounds of texts, numbers, lists and objects.
//!
//! typify enforces the length of a text. Everything else is checked before a request is sent
//! (`rewrite::checks`), and the limits that a caller may want to know become constants.

use heck::ToShoutySnakeCase as _;
use serde_json::Value;

use super::problem::Problems;
use super::schema::{self, child, pointer};

/// A limit of a field of a request, or of a parameter, that becomes a constant.
#[derive(Debug)]
pub struct Bound {
    /// The schema that the field belongs to; `None` for a parameter.
    pub schema: Option<String>,
    pub field: String,
    pub limit: Limit,
}

/// The kinds of [`Bound`].
#[derive(Debug)]
pub enum Limit {
    /// Characters, from and to.
    Length(u64, Option<u64>),
    /// Items, from and to.
    Count(u64, Option<u64>),
    /// The maximum of bytes, in UTF-8.
    Bytes(u64),
    /// The prefix of a text.
    Prefix(String),
}

impl Bound {
    /// Returns the name of the generated constant.
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

/// The constraints of a value, and of the values inside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    pub own: Vec<Rule>,
    pub items: Option<Box<Rules>>,
    pub values: Option<Box<Rules>>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// The smallest number, and whether it is excluded itself.
    Minimum(serde_json::Number, bool),
    /// The largest number, and whether it is excluded itself.
    Maximum(serde_json::Number, bool),
    MultipleOf(serde_json::Number),
    /// Characters, from and to.
    Length(u64, Option<u64>),
    /// The maximum of bytes, in UTF-8.
    Bytes(u64),
    /// A regular expression.
    Pattern(String),
    /// Items, from and to.
    Items(u64, Option<u64>),
    /// The same for a list that is joined by commas.
    JoinedItems(u64, Option<u64>),
    /// Items are unique.
    Unique,
    /// The number of fields, from and to.
    Properties(u64, Option<u64>),
}

impl Rules {
    fn is_empty(&self) -> bool {
        self.own.is_empty() && self.items.is_none() && self.values.is_none()
    }

    /// Reads the constraints of a schema. The lengths of texts are left to typify, except those of
    /// parameters.
    pub fn of(schema: &Value, is_parameter: bool) -> Option<Self> {
        let count = |key: &str| schema.get(key).and_then(Value::as_u64);
        let span = |min: &str, max: &str| match (count(min), count(max)) {
            (None, None) => None,
            (least, most) => Some((least.unwrap_or(0), most)),
        };
        let number = |key: &str| match schema.get(key) {
            Some(Value::Number(number)) => Some(number.clone()),
            _ => None,
        };
        let is = |key: &str| schema.get(key) == Some(&Value::Bool(true));
        let mut own = Vec::new();
        own.extend(number("minimum").map(|min| Rule::Minimum(min, is("exclusiveMinimum"))));
        own.extend(number("maximum").map(|max| Rule::Maximum(max, is("exclusiveMaximum"))));
        own.extend(number("multipleOf").map(Rule::MultipleOf));
        if is_parameter {
            own.extend(span("minLength", "maxLength").map(|(min, max)| Rule::Length(min, max)));
        }
        own.extend(count("x-nova-max-bytes").map(Rule::Bytes));
        let pattern = schema.get("pattern").and_then(Value::as_str);
        own.extend(pattern.map(|pattern| Rule::Pattern(pattern.to_owned())));
        own.extend(span("minItems", "maxItems").map(|(min, max)| Rule::Items(min, max)));
        own.extend(is("uniqueItems").then_some(Rule::Unique));
        own.extend(
            span("minProperties", "maxProperties").map(|(min, max)| Rule::Properties(min, max)),
        );
        let inner = |key: &str| {
            let inner = schema.get(key).filter(|inner| inner.get("$ref").is_none())?;
            Self::of(inner, is_parameter).map(Box::new)
        };
        let rules = Self { own, items: inner("items"), values: inner("additionalProperties") };
        (!rules.is_empty()).then_some(rules)
    }

    /// Reads the constraints of a parameter.
    pub fn of_parameter(parameter: &Value) -> Option<Self> {
        let mut rules = Self::of(parameter.get("schema")?, true)?;
        if schema::is_joined(parameter) {
            for rule in &mut rules.own {
                if let Rule::Items(min, max) = rule {
                    *rule = Rule::JoinedItems(*min, *max);
                }
            }
            rules.own.retain(|rule| matches!(rule, Rule::JoinedItems(..)));
            rules.items = None;
        }
        (!rules.is_empty()).then_some(rules)
    }
}

/// Returns the limits of the parameters in the components.
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

/// Returns the limits of a schema's fields, and of those of a union's variants.
pub(super) fn of_schema(
    at: &str,
    name: &str,
    schema: &Value,
    problems: &mut Problems,
) -> Vec<Bound> {
    let mut bounds: Vec<Bound> = Vec::new();
    for (field, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten()
    {
        let at = child(&child(at, "properties"), field);
        for limit in limits(&at, schema, problems) {
            bounds.push(Bound { schema: Some(name.to_owned()), field: field.clone(), limit });
        }
    }
    for (index, variant) in
        schema.get("oneOf").and_then(Value::as_array).into_iter().flatten().enumerate()
    {
        let at = child(&child(at, "oneOf"), &index.to_string());
        for bound in of_schema(&at, name, variant, problems) {
            if bounds.iter().any(|other| other.constant() == bound.constant()) {
                problems.add(
                    child(&child(&at, "properties"), &bound.field),
                    "has a limit, and a field of this name in another variant has one too",
                    "another name for one of the two fields",
                );
            } else {
                bounds.push(bound);
            }
        }
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
            _ => {
                let what = "is not a whole number above 0";
                problems.add(child(at, "x-nova-max-bytes"), what, "a number of bytes");
            }
        }
    }
    if let Some(prefix) = schema.get("pattern").and_then(Value::as_str).and_then(schema::prefix) {
        limits.push(Limit::Prefix(prefix.to_owned()));
    }
    limits
}

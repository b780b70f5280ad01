//! What the contract says beyond OpenAPI: buckets, idempotency, tenant rule, open enums, sensitive
//! schemas.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToShoutySnakeCase as _;
use serde_json::Value;

use super::bounds::{self, Bound};
use super::problem::Problems;
use super::schema::{self, child, pointer};
use super::variant_names;

/// The parts of the contract that become tables and open enums.
#[derive(Debug)]
pub struct Contract {
    pub version: String,
    pub base_url: String,
    pub buckets: Vec<Bucket>,
    pub operations: Vec<Operation>,
    pub enums: Vec<Enum>,
    /// The documented ranges of whole numbers in responses.
    pub ranges: Vec<Range>,
    /// What requests must keep to.
    pub bounds: Vec<Bound>,
    /// The largest body of a request, in bytes.
    pub max_request_bytes: Option<u64>,
    /// Members of requests that may be left out, and may also be null: `(schema, field)`.
    pub clearable: BTreeSet<(String, String)>,
    /// Component schemas that are unions by JSON type.
    pub unions_of_types: BTreeSet<String>,
    /// Which way each component schema travels.
    pub sides: BTreeMap<String, Side>,
    /// Component schemas marked `x-nova-sensitive`.
    pub sensitive: BTreeSet<String>,
}

/// A rate bucket.
#[derive(Debug)]
pub struct Bucket {
    pub name: String,
    pub limit: u32,
    pub per: &'static str,
    pub max_in_flight: Option<u32>,
}

/// An operation, with what its calls must obey.
#[derive(Debug)]
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    pub bucket: String,
    pub idempotency: String,
    pub tenant: String,
}

/// A named enum. All of them are open: the vendor adds values without notice.
#[derive(Debug)]
pub struct Enum {
    pub name: String,
    pub description: String,
    pub values: Vec<EnumValue>,
}

/// One known value of an open enum.
#[derive(Debug)]
pub struct EnumValue {
    pub text: String,
    pub variant: String,
    pub description: Option<String>,
}

/// The smallest and the largest whole number that a field of a response should hold.
///
/// The generated reader takes any number; whoever judges the response needs the range all the same.
#[derive(Debug)]
pub struct Range {
    pub schema: String,
    pub field: String,
    pub min: i64,
    pub max: i64,
}

impl Range {
    /// The name of the constant that carries it.
    pub fn constant(&self) -> String {
        format!("{}_RANGE", self.field.to_shouty_snake_case())
    }
}

/// Which way a schema travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Request,
    Response,
    Both,
    Neither,
}

pub const IDEMPOTENCY: [&str; 4] = ["safe", "built-in", "key", "none"];
pub const TENANT: [&str; 2] = ["required", "none"];
pub const PERIODS: [&str; 2] = ["second", "minute"];

impl Contract {
    /// Reads the document, and passes over what `validate` reports.
    pub fn read(document: &Value) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let buckets = buckets(document, &mut problems);
        let operations = operations(document, &mut problems);
        let sides = sides(document);
        let mut enums = Vec::new();
        let mut ranges = Vec::new();
        let mut sensitive = BTreeSet::new();
        let mut bounds = bounds::of_parameters(document, &mut problems);
        let mut clearable = BTreeSet::new();
        let mut unions_of_types = BTreeSet::new();
        for (name, schema) in schema::components(document).into_iter().flatten() {
            if schema.get("enum").is_some() {
                enums.push(open_enum(name, schema, &mut problems));
            }
            if schema.get("x-nova-sensitive") == Some(&Value::Bool(true)) {
                sensitive.insert(name.clone());
            }
            if matches!(sides.get(name), Some(Side::Response | Side::Both)) {
                ranges.extend(ranges_of(name, schema));
            }
            if schema::is_union_of_types(schema) {
                unions_of_types.insert(name.clone());
            }
            if sides.get(name) == Some(&Side::Request) {
                let at = pointer(&["components", "schemas", name]);
                bounds.extend(bounds::of_schema(&at, name, schema, &mut problems));
                clearable.extend(clearable_of(schema).map(|field| (name.clone(), field)));
            }
        }
        let max_request_bytes = document.get("x-nova-max-request-bytes");
        if max_request_bytes.is_some_and(|bytes| !is_size(bytes)) {
            problems.add("/x-nova-max-request-bytes", "must be a whole number above 0");
        }
        problems.into_result()?;
        Ok(Self {
            version: text(document, "/info/version"),
            base_url: text(document, "/servers/0/url"),
            buckets,
            operations,
            enums,
            ranges,
            bounds,
            max_request_bytes: max_request_bytes.and_then(Value::as_u64),
            clearable,
            unions_of_types,
            sides,
            sensitive,
        })
    }

    /// Whether the schema is read: from responses, or from what no operation carries, such as a
    /// webhook.
    pub fn is_read(&self, name: &str) -> bool {
        matches!(self.sides.get(name), Some(Side::Response | Side::Both | Side::Neither))
    }
}

fn text(document: &Value, pointer: &str) -> String {
    document.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn buckets(document: &Value, problems: &mut Problems) -> Vec<Bucket> {
    let Some(table) = document.get("x-nova-buckets").and_then(Value::as_object) else {
        problems
            .add("/x-nova-buckets", "is missing: an object of name → {limit, per, maxInFlight}");
        return Vec::new();
    };
    let mut buckets = Vec::new();
    for (name, bucket) in table {
        let at = pointer(&["x-nova-buckets", name]);
        let Some(limit) = small(bucket.get("limit")) else {
            problems.add(at, "needs a `limit`, a whole number above 0");
            continue;
        };
        let per = bucket.get("per").and_then(Value::as_str);
        let Some(per) = PERIODS.into_iter().find(|known| Some(*known) == per) else {
            problems.add(at, format!("needs a `per`, one of {}", PERIODS.join(", ")));
            continue;
        };
        let max_in_flight = small(bucket.get("maxInFlight"));
        if bucket.get("maxInFlight").is_some() && max_in_flight.is_none() {
            problems.add(child(&at, "maxInFlight"), "must be a whole number above 0");
        }
        buckets.push(Bucket { name: name.clone(), limit, per, max_in_flight });
    }
    buckets
}

fn small(value: Option<&Value>) -> Option<u32> {
    value?.as_u64().and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0)
}

fn operations(document: &Value, problems: &mut Problems) -> Vec<Operation> {
    // A bucket that is itself at fault has been reported; its operations are not.
    let table = document.get("x-nova-buckets").and_then(Value::as_object);
    let names: Vec<&str> = table.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let mut operations = Vec::new();
    for (at, path, method, operation) in schema::operations(document) {
        let bucket = word(operation, &at, "x-nova-bucket", &names, problems);
        let idempotency = word(operation, &at, "x-nova-idempotency", &IDEMPOTENCY, problems);
        let tenant = word(operation, &at, "x-nova-tenant", &TENANT, problems);
        if let (Some(bucket), Some(idempotency), Some(tenant)) = (bucket, idempotency, tenant) {
            operations.push(Operation {
                id: text(operation, "/operationId"),
                method: method.to_ascii_uppercase(),
                path: path.to_owned(),
                bucket,
                idempotency,
                tenant,
            });
        }
    }
    operations
}

/// The value of an extension that must be one of a few words.
fn word(
    operation: &Value,
    at: &str,
    key: &str,
    allowed: &[&str],
    problems: &mut Problems,
) -> Option<String> {
    let found = operation.get(key).and_then(Value::as_str);
    match found {
        Some(word) if allowed.contains(&word) => Some(word.to_owned()),
        _ => {
            let found =
                operation.get(key).map_or("is missing".to_owned(), |value| format!("is {value}"));
            problems
                .add(child(at, key), format!("{found}; it must be one of {}", allowed.join(", ")));
            None
        }
    }
}

fn open_enum(name: &str, schema: &Value, problems: &mut Problems) -> Enum {
    let at = pointer(&["components", "schemas", name]);
    let mut values: Vec<&str> = Vec::new();
    for value in schema.get("enum").and_then(Value::as_array).into_iter().flatten() {
        match value.as_str() {
            Some(text) if values.contains(&text) => {
                problems.add(child(&at, "enum"), format!("lists \"{text}\" twice"));
            }
            Some(text) => values.push(text),
            None => {
                problems.add(child(&at, "enum"), format!("holds {value}, which is not a string"))
            }
        }
    }
    let descriptions = schema.get("x-enum-descriptions").and_then(Value::as_object);
    for described in descriptions.into_iter().flat_map(serde_json::Map::keys) {
        if !values.contains(&described.as_str()) {
            problems.add(
                child(&at, "x-enum-descriptions"),
                format!("describes \"{described}\", which is not a value of the enum"),
            );
        }
    }
    let variants = variants(&at, schema, &values, problems);
    Enum {
        name: name.to_owned(),
        description: text(schema, "/description"),
        values: values
            .into_iter()
            .zip(variants)
            .map(|(text, variant)| EnumValue {
                text: text.to_owned(),
                variant,
                description: descriptions
                    .and_then(|all| all.get(text)?.as_str())
                    .map(str::to_owned),
            })
            .collect(),
    }
}

/// The names of the variants: those the contract gives (`x-enum-varnames`, as other generators read
/// it too), else those that the values make.
fn variants(at: &str, schema: &Value, values: &[&str], problems: &mut Problems) -> Vec<String> {
    let Some(given) = schema.get("x-enum-varnames") else {
        return variant_names::variants(values.iter().copied());
    };
    let given: Vec<String> = given
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if given.len() != values.len()
        || given != variant_names::variants(given.iter().map(String::as_str))
    {
        problems.add(
            child(at, "x-enum-varnames"),
            "must name each value of the enum, in its order, as Rust would name a variant, and no two alike",
        );
        return variant_names::variants(values.iter().copied());
    }
    given
}

fn is_size(value: &Value) -> bool {
    value.as_u64().is_some_and(|size| size > 0)
}

/// The fields of a request that can be left out, said to be null, or given: three things that
/// `Option` cannot say.
fn clearable_of(schema: &Value) -> impl Iterator<Item = String> + '_ {
    let required = schema.get("required").and_then(Value::as_array);
    let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    fields
        .filter(move |(field, schema)| {
            let is_required =
                required.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(field)));
            schema::is_nullable(schema) && !is_required
        })
        .map(|(field, _)| field.clone())
}

/// The fields of a schema that have both a smallest and a largest whole number.
fn ranges_of<'a>(name: &'a str, schema: &'a Value) -> impl Iterator<Item = Range> + 'a {
    let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    fields.filter_map(move |(field, schema)| {
        if schema.get("type").and_then(Value::as_str) != Some("integer") {
            return None;
        }
        let bound = |key| schema.get(key).and_then(Value::as_i64);
        let excluded = |key| i64::from(schema.get(key) == Some(&Value::Bool(true)));
        Some(Range {
            schema: name.to_owned(),
            field: field.clone(),
            min: bound("minimum")?.checked_add(excluded("exclusiveMinimum"))?,
            max: bound("maximum")?.checked_sub(excluded("exclusiveMaximum"))?,
        })
    })
}

/// Follows every request body and response to the component schemas they reach.
fn sides(document: &Value) -> BTreeMap<String, Side> {
    let mut sent = BTreeSet::new();
    let mut read = BTreeSet::new();
    for (_, _, _, operation) in schema::operations(document) {
        if let Some(body) = operation.get("requestBody") {
            reach(document, body, &mut sent);
        }
        for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten()
        {
            reach(document, parameter, &mut sent);
        }
        if let Some(responses) = operation.get("responses") {
            reach(document, responses, &mut read);
        }
    }
    schema::components(document)
        .into_iter()
        .flat_map(serde_json::Map::keys)
        .map(|name| {
            let side = match (sent.contains(name), read.contains(name)) {
                (true, true) => Side::Both,
                (true, false) => Side::Request,
                (false, true) => Side::Response,
                (false, false) => Side::Neither,
            };
            (name.clone(), side)
        })
        .collect()
}

fn reach(document: &Value, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = schema::reference(value)
                && !found.insert(name.to_owned())
            {
                return;
            }
            if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                if let Some(target) = target.strip_prefix('#').and_then(|at| document.pointer(at)) {
                    reach(document, target, found);
                }
                return;
            }
            fields.values().for_each(|field| reach(document, field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| reach(document, item, found)),
        _ => {}
    }
}

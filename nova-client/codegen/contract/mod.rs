//! Reads the contract's data beyond OpenAPI: buckets, idempotency, the tenant, open enums,
//! sensitive schemas.

mod enums;
mod operations;

use std::collections::{BTreeMap, BTreeSet};

use heck::ToShoutySnakeCase as _;
use serde_json::{Map, Value};

use super::constraints::{self, Bound, Rules};
use super::problem::Problems;
use super::schema::{self, pointer};

/// The parts of the contract that become tables, checks and open enums.
#[derive(Debug)]
#[allow(clippy::struct_field_names, reason = "the other names would say less")]
pub struct Contract {
    pub version: String,
    pub base_url: String,
    pub buckets: Vec<Bucket>,
    pub operations: Vec<Operation>,
    pub enums: Vec<Enum>,
    /// The documented ranges of whole numbers in responses.
    pub ranges: Vec<Range>,
    /// The limits of requests that become constants.
    pub bounds: Vec<Bound>,
    /// The constraints of request schemas: by schema, then by field, or by variant and field; the
    /// empty field is the schema itself.
    pub rules: BTreeMap<String, BTreeMap<(usize, String), Rules>>,
    /// The maximum size of a request body, in bytes.
    pub max_request_bytes: Option<u64>,
    /// Fields of requests that may be absent or null: `(schema, field)`.
    pub clearable: BTreeSet<(String, String)>,
    /// Fields that are deprecated: `(schema, field)`.
    pub deprecated: BTreeSet<(String, String)>,
    /// Component schemas that are unions by JSON type.
    pub unions_of_types: BTreeSet<String>,
    /// The direction of each component schema, by its Rust name.
    pub sides: BTreeMap<String, Side>,
    /// The contract's names of the components, by their Rust names.
    pub contract_names: BTreeMap<String, String>,
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

/// An operation, with the rules for its calls.
#[derive(Debug)]
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    pub bucket: String,
    pub idempotency: String,
    pub tenant: String,
    pub is_deprecated: bool,
    /// The component of its request body.
    pub body: Option<String>,
    /// The parameters that become arguments.
    pub arguments: Vec<Argument>,
}

/// A parameter that becomes an argument.
#[derive(Debug)]
pub struct Argument {
    /// Its name in Rust.
    pub name: String,
    pub is_deprecated: bool,
    pub rules: Option<Rules>,
}

/// A named enum. All of them are open: the vendor adds values without notice.
#[derive(Debug)]
pub struct Enum {
    pub name: String,
    pub description: String,
    pub is_integer: bool,
    pub values: Vec<EnumValue>,
}

/// One known value of an open enum.
#[derive(Debug)]
pub struct EnumValue {
    pub text: String,
    pub variant: String,
    pub description: Option<String>,
}

/// The documented minimum and maximum of an integer field of a response.
///
/// The generated reader accepts any number; the range is for code that validates responses.
#[derive(Debug)]
pub struct Range {
    pub schema: String,
    pub field: String,
    pub min: i64,
    pub max: i64,
}

impl Range {
    /// Returns the name of the generated constant.
    pub fn constant(&self) -> String {
        format!("{}_RANGE", self.field.to_shouty_snake_case())
    }
}

/// The direction in which a schema is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Request,
    Response,
    Both,
    /// Used only in webhooks.
    Delivered,
    Neither,
}

pub const IDEMPOTENCY: [&str; 4] = ["safe", "built-in", "key", "none"];
pub const TENANT: [&str; 2] = ["required", "none"];
pub const PERIODS: [&str; 2] = ["second", "minute"];

impl Contract {
    /// Reads the document. Skips everything that `validate` reports.
    pub fn read(
        document: &Value,
        contract_names: BTreeMap<String, String>,
        problems: &mut Problems,
    ) -> Self {
        let sides = sides(document);
        let max_request_bytes = document.get("x-nova-max-request-bytes");
        if max_request_bytes.is_some_and(|bytes| bytes.as_u64().is_none_or(|size| size == 0)) {
            let what = "is not a whole number above 0";
            problems.add("/x-nova-max-request-bytes", what, "a number of bytes");
        }
        let mut contract = Self {
            version: text(document, "/info/version"),
            base_url: text(document, "/servers/0/url"),
            buckets: operations::buckets(document, problems),
            operations: operations::operations(document, problems),
            enums: Vec::new(),
            ranges: Vec::new(),
            bounds: constraints::of_parameters(document, problems),
            rules: BTreeMap::new(),
            max_request_bytes: max_request_bytes.and_then(Value::as_u64),
            clearable: BTreeSet::new(),
            deprecated: BTreeSet::new(),
            unions_of_types: BTreeSet::new(),
            sides,
            contract_names,
            sensitive: BTreeSet::new(),
        };
        for (name, schema) in schema::components(document).into_iter().flatten() {
            contract.component(name, schema, problems);
        }
        contract
    }

    fn component(&mut self, name: &str, schema: &Value, problems: &mut Problems) {
        let at = pointer(&["components", "schemas", name]);
        if schema.get("enum").is_some() {
            self.enums.push(enums::open_enum(name, schema, problems));
        }
        if schema.get("x-nova-sensitive") == Some(&Value::Bool(true)) {
            self.sensitive.insert(name.to_owned());
        }
        if matches!(self.sides.get(name), Some(Side::Response | Side::Both)) {
            self.ranges.extend(integer_ranges(name, schema));
        }
        if schema::is_union_of_types(schema) {
            self.unions_of_types.insert(name.to_owned());
        }
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        for (field, _) in
            properties.filter(|(_, schema)| schema.get("deprecated") == Some(&Value::Bool(true)))
        {
            self.deprecated.insert((name.to_owned(), field.clone()));
        }
        if self.sides.get(name) == Some(&Side::Request) {
            self.bounds.extend(constraints::of_schema(&at, name, schema, problems));
            self.clearable.extend(clearable_fields(schema).map(|field| (name.to_owned(), field)));
            let rules = field_rules(schema);
            if !rules.is_empty() {
                self.rules.insert(name.to_owned(), rules);
            }
        } else if self.sides.get(name) == Some(&Side::Both) && schema::is_scalar(schema) {
            // Its type is shared with responses, so it enforces nothing itself.
            let rules = Rules::of(schema, true).map(|rules| ((0, String::new()), rules));
            self.rules.extend(rules.map(|rules| (name.to_owned(), BTreeMap::from([rules]))));
        }
    }

    /// Returns whether the schema is deserialised: from responses or webhooks, or because it is not
    /// referenced at all.
    pub fn is_read(&self, name: &str) -> bool {
        matches!(
            self.sides.get(name),
            Some(Side::Response | Side::Both | Side::Delivered | Side::Neither)
        )
    }
}

fn text(document: &Value, pointer: &str) -> String {
    document.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Returns the fields of a request that can be absent, null or a value: three states that `Option`
/// cannot express.
fn clearable_fields(schema: &Value) -> impl Iterator<Item = String> + '_ {
    let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    fields
        .filter(move |(field, inner)| {
            schema::is_nullable(inner) && !schema::is_required(schema, field)
        })
        .map(|(field, _)| field.clone())
}

/// Returns the constraints of a request schema and its fields.
fn field_rules(schema: &Value) -> BTreeMap<(usize, String), Rules> {
    let mut found = BTreeMap::new();
    found.extend(Rules::of(schema, false).map(|rules| ((0, String::new()), rules)));
    let variants = schema.get("oneOf").and_then(Value::as_array);
    let shapes = variants.map_or_else(|| vec![schema], |all| all.iter().collect());
    for (index, shape) in shapes.into_iter().enumerate() {
        if variants.is_some() {
            found.extend(Rules::of(shape, false).map(|rules| ((index, String::new()), rules)));
        }
        let fields = shape.get("properties").and_then(Value::as_object).into_iter().flatten();
        for (name, field) in fields.filter(|(_, field)| field.get("$ref").is_none()) {
            found.extend(Rules::of(field, false).map(|rules| ((index, name.clone()), rules)));
        }
    }
    found
}

/// Returns the integer fields of a schema that have both a minimum and a maximum.
fn integer_ranges<'a>(name: &'a str, schema: &'a Value) -> impl Iterator<Item = Range> + 'a {
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
    let (mut read, mut delivered) = (BTreeSet::new(), BTreeSet::new());
    if let Some(webhooks) = document.get("x-webhooks") {
        reach(document, webhooks, &mut delivered);
    }
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
        .flat_map(Map::keys)
        .map(|name| {
            let side = match (sent.contains(name), read.contains(name)) {
                (true, true) => Side::Both,
                (true, false) => Side::Request,
                (false, true) => Side::Response,
                (false, false) if delivered.contains(name) => Side::Delivered,
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

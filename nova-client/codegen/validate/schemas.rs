//! Validates schemas.

use serde_json::{Map, Number, Value};

use super::super::names;
use super::super::schema::{self, child, pointer};
use super::Validator;

/// The accepted keywords, besides the bounds.
const SCHEMA: [&str; 15] = [
    "type",
    "format",
    "nullable",
    "title",
    "description",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "enum",
    "oneOf",
    "minProperties",
    "maxProperties",
    "deprecated",
    "example",
];
const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];
const FORMATS: [(&str, &[&str]); 3] = [
    ("string", &["date-time", "date", "uri"]),
    ("integer", &["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]),
    ("number", &["float", "double"]),
];
/// The pairs of bounds, their type, and whether they are counts.
const BOUNDS: [(&str, &str, &[&str], bool); 4] = [
    ("minimum", "maximum", &["integer", "number"], false),
    ("minLength", "maxLength", &["string"], true),
    ("minItems", "maxItems", &["array"], true),
    ("minProperties", "maxProperties", &["object"], true),
];
/// Names that are reserved by the generated code.
const TAKEN: [&str; 31] = [
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deref",
    "Deserialize",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "From",
    "Hash",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Serialize",
    "Some",
    "String",
    "ToString",
    "TryFrom",
    "Vec",
];

impl<'a> Validator<'a, '_> {
    pub(super) fn component(&mut self, name: &str, schema: &'a Value) {
        let at = pointer(&["components", "schemas", name]);
        let is_type_name = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_type_name {
            let what = "makes no name for a Rust type";
            self.problems.add(&at, what, "a capital letter, then letters and digits");
        }
        if TAKEN.contains(&name) {
            let what = format!("is called {name}, a name that generated code uses already");
            self.problems.add(&at, what, format!("a more specific name, such as {name}Value"));
        }
        if schema.get("x-nova-sensitive").is_some_and(|mark| mark != &Value::Bool(true)) {
            let at = child(&at, "x-nova-sensitive");
            self.problems.add(at, "is not `true`", "`true`, or leave it out");
        }
        if schema.get("enum").is_some() {
            self.named_enum(&at, schema);
        } else if schema::is_union_of_types(schema) {
            self.union_of_types(&at, schema);
        } else if schema.get("oneOf").is_some() && schema::or_null(schema).is_none() {
            self.tagged_union(&at, schema);
        } else {
            self.schema(&at, schema);
        }
    }

    fn named_enum(&mut self, at: &str, schema: &'a Value) {
        let Some(fields) = self.object(at, schema) else { return };
        let accepted = ["type", "format", "description", "title", "enum", "deprecated", "example"];
        self.keys(at, fields, &accepted);
        let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default();
        if !["string", "integer"].contains(&kind) {
            let what = "is an enum of something other than strings or integers";
            self.problems.add(at, what, "`\"type\": \"string\"`");
            return;
        }
        let values = fields.get("enum").and_then(Value::as_array);
        if values.is_none_or(Vec::is_empty) {
            self.problems.add(child(at, "enum"), "has no value", "a list of at least one value");
        }
        let mut seen: Vec<&Value> = Vec::new();
        for (index, value) in values.into_iter().flatten().enumerate() {
            let at = child(&child(at, "enum"), &index.to_string());
            let fits = if kind == "integer" { value.is_i64() } else { value.is_string() };
            if !fits {
                self.problems.add(at, format!("is {value}, which is no {kind}"), "leave it out");
            } else if seen.contains(&value) {
                self.problems.add(at, format!("lists {value} twice"), "leave it out");
            }
            seen.push(value);
        }
    }

    /// Validates a union: each variant must have the tag as an enum with one value, because an
    /// untagged union would be guessed at run time.
    fn tagged_union(&mut self, at: &str, schema: &'a Value) {
        let Some(fields) = self.object(at, schema) else { return };
        self.keys(at, fields, &["oneOf", "description", "title", "deprecated"]);
        let variants = fields.get("oneOf").and_then(Value::as_array);
        let mut tags: Vec<Vec<&str>> = Vec::new();
        for (index, variant) in variants.into_iter().flatten().enumerate() {
            let at = child(&child(at, "oneOf"), &index.to_string());
            self.object_schema(&at, variant, true);
            tags.push(
                variant
                    .get("properties")
                    .and_then(Value::as_object)
                    .into_iter()
                    .flatten()
                    .filter(|(name, field)| {
                        schema::is_tag(field) && schema::is_required(variant, name)
                    })
                    .map(|(name, _)| name.as_str())
                    .collect(),
            );
        }
        let shared = tags.first().is_some_and(|first| {
            first.iter().any(|tag| tags.iter().all(|variant| variant.contains(tag)))
        });
        if !shared {
            let what = "has no tag: which variant a value is would be a guess";
            let instead = "inline objects that all require the same field, an `enum` of one value";
            self.problems.add(child(at, "oneOf"), what, instead);
        }
    }

    /// Validates the titles of the variants of a union by JSON type, which become their names.
    fn union_of_types(&mut self, at: &str, schema: &'a Value) {
        let Some(fields) = self.object(at, schema) else { return };
        self.keys(at, fields, &["oneOf", "description", "title", "deprecated"]);
        for (index, variant) in
            fields.get("oneOf").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            let at = child(&child(at, "oneOf"), &index.to_string());
            self.schema(&at, variant);
            if variant.get("title").and_then(Value::as_str).is_none() {
                let what = "has no `title`, which names the variant";
                self.problems.add(at, what, "a title, such as \"One\" and \"Several\"");
            }
        }
    }

    pub(super) fn schema(&mut self, at: &str, schema: &'a Value) {
        self.object_schema(at, schema, false);
    }

    /// Validates a schema; only the variants of a union have tags.
    fn object_schema(&mut self, at: &str, schema: &'a Value, is_variant: bool) {
        let Some(fields) = self.object(at, schema) else { return };
        if fields.contains_key("$ref") {
            let beside = fields.keys().find(|key| {
                let is_known = ["$ref", "description", "deprecated"].contains(&key.as_str());
                !is_known && !key.starts_with("x-")
            });
            if let Some(key) = beside {
                self.problems.add(
                    child(at, key),
                    "stands beside a `$ref`, where OpenAPI 3.0 ignores it",
                    "leave it out; for \"the reference or null\" write \
                     `{\"oneOf\": [{\"$ref\": …}, {\"enum\": [null]}]}`",
                );
            }
            self.reference(at, schema);
            return;
        }
        self.keys(at, fields, &[&SCHEMA[..], &schema::BOUNDS].concat());
        if fields.contains_key("oneOf") {
            match schema::or_null(schema) {
                Some(inner) if schema::reference(inner).is_some() => {
                    self.reference(&child(at, "oneOf"), inner);
                }
                _ => self.problems.add(
                    child(at, "oneOf"),
                    "is neither a reference or null, nor a tagged union in a component of its own",
                    "a component for the union and a reference to it; \"or null\" of a plain type \
                     is `\"nullable\": true`",
                ),
            }
            return;
        }
        if schema::is_any(schema) {
            return;
        }
        if fields.contains_key("enum") {
            let what = "is an inline enum, which would be neither open nor named";
            let instead = "a component for the enum and a reference to it";
            self.problems.add(child(at, "enum"), what, instead);
        }
        let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default();
        if !TYPES.contains(&kind) {
            let found = fields
                .get("type")
                .map_or("is missing".to_owned(), |found| format!("is {found}, which has no rule"));
            let instead = if fields.get("type").is_some_and(Value::is_array) {
                "one type, and `\"nullable\": true` for \"null\"".to_owned()
            } else {
                format!("one of {}", TYPES.join(", "))
            };
            self.problems.add(child(at, "type"), found, instead);
        }
        if let Some(format) = fields.get("format").filter(|_| TYPES.contains(&kind)) {
            let known = FORMATS.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, all)| all);
            if !format.as_str().is_some_and(|format| known.contains(&format)) {
                let what = format!("is {format}, which no {kind} has");
                let instead = if known.is_empty() {
                    "leave it out".to_owned()
                } else {
                    format!("one of {}, or leave it out", known.join(", "))
                };
                self.problems.add(child(at, "format"), what, instead);
            }
        }
        if TYPES.contains(&kind) {
            self.bounds(at, kind, fields);
        }
        self.fields(at, schema, is_variant);
        match (kind, fields.get("items")) {
            ("array", Some(items)) => self.schema(&child(at, "items"), items),
            ("array", None) => {
                self.problems.add(at, "is an array without `items`", "the schema of its items");
            }
            _ => {}
        }
        match fields.get("additionalProperties") {
            None | Some(Value::Bool(_)) => {}
            Some(schema) => self.schema(&child(at, "additionalProperties"), schema),
        }
    }

    fn bounds(&mut self, at: &str, kind: &str, fields: &Map<String, Value>) {
        for (min, max, kinds, counts) in BOUNDS {
            for key in [min, max].into_iter().filter(|key| fields.contains_key(*key)) {
                let value = &fields[key];
                let is_fit = match value {
                    Value::Number(number) if counts => number.is_u64(),
                    Value::Number(number) => kind != "integer" || is_integer(number),
                    _ => false,
                };
                if !kinds.contains(&kind) {
                    let what = format!("means nothing for a {kind}");
                    self.problems.add(child(at, key), what, "leave it out");
                } else if !is_fit {
                    let number = if counts { "whole number from 0" } else { "number of its type" };
                    let what = format!("is {value}, which is no {number}");
                    self.problems.add(child(at, key), what, "a number without quotes");
                }
            }
            let [least, most] = [min, max].map(|key| fields.get(key).and_then(Value::as_f64));
            if least.zip(most).is_some_and(|(least, most)| least > most) {
                let what = format!("is above `{max}`: no value fits");
                self.problems.add(child(at, min), what, "the smaller number here");
            }
        }
        for (key, of) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            match fields.get(key) {
                Some(Value::Number(_)) => {
                    let instead = format!("`\"{of}\": …, \"{key}\": true`");
                    self.problems.add(child(at, key), "is the spelling of OpenAPI 3.1", instead);
                }
                Some(Value::Bool(true)) if !fields.contains_key(of) => {
                    let what = format!("has no `{of}` beside it");
                    self.problems.add(child(at, key), what, format!("`{of}`, or leave it out"));
                }
                None | Some(Value::Bool(_)) => {}
                Some(_) => {
                    let instead = "true, or leave it out";
                    self.problems.add(child(at, key), "is neither true nor false", instead);
                }
            }
        }
        for (key, kinds) in
            [("multipleOf", &["integer", "number"][..]), ("uniqueItems", &["array"])]
        {
            if fields.contains_key(key) && !kinds.contains(&kind) {
                let what = format!("means nothing for a {kind}");
                self.problems.add(child(at, key), what, "leave it out");
                return;
            }
        }
        if fields.get("uniqueItems").is_some_and(|flag| !flag.is_boolean()) {
            let instead = "true, or leave it out";
            self.problems.add(child(at, "uniqueItems"), "is neither true nor false", instead);
        }
        let step = fields.get("multipleOf");
        if step.is_some_and(|step| step.as_f64().is_none_or(|step| step <= 0.0)) {
            self.problems.add(
                child(at, "multipleOf"),
                "is not a number above 0",
                "a number above 0",
            );
        }
        if let Some(pattern) = fields.get("pattern") {
            let problem = match pattern.as_str() {
                _ if kind != "string" => Some(format!("means nothing for a {kind}")),
                Some(text) => regex_lite::Regex::new(text)
                    .err()
                    .map(|error| format!("is a pattern that has no rule: {}", one_line(&error))),
                None => Some("is not a text".to_owned()),
            };
            if let Some(what) = problem {
                let instead = "a regular expression without look-around and back-references, or \
                               leave it out";
                self.problems.add(child(at, "pattern"), what, instead);
            }
        }
    }

    fn fields(&mut self, at: &str, schema: &'a Value, is_variant: bool) {
        if schema.get("properties").is_some_and(|all| !all.is_object()) {
            self.problems.add(child(at, "properties"), "is not an object", "an object, `{…}`");
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, field) in properties.into_iter().flatten() {
            let at = child(&child(at, "properties"), name);
            if !(is_variant && schema::is_tag(field)) {
                self.schema(&at, field);
            }
            if field.get("x-nova-sensitive").is_some() {
                self.problems.add(
                    child(&at, "x-nova-sensitive"),
                    "is at a field, but only component schemas are redacted, as a whole",
                    "the mark at the component, or at one made for this field",
                );
            }
        }
        for (index, name) in
            schema.get("required").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            let is_known = name
                .as_str()
                .is_some_and(|name| properties.is_some_and(|all| all.contains_key(name)));
            if !is_known {
                self.problems.add(
                    child(&child(at, "required"), &index.to_string()),
                    format!("is {name}, which is not a field of the schema"),
                    "the name of a field, or leave it out",
                );
            }
        }
        let mut taken: Vec<(String, &str)> = Vec::new();
        for name in properties.into_iter().flat_map(Map::keys) {
            let rust = names::snake(name);
            if let Some((_, other)) = taken.iter().find(|(known, _)| *known == rust) {
                self.problems.add(
                    child(&child(at, "properties"), name),
                    format!("and \"{other}\" would both be called `{rust}` in Rust"),
                    "a name that differs by more than its case and separators",
                );
            }
            taken.push((rust, name));
        }
    }
}

fn is_integer(number: &Number) -> bool {
    number.is_i64()
}

fn one_line(error: &regex_lite::Error) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

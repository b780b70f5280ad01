//! Which schemas there is a rule for.

use serde_json::{Map, Value};

use super::super::schema::{self, child};
use super::Validator;

/// Besides the bounds.
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
const FORMATS: [(&str, &str); 7] = [
    ("string", "date-time"),
    ("string", "date"),
    ("string", "uri"),
    ("integer", "int32"),
    ("integer", "int64"),
    ("number", "float"),
    ("number", "double"),
];

impl<'a> Validator<'a> {
    pub(super) fn named_enum(&mut self, at: &str, schema: &'a Value) {
        let Some(fields) = self.object(at, schema) else { return };
        self.keys(at, fields, &["type", "description", "title", "enum", "deprecated"]);
        if fields.get("type").and_then(Value::as_str) != Some("string") {
            self.problems.add(at, "is an enum of something other than strings");
        }
        if fields.get("enum").and_then(Value::as_array).is_none_or(Vec::is_empty) {
            self.problems.add(child(at, "enum"), "must be a list of at min one value");
        }
    }

    /// A union must carry its tag as a one-value enum in each variant; an untagged one is a guess
    /// at run time.
    pub(super) fn tagged_union(&mut self, at: &str, schema: &'a Value) {
        let Some(fields) = self.object(at, schema) else { return };
        self.keys(at, fields, &["oneOf", "description", "title"]);
        let variants = fields.get("oneOf").and_then(Value::as_array);
        let mut tags: Vec<Vec<&str>> = Vec::new();
        for (index, variant) in variants.into_iter().flatten().enumerate() {
            let at = child(&child(at, "oneOf"), &index.to_string());
            self.object_schema(&at, variant, true);
            let required = variant.get("required").and_then(Value::as_array);
            tags.push(
                variant
                    .get("properties")
                    .and_then(Value::as_object)
                    .into_iter()
                    .flatten()
                    .filter(|(name, field)| {
                        is_tag(field)
                            && required
                                .is_some_and(|all| all.iter().any(|one| one.as_str() == Some(name)))
                    })
                    .map(|(name, _)| name.as_str())
                    .collect(),
            );
        }
        let shared = tags.first().is_some_and(|first| {
            first.iter().any(|tag| tags.iter().all(|variant| variant.contains(tag)))
        });
        if !shared {
            self.problems.add(
                child(at, "oneOf"),
                "has no tag: each variant must be an inline object that requires the same field, a one-value enum",
            );
        }
    }

    /// The variants of a union by JSON type are named by their titles.
    pub(super) fn union_of_types(&mut self, at: &str, schema: &'a Value) {
        let Some(fields) = self.object(at, schema) else { return };
        self.keys(at, fields, &["oneOf", "description", "title"]);
        for (index, variant) in
            fields.get("oneOf").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            let at = child(&child(at, "oneOf"), &index.to_string());
            self.schema(&at, variant);
            if variant.get("title").and_then(Value::as_str).is_none() {
                self.problems.add(at, "has no title, which names the variant");
            }
        }
    }

    pub(super) fn schema(&mut self, at: &str, schema: &'a Value) {
        self.object_schema(at, schema, false);
    }

    /// A schema; only the variants of a union have tags.
    fn object_schema(&mut self, at: &str, schema: &'a Value, is_variant: bool) {
        let Some(fields) = self.object(at, schema) else { return };
        if fields.contains_key("$ref") {
            if fields.len() > 1 {
                self.problems.add(at, "has fields beside its `$ref`, which OpenAPI 3.0 ignores");
            }
            self.reference(at, schema);
            return;
        }
        self.keys(at, fields, &[&SCHEMA[..], &schema::BOUNDS].concat());
        if fields.contains_key("oneOf") {
            match schema::or_null(schema) {
                Some(inner) if schema::reference(inner).is_some() => self.reference(&child(at, "oneOf"), inner),
                _ => self.problems.add(
                    child(at, "oneOf"),
                    "is neither a reference or null, nor a tagged union that is a component of its own",
                ),
            }
            return;
        }
        if fields.contains_key("enum") {
            self.problems.add(
                child(at, "enum"),
                "is inline; every enum is a component of its own, so that it is open and has a name",
            );
        }
        let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default();
        if !TYPES.contains(&kind) {
            let found =
                fields.get("type").map_or("is missing".to_owned(), |found| format!("is {found}"));
            self.problems
                .add(child(at, "type"), format!("{found}; it must be one of {}", TYPES.join(", ")));
        }
        if let Some(format) = fields.get("format")
            && !FORMATS.iter().any(|(of, known)| *of == kind && format.as_str() == Some(known))
        {
            self.problems.add(child(at, "format"), format!("{format} of a {kind} has no rule"));
        }
        self.fields(at, fields, is_variant);
        match (kind, fields.get("items")) {
            ("array", Some(items)) => self.schema(&child(at, "items"), items),
            ("array", None) => self.problems.add(at, "is an array without items"),
            _ => {}
        }
        match fields.get("additionalProperties") {
            None | Some(Value::Bool(_)) => {}
            Some(schema) => self.schema(&child(at, "additionalProperties"), schema),
        }
    }

    fn fields(&mut self, at: &str, schema: &'a Map<String, Value>, is_variant: bool) {
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, field) in properties.into_iter().flatten() {
            let at = child(&child(at, "properties"), name);
            if !(is_variant && is_tag(field)) {
                self.schema(&at, field);
            }
            if field.get("x-nova-sensitive").is_some() {
                self.problems.add(
                    child(&at, "x-nova-sensitive"),
                    "stands on a field; only component schemas are redacted, as a whole",
                );
            }
        }
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            let known = name
                .as_str()
                .is_some_and(|name| properties.is_some_and(|all| all.contains_key(name)));
            if !known {
                self.problems
                    .add(child(at, "required"), format!("names {name}, which is no field"));
            }
        }
    }
}

fn is_tag(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("string")
        && schema
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| matches!(values.as_slice(), [Value::String(_)]))
}

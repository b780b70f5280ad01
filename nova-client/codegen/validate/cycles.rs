//! Rejects schemas that no finite value can satisfy, because they require themselves.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::schema::{self, pointer};
use super::Validator;

impl Validator<'_, '_> {
    /// Reports schemas that require themselves, and so have no finite value.
    pub(super) fn infinite_schemas(&mut self) {
        let document = self.document;
        let mut finite: BTreeSet<&str> = BTreeSet::new();
        let all: Vec<(&String, &Value)> =
            schema::components(document).into_iter().flatten().collect();
        loop {
            let before = finite.len();
            for (name, schema) in &all {
                if is_finite(schema, &finite) {
                    finite.insert(name);
                }
            }
            if finite.len() == before {
                break;
            }
        }
        for (name, schema) in all {
            let is_known = schema::reference(schema).is_none_or(|target| {
                schema::components(document).is_some_and(|all| all.contains_key(target))
            });
            if !finite.contains(name.as_str()) && is_known && requires_known(document, schema) {
                self.problems.add(
                    pointer(&["components", "schemas", name]),
                    "requires itself, here or through others: no value of it could end",
                    "a field of the circle that is not required, or nullable",
                );
            }
        }
    }
}

/// Returns whether the schema has a finite value, given the components that have one.
fn is_finite(schema: &Value, finite: &BTreeSet<&str>) -> bool {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        return target.strip_prefix(schema::SCHEMAS).is_none_or(|name| finite.contains(name));
    }
    if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
        return variants.iter().any(|variant| is_finite(variant, finite));
    }
    if schema::is_nullable(schema) {
        return true;
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .filter(|(name, _)| schema::is_required(schema, name))
        .all(|(_, field)| is_finite(field, finite))
}

/// Returns whether all references of the schema can be resolved; others are reported elsewhere.
fn requires_known(document: &Value, schema: &Value) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten().all(|(_, field)| {
        field
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|target| target.strip_prefix('#'))
            .is_none_or(|at| document.pointer(at).is_some())
    }) && schema.get("$ref").is_none()
}

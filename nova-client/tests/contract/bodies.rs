//! Bodies made from the contract's schemas decode, encode to what they were, and satisfy the JSON
//! Schema of the types.

use serde_json::Value;

use crate::generate::{BodyGenerator, Fidelity};
use crate::same::difference;
use crate::{SCHEMAS, contract, none};

/// Bodies made of each schema.
const SEEDS: u64 = 64;

/// Findings about a schema, the first for each schema only: the others would say the same.
fn for_each_body(fidelity: Fidelity, check: impl Fn(&crate::Schema, &Value) -> Option<String>) {
    let document = contract();
    let mut findings = Vec::new();
    for schema in SCHEMAS.iter().filter(|schema| fidelity == Fidelity::Conforming || schema.read) {
        let found = (0..SEEDS).find_map(|seed| {
            match BodyGenerator::new(&document, fidelity, seed).component(schema.name) {
                Ok(body) => check(schema, &body),
                Err(obstacle) => Some(obstacle),
            }
        });
        findings.extend(found.map(|what| {
            ("openapi/nova.json".to_owned(), format!("schema {}: {what}", schema.name))
        }));
    }
    none(&findings);
}

fn survives(schema: &crate::Schema, body: &Value) -> Option<String> {
    match (schema.reencode)(&body.to_string()) {
        Ok(after) => difference(body, &after)
            .map(|at| format!("{at} does not survive decoding and encoding of {body}")),
        Err(failure) => Some(format!(
            "its type does not decode a body that the contract allows: {failure} in {body}"
        )),
    }
}

#[test]
fn promised_bodies_survive_decoding_and_encoding() {
    for_each_body(Fidelity::Conforming, survives);
}

#[test]
fn tolerated_responses_survive_decoding_and_encoding() {
    for_each_body(Fidelity::Tolerated, survives);
}

#[test]
fn fields_nobody_has_seen_do_not_stop_the_reading() {
    for_each_body(Fidelity::WithUnknownFields, |schema, body| {
        let failure = (schema.reencode)(&body.to_string()).err()?;
        Some(format!("a field nobody has seen stops the reading: {failure} in {body}"))
    });
}

#[cfg(feature = "schemars")]
#[test]
fn promised_bodies_satisfy_the_schemas_of_the_types() {
    let broken = |schema: &crate::Schema, body: &Value| {
        let described = (schema.described)();
        let validator = match jsonschema::options().should_validate_formats(true).build(&described)
        {
            Ok(validator) => validator,
            Err(error) => {
                return Some(format!("the JSON Schema of its type cannot be used: {error}"));
            }
        };
        let again = (schema.reencode)(&body.to_string()).unwrap_or_default();
        [("a body that the contract allows", body), ("what its type writes", &again)]
            .into_iter()
            .find_map(|(what, body)| {
                let error = validator.iter_errors(body).next()?;
                Some(format!(
                    "the JSON Schema of its type rejects {what}: {error} at {}",
                    error.instance_path()
                ))
            })
    };
    for_each_body(Fidelity::Conforming, broken);
}

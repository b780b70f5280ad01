//! Bodies generated from the contract's schemas decode, encode to the same content, and satisfy the
//! JSON Schema of the types.

use serde_json::Value;

use crate::generate::{BodyGenerator, Fidelity};
use crate::same::difference;
use crate::{SCHEMAS, assert_no_findings, contract};

/// The number of bodies generated for each schema.
const SEEDS: u64 = 64;

/// Checks generated bodies of each schema and reports the first finding of each, because the others
/// would be the same.
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
    assert_no_findings(&findings);
}

fn round_trip_error(schema: &crate::Schema, body: &Value) -> Option<String> {
    match (schema.reencode)(&body.to_string()) {
        Ok(after) => difference(body, &after)
            .map(|at| format!("{at} changes in decoding and encoding of {body}")),
        Err(failure) => Some(format!("its type does not decode a valid body: {failure} in {body}")),
    }
}

#[test]
fn conforming_bodies_are_unchanged_by_decoding_and_encoding() {
    for_each_body(Fidelity::Conforming, round_trip_error);
}

#[test]
fn tolerated_bodies_are_unchanged_by_decoding_and_encoding() {
    for_each_body(Fidelity::Tolerated, round_trip_error);
}

#[test]
fn unknown_fields_do_not_prevent_decoding() {
    for_each_body(Fidelity::WithUnknownFields, |schema, body| {
        let failure = (schema.reencode)(&body.to_string()).err()?;
        Some(format!("an unknown field prevents decoding: {failure} in {body}"))
    });
}

#[cfg(feature = "schemars")]
#[test]
fn conforming_bodies_satisfy_the_schemas_of_the_types() {
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
        [("a valid body", body), ("the encoded value of its type", &again)].into_iter().find_map(
            |(what, body)| {
                let error = validator.iter_errors(body).next()?;
                Some(format!(
                    "the JSON Schema of its type rejects {what}: {error} at {}",
                    error.instance_path()
                ))
            },
        )
    };
    for_each_body(Fidelity::Conforming, broken);
}

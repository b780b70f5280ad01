//! The JSON Schema for editors accepts the contract and reports mistakes in the `x-nova`
//! extensions.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use serde_json::{Value, json};

fn read(file: &str) -> Value {
    let here = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
    serde_json::from_str(&std::fs::read_to_string(format!("{here}/{file}")).unwrap()).unwrap()
}

#[test]
fn the_contract_is_valid_and_mistakes_are_not() {
    let schema = read("../openapi/dialect.schema.json");
    let validator = jsonschema::options().build(&schema).unwrap();
    let contract = read("../openapi/nova.json");
    let errors: Vec<String> = validator.iter_errors(&contract).map(|e| e.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let operation = "/paths/~1v1~1rate-limit-status/get";
    for (at, value) in [
        (format!("{operation}/x-nova-idempotency"), json!("sometimes")),
        (format!("{operation}/x-nova-tenant"), json!(true)),
        (format!("{operation}/x-nova-bucket"), json!(null)),
        ("/x-nova-buckets/analytics/per".to_owned(), json!("hour")),
        ("/info/version".to_owned(), json!("1.0")),
    ] {
        let mut changed = contract.clone();
        *changed.pointer_mut(&at).unwrap() = value;
        assert!(!validator.is_valid(&changed), "{at}");
    }
    let mut changed = contract;
    changed.pointer_mut(operation).unwrap()["x-nova-idempotent"] = json!("safe");
    assert!(!validator.is_valid(&changed));
}

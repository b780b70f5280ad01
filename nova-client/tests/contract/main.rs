//! Tests the compiled types against the contract: with its documented bodies and with bodies
//! generated from its schemas.
//!
//! `cargo xtask check` runs this and collects the lines that start with `drift: `. The list of
//! schemas is generated, so a new schema is covered automatically.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs
)]

mod bodies;
mod examples;
mod generate;
mod same;

use std::path::PathBuf;

use nova_client::DecodeFailure;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A schema of the contract and functions of its Rust type.
struct Schema {
    name: &'static str,
    /// Whether responses contain it, so that it must be decoded tolerantly.
    read: bool,
    /// Decodes a body and encodes it again.
    reencode: fn(&str) -> Result<Value, DecodeFailure>,
    /// The JSON Schema of the type.
    #[cfg(feature = "schemars")]
    described: fn() -> Value,
}

fn reencode<T: DeserializeOwned + Serialize>(body: &str) -> Result<Value, DecodeFailure> {
    DecodeFailure::of::<T>(body.as_bytes())
        .map(|value| serde_json::to_value(value).expect("wire types can be encoded"))
}

macro_rules! registry {
    ($($name:literal => $kind:ty, read: $read:literal;)*) => {
        const SCHEMAS: &[Schema] = &[$(Schema {
            name: $name,
            read: $read,
            reencode: reencode::<$kind>,
            #[cfg(feature = "schemars")]
            described: || schemars::schema_for!($kind).to_value(),
        }),*];
    };
}

nova_client::for_each_schema!(registry);

/// Returns the contract from which the types were generated.
fn contract() -> Value {
    let text =
        std::fs::read_to_string(openapi().join("nova.json")).expect("the contract can be read");
    // The check that runs this test reports a byte order mark.
    serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("the contract is JSON")
}

fn openapi() -> PathBuf {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets this variable");
    PathBuf::from(root).join("../openapi")
}

/// Prints the findings as lines for `cargo xtask check`, each with a file and a description, and
/// fails if there are any.
#[track_caller]
fn assert_no_findings(findings: &[(String, String)]) {
    for (file, what) in findings {
        println!("drift: {file}: {what}");
    }
    assert!(findings.is_empty(), "{} findings", findings.len());
}

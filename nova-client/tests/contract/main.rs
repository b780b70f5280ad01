//! The compiled types against the contract: its documented bodies, and bodies made from its
//! schemas.
//!
//! `cargo xtask check` runs this and collects the lines that start with `drift: `. Which schemas
//! there are, the code generation says, so a new one is covered the moment it is in the contract.

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

/// A schema of the contract, and what its Rust type does.
struct Schema {
    name: &'static str,
    /// Whether responses hold it, so that it must be read tolerantly.
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

/// The contract that the types were generated from.
fn contract() -> Value {
    let text =
        std::fs::read_to_string(openapi().join("nova.json")).expect("the contract can be read");
    // A byte order mark is a matter of form, which the check that runs this reports.
    serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("the contract is JSON")
}

fn openapi() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
    PathBuf::from(here).join("../openapi")
}

/// Fails with all findings, each a line that `cargo xtask check` can read: the file, then what is
/// wrong.
#[track_caller]
fn none(findings: &[(String, String)]) {
    for (file, what) in findings {
        println!("drift: {file}: {what}");
    }
    assert!(findings.is_empty(), "{} findings", findings.len());
}

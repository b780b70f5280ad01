//! Tests of decoding: unknown values are kept, deviations are tolerated, errors contain paths and
//! never content.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod decoding;
mod open_enums;
mod paths;
mod redaction;
mod responses;
mod server;
mod tolerance;
mod unreadable;

/// Returns the vendor's documented body, which the tests modify.
fn documented() -> serde_json::Value {
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets this variable");
    let text = std::fs::read_to_string(format!(
        "{folder}/openapi/examples/ScoringBatchStatus.documented.json"
    ));
    serde_json::from_str(&text.expect("the example can be read")).expect("the example is JSON")
}

//! What the crate promises about everything the vendor may send: kept, tolerated, placed, never
//! shown.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod decoding;
mod open_enums;
mod paths;
mod redaction;
mod responses;
mod server;
mod tolerance;
mod unreadable;

/// The body the vendor documents, which the tests then bend.
fn documented() -> serde_json::Value {
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
    let text = std::fs::read_to_string(format!(
        "{folder}/openapi/examples/ScoringBatchStatus.documented.json"
    ));
    serde_json::from_str(&text.expect("the example can be read")).expect("the example is JSON")
}

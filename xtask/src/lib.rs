//! Developer commands of the workspace: keeping the contract, the generated code and the
//! hand-written code in step.
//!
//! It is not part of the product, and the product crates are not linked, so that a broken
//! `generated.rs` can still be reported and fixed. Checks that need the compiled types run in a
//! separate `cargo test`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "these are commands; their output is their purpose"
)]

#[allow(unreachable_pub, reason = "plain modules here and in build.rs, no crate of their own")]
#[path = "../../nova-client/codegen/mod.rs"]
pub mod codegen;

pub mod add_operation;
pub mod bench;
pub mod body_validation;
pub mod check;
pub mod ci;
pub mod client_diff;
pub mod conformance;
pub mod contract;
pub mod drift;
pub mod finding;
pub mod json;
mod openapi_generator;
pub mod public_api;
pub mod regenerate;
mod tools;
pub mod workspace;

//! `cargo xtask drift`: pairs of contracts and pages with their expected findings.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    missing_docs
)]

mod beyond;
mod command;
mod corpus;
mod evidence;
mod fields;
mod gate;
mod golden;
mod operations;
mod pages;
mod spelling;
mod support;
mod values;

//! `cargo xtask drift`: pairs of contracts and pages, each with the response that must come out.

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

//! `cargo xtask drift`: pairs of contracts and pages, each with the answer that must come out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    missing_docs
)]

mod beyond;
mod command;
mod gate;
mod golden;
mod members;
mod operations;
mod pages;
mod spelling;
mod support;
mod values;

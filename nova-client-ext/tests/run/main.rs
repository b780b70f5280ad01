//! Runs, on a mock behind a real socket and in a real SQLite file.

#![cfg(all(feature = "mock", feature = "sqlite"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    unreachable_pub
)]

mod child;
mod ends;
mod killed;
mod outages;
#[cfg(all(unix, feature = "postgres"))]
mod postgres;
mod stores;
mod support;
#[cfg(feature = "webhook")]
mod webhooks;

//! Tests of runs, with a mock behind a real socket and real databases.

#![cfg(all(feature = "mock", feature = "sqlite"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    unreachable_pub
)]

mod child;
mod directory;
mod ends;
mod killed;
mod outages;
mod own_store;
mod parked;
#[cfg(all(unix, feature = "postgres"))]
mod postgres;
#[cfg(all(unix, feature = "cli"))]
mod served;
#[cfg(all(unix, feature = "postgres"))]
mod server;
mod stores;
mod support;
#[cfg(all(unix, feature = "postgres"))]
mod tls;
#[cfg(feature = "webhook")]
mod webhooks;

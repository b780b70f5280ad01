//! The `nova` command as its users meet it: the real binary, over real sockets.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod criteria;
mod delete;
mod doctor;
mod errors;
mod analytics;
mod input_files;
mod submit;
mod interrupt;
mod job;
mod library;
mod readme;
mod retry;
mod harness;
mod status;
mod demo_and_mock;
mod usage;
mod watch;
mod webhook;

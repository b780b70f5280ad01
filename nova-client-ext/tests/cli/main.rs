//! The `nova` command as its users meet it: the real binary, over real sockets.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod analytics;
mod criteria;
mod delete;
mod demo_and_mock;
mod doctor;
mod errors;
mod harness;
mod input_files;
mod interrupt;
mod job;
mod library;
mod readme;
mod retry;
mod run;
mod status;
mod submit;
mod usage;
mod watch;
mod webhook;

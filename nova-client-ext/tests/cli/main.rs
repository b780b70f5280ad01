//! Tests of the `nova` command: the real binary, over real sockets.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod accepted;
mod access;
mod analytics;
#[cfg(unix)]
mod blocked;
mod config;
mod criteria;
mod current;
mod delete;
mod demo_and_mock;
mod doctor;
mod errors;
mod harness;
mod input_files;
mod interrupt;
mod job;
mod library;
mod mock_server;
#[cfg(unix)]
mod pty;
mod readme;
mod retry;
mod run;
#[cfg(unix)]
mod run_output;
mod run_resumes;
#[cfg(unix)]
mod run_terminal;
mod safety;
mod schemas;
mod status;
mod submit;
#[cfg(unix)]
mod terminal;
mod usage;
mod watch;
mod webhook;
mod webhook_attacks;

//! The `nova` command as its users meet it: the real binary, over real sockets.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod criteria;
mod delete;
mod doctor;
mod errors;
mod figures;
mod files;
mod intake;
mod interrupt;
mod job;
mod library;
mod readme;
mod retry;
mod run;
mod status;
mod story;
mod usage;
mod watch;
mod webhook;

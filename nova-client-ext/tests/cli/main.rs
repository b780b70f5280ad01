//! The `nova` command as its users meet it: the real binary, over real sockets.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod doctor;
mod errors;
mod files;
mod interrupt;
mod readme;
mod run;
mod status;
mod story;
mod usage;
mod watch;
mod webhook;

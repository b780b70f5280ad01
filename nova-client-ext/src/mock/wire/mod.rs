//! The wire level: responses, faults, and how they are written to the socket.
//!
//! This module is independent of Nova's operations.

pub(crate) mod body;
pub(crate) mod closed_port;
pub(crate) mod connections;
pub(crate) mod fault;
mod gzip;
pub(crate) mod head_timeout;
pub(crate) mod response;
pub(crate) mod socket;

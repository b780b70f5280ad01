//! Bytes on a socket: responses, the faults that spoil them, and how either is written.
//!
//! Nothing in here knows what Nova is about.

pub(crate) mod body;
pub(crate) mod closed_port;
pub(crate) mod connections;
pub(crate) mod fault;
mod gzip;
pub(crate) mod head_timeout;
pub(crate) mod response;
pub(crate) mod socket;

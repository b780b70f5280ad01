//! The generated client of the Nova Embed API.
//!
//! Everything in [`types`], [`builder`], [`Client`], [`OPERATIONS`] and [`BUCKETS`] is generated
//! from the OpenAPI contract `openapi/nova.json`: at build time with the feature `codegen` (the
//! default), or from the checked-in copy of the same code without it. This crate contains no
//! policy: error classification, retries and waiting are in `nova-client-ext`, which most services
//! should depend on instead.
//!
//! The hand-written part of this crate is small and has one purpose: no data from the vendor is
//! lost or leaked.
//!
//! * every enum is **open**: a value that is not in the contract is kept unchanged as `Unknown`;
//! * responses are read **tolerantly**: nullable fields and lists may be absent, unknown fields are
//!   ignored, bounds are not enforced;
//! * the error for a body that cannot be decoded contains the **path** ([`DecodeFailure`]), never
//!   the content;
//! * every request goes through one [`Transport`].
//!
//! ```
//! use nova_client::types::{BatchStatus, ScoringBatchStatus};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let body = r#"{"batch": {"id": "sb_1", "jobId": "job-1", "status": "paused", "totalJobs": 1,
//!     "completedJobs": 0, "failedJobs": 0, "createdAt": "2025-12-14T10:30:45Z"}}"#;
//! let status: ScoringBatchStatus = serde_json::from_str(body)?;
//! assert!(status.batch.status.is_unknown());
//! assert_eq!(status.batch.status.as_str(), "paused");
//! assert_ne!(status.batch.status, BatchStatus::Pending);
//! assert!(status.scoring_jobs.is_empty());
//! # Ok(())
//! # }
//! ```

mod change;
#[allow(dead_code, reason = "which of the checks are used depends on the contract")]
mod constraints;
mod contract;
mod decode;
mod open_enum;
pub mod text;
mod tolerant;
mod transport;
mod unknown;
mod unknown_fields;

#[allow(unused_imports, reason = "which of them is used depends on the contract")]
use open_enum::{open_enum, open_integer_enum};

#[cfg(feature = "codegen")]
#[allow(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_imports,
    deprecated,
    rustdoc::all,
    clippy::all,
    clippy::pedantic
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}
#[cfg(not(feature = "codegen"))]
#[allow(missing_docs, missing_debug_implementations, unreachable_pub, unused_imports, deprecated, rustdoc::all, clippy::all, clippy::pedantic)]
#[rustfmt::skip]
mod generated;

/// The OpenAPI document from which this client was generated, as text.
pub const CONTRACT: &str = include_str!("../openapi/nova.json");

pub use change::Change;
pub use contract::{Bucket, Idempotency, Operation};
pub use decode::DecodeFailure;
pub use generated::{
    BUCKETS, ByteStream, CONTRACT_VERSION, Client, ClientInfo, DEFAULT_BASE_URL, Error,
    MAX_REQUEST_BYTES, OPERATIONS, ResponseValue, builder, parameters, types,
};
pub use tolerant::{UnreadableValue, UnreadableValues};
pub use transport::{
    BoxFuture, Direct, Failure, Misrouted, Transport, TransportRequest, failure_of,
};
pub use unknown::UnknownValue;

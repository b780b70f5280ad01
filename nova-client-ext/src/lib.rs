//! A client of the Nova Embed API for services that must know what became of every application.

mod client;
mod error;
#[cfg(feature = "mock")]
pub mod mock;
mod scoring;
mod transport;
mod watch;

pub use client::{
    ApiKey, ApplicationId, Batch, Call, Environment, Job, JobId, Nova, NovaBuilder, Reply, ScoringBatchId,
    ScoringJobId, Tenant, TenantId,
};
pub use error::{Error, ErrorKind};
pub use nova_client::types;
pub use scoring::*;
pub use transport::{RateLimit, RetryPolicy};
pub use watch::{Appeared, BatchEvent, BatchUpdate, BatchWatch, Progress, SavedWatch, Unfinished, WaitOptions};

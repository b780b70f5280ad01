//! A client of the Nova Embed API for services that must know the outcome of every application.
//!
//! ```no_run
//! use nova_client_ext::{BatchOutcome, Error, Tenant};
//!
//! # async fn example() -> Result<(), Error> {
//! let acme = Tenant::from_env()?;
//! let report = acme.job("job_abc123")?.batch("sb_abc123")?.report().await?;
//! if report.outcome() == BatchOutcome::PartialFailure {
//!     println!("to rescore: {:?}", report.retry_plan().rescore);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! * The handles follow the paths of the API: [`Nova`] → [`Tenant`] → [`Job`] → [`Batch`], or
//!   [`Application`] → [`ScoringJob`].
//! * A [`Call`] is a future that takes options before it is awaited.
//! * [`Job::submit_batch`] and [`Application::score`] submit applications, [`Job::retry`] submits
//!   again what failed.
//! * [`BatchReport`] is the analysis of a batch status. It is pure: [`BatchReport::new`] needs no
//!   client.
//! * [`Error`] is the one error, and [`types`] are the wire types, generated from the contract.
//! * `webhook` (feature `webhook`) verifies and parses what Nova delivers.
//! * `mock` (feature `mock`) is an in-process Nova for tests.
//! * `guide` has a page for each subject.
//!
//! Requests, responses, pacing and retries follow the contract's table of operations. The settings
//! are on [`NovaBuilder`].
//!
//! # Responses for your own tests
//!
//! The types of responses may gain fields at any time, so they have no struct literals outside this
//! crate. Each has a builder, in which only the required fields must be set, and each decodes from
//! the JSON that the vendor sends. The types of this crate are converted from them as after a call:
//!
//! ```
//! use nova_client_ext::types::{self, BatchStatus, ErrorCode, ScoringJobStatus};
//! use nova_client_ext::{BatchOutcome, BatchReport};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let created_at: chrono::DateTime<chrono::Utc> = "2026-03-08T00:00:00Z".parse()?;
//! let batch = types::ScoringBatch::builder()
//!     .id("sb_1")
//!     .job_id("job-1")
//!     .status(BatchStatus::Failed)
//!     .total_jobs(1)
//!     .completed_jobs(0)
//!     .failed_jobs(1)
//!     .created_at(created_at);
//! let job = types::ScoringJob::builder()
//!     .id("sj_1")
//!     .job_id("job-1")
//!     .application_id("app-1")
//!     .status(ScoringJobStatus::Failed)
//!     .error_code(ErrorCode::Timeout)
//!     .is_rescore(false)
//!     .queued_at(created_at);
//! let jobs = vec![types::ScoringJob::try_from(job)?];
//! let status = types::ScoringBatchStatus::builder().batch(batch).scoring_jobs(jobs).rejected_applications(vec![]);
//! let report = BatchReport::new(&status.try_into()?);
//! assert_eq!(report.outcome(), BatchOutcome::TotalFailure);
//! # Ok(())
//! # }
//! ```
//!
//! So [`ScoringJobReport::new`](report::ScoringJobReport::new) takes a `ScoringJob`, and
//! [`RateLimits`](rate_limits::RateLimits) and [`CurrentCriteria`](criteria::CurrentCriteria) are
//! `From` the types of their responses. To test whole exchanges, errors included, use `mock`; to
//! create a delivery, `webhook::sign`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod access;
mod client;
pub mod drift;
pub mod error;
#[cfg(any(doc, doctest))]
pub mod guide;
mod latency;
#[cfg(feature = "mock")]
pub mod mock;
pub mod report;
mod resources;
#[cfg(feature = "run")]
pub mod run;
pub mod submit;
mod transport;
pub mod watch;
#[cfg(feature = "webhook")]
pub mod webhook;
mod words;

pub use access::{
    ApiKey, ApplicationId, CriteriaVersionId, CriterionId, DeletionRequestId, Environment, JobId,
    QuestionSetId, ScoringBatchId, ScoringJobId, TenantId,
};
pub use client::{Application, Batch, Call, Job, Nova, NovaBuilder, Response, ScoringJob, Tenant};
pub use error::{Error, ErrorKind};
pub use nova_client::types;
pub use report::{BatchOutcome, BatchReport, Remedy};
pub use resources::{analytics, criteria, deletions, library, question_sets, rate_limits};
pub use transport::{Pacing, RetryPolicy};
pub use watch::WaitOptions;
pub use words::UnknownWord;

/// The kinds of [`Call`]s, and the arguments of hooks: see [`NovaBuilder::on_call`].
pub mod call {
    pub use crate::client::{AttemptReport, CallReport, Keyed, Unkeyed};
}

/// The contract's tables: operations with their idempotency, and rate buckets.
pub mod contract {
    pub use nova_client::{BUCKETS, Bucket, Idempotency, OPERATIONS, Operation};
}

/// The README's examples, compiled and run with the other documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

//! The identity and address of calls: the API key, the environment it belongs to, the base URL, and
//! typed ids.
//!
//! Nothing here does I/O.

use std::sync::{Arc, RwLock};

mod base_url;
pub(crate) mod credentials;
mod id;
mod key;

pub(crate) use base_url::BaseUrl;
pub(crate) use id::validated;
pub use id::{
    ApplicationId, CriteriaVersionId, CriterionId, DeletionRequestId, JobId, QuestionSetId,
    ScoringBatchId, ScoringJobId, TenantId,
};
pub use key::{ApiKey, Environment};

/// The key behind a lock, so that it can be rotated, and in an `Arc`, so that calls in flight share
/// one copy.
pub(crate) type SharedKey = RwLock<Arc<ApiKey>>;

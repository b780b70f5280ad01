//! Who calls whom: the API key, the environment it belongs to, the base URL, and typed ids.
//!
//! Nothing here does I/O.

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

//! Guides by subject. They are also files in the repository, under `nova-client-ext/docs/`.

#[doc = include_str!("../docs/errors.md")]
pub mod errors {}

#[doc = include_str!("../docs/features.md")]
pub mod features {}

#[doc = include_str!("../docs/rate-limits.md")]
pub mod rate_limits {}

#[doc = include_str!("../docs/reports.md")]
pub mod reports {}

#[doc = include_str!("../docs/runs.md")]
pub mod runs {}

#[doc = include_str!("../docs/tenants.md")]
pub mod tenants {}

#[doc = include_str!("../docs/testing.md")]
pub mod testing {}

#[doc = include_str!("../docs/tracing.md")]
pub mod tracing {}

#[doc = include_str!("../docs/waiting.md")]
pub mod waiting {}

#[doc = include_str!("../docs/webhooks.md")]
pub mod webhooks {}

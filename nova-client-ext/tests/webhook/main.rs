//! Webhooks: verified, read, sent by the mock, and merged into watches.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod accounting;
mod events;
mod example;
mod receiver;
mod sending;
mod verify;
mod watching;

/// A secret whose part after the prefix is Base64.
pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLKsw";

pub(crate) const TENANT: &str = "acme-corp";
pub(crate) const JOB: &str = "job-1";

/// Returns the vendor's documented example of a body, complete or abridged.
pub(crate) fn documented(schema: &str) -> Vec<u8> {
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/examples");
    std::fs::read(examples.join(format!("{schema}.documented.json")))
        .or_else(|_| std::fs::read(examples.join(format!("{schema}.abridged.json"))))
        .unwrap()
}

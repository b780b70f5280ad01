//! The types of the generated tables.

use std::time::Duration;

/// An operation of the contract, with the rules for its calls.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The contract's `operationId`, for example `getScoringBatchStatus`.
    pub id: &'static str,
    /// The name of the method on [`Client`](crate::Client).
    pub name: &'static str,
    /// The HTTP method.
    pub method: http::Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Other paths of the contract that have a fixed segment where this one has a parameter. A call
    /// with an id equal to that segment would reach the other path.
    pub narrower: &'static [&'static str],
    /// The rate bucket that its calls count against.
    pub bucket: &'static Bucket,
    /// Whether a call may be repeated.
    pub idempotency: Idempotency,
    /// Whether a call must name a tenant.
    pub needs_tenant: bool,
}

impl Operation {
    /// Returns the operation with this `operationId` or method name.
    ///
    /// ```
    /// let operation = nova_client::Operation::find("getScoringBatchStatus").unwrap();
    /// assert_eq!(operation.bucket.name, "read_and_ops");
    /// ```
    pub fn find(id: &str) -> Option<&'static Self> {
        crate::OPERATIONS.iter().find(|operation| operation.id == id || operation.name == id)
    }
}

/// A rate bucket: all calls of an API key to its operations share its limit.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bucket {
    /// The vendor's name, as in `X-RateLimit-Bucket`.
    pub name: &'static str,
    /// Requests allowed in each window.
    pub limit: u32,
    /// The length of a window.
    pub per: Duration,
    /// The maximum number of concurrent requests, if the vendor limits it.
    pub max_in_flight: Option<u32>,
}

impl Bucket {
    /// Returns the bucket of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        crate::BUCKETS.iter().find(|bucket| bucket.name == name)
    }
}

/// Whether a call may be repeated, from the contract's `x-nova-idempotency`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Idempotency {
    /// The call only reads; it can be repeated safely.
    Safe,
    /// The vendor recognises a repeat by the content of the request.
    BuiltIn,
    /// The vendor recognises a repeat by its `Idempotency-Key` header.
    Key,
    /// A repeat may take effect twice.
    None,
}

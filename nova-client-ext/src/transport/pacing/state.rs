//! The public state of the pacer.

use std::time::Duration;

use serde::{Serialize, Serializer};

/// The pacer's state of one rate bucket. Rates are requests per second.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BucketState {
    /// The vendor's name of the bucket.
    pub name: String,
    /// The limit of the key: the contract's, or that of the last response.
    pub limit: f64,
    /// The present rate of this client.
    pub rate: f64,
    /// The number of concurrent calls.
    pub in_flight: u32,
    /// The present limit of concurrent calls, if the bucket has one.
    pub max_in_flight: Option<u32>,
    /// The number of foreground calls that wait for admission.
    pub queued: usize,
    /// The number of background calls that wait for admission.
    pub queued_background: usize,
    /// How much longer the bucket is held after a 429; in JSON in milliseconds.
    #[serde(rename = "heldMs", serialize_with = "milliseconds")]
    pub held_for: Option<Duration>,
    /// The remaining requests of the window, in the last response.
    pub remaining: Option<u32>,
    /// The estimated rate of other clients of the key; `None` before the first estimate.
    pub others: Option<f64>,
    /// Whether the vendor's rate limiter reported that it is down.
    pub degraded: bool,
    /// The number of 429s so far.
    pub rate_limited: u64,
}

#[allow(clippy::ref_option)] // the signature is serde's
fn milliseconds<S: Serializer>(held: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    held.map(|held| u64::try_from(held.as_millis()).unwrap_or(u64::MAX)).serialize(serializer)
}

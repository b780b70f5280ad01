//! What the pacer knows, for those who ask.

use std::time::Duration;

use serde::{Serialize, Serializer};

/// What the pacer knows of one rate bucket. Rates are requests per second.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BucketState {
    /// The vendor's name of the bucket.
    pub name: String,
    /// The limit for everybody on the key: the contract's, or what the last answer said.
    pub limit: f64,
    /// The rate this client allows itself now.
    pub rate: f64,
    /// Calls under way.
    pub in_flight: u32,
    /// How many may be under way now, where the bucket caps that.
    pub max_in_flight: Option<u32>,
    /// Foreground calls that wait for admission.
    pub queued: usize,
    /// Background calls that wait for theirs.
    pub queued_background: usize,
    /// How much longer a 429 holds the bucket, in milliseconds in JSON.
    #[serde(rename = "heldMs", serialize_with = "milliseconds")]
    pub held_for: Option<Duration>,
    /// What the last answer said was left of its window.
    pub remaining: Option<u32>,
    /// What others on the key use, by estimate; `None` until that can be told.
    pub others: Option<f64>,
    /// Whether the vendor's limiter said that it is down.
    pub degraded: bool,
    /// Answers so far that were 429.
    pub rate_limited: u64,
}

#[allow(clippy::ref_option)] // the signature is serde's
fn milliseconds<S: Serializer>(held: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    held.map(|held| u64::try_from(held.as_millis()).unwrap_or(u64::MAX)).serialize(serializer)
}

//! The rate limits of the key and what is left of them.

use std::collections::BTreeMap;

pub use crate::transport::{BucketState, RateLimit};
use chrono::{DateTime, Utc};
use nova_client::types;
use serde::{Deserialize as _, Serialize};
use serde_json::Value;

use crate::client::{Call, Nova};

/// The state of each rate bucket, as the vendor reports it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RateLimits {
    /// The vendor's identifier of the partner.
    pub partner_id: String,
    /// The environment of the key.
    pub environment: types::KeyEnvironment,
    /// When the vendor created this; `None` if the timestamp is missing or unreadable.
    pub generated_at: Option<DateTime<Utc>>,
    /// Whether the vendor's rate limiter is down; requests are then not counted.
    pub degraded: bool,
    /// The buckets by name.
    pub buckets: BTreeMap<String, RateBucket>,
    /// The concurrent requests of each bucket, by the vendor's name for it.
    pub in_flight: BTreeMap<String, InFlight>,
}

/// The state of one rate bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RateBucket {
    /// Requests that the bucket allows per second.
    pub limit: i64,
    /// Requests left in the current window.
    pub remaining: i64,
    /// When the window ends.
    pub reset_at: Option<DateTime<Utc>>,
    /// Seconds until the window ends.
    pub reset_in_seconds: Option<i64>,
}

/// The concurrent requests of one bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InFlight {
    /// The maximum number of concurrent requests.
    pub limit: i64,
    /// The present number of concurrent requests.
    pub active: i64,
    /// Seconds to wait before another may be sent.
    pub retry_after_seconds: Option<i64>,
}

impl Nova {
    /// Returns the state of each rate bucket. The call belongs to no tenant.
    ///
    /// Vendor operation `getRateLimitStatus`, in a bucket of its own, `rate_limit_status`; it only
    /// reads, so it is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors).
    pub fn rate_limits(&self) -> Call<RateLimits> {
        Call::without_tenant(
            self,
            |client| async move { client.get_rate_limit_status().send().await },
        )
        .map(RateLimits::from)
    }
}

/// The documentation does not say whether the buckets are at the top level or in a container; both
/// are read.
impl From<types::RateLimitStatus> for RateLimits {
    fn from(status: types::RateLimitStatus) -> Self {
        let mut limits = Self {
            partner_id: status.partner_id.clone(),
            environment: status.environment.clone(),
            generated_at: status.generated_at,
            degraded: status.degraded,
            buckets: BTreeMap::new(),
            in_flight: BTreeMap::new(),
        };
        if let Ok(Value::Object(fields)) = serde_json::to_value(&status) {
            for (name, value) in &fields {
                limits.read(name, value, true);
            }
        }
        limits
    }
}

impl RateLimits {
    fn read(&mut self, name: &str, value: &Value, may_be_container: bool) {
        if let Ok(types::RateBucketStatus {
            limit, remaining, reset_at, reset_in_seconds, ..
        }) = types::RateBucketStatus::deserialize(value)
        {
            let reset_at = reset_at.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
            self.buckets.insert(
                name.to_owned(),
                RateBucket { limit, remaining, reset_at, reset_in_seconds },
            );
        } else if let Ok(types::InFlightStatus { limit, active, retry_after_seconds, .. }) =
            types::InFlightStatus::deserialize(value)
        {
            self.in_flight.insert(name.to_owned(), InFlight { limit, active, retry_after_seconds });
        } else if let (Value::Object(fields), true) = (value, may_be_container) {
            fields.iter().for_each(|(name, value)| self.read(name, value, false));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::RateLimits;

    #[test]
    fn buckets_are_found_beside_the_other_fields_and_in_a_container() {
        let head = json!({"partnerId": "p", "environment": "SANDBOX", "generatedAt": "2026-03-08T00:00:00Z",
            "degraded": false});
        let buckets = json!({"read_and_ops": {"limit": 20, "remaining": 19, "resetAt": 1, "resetInSeconds": 1},
            "brand_new": {"limit": 5, "remaining": 5}, "criteria_ai_inflight": {"limit": 4, "active": 1,
            "retryAfterSeconds": 3}});
        let mut beside = head.clone();
        beside.as_object_mut().unwrap().extend(buckets.as_object().unwrap().clone());
        let mut inside = head;
        inside["buckets"] = buckets;
        for body in [beside, inside] {
            let limits = RateLimits::from(
                serde_json::from_value::<nova_client::types::RateLimitStatus>(body).unwrap(),
            );
            assert_eq!(limits.buckets.keys().collect::<Vec<_>>(), ["brand_new", "read_and_ops"]);
            assert_eq!(limits.buckets["read_and_ops"].remaining, 19);
            assert_eq!(limits.buckets["read_and_ops"].reset_at.map(|at| at.timestamp()), Some(1));
            let flight = &limits.in_flight["criteria_ai_inflight"];
            assert_eq!((flight.active, flight.retry_after_seconds), (1, Some(3)));
        }
    }
}

//! Converts a response into an observation, and bounds its values.
//!
//! Only a response with the vendor's own rate headers is evidence on a bucket:
//! `X-RateLimit-Bucket`, or `X-RateLimit-Limit` and `-Remaining` together. A proxy's error page has
//! none and changes nothing; a 429 without them concerns its call, and holds the bucket for a few
//! seconds at most.

use std::time::Duration;

use nova_client::Bucket;

use super::super::RateLimit;

/// The maximum of a received limit, as a multiple of the contract's: allows a raised quota, but not
/// a header that would disable pacing.
const MAX_LIMIT_FACTOR: u32 = 4;
/// The maximum hold of a 429 from the vendor, whose windows take a second.
const MAX_HOLD: Duration = Duration::from_secs(120);
/// The maximum hold of a 429 without rate headers, and its hold without `Retry-After`.
const MAX_UNSIGNED_HOLD: Duration = Duration::from_secs(3);
const UNSIGNED_HOLD: Duration = Duration::from_millis(500);

/// The evidence of a response on rate limits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Observation {
    /// The state of a bucket, from the vendor's rate limiter.
    Limiter(Standing),
    /// A 429 without rate headers: the bucket is held this long.
    Unsigned(Duration),
}

/// The state of a bucket when a request was counted or rejected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Standing {
    pub(super) accepted: bool,
    pub(super) bucket: Option<String>,
    pub(super) limit: Option<u32>,
    pub(super) remaining: Option<u32>,
    /// The end of the window, in Unix seconds of the server's clock.
    pub(super) reset: Option<u32>,
    pub(super) degraded: bool,
    /// `Retry-After` of a 429.
    pub(super) hold: Option<Duration>,
}

impl Observation {
    /// Creates an observation from a response, if it is evidence. `contract` is the bucket of the
    /// operation in the contract.
    pub(crate) fn of(
        is_429: bool,
        rate: RateLimit,
        retry_after: Option<Duration>,
        contract: &Bucket,
    ) -> Option<Self> {
        let has_rate_headers =
            rate.bucket.is_some() || (rate.limit.is_some() && rate.remaining.is_some());
        if !has_rate_headers {
            let hold = retry_after.unwrap_or(UNSIGNED_HOLD).min(MAX_UNSIGNED_HOLD);
            return is_429.then_some(Self::Unsigned(hold));
        }
        let named = rate.bucket.as_deref().and_then(Bucket::find);
        let max = named.unwrap_or(contract).limit.saturating_mul(MAX_LIMIT_FACTOR).max(1);
        Some(Self::Limiter(Standing {
            accepted: !is_429,
            bucket: rate.bucket,
            limit: rate.limit.filter(|limit| *limit > 0).map(|limit| limit.min(max)),
            remaining: rate.remaining,
            reset: rate.reset.and_then(|reset| u32::try_from(reset).ok()),
            degraded: rate.degraded,
            hold: retry_after.filter(|_| is_429).map(|wait| wait.min(MAX_HOLD)),
        }))
    }
}

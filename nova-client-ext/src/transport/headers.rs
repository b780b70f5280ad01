//! The headers of the vendor's API: what is sent, and what can be read from an answer.

use std::time::{Duration, UNIX_EPOCH};

use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

use super::clock::Clock;

pub(super) const TENANT_ID: HeaderName = HeaderName::from_static("x-tenant-id");
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
pub(super) const EXPECTED_REVISION: HeaderName =
    HeaderName::from_static("x-expected-criteria-revision");
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");
const BUCKET: HeaderName = HeaderName::from_static("x-ratelimit-bucket");
const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
const DEGRADED: HeaderName = HeaderName::from_static("x-ratelimit-degraded");

/// The longest trace id that is kept.
const LONGEST_TRACE_ID: usize = 128;

/// What an answer says of its rate bucket (`X-RateLimit-*`). Members the answer lacks, or has in
/// another form, are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The bucket the request was counted in.
    pub bucket: Option<String>,
    /// Requests the bucket allows per second.
    pub limit: Option<u32>,
    /// Requests left in the current window.
    pub remaining: Option<u32>,
    /// When the window ends, in seconds since the Unix epoch, by the vendor's clock.
    pub reset: Option<u64>,
    /// Whether the vendor's limiter is down; requests then pass uncounted.
    pub degraded: bool,
}

impl RateLimit {
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        Self {
            bucket: text(headers, &BUCKET).map(str::to_owned),
            limit: text(headers, &LIMIT).and_then(|text| text.parse().ok()),
            remaining: text(headers, &REMAINING).and_then(|text| text.parse().ok()),
            reset: text(headers, &RESET).and_then(|text| text.parse().ok()),
            degraded: text(headers, &DEGRADED)
                .is_some_and(|text| text.eq_ignore_ascii_case("true")),
        }
    }
}

/// Whether the answer is that of an earlier request with the same idempotency key.
pub(crate) fn is_replay(headers: &HeaderMap) -> bool {
    text(headers, &REPLAYED).is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// The vendor's name for the exchange.
pub(crate) fn trace_id(headers: &HeaderMap) -> Option<&str> {
    // Only visible ASCII can be read as text, so that any place is a boundary of characters.
    text(headers, &TRACE_ID)
        .filter(|id| !id.is_empty())
        .map(|id| id.get(..LONGEST_TRACE_ID).unwrap_or(id))
}

/// How long to wait before the next attempt, from seconds or from an HTTP date. Anything else is no
/// wish at all.
///
/// A date is read against the answer's own `Date` where it has one, so that a wrong clock on either
/// side does not matter.
pub(super) fn retry_after(headers: &HeaderMap, clock: &Clock) -> Option<Duration> {
    let wish = text(headers, &RETRY_AFTER)?.trim();
    if !wish.is_empty() && wish.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit still mean "not in this call's lifetime".
        return Some(Duration::from_secs(wish.parse().unwrap_or(u64::from(u32::MAX))));
    }
    let until = httpdate::parse_http_date(wish).ok()?;
    let now = text(headers, &DATE)
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .unwrap_or_else(|| UNIX_EPOCH + clock.since_epoch());
    Some(until.duration_since(now).unwrap_or_default())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

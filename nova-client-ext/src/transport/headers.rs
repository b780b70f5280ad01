//! The headers of the vendor's API: those that are sent, and those that are read from a response.

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

/// The maximum length of a trace id.
const MAX_TRACE_ID: usize = 128;

/// The rate limit headers of a response (`X-RateLimit-*`). Missing and malformed ones are `None`.
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
    /// Whether the vendor's rate limiter is down; requests are then not counted.
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

/// Returns whether this is the response to an earlier request with the same idempotency key.
pub(crate) fn is_replay(headers: &HeaderMap) -> bool {
    text(headers, &REPLAYED).is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// Returns the vendor's id of the request.
pub(crate) fn trace_id(headers: &HeaderMap) -> Option<&str> {
    // `to_str` accepts only visible ASCII, so every index is a character boundary.
    text(headers, &TRACE_ID)
        .filter(|id| !id.is_empty())
        .map(|id| id.get(..MAX_TRACE_ID).unwrap_or(id))
}

/// Returns the wait before the next attempt, from `Retry-After` in seconds, whole or with a
/// fraction, or as an HTTP date. Of several values the longest counts; invalid ones are ignored.
///
/// A date is compared with the response's own `Date`, if it has one, so that a wrong clock on
/// either side does not matter.
pub(super) fn retry_after(headers: &HeaderMap, clock: &Clock) -> Option<Duration> {
    let values = headers.get_all(RETRY_AFTER).iter().filter_map(|value| value.to_str().ok());
    let waits = values.filter_map(|value| match httpdate::parse_http_date(value.trim()) {
        Ok(until) => {
            let now = text(headers, &DATE)
                .and_then(|date| httpdate::parse_http_date(date).ok())
                .unwrap_or_else(|| UNIX_EPOCH + clock.since_epoch());
            Some(until.duration_since(now).unwrap_or_default())
        }
        // An intermediary may have joined two headers.
        Err(_) => value.split(',').filter_map(seconds).max(),
    });
    waits.max()
}

/// Parses seconds, rounded up.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    // A number that overflows still means a very long wait.
    let whole = whole.parse().unwrap_or(u64::from(u32::MAX));
    let more = u64::from(fraction.bytes().any(|digit| digit != b'0'));
    Some(Duration::from_secs(whole.saturating_add(more)))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn wait(values: &[&str]) -> Option<u64> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(RETRY_AFTER, HeaderValue::try_from(*value).unwrap());
        }
        headers.insert(DATE, HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"));
        retry_after(&headers, &Clock::new()).map(|wait| wait.as_secs())
    }

    #[tokio::test]
    async fn every_form_of_retry_after_is_honoured_and_rounded_up() {
        for (values, seconds) in [
            (&["3"][..], Some(3)),
            (&[" 3 "], Some(3)),
            (&["3.5"], Some(4)),
            (&["3.0"], Some(3)),
            (&["0.001"], Some(1)),
            (&["2, 2"], Some(2)),
            (&["2, 7.2 ,x"], Some(8)),
            (&["2", "5"], Some(5)),
            (&["2", "Sun, 06 Nov 1994 08:49:47 GMT"], Some(10)),
            (&["Sun, 06 Nov 1994 08:49:47 GMT"], Some(10)),
            (&["Sun, 06 Nov 1994 08:49:00 GMT"], Some(0)),
            (&["99999999999999999999"], Some(u64::from(u32::MAX))),
            (&["soon"], None),
            (&["-1"], None),
            (&["1e3"], None),
            (&[".5"], None),
            (&[""], None),
            (&[], None),
        ] {
            assert_eq!(wait(values), seconds, "{values:?}");
        }
    }
}

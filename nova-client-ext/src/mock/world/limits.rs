//! The documented rate limits.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use http::StatusCode;
use http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use nova_client::types::ErrorCode;
use nova_client::{BUCKETS, Bucket};

use crate::mock::wire::response::MockResponse;

/// How the mock counts requests against its rate limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RateLimitWindow {
    /// In windows that begin at whole seconds of the server's clock, as documented by the vendor.
    #[default]
    FixedWindow,
    /// In the second before each request. This is stricter: two bursts cannot meet at the edge of a
    /// window.
    SlidingWindow,
    /// Not counted: the headers show every window as unused.
    Off,
}

/// One meter for each bucket of the contract. A request over the limit is not counted.
pub(crate) struct Limiter {
    counting: RateLimitWindow,
    degraded: bool,
    meters: Vec<Meter>,
}

struct Meter {
    bucket: &'static Bucket,
    limit: u32,
    /// The times of counted requests in the current window, in microseconds of the server's clock.
    counted: VecDeque<i64>,
    in_flight: u32,
}

impl Limiter {
    pub(crate) fn new(counting: RateLimitWindow) -> Self {
        let meter =
            |bucket| Meter { bucket, limit: bucket.limit, counted: VecDeque::new(), in_flight: 0 };
        Self { counting, degraded: false, meters: BUCKETS.iter().map(meter).collect() }
    }

    /// Sets the limit of a bucket. Returns false if there is no such bucket.
    pub(crate) fn set_limit(&mut self, bucket: &str, limit: u32) -> bool {
        let meter = self.meters.iter_mut().find(|meter| meter.bucket.name == bucket);
        meter.map(|meter| meter.limit = limit).is_some()
    }

    pub(crate) fn set_degraded(&mut self, degraded: bool) {
        self.degraded = degraded;
    }

    /// Counts a request, or responds with 429. Every admitted request must be
    /// [released](Self::release).
    pub(crate) fn admit(
        &mut self,
        bucket: &'static Bucket,
        now: DateTime<Utc>,
    ) -> (BucketState, Option<MockResponse>) {
        let (counting, degraded) = (self.counting, self.degraded);
        let meter = self.meter(bucket);
        let enforced = counting != RateLimitWindow::Off && !degraded;
        let now = now.timestamp_micros();
        let frees_at = meter.update_window(counting, now);
        if enforced && meter.used() >= meter.limit {
            let wait = seconds_up(frees_at - now).max(1);
            return (meter.state(degraded, frees_at), Some(too_many("Rate limit exceeded", wait)));
        }
        if enforced && meter.bucket.max_in_flight.is_some_and(|cap| meter.in_flight >= cap) {
            // It is unknown when a request in flight will end.
            let response = too_many("Too many requests in flight", 1);
            return (meter.state(degraded, frees_at), Some(response));
        }
        if enforced {
            meter.counted.push_back(now);
        }
        meter.in_flight += 1;
        (meter.state(degraded, frees_at), None)
    }

    /// Releases an admitted request, which has completed or was cancelled.
    pub(crate) fn release(&mut self, bucket: &'static Bucket) {
        let meter = self.meter(bucket);
        meter.in_flight = meter.in_flight.saturating_sub(1);
    }

    /// Returns the state of a bucket, for responses to requests that were not counted.
    pub(crate) fn state(&mut self, bucket: &'static Bucket, now: DateTime<Utc>) -> BucketState {
        let (counting, degraded) = (self.counting, self.degraded);
        let meter = self.meter(bucket);
        let frees_at = meter.update_window(counting, now.timestamp_micros());
        meter.state(degraded, frees_at)
    }

    /// Returns the state of every bucket, with its cap and the number of requests in flight.
    pub(crate) fn states(&mut self, now: DateTime<Utc>) -> Vec<(BucketState, Option<(u32, u32)>)> {
        BUCKETS
            .iter()
            .map(|bucket| {
                let state = self.state(bucket, now);
                let meter = self.meter(bucket);
                (state, bucket.max_in_flight.map(|cap| (cap, meter.in_flight)))
            })
            .collect()
    }

    fn meter(&mut self, bucket: &'static Bucket) -> &mut Meter {
        let index =
            self.meters.iter().position(|meter| meter.bucket.name == bucket.name).unwrap_or_else(
                || {
                    // Operations refer to BUCKETS, so this only occurs with a custom table.
                    self.meters.push(Meter {
                        bucket,
                        limit: bucket.limit,
                        counted: VecDeque::new(),
                        in_flight: 0,
                    });
                    self.meters.len() - 1
                },
            );
        &mut self.meters[index]
    }
}

impl Meter {
    /// Removes requests outside the window, and returns when the next one is allowed, in
    /// microseconds.
    fn update_window(&mut self, counting: RateLimitWindow, now: i64) -> i64 {
        let window = i64::try_from(self.bucket.per.as_micros()).unwrap_or(i64::MAX).max(1);
        match counting {
            RateLimitWindow::FixedWindow | RateLimitWindow::Off => {
                let index = now.div_euclid(window);
                self.counted.retain(|at| at.div_euclid(window) == index);
                (index + 1).saturating_mul(window)
            }
            RateLimitWindow::SlidingWindow => {
                self.counted.retain(|at| *at > now.saturating_sub(window) && *at <= now);
                self.counted.front().unwrap_or(&now).saturating_add(window)
            }
        }
    }

    fn used(&self) -> u32 {
        u32::try_from(self.counted.len()).unwrap_or(u32::MAX)
    }

    fn state(&self, degraded: bool, frees_at: i64) -> BucketState {
        BucketState {
            bucket: self.bucket.name,
            limit: self.limit,
            remaining: self.limit.saturating_sub(self.used()),
            reset: seconds_up(frees_at),
            degraded,
        }
    }
}

/// The state of a bucket, as the rate-limit headers show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BucketState {
    pub(crate) bucket: &'static str,
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Seconds since the Unix epoch, by the server's clock.
    pub(crate) reset: i64,
    pub(crate) degraded: bool,
}

impl BucketState {
    pub(crate) fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut set = |name: &'static str, value: HeaderValue| {
            headers.insert(HeaderName::from_static(name), value);
        };
        set("x-ratelimit-bucket", HeaderValue::from_static(self.bucket));
        set("x-ratelimit-limit", self.limit.into());
        set("x-ratelimit-remaining", self.remaining.into());
        set("x-ratelimit-reset", self.reset.into());
        if self.degraded {
            set("x-ratelimit-degraded", HeaderValue::from_static("true"));
        }
        headers
    }
}

fn too_many(message: &str, wait: i64) -> MockResponse {
    MockResponse::documented_error(StatusCode::TOO_MANY_REQUESTS, ErrorCode::RateLimited, message)
        .header(RETRY_AFTER, wait)
}

/// Converts microseconds to whole seconds, rounded up.
fn seconds_up(micros: i64) -> i64 {
    micros.div_euclid(1_000_000) + i64::from(micros.rem_euclid(1_000_000) > 0)
}

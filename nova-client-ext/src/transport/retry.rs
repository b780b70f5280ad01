//! Whether and when there is another attempt.
//!
//! The decision is made on the raw response, by the contract's idempotency of the operation and not
//! by the HTTP method:
//!
//! | result | `safe`, `built-in`, `key` | `none` |
//! |---|---|---|
//! | no connection was made | retried | retried |
//! | the connection broke, an attempt timed out | retried | no: the vendor may have acted |
//! | 429 | retried, does not count as an attempt | retried, does not count as an attempt |
//! | 503 with `retryable: true` in a JSON body, or with `Retry-After` | retried | retried: the vendor rejected it |
//! | 408, any other 5xx | retried | no |
//! | 409 `IDEMPOTENCY_REQUEST_IN_PROGRESS` | retried, with the same key | – |
//! | any other response with `retryable: true` | retried | no |
//! | any response but 429 with `retryable: false` | no | no |
//! | everything else (success, redirects, an undecodable body, a body over the limit) | no | no |

use std::time::Duration;

use nova_client::{Idempotency, Operation, types};
use reqwest::StatusCode;

use crate::{Error, ErrorKind};

/// When a call is retried, and after which wait.
///
/// The default is that of the vendor's own SDK: 3 attempts, and full-jitter exponential backoff
/// from 500 ms with a multiplier of 2 to at most 30 s. `Retry-After` raises a wait and never lowers
/// it.
///
/// A 429 does not count as an attempt, since the vendor did no work: the call is queued again until
/// its deadline, with any policy.
///
/// ```
/// use nova_client_ext::RetryPolicy;
///
/// let more = RetryPolicy::default().max_attempts(6);
/// let once = RetryPolicy::none();
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    max_attempts: u32,
    initial_backoff: Duration,
    multiplier: f64,
    max_backoff: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            initial_backoff: Duration::from_millis(500),
            multiplier: 2.0,
            max_backoff: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// Creates a policy of one attempt per call.
    pub fn none() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// Sets the maximum number of attempts of a call, including the first.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets the upper bound of the first wait; each wait is random between zero and its bound.
    #[must_use]
    pub fn initial_backoff(mut self, first: Duration) -> Self {
        self.initial_backoff = first;
        self
    }

    /// Sets the factor by which the bound grows from one wait to the next.
    #[must_use]
    pub fn multiplier(mut self, factor: f64) -> Self {
        self.multiplier = factor;
        self
    }

    /// Sets the maximum of the bound. `Retry-After` may be longer.
    #[must_use]
    pub fn max_backoff(mut self, cap: Duration) -> Self {
        self.max_backoff = cap;
        self
    }

    pub(crate) fn check(&self, name: &str) -> Result<(), Error> {
        let invalid = |why: &str| Err(Error::invalid(name, why));
        if self.max_attempts == 0 {
            return invalid("allows no attempt; RetryPolicy::none() allows one");
        }
        if !(self.multiplier.is_finite() && (1.0..=100.0).contains(&self.multiplier)) {
            return invalid("has a multiplier that is not between 1 and 100");
        }
        if self.initial_backoff.is_zero() && self.max_attempts > 1 {
            return invalid(
                "has an initial backoff of zero, which would overload a failing server",
            );
        }
        if self.max_backoff < self.initial_backoff {
            return invalid("has a maximum backoff below the initial one");
        }
        Ok(())
    }

    pub(super) fn allows_another(&self, attempts: u32) -> bool {
        attempts < self.max_attempts
    }

    /// Returns the wait after attempt number `attempts` (from 1).
    pub(super) fn wait(&self, attempts: u32, retry_after: Option<Duration>) -> Duration {
        let exponent = i32::try_from(attempts.saturating_sub(1)).unwrap_or(i32::MAX);
        let bound = (self.initial_backoff.as_secs_f64() * self.multiplier.powi(exponent))
            .min(self.max_backoff.as_secs_f64());
        let backoff = Duration::from_secs_f64(bound * fastrand::f64());
        retry_after.map_or(backoff, |wait| backoff.max(jittered(wait)))
    }

    /// Returns the wait of a call after its 429 number `count` (from 1): the `Retry-After`, or a
    /// backoff without one.
    pub(super) fn wait_after_429(&self, count: u32, retry_after: Option<Duration>) -> Duration {
        // `Retry-After: 0` must not result in a busy loop.
        let min = self.initial_backoff.min(MAX_JITTER).mul_f64(0.5 + fastrand::f64() / 2.0);
        retry_after.map_or_else(|| self.wait(count, None), jittered).max(min)
    }
}

/// The maximum jitter that is added to a `Retry-After`.
const MAX_JITTER: Duration = Duration::from_millis(500);

/// Adds jitter, so that replicas with the same `Retry-After` do not wake at the same time.
fn jittered(wait: Duration) -> Duration {
    wait.saturating_add(wait.min(MAX_JITTER).mul_f64(fastrand::f64()))
}

/// Returns whether another attempt is allowed after this failure.
pub(super) fn is_allowed(operation: &Operation, error: &Error) -> bool {
    let repeatable = operation.idempotency != Idempotency::None;
    match error.kind() {
        ErrorKind::Connect => error.is_retryable(),
        ErrorKind::Timeout | ErrorKind::Disconnected => repeatable || !error.may_have_been_sent(),
        ErrorKind::Api | ErrorKind::Unexpected => {
            let retryable = error.api().and_then(|body| body.retryable);
            match error.status() {
                Some(StatusCode::TOO_MANY_REQUESTS) => true,
                // The vendor documents to repeat it, and marks no 4xx but 429 as retryable.
                Some(StatusCode::CONFLICT) if error.api().is_some_and(is_still_running) => true,
                _ if retryable == Some(false) => false,
                // Without either it may come from a proxy, after the vendor did the work.
                Some(StatusCode::SERVICE_UNAVAILABLE) => {
                    repeatable || retryable.is_some() || error.retry_after().is_some()
                }
                _ => repeatable && error.is_retryable(),
            }
        }
        _ => false,
    }
}

/// Returns whether a response is transient, by its status and its body's `retryable`.
pub(super) fn is_transient(status: StatusCode, body: Option<&types::Error>) -> bool {
    if status == StatusCode::TOO_MANY_REQUESTS {
        return true;
    }
    body.and_then(|body| body.retryable).unwrap_or_else(|| {
        status == StatusCode::REQUEST_TIMEOUT
            || status.is_server_error()
            || (status == StatusCode::CONFLICT && body.is_some_and(is_still_running))
    })
}

/// Returns whether the first request with this idempotency key is still running.
fn is_still_running(body: &types::Error) -> bool {
    body.code == types::ErrorCode::IdempotencyRequestInProgress
}

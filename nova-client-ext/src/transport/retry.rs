//! Whether and when there is another attempt.
//!
//! The decision is made on the raw answer, by the contract's idempotency of the operation and never
//! by the method alone:
//!
//! | what happened | `safe`, `built-in`, `key` | `none` |
//! |---|---|---|
//! | no connection was made | again | again |
//! | the connection broke, an attempt timed out | again | no: it may have acted |
//! | 429 | again, and no attempt is used up | again, and no attempt is used up |
//! | 503 with a JSON body saying `retryable: true`, or with `Retry-After` | again | again: the vendor's own refusal |
//! | 408, any other 5xx | again | no |
//! | 409 `IDEMPOTENCY_REQUEST_IN_PROGRESS` | again, with the same key | – |
//! | any other answer that says `retryable: true` | again | no |
//! | any answer but 429 that says `retryable: false` | no | no |
//! | all else (success, redirects, an undecodable body, a body over the limit) | no | no |

use std::time::Duration;

use nova_client::{Idempotency, Operation, types};
use reqwest::StatusCode;

use crate::{Error, ErrorKind};

/// When to repeat a call, and how long to wait before.
///
/// The default is what the vendor's own SDK does: 3 attempts, and full-jitter exponential backoff
/// from 500 ms by a factor of 2 to at most 30 s. `Retry-After` raises a wait and never lowers it.
///
/// A 429 is no attempt: the vendor has done nothing for it, and the call is queued again until its
/// deadline, whatever the policy.
///
/// ```
/// use nova_client_ext::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(6);
/// let never = RetryPolicy::none();
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    attempts: u32,
    first: Duration,
    factor: f64,
    cap: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            first: Duration::from_millis(500),
            factor: 2.0,
            cap: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// One attempt per call.
    pub fn none() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// The most attempts of a call, the first included.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The most the first wait can be; each wait is drawn between nothing and its bound.
    #[must_use]
    pub fn initial_backoff(mut self, first: Duration) -> Self {
        self.first = first;
        self
    }

    /// By how much the bound grows from one wait to the next.
    #[must_use]
    pub fn multiplier(mut self, factor: f64) -> Self {
        self.factor = factor;
        self
    }

    /// The most that backoff makes a call wait at a time. `Retry-After` may ask for more.
    #[must_use]
    pub fn max_backoff(mut self, cap: Duration) -> Self {
        self.cap = cap;
        self
    }

    pub(crate) fn check(&self, name: &str) -> Result<(), Error> {
        let refuse = |why: &str| Err(Error::invalid(name, why));
        if self.attempts == 0 {
            return refuse("allows no attempt; RetryPolicy::none() allows one");
        }
        if !(self.factor.is_finite() && (1.0..=100.0).contains(&self.factor)) {
            return refuse("has a backoff factor that is not between 1 and 100");
        }
        if self.first.is_zero() && self.attempts > 1 {
            return refuse("has a first backoff of zero, which hammers a failing server");
        }
        if self.cap < self.first {
            return refuse("has a largest backoff below the first one");
        }
        Ok(())
    }

    pub(super) fn allows_another(&self, attempts: u32) -> bool {
        attempts < self.attempts
    }

    /// The wait after attempt number `attempts` (from 1).
    pub(super) fn wait(&self, attempts: u32, retry_after: Option<Duration>) -> Duration {
        let exponent = i32::try_from(attempts.saturating_sub(1)).unwrap_or(i32::MAX);
        let bound =
            (self.first.as_secs_f64() * self.factor.powi(exponent)).min(self.cap.as_secs_f64());
        let backoff = Duration::from_secs_f64(bound * fastrand::f64());
        retry_after.map_or(backoff, |wish| backoff.max(jittered(wish)))
    }

    /// The wait of a call after its 429 number `count` (from 1): what the vendor asked for; a
    /// backoff only where it did not say.
    pub(super) fn wait_after_429(&self, count: u32, retry_after: Option<Duration>) -> Duration {
        // `Retry-After: 0` is no leave to ask in a loop.
        let least = self.first.min(MAX_JITTER).mul_f64(0.5 + fastrand::f64() / 2.0);
        retry_after.map_or_else(|| self.wait(count, None), jittered).max(least)
    }
}

/// The most that is added on top of a `Retry-After`.
const MAX_JITTER: Duration = Duration::from_millis(500);

/// Replicas that were told the same time must not wake at the same time.
fn jittered(wish: Duration) -> Duration {
    wish.saturating_add(wish.min(MAX_JITTER).mul_f64(fastrand::f64()))
}

/// Whether the vendor's rules allow another attempt after this failure.
pub(super) fn is_allowed(operation: &Operation, error: &Error) -> bool {
    let repeatable = operation.idempotency != Idempotency::None;
    match error.kind() {
        ErrorKind::Connect => error.is_retryable(),
        ErrorKind::Timeout | ErrorKind::Disconnected => repeatable || !error.may_have_been_sent(),
        ErrorKind::Api | ErrorKind::Unexpected => {
            let said = error.api().and_then(|body| body.retryable);
            match error.status() {
                Some(StatusCode::TOO_MANY_REQUESTS) => true,
                _ if said == Some(false) => false,
                // Without either sign it may be a proxy's, sent after the work was done.
                Some(StatusCode::SERVICE_UNAVAILABLE) => {
                    repeatable || said.is_some() || error.retry_after().is_some()
                }
                _ => repeatable && error.is_retryable(),
            }
        }
        _ => false,
    }
}

/// Whether a response means "not now": by its status, and by what its body says.
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

/// The first request with this idempotency key is still running; its response comes later.
fn is_still_running(body: &types::Error) -> bool {
    body.code == types::ErrorCode::IdempotencyRequestInProgress
}

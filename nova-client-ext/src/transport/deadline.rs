//! How long a call may take.
//!
//! Two limits that begin at different times: the caller's deadline holds from the start, waiting
//! for a turn included; the total timeout begins when the call is admitted, so that a queue does
//! not eat the time of the call itself.

use std::time::Duration;

use tokio::time::Instant;

use super::options::{CallOptions, Limits};
use crate::{Error, ErrorKind};

#[derive(Debug)]
pub(super) struct Deadline {
    /// The caller's, if there is one.
    explicit: Option<Instant>,
    timeout: Duration,
    attempt_timeout: Duration,
    admitted: Option<Instant>,
}

impl Deadline {
    pub(super) fn new(options: &CallOptions, limits: &Limits) -> Self {
        Self {
            explicit: options.deadline,
            timeout: options.timeout.unwrap_or(limits.timeout),
            attempt_timeout: options.attempt_timeout.unwrap_or(limits.attempt_timeout),
            admitted: None,
        }
    }

    /// Starts the total timeout, at the first admission.
    pub(super) fn admit(&mut self) {
        self.admitted.get_or_insert_with(Instant::now);
    }

    /// When the call must be over; before the first admission only a caller's deadline counts.
    pub(super) fn end(&self) -> Option<Instant> {
        let total = self.admitted.and_then(|admitted| admitted.checked_add(self.timeout));
        match (self.explicit, total) {
            (Some(explicit), Some(total)) => Some(explicit.min(total)),
            (explicit, total) => explicit.or(total),
        }
    }

    /// Whether `wait` from now would pass the end.
    pub(super) fn passed_by(&self, wait: Duration) -> bool {
        match (self.end(), Instant::now().checked_add(wait)) {
            (Some(end), Some(then)) => then >= end,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    /// How long the next attempt may take.
    pub(super) fn next_attempt(&self) -> Result<Duration, Error> {
        let left =
            self.end().map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
        if left.is_zero() { Err(self.error()) } else { Ok(left.min(self.attempt_timeout)) }
    }

    /// What a call that ran out of time fails with.
    pub(super) fn error(&self) -> Error {
        let what = match self.admitted {
            Some(admitted) if self.end().is_some_and(|end| end <= Instant::now()) => {
                format!("was not over within {:?}, the time it had", admitted.elapsed())
            }
            _ => format!("had an attempt that was not over within {:?}", self.attempt_timeout),
        };
        Error::new(ErrorKind::Timeout, what)
    }
}

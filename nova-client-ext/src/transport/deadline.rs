//! The time limits of a call.
//!
//! A deadline or timeout that the caller sets for one call covers all of it: queueing, attempts,
//! waits and reading. Without either, the client's own timeout begins when the call is first
//! admitted, so that queueing does not use up the time of the call, and queueing has a separate
//! limit.

use std::time::Duration;

use tokio::time::Instant;

use super::Priority;
use super::options::{CallOptions, Limits};
use crate::{Error, ErrorKind};

/// Background calls may be queued this many times as long as foreground ones.
const BACKGROUND_QUEUE_FACTOR: u32 = 6;

#[derive(Debug)]
pub(super) struct Deadline {
    started: Instant,
    /// The caller's deadline, if there is one.
    explicit: Option<Instant>,
    timeout: Duration,
    attempt_timeout: Duration,
    queue_timeout: Duration,
    admitted: Option<Instant>,
}

impl Deadline {
    pub(super) fn new(options: &CallOptions, limits: &Limits) -> Self {
        let started = Instant::now();
        let timeout = options.timeout.and_then(|timeout| started.checked_add(timeout));
        let queue_timeout = match options.priority {
            Priority::Foreground => limits.queue_timeout,
            Priority::Background => limits.queue_timeout.saturating_mul(BACKGROUND_QUEUE_FACTOR),
        };
        // A caller's deadline replaces the client's timeout.
        let default = if options.deadline.is_some() { Duration::MAX } else { limits.timeout };
        Self {
            started,
            explicit: [options.deadline, timeout].into_iter().flatten().min(),
            timeout: options.timeout.unwrap_or(default),
            attempt_timeout: options.attempt_timeout.unwrap_or(limits.attempt_timeout),
            queue_timeout,
            admitted: None,
        }
    }

    /// Returns how long the call may be queued, if it has no deadline yet.
    pub(super) fn max_queued(&self) -> Option<Duration> {
        self.end().is_none().then_some(self.queue_timeout)
    }

    pub(super) fn attempt_timeout(&self) -> Duration {
        self.attempt_timeout
    }

    /// Starts the total timeout, at the first admission.
    pub(super) fn start(&mut self) {
        self.admitted.get_or_insert_with(Instant::now);
    }

    /// Returns when the call must end; before the first admission only a caller's deadline counts.
    pub(super) fn end(&self) -> Option<Instant> {
        let total = self.admitted.and_then(|admitted| admitted.checked_add(self.timeout));
        match (self.explicit, total) {
            (Some(explicit), Some(total)) => Some(explicit.min(total)),
            (explicit, total) => explicit.or(total),
        }
    }

    /// Returns whether there is time left after a wait.
    pub(super) fn allows(&self, wait: Duration) -> bool {
        match (self.end(), Instant::now().checked_add(wait)) {
            (Some(end), Some(then)) => then < end,
            (Some(_), None) => false,
            (None, _) => true,
        }
    }

    /// Returns how long the next attempt may take.
    pub(super) fn next_attempt(&self) -> Result<Duration, Error> {
        let left =
            self.end().map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
        if left.is_zero() { Err(self.error()) } else { Ok(left.min(self.attempt_timeout)) }
    }

    /// Returns the error of a call whose time is over.
    pub(super) fn error(&self) -> Error {
        let what = match self.end() {
            Some(end) if end <= Instant::now() => {
                format!("did not complete within {:?}, its time limit", self.started.elapsed())
            }
            _ => format!("had an attempt that did not complete within {:?}", self.attempt_timeout),
        };
        Error::new(ErrorKind::Timeout, what)
    }
}

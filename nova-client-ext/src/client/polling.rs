//! The rules shared by everything that polls: how long a wait may take, and which failed poll ends
//! it.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, ErrorKind};

/// A longer wait is probably a wrong unit.
const MAX_WAIT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Rejects a timeout of zero, and one that is implausibly long.
pub(crate) fn check_wait(timeout: Duration) -> Result<(), Error> {
    if timeout.is_zero() {
        Err(Error::invalid("timeout", "is zero; no poll could be made"))
    } else if timeout > MAX_WAIT {
        Err(Error::invalid("timeout", "is longer than 30 days"))
    } else {
        Ok(())
    }
}

/// The number of possibly transient failures in a row that ends a wait.
const MAX_TRANSIENT: u32 = 3;
/// Or the time since the first of them.
const MAX_TRANSIENT_TIME: Duration = Duration::from_secs(30);

/// Decides which failed poll ends a wait.
///
/// | failure | ends the wait |
/// |---|---|
/// | a timeout, no admission, anything retryable | no |
/// | a body that cannot be read or is too large; a response that did not come from the vendor (a redirect, a proxy's 403, a firewall's 400); a 404 for something that was submitted and not yet seen | the third in a row, or 30 s after the first |
/// | the vendor's own 400, 401, 403, and 404 for something that was seen or not submitted here | yes |
#[derive(Debug, Default)]
pub(crate) struct PollErrorPolicy {
    /// Possibly transient failures in a row.
    transient: u32,
    /// The time of the first of them.
    since: Option<Instant>,
}

impl PollErrorPolicy {
    /// Returns whether the failure ends the wait. `is_new` means that the resource was submitted
    /// and has not been seen yet: the vendor's reads may lag behind its writes.
    pub(crate) fn is_final(&mut self, error: &Error, is_new: bool) -> bool {
        let may_be_transient = match error.kind() {
            ErrorKind::NotAdmitted | ErrorKind::Timeout => return self.reset(),
            _ if error.is_retryable() => return self.reset(),
            ErrorKind::Decode | ErrorKind::TooLarge => true,
            _ => error.is_from_intermediary() || (is_new && error.is_not_found()),
        };
        if !may_be_transient {
            return true;
        }
        let now = Instant::now();
        let since = *self.since.get_or_insert(now);
        self.transient += 1;
        self.transient >= MAX_TRANSIENT || now.duration_since(since) >= MAX_TRANSIENT_TIME
    }

    /// Another failure, which ends no wait, was in between: the next is the first in a row.
    fn reset(&mut self) -> bool {
        *self = Self::default();
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn transient_failures_end_a_wait_by_their_number_or_their_time() {
        let mut policy = PollErrorPolicy::default();
        let error = Error::new(ErrorKind::Decode, "is no JSON".to_owned());
        assert!(!policy.is_final(&error, false));
        tokio::time::advance(Duration::from_secs(29)).await;
        assert!(!policy.is_final(&error, false));
        let mut retryable = Error::new(ErrorKind::Disconnected, "lost its connection".to_owned());
        retryable.facts_mut().retryable = true;
        assert!(!policy.is_final(&retryable, false));
        assert!(!policy.is_final(&error, false) && !policy.is_final(&error, false));
        assert!(policy.is_final(&error, false), "the third in a row");

        let mut policy = PollErrorPolicy::default();
        assert!(!policy.is_final(&error, false));
        tokio::time::advance(MAX_TRANSIENT_TIME).await;
        assert!(policy.is_final(&error, false), "the second, half a minute later");
    }
}

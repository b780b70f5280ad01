//! What everything that polls has in common: how long a wait may be, and which failed poll ends it.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, ErrorKind};

/// Longer waits are a mistake of units.
const MAX_WAIT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Rejects the timeout of a wait that could see nothing, or that cannot be meant.
pub(crate) fn check_wait(timeout: Duration) -> Result<(), Error> {
    if timeout.is_zero() {
        Err(Error::invalid("timeout", "is zero; nothing could be seen"))
    } else if timeout > MAX_WAIT {
        Err(Error::invalid("timeout", "is longer than 30 days"))
    } else {
        Ok(())
    }
}

/// So many passing failures in a row end a wait, or failures for so long.
const MAX_PASSING: u32 = 3;
const MAX_PASSING_TIME: Duration = Duration::from_secs(30);

/// Decides which failed poll ends a wait.
///
/// | failure | ends the wait |
/// |---|---|
/// | a timeout, no admission, whatever is retryable | no |
/// | a body that cannot be read or is too large; a response that did not come from the vendor (a redirect, a proxy's 403, a firewall's 400); a 404 for what was submitted and never seen | the third in a row, or after 30 s of them |
/// | the vendor's own 400, 401, 403, and 404 for what was seen or not submitted here | yes |
#[derive(Debug, Default)]
pub(crate) struct PollErrorPolicy {
    /// Passing failures in a row, and when the first of them was.
    passing: u32,
    since: Option<Instant>,
}

impl PollErrorPolicy {
    /// Whether polling again after this failure is pointless. `is_new` says that what is polled was
    /// submitted and has never been seen: the vendor's own reads may lag behind.
    pub(crate) fn is_final(&mut self, error: &Error, is_new: bool) -> bool {
        let may_pass = match error.kind() {
            ErrorKind::NotAdmitted | ErrorKind::Timeout => return false,
            _ if error.is_retryable() => return false,
            ErrorKind::Decode | ErrorKind::TooLarge => true,
            _ => error.is_from_intermediary() || (is_new && error.is_not_found()),
        };
        if !may_pass {
            return true;
        }
        let now = Instant::now();
        let since = *self.since.get_or_insert(now);
        self.passing += 1;
        self.passing >= MAX_PASSING || now.duration_since(since) >= MAX_PASSING_TIME
    }
}

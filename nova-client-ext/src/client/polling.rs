//! What everything that polls has in common: how long a wait may be, and which failed poll ends it.

use std::time::Duration;

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

/// So many undecodable bodies in a row end a wait: the contract and the vendor have parted.
const MAX_UNDECODABLE: u32 = 3;

/// Decides which failed poll ends a wait.
#[derive(Debug, Default)]
pub(crate) struct PollErrorPolicy {
    /// Undecodable bodies in a row.
    undecodable: u32,
}

impl PollErrorPolicy {
    /// Whether polling again after this failure is pointless. What did not come from the vendor as
    /// it is may be better next time; everything else will be the same again.
    pub(crate) fn is_final(&mut self, error: &Error) -> bool {
        match error.kind() {
            ErrorKind::Decode | ErrorKind::TooLarge => {
                self.undecodable += 1;
                self.undecodable >= MAX_UNDECODABLE
            }
            ErrorKind::NotAdmitted | ErrorKind::Timeout => false,
            _ => !error.is_retryable(),
        }
    }
}

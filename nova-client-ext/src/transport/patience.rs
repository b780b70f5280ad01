//! How long a wait may be, and how it bears looks that fail.

use std::time::Duration;

use crate::{Error, ErrorKind};

/// Longer waits are a mistake of units.
const LONGEST_WAIT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Refuses the timeout of a wait that could see nothing, or that cannot be meant.
pub(crate) fn check_wait(timeout: Duration) -> Result<(), Error> {
    if timeout.is_zero() {
        Err(Error::invalid("timeout", "is zero; nothing could be seen"))
    } else if timeout > LONGEST_WAIT {
        Err(Error::invalid("timeout", "is longer than 30 days"))
    } else {
        Ok(())
    }
}

/// So many undecodable bodies in a row end a wait: the contract and the vendor have parted.
const MOST_UNDECODABLE: u32 = 3;

/// The patience of whoever looks again and again until something has ended.
#[derive(Default)]
pub(crate) struct Patience {
    /// Undecodable bodies in a row.
    undecodable: u32,
}

impl Patience {
    /// Whether it is pointless to look again after a look that failed so: what did not come from
    /// the vendor as it is may be better next time, all else will be the same again.
    pub(crate) fn ends_with(&mut self, error: &Error) -> bool {
        match error.kind() {
            ErrorKind::Decode | ErrorKind::TooLarge => {
                self.undecodable += 1;
                self.undecodable >= MOST_UNDECODABLE
            }
            ErrorKind::NotAdmitted | ErrorKind::Timeout => false,
            _ => !error.is_retryable(),
        }
    }
}

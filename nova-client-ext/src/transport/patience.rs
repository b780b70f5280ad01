//! How long a wait bears looks that fail.

use crate::{Error, ErrorKind};

/// So many undecodable bodies in a row end a wait: the contract and the vendor have parted.
const MOST_UNDECODABLE: u32 = 3;

/// The patience of whoever looks again and again until something has ended.
#[derive(Default)]
pub(crate) struct Patience {
    /// Undecodable bodies in a row.
    undecodable: u32,
}

impl Patience {
    /// Whether it is pointless to look again after a look that failed so: what did not come from the vendor as it is may
    /// be better next time, all else will be the same again.
    pub(crate) fn ends_with(&mut self, error: &Error) -> bool {
        match error.kind() {
            ErrorKind::Decode | ErrorKind::TooLarge => {
                self.undecodable += 1;
                self.undecodable >= MOST_UNDECODABLE
            }
            ErrorKind::Paced | ErrorKind::Timeout => false,
            _ => !error.is_retryable(),
        }
    }
}

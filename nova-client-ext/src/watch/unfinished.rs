//! What is known of a batch whose watch ended too early.

use std::fmt;
use std::sync::Arc;

use super::saved::SavedWatch;
use crate::error::{Error, ErrorDetail};
use crate::report::{BatchReport, ScoringJobReport};

/// What a watch knew when it ended before its batch was settled. See [`Error::unfinished`].
#[derive(Clone, Debug)]
pub struct Unfinished {
    pub(super) report: Option<Arc<BatchReport>>,
    pub(super) last_error: Option<Error>,
    pub(super) polls: u32,
    pub(super) is_scoring_job: bool,
    pub(super) saved: Box<SavedWatch>,
}

impl Unfinished {
    /// The batch as it was last seen; `None` if no poll succeeded. A scoring job that was watched
    /// by itself is a batch of one, under the scoring job's id.
    pub fn report(&self) -> Option<&BatchReport> {
        self.report.as_deref()
    }

    /// The scoring job as it was last seen, if it was one that was watched by itself.
    pub fn scoring_job_report(&self) -> Option<ScoringJobReport> {
        self.report().filter(|_| self.is_scoring_job).and_then(ScoringJobReport::of_one)
    }

    /// Why the last poll failed; `None` if it did not.
    pub fn last_error(&self) -> Option<&Error> {
        self.last_error.as_ref()
    }

    /// Returns what is to be stored so that another watch goes on from here, and emits no event
    /// again: [`WaitOptions::resume`](crate::WaitOptions::resume).
    pub fn saved(&self) -> &SavedWatch {
        &self.saved
    }

    /// How many polls came to an end, well or badly. One that was repeated by the transport counts
    /// once.
    pub fn polls(&self) -> u32 {
        self.polls
    }
}

impl ErrorDetail for Unfinished {}

impl Error {
    /// Returns what was known of a batch or scoring job when its watch ended before it was settled:
    /// at the deadline ([`ErrorKind::WaitExpired`](crate::ErrorKind::WaitExpired)), or by a response
    /// after which polling again is pointless. `None` for other errors.
    pub fn unfinished(&self) -> Option<&Unfinished> {
        self.detail()
    }

    /// The same error, with what its watch knew; the last report is found by
    /// [`report`](Self::report) too.
    pub(super) fn with_unfinished(self, unfinished: Unfinished) -> Self {
        let report = unfinished.report.clone();
        let error = self.with_detail(Arc::new(unfinished));
        match report {
            Some(report) => error.with_detail(report),
            None => error,
        }
    }
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.report {
            Some(report) => {
                let counts = report.counts();
                let ended = counts.scored + counts.failed;
                write!(f, "{} with {ended} of {} ended", report.outcome(), counts.total)?;
                if report.status().is_unknown() {
                    write!(f, " and the unknown status {:?}", report.status().as_str())?;
                }
            }
            None => f.write_str("never seen")?,
        }
        write!(f, " after {} polls", self.polls)?;
        match &self.last_error {
            Some(error) => write!(f, ", the last of which failed: {error}"),
            None => Ok(()),
        }
    }
}

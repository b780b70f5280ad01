//! The state of a watch that ended before its target was settled.

use std::fmt;
use std::sync::Arc;

use super::saved::SavedWatch;
use crate::error::{Error, ErrorDetail};
use crate::report::{BatchReport, ScoringJobReport};

/// The state of a watch that ended before its target was settled. See [`Error::unfinished`].
#[derive(Clone, Debug)]
pub struct Unfinished {
    pub(super) report: Option<Arc<BatchReport>>,
    pub(super) last_error: Option<Error>,
    pub(super) polls: u32,
    pub(super) is_scoring_job: bool,
    pub(super) saved: Box<SavedWatch>,
}

impl Unfinished {
    /// Returns the last report of the batch; `None` if no poll succeeded. For a scoring job it is
    /// that of a batch of one, under the scoring job's id.
    pub fn report(&self) -> Option<&BatchReport> {
        self.report.as_deref()
    }

    /// Returns the last report of the scoring job, if the target was one.
    pub fn scoring_job_report(&self) -> Option<ScoringJobReport> {
        self.report().filter(|_| self.is_scoring_job).and_then(ScoringJobReport::of_one)
    }

    /// Returns the error of the last poll; `None` if it succeeded.
    pub fn last_error(&self) -> Option<&Error> {
        self.last_error.as_ref()
    }

    /// Returns the state to store, so that another watch can continue from here without emitting an
    /// event again: [`WaitOptions::resume`](crate::WaitOptions::resume).
    pub fn saved(&self) -> &SavedWatch {
        &self.saved
    }

    /// Returns the number of completed polls, including failed ones. A poll that the transport
    /// retried counts once.
    pub fn polls(&self) -> u32 {
        self.polls
    }
}

impl ErrorDetail for Unfinished {}

impl Error {
    /// Returns the state of a watch that ended before its target was settled: at its timeout
    /// ([`ErrorKind::WaitExpired`](crate::ErrorKind::WaitExpired)), or by a final error of a poll.
    /// `None` for other errors.
    pub fn unfinished(&self) -> Option<&Unfinished> {
        self.detail()
    }

    /// Attaches the state of the watch, and its last report for [`report`](Self::report).
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
            None => f.write_str("not yet seen")?,
        }
        write!(f, " after {} polls", self.polls)?;
        match &self.last_error {
            Some(error) => write!(f, ", the last of which failed: {error}"),
            None => Ok(()),
        }
    }
}

//! The options of a watch.

use std::time::Duration;

use chrono::{DateTime, Utc};
use nova_client::types::SubmittedScoringBatch;

use super::merge::WebhookState;
use super::saved::SavedWatch;
use super::target::WatchTarget;
use crate::Error;
use crate::client::check_wait;

/// The default timeout.
const TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// The options of a wait or a watch.
///
/// There is no interval to set: the time of each poll is predicted, see
/// [`Batch::watch`](crate::Batch::watch).
///
/// ```
/// use std::time::Duration;
/// use nova_client_ext::WaitOptions;
///
/// let options = WaitOptions::default().timeout(Duration::from_secs(300));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct WaitOptions {
    pub(super) timeout: Duration,
    pub(super) submitted_at: Option<DateTime<Utc>>,
    pub(super) jobs: Option<u32>,
    pub(super) submission: Option<Box<SubmittedScoringBatch>>,
    pub(super) resume: Option<Box<SavedWatch>>,
    pub(super) first_poll: Option<Duration>,
}

impl Default for WaitOptions {
    fn default() -> Self {
        Self {
            timeout: TIMEOUT,
            submitted_at: None,
            jobs: None,
            submission: None,
            resume: None,
            first_poll: None,
        }
    }
}

impl WaitOptions {
    /// Creates the default options: a timeout of 30 minutes, and nothing known about the target.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time limit, from the first poll of the future or stream, or, in a stream of several
    /// targets, from when the target was added. 30 minutes by default; it cannot be disabled.
    ///
    /// After it, the watch ends with [`ErrorKind::WaitExpired`](crate::ErrorKind::WaitExpired),
    /// which contains the last report.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets when the batch was submitted, if known. It saves requests at the beginning: among many
    /// watched batches, one with this option is first polled when it may be settled, and not at
    /// once.
    pub fn submitted_at(mut self, at: DateTime<Utc>) -> Self {
        self.submitted_at = Some(at);
        self
    }

    /// Sets how many applications were accepted, if known. It helps as
    /// [`submitted_at`](Self::submitted_at) does.
    pub fn jobs(mut self, jobs: u32) -> Self {
        self.jobs = Some(jobs);
        self
    }

    /// Sets the response to the batch's submission, with its time and the accepted and rejected
    /// applications.
    ///
    /// Replaces [`submitted_at`](Self::submitted_at) and [`jobs`](Self::jobs). A watch that gets
    /// the webhook of every job then needs no request at all; see `Observer`.
    pub fn submission(mut self, submitted: &SubmittedScoringBatch) -> Self {
        self.submitted_at = submitted.batch.created_at.or(self.submitted_at);
        self.jobs = u32::try_from(submitted.accepted_applications.len()).ok();
        self.submission = Some(Box::new(submitted.clone()));
        self
    }

    /// Sets the latest time of the first poll, after the start of the watch. For tests, whose mock
    /// settles at once: otherwise a batch with a known age in a stream of several is first polled
    /// when it may be settled.
    pub fn first_poll(mut self, within: Duration) -> Self {
        self.first_poll = Some(within);
        self
    }

    /// Continues a saved watch of the same batch or scoring job: events that it emitted are not
    /// emitted again.
    pub fn resume(mut self, saved: SavedWatch) -> Self {
        self.resume = Some(Box::new(saved));
        self
    }

    /// Sets the time of the submit, if the caller has not.
    pub(crate) fn or_submitted(mut self, at: Option<DateTime<Utc>>) -> Self {
        self.submitted_at = self.submitted_at.or(at);
        self
    }

    /// Sets the submission, if the caller has not.
    pub(crate) fn or_submission(self, submitted: &SubmittedScoringBatch) -> Self {
        let is_valid = WebhookState::submitted(submitted).is_ok();
        if self.submission.is_some() || !is_valid { self } else { self.submission(submitted) }
    }

    pub(super) fn check(&self, target: &WatchTarget) -> Result<(), Error> {
        check_wait(self.timeout)?;
        target.check(self)
    }
}

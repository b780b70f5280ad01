//! What a caller may ask of a watch.

use std::time::Duration;

use chrono::{DateTime, Utc};
use nova_client::types::SubmittedScoringBatch;

use super::merge::WebhookState;
use super::saved::SavedWatch;
use super::target::WatchTarget;
use crate::Error;
use crate::client::check_wait;

/// How long to wait unless the caller says otherwise.
const TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// How to wait for a batch.
///
/// There is no interval to set: when to poll is learned, see [`BatchWatch`](super::BatchWatch).
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
    /// The default options: up to 30 minutes, nothing known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long to wait at most: from the first poll of the future or stream, or, for one of many
    /// batches, from when it was added. 30 minutes by default; a watch without an end cannot be
    /// asked for.
    ///
    /// When it passes, the watch ends with
    /// [`ErrorKind::WaitExpired`](crate::ErrorKind::WaitExpired), which carries what is known.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// When the batch was submitted, where the caller knows. It saves requests at the beginning:
    /// among many watched batches, one of which this is known is first polled when it may be
    /// settled, and not at once.
    pub fn submitted_at(mut self, at: DateTime<Utc>) -> Self {
        self.submitted_at = Some(at);
        self
    }

    /// How many applications were accepted, where the caller knows. Helps as
    /// [`submitted_at`](Self::submitted_at) does.
    pub fn jobs(mut self, jobs: u32) -> Self {
        self.jobs = Some(jobs);
        self
    }

    /// What the answer to the batch's submission said: when it was, which applications were
    /// accepted and which rejected.
    ///
    /// Says more than [`submitted_at`](Self::submitted_at) and [`jobs`](Self::jobs), and replaces
    /// them. A watch that webhooks report of every job then needs no request at all; see `Observer`.
    pub fn submission(mut self, submitted: &SubmittedScoringBatch) -> Self {
        self.submitted_at = submitted.batch.created_at.or(self.submitted_at);
        self.jobs = u32::try_from(submitted.accepted_applications.len()).ok();
        self.submission = Some(Box::new(submitted.clone()));
        self
    }

    /// Makes the first poll no later than this after the watch began, whatever is known of the batch.
    /// For tests, whose mock is done at once: a batch of known age that is one of many is otherwise
    /// first polled when it may be settled.
    pub fn first_poll(mut self, within: Duration) -> Self {
        self.first_poll = Some(within);
        self
    }

    /// Goes on where a saved watch of the same batch or scoring job stood: what it emitted is not
    /// emitted again.
    pub fn resume(mut self, saved: SavedWatch) -> Self {
        self.resume = Some(Box::new(saved));
        self
    }

    /// Tells what the submit told, where the caller has not said it.
    pub(crate) fn or_submitted(mut self, at: Option<DateTime<Utc>>) -> Self {
        self.submitted_at = self.submitted_at.or(at);
        self
    }

    /// The same of a batch.
    pub(crate) fn or_submission(self, submitted: &SubmittedScoringBatch) -> Self {
        let is_whole = WebhookState::submitted(submitted).is_ok();
        if self.submission.is_some() || !is_whole { self } else { self.submission(submitted) }
    }

    pub(super) fn check(&self, target: &WatchTarget) -> Result<(), Error> {
        check_wait(self.timeout)?;
        target.check(self)
    }
}

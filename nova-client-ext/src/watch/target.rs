//! The targets of a watch: a batch, or a scoring job.

use nova_client::types;
use serde::Serialize;

use super::event::{BatchEvent, BatchUpdate, ScoringJobUpdate, WatchUpdate};
use super::job::job_event;
use super::merge::{Effect, WebhookEvent, WebhookState};
use super::options::WaitOptions;
use super::saved::SavedWatch;
use crate::report::batch_of_one;
use crate::{Batch, Call, Error, Job, Nova, Response, ScoringJob};

/// The call that polls a target. A scoring job is converted into a batch of one.
pub(super) type Poll = Call<Response<types::ScoringBatchStatus>>;

/// A batch or a scoring job, to watch both in one stream
/// ([`Nova::watch_mixed`](crate::Nova::watch_mixed)).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum WatchTarget {
    /// A batch.
    Batch(Batch),
    /// A scoring job: an application that was scored or retried individually.
    ScoringJob(ScoringJob),
}

impl From<Batch> for WatchTarget {
    fn from(batch: Batch) -> Self {
        Self::Batch(batch)
    }
}

impl From<ScoringJob> for WatchTarget {
    fn from(job: ScoringJob) -> Self {
        Self::ScoringJob(job)
    }
}

impl WatchTarget {
    /// Returns the job that it belongs to.
    pub fn job(&self) -> &Job {
        match self {
            Self::Batch(batch) => batch.job(),
            Self::ScoringJob(job) => job.application().job(),
        }
    }

    pub(super) fn nova(&self) -> &Nova {
        self.job().tenant().nova()
    }

    /// Returns the vendor operation of a poll.
    pub(super) fn operation(&self) -> &'static str {
        match self {
            Self::Batch(_) => "getScoringBatchStatus",
            Self::ScoringJob(_) => "getScoringJobStatus",
        }
    }

    /// Returns whether it is a scoring job, watched as a batch of one.
    pub(super) fn is_scoring_job(&self) -> bool {
        matches!(self, Self::ScoringJob(_))
    }

    /// Returns the call that polls it.
    pub(super) fn poll(&self) -> Poll {
        match self {
            Self::Batch(batch) => batch.status().background().with_response(),
            Self::ScoringJob(job) => {
                job.status().background().try_map(batch_of_one).with_response()
            }
        }
    }

    /// Returns its name for an error.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Batch(batch) => format!("scoring batch {:?}", batch.id().as_str()),
            Self::ScoringJob(job) => format!(
                "scoring job {:?} of application {:?}",
                job.id().as_str(),
                job.application().id().as_str()
            ),
        }
    }

    /// Returns a unique key. Ids contain no control characters, so the separator is unambiguous.
    pub(super) fn key(&self) -> String {
        let job = self.job();
        let ids = match self {
            Self::Batch(batch) => batch.id().to_string(),
            Self::ScoringJob(job) => format!("{}\n{}", job.application().id(), job.id()),
        };
        format!("{}\n{}\n{ids}", job.tenant().id(), job.id())
    }

    /// Rejects options for another target.
    pub(super) fn check(&self, options: &WaitOptions) -> Result<(), Error> {
        if let Some(submitted) = &options.submission {
            let Self::Batch(batch) = self else {
                return Err(Error::invalid(
                    "submission",
                    "is that of a batch, but the target is a scoring job",
                ));
            };
            if submitted.batch.id != batch.id().as_str()
                || submitted.batch.job_id != batch.job().id().as_str()
            {
                return Err(Error::invalid("submission", "is that of another batch"));
            }
            WebhookState::submitted(submitted)?;
        }
        options.resume.as_ref().map_or(Ok(()), |saved| saved.check(self))
    }

    /// Applies a webhook, if it concerns this target. `is_emitted` returns whether the end of a
    /// scoring job was emitted before.
    pub(super) fn apply_webhook(
        &self,
        webhooks: &mut WebhookState,
        webhook: &WebhookEvent,
        is_emitted: impl Fn(&str) -> bool,
    ) -> Effect {
        match self {
            Self::Batch(batch) => webhooks.apply(batch, webhook, is_emitted),
            // The webhook triggers a poll instead of replacing it, which costs only one request.
            Self::ScoringJob(job) if webhook.ends(job) => Effect::Poll,
            Self::ScoringJob(_) => Effect::None,
        }
    }
}

/// A target of a stream of many: [`Batch`], [`ScoringJob`], or [`WatchTarget`] for both. Sealed.
pub trait Watchable: Clone + Into<WatchTarget> + sealed::Sealed + Unpin + 'static {
    /// The item of the stream.
    type Update;

    /// Returns the value in a target.
    #[doc(hidden)]
    fn of(target: &WatchTarget) -> Option<&Self>;

    /// Creates an update; `None` for an event that adds nothing.
    #[doc(hidden)]
    fn update(
        target: WatchTarget,
        event: Result<BatchEvent, Error>,
        saved: SavedWatch,
    ) -> Option<Self::Update>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for crate::Batch {}
    impl Sealed for crate::ScoringJob {}
    impl Sealed for super::WatchTarget {}
}

impl Watchable for Batch {
    type Update = BatchUpdate;

    fn of(target: &WatchTarget) -> Option<&Self> {
        if let WatchTarget::Batch(batch) = target { Some(batch) } else { None }
    }

    fn update(
        target: WatchTarget,
        event: Result<BatchEvent, Error>,
        saved: SavedWatch,
    ) -> Option<BatchUpdate> {
        let WatchTarget::Batch(batch) = target else { return None };
        Some(BatchUpdate { batch, event, saved })
    }
}

impl Watchable for ScoringJob {
    type Update = ScoringJobUpdate;

    fn of(target: &WatchTarget) -> Option<&Self> {
        if let WatchTarget::ScoringJob(job) = target { Some(job) } else { None }
    }

    fn update(
        target: WatchTarget,
        event: Result<BatchEvent, Error>,
        saved: SavedWatch,
    ) -> Option<ScoringJobUpdate> {
        let WatchTarget::ScoringJob(scoring_job) = target else { return None };
        let event = match event {
            Ok(event) => job_event(event)?,
            Err(error) => Err(error),
        };
        Some(ScoringJobUpdate { scoring_job, event, saved })
    }
}

impl Watchable for WatchTarget {
    type Update = WatchUpdate;

    fn of(target: &WatchTarget) -> Option<&Self> {
        Some(target)
    }

    fn update(
        target: WatchTarget,
        event: Result<BatchEvent, Error>,
        saved: SavedWatch,
    ) -> Option<WatchUpdate> {
        match &target {
            WatchTarget::Batch(_) => Batch::update(target, event, saved).map(WatchUpdate::Batch),
            WatchTarget::ScoringJob(_) => {
                ScoringJob::update(target, event, saved).map(WatchUpdate::ScoringJob)
            }
        }
    }
}

//! What webhooks tell, merged with what looks show.
//!
//! A watch that is told by webhooks keeps the body of its last look (or what the submission said),
//! without assessments, and how jobs have ended since. A job that has ended stays so when a look
//! that was older than the webhook shows it pending. When every job of the list has ended and the
//! list is whole, the batch is settled, and the report is made from the same body that a look would
//! have shown. All of it follows from the set of the webhooks seen: neither their order nor their
//! number matters.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use nova_client::types::{
    Assessment, BatchCompletedEvent, BatchStatus, ScoreCompletedEvent, ScoreFailedEvent,
    ScoringBatchStatus, ScoringJob, ScoringJobStatus, SubmittedScoringBatch,
};
use tokio::time::Instant;

use crate::report::status_of_submission;
use crate::{Batch, Error, ScoringJob as ScoringJobHandle, report::ScoringJobOutcome};

/// Ends that are kept of jobs that no look has shown yet; there are more only where many batches
/// share a job.
const MOST_ENDS: usize = 256;

/// What a webhook tells a watch.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "webhook"), allow(dead_code, reason = "without webhooks there is none"))]
pub(super) enum Notice {
    Scored(ScoreCompletedEvent),
    Failed(ScoreFailedEvent),
    Batch(BatchCompletedEvent),
}

impl Notice {
    pub(super) fn tenant(&self) -> &str {
        match self {
            Self::Scored(event) => &event.tenant_id,
            Self::Failed(event) => &event.tenant_id,
            Self::Batch(event) => &event.tenant_id,
        }
    }

    pub(super) fn job(&self) -> &str {
        match self {
            Self::Scored(event) => &event.job_id,
            Self::Failed(event) => &event.job_id,
            Self::Batch(event) => &event.job_id,
        }
    }

    /// Whether it may be about this batch. Of a scoring job the batch is not said, only whose it
    /// is.
    fn is_about(&self, batch: &Batch) -> bool {
        let (job, is_other) = match self {
            Self::Scored(event) => (&event.job_id, false),
            Self::Failed(event) => (&event.job_id, false),
            Self::Batch(event) => (&event.job_id, event.batch_id != batch.id().as_str()),
        };
        !is_other
            && job == batch.job().id().as_str()
            && self.tenant() == batch.job().tenant().id().as_str()
    }

    /// Whether it is the end of this scoring job.
    pub(super) fn is_about_job(&self, scoring_job: &ScoringJobHandle) -> bool {
        let (job, id) = match self {
            Self::Scored(event) => (&event.job_id, &event.scoring_job_id),
            Self::Failed(event) => (&event.job_id, &event.scoring_job_id),
            Self::Batch(_) => return false,
        };
        let of_job = scoring_job.application().job();
        id == scoring_job.id().as_str()
            && job == of_job.id().as_str()
            && self.tenant() == of_job.tenant().id().as_str()
    }
}

/// What there is to do about a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Nothing, or nothing new.
    None,
    /// Jobs of the body have ended.
    Ended,
    /// The batch has ended, and the body does not show all of it.
    Look,
}

/// What a watch knows through webhooks.
#[derive(Default)]
pub(super) struct Merge {
    /// The batch as far as it is known.
    body: Option<ScoringBatchStatus>,
    /// How jobs have ended, by their ids.
    ends: HashMap<String, Arc<Notice>>,
    batch_ended: Option<Arc<Notice>>,
    /// Jobs whose start no look has shown. Webhooks do not tell it.
    unstarted: HashSet<String>,
    /// When a look became urgent, until one has been made.
    pub(super) urgent_since: Option<Instant>,
}

impl Merge {
    /// What is known of a batch from its submission.
    pub(super) fn submitted(submitted: &SubmittedScoringBatch) -> Result<Self, Error> {
        let body = status_of_submission(submitted).map_err(|_| {
            Error::invalid("submission", "holds an application that cannot be watched")
        })?;
        Ok(Self { body: Some(body), ..Self::default() })
    }

    /// The body, and the jobs whose start it does not know.
    pub(super) fn known(&self) -> Option<(&ScoringBatchStatus, &HashSet<String>)> {
        Some((self.body.as_ref()?, &self.unstarted))
    }

    /// Jobs of the last body whose start is not known.
    pub(super) fn unstarted(&self) -> &HashSet<String> {
        &self.unstarted
    }

    /// Takes in a webhook.
    pub(super) fn notice(&mut self, batch: &Batch, notice: &Arc<Notice>) -> News {
        if !notice.is_about(batch) {
            return News::None;
        }
        let job = match &**notice {
            Notice::Scored(event) => &event.scoring_job_id,
            Notice::Failed(event) => &event.scoring_job_id,
            Notice::Batch(_) if self.batch_ended.is_some() => return News::None,
            Notice::Batch(_) => {
                self.batch_ended = Some(Arc::clone(notice));
                self.update();
                return if self.is_whole() { News::Ended } else { News::Look };
            }
        };
        if self.ends.contains_key(job) || self.is_of_another_batch(job) {
            return News::None;
        }
        if self.ends.len() >= MOST_ENDS {
            // Whichever is forgotten, a look will show it.
            return News::None;
        }
        self.ends.insert(job.clone(), Arc::clone(notice));
        if self.update() { News::Ended } else { News::None }
    }

    /// Takes in a body, and brings it up to date.
    pub(super) fn see(&mut self, body: &mut ScoringBatchStatus) {
        let mut kept = body.clone();
        for job in &mut kept.scoring_jobs {
            // That there is one counts; what it says is nobody's business here.
            job.assessment = job.assessment.take().and_then(|_| nothing_said());
        }
        self.body = Some(kept);
        self.unstarted.clear();
        self.update();
        if let Some(kept) = &self.body {
            body.batch.clone_from(&kept.batch);
            for (job, kept) in body.scoring_jobs.iter_mut().zip(&kept.scoring_jobs) {
                if job.status != kept.status {
                    job.clone_from(kept);
                }
            }
            if is_whole(kept) {
                // It knows its jobs now; the others are of other batches.
                self.ends.retain(|id, _| kept.scoring_jobs.iter().any(|job| job.id == *id));
            }
        }
    }

    /// Whether everything is known of the end of every job.
    fn is_whole(&self) -> bool {
        let ended = |body: &ScoringBatchStatus| body.scoring_jobs.iter().all(|job| !is_open(job));
        self.body.as_ref().is_some_and(|body| is_whole(body) && ended(body))
    }

    fn is_of_another_batch(&self, job: &str) -> bool {
        self.body.as_ref().is_some_and(|body| {
            is_whole(body) && body.scoring_jobs.iter().all(|known| known.id != job)
        })
    }

    /// Brings the body up to date; whether that changed it.
    fn update(&mut self) -> bool {
        let Some(body) = &mut self.body else { return false };
        let mut has_changed = false;
        for job in body.scoring_jobs.iter_mut().filter(|job| is_open(job)) {
            let Some(end) = self.ends.get(&job.id) else { continue };
            end_job(job, end);
            has_changed = true;
            if job.started_at.is_none() {
                self.unstarted.insert(job.id.clone());
            }
        }
        if has_changed {
            count(body);
        }
        if is_whole(body) && !body.scoring_jobs.iter().any(is_open) {
            has_changed |= end_batch(body, self.batch_ended.as_deref());
        }
        has_changed
    }
}

fn is_open(job: &ScoringJob) -> bool {
    ScoringJobOutcome::of(job) == ScoringJobOutcome::Pending
}

/// Whether every accepted application is listed.
fn is_whole(body: &ScoringBatchStatus) -> bool {
    let listed: HashSet<&str> = body.scoring_jobs.iter().map(|job| job.id.as_str()).collect();
    !listed.is_empty()
        && usize::try_from(body.batch.total_jobs).is_ok_and(|total| listed.len() >= total)
}

fn end_job(job: &mut ScoringJob, end: &Notice) {
    match end {
        Notice::Scored(event) => {
            job.status = ScoringJobStatus::Completed;
            job.score = Some(event.result.score);
            job.assessment.clone_from(&event.result.assessment);
            job.completed_at = event.completed_at;
            event.unreadable.iter().cloned().for_each(|value| job.unreadable.push(value));
        }
        Notice::Failed(event) => {
            job.status = ScoringJobStatus::Failed;
            job.error_code = Some(event.error.code.clone());
            job.error_message.clone_from(&event.error.message);
            job.failed_at = event.failed_at;
            event.unreadable.iter().cloned().for_each(|value| job.unreadable.push(value));
        }
        Notice::Batch(_) => {}
    }
}

/// Lets the counters count at least what the list shows.
fn count(body: &mut ScoringBatchStatus) {
    let listed = |outcome| {
        let jobs = body.scoring_jobs.iter().filter(|job| ScoringJobOutcome::of(job) == outcome);
        let ids: HashSet<&str> = jobs.map(|job| job.id.as_str()).collect();
        i64::try_from(ids.len()).unwrap_or(i64::MAX)
    };
    let (completed, failed) =
        (listed(ScoringJobOutcome::Scored), listed(ScoringJobOutcome::Failed));
    let batch = &mut body.batch;
    batch.completed_jobs = batch.completed_jobs.max(completed);
    batch.failed_jobs = batch.failed_jobs.max(failed);
}

/// Ends a batch whose jobs have all ended, if its word leaves that open. Whether that changed it.
fn end_batch(body: &mut ScoringBatchStatus, ended: Option<&Notice>) -> bool {
    let before = (body.batch.status.clone(), body.batch.completed_at);
    let told = if let Some(Notice::Batch(event)) = ended { Some(event) } else { None };
    if body.batch.status == BatchStatus::Pending {
        let word =
            if body.batch.failed_jobs > 0 { BatchStatus::Failed } else { BatchStatus::Completed };
        body.batch.status = told.map_or(word, |event| event.status.clone());
        let last =
            body.scoring_jobs.iter().filter_map(|job| job.completed_at.or(job.failed_at)).max();
        body.batch.completed_at = told.and_then(|event| event.completed_at).or(last);
    }
    before != (body.batch.status.clone(), body.batch.completed_at)
}

/// An assessment that says no more than that there is one.
pub(super) fn nothing_said() -> Option<Assessment> {
    Assessment::builder()
        .verdict("")
        .strengths(vec![])
        .concerns(vec![])
        .interview_focus(vec![])
        .try_into()
        .ok()
}

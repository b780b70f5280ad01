//! Batches that are being scored: the progress of each scoring job, and the bodies of responses.

use std::collections::BTreeSet;
use std::time::Duration;

use nova_client::types::{
    AcceptedApplication, Assessment, BatchStatus, RejectedApplication, RejectionError,
    ScoringBatch, ScoringBatchStatus, ScoringJob, ScoringJobStatus, SubmittedScoringBatch,
};

use crate::mock::world::MockResult;
use crate::mock::world::clock::Clock;
use crate::mock::world::criteria::FIRST_VERSION;
use crate::mock::world::script::{ApplicationScript, BatchScript, Outcome};
use crate::mock::world::webhooks::Ended;

/// A batch that follows a script. All times are since the start of the mock.
pub(crate) struct ScriptedBatch {
    pub(crate) jobs: Vec<Job>,
    pub(crate) script: BatchScript,
    /// Whether this is a single job without a batch.
    pub(crate) alone: bool,
    created: Duration,
    /// Whether its end has been emitted as a webhook.
    emitted: bool,
}

/// A scoring job. A job that a batch shares with an earlier submit is a copy with the same end.
#[derive(Clone)]
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) application: ApplicationScript,
    pub(crate) version: Option<String>,
    pub(crate) is_rescore: bool,
    queued: Duration,
    starts: Duration,
    /// `None` if it never ends.
    ends: Option<Duration>,
    /// Whether its end has been emitted as a webhook.
    emitted: bool,
    shared: bool,
}

/// The progress of a scoring job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JobState {
    Pending,
    Scored,
    Failed,
}

impl ScriptedBatch {
    pub(crate) fn new(jobs: Vec<Job>, script: BatchScript, now: Duration) -> Self {
        Self { jobs, script, alone: false, created: now, emitted: false }
    }

    /// Ends every job that has not ended, apart from stuck ones.
    pub(crate) fn finish(&mut self, now: Duration) {
        for job in &mut self.jobs {
            job.starts = job.starts.min(now);
            job.ends = job.ends.map(|ends| ends.min(now));
        }
    }

    /// Returns when the next job ends whose end was not emitted yet.
    pub(crate) fn next_end(&self) -> Option<Duration> {
        self.jobs.iter().filter(|job| !job.emitted).filter_map(|job| job.ends).min()
    }

    /// Takes the ends that were not emitted yet, each with its time: of jobs, and of the batch when
    /// all its jobs have ended.
    pub(crate) fn take_ended(
        &mut self,
        tenant: &str,
        (id, job_id): (&str, &str),
        clock: &Clock,
    ) -> Vec<(Option<Duration>, MockResult<Ended>)> {
        let now = clock.elapsed();
        let ended = self.jobs.iter_mut().filter(|job| !job.emitted && job.has_ended(now));
        let mut taken: Vec<_> = ended
            .map(|job| {
                job.emitted = true;
                let ended = job.scoring_job(job_id, clock);
                (
                    job.ends,
                    ended.map(|job| Ended::Job { tenant: tenant.to_owned(), job: Box::new(job) }),
                )
            })
            .collect();
        let is_over = !self.jobs.is_empty() && self.jobs.iter().all(|job| job.has_ended(now));
        if is_over && !self.alone && !std::mem::replace(&mut self.emitted, true) {
            let ended = self.batch(id, job_id, clock);
            let at = self.jobs.iter().filter_map(|job| job.ends).max();
            taken.push((at, ended.map(|batch| Ended::Batch { tenant: tenant.to_owned(), batch })));
        }
        taken
    }

    /// Returns the applications that were submitted, accepted or not.
    pub(crate) fn applications(&self) -> BTreeSet<&str> {
        self.script.applications.iter().map(|one| one.id.as_str()).collect()
    }

    fn batch(&self, id: &str, job: &str, clock: &Clock) -> MockResult<ScoringBatch> {
        let now = clock.elapsed();
        let ended = |job: &&Job| job.has_ended(now);
        let failed = |job: &&Job| matches!(job.application.outcome, Outcome::Failed { .. });
        let completed_jobs = self.jobs.iter().filter(ended).filter(|job| !failed(job)).count();
        let failed_jobs = self.jobs.iter().filter(ended).filter(failed).count();
        let last_end = self.jobs.iter().filter_map(|job| job.ends).max().unwrap_or(self.created);
        let (status, completed_at) =
            match (completed_jobs + failed_jobs < self.jobs.len(), failed_jobs) {
                (true, _) => (BatchStatus::Pending, None),
                (false, 0) => (BatchStatus::Completed, Some(clock.at(last_end))),
                (false, _) => (BatchStatus::Failed, Some(clock.at(last_end))),
            };
        let batch = ScoringBatch::builder()
            .id(id)
            .job_id(job)
            .status(status)
            .total_jobs(i64::try_from(self.jobs.len())?)
            .completed_jobs(i64::try_from(completed_jobs)?)
            .failed_jobs(i64::try_from(failed_jobs)?)
            .created_at(clock.at(self.created))
            .completed_at(completed_at);
        Ok(batch.try_into()?)
    }

    pub(crate) fn status(
        &self,
        id: &str,
        job_id: &str,
        clock: &Clock,
    ) -> MockResult<ScoringBatchStatus> {
        let now = clock.elapsed();
        let listed = self.jobs.iter().filter(|job| {
            !self.script.omitted.contains(&job.application.id)
                && (!self.script.only_finished || job.has_ended(now))
        });
        let jobs = listed.map(|job| job.scoring_job(job_id, clock));
        let status = ScoringBatchStatus::builder()
            .batch(self.batch(id, job_id, clock)?)
            .scoring_jobs(jobs.collect::<MockResult<Vec<_>>>()?)
            .rejected_applications(self.rejected()?);
        Ok(status.try_into()?)
    }

    /// Returns the body of the response to the submit.
    pub(crate) fn submitted(
        &self,
        id: &str,
        job_id: &str,
        clock: &Clock,
    ) -> MockResult<SubmittedScoringBatch> {
        let accepted = self.jobs.iter().map(|job| {
            let accepted =
                AcceptedApplication::builder().application_id(job.application.id.as_str());
            Ok(accepted.scoring_job_id(job.id.as_str()).try_into()?)
        });
        let submitted = SubmittedScoringBatch::builder()
            .batch(self.batch(id, job_id, clock)?)
            .scoring_job_ids(self.jobs.iter().map(|job| job.id.clone()).collect::<Vec<_>>())
            .accepted_applications(accepted.collect::<MockResult<Vec<_>>>()?)
            .rejected_applications(self.rejected()?);
        Ok(submitted.try_into()?)
    }

    /// Returns the rejected applications, ordered by their ids.
    pub(crate) fn rejected(&self) -> MockResult<Vec<RejectedApplication>> {
        let mut rejected = self
            .script
            .applications
            .iter()
            .filter_map(rejection)
            .collect::<MockResult<Vec<_>>>()?;
        rejected.sort_by(|one, other| one.application_id.cmp(&other.application_id));
        Ok(rejected)
    }
}

impl Job {
    /// Creates a job that is queued now, waits, and is then scored.
    pub(crate) fn queued(
        id: String,
        application: ApplicationScript,
        now: Duration,
        (queue, scoring): (Duration, Duration),
    ) -> Self {
        let starts = now.saturating_add(queue);
        let ends = (!matches!(application.outcome, Outcome::Stuck))
            .then_some(starts.saturating_add(scoring));
        let version = Some(FIRST_VERSION.to_owned());
        Self {
            id,
            application,
            version,
            is_rescore: false,
            queued: now,
            starts,
            ends,
            emitted: false,
            shared: false,
        }
    }

    /// Returns a copy of the job for another batch. Its end is emitted by the original.
    pub(crate) fn share(&self) -> Self {
        Self { emitted: true, shared: true, ..self.clone() }
    }

    /// Returns whether it is a copy of another batch's job.
    pub(crate) fn is_shared(&self) -> bool {
        self.shared
    }

    /// Returns the progress of the job.
    pub(crate) fn state(&self, now: Duration) -> JobState {
        match self.application.outcome {
            _ if !self.has_ended(now) => JobState::Pending,
            Outcome::Failed { .. } => JobState::Failed,
            _ => JobState::Scored,
        }
    }

    /// Returns the initial state of the job.
    pub(crate) fn waiting(&self) -> Self {
        Self { starts: Duration::MAX, ends: None, ..self.clone() }
    }

    fn has_ended(&self, now: Duration) -> bool {
        self.ends.is_some_and(|ends| ends <= now)
    }

    pub(crate) fn scoring_job(&self, job: &str, clock: &Clock) -> MockResult<ScoringJob> {
        let now = clock.elapsed();
        let ended_at = self.ends.filter(|ends| *ends <= now).map(|ends| clock.at(ends));
        let draft = ScoringJob::builder()
            .id(self.id.as_str())
            .criteria_version_id(self.version.clone())
            .job_id(job)
            .application_id(self.application.id.as_str())
            .is_rescore(self.is_rescore)
            .queued_at(clock.at(self.queued))
            .started_at((self.starts <= now).then(|| clock.at(self.starts)));
        let draft = match (&self.application.outcome, ended_at) {
            (Outcome::Scored { score, assessment }, Some(at)) => draft
                .status(ScoringJobStatus::Completed)
                .score(*score)
                .assessment(invented(assessment)?)
                .completed_at(at),
            (Outcome::Failed { code, message }, Some(at)) => draft
                .status(ScoringJobStatus::Failed)
                .error_code(code.clone())
                .error_message(message.clone())
                .failed_at(at),
            _ => draft.status(ScoringJobStatus::Pending),
        };
        Ok(draft.try_into()?)
    }
}

fn invented(text: &str) -> MockResult<Assessment> {
    let list = || vec![text.to_owned()];
    let assessment = Assessment::builder()
        .verdict(text)
        .strengths(list())
        .concerns(list())
        .interview_focus(list());
    Ok(assessment.try_into()?)
}

/// Returns why an application is rejected, if it is.
pub(crate) fn rejection(
    application: &ApplicationScript,
) -> Option<MockResult<RejectedApplication>> {
    let Outcome::Rejected { code, message, reason } = &application.outcome else { return None };
    let rejected = || {
        let error = RejectionError::builder()
            .code(code.clone())
            .message(message.as_str())
            .reason(reason.clone());
        let error: RejectionError = error.try_into()?;
        Ok(RejectedApplication::builder()
            .application_id(application.id.as_str())
            .error(error)
            .try_into()?)
    };
    Some(rejected())
}

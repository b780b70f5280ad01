//! A script at work: how far each scoring job is, and what the wire says of it.

use std::collections::BTreeSet;
use std::time::Duration;

use nova_client::types::{
    AcceptedApplication, Assessment, BatchStatus, RejectedApplication, RejectionError,
    ScoringBatch, ScoringBatchStatus, ScoringJob, ScoringJobStatus, SubmittedScoringBatch,
};

use super::clock::Clock;
use super::criteria::FIRST_VERSION;
use super::script::{ApplicationScript, BatchScript, Fate};
use super::state::Rendered;
use super::webhooks::Ended;

/// A script that plays. All times are since the start of the mock.
pub(super) struct Running {
    pub(super) jobs: Vec<Job>,
    pub(super) script: BatchScript,
    /// One job that was submitted by itself: there is no batch.
    pub(super) alone: bool,
    created: Duration,
    /// Webhooks have told its end.
    told: bool,
}

/// A scoring job. One that a batch has in common with an earlier submit is a copy, which ends as
/// the first does.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) application: ApplicationScript,
    pub(super) version: Option<String>,
    pub(super) is_rescore: bool,
    queued: Duration,
    starts: Duration,
    /// None: never.
    ends: Option<Duration>,
    /// Webhooks have told its end.
    told: bool,
}

impl Running {
    pub(super) fn new(jobs: Vec<Job>, script: BatchScript, now: Duration) -> Self {
        Self { jobs, script, alone: false, created: now, told: false }
    }

    /// Ends every job that has not ended, apart from stuck ones.
    pub(super) fn finish(&mut self, now: Duration) {
        for job in &mut self.jobs {
            job.starts = job.starts.min(now);
            job.ends = job.ends.map(|ends| ends.min(now));
        }
    }

    /// When the next job ends that was not told of yet.
    pub(super) fn next_end(&self) -> Option<Duration> {
        self.jobs.iter().filter(|job| !job.told).filter_map(|job| job.ends).min()
    }

    /// Takes what has ended and was not told yet, each with when it ended: jobs, and the batch when
    /// all of them have.
    pub(super) fn take_ended(
        &mut self,
        tenant: &str,
        (id, job_id): (&str, &str),
        clock: &Clock,
    ) -> Vec<(Option<Duration>, Rendered<Ended>)> {
        let now = clock.elapsed();
        let news = self.jobs.iter_mut().filter(|job| !job.told && job.has_ended(now));
        let mut taken: Vec<_> = news
            .map(|job| {
                job.told = true;
                let ended = job.scoring_job(job_id, clock);
                (
                    job.ends,
                    ended.map(|job| Ended::Job { tenant: tenant.to_owned(), job: Box::new(job) }),
                )
            })
            .collect();
        let is_over = !self.jobs.is_empty() && self.jobs.iter().all(|job| job.has_ended(now));
        if is_over && !self.alone && !std::mem::replace(&mut self.told, true) {
            let ended = self.batch(id, job_id, clock);
            let at = self.jobs.iter().filter_map(|job| job.ends).max();
            taken.push((at, ended.map(|batch| Ended::Batch { tenant: tenant.to_owned(), batch })));
        }
        taken
    }

    /// The applications that were submitted, accepted or not.
    pub(super) fn applications(&self) -> BTreeSet<&str> {
        self.script.applications.iter().map(|one| one.id.as_str()).collect()
    }

    fn batch(&self, id: &str, job: &str, clock: &Clock) -> Rendered<ScoringBatch> {
        let now = clock.elapsed();
        let ended = |job: &&Job| job.has_ended(now);
        let failed = |job: &&Job| matches!(job.application.fate, Fate::Failed { .. });
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

    pub(super) fn status(
        &self,
        id: &str,
        job_id: &str,
        clock: &Clock,
    ) -> Rendered<ScoringBatchStatus> {
        let now = clock.elapsed();
        let listed = self.jobs.iter().filter(|job| {
            !self.script.omitted.contains(&job.application.id)
                && (!self.script.only_finished || job.has_ended(now))
        });
        let jobs = listed.map(|job| job.scoring_job(job_id, clock));
        let status = ScoringBatchStatus::builder()
            .batch(self.batch(id, job_id, clock)?)
            .scoring_jobs(jobs.collect::<Rendered<Vec<_>>>()?)
            .rejected_applications(self.rejected()?);
        Ok(status.try_into()?)
    }

    /// What a submit of the batch answers.
    pub(super) fn submitted(
        &self,
        id: &str,
        job_id: &str,
        clock: &Clock,
    ) -> Rendered<SubmittedScoringBatch> {
        let accepted = self.jobs.iter().map(|job| {
            let accepted =
                AcceptedApplication::builder().application_id(job.application.id.as_str());
            Ok(accepted.scoring_job_id(job.id.as_str()).try_into()?)
        });
        let submitted = SubmittedScoringBatch::builder()
            .batch(self.batch(id, job_id, clock)?)
            .scoring_job_ids(self.jobs.iter().map(|job| job.id.clone()).collect::<Vec<_>>())
            .accepted_applications(accepted.collect::<Rendered<Vec<_>>>()?)
            .rejected_applications(self.rejected()?);
        Ok(submitted.try_into()?)
    }

    /// The applications that were turned away, ordered by their ids.
    pub(super) fn rejected(&self) -> Rendered<Vec<RejectedApplication>> {
        let mut rejected =
            self.script.applications.iter().filter_map(rejection).collect::<Rendered<Vec<_>>>()?;
        rejected.sort_by(|one, other| one.application_id.cmp(&other.application_id));
        Ok(rejected)
    }
}

impl Job {
    /// A job that is queued now, waits, and is then scored.
    pub(super) fn queued(
        id: String,
        application: ApplicationScript,
        now: Duration,
        (queue, scoring): (Duration, Duration),
    ) -> Self {
        let starts = now.saturating_add(queue);
        let ends =
            (!matches!(application.fate, Fate::Stuck)).then_some(starts.saturating_add(scoring));
        let version = Some(FIRST_VERSION.to_owned());
        Self { id, application, version, is_rescore: false, queued: now, starts, ends, told: false }
    }

    /// The same job as part of another batch. Its end is told where it was made.
    pub(super) fn shared(&self) -> Self {
        Self { told: true, ..self.clone() }
    }

    /// The job as it is told when it is made: nothing has begun.
    pub(super) fn waiting(&self) -> Self {
        Self { starts: Duration::MAX, ends: None, ..self.clone() }
    }

    fn has_ended(&self, now: Duration) -> bool {
        self.ends.is_some_and(|ends| ends <= now)
    }

    pub(super) fn scoring_job(&self, job: &str, clock: &Clock) -> Rendered<ScoringJob> {
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
        let draft = match (&self.application.fate, ended_at) {
            (Fate::Scored { score, assessment }, Some(at)) => draft
                .status(ScoringJobStatus::Completed)
                .score(*score)
                .assessment(invented(assessment)?)
                .completed_at(at),
            (Fate::Failed { code, message }, Some(at)) => draft
                .status(ScoringJobStatus::Failed)
                .error_code(code.clone())
                .error_message(message.clone())
                .failed_at(at),
            _ => draft.status(ScoringJobStatus::Pending),
        };
        Ok(draft.try_into()?)
    }
}

fn invented(text: &str) -> Rendered<Assessment> {
    let list = || vec![text.to_owned()];
    let assessment = Assessment::builder()
        .verdict(text)
        .strengths(list())
        .concerns(list())
        .interview_focus(list());
    Ok(assessment.try_into()?)
}

/// Why an application is turned away, if it is.
pub(super) fn rejection(application: &ApplicationScript) -> Option<Rendered<RejectedApplication>> {
    let Fate::Rejected { code, message, reason } = &application.fate else { return None };
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

//! The batches that tests have placed, and how far each of them is.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use nova_client::types::{
    Assessment, BatchStatus, ErrorCode, RejectedApplication, RejectionError, ScoringBatch, ScoringBatchStatus,
    ScoringJob, ScoringJobStatus,
};
use serde_json::Value;
use tokio::sync::Notify;

use super::answer::Answer;
use super::clock::Clock;
use super::script::{ApplicationScript, BatchScript, Fate};
use super::state::{Call, Rendered, State, lock};
use super::webhooks::Ended;

/// Answers `getScoringBatchStatus`.
pub(super) fn status(state: &State, call: &Call<'_>) -> Rendered<Answer> {
    let (job, id) = (call.route.parameter("jobId"), call.route.parameter("scoringBatchId"));
    let body = lock(&state.batches).body(call.tenant.unwrap_or_default(), job, id, &state.clock)?;
    Ok(body.map_or_else(
        || Answer::refusal(StatusCode::NOT_FOUND, ErrorCode::BatchNotFound, "Scoring batch not found"),
        |body| Answer::ok(&body),
    ))
}

/// All batches of all tenants.
#[derive(Default)]
pub(super) struct Batches {
    placed: Vec<Placed>,
    /// Where each batch is in the list.
    places: HashMap<String, usize>,
    /// Numbers the ids that the mock gives.
    made: u64,
    /// Told whenever a job may have got another end.
    pub(super) changed: Arc<Notify>,
}

/// A batch, and the job it belongs to.
struct Placed {
    tenant: String,
    job: String,
    id: String,
    content: Content,
}

enum Content {
    Script(Box<Running>),
    Body(Value),
}

/// A script that plays. All times are since the start of the mock.
struct Running {
    created: Duration,
    jobs: Vec<Job>,
    script: BatchScript,
    /// Webhooks have told its end.
    told: bool,
}

struct Job {
    id: String,
    application: ApplicationScript,
    starts: Duration,
    /// None: never.
    ends: Option<Duration>,
    /// Webhooks have told its end.
    told: bool,
}

impl Batches {
    /// Starts to play a script; returns the id of the batch.
    pub(super) fn place(&mut self, tenant: &str, job: &str, script: BatchScript, now: Duration) -> String {
        self.made += 1;
        let number = self.made;
        let accepted = script.applications.iter().filter(|one| !matches!(one.fate, Fate::Rejected { .. }));
        let mut waits = Duration::ZERO;
        let mut jobs = Vec::new();
        for (index, application) in accepted.cloned().enumerate() {
            let queued = application.queue_time.unwrap_or(script.queue_time);
            let starts = now.saturating_add(queued).saturating_add(waits);
            let ends = starts.saturating_add(application.scoring_time.unwrap_or(script.scoring_time));
            let ends = (!matches!(application.fate, Fate::Stuck)).then_some(ends);
            jobs.push(Job { id: format!("sj_mock_{number}_{}", index + 1), application, starts, ends, told: false });
            waits = waits.saturating_add(script.stagger);
        }
        let id = format!("sb_mock_{number}");
        let running = Running { created: now, jobs, script, told: false };
        self.put(tenant, job, &id, Content::Script(Box::new(running)));
        id
    }

    /// Places a body as it is, in the place of whatever was there.
    pub(super) fn place_body(&mut self, tenant: &str, job: &str, id: &str, body: Value) {
        self.put(tenant, job, id, Content::Body(body));
    }

    fn put(&mut self, tenant: &str, job: &str, id: &str, content: Content) {
        if let Some(index) = self.position(tenant, job, id) {
            self.placed[index].content = content;
        } else {
            self.places.insert(key(tenant, job, id), self.placed.len());
            let (tenant, job, id) = (tenant.to_owned(), job.to_owned(), id.to_owned());
            self.placed.push(Placed { tenant, job, id, content });
        }
        self.changed.notify_one();
    }

    fn position(&self, tenant: &str, job: &str, id: &str) -> Option<usize> {
        self.places.get(&key(tenant, job, id)).copied()
    }

    /// The body of a batch as it stands now, if there is such a batch under this tenant and job.
    pub(super) fn body(&self, tenant: &str, job: &str, id: &str, clock: &Clock) -> Rendered<Option<Value>> {
        let Some(index) = self.position(tenant, job, id) else { return Ok(None) };
        let placed = &self.placed[index];
        Ok(Some(match &placed.content {
            Content::Body(body) => body.clone(),
            Content::Script(running) => serde_json::to_value(running.status(placed, clock)?)?,
        }))
    }

    /// Forgets what was placed under a tenant.
    pub(super) fn forget_tenant(&mut self, tenant: &str) {
        let lengths = format!("{}:", tenant.len());
        self.forget(|key| {
            let rest = key.strip_prefix(&lengths).and_then(|rest| rest.split_once(':'));
            rest.is_some_and(|(_, names)| names.starts_with(tenant))
        });
    }

    /// Forgets an application, in whatever batch of the job it is.
    pub(super) fn forget_application(&mut self, tenant: &str, job: &str, application: &str) {
        let of_job = key(tenant, job, "");
        for index in self.places.iter().filter(|(key, _)| key.starts_with(&of_job)).map(|(_, index)| *index) {
            match &mut self.placed[index].content {
                Content::Script(running) => {
                    running.jobs.retain(|job| job.application.id != application);
                    running.script.applications.retain(|one| one.id != application);
                }
                Content::Body(body) => {
                    for list in ["scoringJobs", "rejectedApplications"] {
                        if let Some(list) = body.get_mut(list).and_then(Value::as_array_mut) {
                            list.retain(|one| one["applicationId"] != application);
                        }
                    }
                }
            }
        }
    }

    fn forget(&mut self, is_meant: impl Fn(&str) -> bool) {
        let mut kept: Vec<(String, usize)> = self.places.drain().filter(|(key, _)| !is_meant(key)).collect();
        kept.sort_by_key(|(_, index)| *index);
        let mut places = kept.iter().map(|(_, index)| *index).peekable();
        let mut index = 0;
        self.placed.retain(|_| {
            let is_kept = places.next_if_eq(&index).is_some();
            index += 1;
            is_kept
        });
        self.places = kept.into_iter().enumerate().map(|(index, (key, _))| (key, index)).collect();
    }

    /// Ends every job that has not ended, apart from stuck ones.
    pub(super) fn finish_all(&mut self, now: Duration) {
        for placed in &mut self.placed {
            if let Content::Script(running) = &mut placed.content {
                for job in &mut running.jobs {
                    job.starts = job.starts.min(now);
                    job.ends = job.ends.map(|ends| ends.min(now));
                }
            }
        }
        self.changed.notify_one();
    }

    /// What has ended since this was last asked, in the order in which it ended, and when the next job will end.
    pub(super) fn take_ended(&mut self, clock: &Clock) -> (Vec<Rendered<Ended>>, Option<Duration>) {
        let now = clock.elapsed();
        let (mut taken, mut next) = (Vec::new(), None);
        for placed in &mut self.placed {
            let Content::Script(running) = &mut placed.content else { continue };
            let news = running.jobs.iter().any(|job| !job.told && job.has_ended(now));
            if news {
                taken.extend(running.ended(&placed.tenant, &placed.job, clock));
                if !running.told && running.jobs.iter().all(|job| job.told) {
                    running.told = true;
                    let at = running.jobs.iter().filter_map(|job| job.ends).max();
                    taken.push((
                        at,
                        running
                            .batch(&placed.id, &placed.job, clock)
                            .map(|batch| Ended::Batch { tenant: placed.tenant.clone(), batch }),
                    ));
                }
            }
            let waiting = running.jobs.iter().filter(|job| !job.told).filter_map(|job| job.ends).min();
            next = next.into_iter().chain(waiting).min();
        }
        // Stable, so that a batch comes after its jobs.
        taken.sort_by_key(|(at, _)| *at);
        (taken.into_iter().map(|(_, ended)| ended).collect(), next)
    }
}

/// One text for three; the lengths keep apart what a separator could not.
fn key(tenant: &str, job: &str, id: &str) -> String {
    format!("{}:{}:{tenant}{job}{id}", tenant.len(), job.len())
}

impl Running {
    /// Takes the jobs that have ended and were not told yet, each with when it ended.
    fn ended(&mut self, tenant: &str, job_id: &str, clock: &Clock) -> Vec<(Option<Duration>, Rendered<Ended>)> {
        let (now, created) = (clock.elapsed(), self.created);
        let news = self.jobs.iter_mut().filter(|job| !job.told && job.has_ended(now));
        news.map(|job| {
            job.told = true;
            let ended = job.scoring_job(job_id, created, clock);
            (job.ends, ended.map(|job| Ended::Job { tenant: tenant.to_owned(), job }))
        })
        .collect()
    }

    fn batch(&self, id: &str, job: &str, clock: &Clock) -> Rendered<ScoringBatch> {
        let now = clock.elapsed();
        let ended = |job: &&Job| job.has_ended(now);
        let failed = |job: &&Job| matches!(job.application.fate, Fate::Failed { .. });
        let completed_jobs = self.jobs.iter().filter(ended).filter(|job| !failed(job)).count();
        let failed_jobs = self.jobs.iter().filter(ended).filter(failed).count();
        let last_end = self.jobs.iter().filter_map(|job| job.ends).max().unwrap_or(self.created);
        let (status, completed_at) = match (completed_jobs + failed_jobs < self.jobs.len(), failed_jobs) {
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

    fn status(&self, placed: &Placed, clock: &Clock) -> Rendered<ScoringBatchStatus> {
        let now = clock.elapsed();
        let batch = self.batch(&placed.id, &placed.job, clock)?;
        let listed = self.jobs.iter().filter(|job| {
            !self.script.omitted.contains(&job.application.id) && (!self.script.only_finished || job.has_ended(now))
        });
        let jobs = listed.map(|job| job.scoring_job(&placed.job, self.created, clock));
        let mut rejected = self.script.applications.iter().filter_map(rejection).collect::<Rendered<Vec<_>>>()?;
        rejected.sort_by(|one, other| one.application_id.cmp(&other.application_id));
        let status = ScoringBatchStatus::builder()
            .batch(batch)
            .scoring_jobs(jobs.collect::<Rendered<Vec<_>>>()?)
            .rejected_applications(rejected);
        Ok(status.try_into()?)
    }
}

impl Job {
    fn has_ended(&self, now: Duration) -> bool {
        self.ends.is_some_and(|ends| ends <= now)
    }

    fn scoring_job(&self, job: &str, queued: Duration, clock: &Clock) -> Rendered<ScoringJob> {
        let now = clock.elapsed();
        let ended_at = self.ends.filter(|ends| *ends <= now).map(|ends| clock.at(ends));
        let draft = ScoringJob::builder()
            .id(self.id.as_str())
            .criteria_version_id("cv_mock_1".to_owned())
            .job_id(job)
            .application_id(self.application.id.as_str())
            .is_rescore(false)
            .queued_at(clock.at(queued))
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
    let assessment = Assessment::builder().verdict(text).strengths(list()).concerns(list()).interview_focus(list());
    Ok(assessment.try_into()?)
}

fn rejection(application: &ApplicationScript) -> Option<Rendered<RejectedApplication>> {
    let Fate::Rejected { code, message, reason } = &application.fate else { return None };
    let rejected = || {
        let error = RejectionError::builder().code(code.clone()).message(message.as_str()).reason(reason.clone());
        let error: RejectionError = error.try_into()?;
        Ok(RejectedApplication::builder().application_id(application.id.as_str()).error(error).try_into()?)
    };
    Some(rejected())
}

//! The store of scoring: batches that tests have placed, and what was submitted.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use nova_client::types::ErrorCode;
use serde_json::Value;
use tokio::sync::Notify;

use super::clock::Clock;
use super::response::MockResponse;
use super::running::{Job, Running};
use super::script::{BatchScript, Fate};
use super::state::{Call, Rendered, State, lock};
use super::webhooks::Ended;

/// Answers `getScoringBatchStatus`.
pub(super) fn status(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let (job, id) = (call.route.parameter("jobId"), call.route.parameter("scoringBatchId"));
    let body = lock(&state.batches).body(call.tenant.unwrap_or_default(), job, id, &state.clock)?;
    Ok(body.map_or_else(
        || {
            MockResponse::refusal(
                StatusCode::NOT_FOUND,
                ErrorCode::BatchNotFound,
                "Scoring batch not found",
            )
        },
        |body| MockResponse::ok(&body),
    ))
}

/// All batches of all tenants, and the scoring jobs that were submitted alone, oldest first.
#[derive(Default)]
pub(super) struct Batches {
    pub(super) placed: Vec<Placed>,
    /// Where each batch is in the list.
    places: HashMap<String, usize>,
    /// Numbers the ids that the mock gives.
    pub(super) made: u64,
    /// Told whenever a job may have got another end.
    pub(super) changed: Arc<Notify>,
}

/// A batch, and the job it belongs to.
pub(super) struct Placed {
    pub(super) tenant: String,
    pub(super) job: String,
    pub(super) id: String,
    pub(super) content: Content,
}

pub(super) enum Content {
    Script(Box<Running>),
    Body(Value),
}

impl Batches {
    /// Starts to play a script; returns the id of the batch.
    pub(super) fn place(
        &mut self,
        tenant: &str,
        job: &str,
        script: BatchScript,
        now: Duration,
    ) -> String {
        self.made += 1;
        let number = self.made;
        let accepted =
            script.applications.iter().filter(|one| !matches!(one.fate, Fate::Rejected { .. }));
        let mut waits = Duration::ZERO;
        let mut jobs = Vec::new();
        for (index, application) in accepted.cloned().enumerate() {
            let queue = application.queue_time.unwrap_or(script.queue_time).saturating_add(waits);
            let scoring = application.scoring_time.unwrap_or(script.scoring_time);
            jobs.push(Job::queued(
                format!("sj_mock_{number}_{}", index + 1),
                application,
                now,
                (queue, scoring),
            ));
            waits = waits.saturating_add(script.stagger);
        }
        let id = format!("sb_mock_{number}");
        self.put(tenant, job, &id, Content::Script(Box::new(Running::new(jobs, script, now))));
        id
    }

    /// Places a body as it is, in the place of whatever was there.
    pub(super) fn place_body(&mut self, tenant: &str, job: &str, id: &str, body: Value) {
        self.put(tenant, job, id, Content::Body(body));
    }

    pub(super) fn put(&mut self, tenant: &str, job: &str, id: &str, content: Content) {
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
    pub(super) fn body(
        &self,
        tenant: &str,
        job: &str,
        id: &str,
        clock: &Clock,
    ) -> Rendered<Option<Value>> {
        let Some(index) = self.position(tenant, job, id) else { return Ok(None) };
        let placed = &self.placed[index];
        Ok(Some(match &placed.content {
            Content::Body(body) => body.clone(),
            // A job that was submitted alone is no batch.
            Content::Script(running) if running.alone => return Ok(None),
            Content::Script(running) => {
                serde_json::to_value(running.status(&placed.id, &placed.job, clock)?)?
            }
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
        for index in
            self.places.iter().filter(|(key, _)| key.starts_with(&of_job)).map(|(_, index)| *index)
        {
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
        let mut kept: Vec<(String, usize)> =
            self.places.drain().filter(|(key, _)| !is_meant(key)).collect();
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
                running.finish(now);
            }
        }
        self.changed.notify_one();
    }

    /// What has ended since this was last asked, in the order in which it ended, and when the next
    /// job will end.
    pub(super) fn take_ended(&mut self, clock: &Clock) -> (Vec<Rendered<Ended>>, Option<Duration>) {
        let (mut taken, mut next) = (Vec::new(), None);
        for placed in &mut self.placed {
            let Content::Script(running) = &mut placed.content else { continue };
            taken.extend(running.take_ended(&placed.tenant, (&placed.id, &placed.job), clock));
            next = next.into_iter().chain(running.next_end()).min();
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

//! Deletion requests, which complete after a delay and then delete the data.

use std::time::Duration;

use nova_client::types::{DeletionRequest, DeletionScope, DeletionStatus};

use crate::mock::world::clock::Clock;
use crate::mock::world::{MockResult, World, lock};

/// The default duration of a deletion. It is pending for the first half of it.
const TIME: Duration = Duration::from_secs(4);

/// All deletion requests.
pub(crate) struct Deletions {
    requests: Vec<Request>,
    time: Duration,
    /// Whether new requests fail.
    fail: bool,
}

impl Default for Deletions {
    fn default() -> Self {
        Self { requests: Vec::new(), time: TIME, fail: false }
    }
}

/// The data to be deleted.
#[derive(Clone, PartialEq)]
pub(crate) enum Target {
    Tenant(String),
    Application { tenant: String, job: String, application: String },
}

/// A deletion request. All times are since the start of the mock.
struct Request {
    id: String,
    target: Target,
    created: Duration,
    starts: Duration,
    ends: Duration,
    fails: bool,
    carried_out: bool,
}

impl Deletions {
    pub(crate) fn set_time(&mut self, time: Duration) {
        self.time = time;
    }

    pub(crate) fn set_fail(&mut self, fail: bool) {
        self.fail = fail;
    }

    /// Returns the state of a request.
    pub(crate) fn body(&self, id: &str, clock: &Clock) -> MockResult<Option<DeletionRequest>> {
        self.requests
            .iter()
            .find(|request| request.id == id)
            .map(|request| request.body(clock))
            .transpose()
    }

    /// Returns the request for this target: the one in progress, or a new one.
    pub(crate) fn request(&mut self, target: Target, clock: &Clock) -> MockResult<DeletionRequest> {
        let now = clock.elapsed();
        if let Some(request) =
            self.requests.iter().find(|request| request.target == target && request.ends > now)
        {
            return request.body(clock);
        }
        let id = format!("delreq_mock_{}", self.requests.len() + 1);
        let time = clock.scaled(self.time);
        let (starts, ends) = (now.saturating_add(time / 2), now.saturating_add(time));
        let request = Request {
            id,
            target,
            created: now,
            starts,
            ends,
            fails: self.fail,
            carried_out: false,
        };
        let body = request.body(clock);
        self.requests.push(request);
        body
    }

    /// Takes the targets that have become due since the last call.
    fn due(&mut self, now: Duration) -> Vec<Target> {
        let due = self
            .requests
            .iter_mut()
            .filter(|one| one.ends <= now && !one.fails && !one.carried_out);
        due.map(|request| {
            request.carried_out = true;
            request.target.clone()
        })
        .collect()
    }
}

impl Request {
    fn body(&self, clock: &Clock) -> MockResult<DeletionRequest> {
        let now = clock.elapsed();
        let scope = match self.target {
            Target::Tenant(_) => DeletionScope::Tenant,
            Target::Application { .. } => DeletionScope::Application,
        };
        let (status, since) = match (now >= self.ends, now >= self.starts) {
            (true, _) if self.fails => (DeletionStatus::Failed, self.ends),
            (true, _) => (DeletionStatus::Completed, self.ends),
            (false, true) => (DeletionStatus::Processing, self.starts),
            (false, false) => (DeletionStatus::Pending, self.created),
        };
        let ended = |wanted| (status == wanted).then(|| clock.at(self.ends));
        let (completed_at, failed_at) =
            (ended(DeletionStatus::Completed), ended(DeletionStatus::Failed));
        let request = DeletionRequest::builder()
            .id(self.id.as_str())
            .scope(scope)
            .status(status)
            .created_at(clock.at(self.created))
            .updated_at(clock.at(since))
            .completed_at(completed_at)
            .failed_at(failed_at);
        Ok(request.try_into()?)
    }
}

/// Deletes the data of every due request.
pub(crate) fn carry_out(world: &World) {
    let due = lock(&world.deletions).due(world.clock.elapsed());
    for target in due {
        match target {
            Target::Tenant(tenant) => {
                lock(&world.batches).forget_tenant(&tenant);
                lock(&world.criteria).forget_tenant(&tenant);
                lock(&world.question_sets).forget_tenant(&tenant);
                lock(&world.libraries).forget_tenant(&tenant);
            }
            Target::Application { tenant, job, application } => {
                lock(&world.batches).forget_application(&tenant, &job, &application);
            }
        }
    }
}

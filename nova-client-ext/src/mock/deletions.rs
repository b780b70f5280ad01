//! Deletion requests, which finish over time, and then really take the data away.

use std::time::Duration;

use http::StatusCode;
use nova_client::types::{
    DeletionRequest, DeletionRequestResponse, DeletionScope, DeletionStatus, ErrorCode,
};

use super::clock::Clock;
use super::response::MockResponse;
use super::state::{Call, Rendered, State, lock};

/// How long a deletion takes unless a test says otherwise. It is pending for the first half of it.
const TIME: Duration = Duration::from_secs(4);

/// All deletion requests.
pub(super) struct Deletions {
    requests: Vec<Request>,
    time: Duration,
    /// Whether those that are asked for from now on fail.
    fail: bool,
}

impl Default for Deletions {
    fn default() -> Self {
        Self { requests: Vec::new(), time: TIME, fail: false }
    }
}

/// What shall be deleted.
#[derive(Clone, PartialEq)]
enum Target {
    Tenant(String),
    Application { tenant: String, job: String, application: String },
}

/// A deletion request. All times are since the start of the mock.
struct Request {
    id: String,
    target: Target,
    asked: Duration,
    starts: Duration,
    ends: Duration,
    fails: bool,
    carried_out: bool,
}

impl Deletions {
    pub(super) fn set_time(&mut self, time: Duration) {
        self.time = time;
    }

    pub(super) fn set_fail(&mut self, fail: bool) {
        self.fail = fail;
    }

    /// The state of a request.
    pub(super) fn body(&self, id: &str, clock: &Clock) -> Rendered<Option<DeletionRequest>> {
        self.requests
            .iter()
            .find(|request| request.id == id)
            .map(|request| request.body(clock))
            .transpose()
    }

    /// The request for this target: the one that is under way, or a new one.
    fn ask(&mut self, target: Target, clock: &Clock) -> Rendered<DeletionRequest> {
        let now = clock.elapsed();
        if let Some(request) =
            self.requests.iter().find(|request| request.target == target && request.ends > now)
        {
            return request.body(clock);
        }
        let id = format!("delreq_mock_{}", self.requests.len() + 1);
        let (starts, ends) = (now.saturating_add(self.time / 2), now.saturating_add(self.time));
        let request =
            Request { id, target, asked: now, starts, ends, fails: self.fail, carried_out: false };
        let body = request.body(clock);
        self.requests.push(request);
        body
    }

    /// The targets whose time has come since this was asked last.
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
    fn body(&self, clock: &Clock) -> Rendered<DeletionRequest> {
        let now = clock.elapsed();
        let scope = match self.target {
            Target::Tenant(_) => DeletionScope::Tenant,
            Target::Application { .. } => DeletionScope::Application,
        };
        let (status, since) = match (now >= self.ends, now >= self.starts) {
            (true, _) if self.fails => (DeletionStatus::Failed, self.ends),
            (true, _) => (DeletionStatus::Completed, self.ends),
            (false, true) => (DeletionStatus::Processing, self.starts),
            (false, false) => (DeletionStatus::Pending, self.asked),
        };
        let ended = |as_what| (status == as_what).then(|| clock.at(self.ends));
        let (completed_at, failed_at) =
            (ended(DeletionStatus::Completed), ended(DeletionStatus::Failed));
        let request = DeletionRequest::builder()
            .id(self.id.as_str())
            .scope(scope)
            .status(status)
            .created_at(clock.at(self.asked))
            .updated_at(clock.at(since))
            .completed_at(completed_at)
            .failed_at(failed_at);
        Ok(request.try_into()?)
    }
}

/// Takes away the data of every deletion whose time has come.
pub(super) fn carry_out(state: &State) {
    let due = lock(&state.deletions).due(state.clock.elapsed());
    for target in due {
        match target {
            Target::Tenant(tenant) => {
                lock(&state.batches).forget_tenant(&tenant);
                lock(&state.criteria).forget_tenant(&tenant);
                lock(&state.questions).forget_tenant(&tenant);
                lock(&state.libraries).forget_tenant(&tenant);
            }
            Target::Application { tenant, job, application } => {
                lock(&state.batches).forget_application(&tenant, &job, &application);
            }
        }
    }
}

/// Answers `deleteTenantData`.
pub(super) fn delete_tenant(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    ask(state, Target::Tenant(call.route.parameter("tenantExternalId").to_owned()))
}

/// Answers `deleteApplicationData`.
pub(super) fn delete_application(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let [job, application] =
        ["jobId", "applicationId"].map(|name| call.route.parameter(name).to_owned());
    ask(
        state,
        Target::Application {
            tenant: call.tenant.unwrap_or_default().to_owned(),
            job,
            application,
        },
    )
}

/// Answers `getDeletionRequest`.
pub(super) fn status(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let request =
        lock(&state.deletions).body(call.route.parameter("deletionRequestId"), &state.clock)?;
    match request {
        Some(request) => answer(StatusCode::OK, request),
        // Its code is not published; the mock says none that the contract does not know.
        None => Ok(MockResponse::refusal(
            StatusCode::NOT_FOUND,
            ErrorCode::ValidationError,
            "Deletion request not found",
        )),
    }
}

fn ask(state: &State, target: Target) -> Rendered<MockResponse> {
    let request = lock(&state.deletions).ask(target, &state.clock)?;
    answer(StatusCode::ACCEPTED, request)
}

fn answer(status: StatusCode, request: DeletionRequest) -> Rendered<MockResponse> {
    let body: DeletionRequestResponse =
        DeletionRequestResponse::builder().deletion_request(request).try_into()?;
    Ok(MockResponse::document(status, &serde_json::to_value(body)?))
}

//! Criteria of jobs: the operations. What they work on, the versions of every job, is in `history`.

mod history;

use std::sync::MutexGuard;

use http::StatusCode;
use nova_client::types::{
    CriteriaGeneration, CriteriaList, CriteriaReplacement, CriteriaVersionContent,
    CriteriaVersionList, Criterion, CriterionChange, CriterionUpdate, CurrentCriteriaVersion,
    ErrorCode, JobCriteria, JobsCriteria, NewCriterion, Success,
};

pub(super) use history::{CriteriaBook, FIRST_VERSION};

use super::questions;
use super::request::split;
use super::response::MockResponse;
use super::state::{Call, Rendered, State, lock};
use history::{History, Version};

/// The header by which a change is meant for one revision.
const EXPECTED_REVISION: &str = "x-expected-criteria-revision";

/// The id of the version that a job of a tenant is scored against; none if the job has no active
/// criteria. A job that nobody touched has some.
pub(super) fn criteria_version_of(state: &State, tenant: &str, job: &str) -> Option<String> {
    let now = state.clock.now();
    lock(&state.criteria).of(tenant, job, now).active().map(|version| version.id.clone())
}

/// Whether the job has, or had, a version of this id.
pub(super) fn has_version(state: &State, tenant: &str, job: &str, id: &str) -> bool {
    let now = state.clock.now();
    lock(&state.criteria).of(tenant, job, now).version(id).is_some()
}

/// Answers `listCriteria`.
pub(super) fn list(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let mut book = lock(&state.criteria);
    match history(&mut book, state, call).active() {
        Some(version) => listed(&version.criteria),
        None => Ok(not_found()),
    }
}

/// Answers `listCriteriaOfJobs`.
pub(super) fn list_of_jobs(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let jobs: Vec<String> = call
        .query_values("jobIds")
        .flat_map(|ids| split(&ids).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let (mut book, now) = (lock(&state.criteria), state.clock.now());
    let items = jobs.into_iter().map(|job| {
        let history = book.of(call.tenant.unwrap_or_default(), &job, now);
        let criteria = history.active().map(|version| version.criteria.clone());
        Ok(JobCriteria::builder().job_id(job).criteria(criteria).try_into()?)
    });
    let body: JobsCriteria =
        JobsCriteria::builder().items(items.collect::<Rendered<Vec<_>>>()?).try_into()?;
    Ok(MockResponse::ok(&serde_json::to_value(body)?))
}

/// Answers `replaceCriteria`.
pub(super) fn replace(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let wanted = match call.read::<CriteriaReplacement>() {
        Ok(wanted) => wanted.criteria,
        Err(refusal) => return Ok(refusal),
    };
    let mut book = lock(&state.criteria);
    if let Some(expected) = call.headers.get(EXPECTED_REVISION) {
        let current =
            history(&mut book, state, call).active().map(|version| version.revision.as_bytes());
        if current != Some(expected.as_bytes()) {
            // Its status and code are not published; the mock says no code that the contract does
            // not know.
            let message = "The criteria are no longer at the expected revision";
            return Ok(MockResponse::refusal(
                StatusCode::CONFLICT,
                ErrorCode::ValidationError,
                message,
            ));
        }
    }
    let criteria = book.criteria(wanted, state.clock.now())?;
    change(&mut book, state, call, criteria)
}

/// Answers `archiveCriteria`.
pub(super) fn archive(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let mut book = lock(&state.criteria);
    if !history(&mut book, state, call).archive(state.clock.now()) {
        return Ok(not_found());
    }
    let success: Success = Success::builder().success(true).try_into()?;
    Ok(MockResponse::ok(&serde_json::to_value(success)?))
}

/// Answers `generateCriteria`. What it writes is made of the job's title and the questions that
/// were answered.
pub(super) fn generate(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let request = match call.read::<CriteriaGeneration>() {
        Ok(request) => request,
        Err(refusal) => return Ok(refusal),
    };
    let asked = match questions::answered(state, call, &request) {
        Ok(asked) => asked,
        Err(refusal) => return Ok(refusal),
    };
    let title = &request.job_context.job_title;
    let must_have =
        |text| NewCriterion { text, importance: nova_client::types::CriterionImportance::MustHave };
    let mut wanted = vec![must_have(format!("Has done the work of: {title}"))];
    wanted.extend(
        asked
            .into_iter()
            .map(|question| must_have(format!("Fits what was answered to: {question}"))),
    );
    wanted.push(NewCriterion {
        text: "Explains technical matters to people of other trades".to_owned(),
        importance: nova_client::types::CriterionImportance::Preferred,
    });
    let mut book = lock(&state.criteria);
    let criteria = book.criteria(wanted, state.clock.now())?;
    let list = list_of(&criteria)?;
    commit(&mut book, state, call, criteria);
    Ok(MockResponse::document(StatusCode::CREATED, &serde_json::to_value(list)?))
}

/// Answers `getGeneratedCriteria`.
pub(super) fn generated(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let mut book = lock(&state.criteria);
    match history(&mut book, state, call).version(call.route.parameter("criteriaGenerationId")) {
        Some(version) => listed(&version.criteria),
        None => Ok(version_not_found()),
    }
}

/// Answers `addCriterion`.
pub(super) fn add(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let wanted = match call.read::<NewCriterion>() {
        Ok(wanted) => wanted,
        Err(refusal) => return Ok(refusal),
    };
    let mut book = lock(&state.criteria);
    let Some(mut criteria) = active(&mut book, state, call) else { return Ok(not_found()) };
    let [criterion] = <[Criterion; 1]>::try_from(book.criteria(vec![wanted], state.clock.now())?)
        .map_err(|_| "one criterion was asked for")?;
    criteria.push(criterion.clone());
    let changed = commit(&mut book, state, call, criteria);
    let place = changed.len() - 1;
    Ok(MockResponse::document(StatusCode::CREATED, &changed_at(place, changed)?))
}

/// Answers `updateCriterion`.
pub(super) fn update(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let update = match call.read::<CriterionUpdate>() {
        Ok(update) => update,
        Err(refusal) => return Ok(refusal),
    };
    let mut book = lock(&state.criteria);
    let Some((mut criteria, place)) = located(&mut book, state, call) else {
        return Ok(criterion_not_found());
    };
    if let Some(text) = update.text {
        criteria[place].text = text;
    }
    if let Some(importance) = update.importance {
        criteria[place].importance = importance;
    }
    let changed = commit(&mut book, state, call, criteria);
    Ok(MockResponse::ok(&changed_at(place, changed)?))
}

/// Answers `removeCriterion`.
pub(super) fn remove(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let mut book = lock(&state.criteria);
    let Some((mut criteria, place)) = located(&mut book, state, call) else {
        return Ok(criterion_not_found());
    };
    criteria.remove(place);
    change(&mut book, state, call, criteria)
}

/// Answers `getCurrentCriteriaVersion`.
pub(super) fn current(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let mut book = lock(&state.criteria);
    let Some(version) = history(&mut book, state, call).active() else { return Ok(not_found()) };
    let body: CurrentCriteriaVersion = CurrentCriteriaVersion::builder()
        .version(version.head()?)
        .criteria_revision(version.revision.as_str())
        .criteria(version.criteria.clone())
        .try_into()?;
    Ok(MockResponse::ok(&serde_json::to_value(body)?))
}

/// Answers `listCriteriaVersions`.
pub(super) fn versions(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let mut book = lock(&state.criteria);
    let versions = history(&mut book, state, call)
        .versions()
        .iter()
        .map(Version::head)
        .collect::<Rendered<Vec<_>>>()?;
    let body: CriteriaVersionList = CriteriaVersionList::builder().versions(versions).try_into()?;
    Ok(MockResponse::ok(&serde_json::to_value(body)?))
}

/// Answers `getCriteriaVersion`.
pub(super) fn version(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let mut book = lock(&state.criteria);
    let id = call.route.parameter("criteriaVersionId");
    let Some(version) = history(&mut book, state, call).version(id) else {
        return Ok(version_not_found());
    };
    let body: CriteriaVersionContent = CriteriaVersionContent::builder()
        .version(version.head()?)
        .criteria(version.criteria.clone())
        .try_into()?;
    Ok(MockResponse::ok(&serde_json::to_value(body)?))
}

/// The history of the job that a call is about.
fn history<'a>(
    book: &'a mut MutexGuard<'_, CriteriaBook>,
    state: &State,
    call: &Call<'_>,
) -> &'a mut History {
    book.of(call.tenant.unwrap_or_default(), call.route.parameter("jobId"), state.clock.now())
}

fn active(
    book: &mut MutexGuard<'_, CriteriaBook>,
    state: &State,
    call: &Call<'_>,
) -> Option<Vec<Criterion>> {
    Some(history(book, state, call).active()?.criteria.clone())
}

/// The active criteria, and the place of the one that a call names.
fn located(
    book: &mut MutexGuard<'_, CriteriaBook>,
    state: &State,
    call: &Call<'_>,
) -> Option<(Vec<Criterion>, usize)> {
    let criteria = active(book, state, call)?;
    let id = call.route.parameter("criterionId");
    let place = criteria.iter().position(|criterion| criterion.id == id)?;
    Some((criteria, place))
}

/// Makes a version of these criteria, and answers with them as they stand then.
fn commit(
    book: &mut MutexGuard<'_, CriteriaBook>,
    state: &State,
    call: &Call<'_>,
    criteria: Vec<Criterion>,
) -> Vec<Criterion> {
    let now = state.clock.now();
    book.commit(call.tenant.unwrap_or_default(), call.route.parameter("jobId"), criteria, now)
        .to_vec()
}

fn change(
    book: &mut MutexGuard<'_, CriteriaBook>,
    state: &State,
    call: &Call<'_>,
    criteria: Vec<Criterion>,
) -> Rendered<MockResponse> {
    listed(&commit(book, state, call, criteria))
}

fn list_of(criteria: &[Criterion]) -> Rendered<CriteriaList> {
    Ok(CriteriaList::builder().criteria(criteria.to_vec()).try_into()?)
}

fn listed(criteria: &[Criterion]) -> Rendered<MockResponse> {
    Ok(MockResponse::ok(&serde_json::to_value(list_of(criteria)?)?))
}

fn changed_at(place: usize, criteria: Vec<Criterion>) -> Rendered<serde_json::Value> {
    let criterion =
        criteria.get(place).cloned().ok_or("the changed criterion is not in the list")?;
    let change: CriterionChange =
        CriterionChange::builder().criterion(criterion).criteria(criteria).try_into()?;
    Ok(serde_json::to_value(change)?)
}

fn not_found() -> MockResponse {
    MockResponse::refusal(
        StatusCode::NOT_FOUND,
        ErrorCode::CriteriaNotFound,
        "The job has no active criteria",
    )
}

fn criterion_not_found() -> MockResponse {
    MockResponse::refusal(
        StatusCode::NOT_FOUND,
        ErrorCode::CriteriaNotFound,
        "The job has no such criterion",
    )
}

fn version_not_found() -> MockResponse {
    MockResponse::refusal(
        StatusCode::NOT_FOUND,
        ErrorCode::CriteriaVersionNotFound,
        "Criteria version not found",
    )
}

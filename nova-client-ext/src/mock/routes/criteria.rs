//! The criteria of jobs and their versions.

use std::sync::MutexGuard;

use http::StatusCode;
use nova_client::types::{
    CriteriaGeneration, CriteriaList, CriteriaReplacement, CriteriaVersionContent,
    CriteriaVersionList, Criterion, CriterionChange, CriterionUpdate, CurrentCriteriaVersion,
    ErrorCode, JobCriteria, JobsCriteria, NewCriterion, Success,
};

use super::validate::split;
use super::{Call, question_sets, respond};
use crate::mock::wire::response::MockResponse;
use crate::mock::world::criteria::{CriteriaBook, History, Version};
use crate::mock::world::{MockResult, World, lock};

/// The header with the expected revision of a conditional change.
const EXPECTED_REVISION: &str = "x-expected-criteria-revision";

/// Responds to `listCriteria`.
pub(crate) fn list(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let mut book = lock(&world.criteria);
    match history(&mut book, world, call).active() {
        Some(version) => listed(&version.criteria),
        None => Ok(not_found()),
    }
}

/// Responds to `listCriteriaOfJobs`.
pub(crate) fn list_of_jobs(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let jobs: Vec<String> = call
        .query_values("jobIds")
        .flat_map(|ids| split(&ids).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let (mut book, now) = (lock(&world.criteria), world.clock.now());
    let items = jobs.into_iter().map(|job| {
        let history = book.of(call.tenant(), &job, now);
        let criteria = history.active().map(|version| version.criteria.clone());
        Ok(JobCriteria::builder().job_id(job).criteria(criteria).try_into()?)
    });
    let body: JobsCriteria =
        JobsCriteria::builder().items(items.collect::<MockResult<Vec<_>>>()?).try_into()?;
    respond(StatusCode::OK, body)
}

/// Responds to `replaceCriteria`.
pub(crate) fn replace(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let wanted = match call.read::<CriteriaReplacement>() {
        Ok(wanted) => wanted.criteria,
        Err(invalid) => return Ok(invalid),
    };
    let mut book = lock(&world.criteria);
    if let Some(expected) = call.headers.get(EXPECTED_REVISION) {
        let current =
            history(&mut book, world, call).active().map(|version| version.revision.as_bytes());
        if current != Some(expected.as_bytes()) {
            // Status and code are not published; the mock uses a code from the contract.
            let message = "The criteria are no longer at the expected revision";
            return Ok(MockResponse::documented_error(
                StatusCode::CONFLICT,
                ErrorCode::ValidationError,
                message,
            ));
        }
    }
    let mut criteria = book.criteria(wanted, world.clock.now())?;
    keep_ids(&mut criteria, active(&mut book, world, call).unwrap_or_default());
    change(&mut book, world, call, criteria)
}

/// Reuses the ids of existing criteria with the same text.
fn keep_ids(criteria: &mut [Criterion], mut known: Vec<Criterion>) {
    for criterion in criteria {
        if let Some(index) = known.iter().position(|one| one.text == criterion.text) {
            let kept = known.swap_remove(index);
            (criterion.id, criterion.created_at) = (kept.id, kept.created_at);
        }
    }
}

/// Responds to `archiveCriteria`.
pub(crate) fn archive(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let mut book = lock(&world.criteria);
    if !history(&mut book, world, call).archive(world.clock.now()) {
        return Ok(not_found());
    }
    let success: Success = Success::builder().success(true).try_into()?;
    respond(StatusCode::OK, success)
}

/// Responds to `generateCriteria` with criteria derived from the job's title and the answered
/// questions.
pub(crate) fn generate(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let request = match call.read::<CriteriaGeneration>() {
        Ok(request) => request,
        Err(invalid) => return Ok(invalid),
    };
    let answered = match question_sets::answered(world, call, &request) {
        Ok(answered) => answered,
        Err(invalid) => return Ok(invalid),
    };
    let title = &request.job_context.job_title;
    let must_have =
        |text| NewCriterion { text, importance: nova_client::types::CriterionImportance::MustHave };
    let mut wanted = vec![must_have(format!("Has done the work of: {title}"))];
    wanted.extend(
        answered.into_iter().map(|question| must_have(format!("Fits the answer to: {question}"))),
    );
    wanted.push(NewCriterion {
        text: "Explains technical matters to people of other trades".to_owned(),
        importance: nova_client::types::CriterionImportance::Preferred,
    });
    let mut book = lock(&world.criteria);
    let criteria = book.criteria(wanted, world.clock.now())?;
    let list = list_of(&criteria)?;
    commit(&mut book, world, call, criteria);
    respond(StatusCode::CREATED, list)
}

/// Responds to `getGeneratedCriteria`.
pub(crate) fn generated(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let mut book = lock(&world.criteria);
    match history(&mut book, world, call).version(call.route.parameter("criteriaGenerationId")) {
        Some(version) => listed(&version.criteria),
        None => Ok(version_not_found()),
    }
}

/// Responds to `addCriterion`.
pub(crate) fn add(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let wanted = match call.read::<NewCriterion>() {
        Ok(wanted) => wanted,
        Err(invalid) => return Ok(invalid),
    };
    let mut book = lock(&world.criteria);
    let Some(mut criteria) = active(&mut book, world, call) else { return Ok(not_found()) };
    let [criterion] = <[Criterion; 1]>::try_from(book.criteria(vec![wanted], world.clock.now())?)
        .map_err(|_| "one criterion was requested")?;
    criteria.push(criterion.clone());
    let changed = commit(&mut book, world, call, criteria);
    let index = changed.len() - 1;
    respond(StatusCode::CREATED, changed_at(index, changed)?)
}

/// Responds to `updateCriterion`.
pub(crate) fn update(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let update = match call.read::<CriterionUpdate>() {
        Ok(update) => update,
        Err(invalid) => return Ok(invalid),
    };
    let mut book = lock(&world.criteria);
    let Some((mut criteria, index)) = located(&mut book, world, call) else {
        return Ok(criterion_not_found());
    };
    if let Some(text) = update.text {
        criteria[index].text = text;
    }
    if let Some(importance) = update.importance {
        criteria[index].importance = importance;
    }
    let changed = commit(&mut book, world, call, criteria);
    respond(StatusCode::OK, changed_at(index, changed)?)
}

/// Responds to `removeCriterion`.
pub(crate) fn remove(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let mut book = lock(&world.criteria);
    let Some((mut criteria, index)) = located(&mut book, world, call) else {
        return Ok(criterion_not_found());
    };
    criteria.remove(index);
    change(&mut book, world, call, criteria)
}

/// Responds to `getCurrentCriteriaVersion`.
pub(crate) fn current(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let mut book = lock(&world.criteria);
    let Some(version) = history(&mut book, world, call).active() else { return Ok(not_found()) };
    let body: CurrentCriteriaVersion = CurrentCriteriaVersion::builder()
        .version(version.head()?)
        .criteria_revision(version.revision.as_str())
        .criteria(version.criteria.clone())
        .try_into()?;
    respond(StatusCode::OK, body)
}

/// Responds to `listCriteriaVersions`.
pub(crate) fn versions(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let mut book = lock(&world.criteria);
    let versions = history(&mut book, world, call)
        .versions()
        .iter()
        .map(Version::head)
        .collect::<MockResult<Vec<_>>>()?;
    let body: CriteriaVersionList = CriteriaVersionList::builder().versions(versions).try_into()?;
    respond(StatusCode::OK, body)
}

/// Responds to `getCriteriaVersion`.
pub(crate) fn version(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let mut book = lock(&world.criteria);
    let id = call.route.parameter("criteriaVersionId");
    let Some(version) = history(&mut book, world, call).version(id) else {
        return Ok(version_not_found());
    };
    let body: CriteriaVersionContent = CriteriaVersionContent::builder()
        .version(version.head()?)
        .criteria(version.criteria.clone())
        .try_into()?;
    respond(StatusCode::OK, body)
}

/// Returns the history of the call's job.
fn history<'a>(
    book: &'a mut MutexGuard<'_, CriteriaBook>,
    world: &World,
    call: &Call<'_>,
) -> &'a mut History {
    book.of(call.tenant(), call.route.parameter("jobId"), world.clock.now())
}

fn active(
    book: &mut MutexGuard<'_, CriteriaBook>,
    world: &World,
    call: &Call<'_>,
) -> Option<Vec<Criterion>> {
    Some(history(book, world, call).active()?.criteria.clone())
}

/// Returns the active criteria, and the index of the one in the call's path.
fn located(
    book: &mut MutexGuard<'_, CriteriaBook>,
    world: &World,
    call: &Call<'_>,
) -> Option<(Vec<Criterion>, usize)> {
    let criteria = active(book, world, call)?;
    let id = call.route.parameter("criterionId");
    let index = criteria.iter().position(|criterion| criterion.id == id)?;
    Some((criteria, index))
}

/// Adds a version with these criteria, and returns them.
fn commit(
    book: &mut MutexGuard<'_, CriteriaBook>,
    world: &World,
    call: &Call<'_>,
    criteria: Vec<Criterion>,
) -> Vec<Criterion> {
    let now = world.clock.now();
    book.commit(call.tenant(), call.route.parameter("jobId"), criteria, now).to_vec()
}

fn change(
    book: &mut MutexGuard<'_, CriteriaBook>,
    world: &World,
    call: &Call<'_>,
    criteria: Vec<Criterion>,
) -> MockResult<MockResponse> {
    listed(&commit(book, world, call, criteria))
}

fn list_of(criteria: &[Criterion]) -> MockResult<CriteriaList> {
    Ok(CriteriaList::builder().criteria(criteria.to_vec()).try_into()?)
}

fn listed(criteria: &[Criterion]) -> MockResult<MockResponse> {
    respond(StatusCode::OK, list_of(criteria)?)
}

fn changed_at(index: usize, criteria: Vec<Criterion>) -> MockResult<CriterionChange> {
    let criterion =
        criteria.get(index).cloned().ok_or("the changed criterion is not in the list")?;
    Ok(CriterionChange::builder().criterion(criterion).criteria(criteria).try_into()?)
}

fn not_found() -> MockResponse {
    MockResponse::documented_error(
        StatusCode::NOT_FOUND,
        ErrorCode::CriteriaNotFound,
        "The job has no active criteria",
    )
}

fn criterion_not_found() -> MockResponse {
    MockResponse::documented_error(
        StatusCode::NOT_FOUND,
        ErrorCode::CriterionNotFound,
        "The job has no such criterion",
    )
}

fn version_not_found() -> MockResponse {
    MockResponse::documented_error(
        StatusCode::NOT_FOUND,
        ErrorCode::CriteriaVersionNotFound,
        "Criteria version not found",
    )
}

//! The criteria libraries of tenants.

use http::StatusCode;
use nova_client::Change;
use nova_client::types::{
    ErrorCode, LibraryCriteriaList, LibraryCriterion, LibraryCriterionResponse,
    LibraryCriterionUpdate, NewLibraryCriterion, Success,
};

use super::{Call, respond};
use crate::mock::wire::response::MockResponse;
use crate::mock::world::{MockResult, World, lock};

/// Responds to `listLibraryCriteria`.
pub(crate) fn list(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let mut criteria = lock(&world.libraries).of(call.tenant());
    if let Some(category) = call.query_values("category").next() {
        criteria.retain(|criterion| criterion.category.as_deref() == Some(&*category));
    }
    let body: LibraryCriteriaList = LibraryCriteriaList::builder().criteria(criteria).try_into()?;
    respond(StatusCode::OK, body)
}

/// Responds to `addLibraryCriterion`.
pub(crate) fn add(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let wanted = match call.read::<NewLibraryCriterion>() {
        Ok(wanted) => wanted,
        Err(invalid) => return Ok(invalid),
    };
    let mut libraries = lock(&world.libraries);
    libraries.made += 1;
    let criterion: LibraryCriterion = LibraryCriterion::builder()
        .id(format!("lib_mock_{}", libraries.made))
        .text(wanted.text.to_string())
        .importance(wanted.importance)
        .category(wanted.category)
        .created_at(world.clock.now())
        .try_into()?;
    let response = one(StatusCode::CREATED, &criterion);
    libraries.tenants.entry(call.tenant().to_owned()).or_default().push(criterion);
    response
}

/// Responds to `getLibraryCriterion`.
pub(crate) fn get(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let mut libraries = lock(&world.libraries);
    libraries
        .get_mut(call.tenant(), call.route.parameter("criterionId"))
        .map_or_else(|| Ok(not_found()), |criterion| one(StatusCode::OK, criterion))
}

/// Responds to `updateLibraryCriterion`.
pub(crate) fn update(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let update = match call.read::<LibraryCriterionUpdate>() {
        Ok(update) => update,
        Err(invalid) => return Ok(invalid),
    };
    let mut libraries = lock(&world.libraries);
    let Some(criterion) = libraries.get_mut(call.tenant(), call.route.parameter("criterionId"))
    else {
        return Ok(not_found());
    };
    if let Some(text) = update.text {
        criterion.text = text.into();
    }
    if let Some(importance) = update.importance {
        criterion.importance = importance;
    }
    match update.category {
        Change::Keep => {}
        Change::Clear => criterion.category = None,
        Change::Set(category) => criterion.category = Some(category),
    }
    one(StatusCode::OK, criterion)
}

/// Responds to `removeLibraryCriterion`.
pub(crate) fn remove(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let (mut libraries, id) = (lock(&world.libraries), call.route.parameter("criterionId"));
    let Some(library) = libraries.tenants.get_mut(call.tenant()) else {
        return Ok(not_found());
    };
    let Some(index) = library.iter().position(|criterion| criterion.id == id) else {
        return Ok(not_found());
    };
    library.remove(index);
    let success: Success = Success::builder().success(true).try_into()?;
    respond(StatusCode::OK, success)
}

fn one(status: StatusCode, criterion: &LibraryCriterion) -> MockResult<MockResponse> {
    let body: LibraryCriterionResponse =
        LibraryCriterionResponse::builder().criterion(criterion.clone()).try_into()?;
    respond(status, body)
}

fn not_found() -> MockResponse {
    let message = "The library has no such criterion";
    MockResponse::documented_error(
        StatusCode::NOT_FOUND,
        ErrorCode::LibraryCriterionNotFound,
        message,
    )
}

//! The criteria libraries of tenants.

use std::collections::HashMap;

use http::StatusCode;
use nova_client::Change;
use nova_client::types::{
    ErrorCode, LibraryCriteriaList, LibraryCriterion, LibraryCriterionResponse,
    LibraryCriterionUpdate, NewLibraryCriterion, Success,
};

use super::response::MockResponse;
use super::state::{Call, Rendered, State, lock};

/// The libraries of all tenants.
#[derive(Default)]
pub(super) struct Libraries {
    /// By tenant, oldest first.
    tenants: HashMap<String, Vec<LibraryCriterion>>,
    made: u64,
}

impl Libraries {
    /// What a tenant's library holds, newest first.
    pub(super) fn of(&self, tenant: &str) -> Vec<LibraryCriterion> {
        self.tenants.get(tenant).into_iter().flatten().rev().cloned().collect()
    }

    pub(super) fn forget_tenant(&mut self, tenant: &str) {
        self.tenants.remove(tenant);
    }

    fn named(&mut self, call: &Call<'_>) -> Option<&mut LibraryCriterion> {
        let id = call.route.parameter("criterionId");
        self.tenants.get_mut(call.tenant?)?.iter_mut().find(|criterion| criterion.id == id)
    }
}

/// Answers `listLibraryCriteria`.
pub(super) fn list(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let mut criteria = lock(&state.libraries).of(call.tenant.unwrap_or_default());
    let mut query = url::form_urlencoded::parse(call.query.unwrap_or_default().as_bytes());
    if let Some((_, category)) = query.find(|(name, _)| name == "category") {
        criteria.retain(|criterion| criterion.category.as_deref() == Some(&*category));
    }
    let body: LibraryCriteriaList = LibraryCriteriaList::builder().criteria(criteria).try_into()?;
    Ok(MockResponse::ok(&serde_json::to_value(body)?))
}

/// Answers `addLibraryCriterion`.
pub(super) fn add(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let wanted = match call.read::<NewLibraryCriterion>() {
        Ok(wanted) => wanted,
        Err(refusal) => return Ok(refusal),
    };
    let mut libraries = lock(&state.libraries);
    libraries.made += 1;
    let criterion: LibraryCriterion = LibraryCriterion::builder()
        .id(format!("lib_mock_{}", libraries.made))
        .text(wanted.text.to_string())
        .importance(wanted.importance)
        .category(wanted.category)
        .created_at(state.clock.now())
        .try_into()?;
    let answer = answer(StatusCode::CREATED, &criterion);
    libraries
        .tenants
        .entry(call.tenant.unwrap_or_default().to_owned())
        .or_default()
        .push(criterion);
    answer
}

/// Answers `getLibraryCriterion`.
pub(super) fn get(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let mut libraries = lock(&state.libraries);
    libraries
        .named(call)
        .map_or_else(|| Ok(not_found()), |criterion| answer(StatusCode::OK, criterion))
}

/// Answers `updateLibraryCriterion`.
pub(super) fn update(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let update = match call.read::<LibraryCriterionUpdate>() {
        Ok(update) => update,
        Err(refusal) => return Ok(refusal),
    };
    let mut libraries = lock(&state.libraries);
    let Some(criterion) = libraries.named(call) else { return Ok(not_found()) };
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
    answer(StatusCode::OK, criterion)
}

/// Answers `removeLibraryCriterion`.
pub(super) fn remove(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let (mut libraries, id) = (lock(&state.libraries), call.route.parameter("criterionId"));
    let Some(library) = libraries.tenants.get_mut(call.tenant.unwrap_or_default()) else {
        return Ok(not_found());
    };
    let Some(place) = library.iter().position(|criterion| criterion.id == id) else {
        return Ok(not_found());
    };
    library.remove(place);
    let success: Success = Success::builder().success(true).try_into()?;
    Ok(MockResponse::ok(&serde_json::to_value(success)?))
}

fn answer(status: StatusCode, criterion: &LibraryCriterion) -> Rendered<MockResponse> {
    let body: LibraryCriterionResponse =
        LibraryCriterionResponse::builder().criterion(criterion.clone()).try_into()?;
    Ok(MockResponse::document(status, &serde_json::to_value(body)?))
}

fn not_found() -> MockResponse {
    let message = "The library has no such criterion";
    MockResponse::refusal(StatusCode::NOT_FOUND, ErrorCode::LibraryCriterionNotFound, message)
}

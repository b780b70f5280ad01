//! Scoring batches: submission and status.

use std::collections::BTreeSet;

use http::StatusCode;
use nova_client::types::{ErrorCode, RejectedApplication, ScoringBatchSubmission};

use super::{Call, respond};
use crate::mock::wire::response::{Detail, MockResponse};
use crate::mock::world::jobs::{JobState, rejection};
use crate::mock::world::script::ApplicationScript;
use crate::mock::world::submissions::Submitted;
use crate::mock::world::{MockResult, World, lock};

/// Responds to `submitScoringBatch`. The same set of applications gets the existing batch,
/// including failed jobs.
pub(crate) fn submit(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let request = match call.read::<ScoringBatchSubmission>() {
        Ok(request) => request,
        Err(invalid) => return Ok(invalid),
    };
    let details = duplicates(&request);
    if !details.is_empty() {
        return Ok(MockResponse::invalid(details));
    }
    let (tenant, job) = (call.tenant(), call.route.parameter("jobId"));
    let version = world.criteria_version(tenant, job);
    let now = world.clock.elapsed();
    let mut batches = lock(&world.batches);
    let ids: BTreeSet<&str> =
        request.applications.iter().map(|one| one.application_id.as_str()).collect();
    let scored: BTreeSet<&str> = ids
        .iter()
        .copied()
        .filter(|id| batches.jobs([tenant, job, id]).any(|one| one.state(now) == JobState::Scored))
        .collect();
    let count = |rejected: &[RejectedApplication]| {
        let mut tallies = lock(&world.tallies);
        for id in &ids {
            let is_rejected = rejected.iter().any(|one| one.application_id == *id);
            tallies.count([tenant, job, id], scored.contains(id), is_rejected);
        }
    };
    if let Some((id, batch)) = batches.batch_of(tenant, job, &ids) {
        let response = batch.submitted(id, job, &world.clock)?;
        count(&response.rejected_applications);
        return respond(StatusCode::ACCEPTED, response);
    }
    let mut intake = lock(&world.intake);
    let applications = request.applications.iter().map(|application| {
        let id = application.application_id.as_str();
        if let Some(job) = batches.jobs([tenant, job, id]).next() {
            return Submitted::Existing(job.clone());
        }
        let outcome = intake.outcome([tenant, job, id], &application.resume, 0);
        // The operation has no error for missing criteria, so each scoring job fails with it.
        let lacks_criteria = version.is_none() && !outcome.is_rejected();
        Submitted::New(if lacks_criteria {
            let message = "The job has no active criteria";
            ApplicationScript::failed(id, ErrorCode::CriteriaNotFound, message)
        } else {
            outcome
        })
    });
    let applications: Vec<Submitted> = applications.collect();
    let rejected = applications.iter().filter_map(Submitted::rejected).filter_map(rejection);
    let rejected = rejected.collect::<MockResult<Vec<_>>>()?;
    count(&rejected);
    if rejected.len() == applications.len() {
        return Ok(all_rejected(rejected));
    }
    let (id, batch) =
        batches.submit_batch((tenant, job), applications, version.as_deref(), &world.clock);
    respond(StatusCode::ACCEPTED, batch.submitted(&id, job, &world.clock)?)
}

/// Responds to `getScoringBatchStatus`.
pub(crate) fn status(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let (job, id) = (call.route.parameter("jobId"), call.route.parameter("scoringBatchId"));
    let body = lock(&world.batches).body(call.tenant(), job, id, &world.clock)?;
    Ok(body.map_or_else(
        || {
            MockResponse::documented_error(
                StatusCode::NOT_FOUND,
                ErrorCode::BatchNotFound,
                "Scoring batch not found",
            )
        },
        |body| MockResponse::ok(&body),
    ))
}

/// Creates 422 with an error for each application. The field names are not published, so those of
/// the batch status are used.
fn all_rejected(mut rejected: Vec<RejectedApplication>) -> MockResponse {
    rejected.sort_by(|one, other| one.application_id.cmp(&other.application_id));
    let message = "Every application of the batch was rejected";
    let details = rejected.into_iter().map(Detail::of_rejection).collect();
    MockResponse::error_with_details(
        StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::ValidationError,
        message,
        details,
    )
}

/// Returns a validation error for each duplicate application, which no schema can express.
fn duplicates(request: &ScoringBatchSubmission) -> Vec<Detail> {
    let mut seen = BTreeSet::new();
    let ids = request.applications.iter().map(|one| one.application_id.as_str()).enumerate();
    let repeated = ids.filter(|(_, id)| !seen.insert(*id)).map(|(index, _)| {
        let path = format!("applications[{index}].applicationId");
        Detail::new(&path, "duplicate", "Must be different for each")
    });
    repeated.collect()
}

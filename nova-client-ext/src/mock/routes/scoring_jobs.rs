//! Scoring jobs: submission of one application, status, latest score.

use http::StatusCode;
use nova_client::types::{ErrorCode, ScoringJobResponse, ScoringJobSubmission};

use super::{Call, respond};
use crate::mock::wire::response::MockResponse;
use crate::mock::world::jobs::{Job, JobState, rejection};
use crate::mock::world::submissions::Name;
use crate::mock::world::{MockResult, World, lock};

/// Responds to `submitScoringJob`. An application that already has a job gets that one, unless the
/// request is a rescore, which is allowed once for each version of the criteria.
pub(crate) fn submit(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let request = match call.read::<ScoringJobSubmission>() {
        Ok(request) => request,
        Err(invalid) => return Ok(invalid),
    };
    let name @ [tenant, job, _] = name(call);
    let rescore = request.rescore.filter(|rescore| rescore.enabled);
    let wanted = rescore.as_ref().and_then(|rescore| rescore.criteria_version_id.as_deref());
    let version = match wanted {
        Some(id) => world.has_criteria_version(tenant, job, id).then(|| id.to_owned()),
        None => world.criteria_version(tenant, job),
    };
    let now = world.clock.elapsed();
    let mut batches = lock(&world.batches);
    let jobs_before = batches.jobs(name).filter(|job| !job.is_shared()).count();
    let scored = batches.jobs(name).any(|job| job.state(now) == JobState::Scored);
    let count = |rejected| {
        lock(&world.tallies).count(name, scored && rescore.is_none(), rejected);
    };
    let existing = batches
        .jobs(name)
        .find(|job| rescore.is_none() || (job.is_rescore && job.version == version))
        .cloned();
    if let Some(existing) = existing {
        count(false);
        return body(StatusCode::ACCEPTED, &existing, job, world);
    }
    if version.is_none() {
        return Ok(match wanted {
            Some(_) => not_found(
                ErrorCode::CriteriaVersionNotFound,
                "The job has no such version of its criteria",
            ),
            None => not_found(ErrorCode::CriteriaNotFound, "The job has no active criteria"),
        });
    }
    let outcome = lock(&world.intake).outcome(name, &request.resume, jobs_before);
    count(outcome.is_rejected());
    if let Some(rejected) = rejection(&outcome) {
        let error = rejected?.error;
        return Ok(MockResponse::documented_error(
            StatusCode::UNPROCESSABLE_ENTITY,
            error.code,
            error.message,
        ));
    }
    let is_rescore = rescore.is_some() && jobs_before > 0;
    let made = batches.submit(name, outcome, (version, is_rescore), &world.clock);
    body(StatusCode::ACCEPTED, &made.waiting(), job, world)
}

/// Responds to `getScoringJobStatus`.
pub(crate) fn status(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let (name, id) = (name(call), call.route.parameter("scoringJobId"));
    match lock(&world.batches).jobs(name).find(|job| job.id == id) {
        Some(job) => body(StatusCode::OK, job, name[1], world),
        None => Ok(not_found(ErrorCode::ScoringJobNotFound, "Scoring job not found")),
    }
}

/// Responds to `getLatestScore`: the job that was submitted last.
pub(crate) fn latest_score(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let name = name(call);
    match lock(&world.batches).jobs(name).next() {
        Some(job) => body(StatusCode::OK, job, name[1], world),
        None => Ok(not_found(ErrorCode::ApplicationNotFound, "The application has no scoring job")),
    }
}

fn name<'a>(call: &'a Call<'_>) -> Name<'a> {
    let [job, application] = ["jobId", "applicationId"].map(|name| call.route.parameter(name));
    [call.tenant(), job, application]
}

fn body(status: StatusCode, job: &Job, job_id: &str, world: &World) -> MockResult<MockResponse> {
    let job = job.scoring_job(job_id, &world.clock)?;
    let body: ScoringJobResponse = ScoringJobResponse::builder().scoring_job(job).try_into()?;
    respond(status, body)
}

fn not_found(code: ErrorCode, message: &str) -> MockResponse {
    MockResponse::documented_error(StatusCode::NOT_FOUND, code, message)
}

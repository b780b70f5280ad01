//! Submitting applications for scoring, one or many, and asking how a scoring job stands.

use std::collections::BTreeSet;

use http::StatusCode;
use nova_client::types::{
    ErrorCode, RejectedApplication, ScoringBatchSubmission, ScoringJobResponse,
    ScoringJobSubmission,
};

use super::criteria;
use super::response::{Detail, MockResponse};
use super::running::{Job, rejection};
use super::script::ApplicationScript;
use super::state::{Call, Rendered, State, lock};
use super::submissions::{Name, Submitted};

/// Answers `submitScoringJob`. An application that has a job already gets that one, whatever else
/// the request says, unless it asks for a rescore; of these there is one for each version of the
/// criteria.
pub(super) fn submit_job(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let request = match call.read::<ScoringJobSubmission>() {
        Ok(request) => request,
        Err(refusal) => return Ok(refusal),
    };
    let name @ [tenant, job, _] = name(call);
    let rescore = request.rescore.filter(|rescore| rescore.enabled);
    let wanted = rescore.as_ref().and_then(|rescore| rescore.criteria_version_id.as_deref());
    let version = match wanted {
        Some(id) => criteria::has_version(state, tenant, job, id).then(|| id.to_owned()),
        None => criteria::criteria_version_of(state, tenant, job),
    };
    let mut batches = lock(&state.batches);
    let has_job = batches.jobs(name).next().is_some();
    let is_rescore = rescore.is_some() && has_job;
    let existing = batches
        .jobs(name)
        .find(|job| rescore.is_none() || (job.is_rescore && job.version == version))
        .cloned();
    if let Some(existing) = existing {
        return submitted(&existing, job, state);
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
    let fate = lock(&state.intake).judge(name, &request.resume, has_job);
    if let Some(rejected) = rejection(&fate) {
        let error = rejected?.error;
        return Ok(MockResponse::refusal(
            StatusCode::UNPROCESSABLE_ENTITY,
            error.code,
            error.message,
        ));
    }
    let made = batches.submit(name, fate, (version, is_rescore), state.clock.elapsed());
    submitted(&made.waiting(), job, state)
}

/// Answers `submitScoringBatch`. The same set of applications gets the batch that there is, failed
/// jobs included.
pub(super) fn submit_batch(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let request = match call.read::<ScoringBatchSubmission>() {
        Ok(request) => request,
        Err(refusal) => return Ok(refusal),
    };
    let details = duplicates(&request);
    if !details.is_empty() {
        return Ok(MockResponse::invalid(details));
    }
    let [tenant, job, _] = name(call);
    let version = criteria::criteria_version_of(state, tenant, job);
    let mut batches = lock(&state.batches);
    let ids: BTreeSet<&str> =
        request.applications.iter().map(|one| one.application_id.as_str()).collect();
    let document = if let Some((id, running)) = batches.batch_of(tenant, job, &ids) {
        running.submitted(id, job, &state.clock)?
    } else {
        let mut intake = lock(&state.intake);
        let applications = request.applications.iter().map(|application| {
            let id = application.application_id.as_str();
            if let Some(job) = batches.jobs([tenant, job, id]).next() {
                return Submitted::Before(job.clone());
            }
            let fate = intake.judge([tenant, job, id], &application.resume, false);
            // The route has no answer for a job without criteria, so it shows as the failure of
            // each scoring job.
            let lacks_criteria = version.is_none() && !fate.is_rejected();
            Submitted::Now(if lacks_criteria {
                ApplicationScript::failed(
                    id,
                    ErrorCode::CriteriaNotFound,
                    "The job has no active criteria",
                )
            } else {
                fate
            })
        });
        let applications: Vec<Submitted> = applications.collect();
        let rejected: Vec<_> =
            applications.iter().filter_map(Submitted::rejected).filter_map(rejection).collect();
        if rejected.len() == applications.len() {
            return Ok(all_rejected(rejected.into_iter().collect::<Rendered<Vec<_>>>()?));
        }
        let made = batches.submit_batch(
            (tenant, job),
            applications,
            version.as_deref(),
            state.clock.elapsed(),
        );
        made.1.submitted(&made.0, job, &state.clock)?
    };
    Ok(MockResponse::document(StatusCode::ACCEPTED, &serde_json::to_value(document)?))
}

/// Answers `getScoringJobStatus`.
pub(super) fn job_status(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let (name, id) = (name(call), call.route.parameter("scoringJobId"));
    match lock(&state.batches).jobs(name).find(|job| job.id == id) {
        Some(job) => answer(StatusCode::OK, job, name[1], state),
        None => Ok(not_found(ErrorCode::ScoringJobNotFound, "Scoring job not found")),
    }
}

/// Answers `getLatestScore`: the job that was submitted last.
pub(super) fn latest_score(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let name = name(call);
    match lock(&state.batches).jobs(name).next() {
        Some(job) => answer(StatusCode::OK, job, name[1], state),
        None => Ok(not_found(ErrorCode::ApplicationNotFound, "The application has no scoring job")),
    }
}

fn name<'a>(call: &'a Call<'_>) -> Name<'a> {
    let [job, application] = ["jobId", "applicationId"].map(|name| call.route.parameter(name));
    [call.tenant.unwrap_or_default(), job, application]
}

fn submitted(job: &Job, job_id: &str, state: &State) -> Rendered<MockResponse> {
    answer(StatusCode::ACCEPTED, job, job_id, state)
}

fn answer(status: StatusCode, job: &Job, job_id: &str, state: &State) -> Rendered<MockResponse> {
    let job = job.scoring_job(job_id, &state.clock)?;
    let body: ScoringJobResponse = ScoringJobResponse::builder().scoring_job(job).try_into()?;
    Ok(MockResponse::document(status, &serde_json::to_value(body)?))
}

fn not_found(code: ErrorCode, message: &str) -> MockResponse {
    MockResponse::refusal(StatusCode::NOT_FOUND, code, message)
}

/// 422 with each application's own error. The names of the members are not published; these are the
/// batch status's.
fn all_rejected(mut rejected: Vec<RejectedApplication>) -> MockResponse {
    rejected.sort_by(|one, other| one.application_id.cmp(&other.application_id));
    let message = "Every application of the batch was rejected";
    let details = rejected.into_iter().map(Detail::of_rejection).collect();
    MockResponse::problem(
        StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::ValidationError,
        message,
        details,
    )
}

/// What no schema can say of a batch.
fn duplicates(request: &ScoringBatchSubmission) -> Vec<Detail> {
    let mut seen = BTreeSet::new();
    let ids = request
        .applications
        .iter()
        .map(|application| application.application_id.as_str())
        .enumerate();
    let again = ids.filter(|(_, id)| !seen.insert(*id)).map(|(index, _)| {
        let place = format!("applications[{index}].applicationId");
        Detail::new(&place, "duplicate", "Must be different for each")
    });
    again.collect()
}

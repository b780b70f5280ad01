//! Converts responses, events and errors into results of applications, without I/O.

use nova_client::types;

use crate::report::{Failure, Rejection, ScoredJob, ScoringJobOutcome, ScoringJobReport};
use crate::run::spec::Description;
use crate::run::state::{FinalResult, State};
use crate::{Error, ErrorKind, Remedy};

pub(super) fn scored_result(job: &ScoredJob, keep_assessment: bool) -> FinalResult {
    FinalResult {
        scoring_job_id: Some(job.scoring_job_id.clone()),
        score: job.score,
        completed_at: job.completed_at,
        queue_ms: job.queue_ms,
        scoring_ms: job.scoring_ms,
        assessment: assessment(job.assessment.as_deref(), keep_assessment),
        ..FinalResult::of(State::Scored)
    }
}

pub(super) fn failure_result(failure: &Failure) -> FinalResult {
    FinalResult {
        scoring_job_id: Some(failure.scoring_job_id.clone()),
        code: failure.code.as_ref().map(ToString::to_string),
        message: failure.message.clone(),
        remedy: Some(failure.remedy),
        ..FinalResult::of(State::Failed)
    }
}

pub(super) fn rejection_result(rejection: &Rejection) -> FinalResult {
    FinalResult {
        code: Some(rejection.code.to_string()),
        message: Some(rejection.message.clone()),
        remedy: Some(rejection.remedy),
        ..FinalResult::of(State::Rejected)
    }
}

/// Returns the result of a scoring job, if it has ended.
pub(super) fn job_result(job: &types::ScoringJob, keep_assessment: bool) -> Option<FinalResult> {
    let report = ScoringJobReport::new(job);
    let state = match job.status {
        types::ScoringJobStatus::Completed => State::Scored,
        types::ScoringJobStatus::Failed => State::Failed,
        _ => return None,
    };
    Some(FinalResult {
        scoring_job_id: Some(job.id.clone()),
        score: report.score,
        code: report.code.as_ref().map(ToString::to_string),
        message: report.message,
        remedy: report.remedy,
        completed_at: job.completed_at.or(job.failed_at),
        queue_ms: report.queue_ms,
        scoring_ms: report.scoring_ms,
        assessment: assessment(job.assessment.as_ref(), keep_assessment),
        ..FinalResult::of(state)
    })
}

/// Returns the result of a settled scoring job, if it failed.
pub(super) fn failed_job_result(report: &ScoringJobReport) -> Option<FinalResult> {
    (report.outcome == ScoringJobOutcome::Failed).then(|| FinalResult {
        scoring_job_id: Some(report.scoring_job_id.clone()),
        code: report.code.as_ref().map(ToString::to_string),
        message: report.message.clone(),
        remedy: report.remedy,
        queue_ms: report.queue_ms,
        scoring_ms: report.scoring_ms,
        ..FinalResult::of(State::Failed)
    })
}

pub(super) fn assessment(assessment: Option<&types::Assessment>, keep: bool) -> Option<String> {
    assessment.filter(|_| keep).and_then(|assessment| serde_json::to_string(assessment).ok())
}

/// Returns the application id and the result of a webhook event.
#[cfg(feature = "webhook")]
pub(in crate::run) fn event_result(
    event: &crate::webhook::Event,
    keep_assessment: bool,
) -> Option<(String, FinalResult)> {
    use crate::webhook::Event;
    match event {
        Event::ScoreCompleted(event) => Some((
            event.application_id.clone(),
            FinalResult {
                scoring_job_id: Some(event.scoring_job_id.clone()),
                score: Some(event.result.score),
                completed_at: event.completed_at,
                assessment: assessment(event.result.assessment.as_ref(), keep_assessment),
                ..FinalResult::of(State::Scored)
            },
        )),
        Event::ScoreFailed(event) => Some((
            event.application_id.clone(),
            FinalResult {
                scoring_job_id: Some(event.scoring_job_id.clone()),
                code: Some(event.error.code.to_string()),
                message: event.error.message.clone(),
                remedy: Some(Remedy::for_code(&event.error.code)),
                completed_at: event.failed_at,
                ..FinalResult::of(State::Failed)
            },
        )),
        _ => None,
    }
}

/// Returns the result of each application of a batch that was rejected as a whole.
pub(super) fn all_rejected_results(error: &Error, ids: &[String]) -> Vec<(String, FinalResult)> {
    let details = error.rejections().unwrap_or_default();
    ids.iter()
        .map(|id| {
            let said = details.iter().find(|one| one.application_id.as_ref() == Some(id));
            let code = said.and_then(|said| said.code.as_ref()).or_else(|| error.code());
            let message = said
                .and_then(|said| said.message.clone())
                .or_else(|| error.api().map(|body| body.message.clone()));
            let result = FinalResult {
                code: code.map(ToString::to_string),
                message,
                remedy: Some(Remedy::for_code(code)),
                ..FinalResult::of(State::Rejected)
            };
            (id.clone(), result)
        })
        .collect()
}

/// Returns the result of an application whose single request was rejected.
pub(super) fn rejected_call_result(error: &Error) -> FinalResult {
    FinalResult {
        code: error.code().map(ToString::to_string).or_else(|| Some("INVALID".to_owned())),
        message: Some(error.api().map_or_else(|| error.to_string(), |body| body.message.clone())),
        remedy: Some(error.remedy().unwrap_or(Remedy::FixRequest)),
        ..FinalResult::of(if error.kind() == ErrorKind::Invalid {
            State::Invalid
        } else {
            State::Rejected
        })
    }
}

/// The classification of a failed submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// Transient: the request is repeated later.
    Waits,
    /// Caused by the applications of the request.
    Rejected,
    /// Requires manual action, so the run stops.
    Stops,
}

/// Returns whether a response arrived that is not one of the API, although its status says success:
/// a login page, for example. Repeating the request is unlikely to help.
pub(super) fn is_undecodable(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Decode | ErrorKind::TooLarge => true,
        ErrorKind::Unexpected => error.status().is_some_and(|status| status.is_success()),
        _ => false,
    }
}

pub(super) fn classify_submit_error(error: &Error, undecodable: u32) -> Failed {
    const MAX_UNDECODABLE: u32 = 3;
    let is_request = error
        .status()
        .is_some_and(|status| matches!(status.as_u16(), 400 | 413 | 422) && !error.is_retryable());
    // The application was deleted meanwhile.
    let is_gone = matches!(
        error.code(),
        Some(types::ErrorCode::ApplicationNotFound | types::ErrorCode::ScoringJobNotFound)
    );
    match error.kind() {
        ErrorKind::Api if is_gone => Failed::Rejected,
        ErrorKind::AllRejected | ErrorKind::Invalid => Failed::Rejected,
        _ if is_undecodable(error) && undecodable >= MAX_UNDECODABLE => Failed::Stops,
        _ if super::needs_manual_action(error) => Failed::Stops,
        ErrorKind::Api if is_request => Failed::Rejected,
        _ => Failed::Waits,
    }
}

/// Returns the size of job description and role knowledge in a request, in bytes.
pub(super) fn description_bytes(description: &Description) -> usize {
    serde_json::to_vec(description).map_or(0, |json| json.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(status: u16, code: &str, retryable: bool) -> Error {
        let body = serde_json::json!({
            "type": "about:blank", "code": code, "status": status, "message": "said Nova",
            "retryable": retryable
        });
        let facts = crate::error::Facts {
            status: reqwest::StatusCode::from_u16(status).ok(),
            retryable,
            ..Default::default()
        };
        Error::api_error(serde_json::from_value(body).unwrap(), facts)
    }

    #[test]
    fn failed_submissions_are_retried_unless_permanent() {
        for (status, code, retryable, expected) in [
            (503, "SERVICE_UNAVAILABLE", true, Failed::Waits),
            (500, "INTERNAL_ERROR", true, Failed::Waits),
            (429, "RATE_LIMITED", true, Failed::Waits),
            (401, "UNAUTHORIZED", false, Failed::Stops),
            (403, "FORBIDDEN", false, Failed::Stops),
            (404, "CRITERIA_NOT_FOUND", false, Failed::Stops),
            (404, "APPLICATION_NOT_FOUND", false, Failed::Rejected),
            (400, "VALIDATION_ERROR", false, Failed::Rejected),
            (422, "RESUME_CORRUPTED", false, Failed::Rejected),
        ] {
            assert_eq!(
                classify_submit_error(&failure(status, code, retryable), 0),
                expected,
                "{code}"
            );
        }
        let unreadable = Error::new(ErrorKind::Decode, "is not JSON");
        assert_eq!(classify_submit_error(&unreadable, 1), Failed::Waits);
        assert_eq!(classify_submit_error(&unreadable, 3), Failed::Stops);
    }
}

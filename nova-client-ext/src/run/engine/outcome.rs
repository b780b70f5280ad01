//! What Nova's words mean for an application: pure.

use nova_client::types;

use crate::report::{Failure, Rejection, ScoredJob, ScoringJobOutcome, ScoringJobReport};
use crate::run::spec::Posting;
use crate::run::state::{Ending, State};
use crate::{Error, ErrorKind, Remedy};

pub(super) fn of_scored(job: &ScoredJob, keep_assessment: bool) -> Ending {
    Ending {
        scoring_job_id: Some(job.scoring_job_id.clone()),
        score: job.score,
        completed_at: job.completed_at,
        queue_ms: job.queue_ms,
        scoring_ms: job.scoring_ms,
        assessment: assessment(job.assessment.as_deref(), keep_assessment),
        ..Ending::of(State::Scored)
    }
}

pub(super) fn of_failure(failure: &Failure) -> Ending {
    Ending {
        scoring_job_id: Some(failure.scoring_job_id.clone()),
        code: failure.code.as_ref().map(ToString::to_string),
        message: failure.message.clone(),
        remedy: Some(failure.remedy),
        ..Ending::of(State::Failed)
    }
}

pub(super) fn of_rejection(rejection: &Rejection) -> Ending {
    Ending {
        code: Some(rejection.code.to_string()),
        message: Some(rejection.message.clone()),
        remedy: Some(rejection.remedy),
        ..Ending::of(State::Rejected)
    }
}

/// What became of the scoring job, if it has ended.
pub(super) fn of_job(job: &types::ScoringJob, keep_assessment: bool) -> Option<Ending> {
    let report = ScoringJobReport::new(job);
    let state = match job.status {
        types::ScoringJobStatus::Completed => State::Scored,
        types::ScoringJobStatus::Failed => State::Failed,
        _ => return None,
    };
    Some(Ending {
        scoring_job_id: Some(job.id.clone()),
        score: report.score,
        code: report.code.as_ref().map(ToString::to_string),
        message: report.message,
        remedy: report.remedy,
        completed_at: job.completed_at.or(job.failed_at),
        queue_ms: report.queue_ms,
        scoring_ms: report.scoring_ms,
        assessment: assessment(job.assessment.as_ref(), keep_assessment),
        ..Ending::of(state)
    })
}

/// What became of a scoring job that has ended, if it failed.
pub(super) fn of_failed_job(report: &ScoringJobReport) -> Option<Ending> {
    (report.outcome == ScoringJobOutcome::Failed).then(|| Ending {
        scoring_job_id: Some(report.scoring_job_id.clone()),
        code: report.code.as_ref().map(ToString::to_string),
        message: report.message.clone(),
        remedy: report.remedy,
        queue_ms: report.queue_ms,
        scoring_ms: report.scoring_ms,
        ..Ending::of(State::Failed)
    })
}

pub(super) fn assessment(assessment: Option<&types::Assessment>, keep: bool) -> Option<String> {
    assessment.filter(|_| keep).and_then(|assessment| serde_json::to_string(assessment).ok())
}

/// What a webhook says of an application, and of which.
#[cfg(feature = "webhook")]
pub(in crate::run) fn of_event(
    event: &crate::webhook::Event,
    keep_assessment: bool,
) -> Option<(String, Ending)> {
    use crate::webhook::Event;
    match event {
        Event::ScoreCompleted(event) => Some((
            event.application_id.clone(),
            Ending {
                scoring_job_id: Some(event.scoring_job_id.clone()),
                score: Some(event.result.score),
                completed_at: event.completed_at,
                assessment: assessment(event.result.assessment.as_ref(), keep_assessment),
                ..Ending::of(State::Scored)
            },
        )),
        Event::ScoreFailed(event) => Some((
            event.application_id.clone(),
            Ending {
                scoring_job_id: Some(event.scoring_job_id.clone()),
                code: Some(event.error.code.to_string()),
                message: event.error.message.clone(),
                remedy: Some(Remedy::for_code(&event.error.code)),
                completed_at: event.failed_at,
                ..Ending::of(State::Failed)
            },
        )),
        _ => None,
    }
}

/// What the rejection of all applications of a batch means for each of these.
pub(super) fn of_all_rejected(error: &Error, ids: &[String]) -> Vec<(String, Ending)> {
    let details = error.rejections().unwrap_or_default();
    ids.iter()
        .map(|id| {
            let said = details.iter().find(|one| one.application_id.as_ref() == Some(id));
            let code = said.and_then(|said| said.code.as_ref()).or_else(|| error.code());
            let message = said
                .and_then(|said| said.message.clone())
                .or_else(|| error.api().map(|body| body.message.clone()));
            let ending = Ending {
                code: code.map(ToString::to_string),
                message,
                remedy: Some(Remedy::for_code(code)),
                ..Ending::of(State::Rejected)
            };
            (id.clone(), ending)
        })
        .collect()
}

/// What an application that was sent by itself was rejected with.
pub(super) fn of_rejected_call(error: &Error) -> Ending {
    Ending {
        code: error.code().map(ToString::to_string).or_else(|| Some("INVALID".to_owned())),
        message: Some(error.api().map_or_else(|| error.to_string(), |body| body.message.clone())),
        remedy: Some(error.remedy().unwrap_or(Remedy::FixRequest)),
        ..Ending::of(if error.kind() == ErrorKind::Invalid {
            State::Invalid
        } else {
            State::Rejected
        })
    }
}

/// What follows from a submit that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// The same is sent again, later.
    Waits,
    /// It is the applications' fault.
    Rejected,
    /// It is somebody's: nothing else can be sent either.
    Stops,
}

pub(super) fn of_submit(error: &Error, undecodable: u32) -> Failed {
    const MAX_UNDECODABLE: u32 = 3;
    let is_request = error
        .status()
        .is_some_and(|status| matches!(status.as_u16(), 400 | 413 | 422) && !error.is_retryable());
    // Of one application that was deleted meanwhile.
    let is_gone = matches!(
        error.code(),
        Some(types::ErrorCode::ApplicationNotFound | types::ErrorCode::ScoringJobNotFound)
    );
    match error.kind() {
        ErrorKind::Api if is_gone => Failed::Rejected,
        ErrorKind::AllRejected | ErrorKind::Invalid => Failed::Rejected,
        ErrorKind::Decode | ErrorKind::TooLarge if undecodable >= MAX_UNDECODABLE => Failed::Stops,
        _ if super::needs_somebody(error) => Failed::Stops,
        ErrorKind::Api if is_request => Failed::Rejected,
        _ => Failed::Waits,
    }
}

/// How many bytes job description and role knowledge are of a request.
pub(super) fn posting_bytes(posting: &Posting) -> usize {
    serde_json::to_vec(posting).map_or(0, |json| json.len())
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
    fn a_submit_that_failed_is_repeated_unless_that_is_pointless() {
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
            assert_eq!(of_submit(&failure(status, code, retryable), 0), expected, "{code}");
        }
        let unreadable = Error::new(ErrorKind::Decode, "is not JSON");
        assert_eq!(of_submit(&unreadable, 1), Failed::Waits);
        assert_eq!(of_submit(&unreadable, 3), Failed::Stops);
    }
}

//! Sample data of `nova demo` and `nova mock`, with every possible outcome of an application.

use std::time::Duration;

use nova_client_ext::mock::{ApplicationScript, BatchScript};
use nova_client_ext::types::ErrorCode;

pub(super) const TENANT: &str = "acme-corp";
pub(super) const JOB: &str = "job_backend";

/// Creates fifteen applications, twelve of which are accepted. The scoring of a job takes four to
/// five times `pace`. After a transient failure the next submit is scored, and so is one with a new
/// résumé.
pub(super) fn applications(pace: Duration) -> Vec<ApplicationScript> {
    let scored = |id: &str, score| ApplicationScript::scored(id, score).scoring_time(pace * 4);
    let failed =
        |id: &str, code, why: &str| ApplicationScript::failed(id, code, why).scoring_time(pace * 5);
    let rejected = ApplicationScript::rejected;
    let again = |id: &str, score| ApplicationScript::scored(id, score).scoring_time(pace);
    vec![
        scored("app-001", 8),
        scored("app-002", 9),
        failed("app-003", ErrorCode::Timeout, "Scoring took too long").then(again("app-003", 7)),
        scored("app-004", 6),
        scored("app-005", 3),
        failed("app-006", ErrorCode::ResumeParseFailed, "No text could be read from the resume")
            .then(again("app-006", 5)),
        scored("app-007", 7),
        failed("app-008", ErrorCode::AiScoringFailed, "The model gave no usable answer")
            .then(again("app-008", 4)),
        scored("app-009", 5),
        failed("app-010", ErrorCode::CriteriaNotFound, "No active criteria for this job"),
        scored("app-011", 7),
        scored("app-012", 2),
        rejected(
            "app-013",
            ErrorCode::ResumeCorrupted,
            "Resume file appears to be corrupted",
            Some("missing_eof"),
        )
        .then(again("app-013", 8)),
        rejected(
            "app-014",
            ErrorCode::ResumeFetchFailed,
            "Resume URL expired or unreachable",
            None,
        )
        .then(again("app-014", 6)),
        rejected(
            "app-015",
            ErrorCode::ValidationError,
            "Resume content type is not supported",
            None,
        ),
    ]
}

/// Creates the sixty applications of the demo: some fail for a transient reason, some have unusable
/// files until these are replaced, and two fail permanently.
pub(super) fn run(pace: Duration) -> Vec<ApplicationScript> {
    let failed = ApplicationScript::failed;
    let mut all: Vec<ApplicationScript> = (1..=60)
        .map(|number: u32| {
            let id = format!("app-{number:02}");
            // About six, and the same in every demo.
            let score = 3 + i64::from(number * 7 % 4 + number * 5 % 3 + number % 2);
            let scored = ApplicationScript::scored(&id, score);
            match number {
                8 | 21 | 37 | 52 => {
                    failed(id, ErrorCode::Timeout, "Scoring took too long").then(scored)
                }
                13 | 44 => failed(
                    id,
                    ErrorCode::ResumeParseFailed,
                    "No text could be read from the resume",
                )
                .then(scored),
                29 => ApplicationScript::rejected(
                    id,
                    ErrorCode::ResumeCorrupted,
                    "Resume file appears to be corrupted",
                    Some("missing_eof"),
                )
                .then(scored),
                33 => failed(id, ErrorCode::AiScoringFailed, "The model gave no usable answer"),
                _ => scored,
            }
        })
        .collect();
    for (application, place) in all.iter_mut().zip(0..) {
        let queued = pace * (place % 25) / 8;
        *application = application.clone().queue_time(queued).scoring_time(pace);
    }
    all
}

/// Creates a batch of the applications above. One job starts every `pace`, so the batch takes about
/// 17 times `pace`.
pub(super) fn batch(pace: Duration) -> BatchScript {
    let script = applications(pace).into_iter().fold(BatchScript::new(), BatchScript::application);
    script.queue_time(pace).stagger(pace)
}

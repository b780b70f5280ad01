//! The batch that `nova demo` and `nova mock` show: something of everything that can become of an application.

use std::time::Duration;

use nova_client_ext::mock::{ApplicationScript, BatchScript};
use nova_client_ext::types::ErrorCode;

pub(super) const TENANT: &str = "acme-corp";
pub(super) const JOB: &str = "job_backend";

/// Fifteen applications, twelve of them accepted. A job starts each `pace` and takes three to five of them, so all are
/// done after some 17; with none, at once.
pub(super) fn batch(pace: Duration) -> BatchScript {
    let scored = |id: &str, score| ApplicationScript::scored(id, score).scoring_time(pace * 4);
    let failed = |id: &str, code, why: &str| ApplicationScript::failed(id, code, why).scoring_time(pace * 5);
    [
        scored("app-001", 8),
        scored("app-002", 9),
        failed("app-003", ErrorCode::Timeout, "Scoring took too long"),
        scored("app-004", 6),
        scored("app-005", 3),
        failed("app-006", ErrorCode::ResumeParseFailed, "No text could be read from the resume"),
        scored("app-007", 7),
        failed("app-008", ErrorCode::AiScoringFailed, "The model gave no usable answer"),
        scored("app-009", 5),
        failed("app-010", ErrorCode::CriteriaNotFound, "No active criteria for this job"),
        scored("app-011", 7),
        scored("app-012", 2),
    ]
    .into_iter()
    .fold(BatchScript::new(), BatchScript::application)
    .rejected("app-013", ErrorCode::ResumeCorrupted, "Resume file appears to be corrupted", Some("missing_eof"))
    .rejected("app-014", ErrorCode::ResumeFetchFailed, "Resume URL expired or unreachable", None)
    .rejected("app-015", ErrorCode::ValidationError, "Resume content type is not supported", None)
    .queue_time(pace)
    .stagger(pace)
}

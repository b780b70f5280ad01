//! Bodies of a batch status, for tests.
#![allow(dead_code, unreachable_pub, reason = "each test file uses some of it")]

use nova_client_ext::BatchReport;
use nova_client_ext::types::ScoringBatchStatus;
use serde_json::{Value, json};

pub const QUEUED: &str = "2025-12-14T10:30:45Z";
pub const STARTED: &str = "2025-12-14T10:30:50Z";
pub const ENDED: &str = "2025-12-14T10:31:20Z";

pub fn analyse(body: &Value) -> BatchReport {
    BatchReport::new(
        &serde_json::from_value::<ScoringBatchStatus>(body.clone()).expect("a batch status"),
    )
}

/// Returns a batch with timestamps that match its status.
pub fn body(
    status: &str,
    [total, completed, failed]: [i64; 3],
    jobs: &[Value],
    rejected: &[Value],
) -> Value {
    let ended = if status == "pending" { Value::Null } else { "2025-12-14T10:31:45Z".into() };
    json!({
        "batch": {"id": "sb_1", "jobId": "job-1", "status": status, "totalJobs": total, "completedJobs": completed,
                  "failedJobs": failed, "createdAt": QUEUED, "completedAt": ended},
        "scoringJobs": jobs,
        "rejectedApplications": rejected,
    })
}

/// Returns `base` with some fields replaced.
pub fn with(mut base: Value, fields: Value) -> Value {
    let Value::Object(fields) = fields else { panic!("the fields must be an object") };
    base.as_object_mut().unwrap().extend(fields);
    base
}

pub fn pending(application: &str) -> Value {
    json!({"id": format!("sj-{application}"), "jobId": "job-1", "applicationId": application, "status": "pending",
           "isRescore": false, "queuedAt": QUEUED})
}

pub fn scored(application: &str) -> Value {
    let result = json!({"status": "completed", "score": 7, "startedAt": STARTED, "completedAt": ENDED,
        "assessment": {"verdict": "Strong.", "strengths": [], "concerns": [], "interviewFocus": []}});
    with(pending(application), result)
}

pub fn failed(application: &str, code: &str) -> Value {
    let result = json!({"status": "failed", "errorCode": code, "errorMessage": "It went wrong", "startedAt": STARTED,
        "failedAt": ENDED});
    with(pending(application), result)
}

pub fn rejected(application: &str, code: &str) -> Value {
    json!({"applicationId": application, "error": {"code": code, "message": "Not this one", "reason": null}})
}

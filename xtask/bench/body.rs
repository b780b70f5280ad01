//! The response body of the server: a finished batch with the maximum number of jobs.

use serde_json::{Value, json};

/// The number of jobs in it.
pub const JOBS: usize = 25;
/// The ids of its job and batch, which every contender requests.
pub const JOB: &str = "job_abc123";
pub const BATCH: &str = "sb_abc123";

/// Returns the body without white space and with every field, as in the vendor's examples.
pub fn text() -> String {
    let jobs: Vec<Value> =
        (0..JOBS).map(|index| if index % 8 == 7 { failed(index) } else { scored(index) }).collect();
    let failed = jobs.iter().filter(|job| job["status"] == "failed").count();
    json!({
        "batch": {
            "id": BATCH,
            "jobId": JOB,
            "status": "failed",
            "totalJobs": JOBS,
            "completedJobs": JOBS - failed,
            "failedJobs": failed,
            "createdAt": "2025-12-14T10:30:45Z",
            "completedAt": "2025-12-14T10:33:20Z",
        },
        "scoringJobs": jobs,
        "rejectedApplications": [{
            "applicationId": "app-bad",
            "error": {
                "code": "RESUME_CORRUPTED",
                "message": "Resume file appears to be corrupted",
                "reason": "missing_eof",
            },
        }],
    })
    .to_string()
}

fn scored(index: usize) -> Value {
    let mut job = common(index);
    job["status"] = json!("completed");
    job["score"] = json!(1 + index % 10);
    job["completedAt"] = json!(format!("2025-12-14T10:31:{index:02}Z"));
    job["assessment"] = json!({
        "verdict": "Strong candidate with solid backend experience and a clear record of delivery.",
        "strengths": ["Six years of service work in Rust and Go", "Led the migration of a payment system"],
        "concerns": ["No experience with on-call rotations is mentioned"],
        "interviewFocus": ["How the migration was planned", "Part in incident reviews"],
    });
    job
}

fn failed(index: usize) -> Value {
    let mut job = common(index);
    job["status"] = json!("failed");
    job["errorCode"] = json!("AI_SCORING_FAILED");
    job["errorMessage"] = json!("The model returned no usable assessment");
    job["failedAt"] = json!(format!("2025-12-14T10:32:{index:02}Z"));
    job
}

fn common(index: usize) -> Value {
    json!({
        "id": format!("cmlz26dl3{index:04}bwp61r8sjf2ka"),
        "criteriaVersionId": "cmlz26ck2000awp61q9qcjcne",
        "jobId": JOB,
        "applicationId": format!("app-{index:03}"),
        "status": null,
        "isRescore": false,
        "score": null,
        "assessment": null,
        "errorCode": null,
        "errorMessage": null,
        "queuedAt": "2025-12-14T10:30:45Z",
        "startedAt": "2025-12-14T10:30:50Z",
        "completedAt": null,
        "failedAt": null,
    })
}

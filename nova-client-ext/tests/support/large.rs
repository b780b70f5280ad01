//! A batch that is larger than any genuine one, for a test and a benchmark.

#![allow(unreachable_pub, reason = "a module of a test and of a benchmark")]

use serde_json::{Value, json};

/// Returns the status of a batch with this many scored jobs.
pub fn batch(jobs: usize) -> String {
    let list: Vec<Value> = (0..jobs)
        .map(|number| {
            json!({
                "id": format!("sj-{number}"), "jobId": "job-1", "applicationId": format!("a-{number}"),
                "status": "completed", "isRescore": false, "score": 7, "assessment": {"verdict": ""},
                "queuedAt": "2025-12-14T10:30:45Z", "startedAt": "2025-12-14T10:30:50Z",
                "completedAt": "2025-12-14T10:31:20Z"
            })
        })
        .collect();
    json!({
        "batch": {"id": "sb-1", "jobId": "job-1", "status": "completed", "totalJobs": jobs,
            "completedJobs": jobs, "failedJobs": 0, "createdAt": "2025-12-14T10:30:45Z",
            "completedAt": "2025-12-14T10:31:20Z"},
        "scoringJobs": list, "rejectedApplications": []
    })
    .to_string()
}

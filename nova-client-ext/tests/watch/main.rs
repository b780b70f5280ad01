//! Tests of watches against the mock over a real socket, in simulated time.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
#![allow(clippy::missing_panics_doc, reason = "a test")]
#![allow(clippy::unchecked_time_subtraction, reason = "later less earlier")]

#[path = "../support/mod.rs"]
mod support;

mod ends;
mod events;
mod many;
mod resume;
mod steering;

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;
use nova_client_ext::mock::{ApplicationScript, BatchScript, MockNova};
use nova_client_ext::{Batch, Error, Nova, watch::BatchEvent};
use serde_json::{Value, json};

pub const TENANT: &str = "acme-corp";
pub const JOB: &str = "job-1";
pub const STATUS: &str = "getScoringBatchStatus";

/// Returns a mock and a client for it.
pub async fn harness() -> (MockNova, Nova) {
    let mock = MockNova::start().await.unwrap();
    let nova = support::builder(&mock).build().unwrap();
    (mock, nova)
}

/// Returns a mock and a batch that follows this script.
pub async fn mock_with_script(script: BatchScript) -> (MockNova, Batch) {
    let (mock, nova) = harness().await;
    let id = mock.place_batch(TENANT, JOB, script);
    let batch = support::batch(&nova, &id);
    (mock, batch)
}

/// Returns a mock and a batch with this status body, which the test may replace.
pub async fn mock_with_body(body: Value) -> (MockNova, Batch) {
    let (mock, nova) = harness().await;
    mock.place_body(TENANT, JOB, "sb-1", body);
    let batch = support::batch(&nova, "sb-1");
    (mock, batch)
}

pub async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

/// Reads a watch to its end and returns its events and its error.
pub async fn all<S: Stream<Item = Result<BatchEvent, Error>> + Unpin>(
    mut stream: S,
) -> (Vec<String>, Option<Error>) {
    let mut emitted = Vec::new();
    while let Some(event) = next(&mut stream).await {
        match event {
            Ok(event) => emitted.push(describe(&event)),
            Err(error) => {
                assert!(next(&mut stream).await.is_none(), "nothing comes after an error");
                return (emitted, Some(error));
            }
        }
    }
    (emitted, None)
}

/// Returns a short description of an event.
pub fn describe(event: &BatchEvent) -> String {
    match event {
        BatchEvent::Seen { progress, .. } => format!("seen {}", counters(progress)),
        BatchEvent::Appeared(job) => format!("appeared {}", job.application_id),
        BatchEvent::Scored(job) => format!("scored {}", job.application_id),
        BatchEvent::Failed(job) => format!("failed {}", job.application_id),
        BatchEvent::Progress(progress) => format!("progress {}", counters(progress)),
        BatchEvent::Settled { report } => format!("settled {}", report.outcome()),
        other => panic!("{other:?}"),
    }
}

fn counters(progress: &nova_client_ext::watch::Progress) -> String {
    format!("{}+{}/{}", progress.completed_jobs, progress.failed_jobs, progress.total_jobs)
}

pub fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Returns a status body with these counters and these jobs (application, status).
pub fn body(
    status: &str,
    (total, completed, failed): (i64, i64, i64),
    jobs: &[(&str, &str)],
) -> Value {
    let at = "2026-11-01T10:00:00Z";
    let jobs = jobs.iter().map(|(application, status)| {
        let ended = |word: &str| if *status == word { json!("2026-11-01T10:00:30Z") } else { Value::Null };
        json!({"id": format!("sj-{application}"), "jobId": JOB, "applicationId": application, "status": status,
            "isRescore": false, "score": if *status == "completed" { json!(7) } else { Value::Null },
            "assessment": Value::Null, "queuedAt": at, "startedAt": at,
            "completedAt": ended("completed"), "failedAt": ended("failed")})
    });
    json!({
        "batch": {"id": "sb-1", "jobId": JOB, "status": status, "totalJobs": total, "completedJobs": completed,
            "failedJobs": failed, "createdAt": at,
            "completedAt": if status == "pending" { Value::Null } else { json!("2026-11-01T10:01:00Z") }},
        "scoringJobs": jobs.collect::<Vec<_>>(),
        "rejectedApplications": [],
    })
}

/// Returns a script of three jobs that end after 10, 20 and 30 seconds; the second fails.
pub fn three_jobs() -> BatchScript {
    BatchScript::new()
        .application(ApplicationScript::scored("a", 7).scoring_time(secs(10)))
        .application(ApplicationScript::failed("b", "TIMEOUT", "Too slow").scoring_time(secs(20)))
        .application(ApplicationScript::scored("c", 9).scoring_time(secs(30)))
        .queue_time(secs(1))
}

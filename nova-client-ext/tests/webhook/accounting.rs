//! Webhooks are counted per application, as polls are.

use std::collections::BTreeMap;
use std::time::Duration;

use nova_client_ext::mock::MockNova;
use nova_client_ext::types::ScoringBatchStatus;
use nova_client_ext::{BatchOutcome, BatchReport, WaitOptions, watch::BatchEvent, webhook::Event};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::support::{batch as handle, builder};
use super::{JOB, TENANT};

const QUEUED: &str = "2026-11-01T10:00:00Z";

/// A listed scoring job: its id, its application, and the second in which it was queued.
type Listed = (u8, u8, u8);

fn body(total: i64, jobs: &[Listed]) -> Value {
    let job = |&(id, application, second): &Listed| {
        json!({"id": format!("sj-{id}"), "jobId": JOB, "applicationId": format!("app-{application}"),
            "status": "pending", "isRescore": false, "queuedAt": format!("2026-11-01T10:00:{second:02}Z")})
    };
    json!({"batch": {"id": "sb-1", "jobId": JOB, "status": "pending", "totalJobs": total,
        "completedJobs": 0, "failedJobs": 0, "createdAt": QUEUED, "completedAt": null},
        "scoringJobs": jobs.iter().map(job).collect::<Vec<_>>(), "rejectedApplications": []})
}

fn ended((id, application, _): Listed, scored: bool) -> Event {
    let head = json!({"tenantId": TENANT, "scoringJobId": format!("sj-{id}"), "jobId": JOB,
        "applicationId": format!("app-{application}")});
    let tail = if scored {
        json!({"event": "score.completed", "result": {"score": 7, "assessment": {"verdict": "…"}},
            "completedAt": "2026-11-01T10:01:00Z"})
    } else {
        json!({"event": "score.failed", "error": {"code": "TIMEOUT", "message": "Slow"},
            "failedAt": "2026-11-01T10:01:00Z"})
    };
    let (Value::Object(mut head), Value::Object(tail)) = (head, tail) else { panic!() };
    head.extend(tail);
    Event::read(None, Value::Object(head).to_string()).unwrap()
}

/// Runs a watch that polls once and then receives these webhooks; returns its events and the last
/// report.
async fn watch_with_webhooks(body: &Value, webhooks: &[Event]) -> (Vec<BatchEvent>, BatchReport) {
    let mock = MockNova::start().await.unwrap();
    mock.place_body(TENANT, JOB, "sb-1", body.clone());
    let nova = builder(&mock).build().unwrap();
    let mut watch =
        handle(&nova, "sb-1").watch(WaitOptions::default().timeout(Duration::from_secs(20)));
    let observer = watch.observer();
    let mut events = Vec::new();
    while let Ok(Some(event)) = timeout(Duration::from_millis(1), watch.next()).await {
        events.push(event.unwrap());
    }
    for event in webhooks {
        observer.observe(event);
    }
    while let Some(event) = watch.next().await {
        match event {
            Ok(event) => events.push(event),
            Err(error) => {
                let report = error.report().unwrap().clone();
                return (events, report);
            }
        }
    }
    let Some(BatchEvent::Settled { report }) = events.last().cloned() else { panic!("{events:?}") };
    (events, *report)
}

#[tokio::test(start_paused = true)]
async fn two_jobs_of_one_application_are_not_counted_as_two_applications() {
    let jobs = [(1, 1, 0), (2, 1, 5)];
    let webhooks: Vec<Event> = jobs.iter().map(|job| ended(*job, true)).collect();
    let (events, report) = watch_with_webhooks(&body(2, &jobs), &webhooks).await;
    assert!(!report.is_settled(), "one application has no job: {report}");
    assert_eq!((report.counts().scored, report.counts().unlisted), (1, 1));
    let has_only_sent_counters = events.iter().all(|event| match event {
        BatchEvent::Progress(progress) => progress.completed_jobs == 0,
        _ => true,
    });
    assert!(has_only_sent_counters, "counters that the vendor never sent: {events:?}");
}

#[tokio::test(start_paused = true)]
async fn an_application_whose_jobs_ended_differently_is_counted_once() {
    let jobs = [(0, 1, 3), (1, 1, 3)];
    for ends in [[true, false], [false, true]] {
        let webhooks: Vec<Event> =
            jobs.iter().zip(ends).map(|(job, scored)| ended(*job, scored)).collect();
        let (_, report) = watch_with_webhooks(&body(2, &jobs), &webhooks).await;
        assert!(!report.is_settled(), "one application has no job: {report}");
        assert_eq!(report.counts().unlisted, 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// For any list and any webhooks, the report equals that of a body in which the same jobs have
    /// ended, and every application is counted.
    #[test]
    fn a_report_by_webhooks_equals_the_report_of_a_body(
        total in 0..5_i64,
        jobs in prop::collection::vec((0..4_u8, 0..3_u8, 0..9_u8), 1..5),
        ends in prop::collection::vec(prop::option::of(any::<bool>()), 4),
    ) {
        // One scoring job belongs to one application.
        let jobs: BTreeMap<u8, Listed> = jobs
            .into_iter()
            .map(|(id, application, second)| (id + 4 * application, application, second))
            .map(|job| (job.0, job))
            .collect();
        let jobs: Vec<Listed> = jobs.into_values().collect();
        let before = body(total, &jobs);
        let mut after = before.clone();
        let mut webhooks = Vec::new();
        for (index, (job, end)) in jobs.iter().zip(&ends).enumerate() {
            let Some(scored) = *end else { continue };
            webhooks.push(ended(*job, scored));
            let fields = if scored {
                json!({"status": "completed", "score": 7, "completedAt": "2026-11-01T10:01:00Z"})
            } else {
                json!({"status": "failed", "errorCode": "TIMEOUT", "failedAt": "2026-11-01T10:01:00Z"})
            };
            let Value::Object(fields) = fields else { panic!() };
            after["scoringJobs"][index].as_object_mut().unwrap().extend(fields);
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        let (_, report) = runtime.block_on(watch_with_webhooks(&before, &webhooks));
        let expected = BatchReport::new(&serde_json::from_value::<ScoringBatchStatus>(after).unwrap());
        prop_assert_eq!(report.counts(), expected.counts());
        let counts = report.counts();
        // Webhooks settle a batch before its status and counters change.
        let is_settled_early = report.is_settled() && counts.pending + counts.unlisted == 0;
        prop_assert!(report.outcome() == expected.outcome() || is_settled_early);
        let sum = counts.scored + counts.failed + counts.pending + counts.unlisted;
        prop_assert!(u64::try_from(total) == Ok(sum) || !report.inconsistencies().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_webhook_with_an_unreadable_time_ends_its_job_and_is_named() {
    let event = json!({"event": "score.completed", "tenantId": TENANT, "scoringJobId": "sj-1",
        "jobId": JOB, "applicationId": "app-1", "completedAt": "yesterday",
        "result": {"score": 7, "assessment": {"verdict": "…"}}});
    let event = Event::read(None, event.to_string()).unwrap();
    let (_, report) = watch_with_webhooks(&body(1, &[(1, 1, 0)]), &[event]).await;
    assert_eq!((report.counts().scored, report.outcome()), (1, BatchOutcome::Completed));
    let named =
        report.inconsistencies().iter().any(|one| format!("{one:?}").contains("completedAt"));
    assert!(named, "{:?}", report.inconsistencies());
}

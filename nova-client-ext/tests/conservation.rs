//! Property tests: every application is accounted for in the report of any batch status.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};

use nova_client_ext::BatchReport;
use nova_client_ext::types::{ErrorCode, ScoringBatchStatus};
use proptest::prelude::*;
use serde_json::{Value, json};

fn status() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec!["pending", "completed", "failed"]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn counter() -> impl Strategy<Value = i64> {
    prop_oneof![8 => 0..8_i64, 1 => any::<i64>(), 1 => prop::sample::select(vec![i64::MIN, -1, i64::MAX])]
}

/// Generates few different ids, so that they collide often, and sometimes any text.
fn id() -> impl Strategy<Value = String> {
    prop_oneof![9 => (0..6_u8).prop_map(|n| format!("app-{n}")), 1 => any::<String>()]
}

fn code() -> impl Strategy<Value = String> {
    let known: Vec<String> = ErrorCode::KNOWN.iter().map(ToString::to_string).collect();
    prop_oneof![5 => prop::sample::select(known), 1 => any::<String>()]
}

fn instant() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => (0..60_u8).prop_map(|second| format!("2025-12-14T10:30:{second:02}Z")),
        1 => prop::sample::select(vec!["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"]).prop_map(str::to_owned),
    ]
}

fn job() -> impl Strategy<Value = Value> {
    let result =
        (prop::option::of(counter()), prop::option::of(code()), prop::option::of(any::<String>()));
    let times = (
        instant(),
        prop::option::of(instant()),
        prop::option::of(instant()),
        prop::option::of(instant()),
    );
    (id(), id(), status(), any::<bool>(), result, times).prop_map(
        |(id, application, status, assessed, (score, code, message), (queued, started, completed, failed))| {
            json!({"id": id, "jobId": "job-1", "applicationId": application, "status": status, "isRescore": false,
                "score": score, "assessment": assessed.then(|| json!({"verdict": "CANARY"})), "errorCode": code,
                "errorMessage": message, "queuedAt": queued, "startedAt": started, "completedAt": completed,
                "failedAt": failed})
        },
    )
}

fn rejection() -> impl Strategy<Value = Value> {
    (id(), code(), any::<String>(), prop::option::of(any::<String>())).prop_map(|(id, code, message, reason)| {
        json!({"applicationId": id, "error": {"code": code, "message": message, "reason": reason}})
    })
}

fn body() -> impl Strategy<Value = Value> {
    let batch = (status(), counter(), counter(), counter(), instant(), prop::option::of(instant()));
    let jobs = prop::collection::vec(job(), 0..8);
    (batch, jobs, prop::collection::vec(rejection(), 0..4)).prop_map(
        |((status, total, completed, failed, created, ended), jobs, rejected)| {
            json!({"batch": {"id": "sb_1", "jobId": "job-1", "status": status, "totalJobs": total,
                    "completedJobs": completed, "failedJobs": failed, "createdAt": created, "completedAt": ended},
                "scoringJobs": jobs, "rejectedApplications": rejected})
        },
    )
}

fn analyse(body: &Value) -> BatchReport {
    BatchReport::new(
        &serde_json::from_value::<ScoringBatchStatus>(body.clone()).expect("a batch status"),
    )
}

/// Counts how often each application occurs in the report.
fn occurrences(report: &BatchReport) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for application in report.applications() {
        *found.entry(application.id().to_owned()).or_default() += 1;
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_application_is_accounted_for(body in body()) {
        let report = analyse(&body);

        // Conservation.
        let counts = report.counts();
        let sum = counts.scored + counts.failed + counts.pending + counts.unlisted;
        let total = body["batch"]["totalJobs"].as_i64().unwrap();
        prop_assert!(u64::try_from(total) == Ok(sum) || !report.inconsistencies().is_empty(), "{}", report);

        // Every application of the body, exactly once.
        let rows = |list: &str| body[list].as_array().unwrap().clone();
        let sent: BTreeSet<String> = rows("scoringJobs").iter().chain(&rows("rejectedApplications"))
            .map(|row| row["applicationId"].as_str().unwrap().to_owned()).collect();
        let found = occurrences(&report);
        prop_assert_eq!(found.keys().cloned().collect::<BTreeSet<_>>(), sent);
        prop_assert!(found.values().all(|times| *times == 1), "{:?}", found);

        // The counts are the lengths of the lists.
        prop_assert_eq!(counts.scored, report.scored().len() as u64);
        prop_assert_eq!(counts.failed, report.failures().len() as u64);
        prop_assert_eq!(counts.pending, report.pending().len() as u64);
        prop_assert_eq!(counts.rejected, report.rejections().len() as u64);

        // The plan contains every failure and rejection once.
        let plan = report.retry_plan();
        let mut planned: Vec<&str> =
            plan.rescore.iter().chain(&plan.submit).chain(&plan.blocked).map(String::as_str).collect();
        let mut unsuccessful: Vec<&str> = report.failures().iter().map(|row| row.application_id.as_str())
            .chain(report.rejections().iter().map(|row| row.application_id.as_str())).collect();
        planned.sort_unstable();
        unsuccessful.sort_unstable();
        prop_assert_eq!(planned, unsuccessful);

        // A settled batch has no pending applications.
        prop_assert!(!report.is_settled() || counts.pending == 0, "{}", report);
    }

    #[test]
    fn a_report_is_stable_and_reads_back(body in body()) {
        let report = analyse(&body);
        prop_assert_eq!(&report, &analyse(&body));
        let json = serde_json::to_string(&report).unwrap();
        prop_assert!(!json.contains("CANARY"));
        prop_assert_eq!(&serde_json::from_str::<BatchReport>(&json).unwrap(), &report);
    }

    #[test]
    fn the_table_is_plain_text(body in body()) {
        let text = analyse(&body).to_string();
        prop_assert!(!text.contains("CANARY"));
        prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", text);
    }
}

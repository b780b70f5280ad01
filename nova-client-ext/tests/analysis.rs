//! The hard cases of a batch status, one by one, through the public API.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use nova_client_ext::types::ScoringBatchStatus;
use nova_client_ext::{
    Application, BatchOutcome, BatchReport, InconsistencyKind as Kind, JobOutcome, Remedy, types::ErrorCode,
};
use serde_json::{Value, json};

const QUEUED: &str = "2025-12-14T10:30:45Z";
const STARTED: &str = "2025-12-14T10:30:50Z";
const ENDED: &str = "2025-12-14T10:31:20Z";

fn analyse(body: &Value) -> BatchReport {
    BatchReport::new(&serde_json::from_value::<ScoringBatchStatus>(body.clone()).expect("a batch status"))
}

/// A batch whose timestamps fit its status word.
fn body(status: &str, [total, completed, failed]: [i64; 3], jobs: &[Value], rejected: &[Value]) -> Value {
    let ended = if status == "pending" { Value::Null } else { "2025-12-14T10:31:45Z".into() };
    json!({
        "batch": {"id": "sb_1", "jobId": "job-1", "status": status, "totalJobs": total, "completedJobs": completed,
                  "failedJobs": failed, "createdAt": QUEUED, "completedAt": ended},
        "scoringJobs": jobs,
        "rejectedApplications": rejected,
    })
}

/// `base` with some members replaced.
fn with(mut base: Value, members: Value) -> Value {
    let Value::Object(members) = members else { panic!("members of an object") };
    base.as_object_mut().unwrap().extend(members);
    base
}

fn pending(application: &str) -> Value {
    json!({"id": format!("sj-{application}"), "jobId": "job-1", "applicationId": application, "status": "pending",
           "isRescore": false, "queuedAt": QUEUED})
}

fn scored(application: &str) -> Value {
    let result = json!({"status": "completed", "score": 7, "startedAt": STARTED, "completedAt": ENDED,
        "assessment": {"verdict": "Strong.", "strengths": [], "concerns": [], "interviewFocus": []}});
    with(pending(application), result)
}

fn failed(application: &str, code: &str) -> Value {
    let result = json!({"status": "failed", "errorCode": code, "errorMessage": "It went wrong", "startedAt": STARTED,
        "failedAt": ENDED});
    with(pending(application), result)
}

fn rejected(application: &str, code: &str) -> Value {
    json!({"applicationId": application, "error": {"code": code, "message": "Not this one", "reason": null}})
}

/// Outcome, `[total, scored, failed, pending, unlisted, rejected]`, and the kinds of inconsistency.
#[track_caller]
fn expect(body: &Value, outcome: BatchOutcome, counts: [u64; 6], kinds: &[Kind]) -> BatchReport {
    let report = analyse(body);
    let found = report.counts();
    assert_eq!(report.outcome(), outcome, "{report}");
    assert_eq!(
        [found.total, found.scored, found.failed, found.pending, found.unlisted, found.rejected],
        counts,
        "{report}"
    );
    let found: Vec<Kind> = report.inconsistencies().iter().map(|found| found.kind.clone()).collect();
    assert_eq!(found, kinds, "{report}");
    report
}

#[test]
fn the_vendors_example() {
    let text = include_str!("../../openapi/examples/ScoringBatchStatus.documented.json");
    let body: Value = serde_json::from_str(text).unwrap();
    let report = expect(&body, BatchOutcome::Pending, [2, 1, 0, 0, 1, 1], &[]);
    assert_eq!(
        serde_json::to_value(&report).unwrap(),
        json!({
            "jobId": "job-123", "batchId": "cmlz26em4002cwp61t7ukh3lb", "status": "pending", "outcome": "pending",
            "counts": {"total": 2, "scored": 1, "failed": 0, "pending": 0, "unlisted": 1, "rejected": 1},
            "scored": [{"applicationId": "app-001", "scoringJobId": "cmlz26dl3001bwp61r8sjf2ka", "score": 7}],
            "pending": [], "failures": [],
            "rejections": [{"applicationId": "app-bad", "code": "RESUME_CORRUPTED",
                "message": "Resume file appears to be corrupted", "reason": "missing_eof", "remedy": "replace_resume"}],
            "retryPlan": {"rescore": [], "submit": ["app-bad"], "blocked": []},
            "inconsistencies": [],
            "timing": {"queueMs": {"p50": 5000, "p95": 5000, "max": 5000},
                "scoringMs": {"p50": 30000, "p95": 30000, "max": 30000}, "batchMs": null},
        })
    );
}

#[test]
fn sound_batches_have_no_inconsistencies() {
    let (a, b) = (scored("a"), failed("b", "TIMEOUT"));
    let nothing = &[][..];
    expect(
        &body("pending", [2, 0, 0], &[pending("a"), pending("b")], &[]),
        BatchOutcome::Pending,
        [2, 0, 0, 2, 0, 0],
        nothing,
    );
    expect(
        &body("pending", [3, 1, 1], &[a.clone(), b.clone(), pending("c")], &[]),
        BatchOutcome::Pending,
        [3, 1, 1, 1, 0, 0],
        nothing,
    );
    expect(
        &body("completed", [1, 1, 0], std::slice::from_ref(&a), &[]),
        BatchOutcome::Completed,
        [1, 1, 0, 0, 0, 0],
        nothing,
    );
    expect(
        &body("failed", [2, 1, 1], &[a.clone(), b.clone()], &[]),
        BatchOutcome::PartialFailure,
        [2, 1, 1, 0, 0, 0],
        nothing,
    );
    expect(&body("failed", [1, 0, 1], &[b], &[]), BatchOutcome::TotalFailure, [1, 0, 1, 0, 0, 0], nothing);
    let turned_away = [rejected("z", "RESUME_EMPTY")];
    expect(
        &body("completed", [1, 1, 0], &[a], &turned_away),
        BatchOutcome::PartialFailure,
        [1, 1, 0, 0, 0, 1],
        nothing,
    );
}

#[test]
fn the_list_is_shorter_than_the_count() {
    // The counters settle what the list leaves open.
    let one = [scored("a")];
    expect(
        &body("completed", [3, 3, 0], &one, &[]),
        BatchOutcome::Completed,
        [3, 1, 0, 0, 2, 0],
        &[Kind::UnlistedJobs],
    );
    expect(
        &body("failed", [3, 2, 1], &one, &[]),
        BatchOutcome::PartialFailure,
        [3, 1, 0, 0, 2, 0],
        &[Kind::UnlistedJobs],
    );
    expect(
        &body("failed", [2, 1, 1], &[], &[]),
        BatchOutcome::PartialFailure,
        [2, 0, 0, 0, 2, 0],
        &[Kind::UnlistedJobs],
    );
    expect(&body("failed", [2, 0, 2], &[], &[]), BatchOutcome::TotalFailure, [2, 0, 0, 0, 2, 0], &[Kind::UnlistedJobs]);
    expect(&body("pending", [3, 1, 0], &one, &[]), BatchOutcome::Pending, [3, 1, 0, 0, 2, 0], &[]);
    // A finished batch whose counters leave something open is not finished.
    let kinds = [Kind::StatusContradictsEvidence, Kind::UnlistedJobs, Kind::UnfinishedWithResult];
    expect(&body("completed", [3, 1, 0], &one, &[]), BatchOutcome::Pending, [3, 1, 0, 0, 2, 0], &kinds);
}

#[test]
fn a_pending_batch_with_every_job_finished() {
    let jobs = [scored("a"), failed("b", "TIMEOUT")];
    let kinds = [Kind::StatusContradictsEvidence];
    expect(&body("pending", [2, 1, 1], &jobs, &[]), BatchOutcome::PartialFailure, [2, 1, 1, 0, 0, 0], &kinds);
    // Lagging counters change nothing: the list is complete.
    let kinds = [Kind::StatusContradictsEvidence, Kind::CountersBelowList];
    expect(&body("pending", [2, 0, 0], &jobs, &[]), BatchOutcome::PartialFailure, [2, 1, 1, 0, 0, 0], &kinds);
    // By the counters alone.
    let kinds = [Kind::StatusContradictsEvidence, Kind::UnlistedJobs];
    expect(&body("pending", [2, 2, 0], &[scored("a")], &[]), BatchOutcome::Completed, [2, 1, 0, 0, 1, 0], &kinds);
}

#[test]
fn a_finished_batch_with_a_pending_job() {
    for status in ["completed", "failed"] {
        let kinds = [Kind::StatusContradictsEvidence, Kind::CountersAboveList, Kind::UnfinishedWithResult];
        let body = body(status, [2, 2, 0], &[scored("a"), pending("b")], &[]);
        let report = expect(&body, BatchOutcome::Pending, [2, 1, 0, 1, 0, 0], &kinds);
        assert_eq!(report.timing().batch_ms, None);
    }
}

#[test]
fn a_completed_batch_with_a_failed_job() {
    let kinds = [Kind::StatusContradictsEvidence, Kind::CountersBelowList, Kind::CountersAboveList];
    let jobs = [scored("a"), failed("b", "TIMEOUT")];
    expect(&body("completed", [2, 2, 0], &jobs, &[]), BatchOutcome::PartialFailure, [2, 1, 1, 0, 0, 0], &kinds);
    expect(&body("completed", [1, 1, 0], &jobs[1..], &[]), BatchOutcome::TotalFailure, [1, 0, 1, 0, 0, 0], &kinds);
    // And a failed one without any.
    let kinds = [Kind::StatusContradictsEvidence];
    expect(&body("failed", [1, 1, 0], &jobs[..1], &[]), BatchOutcome::Completed, [1, 1, 0, 0, 0, 0], &kinds);
}

#[test]
fn the_list_is_longer_than_the_count() {
    let kinds = [Kind::ListLongerThanTotal, Kind::CountersBelowList];
    let jobs = [scored("a"), scored("b")];
    expect(&body("completed", [1, 1, 0], &jobs, &[]), BatchOutcome::Completed, [1, 2, 0, 0, 0, 0], &kinds);
}

#[test]
fn counters_that_cannot_be() {
    let kinds = [Kind::NegativeCounter, Kind::NegativeCounter, Kind::ListLongerThanTotal, Kind::CountersBelowList];
    expect(
        &body("completed", [-1, i64::MIN, 0], &[scored("a")], &[]),
        BatchOutcome::Completed,
        [0, 1, 0, 0, 0, 0],
        &kinds,
    );
    let most = i64::MAX as u64;
    let kinds = [Kind::UnlistedJobs, Kind::CountersAboveTotal, Kind::CountersAboveList];
    let body_ = body("failed", [i64::MAX; 3], &[scored("a")], &[]);
    expect(&body_, BatchOutcome::PartialFailure, [most, 1, 0, 0, most - 1, 0], &kinds);
    // With nothing listed, the counters are all there is.
    let kinds = [Kind::CountersAboveTotal];
    expect(&body("failed", [0, 0, 3], &[], &[]), BatchOutcome::TotalFailure, [0, 0, 0, 0, 0, 0], &kinds);
}

#[test]
fn zero_jobs() {
    let none = [0; 3];
    expect(&body("completed", none, &[], &[]), BatchOutcome::Completed, [0; 6], &[]);
    expect(&body("pending", none, &[], &[]), BatchOutcome::Pending, [0; 6], &[]);
    expect(&body("failed", none, &[], &[]), BatchOutcome::Completed, [0; 6], &[Kind::StatusContradictsEvidence]);
    expect(&body("paused", none, &[], &[]), BatchOutcome::Unknown, [0; 6], &[Kind::UnknownBatchStatus]);
}

#[test]
fn everything_rejected() {
    let all = [rejected("a", "RESUME_EMPTY"), rejected("b", "RESUME_FETCH_FAILED")];
    let counts = [0, 0, 0, 0, 0, 2];
    let report = expect(&body("completed", [0; 3], &[], &all), BatchOutcome::TotalFailure, counts, &[]);
    assert_eq!(report.retry_plan().submit, ["a", "b"]);
    expect(&body("failed", [0; 3], &[], &all), BatchOutcome::TotalFailure, counts, &[Kind::StatusContradictsEvidence]);
    expect(&body("pending", [0; 3], &[], &all), BatchOutcome::Pending, counts, &[]);
}

#[test]
fn an_unknown_batch_status() {
    let kinds = [Kind::UnknownBatchStatus];
    let done = [scored("a"), failed("b", "TIMEOUT")];
    let report =
        expect(&body("archived", [2, 1, 1], &done, &[]), BatchOutcome::PartialFailure, [2, 1, 1, 0, 0, 0], &kinds);
    assert_eq!(serde_json::to_value(&report).unwrap()["status"], "archived");
    let open = [scored("a"), pending("b")];
    expect(&body("archived", [2, 1, 0], &open, &[]), BatchOutcome::Unknown, [2, 1, 0, 1, 0, 0], &kinds);
    let kinds = [Kind::UnknownBatchStatus, Kind::UnlistedJobs];
    expect(&body("archived", [2, 1, 0], &open[..1], &[]), BatchOutcome::Unknown, [2, 1, 0, 0, 1, 0], &kinds);
    expect(&body("archived", [2, 2, 0], &open[..1], &[]), BatchOutcome::Completed, [2, 1, 0, 0, 1, 0], &kinds);
}

#[test]
fn an_unknown_job_status_is_pending_and_named() {
    let jobs = [with(pending("a"), json!({"status": "on_hold"})), scored("b")];
    let report = expect(
        &body("pending", [2, 1, 0], &jobs, &[]),
        BatchOutcome::Pending,
        [2, 1, 0, 1, 0, 0],
        &[Kind::UnknownJobStatus],
    );
    assert_eq!(report.pending()[0].status.as_str(), "on_hold");
    assert!(report.inconsistencies()[0].detail.contains("on_hold"));
}

#[test]
fn one_application_with_several_scoring_jobs() {
    let later = "2025-12-14T10:40:00Z";
    let rescore =
        json!({"id": "sj-rescore", "isRescore": true, "queuedAt": later, "startedAt": later, "completedAt": later});
    let jobs = [with(scored("a"), rescore), failed("a", "TIMEOUT"), scored("b")];
    let report = expect(
        &body("completed", [2, 2, 0], &jobs, &[]),
        BatchOutcome::Completed,
        [2, 2, 0, 0, 0, 0],
        &[Kind::DuplicateApplication],
    );
    assert_eq!(report.scored()[0].scoring_job_id, "sj-rescore");
    // Queued at the same time: ended over not ended, whichever stands first.
    for jobs in
        [[pending("a"), with(scored("a"), json!({"id": "x"}))], [with(scored("a"), json!({"id": "x"})), pending("a")]]
    {
        expect(
            &body("completed", [1, 1, 0], &jobs, &[]),
            BatchOutcome::Completed,
            [1, 1, 0, 0, 0, 0],
            &[Kind::DuplicateApplication],
        );
    }
}

#[test]
fn one_scoring_job_listed_twice() {
    let kinds = [Kind::DuplicateScoringJob];
    expect(
        &body("completed", [1, 1, 0], &[scored("a"), scored("a")], &[]),
        BatchOutcome::Completed,
        [1, 1, 0, 0, 0, 0],
        &kinds,
    );
    // Counted as two applications by the batch: then one is not shown.
    let kinds = [Kind::UnlistedJobs, Kind::DuplicateScoringJob];
    expect(
        &body("completed", [2, 2, 0], &[scored("a"), scored("a")], &[]),
        BatchOutcome::Completed,
        [2, 1, 0, 0, 1, 0],
        &kinds,
    );
    // Once failed, once scored: the later end counts.
    let later = with(failed("a", "TIMEOUT"), json!({"failedAt": "2025-12-14T11:00:00Z"}));
    let kinds = [Kind::DuplicateScoringJob];
    expect(
        &body("failed", [1, 0, 1], &[later, scored("a")], &[]),
        BatchOutcome::TotalFailure,
        [1, 0, 1, 0, 0, 0],
        &kinds,
    );
    // For two applications.
    let jobs = [with(scored("a"), json!({"id": "x"})), with(scored("b"), json!({"id": "x"}))];
    expect(&body("completed", [2, 2, 0], &jobs, &[]), BatchOutcome::Completed, [2, 2, 0, 0, 0, 0], &kinds);
}

#[test]
fn a_job_both_failed_and_scored() {
    let kinds = [Kind::FailedAndScored];
    let jobs = [with(failed("a", "TIMEOUT"), json!({"score": 3}))];
    expect(&body("failed", [1, 0, 1], &jobs, &[]), BatchOutcome::TotalFailure, [1, 0, 1, 0, 0, 0], &kinds);
    let jobs = [with(scored("a"), json!({"errorCode": "TIMEOUT", "failedAt": ENDED}))];
    let report = expect(&body("completed", [1, 1, 0], &jobs, &[]), BatchOutcome::Completed, [1, 1, 0, 0, 0, 0], &kinds);
    assert!(report.inconsistencies()[0].detail.contains("an error code, failedAt"), "{report}");
}

#[test]
fn a_pending_job_with_a_result() {
    let jobs = [with(pending("a"), json!({"score": 3, "errorMessage": "hm"}))];
    expect(
        &body("pending", [1, 0, 0], &jobs, &[]),
        BatchOutcome::Pending,
        [1, 0, 0, 1, 0, 0],
        &[Kind::UnfinishedWithResult],
    );
}

#[test]
fn a_failed_job_without_a_code() {
    let jobs = [with(failed("a", "TIMEOUT"), json!({"errorCode": null}))];
    let report = expect(
        &body("failed", [1, 0, 1], &jobs, &[]),
        BatchOutcome::TotalFailure,
        [1, 0, 1, 0, 0, 0],
        &[Kind::FailedWithoutCode],
    );
    let failure = &report.failures()[0];
    assert_eq!((failure.code.clone(), failure.remedy), (None, Remedy::Investigate));
    assert_eq!(failure.message.as_deref(), Some("It went wrong"));
    assert_eq!(report.retry_plan().blocked, ["a"]);
}

#[test]
fn a_completed_job_without_score_or_assessment() {
    let jobs = [with(scored("a"), json!({"score": null, "assessment": null}))];
    let kinds = [Kind::CompletedWithoutScore, Kind::CompletedWithoutAssessment];
    let report = expect(&body("completed", [1, 1, 0], &jobs, &[]), BatchOutcome::Completed, [1, 1, 0, 0, 0, 0], &kinds);
    assert_eq!(report.scored()[0].score, None);
}

#[test]
fn a_score_out_of_range() {
    for (score, kinds) in [
        (0, &[Kind::ScoreOutOfRange][..]),
        (1, &[]),
        (10, &[]),
        (11, &[Kind::ScoreOutOfRange]),
        (i64::MIN, &[Kind::ScoreOutOfRange]),
    ] {
        let jobs = [with(scored("a"), json!({"score": score}))];
        let report =
            expect(&body("completed", [1, 1, 0], &jobs, &[]), BatchOutcome::Completed, [1, 1, 0, 0, 0, 0], kinds);
        assert_eq!(report.scored()[0].score, Some(score), "kept as it came");
    }
}

#[test]
fn a_rejected_application_that_also_has_a_job() {
    let both = [rejected("a", "RESUME_EMPTY")];
    let kinds = [Kind::RejectedWithJob];
    expect(&body("completed", [1, 1, 0], &[scored("a")], &both), BatchOutcome::Completed, [1, 1, 0, 0, 0, 0], &kinds);
    let report = expect(
        &body("failed", [1, 0, 1], &[failed("a", "TIMEOUT")], &both),
        BatchOutcome::TotalFailure,
        [1, 0, 1, 0, 0, 0],
        &kinds,
    );
    assert_eq!(report.retry_plan().rescore, ["a"]);
    assert!(report.retry_plan().submit.is_empty() && report.retry_plan().blocked.is_empty());
}

#[test]
fn an_application_rejected_twice() {
    let twice = [rejected("a", "RESUME_EMPTY"), rejected("a", "FORBIDDEN")];
    let kinds = [Kind::DuplicateRejection];
    let report =
        expect(&body("completed", [0; 3], &[], &twice), BatchOutcome::TotalFailure, [0, 0, 0, 0, 0, 1], &kinds);
    assert_eq!(report.rejections()[0].code, ErrorCode::ResumeEmpty);
}

#[test]
fn a_job_of_another_job() {
    let jobs = [with(scored("a"), json!({"jobId": "job-2"}))];
    expect(&body("completed", [1, 1, 0], &jobs, &[]), BatchOutcome::Completed, [1, 1, 0, 0, 0, 0], &[Kind::ForeignJob]);
}

#[test]
fn timestamps_missing() {
    let jobs = [with(scored("a"), json!({"startedAt": null})), with(failed("b", "TIMEOUT"), json!({"failedAt": null}))];
    let mut body = body("failed", [2, 1, 1], &jobs, &[]);
    body["batch"]["completedAt"] = Value::Null;
    let report = expect(
        &body,
        BatchOutcome::PartialFailure,
        [2, 1, 1, 0, 0, 0],
        &[Kind::TimestampMissing, Kind::TimestampMissing, Kind::TimestampMissing],
    );
    let timing = report.timing();
    assert_eq!(timing.queue_ms.map(|queue| queue.max), Some(5000), "of b, which did start");
    assert_eq!((timing.scoring_ms, timing.batch_ms), (None, None));
    // A job that failed in the queue never started.
    let jobs = [with(failed("a", "RESUME_FETCH_FAILED"), json!({"startedAt": null}))];
    expect(&self::body("failed", [1, 0, 1], &jobs, &[]), BatchOutcome::TotalFailure, [1, 0, 1, 0, 0, 0], &[]);
}

#[test]
fn timestamps_out_of_order() {
    let before = "2025-12-14T10:00:00Z";
    let jobs = [with(scored("a"), json!({"completedAt": before})), with(scored("b"), json!({"startedAt": before}))];
    let mut body = body("completed", [2, 2, 0], &jobs, &[]);
    body["batch"]["completedAt"] = before.into();
    let report = expect(
        &body,
        BatchOutcome::Completed,
        [2, 2, 0, 0, 0, 0],
        &[Kind::TimestampsOutOfOrder, Kind::TimestampsOutOfOrder, Kind::TimestampsOutOfOrder],
    );
    assert_eq!(
        serde_json::to_value(report.timing()).unwrap(),
        json!({"queueMs": null, "scoringMs": null, "batchMs": null})
    );
}

#[test]
fn the_retry_plan_sorts_every_failure_and_rejection_once() {
    let codes = ErrorCode::KNOWN.iter().cloned().chain([ErrorCode::from("COSMIC_RAY")]);
    for code in codes {
        let body = body("failed", [1, 0, 1], &[failed("f", code.as_str())], &[rejected("r", code.as_str())]);
        let report = analyse(&body);
        let plan = report.retry_plan();
        let remedy = Remedy::for_code(&code);
        let again = [Remedy::RetryLater, Remedy::RefreshResumeUrl, Remedy::ReplaceResume].contains(&remedy);
        let rescore = again || remedy == Remedy::Rescore;
        assert_eq!(plan.rescore.contains(&"f".to_owned()), rescore, "{code}");
        assert_eq!(plan.submit.contains(&"r".to_owned()), again, "{code}");
        assert_eq!(plan.rescore.len() + plan.submit.len() + plan.blocked.len(), 2, "{code}");
        assert_eq!(plan.blocked.len(), usize::from(!rescore) + usize::from(!again), "{code}");
    }
}

#[test]
fn one_application_can_be_looked_up() {
    let jobs = [scored("a"), failed("b", "TIMEOUT"), pending("c")];
    let report = analyse(&body("pending", [3, 1, 1], &jobs, &[rejected("d", "RESUME_EMPTY")]));
    assert!(!report.is_settled());
    let outcome = |id| report.application(id).map(Application::outcome);
    assert_eq!(outcome("a"), Some(Some(JobOutcome::Scored)));
    assert_eq!(outcome("b"), Some(Some(JobOutcome::Failed)));
    assert_eq!(outcome("c"), Some(Some(JobOutcome::Pending)));
    assert_eq!(outcome("d"), Some(None));
    assert_eq!(outcome("e"), None);
    assert_eq!(report.application("d").and_then(Application::remedy), Some(Remedy::ReplaceResume));
}

#[test]
fn the_table_shows_what_matters_and_nothing_else() {
    let hostile = "\u{1b}]0;owned\u{7}\u{202e}line one\r\nline two";
    let jobs = [
        scored("app-1"),
        with(failed("app-2", "TIMEOUT"), json!({"errorMessage": hostile})),
        with(scored("app-3"), json!({"score": 12, "assessment": {"verdict": "CANARY"}})),
    ];
    let report = analyse(&body("failed", [3, 2, 1], &jobs, &[rejected("app-4", "RESUME_EMPTY")]));
    let text = report.to_string();
    for part in [
        "Batch sb_1 of job job-1: partial failure\n",
        "3 accepted: 2 scored, 1 failed, 0 pending; 1 rejected\n",
        "scored 12",
        r"TIMEOUT: \u{1b}]0;owned\u{7}\u{202e}line",
        "score_out_of_range",
        "Timing: queue 5.0 s median",
        "submit again: app-4",
    ] {
        assert!(text.contains(part), "{part:?} is missing in\n{text}");
    }
    assert!(text.chars().all(|c| c == '\n' || (!c.is_control() && c != '\u{202e}')), "{text:?}");
    assert!(text.lines().all(|line| line.chars().count() <= 120 && line == line.trim_end()), "{text}");
    assert!(!text.contains("CANARY") && !format!("{report:?}").contains("CANARY"));
    assert!(!serde_json::to_string(&report).unwrap().contains("CANARY"));

    let sound = analyse(&body("completed", [1, 1, 0], &[scored("a")], &[])).to_string();
    for absent in ["DOES NOT ADD UP", "What next", "not listed"] {
        assert!(!sound.contains(absent), "{sound}");
    }
    let empty = analyse(&body("completed", [0; 3], &[], &[])).to_string();
    assert!(!empty.contains("APPLICATION"), "{empty}");
}

//! The special cases of a batch status, through the public API.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bodies;

use bodies::{ENDED, analyse, body, failed, pending, rejected, scored, with};
use nova_client_ext::types::ErrorCode;
use nova_client_ext::{BatchOutcome, BatchReport, Remedy, report::InconsistencyKind as Kind};
use serde_json::{Value, json};

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
    let found: Vec<Kind> = report.inconsistencies().iter().map(|found| found.kind).collect();
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
fn consistent_batches_have_no_inconsistencies() {
    let (a, b) = (scored("a"), failed("b", "TIMEOUT"));
    let no_kinds = &[][..];
    expect(
        &body("pending", [2, 0, 0], &[pending("a"), pending("b")], &[]),
        BatchOutcome::Pending,
        [2, 0, 0, 2, 0, 0],
        no_kinds,
    );
    expect(
        &body("pending", [3, 1, 1], &[a.clone(), b.clone(), pending("c")], &[]),
        BatchOutcome::Pending,
        [3, 1, 1, 1, 0, 0],
        no_kinds,
    );
    expect(
        &body("completed", [1, 1, 0], std::slice::from_ref(&a), &[]),
        BatchOutcome::Completed,
        [1, 1, 0, 0, 0, 0],
        no_kinds,
    );
    expect(
        &body("failed", [2, 1, 1], &[a.clone(), b.clone()], &[]),
        BatchOutcome::PartialFailure,
        [2, 1, 1, 0, 0, 0],
        no_kinds,
    );
    expect(
        &body("failed", [1, 0, 1], &[b], &[]),
        BatchOutcome::TotalFailure,
        [1, 0, 1, 0, 0, 0],
        no_kinds,
    );
    let one_rejection = [rejected("z", "RESUME_EMPTY")];
    expect(
        &body("completed", [1, 1, 0], &[a], &one_rejection),
        BatchOutcome::PartialFailure,
        [1, 1, 0, 0, 0, 1],
        no_kinds,
    );
}

#[test]
fn the_list_is_shorter_than_the_count() {
    // The counters apply to the unlisted applications.
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
    expect(
        &body("failed", [2, 0, 2], &[], &[]),
        BatchOutcome::TotalFailure,
        [2, 0, 0, 0, 2, 0],
        &[Kind::UnlistedJobs],
    );
    expect(&body("pending", [3, 1, 0], &one, &[]), BatchOutcome::Pending, [3, 1, 0, 0, 2, 0], &[]);
    // A finished status with counters that leave applications open is not finished.
    let kinds = [Kind::StatusContradictsEvidence, Kind::UnlistedJobs, Kind::UnfinishedWithResult];
    expect(
        &body("completed", [3, 1, 0], &one, &[]),
        BatchOutcome::Pending,
        [3, 1, 0, 0, 2, 0],
        &kinds,
    );
}

#[test]
fn a_pending_batch_with_every_job_finished() {
    let jobs = [scored("a"), failed("b", "TIMEOUT")];
    let kinds = [Kind::StatusContradictsEvidence];
    expect(
        &body("pending", [2, 1, 1], &jobs, &[]),
        BatchOutcome::PartialFailure,
        [2, 1, 1, 0, 0, 0],
        &kinds,
    );
    // Counters that lag behind do not matter, since the list is complete.
    let kinds = [Kind::StatusContradictsEvidence, Kind::CountersBelowList];
    expect(
        &body("pending", [2, 0, 0], &jobs, &[]),
        BatchOutcome::PartialFailure,
        [2, 1, 1, 0, 0, 0],
        &kinds,
    );
    // By the counters alone.
    let kinds = [Kind::StatusContradictsEvidence, Kind::UnlistedJobs];
    expect(
        &body("pending", [2, 2, 0], &[scored("a")], &[]),
        BatchOutcome::Completed,
        [2, 1, 0, 0, 1, 0],
        &kinds,
    );
}

#[test]
fn a_finished_batch_with_a_pending_job() {
    for status in ["completed", "failed"] {
        let kinds =
            [Kind::StatusContradictsEvidence, Kind::CountersAboveList, Kind::UnfinishedWithResult];
        let body = body(status, [2, 2, 0], &[scored("a"), pending("b")], &[]);
        let report = expect(&body, BatchOutcome::Pending, [2, 1, 0, 1, 0, 0], &kinds);
        assert_eq!(report.timing().batch_ms, None);
    }
}

#[test]
fn a_completed_batch_with_a_failed_job() {
    let kinds = [Kind::StatusContradictsEvidence, Kind::CountersBelowList, Kind::CountersAboveList];
    let jobs = [scored("a"), failed("b", "TIMEOUT")];
    expect(
        &body("completed", [2, 2, 0], &jobs, &[]),
        BatchOutcome::PartialFailure,
        [2, 1, 1, 0, 0, 0],
        &kinds,
    );
    expect(
        &body("completed", [1, 1, 0], &jobs[1..], &[]),
        BatchOutcome::TotalFailure,
        [1, 0, 1, 0, 0, 0],
        &kinds,
    );
    // And a failed one without any.
    let kinds = [Kind::StatusContradictsEvidence];
    expect(
        &body("failed", [1, 1, 0], &jobs[..1], &[]),
        BatchOutcome::Completed,
        [1, 1, 0, 0, 0, 0],
        &kinds,
    );
}

#[test]
fn the_list_is_longer_than_the_count() {
    let kinds = [Kind::ListLongerThanTotal, Kind::CountersBelowList];
    let jobs = [scored("a"), scored("b")];
    expect(
        &body("completed", [1, 1, 0], &jobs, &[]),
        BatchOutcome::Completed,
        [1, 2, 0, 0, 0, 0],
        &kinds,
    );
}

#[test]
fn impossible_counters() {
    let kinds = [
        Kind::NegativeCounter,
        Kind::NegativeCounter,
        Kind::ListLongerThanTotal,
        Kind::CountersBelowList,
    ];
    expect(
        &body("completed", [-1, i64::MIN, 0], &[scored("a")], &[]),
        BatchOutcome::Completed,
        [0, 1, 0, 0, 0, 0],
        &kinds,
    );
    let max = i64::MAX as u64;
    let kinds = [Kind::UnlistedJobs, Kind::CountersAboveTotal, Kind::CountersAboveList];
    let body_ = body("failed", [i64::MAX; 3], &[scored("a")], &[]);
    expect(&body_, BatchOutcome::PartialFailure, [max, 1, 0, 0, max - 1, 0], &kinds);
    // Without a list only the counters count.
    let kinds = [Kind::CountersAboveTotal];
    expect(
        &body("failed", [0, 0, 3], &[], &[]),
        BatchOutcome::TotalFailure,
        [0, 0, 0, 0, 0, 0],
        &kinds,
    );
}

#[test]
fn zero_jobs() {
    let none = [0; 3];
    expect(&body("completed", none, &[], &[]), BatchOutcome::Completed, [0; 6], &[]);
    expect(&body("pending", none, &[], &[]), BatchOutcome::Pending, [0; 6], &[]);
    expect(
        &body("failed", none, &[], &[]),
        BatchOutcome::Completed,
        [0; 6],
        &[Kind::StatusContradictsEvidence],
    );
    expect(
        &body("paused", none, &[], &[]),
        BatchOutcome::Unknown,
        [0; 6],
        &[Kind::UnknownBatchStatus],
    );
}

#[test]
fn everything_rejected() {
    let all = [rejected("a", "RESUME_EMPTY"), rejected("b", "RESUME_FETCH_FAILED")];
    let counts = [0, 0, 0, 0, 0, 2];
    let report =
        expect(&body("completed", [0; 3], &[], &all), BatchOutcome::TotalFailure, counts, &[]);
    assert_eq!(report.retry_plan().submit, ["a", "b"]);
    expect(
        &body("failed", [0; 3], &[], &all),
        BatchOutcome::TotalFailure,
        counts,
        &[Kind::StatusContradictsEvidence],
    );
    expect(&body("pending", [0; 3], &[], &all), BatchOutcome::Pending, counts, &[]);
}

#[test]
fn an_unknown_batch_status() {
    let kinds = [Kind::UnknownBatchStatus];
    let done = [scored("a"), failed("b", "TIMEOUT")];
    let report = expect(
        &body("archived", [2, 1, 1], &done, &[]),
        BatchOutcome::PartialFailure,
        [2, 1, 1, 0, 0, 0],
        &kinds,
    );
    assert_eq!(serde_json::to_value(&report).unwrap()["status"], "archived");
    let open = [scored("a"), pending("b")];
    expect(
        &body("archived", [2, 1, 0], &open, &[]),
        BatchOutcome::Unknown,
        [2, 1, 0, 1, 0, 0],
        &kinds,
    );
    let kinds = [Kind::UnknownBatchStatus, Kind::UnlistedJobs];
    expect(
        &body("archived", [2, 1, 0], &open[..1], &[]),
        BatchOutcome::Unknown,
        [2, 1, 0, 0, 1, 0],
        &kinds,
    );
    expect(
        &body("archived", [2, 2, 0], &open[..1], &[]),
        BatchOutcome::Completed,
        [2, 1, 0, 0, 1, 0],
        &kinds,
    );
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
    let rescore = json!({"id": "sj-rescore", "isRescore": true, "queuedAt": later, "startedAt": later, "completedAt": later});
    let jobs = [with(scored("a"), rescore), failed("a", "TIMEOUT"), scored("b")];
    let report = expect(
        &body("completed", [2, 2, 0], &jobs, &[]),
        BatchOutcome::Completed,
        [2, 2, 0, 0, 0, 0],
        &[Kind::DuplicateApplication],
    );
    assert_eq!(report.scored()[0].scoring_job_id, "sj-rescore");
    // Queued at the same time: an ended job over a pending one, in either order.
    for jobs in [
        [pending("a"), with(scored("a"), json!({"id": "x"}))],
        [with(scored("a"), json!({"id": "x"})), pending("a")],
    ] {
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
    // If the batch counts two applications, one is unlisted.
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
    expect(
        &body("completed", [2, 2, 0], &jobs, &[]),
        BatchOutcome::Completed,
        [2, 2, 0, 0, 0, 0],
        &kinds,
    );
}

#[test]
fn a_job_both_failed_and_scored() {
    let kinds = [Kind::FailedAndScored];
    let jobs = [with(failed("a", "TIMEOUT"), json!({"score": 3}))];
    expect(
        &body("failed", [1, 0, 1], &jobs, &[]),
        BatchOutcome::TotalFailure,
        [1, 0, 1, 0, 0, 0],
        &kinds,
    );
    let jobs = [with(scored("a"), json!({"errorCode": "TIMEOUT", "failedAt": ENDED}))];
    let report = expect(
        &body("completed", [1, 1, 0], &jobs, &[]),
        BatchOutcome::Completed,
        [1, 1, 0, 0, 0, 0],
        &kinds,
    );
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
    let report = expect(
        &body("completed", [1, 1, 0], &jobs, &[]),
        BatchOutcome::Completed,
        [1, 1, 0, 0, 0, 0],
        &kinds,
    );
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
        let report = expect(
            &body("completed", [1, 1, 0], &jobs, &[]),
            BatchOutcome::Completed,
            [1, 1, 0, 0, 0, 0],
            kinds,
        );
        assert_eq!(report.scored()[0].score, Some(score), "kept as received");
    }
}

#[test]
fn a_rejected_application_that_also_has_a_job() {
    let both = [rejected("a", "RESUME_EMPTY")];
    let kinds = [Kind::RejectedWithJob];
    expect(
        &body("completed", [1, 1, 0], &[scored("a")], &both),
        BatchOutcome::Completed,
        [1, 1, 0, 0, 0, 0],
        &kinds,
    );
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
    let report = expect(
        &body("completed", [0; 3], &[], &twice),
        BatchOutcome::TotalFailure,
        [0, 0, 0, 0, 0, 1],
        &kinds,
    );
    assert_eq!(report.rejections()[0].code, ErrorCode::ResumeEmpty);
}

#[test]
fn a_job_of_another_job() {
    let jobs = [with(scored("a"), json!({"jobId": "job-2"}))];
    expect(
        &body("completed", [1, 1, 0], &jobs, &[]),
        BatchOutcome::Completed,
        [1, 1, 0, 0, 0, 0],
        &[Kind::ForeignJob],
    );
}

#[test]
fn timestamps_missing() {
    let jobs = [
        with(scored("a"), json!({"startedAt": null})),
        with(failed("b", "TIMEOUT"), json!({"failedAt": null})),
    ];
    let mut body = body("failed", [2, 1, 1], &jobs, &[]);
    body["batch"]["completedAt"] = Value::Null;
    let report = expect(
        &body,
        BatchOutcome::PartialFailure,
        [2, 1, 1, 0, 0, 0],
        &[Kind::TimestampMissing, Kind::TimestampMissing, Kind::TimestampMissing],
    );
    let timing = report.timing();
    assert_eq!(timing.queue_ms.map(|queue| queue.max), Some(5000), "that of b, which was started");
    assert_eq!((timing.scoring_ms, timing.batch_ms), (None, None));
    // A job that failed in the queue never started.
    let jobs = [with(failed("a", "RESUME_FETCH_FAILED"), json!({"startedAt": null}))];
    expect(
        &self::body("failed", [1, 0, 1], &jobs, &[]),
        BatchOutcome::TotalFailure,
        [1, 0, 1, 0, 0, 0],
        &[],
    );
}

#[test]
fn timestamps_out_of_order() {
    let before = "2025-12-14T10:00:00Z";
    let jobs = [
        with(scored("a"), json!({"completedAt": before})),
        with(scored("b"), json!({"startedAt": before})),
    ];
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

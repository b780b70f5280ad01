//! An invalid value does not affect the rest of a body and is reported by its path.

use nova_client::types::{Assessment, ScoreCompletedEvent, ScoringBatchStatus, ScoringJob};
use nova_client::{DecodeFailure, UnreadableValue};
use serde_json::{Value, json};

use crate::documented;

/// Placed where a candidate's data would be.
const SECRET: &str = "candidate-secret";

fn read(body: &str) -> ScoringBatchStatus {
    DecodeFailure::of(body.as_bytes()).expect("the rest is decoded")
}

/// Returns the documented body with three scoring jobs and this value at one path.
fn body_with(pointer: &str, value: Value) -> ScoringBatchStatus {
    let mut body = documented();
    let jobs: Vec<Value> = (1..4)
        .map(|number| {
            let mut job = body["scoringJobs"][0].clone();
            job["id"] = json!(format!("sj_{number}"));
            job["applicationId"] = json!(format!("app-{number}"));
            job
        })
        .collect();
    body["scoringJobs"] = json!(jobs);
    *body.pointer_mut(pointer).expect("an existing path") = value;
    read(&body.to_string())
}

fn only(values: &[UnreadableValue]) -> &UnreadableValue {
    let [value] = values else { panic!("{values:?}") };
    value
}

fn applications(status: &ScoringBatchStatus) -> Vec<&str> {
    status.scoring_jobs.iter().map(|job| job.application_id.as_str()).collect()
}

fn assessment(status: &ScoringBatchStatus, index: usize) -> &Assessment {
    status.scoring_jobs[index].assessment.as_ref().expect("an assessment")
}

#[test]
fn only_an_invalid_element_is_omitted() {
    for (pointer, value, path, what) in [
        ("/scoringJobs/1", Value::Null, "scoringJobs[1]", "is null, expected struct ScoringJob"),
        (
            "/scoringJobs/1",
            json!(SECRET),
            "scoringJobs[1]",
            "is a string, expected struct ScoringJob",
        ),
        (
            "/scoringJobs/1/score",
            json!(7.5),
            "scoringJobs[1].score",
            "is a number with a fraction, expected i64",
        ),
        (
            "/scoringJobs/1/score",
            json!(1u64 << 63),
            "scoringJobs[1].score",
            "is an integer of 2^63 or more, expected i64",
        ),
        (
            "/scoringJobs/1/score",
            json!(18_446_744_073_709_551_616.0),
            "scoringJobs[1].score",
            "is too large a number to be exact, expected i64",
        ),
        (
            "/scoringJobs/1/score",
            json!(SECRET),
            "scoringJobs[1].score",
            "is a string, expected i64",
        ),
        (
            "/scoringJobs/1/isRescore",
            json!(0),
            "scoringJobs[1].isRescore",
            "is an integer, expected a boolean",
        ),
        (
            "/scoringJobs/1/status",
            json!(1),
            "scoringJobs[1].status",
            "is an integer, expected a string (ScoringJobStatus)",
        ),
        (
            "/scoringJobs/1/assessment",
            json!([SECRET]),
            "scoringJobs[1].assessment",
            "is an array, expected struct Assessment",
        ),
    ] {
        let status = body_with(pointer, value);
        assert_eq!(applications(&status), ["app-1", "app-3"], "{pointer}");
        let value = only(&status.unreadable);
        assert_eq!((value.path.as_str(), value.what.as_str()), (path, what));
        assert_eq!(value.element.as_deref(), Some("scoringJobs[1]"));
        assert!(!format!("{value} {value:?}").contains(SECRET), "{value}");
    }
    let status = body_with("/scoringJobs/1/score", json!(0.5));
    assert_eq!(
        only(&status.unreadable).to_string(),
        "scoringJobs[1].score is a number with a fraction, expected i64; scoringJobs[1] \
         (applicationId \"app-2\", criteriaVersionId \"cmlz26ck2000awp61q9qcjcne\", id \"sj_2\") \
         was left out"
    );
}

#[test]
fn the_innermost_list_omits_the_element() {
    let status = body_with("/scoringJobs/1/assessment/strengths", json!(["a", null, 3, "b"]));
    assert_eq!(applications(&status), ["app-1", "app-2", "app-3"]);
    let assessment = assessment(&status, 1);
    assert_eq!(assessment.strengths, ["a", "b"]);
    let paths: Vec<&str> = assessment.unreadable.iter().map(|value| value.path.as_str()).collect();
    let strengths = "scoringJobs[1].assessment.strengths";
    assert_eq!(paths, [format!("{strengths}[1]"), format!("{strengths}[2]")]);
    assert!(status.unreadable.is_empty(), "the value is reported only by the innermost type");
}

#[test]
fn a_value_that_is_not_a_list_is_an_empty_list() {
    let status = body_with("/scoringJobs", json!({SECRET: SECRET}));
    assert_eq!((status.scoring_jobs.len(), status.rejected_applications.len()), (0, 1));
    let value = only(&status.unreadable);
    assert_eq!(
        value.to_string(),
        "scoringJobs is an object, expected an array; it was read as absent"
    );
}

#[test]
fn an_invalid_timestamp_is_absent_and_reported() {
    for (text, what) in [
        (json!("2025-12-14T10:31:20"), "is not an ISO 8601 time with an offset"),
        (json!("14 Dec 2025"), "is not an ISO 8601 time with an offset"),
        (json!(SECRET), "is not an ISO 8601 time with an offset"),
        (json!(""), "is empty, expected a time"),
        (json!(1_765_708_280), "is an integer, expected a time"),
        (json!(["2025-12-14T10:31:20Z"]), "is an array, expected a time"),
    ] {
        for (pointer, path) in [
            ("/batch/createdAt", "batch.createdAt"),
            ("/scoringJobs/2/queuedAt", "scoringJobs[2].queuedAt"),
            ("/scoringJobs/2/completedAt", "scoringJobs[2].completedAt"),
        ] {
            let status = body_with(pointer, text.clone());
            assert_eq!(applications(&status).len(), 3);
            let (batch, job) = (&status.batch, &status.scoring_jobs[2]);
            let values =
                if pointer.starts_with("/batch") { &batch.unreadable } else { &job.unreadable };
            let value = only(values);
            assert_eq!((value.path.as_str(), value.what.as_str()), (path, what), "{text}");
            assert!(!format!("{value:?}").contains(SECRET));
            let absent = [batch.created_at, job.queued_at, job.completed_at];
            assert_eq!(absent.iter().filter(|at| at.is_none()).count(), 1);
        }
    }
    // Null is a valid timestamp.
    assert!(
        body_with("/scoringJobs/2/startedAt", Value::Null).scoring_jobs[2].unreadable.is_empty()
    );
}

#[test]
fn values_omitted_inside_an_omitted_element_are_not_reported() {
    let mut body = documented();
    body["scoringJobs"][0]["startedAt"] = json!("yesterday");
    body["scoringJobs"][0]["isRescore"] = json!("no");
    let status = read(&body.to_string());
    assert_eq!(only(&status.unreadable).path, "scoringJobs[0].isRescore");
}

#[test]
fn an_integer_may_be_written_in_any_notation() {
    for (written, score) in [
        ("7.0", 7),
        ("1e1", 10),
        ("-0", 0),
        ("-0.0", 0),
        ("70E-1", 7),
        ("9007199254740991.0", (1 << 53) - 1),
    ] {
        let body =
            documented().to_string().replacen(r#""score":7"#, &format!(r#""score":{written}"#), 1);
        let status = read(&body);
        assert_eq!(status.scoring_jobs[0].score, Some(score), "{written}");
        assert!(status.unreadable.is_empty());
        let counter = body.replacen(r#""totalJobs":2"#, r#""totalJobs":2e0"#, 1);
        assert_eq!(read(&counter).batch.total_jobs, 2);
    }
    // Beyond the range of a double, beyond the range of an integer, and not exact.
    for written in ["1e400", "-1e400", "18446744073709551616", "9007199254740993.0"] {
        let body =
            documented().to_string().replacen(r#""score":7"#, &format!(r#""score":{written}"#), 1);
        let status = read(&body);
        assert_eq!((status.scoring_jobs.len(), status.unreadable.len()), (0, 1), "{written}");
    }
}

#[test]
fn text_cut_inside_a_character_is_read() {
    let cut =
        documented().to_string().replacen("\"verdict\":\"", "\"verdict\":\"Great fit \\ud83d", 1);
    let status = read(&cut);
    assert!(assessment(&status, 0).verdict.starts_with("Great fit \u{fffd}"), "{status:?}");
    assert!(status.unreadable.is_empty());

    // Cut inside the bytes of a character, in the name of an unknown field, and a complete pair.
    let mut bytes = documented().to_string().into_bytes();
    let at =
        bytes.windows(10).position(|window| window == b"\"verdict\":").expect("a verdict") + 11;
    bytes.splice(at..at, *b"\xf0\x9f\x98");
    let status: ScoringBatchStatus = DecodeFailure::of(&bytes).unwrap();
    assert!(assessment(&status, 0).verdict.starts_with('\u{fffd}'));
    let body = documented().to_string().replacen('{', r#"{"a\ud83d":"\ud83d\ude00","#, 1);
    assert_eq!(read(&body), read(&documented().to_string()));
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let body = documented().to_string();
    assert_eq!(read(&format!("\u{feff}{body}")), read(&body));
}

#[test]
fn a_webhook_and_a_single_job_report_their_unreadable_values() {
    let event = json!({"event": "score.completed", "tenantId": "t", "scoringJobId": "sj_1", "jobId": "j",
        "applicationId": "a", "completedAt": "soon", "result": {"score": 7.0, "assessment": null}});
    let event: ScoreCompletedEvent = DecodeFailure::of(event.to_string().as_bytes()).unwrap();
    assert_eq!((event.result.score, event.completed_at), (7, None));
    assert_eq!(only(&event.unreadable).path, "completedAt");

    let mut job = documented()["scoringJobs"][0].clone();
    job["queuedAt"] = json!("");
    let job: ScoringJob = DecodeFailure::of(job.to_string().as_bytes()).unwrap();
    assert_eq!(only(&job.unreadable).path, "queuedAt");
}

#[test]
fn a_body_cannot_set_the_unreadable_values() {
    let forged = json!([{"path": "x", "what": "y", "element": null, "ids": []}]);
    let mut body = documented();
    body["$unreadable"] = forged.clone();
    body["batch"]["$unreadable"] = json!(forged.to_string());
    assert_eq!(read(&body.to_string()), read(&documented().to_string()));
    // The same if a value is unreadable.
    body["batch"]["createdAt"] = json!("");
    let status = read(&body.to_string());
    assert_eq!(only(&status.batch.unreadable).path, "batch.createdAt");
    assert!(status.unreadable.is_empty());
    // The unreadable values are not serialized.
    assert!(!serde_json::to_string(&status).unwrap().contains("unreadable"));
}

#[test]
fn many_invalid_elements_take_linear_time() {
    let bad = |count: usize| {
        let mut body = documented();
        body["scoringJobs"] = json!(vec![json!({"id": "x"}); count]);
        body.to_string()
    };
    let status = read(&bad(20_000));
    assert_eq!(status.unreadable.len(), 20_000);
    // A body far larger than any batch is rejected as a whole, to limit memory.
    let failure = DecodeFailure::of::<ScoringBatchStatus>(bad(200_000).as_bytes()).unwrap_err();
    assert!(failure.what.contains("more values"), "{failure}");
}

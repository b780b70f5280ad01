//! Tolerant decoding of responses: nullable fields and lists may be absent, unknown fields are
//! ignored, and bounds are not enforced. Required fields are still required.

use nova_client::DecodeFailure;
use nova_client::types::ScoringBatchStatus;
use serde_json::{Value, json};

use crate::documented;

fn read(body: &Value) -> Result<ScoringBatchStatus, DecodeFailure> {
    DecodeFailure::of(body.to_string().as_bytes())
}

fn without(mut body: Value, owner: &str, field: &str) -> Value {
    body.pointer_mut(owner)
        .and_then(Value::as_object_mut)
        .expect("an object")
        .remove(field)
        .expect("a field");
    body
}

#[test]
fn unknown_fields_are_ignored() {
    let mut body = documented();
    for path in [
        "",
        "/batch",
        "/scoringJobs/0",
        "/scoringJobs/0/assessment",
        "/rejectedApplications/0/error",
    ] {
        body.pointer_mut(path).unwrap()["brandNew"] = json!({"deep": [1, null]});
    }
    assert_eq!(read(&body), read(&documented()));
}

#[test]
fn unknown_fields_of_error_details_are_kept() {
    let body = json!({"code": "VALIDATION_ERROR", "message": "m", "details": [{"applicationId": "a", "row": 3}]});
    let error: nova_client::types::Error = serde_json::from_value(body.clone()).unwrap();
    let again = serde_json::to_value(&error).unwrap();
    assert_eq!(again["details"][0]["applicationId"], "a");
    assert_eq!(again["details"][0]["row"], 3);
}

#[test]
fn nullable_fields_may_be_absent() {
    let absent = [
        ("/batch", "completedAt"),
        ("/scoringJobs/0", "criteriaVersionId"),
        ("/scoringJobs/0", "score"),
        ("/scoringJobs/0", "assessment"),
        ("/scoringJobs/0", "errorCode"),
        ("/scoringJobs/0", "errorMessage"),
        ("/scoringJobs/0", "startedAt"),
        ("/scoringJobs/0", "completedAt"),
        ("/scoringJobs/0", "failedAt"),
        ("/rejectedApplications/0/error", "reason"),
    ];
    for (owner, field) in absent {
        let status = read(&without(documented(), owner, field)).unwrap();
        // An absent field is serialized as null.
        let again = serde_json::to_value(&status).unwrap();
        assert_eq!(again.pointer(owner).unwrap().get(field), Some(&Value::Null), "{owner}/{field}");
    }
}

#[test]
fn lists_may_be_absent_or_null() {
    let lists = [
        ("", "scoringJobs"),
        ("", "rejectedApplications"),
        ("/scoringJobs/0/assessment", "concerns"),
    ];
    for (owner, field) in lists {
        let mut null = documented();
        null.pointer_mut(owner).unwrap()[field] = Value::Null;
        for body in [without(documented(), owner, field), null] {
            let again = serde_json::to_value(read(&body).unwrap()).unwrap();
            assert_eq!(again.pointer(owner).unwrap()[field], json!([]), "{owner}/{field}");
        }
    }
}

#[test]
fn bounds_are_not_enforced() {
    for score in [i64::MIN, -1, 0, 11, i64::MAX] {
        let mut body = documented();
        body["scoringJobs"][0]["score"] = json!(score);
        assert_eq!(read(&body).unwrap().scoring_jobs[0].score, Some(score));
    }
    let mut body = documented();
    body["batch"]["failedJobs"] = json!(-3);
    assert_eq!(read(&body).unwrap().batch.failed_jobs, -3);
}

#[test]
fn required_fields_are_required() {
    for (owner, field, path) in [
        ("", "batch", "batch"),
        ("/batch", "status", "batch.status"),
        ("/batch", "totalJobs", "batch.totalJobs"),
    ] {
        let failure = read(&without(documented(), owner, field)).unwrap_err();
        assert_eq!((failure.path.as_str(), failure.what.as_str()), (path, "is missing"));
    }
    // A required field that is missing in a list element makes only that element unreadable.
    for (owner, field, path) in [
        ("/scoringJobs/0", "status", "scoringJobs[0].status"),
        ("/scoringJobs/0", "applicationId", "scoringJobs[0].applicationId"),
        ("/rejectedApplications/0/error", "code", "rejectedApplications[0].error.code"),
    ] {
        let status = read(&without(documented(), owner, field)).unwrap();
        let [unreadable] = &status.unreadable[..] else { panic!("{:?}", status.unreadable) };
        assert_eq!((unreadable.path.as_str(), unreadable.what.as_str()), (path, "is missing"));
    }
}

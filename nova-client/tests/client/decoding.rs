//! The error for an invalid body contains the path, never the content.

use nova_client::DecodeFailure;
use nova_client::types::ScoringBatchStatus;
use serde_json::{Value, json};

use crate::documented;

/// Placed in bodies where a candidate's data would be.
const SECRET: &str = "candidate-secret";

fn failure(body: &[u8]) -> DecodeFailure {
    DecodeFailure::of::<ScoringBatchStatus>(body).expect_err("the body is invalid")
}

fn failure_with(pointer: &str, value: Value) -> DecodeFailure {
    let mut body = documented();
    *body.pointer_mut(pointer).expect("an existing path") = value;
    failure(body.to_string().as_bytes())
}

#[test]
fn wrong_types_are_reported_by_path_without_their_values() {
    for (pointer, value, path, what) in [
        ("/batch/totalJobs", json!(SECRET), "batch.totalJobs", "is a string"),
        ("/batch/totalJobs", json!(1.5), "batch.totalJobs", "is a number with a fraction"),
        ("/batch/status", json!(7), "batch.status", "is an integer"),
        (
            "/batch/totalJobs",
            json!(18_446_744_073_709_551_615_u64),
            "batch.totalJobs",
            "is an integer of 2^63",
        ),
        ("/batch/totalJobs", json!(1e300), "batch.totalJobs", "is too large a number to be exact"),
        ("/batch/totalJobs", json!({SECRET: 1}), "batch.totalJobs", "is an object"),
        ("/batch", json!([SECRET]), "batch", "is an array"),
    ] {
        let failure = failure_with(pointer, value);
        let shown = format!("{failure} {failure:?}");
        assert!(failure.path.starts_with(path), "{pointer}: {failure:?}");
        assert!(failure.what.starts_with(what), "{pointer}: {failure:?}");
        assert!(!shown.contains(SECRET), "{shown}");
    }
}

#[test]
fn an_invalid_document_is_reported() {
    let complete = documented().to_string();
    for (body, what) in [
        (&b""[..], "ends in the middle of the document"),
        (&complete.as_bytes()[..complete.len() / 2], "ends in the middle of the document"),
        (b"<html>candidate-secret</html>", "is not JSON"),
        (b"\xff\xfe", "is UTF-16, not UTF-8"),
        (b"{\0\"\0b\0", "is UTF-16, not UTF-8"),
        (b"\xfa\xfb", "is not JSON"),
        (format!("{complete} {SECRET}").as_bytes(), "is not JSON"),
        (b"null", "is null"),
        (b"[]", ""),
    ] {
        let failure = failure(body);
        assert!(failure.what.starts_with(what), "{failure:?}");
        assert!(!format!("{failure} {failure:?}").contains(SECRET), "{failure}");
    }
}

#[test]
fn a_duplicate_field_is_reported() {
    let body =
        documented().to_string().replacen(r#""totalJobs""#, r#""totalJobs":1,"totalJobs""#, 1);
    let failure = failure(body.as_bytes());
    assert_eq!(
        (failure.path.as_str(), failure.what.as_str()),
        ("batch.totalJobs", "is present twice")
    );
}

#[test]
fn deep_nesting_is_rejected() {
    let deep = format!(r#"{{"batch": {}{}}}"#, "[".repeat(200_000), "]".repeat(200_000));
    assert!(!failure(deep.as_bytes()).what.is_empty());
}

#[test]
fn a_failure_contains_the_line_and_column() {
    let failure = failure(b"{\n  \"batch\": 3\n}");
    assert_eq!((failure.line, failure.path.as_str()), (2, "batch"));
    assert!(failure.to_string().contains("line 2"), "{failure}");
}

#[test]
fn an_implausible_field_name_is_not_shown() {
    for name in ["a\nb", "a: b", "\u{1b}[2J", "x".repeat(65).as_str()] {
        let body = json!({"batch": {name: 1}}).to_string().replace("1}", "!}");
        let failure = failure(body.as_bytes());
        assert_eq!((failure.path.as_str(), failure.what.as_str()), ("batch.?", "is not JSON"));
    }
}

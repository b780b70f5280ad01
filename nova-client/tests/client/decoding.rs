//! A body that does not fit is reported by its place, never by its content.

use nova_client::DecodeFailure;
use nova_client::types::ScoringBatchStatus;
use serde_json::{Value, json};

use crate::documented;

/// Stands in bodies where a candidate's data would.
const SECRET: &str = "candidate-secret";

fn failure(body: &[u8]) -> DecodeFailure {
    DecodeFailure::of::<ScoringBatchStatus>(body).expect_err("the body does not fit")
}

fn bent(place: &str, value: Value) -> DecodeFailure {
    let mut body = documented();
    *body.pointer_mut(place).expect("a place") = value;
    failure(body.to_string().as_bytes())
}

#[test]
fn wrong_types_are_placed_and_their_values_are_not_shown() {
    for (place, value, path, what) in [
        ("/batch/totalJobs", json!(SECRET), "batch.totalJobs", "is a string"),
        ("/batch/totalJobs", json!(1.5), "batch.totalJobs", "is a number with a fraction"),
        ("/batch/status", json!(7), "batch.status", "is an integer"),
        (
            "/batch/totalJobs",
            json!(18446744073709551615u64),
            "batch.totalJobs",
            "is an integer of 2^63",
        ),
        ("/batch/totalJobs", json!(1e300), "batch.totalJobs", "is too large a number to be exact"),
        ("/batch/totalJobs", json!({SECRET: 1}), "batch.totalJobs", "is an object"),
        ("/batch", json!([SECRET]), "batch", "is an array"),
    ] {
        let failure = bent(place, value);
        let shown = format!("{failure} {failure:?}");
        assert!(failure.path.starts_with(path), "{place}: {failure:?}");
        assert!(failure.what.starts_with(what), "{place}: {failure:?}");
        assert!(!shown.contains(SECRET), "{shown}");
    }
}

#[test]
fn what_is_no_document_is_reported_as_such() {
    let whole = documented().to_string();
    for (body, what) in [
        (&b""[..], "ends in the middle of the document"),
        (&whole.as_bytes()[..whole.len() / 2], "ends in the middle of the document"),
        (b"<html>candidate-secret</html>", "is not JSON"),
        (b"\xff\xfe", "is UTF-16, not UTF-8"),
        (b"{\0\"\0b\0", "is UTF-16, not UTF-8"),
        (b"\xfa\xfb", "is not JSON"),
        (format!("{whole} {SECRET}").as_bytes(), "is not JSON"),
        (b"null", "is null"),
        (b"[]", ""),
    ] {
        let failure = failure(body);
        assert!(failure.what.starts_with(what), "{failure:?}");
        assert!(!format!("{failure} {failure:?}").contains(SECRET), "{failure}");
    }
}

#[test]
fn a_field_that_stands_twice_is_named() {
    let body =
        documented().to_string().replacen(r#""totalJobs""#, r#""totalJobs":1,"totalJobs""#, 1);
    let failure = failure(body.as_bytes());
    assert_eq!(
        (failure.path.as_str(), failure.what.as_str()),
        ("batch.totalJobs", "stands there twice")
    );
}

#[test]
fn deep_nesting_is_rejected_without_harm() {
    let deep = format!(r#"{{"batch": {}{}}}"#, "[".repeat(200_000), "]".repeat(200_000));
    assert!(!failure(deep.as_bytes()).what.is_empty());
}

#[test]
fn a_failure_says_the_line_and_column() {
    let failure = failure(b"{\n  \"batch\": 3\n}");
    assert_eq!((failure.line, failure.path.as_str()), (2, "batch"));
    assert!(failure.to_string().contains("line 2"), "{failure}");
}

#[test]
fn a_name_that_no_contract_could_have_is_not_repeated() {
    for name in ["a\nb", "a: b", "\u{1b}[2J", "x".repeat(65).as_str()] {
        let body = json!({"batch": {name: 1}}).to_string().replace("1}", "!}");
        let failure = failure(body.as_bytes());
        assert_eq!((failure.path.as_str(), failure.what.as_str()), ("batch.?", "is not JSON"));
    }
}

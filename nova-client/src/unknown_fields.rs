//! Finds the fields of a response that are not in the contract.
//!
//! Wire types serialize every known field, so a field of the body that the decoded value does not
//! serialize is unknown.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use crate::DecodeFailure;
use crate::decode::is_name;

/// Calls `see` with the path of each unknown field, once per path even if several list items have
/// it.
pub(crate) fn for_each(body: &[u8], decoded: &impl Serialize, see: &mut dyn FnMut(&str)) {
    // Neither can fail: the body was decoded before, and wire types contain plain data.
    let (Ok(received), Ok(known)) = (DecodeFailure::of(body), serde_json::to_value(decoded)) else {
        return;
    };
    let mut paths = BTreeSet::new();
    compare(&received, &known, "", &mut paths);
    for path in &paths {
        see(path);
    }
}

fn compare(received: &Value, known: &Value, at: &str, paths: &mut BTreeSet<String>) {
    match (received, known) {
        (Value::Object(received), Value::Object(known)) => {
            for (name, value) in received {
                // Any other name may be content of the body, and is not shown.
                let shown = if is_name(name) { name.as_str() } else { "?" };
                let at = if at.is_empty() { shown.to_owned() } else { format!("{at}.{shown}") };
                match known.get(name) {
                    Some(known) => compare(value, known, &at, paths),
                    None => drop(paths.insert(at)),
                }
            }
        }
        (Value::Array(received), Value::Array(known)) => {
            for (received, known) in received.iter().zip(known) {
                compare(received, known, &format!("{at}[]"), paths);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::types::ScoringBatchStatus;

    #[test]
    fn unknown_fields_are_reported_once() {
        let body = br#"{"new": 1, "batch": {"id": "b", "jobId": "j", "status": "pending", "totalJobs": 2,
            "completedJobs": 0, "failedJobs": 0, "createdAt": "2025-12-14T10:30:45Z", "extra": {"deep": true}},
            "scoringJobs": [
              {"id": "1", "jobId": "j", "applicationId": "a", "status": "pending", "isRescore": false,
               "queuedAt": "2025-12-14T10:30:45Z", "locale": "de"},
              {"id": "2", "jobId": "j", "applicationId": "b", "status": "pending", "isRescore": false,
               "queuedAt": "2025-12-14T10:30:45Z", "locale": "fr"}]}"#;
        let decoded: ScoringBatchStatus = serde_json::from_slice(body).unwrap();
        let mut seen = Vec::new();
        super::for_each(body, &decoded, &mut |path| seen.push(path.to_owned()));
        assert_eq!(seen, ["batch.extra", "new", "scoringJobs[].locale"]);
    }

    /// A name may be content of the body, or control a terminal.
    #[test]
    fn only_plain_names_are_shown() {
        let body = b"{\"batch\": {\"\\u001b[2J\\nERROR\": 1, \"Jane Doe, 7 years\": 2}}";
        let known = serde_json::json!({"batch": {}});
        let mut seen = Vec::new();
        super::for_each(body, &known, &mut |path| seen.push(path.to_owned()));
        assert_eq!(seen, ["batch.?"]);
    }
}

//! Enums are open: known values are variants, all others are kept byte for byte.

use std::collections::HashSet;

use nova_client::types::{BatchStatus, ErrorCode, ScoringBatchStatus, ScoringJobStatus};
use serde_json::{Value, json};

use crate::documented;

/// Values that are not in the contract, some of them difficult to decode.
const UNKNOWN: [&str; 9] = [
    "",
    " ",
    "Pending",
    "PENDING",
    "pending ",
    "Unknown",
    "naïve – ✓ \u{1F600}",
    "quote\"back\\slash\n\t\u{0}",
    "null",
];

macro_rules! for_each_enum {
    ($($test:ident: $kind:ident;)*) => {$(
        mod $test {
            use super::*;

            #[test]
            fn known_values_are_their_variants() {
                let values = contract_values(stringify!($kind));
                let known: Vec<&str> = $kind::KNOWN.iter().map($kind::as_str).collect();
                assert_eq!(known, values);
                for (variant, text) in $kind::KNOWN.iter().zip(&values) {
                    assert!(!variant.is_unknown(), "{text}");
                    assert_eq!(&$kind::from(text.as_str()), variant);
                    assert_eq!(&text.parse::<$kind>().unwrap(), variant);
                    assert_eq!(&serde_json::from_value::<$kind>(json!(text)).unwrap(), variant);
                    assert_eq!(serde_json::to_value(variant).unwrap(), json!(text));
                    assert_eq!(variant.to_string(), *text);
                }
                assert_eq!($kind::KNOWN.iter().collect::<HashSet<_>>().len(), values.len());
            }

            #[test]
            fn other_values_are_kept_byte_for_byte() {
                let known: Vec<&str> = $kind::KNOWN.iter().map($kind::as_str).collect();
                for text in UNKNOWN.into_iter().filter(|text| !known.contains(text)) {
                    let value: $kind = serde_json::from_value(json!(text)).unwrap();
                    assert!(value.is_unknown(), "{text:?}");
                    assert_eq!(value.as_str().as_bytes(), text.as_bytes());
                    assert_eq!(serde_json::to_string(&value).unwrap(), json!(text).to_string());
                    assert_eq!(value, $kind::from(text.to_owned()));
                    assert!(!$kind::KNOWN.contains(&value));
                }
            }

            #[test]
            fn a_value_that_is_not_a_string_is_rejected() {
                for value in [json!(null), json!(1), json!(["pending"]), json!({"Unknown": "x"})] {
                    assert!(serde_json::from_value::<$kind>(value.clone()).is_err(), "{value}");
                }
            }
        }
    )*};
}

for_each_enum! {
    batch_status: BatchStatus;
    scoring_job_status: ScoringJobStatus;
    error_code: ErrorCode;
}

fn contract_values(name: &str) -> Vec<String> {
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets this variable");
    let text = std::fs::read_to_string(format!("{folder}/openapi/nova.json"))
        .expect("the contract can be read");
    let document: Value = serde_json::from_str(&text).expect("the contract is JSON");
    let values =
        document.pointer(&format!("/components/schemas/{name}/enum")).and_then(Value::as_array);
    values
        .into_iter()
        .flatten()
        .map(|value| value.as_str().expect("enums are of strings").to_owned())
        .collect()
}

#[test]
fn unknown_values_of_every_enum_of_a_response_are_kept() {
    let mut body = documented();
    body["batch"]["status"] = json!("paused\u{0}é");
    body["scoringJobs"][0]["status"] = json!("Completed");
    body["scoringJobs"][0]["errorCode"] = json!("GPU_ON_FIRE");
    body["rejectedApplications"][0]["error"]["code"] = json!("resume_corrupted");

    let status: ScoringBatchStatus = serde_json::from_value(body.clone()).unwrap();
    assert!(status.batch.status.is_unknown());
    assert!(status.scoring_jobs[0].status.is_unknown());
    assert!(status.scoring_jobs[0].error_code.as_ref().is_some_and(ErrorCode::is_unknown));
    assert!(status.rejected_applications[0].error.code.is_unknown());

    let again = serde_json::to_value(&status).unwrap();
    for pointer in [
        "/batch/status",
        "/scoringJobs/0/status",
        "/scoringJobs/0/errorCode",
        "/rejectedApplications/0/error/code",
    ] {
        assert_eq!(again.pointer(pointer), body.pointer(pointer), "{pointer}");
    }
}

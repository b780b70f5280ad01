//! The results of the analysis: the retry plan, single applications, the table, the schema.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bodies;

use bodies::{analyse, body, failed, pending, rejected, scored, with};
use nova_client_ext::types::ErrorCode;
use nova_client_ext::{
    Remedy,
    report::{ApplicationOutcome, ScoringJobOutcome},
};
use serde_json::json;

#[test]
fn the_retry_plan_sorts_every_failure_and_rejection_once() {
    let codes = ErrorCode::KNOWN.iter().cloned().chain([ErrorCode::from("UNKNOWN_CODE")]);
    for code in codes {
        let body = body(
            "failed",
            [1, 0, 1],
            &[failed("f", code.as_str())],
            &[rejected("r", code.as_str())],
        );
        let report = analyse(&body);
        let plan = report.retry_plan();
        let remedy = Remedy::for_code(&code);
        let can_be_submitted =
            [Remedy::RetryLater, Remedy::RefreshResumeUrl, Remedy::ReplaceResume].contains(&remedy);
        let can_be_rescored = can_be_submitted || remedy == Remedy::Rescore;
        assert_eq!(plan.rescore.contains(&"f".to_owned()), can_be_rescored, "{code}");
        assert_eq!(plan.submit.contains(&"r".to_owned()), can_be_submitted, "{code}");
        assert_eq!(plan.rescore.len() + plan.submit.len() + plan.blocked.len(), 2, "{code}");
        assert_eq!(
            plan.blocked.len(),
            usize::from(!can_be_rescored) + usize::from(!can_be_submitted),
            "{code}"
        );
    }
}

#[test]
fn one_application_can_be_looked_up() {
    let jobs = [scored("a"), failed("b", "TIMEOUT"), pending("c")];
    let report = analyse(&body("pending", [3, 1, 1], &jobs, &[rejected("d", "RESUME_EMPTY")]));
    assert!(!report.is_settled());
    let outcome = |id| report.application(id).map(ApplicationOutcome::outcome);
    assert_eq!(outcome("a"), Some(Some(ScoringJobOutcome::Scored)));
    assert_eq!(outcome("b"), Some(Some(ScoringJobOutcome::Failed)));
    assert_eq!(outcome("c"), Some(Some(ScoringJobOutcome::Pending)));
    assert_eq!(outcome("d"), Some(None));
    assert_eq!(outcome("e"), None);
    assert_eq!(
        report.application("d").and_then(ApplicationOutcome::remedy),
        Some(Remedy::ReplaceResume)
    );
}

#[test]
fn the_table_has_all_parts_and_no_control_characters() {
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
    assert!(
        text.lines().all(|line| line.chars().count() <= 120 && line == line.trim_end()),
        "{text}"
    );
    assert!(!text.contains("CANARY") && !format!("{report:?}").contains("CANARY"));
    assert!(!serde_json::to_string(&report).unwrap().contains("CANARY"));

    let consistent = analyse(&body("completed", [1, 1, 0], &[scored("a")], &[])).to_string();
    for absent in ["INCONSISTENCY", "What next", "not listed"] {
        assert!(!consistent.contains(absent), "{consistent}");
    }
    let empty = analyse(&body("completed", [0; 3], &[], &[])).to_string();
    assert!(!empty.contains("APPLICATION"), "{empty}");
}

/// Every object of a report has exactly the fields of its schema.
#[cfg(feature = "schemars")]
#[test]
fn the_schema_matches_the_report() {
    use serde_json::Value;

    fn check(value: &Value, schema: &Value, root: &Value, at: &str) {
        let schema = match schema
            .get("$ref")
            .or_else(|| schema.pointer("/anyOf/0/$ref"))
            .and_then(Value::as_str)
        {
            Some(target) => root
                .pointer(target.trim_start_matches('#'))
                .expect("the target of a reference exists"),
            None => schema,
        };
        match value {
            Value::Object(fields) => {
                let properties =
                    schema["properties"].as_object().unwrap_or_else(|| panic!("{at}: {schema}"));
                assert!(properties.keys().eq(fields.keys()), "{at}: {properties:?}");
                fields.iter().for_each(|(name, value)| {
                    check(value, &properties[name], root, &format!("{at}/{name}"));
                });
            }
            Value::Array(items) => {
                for item in items {
                    check(item, &schema["items"], root, at);
                }
            }
            _ => assert!(schema.get("properties").is_none() || value.is_null(), "{at}: {schema}"),
        }
    }

    let jobs =
        [scored("a"), failed("b", "TIMEOUT"), with(pending("c"), json!({"status": "on_hold"}))];
    let report = analyse(&body("failed", [4, 1, 1], &jobs, &[rejected("d", "RESUME_EMPTY")]));
    let schema = serde_json::to_value(schemars::schema_for!(nova_client_ext::BatchReport)).unwrap();
    check(&serde_json::to_value(&report).unwrap(), &schema, &schema, "");
    // Descriptions are for readers of JSON: no Rust examples, no links into the Rust documentation.
    let text = schema.to_string();
    assert!(!text.contains("```") && !text.contains("]("), "{text}");
}

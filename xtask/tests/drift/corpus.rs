//! Small pairs with their expected verdicts: `fixtures/drift/corpus.jsonl`, one pair per line. `in`
//! is the kind of `old` and `new`: the schema of a required field of a `request`, of a `response`
//! or of `both` (then the verdict is a list), the `parameters` of an operation, an `operation`, a
//! `webhook`, or the fields of a whole `document`.

use serde_json::{Map, Value, json};
use xtask::drift::{Document, Partial, documents};

use crate::support::{object, parameters, request, response};

/// Returns a side of a pair as a document.
fn document(case: &Value, side: usize, kind: &str) -> Value {
    let value = case[["old", "new"][side]].clone();
    let field = |schema: Value| object(json!({"b": schema}), &["b"]);
    let mut document = match kind {
        "response" => response(field(value)),
        "request" => request(field(value)),
        "parameters" => parameters(value),
        "operation" => json!({"paths": {"/v1/x": {"get": value}}}),
        "webhook" => json!({"openapi": "3.1.0", "webhooks": {"scored": {"post": value}}}),
        "document" => value,
        other => panic!("no such kind: {other}"),
    };
    // The common part of both sides is given once.
    let of_side = |key: &str| case.get(key).map(|both| both.get(side).unwrap_or(both).clone());
    let fields = document.as_object_mut().unwrap();
    let mut components = fields.remove("components").unwrap_or_else(|| json!({}));
    if let Some(schemas) = of_side("schemas") {
        components["schemas"] = schemas;
    }
    if let Some(schemes) = of_side("security") {
        components["securitySchemes"] = schemes;
    }
    fields.insert("components".to_owned(), components);
    if let Some(version) = case.get("version") {
        fields.insert("openapi".to_owned(), version.clone());
    }
    let defaults = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1.0.0"}});
    for (key, default) in defaults.as_object().unwrap() {
        fields.entry(key).or_insert_with(|| default.clone());
    }
    document
}

/// Returns the verdict, and the findings for it.
fn verdict(case: &Value, kind: &str) -> (String, String) {
    let read = |side| Document::from_value("it", document(case, side, kind));
    let (base, head) = match (read(0), read(1)) {
        (Ok(base), Ok(head)) => (base, head),
        (Err(why), _) | (_, Err(why)) => return (format!("rejected: {why}"), String::new()),
    };
    let report = documents(&base, &head, Partial::default());
    let word = serde_json::to_value(report.verdict()).unwrap();
    let findings: Vec<String> = report
        .findings
        .iter()
        .map(|one| format!("\n      {} ({}): {}", one.place, one.change, one.what))
        .collect();
    (word.as_str().unwrap_or("none").to_owned(), findings.concat())
}

#[test]
fn every_pair_has_its_verdict() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/drift/corpus.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let mut names = Map::new();
    let mut wrong = Vec::new();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let what = case["what"].as_str().unwrap();
        assert!(names.insert(what.to_owned(), json!(())).is_none(), "\"{what}\" is there twice");
        let kinds = match case["in"].as_str().unwrap() {
            "both" => vec![("response", &case["verdict"][0]), ("request", &case["verdict"][1])],
            kind => vec![(kind, &case["verdict"])],
        };
        for (kind, expected) in kinds {
            let expected = expected.as_str().unwrap();
            let (found, why) = verdict(&case, kind);
            let because = expected.strip_prefix("rejected: ");
            let right = because.map_or(found == expected, |part| {
                found.starts_with("rejected: ") && found.contains(part)
            });
            if !right {
                wrong.push(format!("{what}, {kind}: {found}, not {expected}{why}"));
            }
        }
    }
    assert!(names.len() >= 150, "only {} pairs", names.len());
    assert!(
        wrong.is_empty(),
        "{} of {} are wrong:\n  {}",
        wrong.len(),
        names.len(),
        wrong.join("\n  ")
    );
}

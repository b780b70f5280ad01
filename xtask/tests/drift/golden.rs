//! The exact output of the three formats. `UPDATE_GOLDEN=1 cargo test -p xtask --test drift`
//! updates the files.

use serde_json::Value;
use xtask::drift::{
    Document, FailOn, Partial, Report, SCHEMA, Source, documents, human, json, markdown,
};

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/drift/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn report() -> Report {
    let read = |name: &str| {
        let text = std::fs::read_to_string(fixture(&format!("golden/{name}"))).unwrap();
        Document::read(&Source { name: name.to_owned(), text })
            .unwrap_or_else(|why| panic!("{why}"))
    };
    documents(&read("base.yaml"), &read("head.json"), Partial::default())
}

#[track_caller]
fn same(name: &str, text: &str) {
    let path = fixture(&format!("golden/{name}"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    assert_eq!(
        text,
        std::fs::read_to_string(&path).unwrap(),
        "{name} differs; UPDATE_GOLDEN=1 writes it anew"
    );
}

#[test]
fn the_three_formats() {
    let report = report();
    same("report.txt", &human(&report, FailOn::Breaking, false));
    same("report.ansi", &human(&report, FailOn::Breaking, true));
    same("report.json", &json(&report, FailOn::Breaking));
    same("report.md", &markdown(&report, FailOn::Breaking));
}

#[test]
fn colours_only_add_escape_sequences() {
    let report = report();
    let coloured = human(&report, FailOn::Breaking, true);
    let mut plain = String::new();
    for part in coloured.split('\u{1b}') {
        plain.push_str(if plain.is_empty() { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(plain, human(&report, FailOn::Breaking, false));
}

#[test]
fn the_json_satisfies_its_schema() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let empty =
        Report { base: "a".into(), head: "b".into(), findings: Vec::new(), notes: Vec::new() };
    for (report, level) in
        [(report(), FailOn::Breaking), (report(), FailOn::None), (empty, FailOn::Any)]
    {
        let value: Value = serde_json::from_str(&json(&report, level)).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn levels_of_failure() {
    use crate::support::{compare, object, response};
    use serde_json::json;
    let text = || json!({"type": "string"});
    let one = || object(json!({"a": text()}), &["a"]);
    let fails = |old: Value, new: Value| {
        let report = compare(response(old), response(new));
        [FailOn::Breaking, FailOn::Any, FailOn::None].map(|level| report.fails(level))
    };
    assert_eq!(fails(one(), one()), [false, false, false], "nothing");
    assert_eq!(fails(object(json!({}), &[]), one()), [false, true, false], "a field more");
    assert_eq!(fails(one(), object(json!({}), &[])), [true, true, false], "a field less");
    assert_eq!(
        fails(json!({"type": "string", "description": "a"}), json!({"type": "string"})),
        [false, false, false],
        "wording"
    );
    assert_eq!(
        fails(text(), json!({"type": "string", "zebra": 1})),
        [true, true, false],
        "unclassified"
    );
    assert_eq!(
        fails(object(json!({"a": text()}), &[]), one()),
        [false, true, false],
        "what only breaks source"
    );
}

#[test]
fn markup_in_a_document_stays_text() {
    use crate::support::{compare, object, response};
    use serde_json::json;
    let evil = "x|<img src=y>@all`\u{1b}[31m";
    let report = compare(
        response(object(json!({}), &[])),
        response(object(json!({evil: {"type": "string"}}), &[])),
    );
    assert!(!human(&report, FailOn::Any, false).contains('\u{1b}'));
    let text = markdown(&report, FailOn::Any);
    assert!(!text.contains('\u{1b}') && !text.contains("all`|"), "{text}");
}

//! The vendor's documented bodies decode, and encode to the same content.

use serde_json::Value;

use crate::same::difference;
use crate::{SCHEMAS, assert_no_findings, openapi};

#[test]
fn documented_bodies_are_unchanged_by_decoding_and_encoding() {
    let mut findings = Vec::new();
    let mut bodies = 0;
    // A missing folder is treated as an empty one.
    for entry in std::fs::read_dir(openapi().join("examples")).into_iter().flatten() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // Incomplete bodies are skipped; unreadable files and files without a schema are reported
        // by the check that runs this test.
        if name.contains(".incomplete.") {
            continue;
        }
        let Some(schema) =
            SCHEMAS.iter().find(|schema| name.split('.').next() == Some(schema.name))
        else {
            continue;
        };
        let text = std::fs::read_to_string(openapi().join("examples").join(&name))
            .expect("the example can be read");
        let Ok(before) = serde_json::from_str::<Value>(&text) else { continue };
        bodies += 1;
        let what = match (schema.reencode)(&text) {
            Ok(after) => difference(&before, &after)
                .map(|at| format!("{at} changes in decoding and encoding")),
            Err(failure) => Some(format!("does not decode as {}: {failure}", schema.name)),
        };
        findings.extend(what.map(|what| (format!("openapi/examples/{name}"), what)));
    }
    if bodies == 0 {
        findings.push((
            "openapi/examples".to_owned(),
            "contains no body of a schema of the contract".to_owned(),
        ));
    }
    assert_no_findings(&findings);
}

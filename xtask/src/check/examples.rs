//! Validates the documented bodies in `openapi/examples` against the contract.
//!
//! `<Schema>.<what>.json` satisfies its schema; one that is `documented` is what a page of the
//! vendor shows, word for word. `<Schema>.<what>.incomplete.json` is a body that no server sends,
//! such as a generated sample. Its `<Schema>.<what>.incomplete.deviations.json` lists exactly the
//! paths at which it violates the contract or lacks a field of the complete bodies.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::body_validation::{self, Deviation};
use crate::codegen::{self, schema};
use crate::contract::{Contract, read_json};
use crate::finding::{Finding, REGENERATE};
use crate::workspace::{CONTRACT, EXAMPLES, Unable, Workspace};

/// Checks every file and returns a summary.
pub(super) fn check(
    workspace: &Workspace,
    contract: &Contract,
    findings: &mut Vec<Finding>,
) -> Result<String, Unable> {
    // The same preprocessing as in the code generation, so that all accepted forms are validated.
    let document = &codegen::desugared(&contract.document.value);
    let is_rejected = contract.generated.is_err();
    let names = workspace.list(EXAMPLES)?;
    let mut bodies = 0;
    for name in &names {
        let file = format!("{EXAMPLES}/{name}");
        let mut problem = |what: String, fix: String| findings.push(Finding::new(&file, what, fix));
        let Some(kind) = Kind::of(name) else {
            problem(
                "is not named <Schema>.<what>.json".to_owned(),
                format!(
                    "rename or remove {file}; a body of the schema Error is called Error.<what>.json"
                ),
            );
            continue;
        };
        let (text, body) = match read_json(workspace, &file)? {
            Ok(read) => read,
            Err(errors) => {
                findings.extend(errors);
                continue;
            }
        };
        if let Some(departure) = body.difference(&text) {
            problem(format!("is not in canonical form: {departure}"), REGENERATE.to_owned());
        }
        if name.ends_with(".documented.json") && text.contains('…') {
            let whole = file.replace(".documented.json", ".abridged.json");
            problem(
                "is called documented, but something of it was left out (\"…\")".to_owned(),
                format!("put in what the page shows, word for word, or git mv {file} {whole}"),
            );
        }
        let (schema, list) = match kind {
            Kind::Body { schema, list } => (schema, list),
            Kind::Deviations { of } => {
                if !names.contains(&of) {
                    problem(
                        format!("lists deviations of {of}, which is not there"),
                        format!("git rm {file}"),
                    );
                }
                continue;
            }
        };
        bodies += 1;
        if schema::components(document).is_none_or(|all| !all.contains_key(schema)) {
            problem(
                format!("is named for a schema \"{schema}\" that the contract does not have"),
                format!("rename {file}, or add the schema to {CONTRACT}, then {REGENERATE}"),
            );
            continue;
        }
        let violations = match body_validation::violations(document, schema, &body.value) {
            Ok(violations) => violations,
            // An unusable schema is rejected by the code generation, which reports it.
            Err(_) if is_rejected => continue,
            Err(why) => {
                problem(why, format!("edit {CONTRACT}, then {REGENERATE}"));
                continue;
            }
        };
        if let Some(list) = list {
            let shown = complete(workspace, &names, schema)?;
            let absent = body_validation::absences(document, schema, &body.value, &shown);
            let real = violations.into_iter().chain(absent).collect();
            compare(workspace, &file, &list, real, findings)?;
        } else if !violations.is_empty() {
            let fix = format!(
                "edit {file} to what the vendor documents, or {CONTRACT}, then {REGENERATE}"
            );
            let places = violations.iter().map(ToString::to_string);
            findings.push(
                Finding::new(&file, format!("does not satisfy the schema {schema}"), fix)
                    .showing(places),
            );
        }
    }
    Ok(format!("{bodies} example{}", if bodies == 1 { "" } else { "s" }))
}

/// Returns the complete bodies of a schema.
fn complete(workspace: &Workspace, names: &[String], schema: &str) -> Result<Vec<Value>, Unable> {
    let mut bodies = Vec::new();
    for name in names {
        if matches!(Kind::of(name), Some(Kind::Body { schema: of, list: None }) if of == schema) {
            // An unreadable file has its own finding.
            if let Ok((_, body)) = read_json(workspace, &format!("{EXAMPLES}/{name}"))? {
                bodies.push(body.value);
            }
        }
    }
    Ok(bodies)
}

/// The purpose of a file in the folder, from its name.
enum Kind<'a> {
    /// A body; an incomplete one has a list of deviations.
    Body { schema: &'a str, list: Option<String> },
    /// A list of deviations.
    Deviations { of: String },
}

impl<'a> Kind<'a> {
    fn of(name: &'a str) -> Option<Self> {
        let stem = name.strip_suffix(".json")?;
        if let Some(of) =
            stem.strip_suffix(".deviations").filter(|stem| stem.ends_with(".incomplete"))
        {
            return Some(Self::Deviations { of: format!("{of}.json") });
        }
        let (schema, what) = stem.split_once('.')?;
        if schema.is_empty() || what.is_empty() || what == "incomplete" {
            return None;
        }
        let list = what.ends_with(".incomplete").then(|| format!("{stem}.deviations.json"));
        Some(Self::Body { schema, list })
    }
}

/// An entry of a list of deviations.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    place: String,
    what: String,
}

/// Compares the actual deviations of a body with its list.
fn compare(
    workspace: &Workspace,
    file: &str,
    list: &str,
    mut real: Vec<Deviation>,
    findings: &mut Vec<Finding>,
) -> Result<(), Unable> {
    real.sort();
    if real.is_empty() {
        let complete_name = file.replace(".incomplete.json", ".json");
        findings.push(Finding::new(
            file,
            "departs from the contract nowhere",
            format!("git mv {file} {complete_name}"),
        ));
        return Ok(());
    }
    let list = format!("{EXAMPLES}/{list}");
    let fix = format!("edit {list} once it is clear that the body, not the contract, is at fault");
    if workspace.read(&list)?.is_none() {
        let lines = real.iter().map(entry);
        findings.push(
            Finding::new(&list, format!("is missing; {file} departs from the contract:"), fix)
                .showing(lines),
        );
        return Ok(());
    }
    // An unreadable list is reported when the list itself is checked.
    let Ok((_, document)) = read_json(workspace, &list)? else { return Ok(()) };
    let listed: Vec<Deviation> = match serde_json::from_value::<Vec<Entry>>(document.value) {
        Ok(entries) => {
            entries.into_iter().map(|Entry { place, what }| Deviation { place, what }).collect()
        }
        Err(error) => {
            findings.push(Finding::new(
                &list,
                format!("is not a list of {{\"place\", \"what\"}}: {error}"),
                fix,
            ));
            return Ok(());
        }
    };
    let unlisted = real
        .iter()
        .filter(|one| !listed.contains(one))
        .map(|one| format!("not listed: {}", entry(one)));
    let obsolete = listed
        .iter()
        .filter(|one| !real.contains(one))
        .map(|one| format!("not so: {}", entry(one)));
    let differences: Vec<String> = unlisted.chain(obsolete).collect();
    if !differences.is_empty() {
        let what = format!("is not the exact list of where {file} departs from the contract");
        findings.push(Finding::new(&list, what, fix).showing(differences));
    }
    Ok(())
}

/// Formats a deviation as in the list.
fn entry(deviation: &Deviation) -> String {
    let Deviation { place, what } = deviation;
    serde_json::json!({"place": place, "what": what}).to_string()
}

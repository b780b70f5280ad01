//! Compares a saved page of the vendor's documentation with the contract.
//!
//! A page describes an operation in up to three ways: sample bodies, an inlined OpenAPI fragment,
//! and lists of parameters and fields. Other pages describe data common to all operations: error
//! codes, rate limits, the values of a status. Findings name this evidence. Something that a page
//! does not mention is not considered removed, with one exception: a generated sample has every
//! field of its schema, unless the page shows a field elsewhere. A page may be older than the
//! contract; differences that can be explained by that are notes.

mod bodies;
mod fields;
mod html;
mod limits;
mod lists;
mod mentions;
mod placement;
mod reference;
mod tables;
mod text;

use std::path::Path;

use self::bodies::Body;
use self::lists::List;
use self::mentions::{Match, Mention, Mentions};
use self::placement::BodySlot;
use self::text::Page;
use super::change::Change;
use super::compare::graph::Difference;
use super::compare::{Partial, documents};
use super::document::{self, Document};
use super::finding::{Direction, Evidence, Finding, Report};
use super::operation::{self, Kind, Operation};
use super::source::Source;
use crate::workspace::Unable;

/// The file extensions of pages.
const PAGES: [&str; 6] = ["md", "mdx", "markdown", "txt", "html", "htm"];

/// Returns whether a side is a page and not a whole document.
pub(crate) fn is_page(source: &Source) -> bool {
    let name = source.name.split(['?', '#']).next().unwrap_or_default();
    let ending = name
        .rsplit('/')
        .next()
        .and_then(|last| last.rsplit_once('.'))
        .map(|(_, ending)| ending.to_lowercase());
    let ending = ending.as_deref().unwrap_or_default();
    if matches!(ending, "json" | "yaml" | "yml") {
        return false;
    }
    // A document may have any name; everything that is not a document is a page.
    let start = source.text.trim_start();
    let says = |line: &str| line.starts_with("openapi:") || line.starts_with("swagger:");
    if (start.starts_with('{') || source.text.lines().take(50).any(says))
        && document::parse(&source.text).is_ok_and(|value| {
            value.get("openapi").is_some_and(|v| !v.is_object()) || value.get("swagger").is_some()
        })
    {
        return false;
    }
    PAGES.contains(&ending) || !start.is_empty()
}

/// Checks one page against the contract.
pub fn compare(contract: &Document, page: &Source) -> Result<Report, Unable> {
    let all = operation::all(contract);
    let checked = check(contract, &all, page)?;
    let Some(Checked { mut report, .. }) = checked else {
        return Err(Unable(format!(
            "{}: is not an OpenAPI document, and no operation, body or fragment was found on it",
            page.name
        )));
    };
    report.sort();
    Ok(report)
}

/// Checks every page of a folder; a page without relation to the contract is reported and skipped.
pub(crate) fn folder(contract: &Document, folder: &Path) -> Result<Report, Unable> {
    let files = files(folder)?;
    if files.is_empty() {
        return Err(Unable(format!("{} has no pages ({})", folder.display(), PAGES.join(", "))));
    }
    let all = operation::all(contract);
    let mut whole = Report {
        base: contract.name.clone(),
        head: folder.display().to_string(),
        findings: Vec::new(),
        notes: Vec::new(),
    };
    let mut found = std::collections::BTreeSet::new();
    for file in files {
        let page = Source::from_path(&file)?;
        let name = file.strip_prefix(folder).unwrap_or(&file).display().to_string();
        let Some(Checked { report, compared }) = check(contract, &all, &page)? else {
            whole.notes.push(format!("{name}: no operation on it"));
            continue;
        };
        found.extend(compared);
        whole.notes.extend(report.notes.iter().map(|note| format!("{name}: {note}")));
        for mut finding in report.findings {
            finding.page = Some(name.clone());
            whole.findings.push(finding);
        }
    }
    let missing = all
        .iter()
        .enumerate()
        .filter(|(at, one)| one.kind == Kind::Call && !found.contains(at))
        .map(|(_, one)| format!("no page is about {}", one.full()));
    whole.notes.extend(missing);
    whole.sort();
    Ok(whole)
}

fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>, Unable> {
    let mut files = Vec::new();
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let unable = |error: std::io::Error| {
            Unable(format!("{} cannot be listed: {error}", folder.display()))
        };
        for entry in std::fs::read_dir(&folder).map_err(unable)? {
            let entry = entry.map_err(unable)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(unable)?);
            let ending = path
                .extension()
                .map(|ending| ending.to_string_lossy().to_lowercase())
                .unwrap_or_default();
            if kind.is_dir() && depth < 8 {
                open.push((path, depth + 1));
            } else if kind.is_file() && PAGES.contains(&ending.as_str()) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// One difference between a page and an operation of the contract.
#[derive(Debug)]
struct Found {
    /// The place in the operation: `request`, a status, or a parameter.
    place: String,
    direction: Option<Direction>,
    difference: Difference,
    evidence: Evidence,
    /// Whether the page may just be older than the contract.
    only_older: bool,
}

/// The result of one page.
struct Checked {
    report: Report,
    /// The compared operations of the contract.
    compared: Vec<usize>,
}

/// Checks all data of a page; returns `None` if there is none.
fn check(
    contract: &Document,
    all: &[Operation],
    source: &Source,
) -> Result<Option<Checked>, Unable> {
    let page = Page::read(source);
    let mentions = Mentions::of(&page);
    let (shown, cut) = bodies::shown(&page);
    let fragments = fragments(source, &page)?;
    let reference = reference::compare(contract, all, &page, &tables::all(&page.lines));
    let about_nothing = mentions.operations.is_empty() && mentions.listed.is_empty();
    if about_nothing && shown.is_empty() && fragments.is_empty() && !reference.any {
        return Ok(None);
    }
    let mut findings = Findings { contract, list: Vec::new(), notes: Vec::new() };
    for fragment in &fragments {
        let report = documents(contract, fragment, Partial { base: true, head: true });
        // An inlined fragment says nothing about components.
        let is_of_page = |one: &Finding| {
            !["wording", "schema-made-inline", "schema-made-component"].contains(&one.change)
        };
        for mut finding in report.findings.into_iter().filter(is_of_page) {
            finding.evidence = Some(Evidence::Fragment);
            findings.push(finding);
        }
    }
    let matched = mentions::matched(contract, all, &mentions, &shown);
    for (mention, outcome) in &matched {
        match outcome {
            Match::Here(at) => findings.notes.push(format!("compared: {}", all[*at].full())),
            Match::Moved(at) => {
                findings.notes.push(format!("compared: {}", all[*at].full()));
                findings.moved(&all[*at], mention);
            }
            Match::Unknown => findings.unknown(mention),
        }
    }
    let mut listed = Vec::new();
    for mention in &mentions.listed {
        match mentions::here(all, mention) {
            Some(at) => listed.push(at),
            None => findings.unknown(mention),
        }
    }
    let lists: Vec<(usize, &Mention, Vec<List>)> = matched
        .iter()
        .filter_map(|(mention, outcome)| {
            Some((outcome.at()?, mention, lists::lists(&page, &mentions, mention)))
        })
        .collect();
    let slots: Vec<(usize, Option<BodySlot>)> = shown
        .iter()
        .enumerate()
        .map(|(at, body)| (at, placement::place(contract, all, &matched, &listed, body)))
        .collect();
    for (at, slot) in &slots {
        match slot {
            Some(slot) => {
                let same = |(other, one): &(usize, Option<BodySlot>)| {
                    one.as_ref().filter(|one| other != at && one.is(slot)).map(|_| &shown[*other])
                };
                let others: Vec<&Body> = slots.iter().filter_map(same).collect();
                let of_slot = lists.iter().filter(|(one, ..)| *one == slot.operation);
                let named: Vec<&List> = of_slot.flat_map(|(.., lists)| lists).collect();
                findings.body(&all[slot.operation], slot, &shown[*at], (&others, &named));
            }
            None if matched.iter().any(|(_, outcome)| outcome.at().is_some()) => {
                let number = at + 1;
                findings.notes.push(format!(
                    "body {number} of the page belongs to no request or response that was compared"
                ));
            }
            None => {}
        }
    }
    if cut {
        findings.notes.push("the page ends inside a body: it was cut".to_owned());
    }
    for (at, mention, lists) in &lists {
        for found in fields::check(contract, &all[*at], mention, lists) {
            findings.add(Some(&all[*at]), &found);
        }
    }
    for (place, direction, difference) in reference.found {
        let only_older = matches!(difference.change, Change::EnumValueRemoved);
        let (direction, evidence) = (Some(direction), Evidence::Table);
        findings.add(None, &Found { place, direction, difference, evidence, only_older });
    }
    findings.notes.extend(reference.notes);
    findings.notes.insert(
        0,
        "a page: only the operations that it and the contract both have are compared".to_owned(),
    );
    let report = Report {
        base: contract.name.clone(),
        head: source.name.clone(),
        findings: findings.list,
        notes: findings.notes,
    };
    let compared = matched.iter().filter_map(|(_, outcome)| outcome.at()).collect();
    Ok(Some(Checked { report, compared }))
}

/// Returns the OpenAPI fragments of a page, as separate documents.
fn fragments(source: &Source, page: &Page) -> Result<Vec<Document>, Unable> {
    let mut found = Vec::new();
    for block in &page.blocks {
        let Ok(mut value) = document::parse(&block.text) else { continue };
        let Some(object) = value.as_object_mut() else { continue };
        let paths = object.get("paths").and_then(serde_json::Value::as_object);
        if !paths.is_some_and(|paths| {
            paths.iter().all(|(path, item)| path.starts_with('/') && item.is_object())
        }) {
            continue;
        }
        if !object.contains_key("openapi") {
            object.insert("openapi".to_owned(), "3.1.0".into());
        }
        found.push(Document::from_value(&source.name, value)?);
    }
    Ok(found)
}

/// The differences of one page, without duplicates.
struct Findings<'d> {
    contract: &'d Document,
    list: Vec<Finding>,
    notes: Vec<String>,
}

impl Findings<'_> {
    fn push(&mut self, finding: Finding) {
        let known = self.list.iter().any(|old| {
            old.change == finding.change
                && old.place == finding.place
                && (old.new == finding.new || old.what == finding.what)
        });
        if !known {
            self.list.push(finding);
        }
    }

    fn add(&mut self, operation: Option<&Operation>, found: &Found) {
        let Found { place, direction, difference, evidence, only_older } = found;
        let parts = [
            operation.map(Operation::short).unwrap_or_default(),
            place.clone(),
            difference.segment.trim_start_matches('.').to_owned(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let place = parts.join(" → ");
        if *only_older {
            self.notes
                .push(format!("{place}: {}, as a page older than the contract", difference.what));
            return;
        }
        let class = difference.change.class(direction.unwrap_or(Direction::Request));
        let mut finding =
            Finding::new(place, difference.change.id(), difference.what.clone(), class);
        (finding.old, finding.new) = (difference.old.clone(), difference.new.clone());
        finding.direction = *direction;
        finding.evidence = Some(*evidence);
        finding.operations.extend(operation.map(Operation::full));
        self.push(finding);
    }

    fn unknown(&mut self, mention: &Mention) {
        self.notes.push(format!("not in the contract, so not compared: {}", mention.full()));
    }

    fn moved(&mut self, operation: &Operation, mention: &Mention) {
        let change = Change::OperationMoved { renamed: false };
        let difference = Difference::new(change, format!("the page calls it {}", mention.full()))
            .values(operation.full(), mention.full());
        let (place, evidence) = (String::new(), Evidence::Prose);
        let found = Found { place, direction: None, difference, evidence, only_older: false };
        self.add(Some(operation), &found);
    }

    /// Checks a body. A field that is missing in a generated sample is no finding if another body
    /// or a list of the page has it.
    fn body(
        &mut self,
        operation: &Operation,
        slot: &BodySlot,
        body: &Body,
        (others, lists): (&[&Body], &[&List]),
    ) {
        let evidence = if body.generated { Evidence::GeneratedSample } else { Evidence::Sample };
        let mut left_out = Vec::new();
        for difference in bodies::check(self.contract, slot.schema, slot.direction, body) {
            let path = difference.segment.trim_start_matches('.');
            let elsewhere = || {
                let name = path.rsplit(['.', ']']).next().unwrap_or_default();
                let plain = path.replace("[]", "");
                others.iter().any(|other| bodies::has(&other.value, &difference.segment))
                    || lists.iter().any(|list| {
                        list.is_of(slot.direction)
                            && list.fields.iter().any(|one| one.name == plain || one.name == name)
                    })
            };
            let absent = matches!(difference.change, Change::FieldRemoved { .. });
            if body.generated && absent && elsewhere() {
                left_out.push(path.to_owned());
                continue;
            }
            let only_older = matches!(difference.change, Change::FieldRequired { now: false, .. });
            let (place, direction) = (slot.text.clone(), Some(slot.direction));
            let found = Found { place, direction, difference, evidence, only_older };
            self.add(Some(operation), &found);
        }
        if !left_out.is_empty() {
            self.notes.push(format!(
                "{} → {}: the machine-made sample is incomplete; the page shows elsewhere: {}",
                operation.short(),
                slot.text,
                left_out.join(", ")
            ));
        }
    }
}

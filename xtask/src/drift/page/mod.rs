//! A saved page of the vendor's against the contract.
//!
//! A page says what it says in up to three ways: bodies that it shows, an OpenAPI fragment that is
//! inlined, and lists of parameters and fields. Each is checked for what it can tell; a page never
//! says that something it does not mention is gone, with one exception: a body made by a generator
//! lists every field that its schema has.

mod bodies;
mod html;
mod lists;
mod mentions;
mod placement;
mod text;

use std::path::Path;

use self::mentions::Mentions;
use self::text::Page;
use super::compare::graph::Difference;
use super::compare::{Partial, documents};
use super::document::{self, Document};
use super::finding::{Direction, Finding, Report};
use super::operation::{self, Operation};
use super::source::Source;
use crate::workspace::Unable;

/// What a file's name says when it is a page.
const PAGES: [&str; 6] = ["md", "mdx", "markdown", "txt", "html", "htm"];

/// Whether a side is a page and not a whole document.
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
    // A document may come under any name; a page is what is no document.
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
    let Some(mut report) = checked else {
        return Err(Unable(format!(
            "{}: is no OpenAPI document, and no operation, body or fragment was found on it",
            page.name
        )));
    };
    report.sort();
    Ok(report)
}

/// Checks every page of a folder; a page about nothing in the contract is named and passed over.
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
        let Some(report) = check(contract, &all, &page)? else {
            whole.notes.push(format!("{name}: no operation on it"));
            continue;
        };
        found.extend(Mentions::of(&Page::read(&page)).operations.into_iter().map(|one| one.key()));
        whole.notes.extend(report.notes.iter().map(|note| format!("{name}: {note}")));
        for mut finding in report.findings {
            finding.page = Some(name.clone());
            whole.findings.push(finding);
        }
    }
    let missing =
        all.iter().filter(|one| !found.contains(&(one.method.clone(), one.template(false))));
    whole.notes.extend(missing.map(|one| format!("no page is about {}", one.full())));
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

/// Everything a page says, checked; `None` where it says nothing that could be.
fn check(
    contract: &Document,
    all: &[Operation],
    source: &Source,
) -> Result<Option<Report>, Unable> {
    let page = Page::read(source);
    let about = Mentions::of(&page);
    let shown = bodies::shown(&page);
    let fragments = fragments(source, &page)?;
    if about.operations.is_empty() && shown.is_empty() && fragments.is_empty() {
        return Ok(None);
    }
    let mut findings = Findings { contract, list: Vec::new() };
    let mut notes = Vec::new();
    for fragment in &fragments {
        let report = documents(contract, fragment, Partial { base: true, head: true });
        for finding in report.findings.into_iter().filter(|finding| finding.change != "wording") {
            findings.push(finding);
        }
    }
    let matched = mentions::matched(contract, all, &about, &shown);
    for (mention, outcome) in &matched {
        match outcome {
            mentions::Match::Here(at) => notes.push(format!("compared: {}", all[*at].full())),
            mentions::Match::Moved(at) => {
                notes.push(format!("compared: {}", all[*at].full()));
                findings.moved(&all[*at], mention);
            }
            mentions::Match::Unknown => {
                notes.push(format!("not in the contract, so not compared: {}", mention.full()))
            }
        }
    }
    for (position, body) in shown.iter().enumerate() {
        match placement::place(contract, all, &matched, body) {
            Some(place) => findings.body(&all[place.operation], &place, body),
            None if matched.iter().any(|(_, outcome)| outcome.at().is_some()) => {
                notes.push(format!(
                    "body {} of the page belongs to no request or response that was compared",
                    position + 1
                ));
            }
            None => {}
        }
    }
    for (mention, outcome) in &matched {
        if let Some(at) = outcome.at() {
            let differences =
                lists::check(contract, &all[at], mention, &lists::lists(&page, &about, mention));
            for (place, direction, difference) in differences {
                findings.difference(&all[at], &place, direction, &difference);
            }
        }
    }
    notes.insert(
        0,
        "a page: only the operations that it and the contract both have are compared".to_owned(),
    );
    Ok(Some(Report {
        base: contract.name.clone(),
        head: source.name.clone(),
        findings: findings.list,
        notes,
    }))
}

/// The OpenAPI fragments of a page, as documents of their own.
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

/// What has been found on one page, each difference once.
struct Findings<'d> {
    contract: &'d Document,
    list: Vec<Finding>,
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

    fn difference(
        &mut self,
        operation: &Operation,
        place: &str,
        direction: Option<Direction>,
        difference: &Difference,
    ) {
        let inside = difference.segment.trim_start_matches('.');
        let place = if place.is_empty() {
            operation.short()
        } else {
            format!("{} → {place}", operation.short())
        };
        let place = if inside.is_empty() { place } else { format!("{place} → {inside}") };
        let class = difference.change.class(direction.unwrap_or(Direction::Request));
        let mut finding =
            Finding::new(place, difference.change.id(), difference.what.clone(), class);
        (finding.old, finding.new) = (difference.old.clone(), difference.new.clone());
        finding.direction = direction;
        finding.operations.push(operation.full());
        self.push(finding);
    }

    fn moved(&mut self, operation: &Operation, mention: &mentions::Mention) {
        let change = super::change::Change::OperationMoved { renamed: false };
        let difference = Difference::new(change, format!("the page calls it {}", mention.full()));
        self.difference(operation, "", None, &difference.values(operation.full(), mention.full()));
    }

    fn body(&mut self, operation: &Operation, place: &placement::BodySlot, body: &bodies::Body) {
        for difference in bodies::check(self.contract, place.schema, place.direction, body) {
            self.difference(operation, &place.text, Some(place.direction), &difference);
        }
    }
}

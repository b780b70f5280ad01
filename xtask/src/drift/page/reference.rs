//! Compares tables that are common to all operations: error codes, values of a status, rate limits.

use std::collections::BTreeSet;

use serde_json::Value;

use super::limits::{texts, values_differ};
use super::tables::{self, Table, code};
use super::text::{Page, bare};
use crate::drift::change::Change;
use crate::drift::compare::graph::Difference;
use crate::drift::document::Document;
use crate::drift::extensions;
use crate::drift::finding::Direction::{self, Request, Response};
use crate::drift::operation::{Operation, template};
use crate::drift::schema::Schema;
use crate::drift::usage::Usage;

/// Differences that do not belong to a single operation, with their places, and notes.
#[derive(Debug, Default)]
pub(super) struct Reference {
    pub(super) found: Vec<(String, Direction, Difference)>,
    pub(super) notes: Vec<String>,
    /// Whether the page contained such a table.
    pub(super) any: bool,
}

/// An error code with its data on the page.
#[derive(Debug)]
struct Code {
    name: String,
    status: Option<String>,
    retryable: Option<bool>,
}

/// Compares every such table of a page.
pub(super) fn compare(
    contract: &Document,
    all: &[Operation],
    page: &Page,
    tables: &[Table],
) -> Reference {
    let mut reference = Reference::default();
    let mut codes: Vec<Code> = tables.iter().flat_map(codes_of_table).collect();
    codes.extend(codes_of_headings(page));
    if codes.len() >= 3 {
        reference.codes(contract, &codes);
    }
    for table in tables {
        reference.statuses(contract, table);
        reference.buckets(contract, all, table);
    }
    let fields = field_names(&contract.value);
    for table in tables::glued(&page.lines, |name| fields.contains(name)) {
        reference.statuses(contract, &table);
    }
    reference
}

/// Returns the names of all fields in the document's schemas.
fn field_names(value: &Value) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        let properties = value.get("properties").and_then(Value::as_object);
        names.extend(properties.into_iter().flatten().map(|(name, _)| name.as_str()));
        match value {
            Value::Object(fields) => open.extend(fields.values()),
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    names
}

fn is_code(word: &str) -> bool {
    word.len() > 3
        && word.contains(|c: char| c.is_ascii_uppercase())
        && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

fn yes(word: &str) -> Option<bool> {
    match code(word).to_lowercase().split(|c: char| !c.is_alphanumeric()).next() {
        Some("yes" | "true" | "✓" | "✅") => Some(true),
        Some("no" | "false" | "✗" | "❌") => Some(false),
        _ => None,
    }
}

fn codes_of_table(table: &Table) -> Vec<Code> {
    let Some(column) = table.column(&["code", "error code", "error", "errorcode"]) else {
        return Vec::new();
    };
    let status = table.column(&["http status", "http", "status", "status code", "http code"]);
    let retryable = table.column(&["retryable", "retryable?", "retry", "retry?"]);
    let codes = table.cells(column).filter(|(_, name)| is_code(name));
    codes
        .map(|(row, name)| Code {
            name: name.to_owned(),
            status: status.and_then(|at| row.get(at)).map(|cell| code(cell).to_owned()),
            retryable: retryable.and_then(|at| row.get(at)).and_then(|cell| yes(cell)),
        })
        .collect()
}

/// Parses a code as a heading, with its properties in the lines below.
fn codes_of_headings(page: &Page) -> Vec<Code> {
    let mut codes: Vec<Code> = Vec::new();
    for line in &page.lines {
        let words = bare(line);
        if is_code(words) && (line.starts_with('#') || words.contains('_')) {
            codes.push(Code { name: words.to_owned(), status: None, retryable: None });
        } else if let (Some(open), Some((label, value))) = (codes.last_mut(), words.split_once(':'))
        {
            match bare(label).to_lowercase().as_str() {
                "http status" | "status" | "status code" => {
                    open.status = open.status.take().or_else(|| Some(code(value).to_owned()));
                }
                "retryable" => open.retryable = open.retryable.or_else(|| yes(value)),
                _ => {}
            }
        }
    }
    // A capitalised word without a description is not an entry of a reference.
    codes.retain(|code| code.status.is_some() || code.retryable.is_some());
    codes
}

/// Returns the component that has most of these values, and at least half.
fn component<'d>(
    contract: &'d Document,
    words: &[&str],
) -> Option<(&'d str, Vec<&'d str>, &'d Value)> {
    let schemas = contract.value.pointer("/components/schemas")?.as_object()?;
    let values = |schema: &'d Value| {
        let schema = Schema::of(contract, &Usage::of(contract, &[schema]));
        texts(schema.values.as_deref().unwrap_or_default())
    };
    let shared = |values: &[&str]| words.iter().filter(|word| values.contains(word)).count();
    let best = schemas
        .iter()
        .map(|(name, schema)| (name.as_str(), values(schema), schema))
        .max_by_key(|(_, values, _)| (shared(values), usize::MAX - values.len()))?;
    (shared(&best.1) * 2 >= words.len().max(1)).then_some(best)
}

impl Reference {
    fn values(&mut self, name: &str, ours: &[&str], theirs: &[String]) {
        for difference in values_differ(ours, theirs) {
            self.found.push((format!("schema {name}"), Response, difference));
        }
    }

    fn codes(&mut self, contract: &Document, codes: &[Code]) {
        let words: Vec<&str> = codes.iter().map(|code| code.name.as_str()).collect();
        let Some((name, values, schema)) = component(contract, &words) else { return };
        self.any = true;
        let listed: BTreeSet<String> = codes.iter().map(|code| code.name.clone()).collect();
        self.values(name, &values, &listed.into_iter().collect::<Vec<_>>());
        for code in codes.iter().filter(|code| values.contains(&code.name.as_str())) {
            let said = schema.pointer("/x-enum-descriptions").and_then(|all| all.get(&code.name));
            let ours = statuses(said.and_then(Value::as_str).unwrap_or_default());
            let theirs = code.status.as_deref().map(numbers).unwrap_or_default();
            if let Some(status) = theirs.iter().find(|one| !ours.is_empty() && !ours.contains(one))
            {
                let ours = ours.join(" or ");
                let what =
                    format!("the page says {} comes with {status}, the contract {ours}", code.name);
                let difference = Difference::new(Change::ErrorCodeChanged, what);
                self.found.push((
                    format!("schema {name}"),
                    Response,
                    difference.values(ours, status),
                ));
            }
            // The contract's rule: of the 4xx only 429 is retryable.
            let expected = match ours.first().map(String::as_str) {
                Some("429") => Some(true),
                Some(status) if status.starts_with('4') => Some(false),
                _ => None,
            };
            if let (Some(page), Some(ours)) = (code.retryable, expected)
                && page != ours
            {
                let word = if page { "retryable" } else { "not retryable" };
                self.notes
                    .push(format!("the page calls {} {word}; the contract does not", code.name));
            }
        }
    }

    /// Compares a table of the values of a status and their meanings.
    fn statuses(&mut self, contract: &Document, table: &Table) {
        let Some(column) = table.column(&["status", "value", "state"]).filter(|at| *at == 0) else {
            return;
        };
        let words: Vec<String> = table.cells(column).map(|(_, word)| word.to_owned()).collect();
        let plain = |word: &String| {
            !word.is_empty()
                && word.chars().all(|c| c.is_ascii_alphabetic() || c == '_' || c == '-')
        };
        if words.len() < 2 || !words.iter().all(plain) {
            return;
        }
        let texts: Vec<&str> = words.iter().map(String::as_str).collect();
        if let Some((name, values, _)) = component(contract, &texts) {
            self.any = true;
            self.values(name, &values, &words);
        }
    }

    fn buckets(&mut self, contract: &Document, all: &[Operation], table: &Table) {
        let Some(buckets) = contract.value.get("x-nova-buckets").and_then(Value::as_object) else {
            return;
        };
        let (Some(column), Some(limit)) = (
            table.column(&["bucket", "rate limit bucket", "bucket name"]),
            table.column(&[
                "limit",
                "rate limit",
                "limits",
                "rate",
                "requests",
                "limit (per second)",
            ]),
        ) else {
            return;
        };
        self.any = true;
        let mut seen = BTreeSet::new();
        for (row, bucket) in table.cells(column) {
            seen.insert(bucket.to_owned());
            let cell = row.get(limit).map(String::as_str).unwrap_or_default();
            let (Some(known), Some(page)) = (buckets.get(bucket), first_number(cell)) else {
                if !buckets.contains_key(bucket) {
                    let what = format!("a bucket that the contract does not know: {cell}");
                    self.bucket(bucket, Difference::new(Change::BucketHigher, what));
                }
                continue;
            };
            let ours = known.get("limit").and_then(Value::as_f64);
            if let Some(ours) = ours.filter(|ours| (ours - page).abs() > f64::EPSILON) {
                let change = if page > ours { Change::BucketHigher } else { Change::BucketLower };
                let what = format!("the page says {page}, the contract {ours}");
                self.bucket(
                    &format!("{bucket}.limit"),
                    Difference::new(change, what).values(ours, page),
                );
            }
            for operation in routes(all, row) {
                let ours = operation.object.get("x-nova-bucket");
                let theirs = Value::from(bucket);
                let documents = (contract, contract);
                if let Some(change) =
                    extensions::change(documents, "x-nova-bucket", ours, Some(&theirs))
                {
                    let what = format!("the page counts it in {bucket}");
                    let difference = Difference::new(change, what);
                    self.found.push((operation.short(), Request, difference));
                }
            }
        }
        for bucket in buckets.keys().filter(|bucket| !seen.contains(*bucket)) {
            self.notes.push(format!("the page does not list the bucket {bucket}"));
        }
    }

    fn bucket(&mut self, name: &str, difference: Difference) {
        self.found.push((format!("bucket {name}"), Request, difference));
    }
}

/// Returns the operations in a row with method and path.
fn routes<'o, 'd>(
    all: &'o [Operation<'d>],
    row: &'o [String],
) -> impl Iterator<Item = &'o Operation<'d>> {
    let words: Vec<&str> = row
        .iter()
        .flat_map(|cell| {
            cell.split(|c: char| c.is_whitespace() || matches!(c, ',' | '`' | '<' | '>'))
        })
        .filter(|word| !word.is_empty())
        .collect();
    let named: Vec<(String, String)> = words
        .windows(2)
        .filter(|pair| pair[1].starts_with('/'))
        .map(|pair| (pair[0].to_uppercase(), template(pair[1])))
        .collect();
    all.iter().filter(move |one| {
        named.iter().any(|(method, path)| one.method == *method && one.template(false) == *path)
    })
}

fn first_number(text: &str) -> Option<f64> {
    text.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty())?.parse().ok()
}

/// Returns the statuses at the beginning of sentences in a description: "400: … 422: …".
fn statuses(text: &str) -> Vec<String> {
    let words = text.split_whitespace().filter_map(|word| word.strip_suffix(':'));
    words.filter(|word| is_status(word)).map(str::to_owned).collect()
}

fn numbers(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_digit());
    words.filter(|word| is_status(word)).map(str::to_owned).collect()
}

fn is_status(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit())
}

//! Parses lists of parameters and fields: name, type, whether it is required, and limits, as lines
//! or as a table.

use super::limits::Limits;
use super::mentions::{Mention, Mentions};
use super::tables::{self, Table, code};
use super::text::{Page, bare};
use crate::drift::finding::Direction::{self, Request, Response};
use crate::drift::finding::Evidence;
use crate::drift::schema::Types;

/// The content of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Parameters(&'static str),
    /// A list without an indication of its content.
    Unknown,
    Body,
    Response,
}

/// One entry of a list.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) types: Option<Types>,
    pub(super) required: bool,
    pub(super) limits: Limits,
    /// Its description.
    pub(super) prose: String,
}

/// The fields of one section.
#[derive(Debug)]
pub(super) struct List {
    pub(super) section: Section,
    pub(super) fields: Vec<Field>,
    pub(super) evidence: Evidence,
    /// Whether something follows it on the page; a list at the end may have been truncated.
    pub(super) is_followed: bool,
}

impl List {
    /// Returns whether it lists the fields of a body in this direction.
    pub(super) fn is_of(&self, direction: Direction) -> bool {
        match self.section {
            Section::Body => direction == Request,
            Section::Response => direction == Response,
            Section::Parameters(_) | Section::Unknown => false,
        }
    }
}

/// Returns the lists between a mention and the next one.
pub(super) fn lists(page: &Page, mentions: &Mentions, mention: &Mention) -> Vec<List> {
    let lines = mentions.operations.iter().map(|one| one.line);
    let end = lines.filter(|line| *line > mention.line).min().unwrap_or(page.lines.len());
    let start = if mentions.operations.first() == Some(mention) { 0 } else { mention.line };
    let lines = &page.lines[start..end];
    let tables = tables::all(lines);
    let mut lists: Vec<List> = Vec::new();
    let mut open: Option<Section> = None;
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        if let Some(table) = tables.iter().find(|table| table.line == at) {
            if let Some(columns) = Columns::of(table) {
                lists.push(List {
                    section: open.unwrap_or(Section::Unknown),
                    fields: table.rows.iter().filter_map(|row| columns.field(row)).collect(),
                    evidence: Evidence::Table,
                    is_followed: false,
                });
            }
            at += table.rows.len();
        } else if let Some(section) = section(line) {
            open = Some(section);
            let fields = Vec::new();
            lists.push(List { section, fields, evidence: Evidence::Prose, is_followed: false });
        } else if line.starts_with('#') {
            open = None;
        } else if let Some(list) = lists.last_mut().filter(|_| open.is_some())
            && let Some(field) = lines_of_field(&lines[at..])
        {
            list.fields.push(field);
        }
        at += 1;
    }
    lists.retain(|list| !list.fields.is_empty());
    let count = lists.len();
    for (at, list) in lists.iter_mut().enumerate() {
        list.is_followed = at + 1 < count || end < page.lines.len();
    }
    lists
}

fn section(line: &str) -> Option<Section> {
    // Below a field these are its location.
    if matches!(line.trim(), "body" | "cookie" | "header" | "path" | "query") {
        return None;
    }
    Some(match bare(line).to_lowercase().as_str() {
        "headers" | "header parameters" | "request headers" => Section::Parameters("header"),
        "path parameters" | "path" => Section::Parameters("path"),
        "query parameters" | "query" | "query string" => Section::Parameters("query"),
        "parameters" | "request parameters" => Section::Unknown,
        "body" | "request body" | "body parameters" => Section::Body,
        "response" | "response body" | "response fields" => Section::Response,
        // Their content is not in the contract's lists.
        "authorizations" | "authorization" | "authentication" => {
            Section::Parameters("authorization")
        }
        _ => return None,
    })
}

/// Parses a name on one line, a type on the next, then optionally `required` and limits.
fn lines_of_field(lines: &[String]) -> Option<Field> {
    let mut inside = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    let name = bare(inside.next()?);
    if !is_name(name) {
        return None;
    }
    let types = types(inside.next()?)?;
    let mut below: Vec<&str> = Vec::new();
    let rest: Vec<&str> = inside.take(12).collect();
    for (at, line) in rest.iter().enumerate() {
        let next = rest.get(at + 1).is_some_and(|next| self::types(next).is_some());
        if line.starts_with(['#', '{', '|'])
            || section(line).is_some()
            || (is_name(bare(line)) && next)
        {
            break;
        }
        below.push(line);
    }
    let marks = below.iter().take(3).take_while(|line| line.len() < 40);
    Some(Field {
        name: name.to_owned(),
        types,
        required: marks.into_iter().any(|line| *line == "required"),
        limits: Limits::of_lines(below.iter().copied()),
        prose: below.join(" "),
    })
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.[]".contains(c))
        && types(name).is_none()
        && !matches!(name, "required" | "header" | "path" | "query")
}

/// Returns the types of a word; `Some(None)` for any type.
#[allow(clippy::option_option, reason = "whether it is a type, and which")]
fn types(word: &str) -> Option<Option<Types>> {
    let word =
        word.trim_matches(['`', ' ']).trim_end_matches(" | null").trim_end_matches(" or null");
    if word.ends_with("[]") {
        return Some(Some(Types::ARRAY));
    }
    let plain = word.split(['<', '(']).next()?.trim().to_lowercase();
    Some(match plain.as_str() {
        "string" | "enum" | "file" | "uuid" | "date-time" | "datetime" => Some(Types::STRING),
        "integer" | "int" => Some(Types::INTEGER),
        "number" | "float" | "double" => Some(Types::NUMBER),
        "boolean" | "bool" => Some(Types::named("boolean")),
        "object" => Some(Types::OBJECT),
        "array" | "list" => Some(Types::ARRAY),
        "any" => None,
        _ => return None,
    })
}

/// Returns the columns of a table of names with types or descriptions.
struct Columns {
    name: usize,
    types: Option<usize>,
    required: Option<usize>,
    values: Option<usize>,
    prose: Option<usize>,
}

impl Columns {
    fn of(table: &Table) -> Option<Self> {
        let columns = Self {
            name: table.column(&[
                "name",
                "parameter",
                "field",
                "header",
                "property",
                "member",
                "query parameter",
                "path parameter",
            ])?,
            types: table.column(&["type"]),
            required: table.column(&["required", "required?"]),
            values: table.column(&["values", "options", "allowed values", "allowed", "enum"]),
            prose: table.column(&["description", "constraints", "meaning", "notes", "limits"]),
        };
        (columns.types.is_some() || columns.required.is_some() || columns.values.is_some())
            .then_some(columns)
    }

    fn field(&self, row: &[String]) -> Option<Field> {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(|cell| code(cell));
        let name = cell(Some(self.name))?.to_owned();
        if name.is_empty() || name.contains(' ') {
            return None;
        }
        let types = match cell(self.types) {
            Some(word) => types(word)?,
            None => None,
        };
        let yes = |cell: &str| {
            matches!(cell.to_lowercase().as_str(), "yes" | "true" | "required" | "✓" | "✅")
        };
        Some(Field {
            name,
            types,
            required: cell(self.required).is_some_and(yes),
            limits: cell(self.values).map(Limits::of_values).unwrap_or_default(),
            prose: [self.values, self.prose]
                .map(cell)
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(". "),
        })
    }
}

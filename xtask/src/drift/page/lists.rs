//! Lists of parameters and fields: a name, its type, whether it is required, and its limits, as
//! lines or as a table.

use super::Found;
use super::limits::Limits;
use super::mentions::{Mention, Mentions};
use super::tables::{self, Table, code};
use super::text::{Page, bare};
use crate::drift::change::Change;
use crate::drift::compare::graph::Difference;
use crate::drift::document::Document;
use crate::drift::finding::Direction::{self, Request, Response};
use crate::drift::finding::Evidence;
use crate::drift::operation::{Operation, Parameter, json_schema};
use crate::drift::schema::{Schema, Types};
use crate::drift::usage::Usage;

/// What a list is a list of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Parameters(&'static str),
    /// A list that does not say what it is of.
    Unknown,
    Body,
    Response,
}

/// One entry of a list.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    types: Option<Types>,
    required: bool,
    limits: Limits,
    /// What is said of it in words.
    prose: String,
}

/// The fields of one section.
#[derive(Debug)]
pub(super) struct List {
    pub(super) section: Section,
    pub(super) fields: Vec<Field>,
    evidence: Evidence,
    /// Whether something follows it on the page: a list at the end may have been cut.
    is_followed: bool,
}

impl List {
    /// Whether it lists the fields of a body that goes this way.
    pub(super) fn is_of(&self, direction: Direction) -> bool {
        match self.section {
            Section::Body => direction == Request,
            Section::Response => direction == Response,
            Section::Parameters(_) | Section::Unknown => false,
        }
    }
}

/// The lists that belong to a mention: those between it and the next.
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
    // Below a field these say where it is.
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
        // What these list is no part of the contract's lists.
        "authorizations" | "authorization" | "authentication" => {
            Section::Parameters("authorization")
        }
        _ => return None,
    })
}

/// A name on a line of its own, a type on the next, then perhaps `required` and what limits it.
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

/// The types a word names: `Some(None)` for one that says anything may stand there.
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

/// The columns of a table that has a name and says something of it.
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

/// What the lists say otherwise than the contract.
pub(super) fn check(
    contract: &Document,
    operation: &Operation,
    mention: &Mention,
    lists: &[List],
) -> Vec<Found> {
    let mut check = Check { contract, operation, mention, found: Vec::new() };
    for list in lists {
        match list.section {
            Section::Parameters("authorization") => {}
            Section::Parameters(place) => check.parameters(place, list),
            Section::Unknown => check.unknown(list),
            Section::Body => check.body(list),
            Section::Response => check.response(list),
        }
    }
    check.found
}

struct Check<'c, 'd> {
    contract: &'d Document,
    operation: &'c Operation<'d>,
    mention: &'c Mention,
    found: Vec<Found>,
}

impl<'d> Check<'_, 'd> {
    fn note(&mut self, place: &str, side: Direction, evidence: Evidence, difference: Difference) {
        let direction = Some(side);
        self.found.push(Found {
            place: place.to_owned(),
            direction,
            difference,
            evidence,
            only_older: false,
        });
    }

    /// Something the contract has and the page lacks, as a page from before it would.
    fn older(&mut self, place: &str, evidence: Evidence, difference: Difference) {
        self.note(place, Request, evidence, difference);
        if let Some(found) = self.found.last_mut() {
            found.only_older = true;
        }
    }

    fn parameter(&mut self, place: &str, known: &Parameter<'d>, field: &Field, list: &List) {
        let text = format!("{place} {}", known.name);
        let marks = list.fields.iter().any(|field| field.required);
        let usage = Usage::of(self.contract, &known.schema);
        let schema = Schema::of(self.contract, &usage);
        let one_text = schema.is(Types::ARRAY)
            && field.types == Some(Types::STRING)
            && known.serialization.is_comma_separated();
        if let Some(difference) = misfit(schema.types, field.types).filter(|_| !one_text) {
            self.note(&text, Request, list.evidence, difference);
        }
        if field.required && !known.required {
            let difference = Difference::new(
                Change::ParameterRequired { now: true },
                "the page says it is required",
            );
            self.note(&text, Request, list.evidence, difference.values("optional", "required"));
        } else if marks && !field.required && known.required {
            let what = "the page does not say it is required";
            let difference = Difference::new(Change::ParameterRequired { now: false }, what);
            self.older(&text, list.evidence, difference.values("required", "optional"));
        }
        self.limits(&text, "", Request, (&schema, field), list.evidence);
    }

    /// Values and limits; of a list's items where the field is one.
    fn limits(
        &mut self,
        text: &str,
        segment: &str,
        side: Direction,
        (schema, field): (&Schema<'d>, &Field),
        evidence: Evidence,
    ) {
        let mut limits = field.limits.clone();
        limits.read_prose(&field.prose, schema.types);
        let mut differences = limits.compare(schema);
        if let Some(items) = &schema.items {
            let items = Schema::of(self.contract, &Usage::of(self.contract, items));
            let of_items = Limits { options: limits.options, bounds: Vec::new() };
            differences.extend(of_items.compare(&items));
        }
        for difference in differences {
            let older = matches!(difference.change, Change::EnumValueRemoved);
            let difference = difference.at(segment);
            if older {
                self.older(text, evidence, difference);
            } else {
                self.note(text, side, evidence, difference);
            }
        }
    }

    fn parameters(&mut self, place: &str, list: &List) {
        // A path parameter is who it is by where it stands, which the path shows already.
        if place == "path" && self.operation.path != self.mention.path {
            return;
        }
        let operation = self.operation;
        let of_place = || operation.parameters.iter().filter(|one| one.place == place);
        for field in
            list.fields.iter().filter(|one| !one.name.eq_ignore_ascii_case("authorization"))
        {
            if let Some(known) = of_place().find(|one| one.is_named(&field.name)) {
                self.parameter(place, known, field, list);
            } else {
                let change = Change::ParameterAdded { required: field.required };
                let what = "a parameter that the contract does not know";
                let text = format!("{place} {}", field.name);
                self.note(&text, Request, list.evidence, Difference::new(change, what));
            }
        }
        for known in of_place() {
            if list.fields.iter().any(|field| known.is_named(&field.name)) {
                continue;
            }
            let what = "the page lists the others, and not this one";
            let difference = Difference::new(Change::ParameterRemoved, what);
            let text = format!("{place} {}", known.name);
            // An optional one may be younger than the page; a list at its end may have been cut.
            if known.required && list.is_followed {
                self.note(&text, Request, list.evidence, difference);
            } else {
                self.older(&text, list.evidence, difference);
            }
        }
    }

    /// A list that does not say where its entries belong: those that are known are compared.
    fn unknown(&mut self, list: &List) {
        let operation = self.operation;
        for field in &list.fields {
            if let Some(known) = operation.parameters.iter().find(|one| one.is_named(&field.name)) {
                self.parameter(known.place, known, field, list);
            } else if let Some(schema) = operation.body.and_then(json_schema) {
                self.field(schema, "request", Request, field, (list.evidence, false));
            }
        }
    }

    fn body(&mut self, list: &List) {
        let Some(schema) = self.operation.body.and_then(json_schema) else { return };
        for field in &list.fields {
            self.field(schema, "request", Request, field, (list.evidence, true));
        }
    }

    fn response(&mut self, list: &List) {
        let success = self.operation.responses.iter().find(|(status, _)| status.starts_with('2'));
        let Some((status, Some(schema))) = success.map(|(status, one)| (status, json_schema(one)))
        else {
            return;
        };
        for field in &list.fields {
            self.field(schema, status, Response, field, (list.evidence, true));
        }
    }

    /// A field by its dotted name; `report_unknown` where the list is certainly of this body.
    fn field(
        &mut self,
        schema: &'d serde_json::Value,
        text: &str,
        side: Direction,
        field: &Field,
        (evidence, report_unknown): (Evidence, bool),
    ) {
        let mut parts = vec![schema];
        let mut place = String::new();
        let names: Vec<&str> = field.name.split('.').collect();
        for (at, name) in names.iter().enumerate() {
            let last = at + 1 == names.len();
            let mut schema = Schema::of(self.contract, &Usage::of(self.contract, &parts));
            while let Some(items) = schema.items.clone() {
                place.push_str("[]");
                schema = Schema::of(self.contract, &Usage::of(self.contract, &items));
            }
            let name = name.trim_end_matches("[]");
            place = format!("{place}.{name}");
            let Some(next) = schema.field(name) else {
                // A union's or a free object's fields are not listed here.
                let closed = schema.union.is_none() && !schema.fields.is_empty();
                if report_unknown && closed && last {
                    let change = Change::FieldAdded { required: field.required };
                    let what = "a field that the contract does not know";
                    self.note(text, side, evidence, Difference::new(change, what).at(&place));
                }
                return;
            };
            parts = next.to_vec();
            if !last {
                continue;
            }
            let inside = Schema::of(self.contract, &Usage::of(self.contract, &parts));
            if let Some(difference) = misfit(inside.types, field.types) {
                self.note(text, side, evidence, difference.at(&place));
            }
            if side == Request && field.required && !schema.required.contains(name) {
                let change =
                    Change::FieldRequired { now: true, tolerated: false, same_type: false };
                let difference = Difference::new(change, "the page says it is required");
                self.note(text, side, evidence, difference.at(&place));
            }
            self.limits(text, &place, side, (&inside, field), evidence);
        }
    }
}

/// Two types that do not go together, where both sides name one.
fn misfit(ours: Option<Types>, theirs: Option<Types>) -> Option<Difference> {
    let (ours, theirs) = (ours?, theirs?);
    let what = format!("the page says {theirs}, the contract {ours}");
    (!theirs.has(ours))
        .then(|| Difference::new(Change::Retyped { reads: false }, what).values(ours, theirs))
}

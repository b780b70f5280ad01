//! Lists of parameters and fields: a name, its type, and whether it is required, as lines or as a
//! table.

use super::mentions::{Mention, Mentions};
use super::text::{Page, bare};
use crate::drift::change::Change;
use crate::drift::compare::graph::Difference;
use crate::drift::document::Document;
use crate::drift::finding::Direction::{self, Request, Response};
use crate::drift::operation::{Operation, content};
use crate::drift::schema::{Schema, Types};
use crate::drift::usage::Usage;

/// What a list is a list of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Parameters(&'static str),
    Body,
    Response,
}

/// One line of a list.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) types: Option<Types>,
    pub(super) required: bool,
}

/// The fields of one section.
#[derive(Debug)]
pub(super) struct List {
    pub(super) of: Of,
    pub(super) fields: Vec<Field>,
}

/// The lists that belong to a mention: those between it and the next.
pub(super) fn lists(page: &Page, about: &Mentions, mention: &Mention) -> Vec<List> {
    let end = about
        .operations
        .iter()
        .map(|one| one.line)
        .filter(|line| *line > mention.line)
        .min()
        .unwrap_or(page.lines.len());
    let start = if about.operations.first() == Some(mention) { 0 } else { mention.line };
    let mut lists: Vec<List> = Vec::new();
    let mut open = false;
    let mut columns: Option<Columns> = None;
    let lines = &page.lines[start..end];
    for (at, line) in lines.iter().enumerate() {
        if let Some(of) = section(line) {
            lists.push(List { of, fields: Vec::new() });
            (open, columns) = (true, None);
        } else if line.starts_with('#') {
            open = false;
        } else if let Some(list) = lists.last_mut().filter(|_| open) {
            if line.trim_start().starts_with('|') {
                match &columns {
                    Some(columns) => list.fields.extend(columns.field(line)),
                    None => columns = Columns::of(line),
                }
            } else {
                list.fields.extend(lines_of_field(&lines[at..]));
            }
        }
    }
    lists.retain(|list| !list.fields.is_empty());
    lists
}

fn section(line: &str) -> Option<Of> {
    Some(match bare(line).to_lowercase().as_str() {
        "headers" | "header parameters" | "request headers" => Of::Parameters("header"),
        "path parameters" | "path" => Of::Parameters("path"),
        "query parameters" | "query" => Of::Parameters("query"),
        "body" | "request body" | "body parameters" => Of::Body,
        "response" | "response body" | "response fields" => Of::Response,
        // What these list is no part of the contract's lists.
        "authorizations" | "authorization" | "authentication" => Of::Parameters("authorization"),
        _ => return None,
    })
}

/// A name on a line of its own, a type on the next, then perhaps `required`.
fn lines_of_field(lines: &[String]) -> Option<Field> {
    let mut lines = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    let name = bare(lines.next()?);
    let is_name = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.[]".contains(c));
    if !is_name || types(name).is_some() || matches!(name, "required" | "header" | "path" | "query")
    {
        return None;
    }
    let types = types(lines.next()?)?;
    let required = lines.take(3).take_while(|line| line.len() < 40).any(|line| line == "required");
    Some(Field { name: name.to_owned(), types, required })
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

/// The columns of a table that has at least a name and a type.
struct Columns {
    name: usize,
    types: usize,
    required: Option<usize>,
}

impl Columns {
    fn of(header: &str) -> Option<Self> {
        let cells = cells(header);
        let find = |words: &[&str]| {
            cells.iter().position(|cell| words.contains(&cell.to_lowercase().as_str()))
        };
        Some(Self {
            name: find(&["name", "parameter", "field", "header", "property", "member"])?,
            types: find(&["type"])?,
            required: find(&["required", "required?"]),
        })
    }

    fn field(&self, row: &str) -> Option<Field> {
        let cells = cells(row);
        let name = cells.get(self.name)?.trim_matches('`').to_owned();
        if name.is_empty() || name.starts_with('-') || name.starts_with(':') || name.contains(' ') {
            return None;
        }
        let types = types(cells.get(self.types)?)?;
        let yes = |cell: &String| {
            matches!(cell.to_lowercase().as_str(), "yes" | "true" | "required" | "✓" | "✅")
        };
        Some(Field {
            name,
            types,
            required: self.required.and_then(|at| cells.get(at)).is_some_and(yes),
        })
    }
}

fn cells(row: &str) -> Vec<String> {
    row.trim()
        .trim_matches('|')
        .split('|')
        .map(|cell| cell.trim().trim_matches('*').to_owned())
        .collect()
}

/// What the lists say otherwise than the contract: the place, the side, and the difference.
pub(super) fn check(
    contract: &Document,
    operation: &Operation,
    mention: &Mention,
    lists: &[List],
) -> Vec<(String, Option<Direction>, Difference)> {
    let mut found = Vec::new();
    for list in lists {
        match list.of {
            Of::Parameters("authorization") => {}
            Of::Parameters(place) => {
                parameters(contract, operation, mention, place, &list.fields, &mut found)
            }
            Of::Body => {
                if let Some(body) = operation.body {
                    fields(contract, body, "request", Request, &list.fields, &mut found);
                }
            }
            Of::Response => {
                if let Some((status, response)) =
                    operation.responses.iter().find(|(status, _)| status.starts_with('2'))
                {
                    fields(contract, response, status, Response, &list.fields, &mut found);
                }
            }
        }
    }
    found
}

/// Two types that do not go together, where both sides name one.
fn misfit(ours: Option<Types>, theirs: Option<Types>) -> Option<Difference> {
    let (ours, theirs) = (ours?, theirs?);
    let said = format!("the page says {theirs}, the contract {ours}");
    (!theirs.has(ours))
        .then(|| Difference::new(Change::Retyped { reads: false }, said).values(ours, theirs))
}

type Found = Vec<(String, Option<Direction>, Difference)>;

fn parameters(
    contract: &Document,
    operation: &Operation,
    mention: &Mention,
    place: &str,
    fields: &[Field],
    found: &mut Found,
) {
    // A path parameter is who it is by where it stands, which the path has told already.
    if place == "path" && operation.path != mention.path {
        return;
    }
    // A list that marks nothing as required does not say that something is optional.
    let marks = fields.iter().any(|field| field.required);
    for field in fields.iter().filter(|field| !field.name.eq_ignore_ascii_case("authorization")) {
        let text = format!("{place} {}", field.name);
        let mut note =
            |difference: Difference| found.push((text.clone(), Some(Request), difference));
        let Some(known) =
            operation.parameters.iter().find(|one| one.place == place && one.is_named(&field.name))
        else {
            note(Difference::new(
                Change::ParameterAdded { required: field.required },
                "a parameter that the contract does not know",
            ));
            continue;
        };
        let types = Schema::of(contract, &Usage::of(contract, &known.schema)).types;
        if let Some(difference) = misfit(types, field.types) {
            note(difference);
        }
        if field.required && !known.required {
            note(
                Difference::new(
                    Change::ParameterRequired { now: true },
                    "the page says it is required",
                )
                .values("optional", "required"),
            );
        } else if marks && !field.required && known.required {
            note(
                Difference::new(
                    Change::ParameterRequired { now: false },
                    "the page does not say it is required",
                )
                .values("required", "optional"),
            );
        }
    }
    for known in operation.parameters.iter().filter(|one| one.place == place) {
        if !fields.iter().any(|field| known.is_named(&field.name)) {
            let difference = Difference::new(
                Change::ParameterRemoved,
                "the page lists the others, and not this one",
            );
            found.push((format!("{place} {}", known.name), Some(Request), difference));
        }
    }
}

fn fields(
    contract: &Document,
    body: &serde_json::Map<String, serde_json::Value>,
    text: &str,
    direction: Direction,
    fields: &[Field],
    found: &mut Found,
) {
    let Some(schema) = content(body)
        .into_iter()
        .find(|(name, _)| name.ends_with("json"))
        .and_then(|(_, media)| media.get("schema"))
    else {
        return;
    };
    for field in fields {
        let mut parts = vec![schema];
        let mut place = String::new();
        let names: Vec<&str> = field.name.split('.').collect();
        for (at, name) in names.iter().enumerate() {
            let mut schema = Schema::of(contract, &Usage::of(contract, &parts));
            while let Some(items) = schema.items.clone() {
                place.push_str("[]");
                schema = Schema::of(contract, &Usage::of(contract, &items));
            }
            let name = name.trim_end_matches("[]");
            place = format!("{place}.{name}");
            let Some(next) = schema.field(name) else {
                // A union's or a free object's fields are not listed here.
                if schema.union.is_none() && !schema.fields.is_empty() && at + 1 == names.len() {
                    let change = Change::FieldAdded { required: field.required };
                    found.push((
                        text.to_owned(),
                        Some(direction),
                        Difference::new(change, "a field that the contract does not know")
                            .at(&place),
                    ));
                }
                break;
            };
            parts = next.to_vec();
            if at + 1 < names.len() {
                continue;
            }
            let types = Schema::of(contract, &Usage::of(contract, &parts)).types;
            found.extend(
                misfit(types, field.types)
                    .map(|difference| (text.to_owned(), Some(direction), difference.at(&place))),
            );
            if direction == Request && field.required && !schema.required.contains(name) {
                let change =
                    Change::FieldRequired { now: true, tolerated: false, same_type: false };
                found.push((
                    text.to_owned(),
                    Some(direction),
                    Difference::new(change, "the page says it is required").at(&place),
                ));
            }
        }
    }
}

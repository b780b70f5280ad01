//! Compares the JSON bodies of a page with their schemas.

use serde_json::Value;

use super::text::{Page, bare};
use crate::drift::change::Change;
use crate::drift::compare::graph::Difference;
use crate::drift::document::Document;
use crate::drift::equality::same_value;
use crate::drift::finding::Direction::{self, Request};
use crate::drift::rename::folded;
use crate::drift::schema::{Additional, Schema, Types};
use crate::drift::usage::Usage;

/// The maximum number of bodies of one page, and of tried positions.
const MAX_BODIES: usize = 2000;

/// A body on a page.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) value: Value,
    /// The line of its start.
    pub(super) line: usize,
    /// Its direction, according to the text before it.
    pub(super) is_request: Option<bool>,
    /// Whether it is generated: then its values mean nothing, but its fields are complete.
    pub(super) generated: bool,
}

/// Returns all JSON objects and arrays of objects on a page, in order, and whether the page ends
/// inside one because it was truncated.
pub(super) fn shown(page: &Page) -> (Vec<Body>, bool) {
    let text = page.lines.join("\n");
    let mut starts = Vec::new();
    let mut offset = 0;
    for line in &page.lines {
        starts.push(offset);
        offset += line.len() + 1;
    }
    let mut found = Vec::new();
    let mut from = 0;
    for _ in 0..MAX_BODIES {
        let Some(at) = text[from..].find(['{', '[']).map(|at| from + at) else { break };
        from = at + 1;
        // Only texts that begin like JSON are tried: `{"`, or `[{"` for an array of bodies; in
        // `{}` there is nothing to check.
        let rest = text[at + 1..].trim_start();
        if !(rest.starts_with('"') || (text[at..].starts_with('[') && rest.starts_with('{'))) {
            continue;
        }
        let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
        let value = match values.next() {
            Some(Ok(value)) => value,
            // Objects inside a truncated body are not bodies.
            Some(Err(error)) if error.is_eof() => return (found, true),
            _ => continue,
        };
        from = at + values.byte_offset();
        let objects = value.is_object()
            || value.as_array().is_some_and(|list| list.iter().all(Value::is_object));
        if objects && value.get("openapi").is_none() {
            let line = starts.partition_point(|start| *start <= at).saturating_sub(1);
            let before = &text[starts[line]..at];
            found.push(Body {
                line,
                is_request: side(page, line, before),
                generated: is_generated(&value),
                value,
            });
        }
    }
    (found, false)
}

/// Returns the direction of a body, according to the text before it on the same line or in the
/// nearest lines above.
fn side(page: &Page, line: usize, before: &str) -> Option<bool> {
    let sends = ["-d ", "--data", "--json", "JSON.stringify", "json=", "body:"];
    if sends.iter().any(|word| before.contains(word)) {
        return Some(true);
    }
    page.lines[..line]
        .iter()
        .rev()
        .map(|above| bare(above))
        .filter(|above| !above.is_empty())
        .take(4)
        .find_map(|above| {
            let words = above.to_lowercase();
            // The name of a resource such as `deletion-requests` is no indication.
            let has = |all: &[&str]| {
                words
                    .split_whitespace()
                    .any(|word| all.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())))
            };
            let short = words.len() < 80;
            if short && has(&["response", "responses", "returns"])
                || words == "200"
                || words == "201"
                || words == "202"
            {
                Some(false)
            } else if short
                && (has(&["request", "requests"]) || sends.iter().any(|word| above.contains(word)))
            {
                Some(true)
            } else {
                None
            }
        })
}

/// The placeholder values of sample generators.
const STOCK: [&str; 12] = [
    "string",
    "2023-11-07T05:31:56Z",
    "2023-11-07",
    "2023-12-25",
    "2019-08-24T14:15:22Z",
    "2019-08-24",
    "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    "497f6eca-6276-4993-bfeb-53cbbba6f08d",
    "jsmith@example.com",
    "user@example.com",
    "aSDinaTvuI8gbWludGxpZnk=",
    "http://example.com",
];

fn is_placeholder(text: &str) -> bool {
    (text.starts_with('<') && text.ends_with('>')) || STOCK.contains(&text)
}

fn is_generated(value: &Value) -> bool {
    match value {
        Value::String(text) => is_placeholder(text),
        Value::Array(items) => items.iter().any(is_generated),
        Value::Object(fields) => fields.values().any(is_generated),
        _ => false,
    }
}

/// Returns whether a body has a value at a place such as `.jobs[].status`.
pub(super) fn has(body: &Value, place: &str) -> bool {
    match body {
        Value::Array(items) => {
            let inside = place.strip_prefix("[]").unwrap_or(place);
            items.iter().any(|item| has(item, inside))
        }
        _ if place.is_empty() => true,
        Value::Object(fields) => {
            let place = place.strip_prefix('.').unwrap_or(place);
            let end = place.find(['.', '[']).unwrap_or(place.len());
            fields
                .get(&place[..end])
                .is_some_and(|field| place[end..].is_empty() || has(field, &place[end..]))
        }
        _ => false,
    }
}

/// Returns the differences of a body from its schema.
pub(super) fn check(
    contract: &Document,
    schema: &Value,
    direction: Direction,
    body: &Body,
) -> Vec<Difference> {
    let mut check =
        Check { contract, direction, generated: body.generated, differences: Vec::new() };
    check.value(&[schema], &body.value, "", 0);
    check.differences
}

struct Check<'d> {
    contract: &'d Document,
    direction: Direction,
    generated: bool,
    differences: Vec<Difference>,
}

impl<'d> Check<'d> {
    fn note(&mut self, place: &str, difference: Difference) {
        let difference = difference.at(place);
        if !self
            .differences
            .iter()
            .any(|old| old.segment == difference.segment && old.what == difference.what)
        {
            self.differences.push(difference);
        }
    }

    fn value(&mut self, parts: &[&'d Value], value: &Value, place: &str, depth: usize) {
        let usage = Usage::of(self.contract, parts);
        if usage.is_any() || depth > 100 {
            return;
        }
        let schema = Schema::of(self.contract, &usage);
        if value.is_null() {
            if !usage.nullable && !self.generated && schema.types.is_some() {
                let list = schema.is(Types::ARRAY);
                let change = Change::Nullable { now: true, tolerated: list, same_type: list };
                self.note(
                    place,
                    Difference::new(change, "the page shows null").values("never null", "null"),
                );
            }
            return;
        }
        if let Some(union) = &schema.union {
            return self.union(&union.variants.clone(), value, place, depth);
        }
        if !self.fits(&schema, value, place) {
            return;
        }
        match value {
            Value::Object(object) => self.object(&schema, object, place, depth),
            Value::Array(items) => {
                for item in items {
                    if let Some(parts) = &schema.items {
                        self.value(parts, item, &format!("{place}[]"), depth + 1);
                    }
                }
            }
            Value::String(text) => self.text(&schema, text, place),
            Value::Number(number) => {
                let outside = number.as_f64().is_some_and(|number| !schema.bounds.admits(number));
                if outside && !self.generated {
                    let what = format!("the page shows {number}, outside the bounds");
                    self.note(
                        place,
                        Difference::new(
                            Change::Bound(crate::drift::bounds::BoundChange::Looser),
                            what,
                        )
                        .changing(None, Some(number.to_string())),
                    );
                }
            }
            Value::Bool(_) | Value::Null => {}
        }
    }

    fn fits(&mut self, schema: &Schema, value: &Value, place: &str) -> bool {
        let shown = Types::of_value(value);
        let Some(types) = schema.types.filter(|types| !types.has(shown)) else { return true };
        // Generators write `<any>` for unknown types.
        if self.generated
            && matches!(value, Value::String(text) if matches!(text.as_str(), "<any>" | "<unknown>"))
        {
            return false;
        }
        let what = format!("the page shows {shown}, the contract says {types}");
        self.note(
            place,
            Difference::new(Change::Retyped { reads: false }, what).values(types, shown),
        );
        false
    }

    fn text(&mut self, schema: &Schema, text: &str, place: &str) {
        if self.generated && is_placeholder(text) {
            return;
        }
        let value = Value::String(text.to_owned());
        if let Some(values) = schema
            .values
            .as_ref()
            .filter(|values| !values.iter().any(|known| same_value(known, &value)))
        {
            let recased = values
                .iter()
                .filter_map(|known| known.as_str())
                .find(|known| folded(known) == folded(text));
            let difference = match recased {
                Some(known) => Difference::new(
                    Change::EnumValueRecased,
                    format!("the value \"{known}\" is written \"{text}\""),
                )
                .values(known, text),
                None => {
                    Difference::new(Change::EnumValueAdded, format!("the value \"{text}\" is new"))
                        .changing(None, Some(text.to_owned()))
                }
            };
            self.note(place, difference);
        }
        if schema.format.as_deref() == Some("date-time") && !is_instant(text) {
            let difference = Difference::new(
                Change::Format { copes: false, typed: true },
                format!("the page shows \"{text}\", which is not a date-time"),
            );
            self.note(place, difference.values("date-time", text));
        }
    }

    fn union(&mut self, variants: &[&'d Value], value: &Value, place: &str, depth: usize) {
        // The variant with the fewest differences is used.
        let tried = variants.iter().map(|variant| {
            let mut check = Check {
                contract: self.contract,
                direction: self.direction,
                generated: self.generated,
                differences: Vec::new(),
            };
            check.value(&[*variant], value, place, depth + 1);
            check.differences
        });
        let best = tried.min_by_key(|differences| {
            // A different tag outweighs everything, because it is another variant.
            let wrong = differences
                .iter()
                .filter(|difference| {
                    matches!(difference.change, Change::EnumValueAdded | Change::Retyped { .. })
                })
                .count();
            (wrong, differences.len())
        });
        for difference in best.unwrap_or_default() {
            let segment = difference.segment.clone();
            self.note(&segment, difference);
        }
    }

    fn object(
        &mut self,
        schema: &Schema<'d>,
        object: &serde_json::Map<String, Value>,
        place: &str,
        depth: usize,
    ) {
        for (name, value) in object {
            let inside = format!("{place}.{name}");
            match (schema.field(name), &schema.additional) {
                (Some(parts), _) => self.value(parts, value, &inside, depth + 1),
                (None, Some(Additional::Of(parts))) => {
                    self.value(parts, value, &format!("{place}.*"), depth + 1);
                }
                // According to the contract there can be other fields.
                (None, Some(Additional::Open)) => {}
                (None, _) if schema.fields.is_empty() => {}
                (None, _) => {
                    let shown = Types::of_value(value);
                    let what =
                        format!("the page shows a field that the contract does not know: {shown}");
                    self.note(
                        &inside,
                        Difference::new(Change::FieldAdded { required: false }, what)
                            .changing(None, Some(shown.to_string())),
                    );
                }
            }
        }
        for (name, parts) in &schema.fields {
            let usage = Usage::of(self.contract, parts);
            let hidden = if self.direction == Request { usage.read_only } else { usage.write_only };
            let required = schema.required.contains(name);
            if object.contains_key(*name) || hidden || !(required || self.generated) {
                continue;
            }
            let field = Schema::of(self.contract, &usage);
            let tolerated = !required || usage.nullable || field.is(Types::ARRAY);
            let (change, what) = if self.direction == Request && !self.generated {
                (
                    Change::FieldRequired { now: false, tolerated, same_type: false },
                    "the page's request does without it",
                )
            } else {
                (Change::FieldRemoved { tolerated }, "absent from the body that the page shows")
            };
            let word = if required { "required" } else { "optional" };
            self.note(
                &format!("{place}.{name}"),
                Difference::new(change, what)
                    .changing(Some(format!("{word} {}", field.word())), None),
            );
        }
    }
}

/// Returns whether a text has the format of an RFC 3339 timestamp.
fn is_instant(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let at = |position: usize, marks: &[u8]| {
        bytes.get(position).is_some_and(|byte| marks.contains(byte))
    };
    digits(0..4)
        && at(4, b"-")
        && digits(5..7)
        && at(7, b"-")
        && digits(8..10)
        && at(10, b"Tt ")
        && digits(11..13)
        && at(13, b":")
        && digits(14..16)
        && (text.ends_with(['Z', 'z']) || text[16..].contains(['+', '-']))
}

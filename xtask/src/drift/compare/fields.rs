//! Compares the fields of an object: added, removed, renamed, made required or optional, and
//! additional fields.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::graph::{Difference, Presence};
use super::schemas::Pair;
use crate::drift::change::Change;
use crate::drift::document::Document;
use crate::drift::finding::Direction::{self, Request};
use crate::drift::rename::{self, Candidate};
use crate::drift::schema::{Additional, Schema, Types};
use crate::drift::usage::Usage;

struct Field<'d> {
    name: &'d str,
    usage: Usage<'d>,
    required: bool,
}

pub(crate) fn compare<'d>(pair: &mut Pair<'_, 'd>, old: &Schema<'d>, new: &Schema<'d>) {
    if old.fields.is_empty()
        && new.fields.is_empty()
        && old.additional.is_none()
        && new.additional.is_none()
        && old.required.is_empty()
        && new.required.is_empty()
    {
        return;
    }
    let before = visible(pair.graph.base, old, pair.direction);
    let after = visible(pair.graph.head, new, pair.direction);
    let there: HashMap<&str, usize> =
        after.iter().enumerate().map(|(at, field)| (field.name, at)).collect();
    let here: HashSet<&str> = before.iter().map(|field| field.name).collect();
    let gone = absent(&before, pair.graph.base, |name| there.contains_key(name));
    let came = absent(&after, pair.graph.head, |name| here.contains(name));
    let candidates =
        |all: &[(usize, Candidate<'d>)]| all.iter().map(|(_, one)| one.clone()).collect::<Vec<_>>();
    let renames = rename::pairs(&candidates(&gone), &candidates(&came));

    let mut pairs: Vec<(usize, usize, bool)> = before
        .iter()
        .enumerate()
        .filter_map(|(at, field)| Some((at, *there.get(field.name)?, false)))
        .collect();
    pairs.extend(renames.iter().map(|(at, to)| (gone[*at].0, came[*to].0, true)));
    pairs.sort_unstable();
    for (at, to, renamed) in pairs {
        let (a, b) = (&before[at], &after[to]);
        let segment = format!(".{}", b.name);
        if renamed {
            let change = Change::FieldRenamed { tolerated: tolerated(a) };
            let what = format!("was called \"{}\", is called \"{}\"", a.name, b.name);
            pair.own.push(
                Difference::new(change, what).values(a.name, b.name).at(format!(".{}", a.name)),
            );
        }
        let presence = Presence { before: a.required, after: b.required };
        let parent = format!("{}/{}", pair.identity, b.name);
        let edge =
            pair.graph.edge_of(a.usage.clone(), b.usage.clone(), pair.direction, presence, &parent);
        pair.follow(&segment, edge);
    }
    for (at, (field, _)) in gone.iter().enumerate() {
        if !renames.iter().any(|(old, _)| *old == at) {
            let field = &before[*field];
            let hidden = new.field(field.name).map(|_| hidden(pair.direction)).unwrap_or_default();
            let difference = Difference::new(
                Change::FieldRemoved { tolerated: tolerated(field) },
                format!("is gone{hidden}"),
            );
            let word = word(pair.graph.base, field);
            pair.own.push(difference.changing(Some(word), None).at(format!(".{}", field.name)));
        }
    }
    for (at, (field, _)) in came.iter().enumerate() {
        if !renames.iter().any(|(_, new)| *new == at) {
            let field = &after[*field];
            let word = word(pair.graph.head, field);
            let difference = Difference::new(
                Change::FieldAdded { required: field.required },
                format!("is new: {word}"),
            );
            pair.own.push(difference.changing(None, Some(word)).at(format!(".{}", field.name)));
        }
    }
    unnamed(pair, old, new);
    additional(pair, old, new);
}

/// Returns the fields of a direction: read-only fields are never sent, write-only fields never
/// received.
fn visible<'d>(
    document: &'d Document,
    schema: &Schema<'d>,
    direction: Direction,
) -> Vec<Field<'d>> {
    let all = schema.fields.iter().map(|(name, parts)| Field {
        name,
        usage: Usage::of(document, parts),
        required: schema.required.contains(name),
    });
    all.filter(
        |field| {
            if direction == Request { !field.usage.read_only } else { !field.usage.write_only }
        },
    )
    .collect()
}

/// Returns the fields that the other side lacks, with the data that a rename does not change.
fn absent<'d>(
    fields: &[Field<'d>],
    document: &'d Document,
    shared: impl Fn(&str) -> bool,
) -> Vec<(usize, Candidate<'d>)> {
    let mut position = 0;
    let mut found = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        if shared(field.name) {
            position += 1;
        } else {
            let schema = Schema::of(document, &field.usage);
            let items = schema
                .items
                .as_ref()
                .map(|items| Schema::of(document, &Usage::of(document, items)).outline());
            let outline = format!("{} {items:?}", schema.outline());
            found.push((at, Candidate { name: field.name, outline, position }));
        }
    }
    found
}

/// Returns whether the generated reader tolerates a field's absence: nullable ones, optional ones
/// and lists.
fn tolerated(field: &Field) -> bool {
    let list =
        field.usage.leaves.iter().any(|leaf| leaf.get("type").is_some_and(|kind| kind == "array"));
    !field.required || field.usage.nullable || list
}

fn word<'d>(document: &'d Document, field: &Field<'d>) -> String {
    let presence = if field.required { "required" } else { "optional" };
    let null = if field.usage.nullable && !field.usage.is_any() { ", nullable" } else { "" };
    format!("{presence} {}{null}", Schema::of(document, &field.usage).word())
}

fn hidden(direction: Direction) -> &'static str {
    if direction == Request {
        " from requests: it is read-only now"
    } else {
        " from responses: it is write-only now"
    }
}

/// Returns required names without a schema.
fn unnamed(pair: &mut Pair, old: &Schema, new: &Schema) {
    for (from, to, now) in [(new, old, true), (old, new, false)] {
        for name in from.required.difference(&to.required) {
            if from.field(name).is_none() && to.field(name).is_none() {
                let change = Change::FieldRequired { now, tolerated: true, same_type: true };
                let what =
                    if now { "is required now, without a schema" } else { "is no longer required" };
                pair.own.push(Difference::new(change, what).at(format!(".{name}")));
            }
        }
    }
}

fn additional<'d>(pair: &mut Pair<'_, 'd>, old: &Schema<'d>, new: &Schema<'d>) {
    if !(old.is(Types::OBJECT) && new.is(Types::OBJECT)) {
        return;
    }
    let open = Additional::Open;
    let effective = |document: &'d Document, schema: &Schema<'d>| match &schema.additional {
        // A schema that allows anything counts as no schema.
        Some(Additional::Of(parts)) if Usage::of(document, parts).is_any() => open.clone(),
        Some(additional) => additional.clone(),
        None => open.clone(),
    };
    let (before, after) = (&effective(pair.graph.base, old), &effective(pair.graph.head, new));
    let strictness = |additional: &Additional| match additional {
        Additional::Open => 0,
        Additional::Of(_) => 1,
        Additional::Closed => 2,
    };
    let label = |additional: &Additional| match additional {
        Additional::Open => "any",
        Additional::Of(_) => "those of one schema",
        Additional::Closed => "none",
    };
    match (before, after) {
        (Additional::Of(a), Additional::Of(b)) => {
            let (a, b): (&[&'d Value], &[&'d Value]) = (a, b);
            pair.descend(".*", a, b, Presence::ALWAYS, "*");
        }
        (Additional::Of(_), Additional::Open) => {
            let what = "its further fields may be anything now";
            pair.own.push(Difference::new(Change::TypesWidened, what).at(".*"));
        }
        (a, b) if strictness(a) == strictness(b) => {}
        (a, b) => {
            let change = if strictness(b) > strictness(a) {
                Change::AdditionalClosed
            } else {
                Change::AdditionalOpened
            };
            let what = format!("further fields: {} → {}", label(a), label(b));
            pair.own.push(Difference::new(change, what).values(label(a), label(b)));
        }
    }
}

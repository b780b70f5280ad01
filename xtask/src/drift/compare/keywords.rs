//! Compares keywords of JSON Schema beyond types, fields and bounds. Each is a restriction, so an
//! added one tightens and a removed one loosens; other differences are unclassified unless their
//! parts show the direction.

use std::collections::BTreeSet;

use serde_json::Value;

use super::graph::{Difference, Presence};
use super::schemas::Pair;
use crate::drift::change::Change;
use crate::drift::document::Document;
use crate::drift::equality;
use crate::drift::finding::Direction::{Request, Response};
use crate::drift::schema::Schema;

/// Keywords that restrict with any value.
const RESTRICTING: [&str; 12] = [
    "additionalItems",
    "anyOf",
    "contains",
    "contentSchema",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "not",
    "oneOf",
    "prefixItems",
    "propertyNames",
    "unevaluatedItems",
];

/// The values of a keyword in a schema's parts.
type Values<'s, 'd> = &'s [&'d Value];

/// Compares every keyword without specific support.
pub(super) fn compare<'d>(pair: &mut Pair<'_, 'd>, old: &Schema<'d>, new: &Schema<'d>) {
    let keys: BTreeSet<&str> = old.other.keys().chain(new.other.keys()).copied().collect();
    conditional(pair, old, new);
    for key in keys.into_iter().filter(|key| !matches!(*key, "if" | "then" | "else")) {
        let values = |schema: &Schema<'d>| -> Vec<&'d Value> {
            let values = schema.other.get(key).into_iter().flatten().copied();
            values.filter(|value| has_effect(key, value, schema)).collect()
        };
        let (before, after) = (values(old), values(new));
        if same(pair, &before, &after) {
            continue;
        }
        match (key, &before[..], &after[..]) {
            ("minContains" | "maxContains", [a], [b]) => count(pair, key, a, b),
            ("minContains" | "maxContains", a, _) => restriction(pair, key, a.is_empty()),
            ("contentMediaType", a, b) => media_type(pair, a, b),
            ("patternProperties", a, b) => named(pair, key, a, b, true),
            ("dependentSchemas" | "dependencies", a, b) => named(pair, key, a, b, false),
            ("dependentRequired", a, b) => dependent_required(pair, a, b),
            ("prefixItems", a, b) => positions(pair, a, b),
            ("propertyNames", [a], [b]) => {
                pair.descend("(names)", &[*a], &[*b], Presence::ALWAYS, key);
            }
            ("unevaluatedItems" | "additionalItems", [a], [b])
                if a.is_object() && b.is_object() =>
            {
                pair.descend("[]", &[*a], &[*b], Presence::ALWAYS, key);
            }
            ("unevaluatedItems" | "additionalItems", [a], []) if a.is_object() => {
                widened(pair, key, "its further items may be anything now");
            }
            ("not", [a], [b]) => negation(pair, a, b),
            (_, [], _) if RESTRICTING.contains(&key) => restriction(pair, key, true),
            (_, _, []) if RESTRICTING.contains(&key) => restriction(pair, key, false),
            (_, a, b) => {
                let word = match (a, b) {
                    ([], _) => "is new",
                    (_, []) => "is gone",
                    _ => "differs",
                };
                let what = format!("the keyword `{key}` {word}");
                pair.own.push(Difference::new(Change::Unclassified, what));
            }
        }
    }
}

/// Returns whether a keyword has an effect at its place.
fn has_effect(key: &str, value: &Value, schema: &Schema) -> bool {
    let anything = |value: &Value| {
        value == &Value::Bool(true) || value.as_object().is_some_and(serde_json::Map::is_empty)
    };
    match key {
        "minContains" => schema.other.contains_key("contains") && value.as_f64() != Some(1.0),
        "maxContains" => schema.other.contains_key("contains"),
        "propertyNames" | "unevaluatedItems" | "additionalItems" => !anything(value),
        "patternProperties" | "dependentSchemas" | "dependentRequired" => {
            value.as_object().is_none_or(|entries| !entries.is_empty())
        }
        "prefixItems" => value.as_array().is_none_or(|items| !items.is_empty()),
        _ => true,
    }
}

fn same(pair: &Pair, old: Values, new: Values) -> bool {
    let documents = documents(pair);
    old.len() == new.len()
        && old.iter().zip(new).all(|(a, b)| equality::same((documents.0, a), (documents.1, b)))
}

fn documents<'d>(pair: &Pair<'_, 'd>) -> (&'d Document, &'d Document) {
    (pair.graph.base, pair.graph.head)
}

fn restriction(pair: &mut Pair, key: &str, added: bool) {
    let (change, word) = if added {
        (Change::ConstraintAdded, "is new")
    } else {
        (Change::ConstraintRemoved, "is gone")
    };
    pair.own.push(Difference::new(change, format!("the keyword `{key}` {word}")));
}

/// Reports a removed schema: a reader of responses may receive any value.
fn widened(pair: &mut Pair, key: &str, what: &str) {
    if pair.direction == Response {
        pair.own.push(Difference::new(Change::TypesWidened, what));
    } else {
        restriction(pair, key, false);
    }
}

fn unclassified(pair: &mut Pair, key: &str) {
    let what = format!("the keyword `{key}` differs");
    pair.own.push(Difference::new(Change::Unclassified, what));
}

/// Compares `if` with its `then` and `else`, which may have changed under the same condition.
fn conditional<'d>(pair: &mut Pair<'_, 'd>, old: &Schema<'d>, new: &Schema<'d>) {
    let part = |schema: &Schema<'d>, key| schema.other.get(key).cloned().unwrap_or_default();
    let effective = |schema: &Schema| {
        schema.other.contains_key("if")
            && (schema.other.contains_key("then") || schema.other.contains_key("else"))
    };
    match (effective(old), effective(new)) {
        (false, false) => return,
        (false, true) => return restriction(pair, "if", true),
        (true, false) => return restriction(pair, "if", false),
        (true, true) => {}
    }
    let parts = ["if", "then", "else"].map(|key| (part(old, key), part(new, key)));
    let differs = parts.each_ref().map(|(a, b)| !same(pair, a, b));
    let [_, then, otherwise] = parts.map(|(a, b)| (a.is_empty(), b.is_empty()));
    match differs {
        [false, false, false] => {}
        // Under the same condition, the consequence was added or removed.
        [false, true, false] if then.0 || then.1 => restriction(pair, "then", then.0),
        [false, false, true] if otherwise.0 || otherwise.1 => {
            restriction(pair, "else", otherwise.0);
        }
        _ => unclassified(pair, "if"),
    }
}

/// Compares the number of items of a kind that an array must or may contain.
fn count(pair: &mut Pair, key: &str, old: &Value, new: &Value) {
    match (old.as_f64(), new.as_f64()) {
        (Some(a), Some(b)) => restriction(pair, key, (b > a) == (key == "minContains")),
        _ => unclassified(pair, key),
    }
}

/// Compares the content of a text; a reader may not support another.
fn media_type(pair: &mut Pair, old: Values, new: Values) {
    let text = |values: Values| values.first().and_then(|value| value.as_str()).map(str::to_owned);
    let (was, is) = (text(old), text(new));
    let copes = match pair.direction {
        Response => was.is_none(),
        Request => is.is_none(),
    };
    let word = |one: &Option<String>| one.clone().unwrap_or_else(|| "anything".to_owned());
    let what = format!("holds {}, no longer {}", word(&is), word(&was));
    let change = Change::Format { copes, typed: false };
    pair.own.push(Difference::new(change, what).changing(was, is));
}

/// Compares schemas by name: for fields whose names match a pattern, or that depend on a field.
fn named<'d>(
    pair: &mut Pair<'_, 'd>,
    key: &str,
    old: Values<'_, 'd>,
    new: Values<'_, 'd>,
    for_fields: bool,
) {
    let entries = |values: Values<'_, 'd>| -> Vec<(&'d String, &'d Value)> {
        values.iter().filter_map(|value| value.as_object()).flatten().collect()
    };
    let (before, after) = (entries(old), entries(new));
    for (name, a) in &before {
        match after.iter().find(|(other, _)| other == name) {
            Some((_, b)) if for_fields => {
                let segment = format!(".({name})");
                pair.descend(&segment, &[*a], &[*b], Presence::ALWAYS, name);
            }
            Some((_, b)) => {
                if !same(pair, &[*a], &[*b]) {
                    unclassified(pair, key);
                }
            }
            None if for_fields => {
                let what = format!("fields that fit {name} may be anything now");
                widened(pair, key, &what);
            }
            None => restriction(pair, key, false),
        }
    }
    if after.iter().any(|(name, _)| !before.iter().any(|(other, _)| other == name)) {
        restriction(pair, key, true);
    }
}

/// Compares the fields required by another field.
fn dependent_required(pair: &mut Pair, old: Values, new: Values) {
    let demands = |values: Values| -> BTreeSet<(String, String)> {
        let entries = values.iter().filter_map(|value| value.as_object()).flatten();
        entries
            .flat_map(|(field, demanded)| {
                let names = demanded.as_array().into_iter().flatten().filter_map(Value::as_str);
                names.map(|name| (field.clone(), name.to_owned()))
            })
            .collect()
    };
    let (before, after) = (demands(old), demands(new));
    if !after.is_subset(&before) {
        restriction(pair, "dependentRequired", true);
    }
    if !before.is_subset(&after) {
        restriction(pair, "dependentRequired", false);
    }
}

/// Compares items by position.
fn positions<'d>(pair: &mut Pair<'_, 'd>, old: Values<'_, 'd>, new: Values<'_, 'd>) {
    let key = "prefixItems";
    match (old, new) {
        ([], _) => restriction(pair, key, true),
        (_, []) => widened(pair, key, "its first items may be anything now"),
        ([Value::Array(before)], [Value::Array(after)]) => {
            for (at, (a, b)) in before.iter().zip(after).enumerate() {
                pair.descend(&format!("[{at}]"), &[a], &[b], Presence::ALWAYS, &at.to_string());
            }
            match before.len().cmp(&after.len()) {
                std::cmp::Ordering::Less => restriction(pair, key, true),
                std::cmp::Ordering::Greater => {
                    widened(pair, key, "fewer of its items have a schema");
                }
                std::cmp::Ordering::Equal => {}
            }
        }
        _ => unclassified(pair, key),
    }
}

/// Compares `not`; for lists of values the direction is known.
fn negation(pair: &mut Pair, old: &Value, new: &Value) {
    let values = |value: &Value| -> Option<Vec<Value>> {
        let object = value.as_object().filter(|object| object.len() == 1)?;
        object
            .get("enum")
            .and_then(Value::as_array)
            .cloned()
            .or_else(|| object.get("const").map(|one| vec![one.clone()]))
    };
    let within = |these: &[Value], those: &[Value]| {
        these.iter().all(|one| those.iter().any(|other| equality::same_value(one, other)))
    };
    match (values(old), values(new)) {
        (Some(a), Some(b)) if within(&a, &b) => restriction(pair, "not", true),
        (Some(a), Some(b)) if within(&b, &a) => restriction(pair, "not", false),
        _ => unclassified(pair, "not"),
    }
}

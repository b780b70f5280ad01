//! What is said beside the constraints: wording, defaults, deprecation and extensions.

use std::collections::BTreeSet;

use serde_json::Value;

use super::graph::Raw;
use crate::drift::change::Change;
use crate::drift::document::Document;
use crate::drift::extensions;
use crate::drift::meaning;
use crate::drift::usage::Notes;

/// Everything that differs between two sets of notes.
pub(crate) fn compare(documents: (&Document, &Document), old: &Notes, new: &Notes) -> Vec<Raw> {
    let mut raws = Vec::new();
    if wording(old.description) != wording(new.description)
        || wording(old.title) != wording(new.title)
    {
        raws.push(Raw::new(Change::Wording, "its description reads differently"));
    }
    if old.examples != new.examples && !(old.examples.is_empty() && new.examples.is_empty()) {
        raws.push(Raw::new(Change::Wording, "its example differs"));
    }
    raws.extend(deprecation(old.deprecated, new.deprecated));
    raws.extend(default(old.default, new.default));
    let keys: BTreeSet<&str> =
        old.extensions.keys().chain(new.extensions.keys()).copied().collect();
    for key in keys {
        let (before, after) = (old.extensions.get(key).copied(), new.extensions.get(key).copied());
        raws.extend(extension(documents, key, before, after));
    }
    raws
}

/// A text without the white space that only its spelling gives it.
fn wording(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Whether two texts say the same.
pub(crate) fn reads_alike(old: Option<&Value>, new: Option<&Value>) -> bool {
    match (old.and_then(Value::as_str), new.and_then(Value::as_str)) {
        (None, None) => old == new,
        (old, new) => wording(old) == wording(new),
    }
}

pub(crate) fn deprecation(old: bool, new: bool) -> Option<Raw> {
    match (old, new) {
        (false, true) => Some(Raw::new(Change::Deprecated, "is deprecated now")),
        (true, false) => Some(Raw::new(Change::NoLongerDeprecated, "is no longer deprecated")),
        _ => None,
    }
}

fn default(old: Option<&Value>, new: Option<&Value>) -> Option<Raw> {
    // A default of null is what leaving a member out means anyway.
    let (old, new) = (old.filter(|value| !value.is_null()), new.filter(|value| !value.is_null()));
    let raw = match (old, new) {
        (None, None) => return None,
        (Some(a), Some(b)) if meaning::same_value(a, b) => return None,
        (Some(a), Some(b)) => {
            Raw::new(Change::DefaultChanged, format!("its default was {a}, is {b}"))
        }
        (None, Some(b)) => Raw::new(Change::DefaultAdded, format!("has a default now: {b}")),
        (Some(a), None) => Raw::new(Change::DefaultChanged, format!("has lost its default, {a}")),
    };
    Some(raw.changing(old.map(Value::to_string), new.map(Value::to_string)))
}

pub(crate) fn extension(
    documents: (&Document, &Document),
    key: &str,
    old: Option<&Value>,
    new: Option<&Value>,
) -> Option<Raw> {
    let change = extensions::change(documents, key, old, new)?;
    let shown = |value: Option<&Value>| value.map(|value| shorten(&value.to_string()));
    let what = match (shown(old), shown(new)) {
        (Some(old), Some(new)) => format!("{key}: {old} → {new}"),
        (None, Some(new)) => format!("{key} is new: {new}"),
        (old, _) => format!("{key} is gone: {}", old.unwrap_or_default()),
    };
    Some(Raw::new(change, what).changing(shown(old), shown(new)))
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 80 {
        text.to_owned()
    } else {
        text.chars().take(79).chain(['…']).collect()
    }
}

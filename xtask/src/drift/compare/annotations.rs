//! Compares annotations of a schema: wording, defaults, deprecation and extensions.

use std::collections::BTreeSet;

use serde_json::Value;

use super::graph::Difference;
use crate::drift::change::Change;
use crate::drift::document::Document;
use crate::drift::equality;
use crate::drift::extensions;
use crate::drift::usage::Annotations;

/// Compares two sets of annotations.
pub(crate) fn compare(
    documents: (&Document, &Document),
    old: &Annotations,
    new: &Annotations,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    if wording(old.description) != wording(new.description)
        || wording(old.title) != wording(new.title)
    {
        differences.push(Difference::new(Change::Wording, "its description reads differently"));
    }
    if old.examples != new.examples && !(old.examples.is_empty() && new.examples.is_empty()) {
        differences.push(Difference::new(Change::Wording, "its example differs"));
    }
    differences.extend(deprecation(old.deprecated, new.deprecated));
    let keys: BTreeSet<&str> =
        old.extensions.keys().chain(new.extensions.keys()).copied().collect();
    for key in keys {
        let (before, after) = (old.extensions.get(key).copied(), new.extensions.get(key).copied());
        differences.extend(extension(documents, key, before, after));
    }
    differences
}

/// Normalises the white space of a text.
fn wording(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Returns whether two texts are equal except for white space.
pub(crate) fn reads_alike(old: Option<&Value>, new: Option<&Value>) -> bool {
    match (old.and_then(Value::as_str), new.and_then(Value::as_str)) {
        (None, None) => old == new,
        (old, new) => wording(old) == wording(new),
    }
}

pub(crate) fn deprecation(old: bool, new: bool) -> Option<Difference> {
    match (old, new) {
        (false, true) => Some(Difference::new(Change::Deprecated, "is deprecated now")),
        (true, false) => {
            Some(Difference::new(Change::NoLongerDeprecated, "is no longer deprecated"))
        }
        _ => None,
    }
}

/// Compares a default; `effective` if the value is optional.
pub(crate) fn default(
    old: Option<&Value>,
    new: Option<&Value>,
    effective: bool,
) -> Option<Difference> {
    // A default of null is equivalent to an absent field.
    let (old, new) = (old.filter(|value| !value.is_null()), new.filter(|value| !value.is_null()));
    let difference = match (old, new) {
        (None, None) => return None,
        (Some(a), Some(b)) if equality::same_value(a, b) => return None,
        _ if !effective => {
            Difference::new(Change::Wording, "its default differs; it cannot be left out anyway")
        }
        (Some(a), Some(b)) => {
            Difference::new(Change::DefaultChanged, format!("its default was {a}, is {b}"))
        }
        (None, Some(b)) => Difference::new(Change::DefaultAdded, format!("has a default now: {b}")),
        (Some(a), None) => {
            Difference::new(Change::DefaultChanged, format!("has lost its default, {a}"))
        }
    };
    Some(difference.changing(old.map(Value::to_string), new.map(Value::to_string)))
}

pub(crate) fn extension(
    documents: (&Document, &Document),
    key: &str,
    old: Option<&Value>,
    new: Option<&Value>,
) -> Option<Difference> {
    let change = extensions::change(documents, key, old, new)?;
    let shown = |value: Option<&Value>| value.map(|value| shorten(&value.to_string()));
    let what = match (shown(old), shown(new)) {
        (Some(old), Some(new)) => format!("{key}: {old} → {new}"),
        (None, Some(new)) => format!("{key} is new: {new}"),
        (old, _) => format!("{key} is gone: {}", old.unwrap_or_default()),
    };
    Some(Difference::new(change, what).changing(shown(old), shown(new)))
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 80 {
        text.to_owned()
    } else {
        text.chars().take(79).chain(['…']).collect()
    }
}

//! Semantic equality of values, for parts without a more specific rule.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::document::Document;
use super::usage::address;

/// Compares values: numbers by value, objects regardless of the order of keys.
pub(super) fn same_value(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same_value(a, b)))
        }
        _ => old == new,
    }
}

/// Compares schemas (or other parts of a document) with references resolved and wording ignored.
pub(super) fn same((base, old): (&Document, &Value), (head, new): (&Document, &Value)) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![(old, new)];
    while let Some((old, new)) = open.pop() {
        let (old, new) = (base.follow(old), head.follow(new));
        if !seen.insert((address(old), address(new))) {
            continue;
        }
        match (old, new) {
            (Value::Object(a), Value::Object(b)) => {
                let keys: BTreeSet<&String> =
                    a.keys().chain(b.keys()).filter(|key| !is_wording(key)).collect();
                for key in keys {
                    match (a.get(key), b.get(key)) {
                        (Some(a), Some(b)) => open.push((a, b)),
                        _ => return false,
                    }
                }
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                open.extend(a.iter().zip(b));
            }
            _ if same_value(old, new) => {}
            _ => return false,
        }
    }
    true
}

fn is_wording(key: &str) -> bool {
    matches!(
        key,
        "description" | "summary" | "title" | "example" | "examples" | "externalDocs" | "$comment"
    )
}

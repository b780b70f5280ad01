//! Compares extensions: those of this project by their meaning, others as annotations.

use serde_json::Value;

use super::bounds::BoundChange;
use super::change::Change;
use super::document::Document;

/// Returns the change of an extension with a short description; `None` without a difference.
pub(super) fn change(
    (base, head): (&Document, &Document),
    key: &str,
    old: Option<&Value>,
    new: Option<&Value>,
) -> Option<Change> {
    if old == new {
        return None;
    }
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    Some(match key {
        "x-nova-bucket" => {
            let limit = |document: &Document, value| {
                let name = text(value)?;
                document.value.get("x-nova-buckets")?.get(name)?.get("limit")?.as_f64()
            };
            match (limit(base, old), limit(head, new)) {
                (Some(before), Some(after)) if after >= before => Change::BucketHigher,
                _ => Change::BucketLower,
            }
        }
        "x-nova-idempotency" => match (guarantee(old), guarantee(new)) {
            (Some(before), Some(after)) if after < before => Change::IdempotencyWeaker,
            (Some(_), Some(_)) => Change::IdempotencyStronger,
            _ => Change::Unclassified,
        },
        "x-nova-tenant" => match (text(old).as_deref(), text(new).as_deref()) {
            (Some("none") | None, Some("required")) => Change::TenantRequired,
            (Some("required"), Some("none") | None) => Change::TenantNotRequired,
            _ => Change::Unclassified,
        },
        "x-nova-max-bytes" | "x-nova-max-request-bytes" => {
            // No limit is the loosest one.
            let limit = |value: Option<&Value>| value.map_or(Some(f64::INFINITY), Value::as_f64);
            match (limit(old), limit(new)) {
                (Some(before), Some(after)) if after < before => {
                    Change::Bound(BoundChange::Tighter)
                }
                (Some(_), Some(_)) => Change::Bound(BoundChange::Looser),
                _ => Change::Unclassified,
            }
        }
        "x-nova-sensitive" => Change::SensitiveChanged,
        "x-nova-evidence" => Change::Wording,
        key if key.starts_with("x-nova-") => Change::Unclassified,
        key if key.starts_with("x-enum") || PRESENTATION.contains(&key) => Change::Wording,
        _ => Change::ForeignExtension,
    })
}

/// Extensions that only affect the rendering of a document.
const PRESENTATION: [&str; 12] = [
    "x-codeSamples",
    "x-code-samples",
    "x-displayName",
    "x-logo",
    "x-mint",
    "x-oaiMeta",
    "x-readme",
    "x-tagGroups",
    "x-box-tag",
    "x-sortOrder",
    "x-documentation",
    "x-badges",
];

/// The retry levels of idempotency, in ascending order.
fn guarantee(value: Option<&Value>) -> Option<u8> {
    match value {
        None => Some(0),
        Some(value) => match value.as_str()? {
            "none" => Some(0),
            "key" => Some(1),
            "built-in" => Some(2),
            "safe" => Some(3),
            _ => None,
        },
    }
}

/// Returns the differences between the buckets of two documents: the bucket and its field, old,
/// new, and the change.
pub(super) fn buckets(
    base: &Document,
    head: &Document,
) -> Vec<(String, Option<String>, Option<String>, Change)> {
    let of = |document: &Document| {
        document.value.get("x-nova-buckets").and_then(Value::as_object).cloned().unwrap_or_default()
    };
    let (old, new) = (of(base), of(head));
    let mut found = Vec::new();
    for (name, before) in &old {
        let Some(after) = new.get(name) else {
            found.push((name.clone(), Some(before.to_string()), None, Change::Unclassified));
            continue;
        };
        let figures =
            before.as_object().into_iter().flatten().chain(after.as_object().into_iter().flatten());
        let mut figures: Vec<&String> = figures.map(|(key, _)| key).collect();
        figures.sort_unstable();
        figures.dedup();
        for figure in figures {
            let (a, b) = (before.get(figure), after.get(figure));
            if a == b {
                continue;
            }
            let change =
                match (figure.as_str(), a.and_then(Value::as_f64), b.and_then(Value::as_f64)) {
                    ("limit" | "maxInFlight", Some(a), Some(b)) if b >= a => Change::BucketHigher,
                    ("maxInFlight", Some(_), None) => Change::BucketHigher,
                    ("limit" | "maxInFlight", _, Some(_)) => Change::BucketLower,
                    _ => Change::Unclassified,
                };
            found.push((
                format!("{name}.{figure}"),
                a.map(Value::to_string),
                b.map(Value::to_string),
                change,
            ));
        }
    }
    for (name, after) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        found.push((name.clone(), None, Some(after.to_string()), Change::BucketHigher));
    }
    found
}

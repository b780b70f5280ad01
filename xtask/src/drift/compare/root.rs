//! Compares the parts of the document outside operations: texts, buckets, and unused schemas.

use std::collections::BTreeSet;

use serde_json::Value;

use super::graph::{Difference, Presence};
use super::{Comparison, Place, annotations};
use crate::drift::change::Change;
use crate::drift::extensions;
use crate::drift::finding::Direction;
use crate::drift::operation;
use crate::drift::security;
use crate::drift::usage::address;

pub(crate) fn compare(all: &mut Comparison) {
    let (base, head) = (all.graph.base, all.graph.head);
    let place = |text: &str| Place { operation: None, text: text.to_owned(), direction: None };
    let information = |value: &Value| {
        let mut info = value.get("info").cloned().unwrap_or_default();
        // The version is checked by the version gate; the rest is wording.
        if let Some(info) = info.as_object_mut() {
            info.remove("version");
        }
        info
    };
    if information(&base.value) != information(&head.value) {
        all.report(
            &place("info"),
            &Difference::new(Change::Wording, "the document's own description differs"),
        );
    }
    let version = |value: &Value| value.pointer("/info/version").map(shown);
    if version(&base.value) != version(&head.value) {
        let difference = Difference::new(Change::Wording, "the document's version differs");
        all.report(
            &place("info → version"),
            &difference.changing(version(&base.value), version(&head.value)),
        );
    }
    if ["tags", "externalDocs"].into_iter().any(|key| base.value.get(key) != head.value.get(key)) {
        all.report(
            &place("tags"),
            &Difference::new(Change::Wording, "the document's tags or links differ"),
        );
    }
    if all.partial.base || all.partial.head {
        return;
    }
    for (name, old, new, change) in extensions::buckets(base, head) {
        let what = match (&old, &new) {
            (Some(old), Some(new)) => format!("{old} → {new}"),
            (None, Some(new)) => format!("is new: {new}"),
            (old, _) => format!("is gone: {}", old.clone().unwrap_or_default()),
        };
        let mut place = place(&format!("bucket {name}"));
        place.direction = Some(Direction::Request);
        all.report(&place, &Difference::new(change, what).changing(old, new));
    }
    for (scheme, what) in security::offered_scopes(base, head) {
        let place = place(&format!("security scheme {scheme}"));
        all.report(&place, &Difference::new(Change::OfferedScope, what));
    }
    remaining(all, &place("document"));
    unused(all);
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Compares the keywords of the root without specific support.
fn remaining(all: &mut Comparison, place: &Place) {
    const READ: [&str; 12] = [
        "openapi",
        "info",
        "paths",
        "components",
        "webhooks",
        "servers",
        "security",
        "tags",
        "externalDocs",
        "x-nova-buckets",
        "jsonSchemaDialect",
        "$schema",
    ];
    let (Some(old), Some(new)) =
        (all.graph.base.value.as_object(), all.graph.head.value.as_object())
    else {
        return;
    };
    let documents = (all.graph.base, all.graph.head);
    let keys: BTreeSet<&str> = old.keys().chain(new.keys()).map(String::as_str).collect();
    for key in keys.into_iter().filter(|key| !READ.contains(key)) {
        let (a, b) = (old.get(key), new.get(key));
        if key.starts_with("x-") {
            if let Some(difference) = annotations::extension(documents, key, a, b) {
                // A limit of bodies affects requests.
                let place = if key == "x-nova-max-request-bytes" {
                    &place.towards(Direction::Request)
                } else {
                    place
                };
                all.report(place, &difference);
            }
        } else if a != b {
            all.report(
                place,
                &Difference::new(Change::Unclassified, format!("the keyword `{key}` differs")),
            );
        }
    }
}

/// Compares component schemas that no operation uses on either side.
fn unused(all: &mut Comparison) {
    let (base, head) = (all.graph.base, all.graph.head);
    let (used_before, used_after) = (operation::reached(base), operation::reached(head));
    let schemas =
        |value: &'_ Value| value.pointer("/components/schemas").and_then(Value::as_object).cloned();
    let names: BTreeSet<String> = [schemas(&base.value), schemas(&head.value)]
        .into_iter()
        .flatten()
        .flat_map(|all| all.into_iter().map(|(name, _)| name))
        .collect();
    for name in names {
        let of =
            |value| Value::pointer(value, "/components/schemas").and_then(|all| all.get(&name));
        let (old, new) = (of(&base.value), of(&head.value));
        let used = old.is_some_and(|schema| used_before.contains(&address(schema)))
            || new.is_some_and(|schema| used_after.contains(&address(schema)));
        if used {
            continue;
        }
        let place = Place {
            operation: None,
            text: format!("schema {name}"),
            direction: Some(Direction::Response),
        };
        match (old, new) {
            (Some(old), Some(new)) => {
                let edge = all.graph.edge(
                    &[old],
                    &[new],
                    Direction::Response,
                    Presence::ALWAYS,
                    &place.text,
                );
                all.follow(&place, edge, true);
            }
            (Some(_), None) => {
                all.report(
                    &place,
                    &Difference::new(
                        Change::SchemaRemoved,
                        "a schema that no operation used is gone",
                    ),
                );
            }
            (None, Some(_)) => {
                all.report(
                    &place,
                    &Difference::new(Change::SchemaAdded, "a schema that no operation uses is new"),
                );
            }
            (None, None) => {}
        }
    }
}

//! Compares the encoding of form fields.

use serde_json::Value;

use super::graph::{Difference, Graph};
use crate::drift::document::{Document, Object};
use crate::drift::schema::Schema;
use crate::drift::serialization::Serialization;
use crate::drift::usage::Usage;

/// Compares the encoding of fields that both sides have. For added or removed fields it is part of
/// that difference.
pub(super) fn compare<'d>(graph: &Graph<'d>, old: &'d Object, new: &'d Object) -> Vec<Difference> {
    if old.get("encoding") == new.get("encoding") {
        return Vec::new();
    }
    let (before, after) = (schema(graph.base, old), schema(graph.head, new));
    let shared = before.fields.iter().filter(|(name, _)| after.field(name).is_some());
    let changed = shared.filter_map(|(name, parts)| {
        let (a, b) = (written(old, name), written(new, name));
        let field = Schema::of(graph.base, &Usage::of(graph.base, parts));
        let change = a.change(&b, &field)?;
        let what = format!("is written differently: {a} → {b}");
        Some(Difference::new(change, what).values(a, b).at(format!(".{name}")))
    });
    changed.collect()
}

fn schema<'d>(document: &'d Document, media: &'d Object) -> Schema<'d> {
    let parts: Vec<&Value> = media.get("schema").into_iter().collect();
    Schema::of(document, &Usage::of(document, &parts))
}

fn written(media: &Object, name: &str) -> Serialization {
    let encoding = media.get("encoding").and_then(|all| all.get(name));
    Serialization::of(|key| encoding.and_then(|encoding| encoding.get(key)), "form", None)
}

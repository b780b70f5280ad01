//! How the fields of a form are written into it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::graph::{Difference, Graph};
use crate::drift::change::Change;
use crate::drift::document::{Document, Object};
use crate::drift::operation::media_type;
use crate::drift::schema::Schema;
use crate::drift::usage::Usage;

/// The fields that both sides have and that are written differently. What belongs to a field that
/// came or went is part of that.
pub(super) fn compare(graph: &Graph, old: &Object, new: &Object) -> Vec<Difference> {
    if old.get("encoding") == new.get("encoding") {
        return Vec::new();
    }
    let (before, after) = (fields(graph.base, old), fields(graph.head, new));
    let shared = before.intersection(&after);
    let changed = shared.filter_map(|name| {
        let (a, b) = (written(old, name), written(new, name));
        let what = format!("is written differently: {a} → {b}");
        (a != b).then(|| {
            Difference::new(Change::ParameterSerialized, what).values(a, b).at(format!(".{name}"))
        })
    });
    changed.collect()
}

fn fields(document: &Document, media: &Object) -> BTreeSet<String> {
    let Some(schema) = media.get("schema") else { return BTreeSet::new() };
    let schema = Schema::of(document, &Usage::of(document, &[schema]));
    schema.fields.into_iter().map(|(name, _)| name.to_owned()).collect()
}

/// What an encoding says, OpenAPI's defaults filled in.
fn written(media: &Object, name: &str) -> String {
    let encoding = media.get("encoding").and_then(|all| all.get(name));
    let get = |key: &str| encoding.and_then(|encoding| encoding.get(key));
    let style = get("style").and_then(Value::as_str).unwrap_or("form");
    let explode = get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    let reserved = if get("allowReserved") == Some(&Value::Bool(true)) {
        ", reserved characters bare"
    } else {
        ""
    };
    let content =
        get("contentType").and_then(Value::as_str).map(|name| format!(", as {}", media_type(name)));
    format!("style {style}, explode {explode}{reserved}{}", content.unwrap_or_default())
}

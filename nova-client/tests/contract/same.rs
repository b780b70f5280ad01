//! Compares documents by their meaning.

use chrono::DateTime;
use serde_json::{Map, Value};

/// Returns the first path at which `after`, which was decoded from `before` and encoded again, has
/// another meaning.
///
/// An absent field equals null, an absent list or map equals an empty one, and two spellings of one
/// instant are equal.
pub(crate) fn difference(before: &Value, after: &Value) -> Option<String> {
    differs(before, after, "")
}

fn differs(before: &Value, after: &Value, at: &str) -> Option<String> {
    match (before, after) {
        (before, after) if is_empty_value(before) && is_empty_value(after) => None,
        (Value::Object(before), Value::Object(after)) => fields(before, after, at),
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            before.iter().zip(after).enumerate().find_map(|(index, (before, after))| {
                differs(before, after, &format!("{at}/{index}"))
            })
        }
        (Value::String(before), Value::String(after))
            if before == after || is_one_instant(before, after) =>
        {
            None
        }
        (Value::Number(before), Value::Number(after))
            if before == after || before.as_f64() == after.as_f64() =>
        {
            None
        }
        (before, after) if before == after => None,
        _ => Some(if at.is_empty() { "the body".to_owned() } else { at.to_owned() }),
    }
}

fn fields(before: &Map<String, Value>, after: &Map<String, Value>, at: &str) -> Option<String> {
    let added = after.keys().filter(|name| !before.contains_key(*name));
    before.keys().chain(added).find_map(|name| {
        let side = |fields: &Map<String, Value>| fields.get(name).cloned().unwrap_or(Value::Null);
        differs(&side(before), &side(after), &format!("{at}/{name}"))
    })
}

fn is_empty_value(value: &Value) -> bool {
    value.is_null()
        || value.as_array().is_some_and(Vec::is_empty)
        || value.as_object().is_some_and(Map::is_empty)
}

fn is_one_instant(before: &str, after: &str) -> bool {
    matches!(
        (DateTime::parse_from_rfc3339(before), DateTime::parse_from_rfc3339(after)),
        (Ok(before), Ok(after)) if before == after
    )
}

#[test]
fn differences_and_equivalences() {
    use serde_json::json;

    for (before, after) in [
        (json!({"a": null}), json!({})),
        (json!({}), json!({"a": null, "l": []})),
        (json!({"l": null}), json!({"l": []})),
        (json!({}), json!({"m": {}})),
        (json!({"t": "2025-12-14T10:30:45.000Z"}), json!({"t": "2025-12-14T11:30:45+01:00"})),
        (json!([1.0, "x"]), json!([1, "x"])),
    ] {
        assert_eq!(difference(&before, &after), None, "{before} {after}");
    }
    for (before, after, path) in [
        (json!({"a": 1}), json!({}), "/a"),
        (json!({}), json!({"a": {"b": 0}}), "/a"),
        (json!({"l": [1]}), json!({"l": []}), "/l"),
        (json!({"l": [{"x": "a"}]}), json!({"l": [{"x": "A"}]}), "/l/0/x"),
        (json!({"t": "2025-12-14T10:30:45Z"}), json!({"t": "2025-12-14T10:30:46Z"}), "/t"),
        (json!(1), json!("1"), "the body"),
    ] {
        assert_eq!(difference(&before, &after).as_deref(), Some(path), "{before} {after}");
    }
}

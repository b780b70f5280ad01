//! Enums, which are open, and the names of their values.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::super::names;
use super::super::problem::Problems;
use super::super::schema::{child, pointer};
use super::{Enum, EnumValue, text};

pub(super) fn open_enum(name: &str, schema: &Value, problems: &mut Problems) -> Enum {
    let at = pointer(&["components", "schemas", name]);
    let values: Vec<String> = schema
        .get("enum")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .collect();
    let descriptions = schema.get("x-enum-descriptions").and_then(Value::as_object);
    for described in descriptions.into_iter().flat_map(Map::keys) {
        if !values.contains(described) {
            problems.add(
                child(&child(&at, "x-enum-descriptions"), described),
                format!("describes \"{described}\", which is not a value of the enum"),
                "a value of the enum, or leave it out",
            );
        }
    }
    let variants = variants(&at, schema, &values, problems);
    Enum {
        name: name.to_owned(),
        description: text(schema, "/description"),
        is_integer: schema.get("type").and_then(Value::as_str) == Some("integer"),
        values: values
            .into_iter()
            .zip(variants)
            .map(|(text, variant)| {
                let description =
                    descriptions.and_then(|all| all.get(&text)?.as_str()).map(str::to_owned);
                EnumValue { text, variant, description }
            })
            .collect(),
    }
}

/// Returns the names of the variants: from `x-enum-varnames`, which other generators support, too,
/// or else derived from the values.
fn variants(at: &str, schema: &Value, values: &[String], problems: &mut Problems) -> Vec<String> {
    let kind = schema.get("type").and_then(Value::as_str);
    let (is_integer, is_text) = (kind == Some("integer"), kind == Some("string"));
    let made: Vec<Option<String>> =
        values
            .iter()
            .map(|value| {
                if is_integer { Some(names::number_variant(value)) } else { names::variant(value) }
            })
            .collect();
    let Some(given) = schema.get("x-enum-varnames") else {
        let mut seen: Vec<&String> = Vec::new();
        for (index, name) in made.iter().enumerate() {
            let value = &schema["enum"][index];
            let what = match name {
                // This is reported elsewhere.
                _ if !(is_integer || is_text && value.is_string()) => continue,
                None => {
                    format!("is \"{}\", from which no variant name can be derived", values[index])
                }
                Some(name) if seen.contains(&name) => {
                    format!("would be called {name}, as another value is")
                }
                Some(name) => {
                    seen.push(name);
                    continue;
                }
            };
            let proposal: Vec<&str> =
                made.iter().map(|name| name.as_deref().unwrap_or("…")).collect();
            problems.add(
                child(&child(at, "enum"), &index.to_string()),
                what,
                format!(
                    "`\"x-enum-varnames\": {}` at the enum, each a name of your choice",
                    Value::from(proposal)
                ),
            );
        }
        return made.into_iter().map(Option::unwrap_or_default).collect();
    };
    let given: Vec<String> = given
        .as_array()
        .into_iter()
        .flatten()
        .map(|name| name.as_str().unwrap_or_default().to_owned())
        .collect();
    let is_distinct = given.iter().collect::<BTreeSet<_>>().len() == given.len();
    if given.len() != values.len()
        || !is_distinct
        || !given.iter().all(|name| names::is_variant(name))
    {
        let what = "does not name each value of the enum, in its order, by a name of its own";
        let instead =
            format!("{} names in upper camel case, no two alike and none `Unknown`", values.len());
        problems.add(child(at, "x-enum-varnames"), what, instead);
    }
    given
}

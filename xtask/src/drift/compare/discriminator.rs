//! Compares the discriminator of a union: its field, and the mapping of values to variants.

use std::collections::BTreeMap;

use serde_json::Value;

use super::graph::Difference;
use super::unions::Variant;
use crate::drift::change::Change;
use crate::drift::schema::Union;

/// Returns the field that identifies the variants.
pub(super) fn property<'d>(union: &Union<'d>) -> Option<&'d str> {
    union.discriminator?.get("propertyName")?.as_str()
}

/// Compares the discriminators of two unions whose variants are `matched`.
pub(super) fn compare(
    (old, before): (&Union, &[Variant]),
    (new, after): (&Union, &[Variant]),
    matched: &[(usize, usize)],
) -> Vec<Difference> {
    let mut differences = Vec::new();
    match (property(old), property(new)) {
        (Some(a), Some(b)) if a != b => {
            let what = format!("the discriminator was \"{a}\", is \"{b}\"");
            differences.push(Difference::new(Change::DiscriminatorChanged, what).values(a, b));
        }
        (None, Some(b)) => {
            let what = format!("\"{b}\" is its discriminator now");
            let difference = Difference::new(Change::DiscriminatorAdded, what);
            differences.push(difference.changing(None, Some(b.to_owned())));
        }
        (Some(a), None) => {
            let what = format!("has lost its discriminator, \"{a}\"");
            let difference = Difference::new(Change::DiscriminatorChanged, what);
            differences.push(difference.changing(Some(a.to_owned()), None));
        }
        (Some(_), Some(_)) => {
            let (old, new) = (values(old, before), values(new, after));
            differences.extend(mapping((&old, before), (&new, after), matched));
        }
        (None, None) => {}
    }
    differences
}

/// Returns the mapping of values to schemas: explicit entries, and the names of the others.
fn values(union: &Union, variants: &[Variant]) -> BTreeMap<String, String> {
    let mapping = union.discriminator.and_then(|one| one.get("mapping")).and_then(Value::as_object);
    let mut values: BTreeMap<String, String> = mapping
        .into_iter()
        .flatten()
        .filter_map(|(value, target)| Some((value.clone(), target_name(target.as_str()?))))
        .collect();
    for name in variants.iter().filter_map(|variant| variant.name) {
        if !values.values().any(|target| target == name) {
            values.entry(name.to_owned()).or_insert_with(|| name.to_owned());
        }
    }
    values
}

/// Normalises the target of a mapping, which is a name or a reference.
fn target_name(target: &str) -> String {
    target.strip_prefix("#/components/schemas/").unwrap_or(target).to_owned()
}

fn mapping(
    (old, before): (&BTreeMap<String, String>, &[Variant]),
    (new, after): (&BTreeMap<String, String>, &[Variant]),
    matched: &[(usize, usize)],
) -> Vec<Difference> {
    let place = |variants: &[Variant], name: &str| {
        variants.iter().position(|variant| variant.name == Some(name))
    };
    // The values of added and removed variants are part of those differences.
    let went = |name: &str| {
        place(before, name).is_some_and(|at| !matched.iter().any(|(old, _)| *old == at))
    };
    let came = |name: &str| {
        place(after, name).is_some_and(|to| !matched.iter().any(|(_, new)| *new == to))
    };
    let same = |old: &str, new: &str| {
        let pair = place(before, old).zip(place(after, new));
        pair.map_or(old == new, |pair| matched.contains(&pair))
    };
    let mut differences = Vec::new();
    for (value, target) in old {
        let what = match new.get(value) {
            Some(other) if same(target, other) => continue,
            Some(other) => format!("\"{value}\" stands for {other}, no longer for {target}"),
            None if went(target) => continue,
            None => format!("the discriminator no longer knows \"{value}\""),
        };
        let difference = Difference::new(Change::DiscriminatorChanged, what);
        differences.push(difference.changing(Some(value.clone()), None));
    }
    for (value, target) in new.iter().filter(|(value, _)| !old.contains_key(*value)) {
        if !came(target) {
            let what = format!("the discriminator knows \"{value}\" now");
            let difference = Difference::new(Change::MappingAdded, what);
            differences.push(difference.changing(None, Some(value.clone())));
        }
    }
    differences
}

//! `oneOf` and `anyOf`: which variant of the one side is which of the other.

use std::collections::BTreeMap;

use serde_json::Value;

use super::graph::{Difference, Presence};
use super::schemas::Pair;
use crate::drift::change::Change;
use crate::drift::document::Document;
use crate::drift::rename::folded;
use crate::drift::schema::{Schema, Types, Union};
use crate::drift::usage::Usage;

struct Variant<'d> {
    parts: Vec<&'d Value>,
    name: Option<&'d str>,
    /// The fields whose one value tells it from the others, and that value.
    tags: BTreeMap<String, String>,
    schema: Schema<'d>,
    outline: String,
    label: String,
}

/// Compares two schemas of which at least one is a union. Says whether that was all there is to
/// compare.
pub(crate) fn compare<'d>(
    pair: &mut Pair<'_, 'd>,
    (old_use, old): (&Usage<'d>, &Schema<'d>),
    (new_use, new): (&Usage<'d>, &Schema<'d>),
) -> bool {
    let (before, after, mixed) = match (&old.union, &new.union) {
        (None, None) => return false,
        (Some(a), Some(b)) => {
            kinds(pair, a, b);
            (of_union(pair.graph.base, a), of_union(pair.graph.head, b), false)
        }
        // One schema is a union of one; what a union shares with it stays inside its only variant.
        (Some(a), None) => (of_union(pair.graph.base, a), alone(pair.graph.head, new_use), true),
        (None, Some(b)) => (alone(pair.graph.base, old_use), of_union(pair.graph.head, b), true),
    };
    let matched = matched(&before, &after);
    let label = |variant: &Variant| format!("({})", variant.label);
    for (at, to) in &matched {
        let (a, b) = (&before[*at], &after[*to]);
        let segment =
            if mixed || before.len() + after.len() == 2 { String::new() } else { label(b) };
        pair.descend(&segment, &a.parts, &b.parts, Presence::ALWAYS, &b.label);
    }
    if mixed && matched.is_empty() {
        let what = format!("was {}, is {}", old.word(), new.word());
        let change = if admits_all(old, new) {
            Change::TypesNarrowed
        } else if admits_all(new, old) {
            Change::TypesWidened
        } else {
            Change::Retyped { reads: false }
        };
        pair.own.push(Difference::new(change, what).values(old.word(), new.word()));
        return true;
    }
    for (at, variant) in before.iter().enumerate() {
        if !matched.iter().any(|(old, _)| *old == at) {
            let difference = Difference::new(
                Change::VariantRemoved,
                format!("the variant {} is gone", variant.label),
            );
            pair.own.push(difference.changing(Some(variant.label.clone()), None));
        }
    }
    for (at, variant) in after.iter().enumerate() {
        if !matched.iter().any(|(_, new)| *new == at) {
            let difference = Difference::new(
                Change::VariantAdded,
                format!("the variant {} is new", variant.label),
            );
            pair.own.push(difference.changing(None, Some(variant.label.clone())));
        }
    }
    mixed
}

/// Whether a schema only names types, and those hold everything that a union's variants may be.
fn admits_all(plain: &Schema, union: &Schema) -> bool {
    let loose = plain.union.is_none()
        && plain.fields.is_empty()
        && plain.values.is_none()
        && plain.items.is_none();
    loose && matches!((plain.types, union.types), (Some(own), Some(types)) if own.has(types))
}

fn of_union<'d>(document: &'d Document, union: &Union<'d>) -> Vec<Variant<'d>> {
    let tag = union
        .discriminator
        .and_then(|discriminator| discriminator.get("propertyName"))
        .and_then(Value::as_str);
    union.variants.iter().map(|field| variant(document, vec![field], tag)).collect()
}

fn alone<'d>(document: &'d Document, usage: &Usage<'d>) -> Vec<Variant<'d>> {
    let mut only = variant(document, usage.leaves.clone(), None);
    only.name = only.name.or(usage.name);
    vec![only]
}

fn variant<'d>(
    document: &'d Document,
    parts: Vec<&'d Value>,
    discriminator: Option<&str>,
) -> Variant<'d> {
    let usage = Usage::of(document, &parts);
    let schema = Schema::of(document, &usage);
    let tags = tags(document, &schema, discriminator);
    let title = usage.annotations.title;
    let label = usage
        .name
        .or(title)
        .map(str::to_owned)
        .or_else(|| tags.values().next().cloned())
        .unwrap_or_else(|| schema.word());
    Variant { parts, name: usage.name, tags, outline: schema.outline(), schema, label }
}

/// The fields that have one value only; the discriminator alone where there is one.
fn tags(
    document: &Document,
    schema: &Schema,
    discriminator: Option<&str>,
) -> BTreeMap<String, String> {
    let single = |(name, parts): &(&str, Vec<&Value>)| {
        let values = Schema::of(document, &Usage::of(document, parts)).values?;
        let [Value::String(value)] = values[..] else { return None };
        Some(((*name).to_owned(), value.clone()))
    };
    let all = schema.fields.iter();
    let tagged = all
        .clone()
        .filter(|(name, _)| discriminator == Some(*name))
        .filter_map(single)
        .collect::<BTreeMap<_, _>>();
    if !tagged.is_empty() {
        return tagged;
    }
    all.filter(|(name, _)| schema.required.contains(name)).filter_map(single).collect()
}

/// Says whether two variants are one.
type Alike = fn(&Variant, &Variant) -> bool;

/// Which is which: by component name, by tag, by outline, by how many fields they share, and what
/// is left by type.
fn matched(before: &[Variant], after: &[Variant]) -> Vec<(usize, usize)> {
    let rules: [Alike; 5] = [
        |a, b| a.name.is_some() && a.name == b.name,
        |a, b| agree(a, b) == Some(true),
        |a, b| a.outline == b.outline && agree(a, b).is_none(),
        |a, b| a.schema.is(Types::OBJECT) && overlap(&a.schema, &b.schema) && agree(a, b).is_none(),
        |a, b| {
            a.schema.types == b.schema.types
                && a.schema.types.is_some()
                && !a.schema.is(Types::OBJECT)
        },
    ];
    let mut found: Vec<Option<usize>> = vec![None; before.len()];
    let mut taken = vec![false; after.len()];
    for alike in rules {
        for (at, a) in before.iter().enumerate() {
            if found[at].is_none() {
                found[at] = (0..after.len()).find(|to| !taken[*to] && alike(a, &after[*to]));
                if let Some(to) = found[at] {
                    taken[to] = true;
                }
            }
        }
    }
    found.into_iter().enumerate().filter_map(|(at, to)| Some((at, to?))).collect()
}

/// Whether two variants' tags are the same, but for case; `None` where they have none in common.
fn agree(a: &Variant, b: &Variant) -> Option<bool> {
    let shared = a.tags.iter().filter_map(|(name, value)| Some((value, b.tags.get(name)?)));
    shared.map(|(old, new)| folded(old) == folded(new)).reduce(|all, one| all && one)
}

/// Whether two objects have at least half of their fields in common.
fn overlap(a: &Schema, b: &Schema) -> bool {
    let shared = a.fields.iter().filter(|(name, _)| b.field(name).is_some()).count();
    shared > 0 && shared * 2 >= a.fields.len().max(b.fields.len())
}

/// What the two unions say about themselves.
fn kinds(pair: &mut Pair, old: &Union, new: &Union) {
    if old.kind != new.kind {
        let what = format!("{} has become {}", old.kind, new.kind);
        pair.own.push(
            Difference::new(Change::UnionKind { stricter: new.kind == "oneOf" }, what)
                .values(old.kind, new.kind),
        );
    }
    let property = |union: &Union| {
        union
            .discriminator
            .and_then(|d| d.get("propertyName"))
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    match (property(old), property(new)) {
        (Some(a), Some(b)) if a != b => {
            let what = format!("the discriminator was \"{a}\", is \"{b}\"");
            pair.own.push(Difference::new(Change::DiscriminatorChanged, what).values(a, b));
        }
        (None, Some(b)) => {
            let difference = Difference::new(
                Change::DiscriminatorAdded,
                format!("\"{b}\" is its discriminator now"),
            );
            pair.own.push(difference.changing(None, Some(b)));
        }
        (Some(a), None) => {
            let difference = Difference::new(
                Change::DiscriminatorChanged,
                format!("has lost its discriminator, \"{a}\""),
            );
            pair.own.push(difference.changing(Some(a), None));
        }
        _ => {}
    }
    mapping(pair, old, new);
}

/// The tag values that a discriminator maps by hand.
fn mapping(pair: &mut Pair, old: &Union, new: &Union) {
    let of = |union: &Union| {
        let mapping = union.discriminator.and_then(|discriminator| discriminator.get("mapping"));
        mapping.and_then(Value::as_object).cloned().unwrap_or_default()
    };
    let (before, after) = (of(old), of(new));
    if before.is_empty() || after.is_empty() {
        return;
    }
    for (value, target) in &before {
        let difference = match after.get(value) {
            None => Difference::new(
                Change::DiscriminatorChanged,
                format!("the discriminator no longer knows \"{value}\""),
            ),
            Some(other) if other != target => Difference::new(
                Change::DiscriminatorChanged,
                format!("\"{value}\" stands for {other}, no longer for {target}"),
            ),
            Some(_) => continue,
        };
        pair.own.push(difference.changing(Some(value.clone()), None));
    }
    for value in after.keys().filter(|value| !before.contains_key(*value)) {
        let difference = Difference::new(
            Change::MappingAdded,
            format!("the discriminator knows \"{value}\" now"),
        );
        pair.own.push(difference.changing(None, Some(value.clone())));
    }
}

//! Compares `oneOf` and `anyOf`, whose variants are matched.

use std::collections::BTreeMap;

use serde_json::Value;

use super::discriminator;
use super::graph::{Difference, Presence};
use super::schemas::Pair;
use crate::drift::change::Change;
use crate::drift::document::Document;
use crate::drift::equality;
use crate::drift::finding::Direction::Request;
use crate::drift::rename::folded;
use crate::drift::schema::{Additional, Schema, Types, Union};
use crate::drift::usage::Usage;

/// One alternative of a union.
pub(super) struct Variant<'d> {
    document: &'d Document,
    parts: Vec<&'d Value>,
    pub(super) name: Option<&'d str>,
    /// The fields with a single value that identifies the variant, and that value.
    tags: BTreeMap<String, String>,
    schema: Schema<'d>,
    outline: String,
    label: String,
}

/// Compares two schemas of which at least one is a union. Returns whether the comparison is
/// complete.
pub(crate) fn compare<'d>(
    pair: &mut Pair<'_, 'd>,
    (old_use, old): (&Usage<'d>, &Schema<'d>),
    (new_use, new): (&Usage<'d>, &Schema<'d>),
) -> bool {
    let (base, head) = (pair.graph.base, pair.graph.head);
    let (before, after, mixed) = match (&old.union, &new.union) {
        (None, None) => return false,
        (Some(a), Some(b)) => (union_variants(base, a), union_variants(head, b), false),
        // A schema is treated as a union with one variant.
        (Some(a), None) => (union_variants(base, a), alone(head, new_use), true),
        (None, Some(b)) => (alone(base, old_use), union_variants(head, b), true),
    };
    // Variants are matched by name if the discriminator's values are the names; otherwise by
    // content.
    let named =
        |union: &Option<Union>| union.as_ref().is_some_and(|one| one.discriminator.is_some());
    let matched = matched(&before, &after, named(&old.union) && named(&new.union));
    if let (Some(a), Some(b)) = (&old.union, &new.union) {
        if a.kind != b.kind {
            let what = format!("{} has become {}", a.kind, b.kind);
            let change = Change::UnionKind { stricter: b.kind == "oneOf" };
            pair.own.push(Difference::new(change, what).values(a.kind, b.kind));
        }
        pair.own.extend(discriminator::compare((a, &before), (b, &after), &matched));
    }
    for (at, to) in &matched {
        let (a, b) = (&before[*at], &after[*to]);
        let alone = mixed || before.len() + after.len() == 2;
        let segment = if alone { String::new() } else { format!("({})", b.label) };
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
    for variant in unmatched(&before, matched.iter().map(|(at, _)| *at)) {
        let what = format!("the variant {} is gone", variant.label);
        let difference = Difference::new(Change::VariantRemoved, what);
        pair.own.push(difference.changing(Some(variant.label.clone()), None));
    }
    for variant in unmatched(&after, matched.iter().map(|(_, to)| *to)) {
        let what = format!("the variant {} is new", variant.label);
        let difference = Difference::new(Change::VariantAdded, what);
        pair.own.push(difference.changing(None, Some(variant.label.clone())));
        // A value of the former single schema must match exactly one of the variants.
        let one_of = new.union.as_ref().is_some_and(|union| union.kind == "oneOf");
        if mixed && one_of && pair.direction == Request && may_fit_both(&before[0], variant) {
            let what = format!("what was valid may fit the variant {} too", variant.label);
            pair.own.push(Difference::new(Change::VariantsOverlap, what));
        }
    }
    mixed
}

fn unmatched<'v, 'd>(
    variants: &'v [Variant<'d>],
    matched: impl Iterator<Item = usize>,
) -> impl Iterator<Item = &'v Variant<'d>> {
    let matched: Vec<usize> = matched.collect();
    variants.iter().enumerate().filter(move |(at, _)| !matched.contains(at)).map(|(_, one)| one)
}

/// Returns whether a schema consists of types that include all variants of a union.
fn admits_all(plain: &Schema, union: &Schema) -> bool {
    let loose = plain.union.is_none()
        && plain.fields.is_empty()
        && plain.values.is_none()
        && plain.items.is_none();
    loose && matches!((plain.types, union.types), (Some(own), Some(types)) if own.has(types))
}

/// Returns whether a value that an old client sends may match another variant, too.
fn may_fit_both(old: &Variant, other: &Variant) -> bool {
    let (a, b) = (&old.schema, &other.schema);
    let apart = |a: &Schema, b: &Schema| {
        let types = matches!((a.types, b.types), (Some(a), Some(b)) if a.and(b).is_empty());
        let values = matches!((&a.values, &b.values), (Some(a), Some(b))
            if !a.iter().any(|one| b.iter().any(|other| equality::same_value(one, other))));
        types || values || matches!((&a.format, &b.format), (Some(a), Some(b)) if a != b)
    };
    if agree(old, other) == Some(false) || apart(a, b) {
        return false;
    }
    let field = |variant: &Variant, name: &str| -> Option<Types> {
        let parts = variant.schema.field(name)?;
        Schema::of(variant.document, &Usage::of(variant.document, parts)).types
    };
    let fields_apart = a.required.iter().any(|name| {
        let unknown = b.field(name).is_none() && b.additional == Some(Additional::Closed);
        let types = (field(old, name), field(other, name));
        unknown || matches!(types, (Some(a), Some(b)) if a.and(b).is_empty())
    });
    let lacks_required = b.required.iter().any(|name| a.field(name).is_none());
    !fields_apart && !lacks_required
}

fn union_variants<'d>(document: &'d Document, union: &Union<'d>) -> Vec<Variant<'d>> {
    let tag = discriminator::property(union);
    union.variants.iter().map(|one| variant(document, vec![one], tag)).collect()
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
    Variant { document, parts, name: usage.name, tags, outline: schema.outline(), schema, label }
}

/// Returns the fields with a single value; only the discriminator if there is one.
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
    let discriminated = all
        .clone()
        .filter(|(name, _)| discriminator == Some(*name))
        .filter_map(single)
        .collect::<BTreeMap<_, _>>();
    if !discriminated.is_empty() {
        return discriminated;
    }
    all.filter(|(name, _)| schema.required.contains(name)).filter_map(single).collect()
}

/// A rule for matching two variants.
type Rule = fn(&Variant, &Variant) -> bool;

/// Matches the variants: first equal ones and those with the same name, then by tag, outline,
/// number of common fields, and type.
fn matched(before: &[Variant], after: &[Variant], names_first: bool) -> Vec<(usize, usize)> {
    let same_name: Rule = |a, b| a.name.is_some() && a.name == b.name;
    let equal: Rule = |a, b| {
        let ([old], [new]) = (&a.parts[..], &b.parts[..]) else { return false };
        equality::same((a.document, old), (b.document, new))
    };
    let (first, second) = if names_first { (same_name, equal) } else { (equal, same_name) };
    let rules: [Rule; 7] = [
        |a, b| a.name.is_some() && a.name == b.name && a.outline == b.outline,
        first,
        second,
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

/// Returns whether two variants' tags are equal except for case; `None` if they have no common one.
fn agree(a: &Variant, b: &Variant) -> Option<bool> {
    let shared = a.tags.iter().filter_map(|(name, value)| Some((value, b.tags.get(name)?)));
    shared.map(|(old, new)| folded(old) == folded(new)).reduce(|all, one| all && one)
}

/// Returns whether two objects have at least half of their fields in common.
fn overlap(a: &Schema, b: &Schema) -> bool {
    let shared = a.fields.iter().filter(|(name, _)| b.field(name).is_some()).count();
    shared > 0 && shared * 2 >= a.fields.len().max(b.fields.len())
}

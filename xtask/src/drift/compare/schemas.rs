//! Compares two schemas: types, formats, values, bounds, items, and keywords without a rule.

use serde_json::Value;

use super::graph::{Difference, Edge, Graph, Presence};
use super::{annotations, fields, keywords, unions, values};
use crate::drift::bounds::{BoundChange, Move};
use crate::drift::change::Change;
use crate::drift::finding::Direction::{self, Request, Response};
use crate::drift::schema::{Schema, Types};
use crate::drift::usage::Usage;

/// Compares what a use adds to its schema: whether it may be absent or null, and annotations.
pub(crate) fn usage<'d>(
    graph: &Graph<'d>,
    old: &Usage<'d>,
    new: &Usage<'d>,
    direction: Direction,
    presence: Presence,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    let list = is_list(old);
    if presence.before != presence.after {
        let nullable = if presence.after { new.nullable } else { old.nullable };
        let change = Change::FieldRequired {
            now: presence.after,
            tolerated: list || nullable,
            same_type: list || nullable,
        };
        differences.push(
            Difference::new(
                change,
                if presence.after { "is required now" } else { "is optional now" },
            )
            .values(
                if presence.before { "required" } else { "optional" },
                if presence.after { "required" } else { "optional" },
            ),
        );
    }
    if old.nullable != new.nullable && !old.is_any() && !new.is_any() && !old.never && !new.never {
        let required = if new.nullable { presence.before } else { presence.after };
        let change = Change::Nullable {
            now: new.nullable,
            tolerated: list || !required,
            same_type: list || !required,
        };
        let word = |nullable: bool| if nullable { "nullable" } else { "never null" };
        differences.push(
            Difference::new(
                change,
                if new.nullable { "may be null now" } else { "is never null now" },
            )
            .values(word(old.nullable), word(new.nullable)),
        );
    }
    let always_sent = direction == Request && presence.before && presence.after;
    let (was, is) = (old.annotations.default, new.annotations.default);
    if let Some(mut difference) = annotations::default(was, is, !always_sent) {
        if let (Some(a), Some(b)) = (old.name, new.name) {
            difference.identity = format!("{a}~{b} {always_sent}");
        }
        differences.push(difference);
    }
    if old.around.is_some() || new.around.is_some() {
        differences.extend(annotations::compare(
            (graph.base, graph.head),
            &old.annotations,
            &new.annotations,
        ));
    }
    if let (Some(before), Some(after)) = (old.name, new.name) {
        let still_there = graph
            .head
            .value
            .pointer("/components/schemas")
            .is_some_and(|all| all.get(before).is_some());
        let was_there = graph
            .base
            .value
            .pointer("/components/schemas")
            .is_some_and(|all| all.get(after).is_some());
        if before != after && !still_there && !was_there {
            let mut difference = Difference::new(
                Change::SchemaRenamed,
                format!("the schema {before} is called {after}"),
            );
            difference.identity = format!("{before}~{after}");
            differences.push(difference.values(before, after));
        }
    }
    differences.extend(named(old, new));
    differences
}

/// Reports a schema that is a component on one side only, since its generated type has another
/// name.
fn named(old: &Usage, new: &Usage) -> Option<Difference> {
    let is_type = |usage: &Usage| !usage.is_any() && !usage.never;
    let (what, now) = match (old.name, new.name) {
        (None, Some(name)) => (format!("was inline, is the schema {name}"), true),
        (Some(name), None) => (format!("was the schema {name}, is inline"), false),
        _ => return None,
    };
    (is_type(old) && is_type(new)).then(|| {
        let word = |name: Option<&str>| name.unwrap_or("inline").to_owned();
        Difference::new(Change::SchemaNamed { now }, what).values(word(old.name), word(new.name))
    })
}

fn is_list(usage: &Usage) -> bool {
    usage.leaves.iter().any(|leaf| {
        leaf.get("type").is_some_and(|kind| {
            kind == "array" || kind.as_array().is_some_and(|all| all.contains(&"array".into()))
        })
    })
}

/// A pair of schemas that is being compared.
pub(crate) struct Pair<'g, 'd> {
    pub(crate) graph: &'g mut Graph<'d>,
    pub(crate) direction: Direction,
    pub(crate) identity: &'g str,
    pub(crate) own: Vec<Difference>,
    pub(crate) inside: Vec<(String, usize)>,
}

impl<'d> Pair<'_, 'd> {
    pub(crate) fn compare(
        &mut self,
        (old_use, old): (&Usage<'d>, &Schema<'d>),
        (new_use, new): (&Usage<'d>, &Schema<'d>),
    ) {
        if old_use.around.is_none() && new_use.around.is_none() {
            self.own.extend(annotations::compare(
                (self.graph.base, self.graph.head),
                &old.annotations,
                &new.annotations,
            ));
        }
        if old_use.never || new_use.never {
            if old_use.never != new_use.never {
                let change =
                    if new_use.never { Change::TypesNarrowed } else { Change::TypesWidened };
                self.own.push(Difference::new(
                    change,
                    if new_use.never { "allows nothing now" } else { "allows something now" },
                ));
            }
            return;
        }
        if unions::compare(self, (old_use, old), (new_use, new)) || !self.types(old, new) {
            return;
        }
        self.format(old, new);
        values::compare(self, old, new);
        for bound in old.bounds.moves(&new.bounds) {
            self.own.push(bound_moved(&bound));
        }
        fields::compare(self, old, new);
        match (&old.items, &new.items) {
            (Some(before), Some(after)) => {
                self.descend("[]", before, after, Presence::ALWAYS, "[]");
            }
            (None, Some(after)) if !Usage::of(self.graph.head, after).is_any() => {
                self.own.push(
                    Difference::new(Change::TypesNarrowed, "its items have a type now").at("[]"),
                );
            }
            (Some(before), None) if !Usage::of(self.graph.base, before).is_any() => {
                self.own.push(
                    Difference::new(Change::TypesWidened, "its items may be anything now").at("[]"),
                );
            }
            _ => {}
        }
        keywords::compare(self, old, new);
    }

    /// Adds two uses to the graph.
    pub(crate) fn descend(
        &mut self,
        segment: &str,
        old: &[&'d Value],
        new: &[&'d Value],
        presence: Presence,
        key: &str,
    ) {
        let parent = format!("{}/{key}", self.identity);
        let edge = self.graph.edge(old, new, self.direction, presence, &parent);
        self.follow(segment, edge);
    }

    pub(crate) fn follow(&mut self, segment: &str, edge: Edge) {
        self.own.extend(edge.differences.into_iter().map(|difference| difference.at(segment)));
        if let Some(node) = edge.node {
            self.inside.push((segment.to_owned(), node));
        }
    }

    /// Compares the types and returns whether to compare further.
    fn types(&mut self, old: &Schema, new: &Schema) -> bool {
        let (before, after) = (old.types, new.types);
        if before == after {
            return true;
        }
        let what = format!("was {}, is {}", old.word(), new.word());
        let difference =
            |change| Difference::new(change, what.clone()).values(old.word(), new.word());
        let (Some(a), Some(b)) = (before, after) else {
            self.own.push(difference(if before.is_none() {
                Change::TypesNarrowed
            } else {
                Change::TypesWidened
            }));
            return false;
        };
        let single = |types: Types| !types.to_string().contains(" or ");
        if (single(a) && single(b)) || a.and(b).is_empty() {
            let reads = if self.direction == Response { a.has(b) } else { b.has(a) };
            self.own.push(difference(Change::Retyped { reads }));
            return !a.and(b).is_empty();
        }
        if !b.without(a).is_empty() {
            self.own.push(difference(Change::TypesWidened));
        }
        if !a.without(b).is_empty() {
            self.own.push(difference(Change::TypesNarrowed));
        }
        true
    }

    fn format(&mut self, old: &Schema, new: &Schema) {
        if old.format == new.format {
            return;
        }
        let (was, is) = (old.format.as_deref(), new.format.as_deref());
        let (holder, held) = if self.direction == Response { (was, is) } else { (is, was) };
        let typed = was.is_some_and(has_type) || is.is_some_and(has_type);
        let change = Change::Format { copes: holds(holder, held), typed };
        let word = |format: Option<&str>| format.unwrap_or("none").to_owned();
        self.own.push(
            Difference::new(change, format!("format {} → {}", word(was), word(is)))
                .changing(was.map(str::to_owned), is.map(str::to_owned)),
        );
    }
}

/// Returns whether every value of format `held` is one of `holder`; no format means all values of
/// the type.
fn holds(holder: Option<&str>, held: Option<&str>) -> bool {
    matches!(
        (holder, held),
        (None, _) | (Some("int64"), Some("int32")) | (Some("double"), Some("float"))
    )
}

/// Formats for which the generated client has a separate type.
fn has_type(format: &str) -> bool {
    matches!(
        format,
        "date"
            | "date-time"
            | "uuid"
            | "ip"
            | "ipv4"
            | "ipv6"
            | "int8"
            | "uint8"
            | "int16"
            | "uint16"
            | "int32"
            | "uint32"
            | "uint64"
            | "uint"
            | "float"
            | "byte"
            | "binary"
    )
}

fn bound_moved(bound: &Move) -> Difference {
    let label = |limit: &Option<String>| limit.clone().unwrap_or_else(|| "none".to_owned());
    let way = match bound.moved {
        BoundChange::Tighter => "tightened",
        BoundChange::Looser => "loosened",
        BoundChange::Widened => "widened",
        BoundChange::Unclear => "changed",
    };
    Difference::new(
        Change::Bound(bound.moved),
        format!("{} {way}: {} → {}", bound.keyword, label(&bound.old), label(&bound.new)),
    )
    .changing(bound.old.clone(), bound.new.clone())
}

/// The types of a value in a request or a response.
pub(crate) fn word(direction: Direction) -> &'static str {
    match direction {
        Request => "request",
        Response => "response",
    }
}

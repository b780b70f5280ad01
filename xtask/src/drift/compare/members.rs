//! The members of an object: added, removed, renamed, made required or optional, and those it may
//! have besides.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::graph::{Presence, Raw};
use super::schemas::Pair;
use crate::drift::change::Change;
use crate::drift::document::Document;
use crate::drift::finding::Direction::{self, Request};
use crate::drift::rename::{self, Candidate};
use crate::drift::schema::{Additional, Schema, Types};
use crate::drift::usage::Usage;

struct Member<'d> {
    name: &'d str,
    usage: Usage<'d>,
    required: bool,
}

pub(crate) fn compare<'d>(pair: &mut Pair<'_, 'd>, old: &Schema<'d>, new: &Schema<'d>) {
    if old.members.is_empty()
        && new.members.is_empty()
        && old.additional.is_none()
        && new.additional.is_none()
        && old.required.is_empty()
        && new.required.is_empty()
    {
        return;
    }
    let before = visible(pair.graph.base, old, pair.direction);
    let after = visible(pair.graph.head, new, pair.direction);
    let there: HashMap<&str, usize> =
        after.iter().enumerate().map(|(at, member)| (member.name, at)).collect();
    let here: HashSet<&str> = before.iter().map(|member| member.name).collect();
    let gone = absent(&before, pair.graph.base, |name| there.contains_key(name));
    let came = absent(&after, pair.graph.head, |name| here.contains(name));
    let candidates =
        |all: &[(usize, Candidate<'d>)]| all.iter().map(|(_, one)| one.clone()).collect::<Vec<_>>();
    let renames = rename::pairs(&candidates(&gone), &candidates(&came));

    let mut pairs: Vec<(usize, usize, bool)> = before
        .iter()
        .enumerate()
        .filter_map(|(at, member)| Some((at, *there.get(member.name)?, false)))
        .collect();
    pairs.extend(renames.iter().map(|(at, to)| (gone[*at].0, came[*to].0, true)));
    pairs.sort_unstable();
    for (at, to, renamed) in pairs {
        let (a, b) = (&before[at], &after[to]);
        let segment = format!(".{}", b.name);
        if renamed {
            let change = Change::MemberRenamed { tolerated: tolerated(a) };
            let what = format!("was called \"{}\", is called \"{}\"", a.name, b.name);
            pair.own.push(Raw::new(change, what).values(a.name, b.name).at(format!(".{}", a.name)));
        }
        let presence = Presence { before: a.required, after: b.required };
        let parent = format!("{}/{}", pair.identity, b.name);
        let edge =
            pair.graph.edge_of(a.usage.clone(), b.usage.clone(), pair.direction, presence, &parent);
        pair.follow(&segment, edge);
    }
    for (at, (member, _)) in gone.iter().enumerate() {
        if !renames.iter().any(|(old, _)| *old == at) {
            let member = &before[*member];
            let hidden =
                new.member(member.name).map(|_| hidden(pair.direction)).unwrap_or_default();
            let raw = Raw::new(
                Change::MemberRemoved { tolerated: tolerated(member) },
                format!("is gone{hidden}"),
            );
            let word = word(pair.graph.base, member);
            pair.own.push(raw.changing(Some(word), None).at(format!(".{}", member.name)));
        }
    }
    for (at, (member, _)) in came.iter().enumerate() {
        if !renames.iter().any(|(_, new)| *new == at) {
            let member = &after[*member];
            let word = word(pair.graph.head, member);
            let raw = Raw::new(
                Change::MemberAdded { required: member.required },
                format!("is new: {word}"),
            );
            pair.own.push(raw.changing(None, Some(word)).at(format!(".{}", member.name)));
        }
    }
    unnamed(pair, old, new);
    additional(pair, old, new);
}

/// The members that a direction carries: what is read-only is never sent, what is write-only never
/// received.
fn visible<'d>(
    document: &'d Document,
    schema: &Schema<'d>,
    direction: Direction,
) -> Vec<Member<'d>> {
    let all = schema.members.iter().map(|(name, parts)| Member {
        name,
        usage: Usage::of(document, parts),
        required: schema.required.contains(name),
    });
    all.filter(|member| {
        if direction == Request { !member.usage.read_only } else { !member.usage.write_only }
    })
    .collect()
}

/// The members that the other side has not, each with what a rename leaves alone.
fn absent<'d>(
    members: &[Member<'d>],
    document: &'d Document,
    shared: impl Fn(&str) -> bool,
) -> Vec<(usize, Candidate<'d>)> {
    let mut position = 0;
    let mut found = Vec::new();
    for (at, member) in members.iter().enumerate() {
        if shared(member.name) {
            position += 1;
        } else {
            let schema = Schema::of(document, &member.usage);
            let items = schema
                .items
                .as_ref()
                .map(|items| Schema::of(document, &Usage::of(document, items)).outline());
            let outline = format!("{} {items:?}", schema.outline());
            found.push((at, Candidate { name: member.name, outline, position }));
        }
    }
    found
}

/// Whether the generated reader takes a member's absence: nullable ones, optional ones and lists.
fn tolerated(member: &Member) -> bool {
    let list =
        member.usage.leaves.iter().any(|leaf| leaf.get("type").is_some_and(|kind| kind == "array"));
    !member.required || member.usage.nullable || list
}

fn word<'d>(document: &'d Document, member: &Member<'d>) -> String {
    let presence = if member.required { "required" } else { "optional" };
    let null = if member.usage.nullable && !member.usage.is_any() { ", nullable" } else { "" };
    format!("{presence} {}{null}", Schema::of(document, &member.usage).word())
}

fn hidden(direction: Direction) -> &'static str {
    if direction == Request {
        " from requests: it is read-only now"
    } else {
        " from responses: it is write-only now"
    }
}

/// Names that are required but have no schema of their own.
fn unnamed(pair: &mut Pair, old: &Schema, new: &Schema) {
    for (from, to, now) in [(new, old, true), (old, new, false)] {
        for name in from.required.difference(&to.required) {
            if from.member(name).is_none() && to.member(name).is_none() {
                let change = Change::MemberRequired { now, tolerated: true, same_type: true };
                let what =
                    if now { "is required now, without a schema" } else { "is no longer required" };
                pair.own.push(Raw::new(change, what).at(format!(".{name}")));
            }
        }
    }
}

fn additional<'d>(pair: &mut Pair<'_, 'd>, old: &Schema<'d>, new: &Schema<'d>) {
    if !(old.is(Types::OBJECT) && new.is(Types::OBJECT)) {
        return;
    }
    let open = Additional::Open;
    let (before, after) =
        (old.additional.as_ref().unwrap_or(&open), new.additional.as_ref().unwrap_or(&open));
    let strictness = |additional: &Additional| match additional {
        Additional::Open => 0,
        Additional::Of(_) => 1,
        Additional::Closed => 2,
    };
    let said = |additional: &Additional| match additional {
        Additional::Open => "any",
        Additional::Of(_) => "those of one schema",
        Additional::Closed => "none",
    };
    match (before, after) {
        (Additional::Of(a), Additional::Of(b)) => {
            let (a, b): (&[&'d Value], &[&'d Value]) = (a, b);
            pair.descend(".*", a, b, Presence::ALWAYS, "*");
        }
        (a, b) if strictness(a) == strictness(b) => {}
        (a, b) => {
            let change = if strictness(b) > strictness(a) {
                Change::AdditionalClosed
            } else {
                Change::AdditionalOpened
            };
            let what = format!("further members: {} → {}", said(a), said(b));
            pair.own.push(Raw::new(change, what).values(said(a), said(b)));
        }
    }
}

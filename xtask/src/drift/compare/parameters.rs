//! Compares the parameters of an operation: added, removed, renamed, moved, made required, or with
//! another serialisation.

use super::graph::{Difference, Presence};
use super::{Comparison, Place, annotations};
use crate::drift::change::Change;
use crate::drift::finding::Direction;
use crate::drift::operation::{Operation, Parameter, leftover};
use crate::drift::rename::{self, Candidate};
use crate::drift::schema::Schema;
use crate::drift::usage::Usage;

const READ: [&str; 10] = [
    "name",
    "in",
    "required",
    "schema",
    "content",
    "style",
    "explode",
    "allowReserved",
    "allowEmptyValue",
    "$ref",
];

pub(crate) fn compare<'d>(
    all: &mut Comparison<'d>,
    place: &Place,
    old: &Operation<'d>,
    new: &Operation<'d>,
) {
    let mut gone: Vec<&Parameter> = Vec::new();
    let mut came: Vec<&Parameter> = new.parameters.iter().collect();
    let mut pairs: Vec<(&Parameter, &Parameter)> = Vec::new();
    for before in &old.parameters {
        let same = |after: &&Parameter| after.place == before.place && after.is_named(before.name);
        match came.iter().position(same) {
            Some(at) => pairs.push((before, came.remove(at))),
            None => gone.push(before),
        }
    }
    // A parameter with the same name in another location has moved.
    gone.retain(|before| {
        let moved = came.iter().position(|after| {
            rename::folded(after.name) == rename::folded(before.name) && after.place != before.place
        });
        let Some(at) = moved else { return true };
        let after = came.remove(at);
        let (from, to) = (word(before), word(after));
        all.report(
            &place.then(&from),
            &Difference::new(
                Change::ParameterMoved,
                format!("was in {}, is in {}", before.place, after.place),
            )
            .values(&from, &to),
        );
        pairs.push((before, after));
        false
    });
    for kind in ["path", "query", "header", "cookie"] {
        let only = |list: &[&'_ Parameter<'d>]| {
            list.iter()
                .map(|one| (*one).clone())
                .filter(|one| one.place == kind)
                .collect::<Vec<_>>()
        };
        let (before, after) = (only(&gone), only(&came));
        let renames = if kind == "path" {
            in_path(old, new, &before, &after)
        } else {
            by_name(all, old, new, &before, &after)
        };
        for (at, to) in renames {
            let (before, after) = (&before[at], &after[to]);
            let difference = Difference::new(
                Change::ParameterRenamed { in_path: kind == "path" },
                format!("was called \"{}\", is called \"{}\"", before.name, after.name),
            );
            all.report(&place.then(&word(before)), &difference.values(before.name, after.name));
            one(all, place, before, after);
            gone.retain(|one| !(one.place == kind && one.name == before.name));
            came.retain(|one| !(one.place == kind && one.name == after.name));
        }
    }
    for before in gone {
        all.report(
            &place.then(&word(before)),
            &Difference::new(Change::ParameterRemoved, "the parameter is gone")
                .changing(Some(word(before)), None),
        );
    }
    for after in came {
        let presence = if after.required { "required" } else { "optional" };
        let difference = Difference::new(
            Change::ParameterAdded { required: after.required },
            format!("a new {presence} parameter"),
        );
        all.report(&place.then(&word(after)), &difference.changing(None, Some(word(after))));
    }
    for (before, after) in pairs {
        one(all, place, before, after);
    }
}

fn word(parameter: &Parameter) -> String {
    format!("{} {}", parameter.place, parameter.name)
}

/// Matches path parameters by their position in the path.
fn in_path(
    old: &Operation,
    new: &Operation,
    gone: &[Parameter],
    came: &[Parameter],
) -> Vec<(usize, usize)> {
    let names = |path: &str| -> Vec<String> {
        path.split('{')
            .skip(1)
            .filter_map(|part| Some(part.split_once('}')?.0.to_owned()))
            .collect()
    };
    let (before, after) = (names(&old.path), names(&new.path));
    let mut pairs = Vec::new();
    for (a, b) in before.iter().zip(&after) {
        let at = gone.iter().position(|one| one.name == a);
        let to = came.iter().position(|one| one.name == b);
        pairs.extend(at.zip(to).filter(|_| before.len() == after.len()));
    }
    pairs
}

fn by_name<'d>(
    all: &Comparison<'d>,
    old: &Operation<'d>,
    new: &Operation<'d>,
    gone: &[Parameter<'d>],
    came: &[Parameter<'d>],
) -> Vec<(usize, usize)> {
    let candidates = |document,
                      list: &[Parameter<'d>],
                      others: &[Parameter<'d>],
                      there: &[Parameter<'d>]|
     -> Vec<Candidate<'d>> {
        list.iter()
            .map(|one| {
                let outline = Schema::of(document, &Usage::of(document, &one.schema)).outline();
                let before = others
                    .iter()
                    .take_while(|other| !(other.place == one.place && other.name == one.name));
                let position = before
                    .filter(|other| {
                        there.iter().any(|one| one.place == other.place && one.is_named(other.name))
                    })
                    .count();
                Candidate {
                    name: one.name,
                    outline: format!("{outline} {}", one.required),
                    position,
                }
            })
            .collect()
    };
    let before = candidates(all.graph.base, gone, &old.parameters, &new.parameters);
    let after = candidates(all.graph.head, came, &new.parameters, &old.parameters);
    rename::pairs(&before, &after)
}

fn one<'d>(all: &mut Comparison<'d>, place: &Place, old: &Parameter<'d>, new: &Parameter<'d>) {
    let place = place.then(&word(new));
    if old.required != new.required {
        let what = if new.required { "is required now" } else { "is optional now" };
        let label = |required: bool| if required { "required" } else { "optional" };
        let difference = Difference::new(Change::ParameterRequired { now: new.required }, what);
        all.report(&place, &difference.values(label(old.required), label(new.required)));
    }
    let schema = Schema::of(all.graph.base, &Usage::of(all.graph.base, &old.schema));
    let change = old.serialization.change(&new.serialization, &schema);
    if let Some(change) = change.filter(|_| old.place == new.place) {
        let what = format!("is written differently: {} → {}", old.serialization, new.serialization);
        all.report(
            &place,
            &Difference::new(change, what).values(&old.serialization, &new.serialization),
        );
    }
    if !annotations::reads_alike(old.object.get("description"), new.object.get("description"))
        || ["example", "examples"].into_iter().any(|key| old.object.get(key) != new.object.get(key))
    {
        all.report(&place, &Difference::new(Change::Wording, "its description reads differently"));
    }
    let deprecated =
        |one: &Parameter| one.object.get("deprecated").is_some_and(|value| value == true);
    if let Some(difference) = annotations::deprecation(deprecated(old), deprecated(new)) {
        all.report(&place, &difference);
    }
    rest(all, &place, &READ, old.object, new.object);
    let presence = Presence { before: old.required, after: old.required };
    let direction = place.direction.unwrap_or(Direction::Request);
    let edge = all.graph.edge(&old.schema, &new.schema, direction, presence, &place.text);
    all.follow(&place, edge, false);
}

/// Compares extensions and keywords without a rule, of a parameter, header, body or response.
pub(crate) fn rest(
    all: &mut Comparison,
    place: &Place,
    read: &[&str],
    old: &crate::drift::document::Object,
    new: &crate::drift::document::Object,
) {
    let documents = (all.graph.base, all.graph.head);
    let (before, after) = (leftover(old, read), leftover(new, read));
    let keys: std::collections::BTreeSet<&str> =
        before.keys().chain(after.keys()).copied().collect();
    for key in keys {
        let (a, b) = (before.get(key).copied(), after.get(key).copied());
        if key.starts_with("x-") {
            if let Some(difference) = annotations::extension(documents, key, a, b) {
                all.report(place, &difference);
            }
        } else if !matches!((a, b), (Some(a), Some(b)) if crate::drift::equality::same((documents.0, a), (documents.1, b)))
        {
            all.report(
                place,
                &Difference::new(Change::Unclassified, format!("the keyword `{key}` differs")),
            );
        }
    }
}

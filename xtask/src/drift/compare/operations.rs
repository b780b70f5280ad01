//! Compares an operation: URL, security, requests and responses.

use std::collections::BTreeSet;

use serde_json::Value;

use super::graph::Difference;
use super::{Comparison, Place, annotations, bodies, parameters};
use crate::drift::change::Change;
use crate::drift::equality;
use crate::drift::finding::Direction;
use crate::drift::operation::{Kind, Operation, host_of, leftover};

const READ: [&str; 9] = [
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "servers",
    "callbacks",
    "$ref",
    "x-nova-evidence",
];

pub(crate) fn compare<'d>(
    all: &mut Comparison<'d>,
    old: &Operation<'d>,
    new: &Operation<'d>,
    moved: bool,
    with_prefix: bool,
) {
    let place = Place { operation: Some(new.full()), text: new.short(), direction: None };
    let renamed = matches!((old.id, new.id), (Some(a), Some(b)) if a != b);
    // A trailing slash makes a different URL.
    let slash = |one: &Operation| one.path.len() > 1 && one.path.ends_with('/');
    let moved = moved || (!with_prefix && new.kind == Kind::Call && slash(old) != slash(new));
    if moved {
        let difference = Difference::new(
            Change::OperationMoved { renamed },
            format!("has moved here from {}", old.full()),
        );
        all.report(&place, &difference.values(old.full(), new.full()));
    } else if renamed {
        let (a, b) = (old.id.unwrap_or_default(), new.id.unwrap_or_default());
        all.report(
            &place,
            &Difference::new(Change::OperationRenamed, format!("operationId {a} → {b}"))
                .values(a, b),
        );
    }
    servers(all, &place, old, new, with_prefix);
    security(all, &place, old, new);
    annotations(all, &place, old, new);
    let (sent, received) = match new.kind {
        Kind::Call => (Direction::Request, Direction::Response),
        Kind::Callback => (Direction::Response, Direction::Request),
    };
    parameters::compare(all, &place.towards(sent), old, new);
    bodies::request(all, &place.towards(sent), old, new);
    bodies::responses(all, &place.towards(received), old, new);
}

fn servers(
    all: &mut Comparison,
    place: &Place,
    old: &Operation,
    new: &Operation,
    with_prefix: bool,
) {
    if old.kind == Kind::Callback {
        return;
    }
    // If the paths match only together with those of the servers, these are already compared.
    let address = |url: &String| {
        if with_prefix { host_of(url) } else { url.trim_end_matches('/').to_owned() }
    };
    let (before, after): (Vec<String>, Vec<String>) =
        (old.servers.iter().map(address).collect(), new.servers.iter().map(address).collect());
    // A side without servers makes no statement about them.
    let (Some(first), Some(_)) = (before.first(), after.first()) else { return };
    let shared =
        |difference: Difference| Difference { identity: "servers".to_owned(), ..difference };
    let gone: Vec<&String> = before.iter().filter(|url| !after.contains(url)).collect();
    let came: Vec<&String> = after.iter().filter(|url| !before.contains(url)).collect();
    if gone.contains(&first) || after.first() != Some(first) {
        let what = format!("the first server was {first}, is {}", after[0]);
        all.report(
            place,
            &shared(Difference::new(Change::ServerChanged, what).values(first, &after[0])),
        );
        return;
    }
    for url in gone {
        all.report(
            place,
            &shared(Difference::new(Change::ServerChanged, format!("the server {url} is gone"))),
        );
    }
    for url in came {
        all.report(
            place,
            &shared(Difference::new(Change::ServerAdded, format!("the server {url} is new"))),
        );
    }
}

fn security(all: &mut Comparison, place: &Place, old: &Operation, new: &Operation) {
    let own = |one: &Operation| one.object.contains_key("security");
    // The document's security applies to calls to the vendor, not to calls from it.
    let place = match new.kind {
        Kind::Callback if !own(old) && !own(new) => return,
        Kind::Callback => &place.towards(Direction::Response),
        Kind::Call => place,
    };
    let Some(change) = old.security.change(&new.security) else { return };
    let what = format!("security: {} → {}", old.security, new.security);
    let difference = Difference {
        identity: "security".to_owned(),
        ..Difference::new(change, what).values(&old.security, &new.security)
    };
    all.report(place, &difference);
}

/// Compares wording, deprecation, extensions, and keywords without a rule.
fn annotations(all: &mut Comparison, place: &Place, old: &Operation, new: &Operation) {
    let documents = (all.graph.base, all.graph.head);
    let differs = |key: &str| !annotations::reads_alike(old.object.get(key), new.object.get(key));
    let wording = ["summary", "description"].into_iter().any(differs);
    let aside =
        ["tags", "externalDocs"].into_iter().any(|key| old.object.get(key) != new.object.get(key));
    if wording || aside {
        all.report(
            place,
            &Difference::new(
                Change::Wording,
                if wording {
                    "its description reads differently"
                } else {
                    "its tags or links differ"
                },
            ),
        );
    }
    let deprecated = |one: &Operation| one.object.get("deprecated") == Some(&Value::Bool(true));
    if let Some(difference) = annotations::deprecation(deprecated(old), deprecated(new)) {
        all.report(place, &difference);
    }
    let (before, after) = (leftover(old.object, &READ), leftover(new.object, &READ));
    let keys: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    for key in keys {
        let (a, b) = (before.get(key).copied(), after.get(key).copied());
        if key.starts_with("x-") {
            if let Some(difference) = annotations::extension(documents, key, a, b) {
                all.report(place, &difference);
            }
        } else if !matches!((a, b), (Some(a), Some(b)) if equality::same((documents.0, a), (documents.1, b)))
        {
            all.report(
                place,
                &Difference::new(Change::Unclassified, format!("the keyword `{key}` differs")),
            );
        }
    }
}

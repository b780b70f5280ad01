//! Compares requests and responses: bodies by media type, statuses, headers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::graph::{Difference, Presence};
use super::{Comparison, Place, annotations, encoding, parameters};
use crate::drift::change::Change;
use crate::drift::document::{Document, Object};
use crate::drift::finding::Direction;
use crate::drift::operation::{Operation, base_type, content, first_content};
use crate::drift::schema::Schema;
use crate::drift::serialization::Serialization;
use crate::drift::usage::Usage;

pub(crate) fn request<'d>(
    all: &mut Comparison<'d>,
    place: &Place,
    old: &Operation<'d>,
    new: &Operation<'d>,
) {
    let place = place.then("request");
    let required = |body: &Object| body.get("required").is_some_and(|value| value == true);
    let has_content = |body: &&Object| !content(body).is_empty();
    match (old.body.filter(has_content), new.body.filter(has_content)) {
        (None, None) => {}
        (None, Some(body)) => {
            let required = required(body);
            let what =
                format!("takes {} body now", if required { "a required" } else { "an optional" });
            all.report(&place, &Difference::new(Change::BodyAdded { required }, what));
        }
        (Some(_), None) => {
            all.report(&place, &Difference::new(Change::BodyRemoved, "takes no body any more"));
        }
        (Some(before), Some(after)) => {
            if required(before) != required(after) {
                let now = required(after);
                let what =
                    if now { "the body is required now" } else { "the body is optional now" };
                all.report(&place, &Difference::new(Change::BodyRequired { now }, what));
            }
            wording(all, &place, before, after);
            parameters::rest(all, &place, &["content", "required", "$ref"], before, after);
            contents(all, &place, before, after);
        }
    }
}

/// Compares the responses, status by status.
pub(crate) fn responses<'d>(
    all: &mut Comparison<'d>,
    place: &Place,
    old: &Operation<'d>,
    new: &Operation<'d>,
) {
    let (mut gone, mut came) = (BTreeMap::new(), new.responses.clone());
    for (status, before) in &old.responses {
        match came.remove(status) {
            Some(after) => response(all, &place.then(status), before, after),
            None => {
                gone.insert(status.clone(), *before);
            }
        }
    }
    // A range covers the statuses in it: `404` beside `4XX` is only more specific.
    covered(all, place, &mut gone, &new.responses, true);
    covered(all, place, &mut came, &old.responses, false);

    let success = |status: &str| status.starts_with('2') || status.starts_with('3');
    while let Some((before, after)) = changed(&gone, &came, success) {
        let narrower = before == "2XX" && after.starts_with('2');
        let wider = after == "2XX" && before.starts_with('2');
        let change = if success(&before) {
            Change::SuccessCodeChanged { narrower, wider }
        } else {
            Change::ErrorCodeChanged
        };
        let difference =
            Difference::new(change, format!("status {before} → {after}")).values(&before, &after);
        all.report(&place.then(&after), &difference);
        if let (Some(a), Some(b)) = (gone.remove(&before), came.remove(&after)) {
            response(all, &place.then(&after), a, b);
        }
    }
    for status in gone.keys() {
        let change =
            if success(status) { Change::SuccessCodeRemoved } else { Change::ErrorCodeRemoved };
        all.report(
            &place.then(status),
            &Difference::new(change, format!("status {status} is gone"))
                .changing(Some(status.clone()), None),
        );
    }
    for status in came.keys() {
        let change =
            if success(status) { Change::SuccessCodeAdded } else { Change::ErrorCodeAdded };
        all.report(
            &place.then(status),
            &Difference::new(change, format!("status {status} is new"))
                .changing(None, Some(status.clone())),
        );
    }
}

/// Compares the statuses of one side that a range or `default` of the other covers, and removes
/// them.
fn covered<'d>(
    all: &mut Comparison<'d>,
    place: &Place,
    open: &mut BTreeMap<String, &'d Object>,
    other: &BTreeMap<String, &'d Object>,
    old_side: bool,
) {
    open.retain(|status, body| {
        let range = status.chars().next().map(|class| format!("{class}XX")).unwrap_or_default();
        // A success range is less specific than a status, which is a separate change.
        if status.starts_with('2')
            || status == "default"
            || status.ends_with("XX") && !other.contains_key("default")
        {
            return true;
        }
        let Some(cover) =
            other.get(&range).filter(|_| range != *status).or_else(|| other.get("default"))
        else {
            return true;
        };
        let (before, after) = if old_side { (*body, *cover) } else { (*cover, *body) };
        response(all, &place.then(status), before, after);
        false
    });
}

/// Finds a status that was replaced by another: the only successes, or the only errors of a class.
fn changed(
    gone: &BTreeMap<String, &Object>,
    came: &BTreeMap<String, &Object>,
    success: impl Fn(&str) -> bool,
) -> Option<(String, String)> {
    let of = |all: &BTreeMap<String, &Object>, class: char| -> Vec<String> {
        all.keys()
            .filter(|status| if class == '2' { success(status) } else { status.starts_with(class) })
            .cloned()
            .collect()
    };
    ['2', '4', '5'].into_iter().find_map(|class| {
        let (before, after) = (of(gone, class), of(came, class));
        match (&before[..], &after[..]) {
            ([a], [b]) => Some((a.clone(), b.clone())),
            ([a, ..], [b, ..]) if class == '2' => Some((a.clone(), b.clone())),
            _ => None,
        }
    })
}

fn response<'d>(all: &mut Comparison<'d>, place: &Place, old: &'d Object, new: &'d Object) {
    wording(all, place, old, new);
    parameters::rest(all, place, &["content", "headers", "links", "$ref"], old, new);
    if old.get("links") != new.get("links") {
        all.report(
            place,
            &Difference::new(Change::Wording, "its links to other operations differ"),
        );
    }
    headers(all, place, old, new);
    match (content(old).is_empty(), content(new).is_empty()) {
        (true, true) => {}
        (true, false) => {
            let difference =
                Difference::new(Change::FieldAdded { required: true }, "has a body now");
            all.report(place, &difference);
        }
        (false, true) => {
            all.report(place, &Difference::new(Change::BodyRemoved, "has no body any more"));
        }
        (false, false) => contents(all, place, old, new),
    }
}

fn headers<'d>(all: &mut Comparison<'d>, place: &Place, old: &'d Object, new: &'d Object) {
    let (base, head) = (all.graph.base, all.graph.head);
    let before = headers_of(base, old);
    let after = headers_of(head, new);
    // The same header of several operations is one difference.
    let shared = |key: &str, difference: Difference| Difference {
        identity: format!("header {key} {}", super::schemas::word(direction(place))),
        ..difference
    };
    for (key, (name, a)) in &before {
        let place = place.then(&format!("header {name}"));
        if let Some((_, b)) = after.get(key) {
            header(all, &place, (key, a, b), &shared);
        } else {
            let difference = Difference::new(Change::HeaderRemoved, "the header is gone");
            all.report(&place, &shared(key, difference));
        }
    }
    for (key, (name, header)) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
        let change = Change::HeaderAdded { required: is_required(header) };
        let difference = Difference::new(change, "the header is new");
        all.report(&place.then(&format!("header {name}")), &shared(key, difference));
    }
}

/// Returns the headers of a response, by their names in lower case.
fn headers_of<'d>(
    document: &'d Document,
    response: &'d Object,
) -> BTreeMap<String, (&'d String, &'d Object)> {
    let headers = response.get("headers").and_then(Value::as_object).into_iter().flatten();
    headers
        .filter_map(|(name, header)| {
            Some((name.to_lowercase(), (name, document.follow(header).as_object()?)))
        })
        .collect()
}

fn is_required(header: &Object) -> bool {
    header.get("required") == Some(&Value::Bool(true))
}

fn header<'d>(
    all: &mut Comparison<'d>,
    place: &Place,
    (key, old, new): (&str, &'d Object, &'d Object),
    shared: &impl Fn(&str, Difference) -> Difference,
) {
    const READ: [&str; 8] =
        ["required", "schema", "content", "style", "explode", "$ref", "allowReserved", "name"];
    if is_required(old) != is_required(new) {
        let now = is_required(new);
        let what = if now { "is always sent now" } else { "is not always sent now" };
        let difference = Difference::new(Change::HeaderRequired { now }, what);
        all.report(place, &shared(key, difference));
    }
    wording(all, place, old, new);
    let deprecated = |one: &Object| one.get("deprecated") == Some(&Value::Bool(true));
    if let Some(difference) = annotations::deprecation(deprecated(old), deprecated(new)) {
        all.report(place, &shared(key, difference));
    }
    parameters::rest(all, place, &READ, old, new);
    let content = |one: &'d Object| first_content(one);
    let schema = |one: &'d Object| -> Vec<&'d Value> {
        let inside = || content(one).and_then(|(_, media)| media.get("schema"));
        one.get("schema").or_else(inside).into_iter().collect()
    };
    let written = |one: &'d Object| {
        let media = content(one).map(|(name, _)| name.as_str());
        Serialization::of(|key| one.get(key), "simple", media)
    };
    let (a, b) = (written(old), written(new));
    let read = Schema::of(all.graph.base, &Usage::of(all.graph.base, &schema(old)));
    if let Some(change) = a.change(&b, &read) {
        let what = format!("is written differently: {a} → {b}");
        all.report(place, &shared(key, Difference::new(change, what).values(a, b)));
    }
    let presence = Presence { before: false, after: false };
    let parent = format!("header {key}");
    let edge = all.graph.edge(&schema(old), &schema(new), direction(place), presence, &parent);
    all.follow(place, edge, false);
}

fn contents<'d>(all: &mut Comparison<'d>, place: &Place, old: &'d Object, new: &'d Object) {
    let (before, after) = (content(old), content(new));
    let mut came: Vec<&(String, &'d Object)> = after.iter().collect();
    let mut gone: Vec<&(String, &'d Object)> = Vec::new();
    let several = before.len() > 1 || after.len() > 1;
    let at = |name: &str| {
        if several && !base_type(name).ends_with("json") {
            Place { text: format!("{} ({name})", place.text), ..place.clone() }
        } else {
            place.clone()
        }
    };
    for one in &before {
        match came.iter().position(|(other, _)| *other == one.0) {
            Some(to) => schema(all, &at(&one.0), one.1, came.remove(to).1),
            None => gone.push(one),
        }
    }
    // The same type with other parameters is the same body; the meaning of parameters is unknown.
    gone.retain(|(name, media)| {
        let other = came.iter().position(|(other, _)| base_type(other) == base_type(name));
        let Some((other, after)) = other.map(|to| came.remove(to)) else { return true };
        let what = format!("content type {name} → {other}");
        let difference = Difference::new(Change::ContentTypeParameters, what);
        all.report(place, &difference.values(name, other));
        schema(all, &at(name), media, after);
        false
    });
    if let ([(before, a)], [(after, b)]) = (&gone[..], &came[..]) {
        let difference =
            Difference::new(Change::ContentTypeChanged, format!("content type {before} → {after}"));
        all.report(place, &difference.values(before, after));
        schema(all, place, a, b);
        return;
    }
    for (name, _) in gone {
        let what = format!("content type {name} is gone");
        let difference = Difference::new(Change::ContentTypeRemoved, what);
        all.report(place, &difference.changing(Some(name.clone()), None));
    }
    for (name, _) in came {
        let what = format!("content type {name} is new");
        let difference = Difference::new(Change::ContentTypeAdded, what);
        all.report(place, &difference.changing(None, Some(name.clone())));
    }
}

fn schema<'d>(all: &mut Comparison<'d>, place: &Place, old: &'d Object, new: &'d Object) {
    let examples = |media: &Object| (media.get("example").cloned(), media.get("examples").cloned());
    if examples(old) != examples(new) {
        all.report(place, &Difference::new(Change::Wording, "its example differs"));
    }
    parameters::rest(all, place, &["schema", "encoding"], old, new);
    for difference in encoding::compare(&all.graph, old, new) {
        all.report(place, &difference);
    }
    let parts = |media: &'d Object| media.get("schema").into_iter().collect::<Vec<_>>();
    let edge =
        all.graph.edge(&parts(old), &parts(new), direction(place), Presence::ALWAYS, &place.text);
    all.follow(place, edge, false);
}

fn direction(place: &Place) -> Direction {
    place.direction.unwrap_or(Direction::Response)
}

fn wording(all: &mut Comparison, place: &Place, old: &Object, new: &Object) {
    if !annotations::reads_alike(old.get("description"), new.get("description")) {
        all.report(place, &Difference::new(Change::Wording, "its description reads differently"));
    }
}

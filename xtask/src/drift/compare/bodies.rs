//! What an operation sends and what it returns: bodies by media type, statuses, headers.

use std::collections::BTreeMap;

use super::graph::{Difference, Presence};
use super::{Comparison, Place, annotations, encoding, parameters};
use crate::drift::change::Change;
use crate::drift::document::Object;
use crate::drift::finding::Direction;
use crate::drift::operation::{Operation, content};

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
            all.report(&place, &Difference::new(Change::BodyRemoved, "takes no body any more"))
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
    // A range covers the statuses in it: `404` beside `4XX` only says more about one of them.
    covered(all, place, &mut gone, &new.responses, true);
    covered(all, place, &mut came, &old.responses, false);

    let success = |status: &str| status.starts_with('2') || status.starts_with('3');
    while let Some((before, after)) = changed(&gone, &came, success) {
        let narrower = before == "2XX" && after.starts_with('2');
        let change = if success(&before) {
            Change::SuccessCodeChanged { narrower }
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

/// Compares the statuses of one side that a range or `default` of the other covers, and takes them
/// out.
fn covered<'d>(
    all: &mut Comparison<'d>,
    place: &Place,
    open: &mut BTreeMap<String, &'d Object>,
    other: &BTreeMap<String, &'d Object>,
    old_side: bool,
) {
    open.retain(|status, body| {
        let range = status.chars().next().map(|class| format!("{class}XX")).unwrap_or_default();
        // A success range says less than one status does; that is a change of its own.
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

/// A status that went and one that came in its stead: the only successes, or the only errors of one
/// class.
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
            all.report(place, &Difference::new(Change::BodyRemoved, "has no body any more"))
        }
        (false, false) => contents(all, place, old, new),
    }
}

fn headers<'d>(all: &mut Comparison<'d>, place: &Place, old: &'d Object, new: &'d Object) {
    let of = |object: &'d Object| -> BTreeMap<String, (&'d String, &'d serde_json::Value)> {
        let headers =
            object.get("headers").and_then(serde_json::Value::as_object).into_iter().flatten();
        headers.map(|(name, header)| (name.to_lowercase(), (name, header))).collect()
    };
    let (before, after) = (of(old), of(new));
    let graph = (all.graph.base, all.graph.head);
    for (key, (name, header)) in &before {
        let place = place.then(&format!("header {name}"));
        let Some((_, other)) = after.get(key) else {
            all.report(
                &place,
                &Difference {
                    identity: format!("header {key} {}", place_kind(&place)),
                    ..Difference::new(Change::HeaderRemoved, "the header is gone")
                },
            );
            continue;
        };
        let (Some(a), Some(b)) =
            (graph.0.follow(header).as_object(), graph.1.follow(other).as_object())
        else {
            continue;
        };
        let required = |one: &Object| one.get("required").is_some_and(|value| value == true);
        if required(a) != required(b) {
            let what = if required(b) { "is always sent now" } else { "is not always sent now" };
            all.report(
                &place,
                &Difference {
                    identity: format!("header {key} {}", place_kind(&place)),
                    ..Difference::new(Change::HeaderRequired { now: required(b) }, what)
                },
            );
        }
        wording(all, &place, a, b);
        let schema = |one: &'d Object| one.get("schema").into_iter().collect::<Vec<_>>();
        let parent = format!("header {key}");
        let edge = all.graph.edge(
            &schema(a),
            &schema(b),
            direction(&place),
            Presence { before: false, after: false },
            &parent,
        );
        all.follow(&place, edge, false);
    }
    for (key, (name, _)) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
        let place = place.then(&format!("header {name}"));
        all.report(
            &place,
            &Difference {
                identity: format!("header {key} {}", place_kind(&place)),
                ..Difference::new(Change::HeaderAdded, "the header is new")
            },
        );
    }
}

/// The same header of many operations is one difference.
fn place_kind(place: &Place) -> &'static str {
    super::schemas::word(direction(place))
}

fn contents<'d>(all: &mut Comparison<'d>, place: &Place, old: &'d Object, new: &'d Object) {
    let (before, after) = (content(old), content(new));
    let mut came: Vec<&(String, &'d Object)> = after.iter().collect();
    let mut gone = Vec::new();
    let several = before.len() > 1 || after.len() > 1;
    for (name, media) in &before {
        match came.iter().position(|(other, _)| other == name) {
            Some(at) => {
                let other = came.remove(at).1;
                let place = if several && !name.ends_with("json") {
                    Place { text: format!("{} ({name})", place.text), ..place.clone() }
                } else {
                    place.clone()
                };
                schema(all, &place, media, other);
            }
            None => gone.push((name, *media)),
        }
    }
    if let ([(before, a)], [(after, b)]) = (&gone[..], &came[..]) {
        let difference =
            Difference::new(Change::ContentTypeChanged, format!("content type {before} → {after}"));
        all.report(place, &difference.values(before, after));
        schema(all, place, a, b);
        return;
    }
    for (name, _) in gone {
        let difference =
            Difference::new(Change::ContentTypeRemoved, format!("content type {name} is gone"));
        all.report(place, &difference.changing(Some(name.clone()), None));
    }
    for (name, _) in came {
        let difference =
            Difference::new(Change::ContentTypeAdded, format!("content type {name} is new"));
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

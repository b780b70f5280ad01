//! Fields of objects, in responses and in requests.

use serde_json::{Value, json};

use crate::support::{GET, POST, expect, object, request, response};

/// Checks a change of a body in both directions: the field's place, and the findings in the
/// response and the request.
#[track_caller]
fn both(what: &str, old: Value, new: Value, in_response: &[&str], in_request: &[&str]) {
    let place = |start: &str, all: &[&str]| -> Vec<String> {
        all.iter().map(|line| format!("{start} → {line}")).collect()
    };
    let received = place(&format!("{GET} → 200"), in_response);
    let received: Vec<&str> = received.iter().map(String::as_str).collect();
    expect(&format!("{what}, response"), response(old.clone()), response(new.clone()), &received);
    let sent = place(&format!("{POST} → request"), in_request);
    let sent: Vec<&str> = sent.iter().map(String::as_str).collect();
    expect(&format!("{what}, request"), request(old), request(new), &sent);
}

fn text() -> Value {
    json!({"type": "string"})
}

fn null_text() -> Value {
    json!({"type": "string", "nullable": true})
}

#[test]
fn added() {
    let old = object(json!({"a": text()}), &["a"]);
    both(
        "optional",
        old.clone(),
        object(json!({"a": text(), "b": {"type": "integer"}}), &["a"]),
        &["b | field-added | nsc"],
        &["b | field-added | nsc"],
    );
    both(
        "required",
        old,
        object(json!({"a": text(), "b": {"type": "integer"}}), &["a", "b"]),
        &["b | field-added | nsc"],
        &["b | field-added | BBB"],
    );
}

#[test]
fn removed() {
    let new = object(json!({"a": text()}), &["a"]);
    let old = |b: Value, required: &[&str]| object(json!({"a": text(), "b": b}), required);
    let number = json!({"type": "integer"});
    both(
        "required",
        old(number.clone(), &["a", "b"]),
        new.clone(),
        &["b | field-removed | BBB"],
        &["b | field-removed | BBB"],
    );
    both(
        "optional",
        old(number, &["a"]),
        new.clone(),
        &["b | field-removed | BsB"],
        &["b | field-removed | BBB"],
    );
    both(
        "nullable",
        old(null_text(), &["a", "b"]),
        new.clone(),
        &["b | field-removed | BsB"],
        &["b | field-removed | BBB"],
    );
    let list = json!({"type": "array", "items": text()});
    both(
        "a list",
        old(list, &["a", "b"]),
        new,
        &["b | field-removed | BsB"],
        &["b | field-removed | BBB"],
    );
}

#[test]
fn renamed() {
    let shape = |name: &str| {
        object(json!({"id": text(), name: {"type": "integer"}, "z": text()}), &["id", name])
    };
    both(
        "by its name",
        shape("total_jobs"),
        shape("totalJobs"),
        &["total_jobs | field-renamed | BBB"],
        &["total_jobs | field-renamed | BBB"],
    );
    both(
        "by its position",
        shape("count"),
        shape("sum"),
        &["count | field-renamed | BBB"],
        &["count | field-renamed | BBB"],
    );
    both(
        "another type is no rename",
        object(json!({"count": {"type": "integer"}}), &[]),
        object(json!({"sum": text()}), &[]),
        &["count | field-removed | BsB", "sum | field-added | nsc"],
        &["count | field-removed | BBB", "sum | field-added | nsc"],
    );
}

#[test]
fn retyped() {
    let shape = |b: Value| object(json!({"b": b}), &["b"]);
    let case = |what: &str, old: Value, new: Value, response: &str, sent: &str| {
        let (response, sent) =
            (format!("b | retyped | {response}"), format!("b | retyped | {sent}"));
        both(what, shape(old), shape(new), &[&response], &[&sent]);
    };
    case("text to number", text(), json!({"type": "number"}), "BBB", "BBB");
    case(
        "list to object",
        json!({"type": "array", "items": text()}),
        json!({"type": "object"}),
        "BBB",
        "BBB",
    );
    case(
        "object to list",
        json!({"type": "object"}),
        json!({"type": "array", "items": text()}),
        "BBB",
        "BBB",
    );
    case("integer to number", json!({"type": "integer"}), json!({"type": "number"}), "BBB", "BsB");
    case("number to integer", json!({"type": "number"}), json!({"type": "integer"}), "BsB", "BBB");
}

#[test]
fn made_optional_or_nullable() {
    let shape = |b: Value, required: &[&str]| object(json!({"b": b}), required);
    let list = || json!({"type": "array", "items": text()});
    let number = || json!({"type": "integer"});
    let null = |value: Value| {
        let mut value = value;
        value["nullable"] = json!(true);
        value
    };
    let optional = "b | field-made-optional | ";
    let case = |what: &str, old, new, response: &str, sent: &str| {
        both(what, old, new, &[response], &[sent]);
    };
    case(
        "strict",
        shape(number(), &["b"]),
        shape(number(), &[]),
        &format!("{optional}BBB"),
        &format!("{optional}nsB"),
    );
    case(
        "nullable",
        shape(null_text(), &["b"]),
        shape(null_text(), &[]),
        &format!("{optional}Bsc"),
        &format!("{optional}nsc"),
    );
    case(
        "a list",
        shape(list(), &["b"]),
        shape(list(), &[]),
        &format!("{optional}Bsc"),
        &format!("{optional}nsc"),
    );
    let nullable = "b | made-nullable | ";
    case(
        "null, required",
        shape(number(), &["b"]),
        shape(null(number()), &["b"]),
        &format!("{nullable}BBB"),
        &format!("{nullable}nsB"),
    );
    case(
        "null, optional",
        shape(number(), &[]),
        shape(null(number()), &[]),
        &format!("{nullable}Bsc"),
        &format!("{nullable}nsc"),
    );
    case(
        "null, a list",
        shape(list(), &["b"]),
        shape(null(list()), &["b"]),
        &format!("{nullable}Bsc"),
        &format!("{nullable}nsc"),
    );
}

#[test]
fn made_required_or_never_null() {
    let shape = |b: Value, required: &[&str]| object(json!({"b": b}), required);
    both(
        "required",
        shape(text(), &[]),
        shape(text(), &["b"]),
        &["b | field-made-required | nsB"],
        &["b | field-made-required | BBB"],
    );
    both(
        "required and nullable",
        shape(null_text(), &[]),
        shape(null_text(), &["b"]),
        &["b | field-made-required | nsc"],
        &["b | field-made-required | BBB"],
    );
    both(
        "never null",
        shape(null_text(), &["b"]),
        shape(text(), &["b"]),
        &["b | no-longer-nullable | nsB"],
        &["b | no-longer-nullable | BBB"],
    );
}

#[test]
fn read_only_fields_are_never_sent() {
    let shape = |extra: Value| object(json!({"a": text(), "b": extra}), &["a", "b"]);
    let read_only = json!({"type": "string", "readOnly": true});
    both(
        "a read-only field that is new",
        object(json!({"a": text()}), &["a"]),
        shape(read_only.clone()),
        &["b | field-added | nsc"],
        &[],
    );
    both("becoming read-only", shape(text()), shape(read_only), &[], &["b | field-removed | BBB"]);
    both(
        "becoming write-only",
        shape(text()),
        shape(json!({"type": "string", "writeOnly": true})),
        &["b | field-removed | BBB"],
        &[],
    );
}

#[test]
fn further_fields() {
    let shape = |additional: Value| {
        object(
            json!({"m": {"type": "object", "properties": {"a": text()}, "additionalProperties": additional}}),
            &["m"],
        )
    };
    both(
        "closed",
        shape(json!(true)),
        shape(json!(false)),
        &["m | additional-fields-narrowed | nsc*"],
        &["m | additional-fields-narrowed | BBB"],
    );
    both(
        "opened",
        shape(json!(false)),
        shape(json!({})),
        &["m | additional-fields-widened | nsc*"],
        &["m | additional-fields-widened | nsc*"],
    );
}

#[test]
fn maps() {
    let map = |values: Value| {
        object(json!({"m": {"type": "object", "additionalProperties": values}}), &["m"])
    };
    both(
        "the type of a map's values",
        map(text()),
        map(json!({"type": "integer"})),
        &["m.* | retyped | BBB"],
        &["m.* | retyped | BBB"],
    );
    both(
        "a list's items",
        object(
            json!({"l": {"type": "array", "items": object(json!({"a": text(), "b": text()}), &["a", "b"])}}),
            &["l"],
        ),
        object(
            json!({"l": {"type": "array", "items": object(json!({"a": text()}), &["a"])}}),
            &["l"],
        ),
        &["l[].b | field-removed | BBB"],
        &["l[].b | field-removed | BBB"],
    );
}

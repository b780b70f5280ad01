//! Enum values, formats, bounds, unions and annotations.

use serde_json::{Value, json};

use crate::support::{GET, POST, expect, object, request, response};

/// Checks a change of the field `b` in a response and in a request.
#[track_caller]
fn field(what: &str, old: Value, new: Value, in_response: &[&str], in_request: &[&str]) {
    let shape = |b: Value| object(json!({"b": b}), &["b"]);
    let lines = |start: String, all: &[&str]| {
        all.iter().map(|line| format!("{start} → b{line}")).collect::<Vec<_>>()
    };
    let received = lines(format!("{GET} → 200"), in_response);
    let sent = lines(format!("{POST} → request"), in_request);
    let (old, new) = (shape(old), shape(new));
    expect(
        what,
        response(old.clone()),
        response(new.clone()),
        &received.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    expect(what, request(old), request(new), &sent.iter().map(String::as_str).collect::<Vec<_>>());
}

fn values(values: &[&str]) -> Value {
    json!({"type": "string", "enum": values})
}

#[test]
fn enum_values() {
    let old = || values(&["pending", "completed", "failed"]);
    field(
        "added",
        old(),
        values(&["pending", "completed", "failed", "cancelled"]),
        &[" | enum-value-added | nsc*"],
        &[" | enum-value-added | nsc"],
    );
    field(
        "removed",
        old(),
        values(&["pending", "completed"]),
        &[" | enum-value-removed | BsB"],
        &[" | enum-value-removed | BBB"],
    );
    field(
        "recased",
        old(),
        values(&["PENDING", "completed", "failed"]),
        &[" | enum-value-recased | BBB"],
        &[" | enum-value-recased | BBB"],
    );
    field(
        "separated",
        values(&["in_progress"]),
        values(&["in-progress"]),
        &[" | enum-value-recased | BBB"],
        &[" | enum-value-recased | BBB"],
    );
    field("in another order", old(), values(&["failed", "pending", "completed"]), &[], &[]);
    field(
        "no enum before",
        json!({"type": "string"}),
        old(),
        &[" | enum-added | nsB*"],
        &[" | enum-added | BBB"],
    );
    field(
        "no enum any more",
        old(),
        json!({"type": "string"}),
        &[" | enum-dropped | nsB*"],
        &[" | enum-dropped | nsB*"],
    );
}

#[test]
fn formats() {
    let format = |kind: &str, format: Option<&str>| match format {
        Some(format) => json!({"type": kind, "format": format}),
        None => json!({"type": kind}),
    };
    let case = |kind: &str, old, new, response: &str, sent: &str| {
        let (response, sent) =
            (format!(" | format-changed | {response}"), format!(" | format-changed | {sent}"));
        field(
            &format!("{kind} {old:?} → {new:?}"),
            format(kind, old),
            format(kind, new),
            &[&response],
            &[&sent],
        );
    };
    case("string", Some("date-time"), Some("date"), "BBB", "BBB");
    case("integer", Some("int32"), Some("int64"), "BBB", "nsB*");
    case("integer", Some("int64"), Some("int32"), "nsB*", "BBB");
    case("string", None, Some("uuid"), "nsB*", "BBB");
    case("string", Some("date-time"), None, "BBB", "nsB*");
    case("string", Some("email"), None, "Bsc", "nsc*");
    case("integer", Some("int64"), None, "Bsc", "nsc*");
    case("number", Some("float"), Some("double"), "BBB", "nsB*");
}

#[test]
fn bounds() {
    let number = |key: &str, value: i64| json!({"type": "integer", key: value});
    let case = |what: &str, old, new, tighter: bool| {
        let (response, sent) = if tighter {
            (" | bound-tightened | nsc", " | bound-tightened | BBc")
        } else {
            (" | bound-loosened | nsc*", " | bound-loosened | nsc")
        };
        field(what, old, new, &[response], &[sent]);
    };
    case("minimum up", number("minimum", 1), number("minimum", 2), true);
    case("minimum down", number("minimum", 1), number("minimum", 0), false);
    case("maximum down", number("maximum", 10), number("maximum", 5), true);
    case("maximum up", number("maximum", 10), number("maximum", 100), false);
    case("a first maximum", json!({"type": "integer"}), number("maximum", 100), true);
    case("multiples", number("multipleOf", 5), number("multipleOf", 10), true);
    let text = |key: &str, value: Value| json!({"type": "string", key: value});
    case("longer", text("minLength", json!(1)), text("minLength", json!(50)), true);
    case("shorter", text("maxLength", json!(15_000)), text("maxLength", json!(20_000)), false);
    case("no longest", text("maxLength", json!(15_000)), json!({"type": "string"}), false);
    case("a pattern", json!({"type": "string"}), text("pattern", json!("^a")), true);
    let list =
        |key: &str, value: Value| json!({"type": "array", "items": {"type": "string"}, key: value});
    case("fewer items", list("maxItems", json!(25)), list("maxItems", json!(10)), true);
    case(
        "unique",
        json!({"type": "array", "items": {"type": "string"}}),
        list("uniqueItems", json!(true)),
        true,
    );
    field(
        "another pattern",
        text("pattern", json!("^a")),
        text("pattern", json!("^b")),
        &[" | bound-changed | nsc*"],
        &[" | bound-changed | BBc"],
    );
}

#[test]
fn variants() {
    let variant = |tag: &str, field: &str| {
        object(
            json!({"type": {"type": "string", "enum": [tag]}, field: {"type": "string"}}),
            &["type", field],
        )
    };
    let union = |all: &[Value]| json!({"oneOf": all});
    let two = || union(&[variant("url", "url"), variant("text", "content")]);
    let three =
        || union(&[variant("url", "url"), variant("text", "content"), variant("file", "file")]);
    field("added", two(), three(), &[" | variant-added | BBc"], &[" | variant-added | nsc"]);
    field("removed", three(), two(), &[" | variant-removed | BsB"], &[" | variant-removed | BBB"]);
    field(
        "inside one, found by its tag",
        two(),
        union(&[variant("text", "content"), variant("url", "link")]),
        &["(url).url | field-renamed | BBB"],
        &["(url).url | field-renamed | BBB"],
    );
    // The order of two constant fields does not matter.
    let both = |order: [&str; 2]| {
        let constants =
            order.map(|name| (name.to_owned(), json!({"type": "string", "enum": [name]})));
        union(&[object(constants.into_iter().collect(), &order), variant("x", "y")])
    };
    field("constants in another order", both(["kind", "type"]), both(["type", "kind"]), &[], &[]);
    let with_number =
        json!({"oneOf": [{"type": "string"}, object(json!({"x": {"type": "integer"}}), &[])]});
    field(
        "a text or more",
        json!({"type": "string"}),
        with_number,
        &[" | variant-added | BBc"],
        &[" | variant-added | nsc"],
    );
    let tagged = |name: &str| {
        let mut union = two();
        union["discriminator"] = json!({"propertyName": name});
        union
    };
    field(
        "another discriminator",
        tagged("type"),
        tagged("kind"),
        &[" | discriminator-changed | BBB"],
        &[" | discriminator-changed | BBB"],
    );
}

#[test]
fn mapping_of_a_discriminator() {
    let union = |mapping: Value| {
        json!({
            "oneOf": [object(json!({"t": {"type": "string"}, "a": {"type": "string"}}), &["t"])  , object(json!({"t": {"type": "string"}, "b": {"type": "integer"}}), &["t"])],
            "discriminator": {"propertyName": "t", "mapping": mapping}
        })
    };
    field(
        "a value more",
        union(json!({"a": "A"})),
        union(json!({"a": "A", "b": "B"})),
        &[" | discriminator-value-added | nsc*"],
        &[" | discriminator-value-added | nsc*"],
    );
    field(
        "a value less",
        union(json!({"a": "A", "b": "B"})),
        union(json!({"a": "A"})),
        &[" | discriminator-changed | BBB"],
        &[" | discriminator-changed | BBB"],
    );
}

#[test]
fn annotations() {
    let text = |key: &str, value: Value| json!({"type": "string", key: value});
    field(
        "described",
        text("description", json!("old")),
        text("description", json!("new")),
        &[" | wording | csc"],
        &[" | wording | csc"],
    );
    field(
        "an example",
        text("example", json!("old")),
        text("example", json!("new")),
        &[" | wording | csc"],
        &[" | wording | csc"],
    );
    field(
        "deprecated",
        json!({"type": "string"}),
        text("deprecated", json!(true)),
        &[" | deprecated | nsc*"],
        &[" | deprecated | nsc*"],
    );
    field(
        "a default of what must be sent",
        text("default", json!("a")),
        text("default", json!("b")),
        &[" | default-changed | nsc*"],
        &[" | wording | csc"],
    );
    field(
        "sensitive",
        json!({"type": "string"}),
        text("x-nova-sensitive", json!(true)),
        &[" | sensitivity-changed | nsc*"],
        &[" | sensitivity-changed | nsc*"],
    );
    field(
        "of ours, without a rule",
        json!({"type": "string"}),
        text("x-nova-other", json!(1)),
        &[" | unclassified | UUU"],
        &[" | unclassified | UUU"],
    );
    field(
        "of somebody else",
        json!({"type": "string"}),
        text("x-go-name", json!("B")),
        &[" | extension-changed | nsc*"],
        &[" | extension-changed | nsc*"],
    );
    field(
        "without a rule",
        json!({"type": "string"}),
        text("zebra", json!(1)),
        &[" | unclassified | UUU"],
        &[" | unclassified | UUU"],
    );
}

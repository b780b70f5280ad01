//! Equivalent spellings give no findings.

use serde_json::{Value, json};

use crate::support::{expect, object, response};

/// Compares response bodies in both directions; components and version can be set.
#[track_caller]
fn alike(what: &str, old: Value, new: Value) {
    expect(what, old.clone(), new.clone(), &[]);
    expect(&format!("{what}, the other way"), new, old, &[]);
}

fn with(version: &str, schemas: Value, body: Value) -> Value {
    let mut document = response(body);
    document["openapi"] = json!(version);
    document["components"] = json!({"schemas": schemas});
    document
}

fn field(version: &str, schema: Value) -> Value {
    with(version, json!({}), object(json!({"b": schema}), &["b"]))
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn schemas() -> Value {
    json!({
        "Status": {"type": "string", "enum": ["a", "b"]},
        "Again": {"$ref": "#/components/schemas/Status"},
        "Thing": object(json!({"x": {"type": "integer"}}), &["x"]),
    })
}

fn of(version: &str, schema: Value) -> Value {
    // Every component is used on both sides, so that only the use in question differs.
    let mut fields = json!({"b": schema});
    for name in ["Status", "Again", "Thing"] {
        fields[name] = reference(name);
    }
    with(version, schemas(), object(fields, &["b"]))
}

#[test]
fn references() {
    alike(
        "a chain of references",
        of("3.0.3", reference("Status")),
        of("3.0.3", reference("Again")),
    );
    alike(
        "an allOf of one",
        of("3.0.3", reference("Status")),
        of("3.0.3", json!({"allOf": [reference("Status")]})),
    );
    alike(
        "an object in an allOf of one",
        of("3.0.3", reference("Thing")),
        of("3.0.3", json!({"type": "object", "allOf": [reference("Thing")]})),
    );
    alike(
        "a union of one",
        of("3.0.3", reference("Thing")),
        of("3.0.3", json!({"oneOf": [reference("Thing")]})),
    );
}

/// There is no difference on the wire, but the generated type has another name.
#[test]
fn a_reference_and_the_same_inline() {
    let place = "GET …/scoring-batches/{scoringBatchId} → 200 → b";
    for (name, inline) in [
        ("Status", json!({"type": "string", "enum": ["a", "b"]})),
        ("Again", json!({"type": "string", "enum": ["a", "b"]})),
        ("Thing", object(json!({"x": {"type": "integer"}}), &["x"])),
        ("Thing", json!({"allOf": [object(json!({"x": {"type": "integer"}}), &["x"])]})),
    ] {
        let (named, inline) = (of("3.0.3", reference(name)), of("3.0.3", inline));
        let was = format!("{place} | schema-made-inline | nsB");
        expect(name, named.clone(), inline.clone(), &[&was]);
        let is = format!("{place} | schema-made-component | nsB");
        expect(name, inline, named, &[&is]);
    }
    alike("any JSON", field("3.0.3", json!({})), field("3.0.3", json!({"description": ""})));
}

#[test]
fn all_of_is_the_combination_of_its_parts() {
    let a = object(json!({"x": {"type": "integer"}}), &["x"]);
    let b = object(json!({"y": {"type": "string", "maxLength": 5}}), &["y"]);
    alike(
        "two parts and one object",
        of("3.0.3", json!({"allOf": [a, b]})),
        of(
            "3.0.3",
            object(
                json!({"x": {"type": "integer"}, "y": {"type": "string", "maxLength": 5}}),
                &["x", "y"],
            ),
        ),
    );
    alike(
        "a part by reference",
        of(
            "3.0.3",
            json!({"allOf": [reference("Thing"), {"required": ["y"], "properties": {"y": {"type": "string"}}}]}),
        ),
        of(
            "3.0.3",
            object(json!({"y": {"type": "string"}, "x": {"type": "integer"}}), &["y", "x"]),
        ),
    );
}

#[test]
fn null_in_both_versions() {
    let old = |schema: Value| of("3.0.3", schema);
    let new = |schema: Value| of("3.1.0", schema);
    alike(
        "a nullable text",
        old(json!({"type": "string", "nullable": true})),
        new(json!({"type": ["string", "null"]})),
    );
    alike(
        "a nullable text with a oneOf",
        old(json!({"type": "string", "nullable": true})),
        new(json!({"oneOf": [{"type": "string"}, {"type": "null"}]})),
    );
    alike(
        "a nullable reference",
        old(json!({"nullable": true, "allOf": [reference("Thing")]})),
        new(json!({"anyOf": [reference("Thing"), {"type": "null"}]})),
    );
    alike(
        "the contract's own form",
        old(json!({"nullable": true, "allOf": [reference("Thing")]})),
        old(
            json!({"oneOf": [reference("Thing"), {"type": "object", "nullable": true, "enum": [null]}]}),
        ),
    );
    alike(
        "a nullable enum",
        old(json!({"type": "string", "nullable": true, "enum": ["a", null]})),
        new(json!({"type": ["string", "null"], "enum": ["a", null]})),
    );
    alike(
        "a nullable list",
        old(json!({"type": "array", "items": {"type": "string"}, "nullable": true})),
        new(json!({"type": ["array", "null"], "items": {"type": "string"}})),
    );
}

#[test]
fn keywords_of_both_versions() {
    let old = |schema: Value| field("3.0.3", schema);
    let new = |schema: Value| field("3.1.0", schema);
    alike("const", old(json!({"type": "string", "enum": ["x"]})), new(json!({"const": "x"})));
    alike(
        "an enum as a union of constants",
        old(json!({"type": "string", "enum": ["x", "y"]})),
        new(json!({"oneOf": [{"const": "x"}, {"const": "y"}]})),
    );
    alike(
        "examples",
        old(json!({"type": "string", "example": "x"})),
        new(json!({"type": "string", "examples": ["x"]})),
    );
    alike(
        "an exclusive bound",
        old(json!({"type": "number", "minimum": 0, "exclusiveMinimum": true})),
        new(json!({"type": "number", "exclusiveMinimum": 0})),
    );
    alike(
        "an exclusive bound of integers",
        old(json!({"type": "integer", "minimum": 1})),
        new(json!({"type": "integer", "exclusiveMinimum": 0})),
    );
    alike(
        "base64",
        old(json!({"type": "string", "format": "byte"})),
        new(json!({"type": "string", "contentEncoding": "base64"})),
    );
    alike(
        "several types",
        new(json!({"type": ["string", "integer"]})),
        new(json!({"anyOf": [{"type": "integer"}, {"type": "string"}]})),
    );
}

#[test]
fn defaults_and_order() {
    let one = |schema: Value| field("3.0.3", schema);
    alike(
        "nothing required",
        one(json!({"type": "object", "properties": {"a": {"type": "string"}}})),
        one(json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": []})),
    );
    alike(
        "open by default",
        one(json!({"type": "object"})),
        one(json!({"type": "object", "additionalProperties": true})),
    );
    alike(
        "not nullable by default",
        one(json!({"type": "string"})),
        one(
            json!({"type": "string", "nullable": false, "deprecated": false, "readOnly": false, "minLength": 0}),
        ),
    );
    alike(
        "an object without its type",
        one(json!({"type": "object", "properties": {"a": {"type": "string"}}})),
        one(json!({"properties": {"a": {"type": "string"}}})),
    );
    alike(
        "numbers of one worth",
        one(json!({"type": "number", "maximum": 10})),
        one(json!({"type": "number", "maximum": 10.0})),
    );
    let text = json!({"type": "string"});
    alike(
        "reordered keys",
        with(
            "3.0.3",
            json!({}),
            json!({"type": "object", "required": ["a", "b"], "properties": {"a": text, "b": text}}),
        ),
        with(
            "3.0.3",
            json!({}),
            json!({"properties": {"b": text, "a": text}, "required": ["b", "a"], "type": "object"}),
        ),
    );
}

#[test]
fn recursion_ends() {
    let tree = |extra: Value| {
        let mut node =
            object(json!({"children": {"type": "array", "items": reference("Node")}}), &[]);
        if let Some(fields) = extra.as_object() {
            for (name, schema) in fields {
                node["properties"][name] = schema.clone();
            }
        }
        with("3.0.3", json!({"Node": node}), reference("Node"))
    };
    alike("a tree", tree(json!({})), tree(json!({})));
    expect(
        "a field more in a tree",
        tree(json!({})),
        tree(json!({"name": {"type": "string"}})),
        &["GET …/scoring-batches/{scoringBatchId} → 200 → name | field-added | nsc"],
    );
    let knot = |extra: &str| {
        with(
            "3.0.3",
            json!({"A": {"allOf": [reference("B")]}, "B": {"allOf": [reference("A"), {"type": "object", "properties": {extra: {"type": "string"}}}]}}),
            reference("A"),
        )
    };
    alike("a schema inside itself", knot("x"), knot("x"));
    // Doubling at every level: 2^60 parts if each were read again.
    let mut schemas = json!({"S0": {"type": "object", "properties": {"x": {"type": "string"}}}});
    for level in 1..60 {
        let below = reference(&format!("S{}", level - 1));
        schemas[format!("S{level}")] = json!({"allOf": [below.clone(), below]});
    }
    alike(
        "doubling",
        with("3.0.3", schemas.clone(), reference("S59")),
        with("3.0.3", schemas, reference("S59")),
    );
}

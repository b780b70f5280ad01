//! The code generation refuses, by name and place, every construct it has no rule for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::{Value, json};

/// Where the fixture has what the cases change.
const GET: &str = "/paths/~1v1~1jobs~1{jobId}~1rich/get";
const POST: &str = "/paths/~1v1~1jobs~1{jobId}~1rich/post";
const SCHEMAS: &str = "/components/schemas";

fn fixture() -> Value {
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
    let text = std::fs::read_to_string(format!("{folder}/tests/fixtures/rich.json"))
        .expect("the fixture can be read");
    serde_json::from_str(&text).expect("the fixture is JSON")
}

/// Sets a member, or removes it when the value is null.
fn set(document: &mut Value, at: &str, value: Value) {
    let (owner, name) = at.rsplit_once('/').expect("a pointer");
    let name = name.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(owner).unwrap_or_else(|| panic!("{owner} is in the fixture")) {
        Value::Object(members) if value.is_null() => {
            drop(members.remove(&name).expect("a member to remove"))
        }
        Value::Object(members) => drop(members.insert(name, value)),
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        _ => panic!("{owner} has members"),
    }
}

/// Changes the fixture and asserts that the generation names `place` with words that hold `what`.
#[track_caller]
fn refuses(changes: &[(&str, Value)], place: &str, what: &str) {
    let mut document = fixture();
    for (at, value) in changes {
        set(&mut document, at, value.clone());
    }
    let Err(problems) = xtask::codegen::generate(&document.to_string()) else {
        panic!("{place} … {what} … is not refused")
    };
    let named =
        problems.0.iter().any(|problem| problem.place == place && problem.what.contains(what));
    assert!(named, "wanted {place} … {what} …, got:\n{problems}");
}

/// One change at a place of the fixture.
#[track_caller]
fn refuses_one(at: &str, value: Value, place: &str, what: &str) {
    refuses(&[(at, value)], place, what);
}

fn schema(name: &str) -> String {
    format!("{SCHEMAS}/{name}")
}

#[test]
fn the_fixture_itself_is_accepted() {
    xtask::codegen::generate(&fixture().to_string()).unwrap();
}

#[test]
fn what_is_no_contract() {
    for (text, what) in [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[]", "is not an object"),
        ("null", "is not an object"),
    ] {
        let problems = xtask::codegen::generate(text).expect_err("it is refused");
        assert!(problems.to_string().contains(what), "{text}: {problems}");
    }
    refuses_one("/openapi", json!("3.1.0"), "/openapi", "3.0");
    refuses_one("/info/version", json!("1.0"), "/info/version", "semantic version");
    refuses_one("/servers", json!([]), "/servers/0/url", "https");
    refuses_one("/security", Value::Null, "/security", "is missing");
    refuses_one("/webhooks", json!({}), "/webhooks", "no rule");
    refuses_one(
        "/components/securitySchemes/apiKey/scheme",
        json!("basic"),
        "/components/securitySchemes/apiKey",
        "bearer",
    );
}

#[test]
fn keywords_without_a_rule() {
    let member = schema("Done/properties/success");
    for (keyword, value) in [
        ("const", json!(true)),
        ("anyOf", json!([])),
        ("allOf", json!([])),
        ("not", json!({})),
        ("default", json!(true)),
        ("readOnly", json!(true)),
        ("discriminator", json!({"propertyName": "type"})),
        ("x-nova-sensitiv", json!(true)),
    ] {
        let at = format!("{member}/{keyword}");
        refuses_one(&at, value, &at, "no rule");
    }
    let at = schema("Resume/discriminator");
    refuses_one(&at, json!({"propertyName": "type"}), &at, "no rule");
}

#[test]
fn types_without_a_rule() {
    let start = schema("Period/properties/start");
    refuses_one(
        &format!("{start}/type"),
        json!(["string", "null"]),
        &format!("{start}/type"),
        "must be one of",
    );
    refuses_one(&format!("{start}/type"), Value::Null, &format!("{start}/type"), "is missing");
    refuses_one(
        &format!("{start}/format"),
        json!("password"),
        &format!("{start}/format"),
        "no rule",
    );
    refuses_one(&start, json!({"type": "array"}), &start, "without items");
    refuses_one(
        &start,
        json!({"type": "string", "enum": ["a", "b"]}),
        &format!("{start}/enum"),
        "is inline",
    );
    refuses_one(
        &start,
        json!({"type": "string", "enum": ["a"]}),
        &format!("{start}/enum"),
        "is inline",
    );
    refuses_one(
        &schema("Period/required"),
        json!(["start", "begin"]),
        &schema("Period/required"),
        "\"begin\"",
    );
}

#[test]
fn references_that_lead_nowhere_or_are_not_alone() {
    let at = schema("Rich/properties/kind");
    refuses_one(
        &at,
        json!({"$ref": "#/components/schemas/Nothing"}),
        &format!("{at}/$ref"),
        "leads nowhere",
    );
    refuses_one(&at, json!({"$ref": "other.json#/X"}), &format!("{at}/$ref"), "leads nowhere");
    let itself = schema("Loop");
    refuses_one(
        &itself,
        json!({"$ref": "#/components/schemas/Loop"}),
        &format!("{itself}/$ref"),
        "in a circle",
    );
    refuses_one(
        &at,
        json!({"$ref": "#/components/schemas/Awkward", "nullable": true}),
        &at,
        "beside its `$ref`",
    );
}

#[test]
fn enums_that_are_not_of_distinct_strings() {
    refuses_one(
        &schema("TimeRange/type"),
        json!("integer"),
        &schema("TimeRange"),
        "other than strings",
    );
    refuses_one(
        &schema("TimeRange/nullable"),
        json!(true),
        &schema("TimeRange/nullable"),
        "no rule",
    );
    refuses_one(
        &schema("TimeRange/enum"),
        json!(["1h", 7]),
        &schema("TimeRange/enum"),
        "not a string",
    );
    refuses_one(
        &schema("TimeRange/enum"),
        json!([]),
        &schema("TimeRange/enum"),
        "at least one value",
    );
    refuses_one(&schema("TimeRange/enum"), json!(["1h", "1h"]), &schema("TimeRange/enum"), "twice");
    refuses_one(
        &schema("Awkward/x-enum-descriptions"),
        json!({"2h": "Two."}),
        &schema("Awkward/x-enum-descriptions"),
        "\"2h\"",
    );
}

#[test]
fn names_of_variants_that_are_no_names_or_too_few() {
    let at = schema("TimeRange/x-enum-varnames");
    for names in
        [json!(["One"]), json!(["One", "One", "Two"]), json!(["one", "Two", "Three"]), json!("One")]
    {
        refuses_one(&at, names, &at, "must name each value");
    }
}

#[test]
fn sizes_that_are_no_sizes() {
    let at = schema("SubmitRequest/properties/roleKnowledge/x-nova-max-bytes");
    for size in [json!(0), json!(-1), json!("1"), json!(1.5)] {
        refuses_one(&at, size.clone(), &at, "above 0");
        refuses_one("/x-nova-max-request-bytes", size, "/x-nova-max-request-bytes", "above 0");
    }
}

#[test]
fn webhooks_of_schemas_that_are_not_there() {
    let hook = |schema: &str| {
        let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
        json!({"done": {"post": {"requestBody": {"required": true, "content": {"application/json": {"schema": schema}}}}}})
    };
    let at = "/x-webhooks/done/post/requestBody/content/application~1json/schema/$ref";
    refuses_one("/x-webhooks", hook("Nothing"), at, "leads nowhere");
    refuses_one("/x-webhooks", json!({"done": {}}), "/x-webhooks/done/post", "is missing");
    refuses_one(
        "/x-webhooks",
        json!({"done": {"post": {}}}),
        "/x-webhooks/done/post",
        "no requestBody",
    );
}

#[test]
fn styles_of_parameters_without_a_rule() {
    let at = format!("{GET}/parameters/9");
    refuses_one(&format!("{at}/explode"), json!(true), &at, "has a style without a rule");
    refuses_one(&format!("{at}/style"), json!("spaceDelimited"), &at, "has a style without a rule");
    refuses_one(&format!("{at}/in"), json!("path"), &at, "has a style without a rule");
}

#[test]
fn unions_that_guess() {
    refuses_one(
        &schema("Answer/oneOf/0/title"),
        Value::Null,
        &schema("Answer/oneOf/0"),
        "no title",
    );
    let object = |name: &str| json!({"type": "object", "properties": {name: {"type": "string"}}});
    refuses_one(
        &schema("Resume/oneOf"),
        json!([object("url"), object("content")]),
        &schema("Resume/oneOf"),
        "has no tag",
    );
    refuses_one(
        &schema("Resume/oneOf"),
        json!([{"$ref": "#/components/schemas/Done"}, {"$ref": "#/components/schemas/Period"}]),
        &schema("Resume/oneOf"),
        "has no tag",
    );
    refuses_one(
        &schema("Rich/properties/maybe"),
        json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
        &schema("Rich/properties/maybe/oneOf"),
        "neither a reference or null",
    );
    // A variant nobody has seen could not be kept.
    refuses_one(
        &schema("Rich/properties/kind"),
        json!({"$ref": "#/components/schemas/Event"}),
        &schema("Event/oneOf"),
        "is a union that is read",
    );
}

#[test]
fn names_that_rust_does_not_take() {
    for name in ["lower", "With-Dash", "With_Line", "9Lives", ""] {
        let at = schema(name);
        refuses_one(&at, json!({"type": "string", "enum": ["a"]}), &at, "no name for a Rust type");
    }
    // What Rust would call otherwise.
    refuses_one(
        &schema("HTTPError"),
        json!({"type": "object"}),
        &schema("HTTPError"),
        "became no Rust type",
    );
    let at = format!("{GET}/operationId");
    refuses_one(&at, json!("get rich!"), &at, "no name for a method");
    refuses_one(&at, json!("submitRich"), &format!("{POST}/operationId"), "used twice");
    for taken in ["new", "client", "baseurl", "withTransport"] {
        refuses_one(&at, json!(taken), &at, "has already");
    }
    refuses_one(&at, Value::Null, GET, "no operationId");
}

#[test]
fn members_that_rust_cannot_tell_apart() {
    refuses_one(
        &schema("Rich/properties/a_b"),
        json!({"type": "string"}),
        "",
        "would both call `a_b`",
    );
}

#[test]
fn operations_without_their_rules() {
    for extension in ["x-nova-bucket", "x-nova-idempotency", "x-nova-tenant"] {
        let at = format!("{GET}/{extension}");
        refuses_one(&at, Value::Null, &at, "is missing");
        refuses_one(&at, json!("sometimes"), &at, "is \"sometimes\"; it must be one of");
        refuses_one(&at, json!(7), &at, "is 7");
    }
}

#[test]
fn buckets_without_their_limits() {
    let at = "/x-nova-buckets/reads";
    for (limit, what) in
        [(json!(0), "limit"), (json!(-1), "limit"), (json!("20"), "limit"), (Value::Null, "limit")]
    {
        refuses_one(&format!("{at}/limit"), limit, at, what);
    }
    refuses_one(&format!("{at}/per"), json!("hour"), at, "per");
    refuses_one(&format!("{at}/maxInFlight"), json!(0), &format!("{at}/maxInFlight"), "above 0");
    refuses_one("/x-nova-buckets", Value::Null, "/x-nova-buckets", "is missing");
}

#[test]
fn a_bucket_at_fault_is_the_only_thing_named() {
    let mut document = fixture();
    set(&mut document, "/x-nova-buckets/reads/limit", Value::Null);
    let problems = xtask::codegen::generate(&document.to_string()).expect_err("it is refused");
    assert_eq!(problems.0.len(), 1, "{problems}");
}

#[test]
fn answers_that_progenitor_cannot_tell_apart() {
    let at = format!("{GET}/responses");
    let done = json!({"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Done"}}}});
    refuses_one(&format!("{at}/202"), done.clone(), &at, "2 success answers");
    refuses_one(&format!("{at}/200"), Value::Null, &at, "0 success answers");
    refuses_one(&format!("{at}/default"), done.clone(), &format!("{at}/default"), "no rule");
    refuses_one(&format!("{at}/301"), done.clone(), &format!("{at}/301"), "no rule");
    refuses_one(&format!("{at}/404"), done, &at, "several schemas");
    refuses_one(&format!("{at}/4XX"), Value::Null, &at, "no 4XX answer");
    refuses_one(&at, Value::Null, GET, "has no responses");
}

#[test]
fn bodies_without_a_name_or_a_rule() {
    let media = format!("{POST}/requestBody/content/application~1json");
    refuses_one(
        &format!("{media}/schema"),
        json!({"type": "object"}),
        &format!("{media}/schema"),
        "must be a reference",
    );
    refuses_one(&format!("{media}/encoding"), json!({}), &format!("{media}/encoding"), "no rule");
    let form = format!("{POST}/requestBody/content/multipart~1form-data");
    refuses_one(
        &form,
        json!({"schema": {"$ref": "#/components/schemas/Done"}}),
        &form,
        "media type without a rule",
    );
    refuses_one(
        &format!("{POST}/requestBody/required"),
        json!(false),
        &format!("{POST}/requestBody"),
        "optional body",
    );
    // Requests are strict and answers tolerant.
    refuses_one(
        &format!("{media}/schema"),
        json!({"$ref": "#/components/schemas/Done"}),
        &schema("Done"),
        "both sent and read",
    );
}

#[test]
fn parameters_without_a_rule() {
    let at = format!("{GET}/parameters");
    refuses_one(
        &format!("{at}/2/in"),
        json!("cookie"),
        &format!("{at}/2/in"),
        "path, query and header",
    );
    refuses_one(&format!("{at}/2/schema"), Value::Null, &format!("{at}/2"), "has no schema");
    refuses_one(
        &format!("{at}/2/explode"),
        json!(false),
        &format!("{at}/2"),
        "a style without a rule",
    );
    refuses_one(
        &format!("{at}/2/name"),
        json!("job-id"),
        &format!("{at}/2"),
        "called `job_id` in Rust",
    );
    let pattern = schema("PatchRequest/properties/text/pattern");
    refuses_one(&pattern, json!("^a$"), &pattern, "has no rule in what is sent");
    let schema = format!("{at}/2/schema");
    for (value, what) in [
        (json!({"type": "object"}), "neither a text nor a number"),
        (json!({"$ref": "#/components/schemas/PatchRequest"}), "neither a text nor a number"),
        (
            json!({"type": "array", "items": {"type": "array", "items": {"type": "string"}}}),
            "neither a text",
        ),
        (json!({"type": "string", "nullable": true}), "is nullable"),
        (json!({"type": "string", "pattern": "^a$"}), "has a `pattern`"),
    ] {
        refuses_one(&schema, value, &schema, what);
    }
    refuses_one(
        &format!("{at}/0"),
        json!({"name": "jobId", "in": "path", "required": true,
        "schema": {"type": "array", "items": {"type": "string"}}}),
        &format!("{at}/0/schema"),
        "neither a text",
    );
    refuses_one(&format!("{at}/1/name"), json!("id"), &at, "the path names [\"jobId\"]");
    refuses_one(
        "/paths/~1v1~1status/parameters",
        json!([]),
        "/paths/~1v1~1status/parameters",
        "no rule",
    );
}

#[test]
fn marks_that_would_do_nothing() {
    let at = schema("Rich/properties/word/x-nova-sensitive");
    refuses_one(&at, json!(true), &at, "stands on a member");
    let at = schema("Rich/x-nova-sensitive");
    refuses_one(&at, json!("yes"), &at, "must be `true`");
}

#[test]
fn everything_is_reported_not_only_the_first() {
    let mut document = fixture();
    set(&mut document, &schema("Done/properties/success/const"), json!(true));
    set(&mut document, "/info/version", json!("x"));
    set(&mut document, &format!("{GET}/responses/default"), json!({"description": "d"}));
    let problems = xtask::codegen::generate(&document.to_string()).expect_err("it is refused");
    assert_eq!(problems.0.len(), 3, "{problems}");
}

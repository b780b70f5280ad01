//! The code generation rejects every unsupported construct, with its place and what to write
//! instead.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use serde_json::{Value, json};
use xtask::codegen::{Problems, generate};

/// The place in the fixture that the cases change.
const GET: &str = "/paths/~1v1~1jobs~1{jobId}~1rich/get";
const POST: &str = "/paths/~1v1~1jobs~1{jobId}~1rich/post";
const SCHEMAS: &str = "/components/schemas";

fn fixture() -> Value {
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
    let text = std::fs::read_to_string(format!("{folder}/tests/fixtures/rich.json"))
        .expect("the fixture can be read");
    serde_json::from_str(&text).expect("the fixture is JSON")
}

/// Sets a field, or removes it if the value is null.
fn set(document: &mut Value, at: &str, value: Value) {
    let (owner, name) = at.rsplit_once('/').expect("a pointer");
    let name = name.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(owner).unwrap_or_else(|| panic!("{owner} is in the fixture")) {
        Value::Object(fields) if value.is_null() => {
            drop(fields.remove(&name).expect("a field to remove"));
        }
        Value::Object(fields) => drop(fields.insert(name, value)),
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        _ => panic!("{owner} has fields"),
    }
}

fn problems(changes: &[(&str, Value)]) -> Problems {
    let mut document = fixture();
    for (at, value) in changes {
        set(&mut document, at, value.clone());
    }
    let text = serde_json::to_string_pretty(&document).unwrap();
    match generate(&text) {
        Err(problems) => problems,
        Ok(_) => panic!("{changes:?} is accepted"),
    }
}

/// Changes the fixture and asserts that the generation reports `place` with a text that contains
/// `what`, and nothing else.
#[track_caller]
fn rejects(changes: &[(&str, Value)], place: &str, what: &str) {
    let problems = problems(changes);
    let [problem] = problems.0.as_slice() else {
        panic!("wanted {place} … {what} … alone, got:\n{problems}")
    };
    assert!(
        problem.place == place && problem.what.contains(what),
        "wanted {place} … {what} …, got:\n{problems}"
    );
    assert!(problem.line > 1 && problem.column > 0 && !problem.instead.is_empty(), "{problem:?}");
    // Messages must not contain debug output or panic messages.
    for unreadable in ["Some(", "None", "panicked", "unwrap", "\\\""] {
        let text = format!("{} {}", problem.what, problem.instead);
        assert!(!text.contains(unreadable), "{text}");
    }
}

/// One change at a place of the fixture.
#[track_caller]
fn rejects_one(at: &str, value: Value, place: &str, what: &str) {
    rejects(&[(at, value)], place, what);
}

/// Asserts the advice for one change.
#[track_caller]
fn advises(at: &str, value: Value, instead: &str) {
    let problems = problems(&[(at, value)]);
    assert!(
        problems.0.iter().any(|problem| problem.instead.contains(instead)),
        "wanted … {instead} …, got:\n{problems}"
    );
}

fn schema(name: &str) -> String {
    format!("{SCHEMAS}/{name}")
}

#[test]
fn the_fixture_itself_is_accepted() {
    generate(&fixture().to_string()).unwrap();
}

#[test]
fn documents_that_are_not_a_contract() {
    for (text, what) in [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[]", "is not an object"),
        ("null", "is not an object"),
        ("openapi: 3.0.3\ninfo:\n  title: A\n", "is YAML"),
    ] {
        let problems = generate(text).expect_err("it is rejected");
        assert!(problems.to_string().contains(what), "{text}: {problems}");
    }
    rejects_one("/openapi", json!("3.1.0"), "/openapi", "is OpenAPI 3.1.0");
    rejects_one("/info/version", json!("1.0"), "/info/version", "semantic version");
    rejects_one("/info/description", json!(7), "/info/description", "is not a text");
    rejects_one("/info/summary", json!("x"), "/info/summary", "no rule");
    rejects_one("/servers", json!([]), "/servers/0/url", "https");
    rejects_one("/webhooks", json!({}), "/webhooks", "no rule");
    rejects_one(
        "/components/securitySchemes/apiKey/scheme",
        json!("basic"),
        "/components/securitySchemes/apiKey",
        "the one scheme",
    );
    // A missing value has the place of its container.
    let missing = problems(&[("/security", Value::Null)]);
    let [problem] = missing.0.as_slice() else { panic!("{missing}") };
    assert_eq!((problem.place.as_str(), problem.line, problem.column), ("/security", 1, 1));
    assert!(problem.what.contains("is missing"), "{missing}");
    rejects_one("/security/0", json!({"other": []}), "/security/0/other", "not defined");
}

#[test]
fn keywords_without_a_rule() {
    let field = schema("Done/properties/success");
    for (keyword, value) in [
        ("const", json!(true)),
        ("anyOf", json!([])),
        ("allOf", json!([])),
        ("not", json!({})),
        ("readOnly", json!(true)),
        ("discriminator", json!({"propertyName": "type"})),
        ("x-nova-sensitiv", json!(true)),
    ] {
        let at = format!("{field}/{keyword}");
        rejects_one(&at, value, &at, "no rule");
    }
    advises(&format!("{field}/const"), json!(true), "`enum` of this one value");
    let at = schema("Resume/discriminator");
    rejects_one(&at, json!({"propertyName": "type"}), &at, "no rule");
}

#[test]
fn types_without_a_rule() {
    let start = schema("Period/properties/start");
    let kind = format!("{start}/type");
    rejects_one(&format!("{start}/type"), json!("text"), &kind, "is \"text\", which has no rule");
    advises(&kind, json!(["string", "null"]), "`\"nullable\": true`");
    rejects_one(&start, json!({"type": "array"}), &start, "without `items`");
    rejects_one(
        &format!("{start}/format"),
        json!("int32"),
        &format!("{start}/format"),
        "no string",
    );
    rejects_one(
        &schema("Period/required"),
        json!(["start", "begin"]),
        &schema("Period/required/1"),
        "\"begin\"",
    );
    // A format does not make a type.
    let secret = schema("Bounded/properties/secret/type");
    rejects_one(&secret, Value::Null, &secret, "is missing");
    let required = schema("Period/required");
    rejects_one(&required, json!("start"), &required, "neither true nor false");
}

#[test]
fn references_that_are_unresolved_or_have_siblings() {
    let at = schema("Rich/properties/kind");
    let nowhere = json!({"$ref": "#/components/schemas/Nothing"});
    rejects_one(&at, nowhere, &format!("{at}/$ref"), "leads nowhere");
    rejects_one(&at, json!({"$ref": "other.json#/X"}), &format!("{at}/$ref"), "leads nowhere");
    let itself = schema("Loop");
    rejects_one(
        &itself,
        json!({"$ref": "#/components/schemas/Loop"}),
        &format!("{itself}/$ref"),
        "in a circle",
    );
    let beside = json!({"$ref": "#/components/schemas/Awkward", "minLength": 3});
    rejects_one(&at, beside.clone(), &format!("{at}/minLength"), "beside a `$ref`");
    advises(&at, beside, "{\"oneOf\": [{\"$ref\": …}, {\"enum\": [null]}]}");
}

#[test]
fn enums_without_distinct_values() {
    let (kind, values) = (schema("ErrorCode/type"), schema("ErrorCode/enum"));
    let first = schema("ErrorCode/enum/0");
    rejects_one(&kind, json!("number"), &schema("ErrorCode"), "other than strings or integers");
    let nullable = schema("ErrorCode/nullable");
    rejects_one(&nullable, json!(true), &nullable, "no rule");
    rejects_one(&values, json!([7, "A"]), &first, "is 7, which is no string");
    rejects_one(&values, json!([]), &values, "no value");
    rejects_one(
        &schema("Awkward/x-enum-descriptions"),
        json!({"2h": "Two."}),
        &schema("Awkward/x-enum-descriptions/2h"),
        "not a value of the enum",
    );
    let twice = problems(&[(&values, json!(["A", "A"]))]);
    assert!(twice.to_string().contains("lists \"A\" twice"), "{twice}");
}

#[test]
fn values_without_a_derivable_name_need_one() {
    let values = schema("ErrorCode/enum");
    for (value, what) in [
        ("x+", "no variant name can be derived"),
        ("1h", "no variant name can be derived"),
        ("", "no variant name can be derived"),
        ("é", "no variant name can be derived"),
        ("self", "no variant name can be derived"),
        ("unknown", "no variant name can be derived"),
        ("a", "would be called A, as another value is"),
    ] {
        rejects_one(&values, json!(["A", "B", value]), &schema("ErrorCode/enum/2"), what);
    }
    advises(&values, json!(["A", "B", "x+"]), "\"x-enum-varnames\": [\"A\",\"B\",\"…\"]");
    // A preceding value does not change other names.
    let names = |values: Value| {
        let mut document = fixture();
        set(&mut document, &schema("ErrorCode/enum"), values);
        let rust = generate(&document.to_string()).unwrap().rust;
        let line = rust.split("open_enum!(ErrorCode").nth(1);
        line.and_then(|rest| rest.split(");").next()).unwrap_or_default().to_owned()
    };
    assert!(names(json!(["NEW_ONE", "A", "B"])).contains("A = \"A\""), "{}", names(json!(["A"])));
}

#[test]
fn invalid_or_missing_names_of_variants() {
    let at = schema("TimeRange/x-enum-varnames");
    for names in
        [json!(["One"]), json!(["One", "One", "Two"]), json!(["one", "Two", "Three"]), json!("One")]
    {
        rejects_one(&at, names, &at, "does not name each value");
    }
}

#[test]
fn invalid_bounds() {
    let text = schema("SubmitRequest/properties/jobDescription");
    let count = schema("SubmitRequest/properties/count");
    for (at, value, what) in [
        (format!("{text}/minLength"), json!(-1), "no whole number from 0"),
        (format!("{text}/minLength"), json!("3"), "no whole number from 0"),
        (format!("{text}/minLength"), json!(1.5), "no whole number from 0"),
        (format!("{text}/minimum"), json!(1), "means nothing for a string"),
        (format!("{text}/pattern"), json!(7), "is not a text"),
        (format!("{text}/pattern"), json!("(?=a)"), "is a pattern that has no rule"),
        (format!("{text}/pattern"), json!("["), "is a pattern that has no rule"),
        (format!("{count}/minimum"), json!(6), "is above `maximum`"),
        (format!("{count}/minimum"), json!(0.5), "no number of its type"),
        (format!("{count}/maxLength"), json!(5), "means nothing for a integer"),
        (format!("{count}/exclusiveMinimum"), json!(0), "spelling of OpenAPI 3.1"),
        (format!("{count}/multipleOf"), json!(0), "not a number above 0"),
        (format!("{count}/exclusiveMaximum"), json!({}), "neither true nor false"),
        (format!("{count}/uniqueItems"), json!(true), "means nothing for a integer"),
        (format!("{text}/multipleOf"), json!(2), "means nothing for a string"),
        (schema("Bounded/properties/tags/uniqueItems"), json!([]), "neither true nor false"),
        (schema("Mutual/properties"), json!(7), "is not an object"),
    ] {
        rejects_one(&at, value, &at, what);
    }
    let at = schema("SubmitRequest/properties/roleKnowledge/x-nova-max-bytes");
    for size in [json!(0), json!(-1), json!("1"), json!(1.5)] {
        rejects_one(&at, size.clone(), &at, "above 0");
        rejects_one("/x-nova-max-request-bytes", size, "/x-nova-max-request-bytes", "above 0");
    }
}

#[test]
fn webhooks_with_missing_schemas() {
    let hook = |schema: &str| {
        let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
        json!({"done": {"post": {"requestBody": {"content": {"application/json": {"schema": schema}}}}}})
    };
    let at = "/x-webhooks/done/post/requestBody/content/application~1json/schema/$ref";
    rejects_one("/x-webhooks", hook("Nothing"), at, "leads nowhere");
    let post = "/x-webhooks/done/post";
    rejects_one("/x-webhooks", json!({"done": {}}), post, "is missing");
    rejects_one("/x-webhooks", json!({"done": {"post": {}}}), post, "no requestBody");
}

#[test]
fn styles_of_parameters_without_a_rule() {
    let at = format!("{GET}/parameters/9");
    rejects_one(&format!("{at}/style"), json!("spaceDelimited"), &at, "has a `style` or `explode`");
    advises(&format!("{at}/style"), json!("spaceDelimited"), "leave out both");
}

#[test]
fn ambiguous_unions() {
    rejects_one(
        &schema("Answer/oneOf/0/title"),
        Value::Null,
        &schema("Answer/oneOf/0"),
        "no `title`",
    );
    let object = |name: &str| json!({"type": "object", "properties": {name: {"type": "string"}}});
    let union = schema("Resume/oneOf");
    rejects_one(&union, json!([object("url"), object("content")]), &union, "has no tag");
    let maybe = schema("Rich/properties/maybe");
    rejects_one(
        &maybe,
        json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
        &format!("{maybe}/oneOf"),
        "neither a reference or null",
    );
    // An unknown variant could not be represented.
    let tagged = |tag: &str| {
        json!({"type": "object", "required": ["kind"],
            "properties": {"kind": {"type": "string", "enum": [tag]}}})
    };
    let body = "/paths/~1v1~1status/get/responses/202/content/application~1json/schema";
    rejects(
        &[
            (&schema("Choice"), json!({"oneOf": [tagged("a"), tagged("b")]})),
            (body, json!({"$ref": "#/components/schemas/Choice"})),
        ],
        &schema("Choice/oneOf"),
        "is a union that is read",
    );
    let hook = json!({"done": {"post": {"requestBody": {"content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Choice"}}}}}}});
    rejects(
        &[(&schema("Choice"), json!({"oneOf": [tagged("a"), tagged("b")]})), ("/x-webhooks", hook)],
        &schema("Choice/oneOf"),
        "is a union that is read",
    );
}

#[test]
fn names_that_are_invalid_in_rust() {
    let object = json!({"type": "object"});
    for name in ["9Lives", ""] {
        let at = schema(name);
        rejects_one(&at, object.clone(), &at, "makes no name for a Rust type");
    }
    for name in ["Default", "Option", "Vec", "TryFrom"] {
        let at = schema(name);
        rejects_one(&at, object.clone(), &at, "that generated code uses already");
    }
    let at = schema("done");
    rejects_one(&at, object, &schema("done"), "is called Done in Rust");
    let at = format!("{GET}/operationId");
    for id in ["type", "9lives", "été", "!"] {
        rejects_one(&at, json!(id), &at, "makes no name for a method");
    }
    rejects_one(&at, json!("submitRich"), &format!("{POST}/operationId"), "used twice");
    for taken in ["new", "client", "baseurl", "withTransport"] {
        rejects_one(&at, json!(taken), &at, "has already");
    }
}

#[test]
fn fields_that_rust_cannot_distinguish() {
    let at = schema("Rich/properties/a_b");
    rejects_one(&at, json!({"type": "string"}), &at, "would both be called `a_b`");
}

#[test]
fn a_component_with_the_name_of_an_inline_schema() {
    // The content of a résumé has a separate type, because its length is bounded.
    let at = schema("ResumeContent");
    rejects_one(
        &at,
        json!({"type": "object"}),
        &at,
        "has the name that Rust gives an inline schema",
    );
}

#[test]
fn an_inline_schema_with_the_name_of_a_component() {
    let inline = schema("Done/properties/detail");
    let object = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    rejects(
        &[(&schema("DoneDetail"), json!({"type": "object"})), (&inline, object)],
        &inline,
        "would be called DoneDetail, a name that is taken",
    );
}

#[test]
fn schemas_that_require_themselves() {
    let node = |next: &str| {
        json!({"type": "object", "required": ["next"],
            "properties": {"next": {"$ref": format!("#/components/schemas/{next}")}}})
    };
    let found = problems(&[(&schema("One"), node("Two")), (&schema("Two"), node("One"))]);
    let places: Vec<&str> = found.0.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(places, [schema("One"), schema("Two")], "{found}");
    assert!(found.to_string().contains("requires itself"), "{found}");
}

#[test]
fn operations_without_their_rules() {
    for extension in ["x-nova-bucket", "x-nova-idempotency", "x-nova-tenant"] {
        let at = format!("{GET}/{extension}");
        rejects_one(&at, Value::Null, &at, "is missing");
        rejects_one(&at, json!("sometimes"), &at, "is \"sometimes\", which is not known");
        rejects_one(&at, json!(7), &at, "is 7");
    }
}

#[test]
fn extensions_that_contradict_the_operation() {
    let status = "/paths/~1v1~1status/get";
    let at = format!("{status}/x-nova-tenant");
    rejects_one(&at, json!("required"), &at, "has no header parameter X-Tenant-Id");
    let at = format!("{status}/x-nova-idempotency");
    rejects_one(&at, json!("key"), &at, "has no header parameter Idempotency-Key");
    let at = format!("{GET}/x-nova-tenant");
    rejects_one(&at, json!("none"), &at, "has the header parameter X-Tenant-Id");
    let at = format!("{POST}/x-nova-idempotency");
    rejects_one(&at, json!("none"), &at, "has the header parameter Idempotency-Key");
    let put = "/paths/~1v1~1jobs~1{jobId}~1rich/put/x-nova-idempotency";
    rejects_one(put, json!("safe"), put, "is \"safe\" for a PUT");
}

#[test]
fn buckets_without_their_limits() {
    let at = "/x-nova-buckets/reads";
    for limit in [json!(0), json!(-1), json!("20"), Value::Null] {
        rejects_one(&format!("{at}/limit"), limit, at, "has no `limit`");
    }
    rejects_one(&format!("{at}/per"), json!("hour"), at, "has no `per`");
    rejects_one(&format!("{at}/maxInFlight"), json!(0), &format!("{at}/maxInFlight"), "above 0");
    rejects_one(&format!("{at}/burst"), json!(5), &format!("{at}/burst"), "not part of a bucket");
    let missing = problems(&[("/x-nova-buckets", Value::Null)]);
    assert!(missing.0.iter().any(|problem| problem.place == "/x-nova-buckets"), "{missing}");
}

#[test]
fn responses_that_progenitor_cannot_distinguish() {
    let at = format!("{GET}/responses");
    let done = json!({"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Done"}}}});
    rejects_one(
        &format!("{at}/202"),
        done.clone(),
        &format!("{at}/202"),
        "another schema than 200",
    );
    rejects_one(&format!("{at}/default"), done.clone(), &format!("{at}/default"), "no rule");
    rejects_one(&format!("{at}/301"), done.clone(), &format!("{at}/301"), "no rule");
    rejects_one(&format!("{at}/2xx"), done, &format!("{at}/2xx"), "no rule");
    rejects_one(&at, Value::Null, GET, "has no `responses`");
    let at = format!("{at}/200/description");
    rejects_one(&at, Value::Null, &format!("{GET}/responses/200"), "has no `description`");
}

#[test]
fn bodies_without_a_name_or_a_rule() {
    let media = format!("{POST}/requestBody/content/application~1json");
    let at = format!("{media}/schema");
    rejects_one(&at, json!({"type": "string"}), &at, "is not a reference to a component");
    rejects_one(&format!("{media}/encoding"), json!({}), &format!("{media}/encoding"), "no rule");
    let form = format!("{POST}/requestBody/content/multipart~1form-data");
    let patch = json!({"schema": {"$ref": "#/components/schemas/PatchRequest"}});
    rejects_one(&form, patch, &form, "is a media type that has no rule");
    rejects_one(
        &format!("{POST}/requestBody/required"),
        json!(false),
        &format!("{POST}/requestBody"),
        "optional body",
    );
    // Requests are strict and responses tolerant.
    let both = json!({"$ref": "#/components/schemas/Done"});
    rejects_one(&at, both, &schema("Done"), "both sent and read");
    let body = json!({"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/PatchRequest"}}}});
    let at = format!("{GET}/requestBody");
    rejects_one(&at, body, &at, "is at a GET");
}

#[test]
fn parameters_without_a_rule() {
    let at = format!("{GET}/parameters");
    rejects_one(&format!("{at}/2/in"), json!("cookie"), &format!("{at}/2/in"), "is \"cookie\"");
    rejects_one(&format!("{at}/2/schema"), Value::Null, &format!("{at}/2"), "has no `schema`");
    let name = json!("job-id");
    rejects_one(&format!("{at}/2/name"), name, &format!("{at}/2"), "called `job_id` in Rust");
    let schema = format!("{at}/2/schema");
    for value in [
        json!({"type": "object"}),
        json!({"type": "array", "items": {"type": "array", "items": {"type": "string"}}}),
    ] {
        rejects_one(&schema, value, &schema, "neither a text nor a number");
    }
    let list = json!({"name": "jobId", "in": "path", "required": true,
        "schema": {"type": "array", "items": {"type": "string"}}});
    rejects_one(&format!("{at}/1"), list, &format!("{at}/1/schema"), "neither a text");
    let header = json!({"name": "Authorization", "in": "header", "schema": {"type": "string"}});
    rejects_one(&format!("{at}/2"), header, &format!("{at}/2"), "OpenAPI ignores");
    let renamed = problems(&[(&format!("{at}/1/name"), json!("id"))]);
    assert!(renamed.to_string().contains("does not declare `jobId`"), "{renamed}");
}

#[test]
fn methods_and_paths_without_a_rule() {
    let get = fixture()["paths"]["/v1/status"]["get"].clone();
    for method in ["options", "trace"] {
        let mut operation = get.clone();
        operation["operationId"] = json!("another");
        let at = format!("/paths/~1v1~1status/{method}");
        rejects_one(&at, operation, &at, "no rule");
    }
    for path in ["/v1/a?b=c", "/v1/a b", "/v1/{a}b", "v1"] {
        let at = format!("/paths/{}", path.replace('/', "~1"));
        rejects_one(&at, json!({}), &at, "is not a path");
    }
    let at = "/paths/~1v1~1jobs~1{id}~1rich";
    rejects_one(at, json!({}), at, "is the same route as");
    let at = format!("{GET}/tags");
    rejects_one(&at, json!(["nothing"]), &format!("{at}/0"), "a tag that is not defined");
    let at = format!("{GET}/security");
    rejects_one(&at, json!([{"nobody": []}]), &format!("{at}/0/nobody"), "not defined");
    rejects_one(&at, json!([]), &at, "is empty");
}

#[test]
fn extensions_without_effect() {
    let at = schema("Rich/properties/word/x-nova-sensitive");
    rejects_one(&at, json!(true), &at, "is at a field");
    let at = schema("Rich/x-nova-sensitive");
    rejects_one(&at, json!("yes"), &at, "is not `true`");
}

#[test]
fn one_mistake_is_one_finding() {
    let count = schema("SubmitRequest/properties/count/type");
    rejects_one(&count, json!("x"), &count, "no rule");
    rejects_one(&schema("Level/type"), json!(7), &schema("Level"), "other than");
    let patch = "/paths/~1v1~1jobs~1{jobId}~1rich/patch";
    rejects_one(patch, json!(true), patch, "is not an object");
    let limit = "/paths/~1v1~1spelling~1{new}/post/parameters/4/schema/type";
    rejects_one(limit, Value::Null, limit, "is missing");
    let name = format!("{GET}/parameters/7/name");
    rejects_one(&name, Value::Null, &name, "makes no name");
    // It is merged into an operation whose errors have several schemas.
    let response = "/components/responses/Error";
    rejects_one(&format!("{response}/description"), Value::Null, response, "has no `description`");
    rejects_one("/security/0/apiKey", json!(true), "/security/0/apiKey", "is not a list of scopes");
    rejects_one("/security/0", json!("apiKey"), "/security/0", "is not a security requirement");
}

#[test]
fn everything_is_reported_in_the_order_of_the_file() {
    let found = problems(&[
        (&schema("Done/properties/success/const"), json!(true)),
        ("/info/version", json!("x")),
        (&format!("{GET}/responses/default"), json!({"description": "d"})),
        (&format!("{GET}/x-nova-bucket"), json!("none")),
        (&schema("ResumeContent"), json!({"type": "object"})),
    ]);
    assert_eq!(found.0.len(), 5, "{found}");
    assert!(found.0.is_sorted_by_key(|problem| problem.line), "{found}");
}

#[test]
fn a_problem_has_the_line_and_column_of_its_place() {
    let text =
        "{\n  \"openapi\": \"3.1.0\",\n  \"info\": {\"title\": \"é\", \"version\": \"1\"}\n}\n";
    let problems = generate(text).expect_err("it is rejected");
    let at = |place: &str| {
        let found = problems.0.iter().find(|problem| problem.place == place);
        found.map(|problem| (problem.line, problem.column))
    };
    assert_eq!(at("/openapi"), Some((2, 3)));
    assert_eq!(at("/info/version"), Some((3, 26)));
    // A missing value has the place of its container.
    assert_eq!(at("/x-nova-buckets"), Some((1, 1)));
    let broken = generate("{\n  \"openapi\": }").expect_err("it is rejected");
    assert_eq!((broken.0[0].line, broken.0[0].column), (2, 14), "{broken}");
}

//! Operations: URLs, security, parameters, bodies and responses.

use serde_json::{Value, json};

use crate::support::{
    GET, POST, compare, expect, get, line, object, parameters, post, response, whole,
};

fn operation(id: &str) -> Value {
    let body = object(
        json!({"batch": {"type": "string"}, "scoringJobs": {"type": "array", "items": {"type": "string"}}}),
        &["batch"],
    );
    json!({"operationId": id, "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": body}}}}})
}

#[test]
fn added_and_removed() {
    let one = whole(json!({"/v1/a": {"get": operation("a")}}));
    let two = whole(
        json!({"/v1/a": {"get": operation("a")}, "/v1/b/c/{d}": {"delete": {"operationId": "b", "responses": {}}}}),
    );
    expect("added", one.clone(), two.clone(), &["DELETE …/c/{d} | operation-added | nsc"]);
    expect("removed", two, one, &["DELETE …/c/{d} | operation-removed | BBB"]);
}

#[test]
fn moved() {
    let at = |path: &str, method: &str, id: &str| whole(json!({path: {method: operation(id)}}));
    expect(
        "by its id",
        at("/v1/a/b", "get", "x"),
        at("/v1/c", "get", "x"),
        &["GET /v1/c | operation-moved | BBc"],
    );
    expect(
        "by its shape",
        at("/v1/jobs/{id}/batches", "get", "x"),
        at("/v2/jobs/{id}/batches", "get", "y"),
        &["GET …/{id}/batches | operation-moved | BBB"],
    );
    expect(
        "to another method",
        at("/v1/a", "put", "x"),
        at("/v1/a", "patch", "x"),
        &["PATCH /v1/a | operation-moved | BBc"],
    );
    expect(
        "not the same at all",
        at("/v1/a", "get", "x"),
        at("/v1/b", "get", "y"),
        &["GET /v1/a | operation-removed | BBB", "GET /v1/b | operation-added | nsc"],
    );
    expect(
        "renamed",
        at("/v1/a", "get", "x"),
        at("/v1/a", "get", "y"),
        &["GET /v1/a | operation-renamed | nsB"],
    );
}

#[test]
fn a_path_parameter_has_no_name_on_the_wire() {
    let at = |name: &str| {
        let mut one = operation("x");
        one["parameters"] =
            json!([{"name": name, "in": "path", "required": true, "schema": {"type": "string"}}]);
        whole(json!({format!("/v1/{{{name}}}"): {"get": one}}))
    };
    expect(
        "renamed",
        at("id"),
        at("jobId"),
        &["GET /v1/{jobId} → path id | parameter-renamed | nsB"],
    );
}

#[test]
fn parameters_change() {
    let one = |name: &str, place: &str, required: bool| json!({"name": name, "in": place, "required": required, "schema": {"type": "string"}});
    let case = |what: &str, old: Value, new: Value, lines: &[&str]| {
        let lines: Vec<String> = lines.iter().map(|line| format!("{GET} → {line}")).collect();
        expect(
            what,
            parameters(old),
            parameters(new),
            &lines.iter().map(String::as_str).collect::<Vec<_>>(),
        );
    };
    let a = || one("a", "query", false);
    case(
        "optional added",
        json!([a()]),
        json!([a(), one("page", "query", false)]),
        &["query page | parameter-added | nsc"],
    );
    case(
        "required added",
        json!([a()]),
        json!([a(), one("page", "query", true)]),
        &["query page | parameter-added | BBB"],
    );
    case(
        "removed",
        json!([a(), one("page", "query", false)]),
        json!([a()]),
        &["query page | parameter-removed | BBB"],
    );
    case(
        "renamed",
        json!([one("timeRange", "query", false)]),
        json!([one("time_range", "query", false)]),
        &["query timeRange | parameter-renamed | BBB"],
    );
    case(
        "moved",
        json!([one("X-Tenant-Id", "header", true)]),
        json!([one("X-Tenant-Id", "query", true)]),
        &["header X-Tenant-Id | parameter-moved | BBB"],
    );
    case(
        "required",
        json!([a()]),
        json!([one("a", "query", true)]),
        &["query a | parameter-made-required | BBB"],
    );
    case(
        "optional",
        json!([one("a", "query", true)]),
        json!([a()]),
        &["query a | parameter-made-optional | nsB"],
    );
    case(
        "a header's case",
        json!([one("X-Tenant-Id", "header", true)]),
        json!([one("x-tenant-id", "header", true)]),
        &[],
    );
    let styled = |key: &str, value: Value| {
        let mut one = one("a", "query", false);
        one[key] = value;
        json!([one])
    };
    case(
        "exploded",
        json!([{"name": "a", "in": "query", "schema": {"type": "array"}}]),
        json!([{"name": "a", "in": "query", "schema": {"type": "array"}, "explode": false}]),
        &["query a | parameter-serialization-changed | BBc"],
    );
    case("its defaults spelt out", json!([a()]), styled("style", json!("form")), &[]);
    case(
        "retyped",
        json!([a()]),
        styled("schema", json!({"type": "integer"})),
        &["query a | retyped | BBB"],
    );
    case(
        "its values",
        styled("schema", json!({"type": "string", "enum": ["1h"]})),
        styled("schema", json!({"type": "string", "enum": ["1h", "7d"]})),
        &["query a | enum-value-added | nsc"],
    );
    case(
        "its default",
        styled("schema", json!({"type": "string", "default": "1h"})),
        styled("schema", json!({"type": "string", "default": "7d"})),
        &["query a | default-changed | BsB"],
    );
    case(
        "deprecated",
        json!([a()]),
        styled("deprecated", json!(true)),
        &["query a | deprecated | nsc*"],
    );
}

#[test]
fn bodies_and_media_types() {
    let content = |types: &[&str]| -> Value {
        types
            .iter()
            .map(|name| ((*name).to_owned(), json!({"schema": {"type": "object"}})))
            .collect()
    };
    let body = |required: bool, types: &[&str]| {
        post(json!({"required": required, "content": content(types)}))
    };
    let case = |what: &str, old: Value, new: Value, lines: &[&str]| {
        let lines: Vec<String> =
            lines.iter().map(|line| format!("{POST} → request | {line}")).collect();
        expect(what, old, new, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    };
    case(
        "required",
        body(false, &["application/json"]),
        body(true, &["application/json"]),
        &["body-made-required | BBB"],
    );
    case(
        "optional",
        body(true, &["application/json"]),
        body(false, &["application/json"]),
        &["body-made-optional | nsB"],
    );
    case(
        "added",
        post(json!({"content": {}})),
        body(true, &["application/json"]),
        &["body-added | BBB"],
    );
    case(
        "removed",
        body(true, &["application/json"]),
        post(json!({"content": {}})),
        &["body-removed | BBB"],
    );
    case(
        "another type",
        body(true, &["application/json"]),
        body(true, &["application/xml"]),
        &["content-type-changed | BBB"],
    );
    case(
        "one more",
        body(true, &["application/json"]),
        body(true, &["application/json", "text/csv"]),
        &["content-type-added | nsc"],
    );
    case(
        "one less",
        body(true, &["application/json", "text/csv"]),
        body(true, &["application/json"]),
        &["content-type-removed | BBB"],
    );
    case(
        "a charset",
        body(true, &["application/json"]),
        body(true, &["application/json; charset=utf-8"]),
        &[],
    );
}

#[test]
fn form_encodings() {
    let form = |fields: &[&str], style: &str| {
        let text = |name: &&str| ((*name).to_owned(), json!({"type": "string"}));
        let styled = |name: &&str| ((*name).to_owned(), json!({"style": style}));
        post(json!({"content": {"application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": fields.iter().map(text).collect::<Value>()},
            "encoding": fields.iter().map(styled).collect::<Value>()
        }}}))
    };
    let line = |line: &str| format!("{POST} → request → {line}");
    expect(
        "another style",
        form(&["a"], "form"),
        form(&["a"], "deepObject"),
        &[&line("a | parameter-serialization-changed | BBc")],
    );
    expect(
        "one field more",
        form(&["a"], "deepObject"),
        form(&["a", "b"], "deepObject"),
        &[&line("b | field-added | nsc")],
    );
}

#[test]
fn statuses() {
    let responses = |all: &[&str]| -> Value {
        get(
            json!({"responses": all.iter().map(|status| ((*status).to_owned(), json!({"description": "d"}))).collect::<Value>()}),
        )
    };
    let case = |what: &str, old: &[&str], new: &[&str], lines: &[&str]| {
        let lines: Vec<String> = lines.iter().map(|line| format!("{GET} → {line}")).collect();
        expect(
            what,
            responses(old),
            responses(new),
            &lines.iter().map(String::as_str).collect::<Vec<_>>(),
        );
    };
    case("success", &["200"], &["201"], &["201 | success-code-changed | BBB"]);
    case("success more", &["200"], &["200", "202"], &["202 | success-code-added | BBB"]);
    case("success less", &["200", "202"], &["200"], &["202 | success-code-removed | BsB"]);
    case("a range", &["200"], &["2XX"], &["2XX | success-code-changed | BBB"]);
    case("out of a range", &["2XX"], &["200"], &["200 | success-code-changed | nsc"]);
    case("error", &["200", "404"], &["200", "410"], &["410 | error-code-changed | Bsc"]);
    case("error more", &["200"], &["200", "404"], &["404 | error-code-added | nsc*"]);
    case("error less", &["200", "404"], &["200"], &["404 | error-code-removed | nsc*"]);
    case("one of a range", &["200", "4XX"], &["200", "4XX", "404"], &[]);
}

#[test]
fn headers() {
    let with = |headers: Value| {
        get(json!({"responses": {"200": {"description": "ok", "headers": headers}}}))
    };
    let text = json!({"schema": {"type": "string"}});
    expect(
        "added",
        with(json!({})),
        with(json!({"X-A": text})),
        &[&format!("{GET} → 200 → header X-A | header-added | nsc")],
    );
    expect(
        "removed",
        with(json!({"X-A": text})),
        with(json!({})),
        &[&format!("{GET} → 200 → header X-A | header-removed | Bsc")],
    );
    expect("its case", with(json!({"X-A": text})), with(json!({"x-a": text})), &[]);
}

#[test]
fn security() {
    let with = |security: Value| {
        let mut document = get(json!({"security": security}));
        document["components"] = json!({"securitySchemes": {
            "key": {"type": "http", "scheme": "bearer"},
            "other": {"type": "http", "scheme": "Bearer", "description": "the same"},
            "basic": {"type": "http", "scheme": "basic"},
            "oauth": {"type": "oauth2", "flows": {"implicit": {"scopes": {}}}}
        }});
        document
    };
    let case = |what: &str, old, new, line: &str| {
        expect(what, with(old), with(new), &[&format!("{GET} | {line}")]);
    };
    case("none before", json!([]), json!([{"key": []}]), "security-tightened | BBc");
    case("none any more", json!([{"key": []}]), json!([]), "security-loosened | nsc*");
    case(
        "both at once",
        json!([{"key": []}]),
        json!([{"key": [], "basic": []}]),
        "security-tightened | BBc",
    );
    case(
        "either",
        json!([{"key": []}]),
        json!([{"key": []}, {"basic": []}]),
        "security-loosened | nsc*",
    );
    case(
        "no longer either",
        json!([{"key": []}, {"basic": []}]),
        json!([{"key": []}]),
        "security-tightened | BBc",
    );
    case("another", json!([{"key": []}]), json!([{"basic": []}]), "security-changed | BBc");
    expect("only called otherwise", with(json!([{"key": []}])), with(json!([{"other": []}])), &[]);
}

#[test]
fn servers() {
    let with = |servers: &[&str]| {
        let mut document = get(json!({}));
        document["servers"] = servers.iter().map(|url| json!({"url": url})).collect();
        document
    };
    expect(
        "moved",
        with(&["https://a.example"]),
        with(&["https://b.example"]),
        &[&format!("{GET} | server-changed | BBc")],
    );
    expect(
        "added",
        with(&["https://a.example"]),
        with(&["https://a.example", "https://b.example"]),
        &[&format!("{GET} | server-added | nsc")],
    );
    expect("a slash", with(&["https://a.example"]), with(&["https://a.example/"]), &[]);
    let split = |server: &str, path: &str| {
        let mut document = whole(json!({path: {"get": operation("x")}}));
        document["servers"] = json!([{"url": server}]);
        document
    };
    expect(
        "the version in the server's address",
        split("https://a.example/v1", "/jobs"),
        split("https://a.example", "/v1/jobs"),
        &[],
    );
}

#[test]
fn our_extensions() {
    let with = |key: &str, value: &str| {
        let mut document = get(json!({key: value}));
        document["x-nova-buckets"] = json!({"slow": {"limit": 1}, "fast": {"limit": 20}});
        document
    };
    let case = |key: &str, old: &str, new: &str, line: &str| {
        expect(
            &format!("{key} {old} → {new}"),
            with(key, old),
            with(key, new),
            &[&format!("{GET} | {line}")],
        );
    };
    case("x-nova-bucket", "fast", "slow", "rate-limit-lowered | Bsc");
    case("x-nova-bucket", "slow", "fast", "rate-limit-raised | nsc*");
    case("x-nova-idempotency", "safe", "none", "idempotency-weakened | BBc");
    case("x-nova-idempotency", "none", "key", "idempotency-strengthened | nsc*");
    case("x-nova-tenant", "none", "required", "tenant-required | BBB");
    case("x-nova-tenant", "required", "none", "tenant-no-longer-required | nsB");
    case("x-nova-idempotency", "safe", "sometimes", "unclassified | UUU");
    let limit = |limit: u32| {
        let mut document = get(json!({}));
        document["x-nova-buckets"] = json!({"reads": {"limit": limit, "per": "second"}});
        document
    };
    expect("lowered", limit(20), limit(10), &["bucket reads.limit | rate-limit-lowered | Bsc"]);
    expect("raised", limit(20), limit(30), &["bucket reads.limit | rate-limit-raised | nsc*"]);
}

#[test]
fn annotations_of_an_operation() {
    expect(
        "deprecated",
        get(json!({})),
        get(json!({"deprecated": true})),
        &[&format!("{GET} | deprecated | nsc*")],
    );
    expect(
        "described",
        get(json!({"summary": "a"})),
        get(json!({"summary": "b"})),
        &[&format!("{GET} | wording | csc")],
    );
}

#[test]
fn one_schema_is_one_finding() {
    let with = |values: Value| {
        let mut document = whole(json!({}));
        document["components"] = json!({"schemas": {
            "Status": {"type": "string", "enum": values},
            "Job": object(json!({"status": {"$ref": "#/components/schemas/Status"}}), &["status"]),
        }});
        let body = json!({"200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}}});
        for path in ["/v1/a", "/v1/b", "/v1/c"] {
            document["paths"][path]["get"] = json!({"responses": body});
        }
        document
    };
    let report = compare(with(json!(["a"])), with(json!(["a", "b"])));
    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
    let finding = &report.findings[0];
    assert_eq!(line(finding), "GET /v1/a → 200 → status | enum-value-added | nsc*");
    assert_eq!(finding.operations, ["GET /v1/a", "GET /v1/b", "GET /v1/c"]);
    assert_eq!(finding.also, ["GET /v1/b → 200 → status", "GET /v1/c → 200 → status"]);
}

#[test]
fn an_unused_schema_is_not_breaking() {
    let with = |schemas: Value| {
        let mut document = response(json!({"type": "string"}));
        document["components"] = json!({"schemas": schemas});
        document
    };
    let job = |fields: Value| json!({"Job": {"type": "object", "properties": fields}});
    let text = || json!({"type": "string"});
    expect(
        "gone",
        with(job(json!({}))),
        with(json!({})),
        &["schema Job | unused-schema-removed | nsB"],
    );
    expect(
        "new",
        with(json!({})),
        with(job(json!({}))),
        &["schema Job | unused-schema-added | nsc"],
    );
    expect(
        "a field less",
        with(job(json!({"a": text(), "b": text()}))),
        with(job(json!({"a": text()}))),
        &["schema Job → b | field-removed | nsB"],
    );
}

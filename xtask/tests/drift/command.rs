//! The command line: sources, exit codes, and documents that are invalid, malicious or huge.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xtask::drift::{Document, Partial, Rank, Source, documents};

use crate::support::{object, response};

fn xtask(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("drift")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn add(&self, name: &str, text: &str) -> String {
        let path: PathBuf = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

#[test]
fn exit_codes() {
    let files = Files::new();
    let text = || json!({"type": "string"});
    let a = files.add("a.json", &response(object(json!({"a": text()}), &["a"])).to_string());
    let b = files
        .add("b.json", &response(object(json!({"a": text(), "b": text()}), &["a"])).to_string());
    assert_eq!(xtask(&[&a, &a]).0, 0);
    assert_eq!(xtask(&[&a, &b]).0, 0, "a field more breaks nothing");
    assert_eq!(xtask(&[&a, &b, "--fail-on", "any"]).0, 1);
    assert_eq!(xtask(&[&b, &a]).0, 1);
    assert_eq!(xtask(&[&b, &a, "--fail-on", "none"]).0, 0);
    let (code, _, error) = xtask(&[&a, "no-such-file.json"]);
    assert_eq!(code, 2);
    assert!(error.contains("no-such-file.json"), "{error}");
    assert_eq!(xtask(&[]).0, 2, "a base is needed");
    assert_eq!(xtask(&[&a, &b, "--format", "xml"]).0, 2);
    assert_eq!(xtask(&["git:HEAD", "git:HEAD"]).0, 0);
    assert_eq!(xtask(&["git:HEAD:openapi/nova.json"]).0, xtask(&["git:HEAD"]).0);
    assert_eq!(xtask(&["git:no-such-revision"]).0, 2);
    assert_eq!(xtask(&["git:--help"]).0, 2);
}

#[test]
fn partial_sides() {
    let files = Files::new();
    let whole = files.add(
        "whole.json",
        &json!({"openapi": "3.0.3", "info": {}, "paths": {
        "/a": {"get": {"responses": {}}}, "/b": {"post": {"responses": {}}}}})
        .to_string(),
    );
    let part = files.add(
        "part.json",
        &json!({"openapi": "3.0.3", "info": {}, "paths": {"/a": {"get": {"responses": {}}}}})
            .to_string(),
    );
    assert_eq!(xtask(&[&whole, &part]).0, 1);
    let (code, out, _) = xtask(&[&whole, &part, "--partial", "head"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("only the operations that both sides have are compared"), "{out}");
    assert_eq!(xtask(&[&whole, &part, "--partial", "base"]).0, 1);
    assert_eq!(xtask(&[&part, &whole, "--partial", "both", "--fail-on", "any"]).0, 0);
}

#[test]
fn a_folder_of_pages_has_one_verdict() {
    let files = Files::new();
    let fixture = |name: &str| {
        std::fs::read_to_string(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/drift/pages").join(name),
        )
        .unwrap()
    };
    files.add("good/batch-status.md", &fixture("batch-status.md"));
    files.add("good/notes.md", "# Nothing\n");
    let good = files.0.path().join("good");
    let (code, out, error) = xtask(&["--pages", good.to_str().unwrap()]);
    assert_eq!(code, 0, "{out}{error}");
    let changed = fixture("batch-status.txt").replace("\"totalJobs\": 2", "\"totalJobs\": \"2\"");
    files.add("good/deeper/batch-status.txt", &changed);
    let (code, out, _) = xtask(&["--pages", good.to_str().unwrap(), "--format", "json"]);
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{out}");
    assert_eq!(report["findings"][0]["evidence"], "sample");
    let notes = report["notes"].to_string();
    assert!(!notes.contains("no page is about GET /v1/jobs/{jobId}/scoring-batches/"), "{notes}");
    assert_eq!(report["findings"][0]["page"], "deeper/batch-status.txt");
    std::fs::create_dir(files.0.path().join("empty")).unwrap();
    assert_eq!(xtask(&["--pages", files.0.path().join("empty").to_str().unwrap()]).0, 2);
}

/// Serves each response once, on a loopback socket.
fn serve(responses: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let here = address.clone();
    std::thread::spawn(move || {
        for response in responses {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            stream.write_all(response.replace("HERE", &here).as_bytes()).unwrap();
        }
    });
    address
}

#[test]
fn addresses() {
    let files = Files::new();
    let document = response(json!({"type": "string"})).to_string();
    let file = files.add("a.json", &document);
    let ok = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{document}",
        document.len()
    );
    let redirect = |to: &str| {
        format!(
            "HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        )
    };
    assert_eq!(xtask(&[&file, &format!("{}/nova.json", serve(vec![ok.clone()]))]).0, 0);
    assert_eq!(xtask(&[&file, &serve(vec![redirect("HERE/b.json"), ok])]).0, 0);
    let (code, _, error) = xtask(&[&file, &serve(vec![redirect("file:///etc/hosts")])]);
    assert_eq!(code, 2);
    assert!(error.contains("not followed"), "{error}");
    let missing =
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned();
    let (code, _, error) = xtask(&[&file, &serve(vec![missing])]);
    assert_eq!(code, 2);
    assert!(error.contains("404"), "{error}");
}

#[track_caller]
fn rejected(what: &str, text: &str, because: &str) {
    match Document::read(&Source { name: "it".to_owned(), text: text.to_owned() }) {
        Ok(_) => panic!("{what} was read"),
        Err(why) => assert!(why.to_string().contains(because), "{what}: {why}"),
    }
}

#[test]
fn invalid_and_malicious_documents_are_rejected_with_a_reason() {
    rejected("nothing", "", "no YAML document");
    rejected("half", "{\"openapi\": \"3.0.3\", \"paths\": {", "is not JSON");
    rejected("no document", "[1, 2]", "not an OpenAPI document");
    rejected("prose", "Hello: world", "not an OpenAPI document");
    rejected("an older version", "{\"swagger\": \"2.0\", \"paths\": {}}", "Swagger 2.0");
    rejected("a newer version", "{\"openapi\": \"4.0.0\", \"paths\": {}}", "OpenAPI 4.0.0");
    rejected(
        "a key twice",
        "{\"openapi\": \"3.0.3\", \"paths\": {}, \"paths\": {}}",
        "stands twice",
    );
    rejected("a key twice in YAML", "openapi: 3.0.3\npaths: {}\npaths: {}\n", "stands twice");
    let with = |schema: Value| response(schema).to_string();
    rejected("a file", &with(json!({"$ref": "other.yaml#/Thing"})), "outside itself");
    rejected("a device", &with(json!({"$ref": "file:///dev/zero"})), "outside itself");
    rejected("a host", &with(json!({"$ref": "https://example.com/x.json"})), "outside itself");
    rejected("nowhere", &with(json!({"$ref": "#/components/schemas/No"})), "leads nowhere");
    let mut ring = response(json!({"$ref": "#/components/schemas/A"}));
    ring["components"] = json!({"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}});
    rejected("a ring", &ring.to_string(), "back to itself");
    rejected(
        "deep",
        &format!(
            "{{\"openapi\": \"3.0.3\", \"paths\": {}1{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        ),
        "is not JSON",
    );
    rejected(
        "deep YAML",
        &format!("openapi: 3.0.3\npaths: {}1{}", "[".repeat(100_000), "]".repeat(100_000)),
        "",
    );
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let below = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{below}]\n"));
    }
    rejected("a bomb of aliases", &format!("openapi: 3.0.3\npaths: {{}}\n{bomb}"), "aliases");
    // Each level stores its content again: 200 KB that took 879 MB.
    let mut nested: String = (0..120).map(|level| format!("&a{level} [")).collect();
    nested.push_str(&"x, ".repeat(60_000));
    nested.push_str(&"]".repeat(120));
    rejected("nested anchors", &format!("openapi: 3.0.3\npaths: {{}}\nx-a: {nested}"), "anchors");
    let long = format!("openapi: 3.0.3\npaths: {{}}\nx-a: &a {}\nx-b:\n", "y".repeat(100_000));
    rejected("a long text, often", &(long + &"- *a\n".repeat(5000)), "aliases");
    rejected("two documents", "openapi: 3.0.3\npaths: {}\n---\nopenapi: 3.0.3\n", "second YAML");
}

#[test]
fn data_that_looks_like_a_reference_is_ignored() {
    let mut document = response(
        json!({"type": "object", "properties": {"$ref": {"type": "string"}, "example": {"type": "string"}}, "example": {"$ref": "../x"}}),
    );
    document["x-other"] = json!({"$ref": "https://example.com"});
    let text = document.to_string();
    Document::read(&Source { name: "it".to_owned(), text }).unwrap_or_else(|why| panic!("{why}"));
}

/// Asserts that eight times the size takes about eight times as long: 64 times would be quadratic.
/// A busy machine may disturb one measurement.
fn grows_with_size(time: impl Fn(usize) -> Duration) {
    let mut ratios = Vec::new();
    for _ in 0..4 {
        let (small, large) = (time(500), time(4000));
        let ratio = large.as_secs_f64() / small.as_secs_f64();
        if ratio < 30.0 {
            return;
        }
        ratios.push(ratio);
    }
    panic!("eight times the size takes {ratios:?} times as long");
}

/// Every link is used.
#[test]
fn time_grows_with_the_length_of_a_chain() {
    grows_with_size(|size| {
        let links = size * 3 / 4;
        let mut chain = response(json!({"$ref": "#/components/schemas/S0"}));
        for link in 0..links {
            chain["components"]["schemas"][format!("S{link}")] =
                json!({"$ref": format!("#/components/schemas/S{}", link + 1)});
        }
        let long = |end: &str| {
            let mut chain = chain.clone();
            chain["components"]["schemas"][format!("S{links}")] = json!({"type": end});
            crate::support::document(chain)
        };
        let began = Instant::now();
        let report = documents(&long("string"), &long("integer"), Partial::default());
        assert_eq!(report.count(Rank::Breaking), 1, "{:?}", report.findings.len());
        began.elapsed()
    });
}

/// Every operation uses every schema here.
#[test]
fn time_grows_with_the_size_of_the_documents() {
    let document = |count: usize, extra: &str| -> String {
        let mut paths = serde_json::Map::new();
        let mut schemas = serde_json::Map::new();
        for one in 0..count {
            let name = format!("Thing{one}");
            let mut fields = serde_json::Map::new();
            for field in 0..12 {
                fields.insert(format!("field{field}"), json!({"type": "string", "description": "What it is, at some length, as real ones have it.", "maxLength": 100}));
            }
            fields.insert(
                "next".to_owned(),
                json!({"$ref": format!("#/components/schemas/Thing{}", (one + 1) % count)}),
            );
            fields.insert(extra.to_owned(), json!({"type": "integer"}));
            schemas.insert(name.clone(), json!({"type": "object", "properties": fields}));
            let body = json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}});
            paths.insert(format!("/v1/things{one}/{{id}}"), json!({
                "get": {"operationId": format!("get{one}"), "responses": {"200": {"description": "d", "content": body["content"]}}},
                "put": {"operationId": format!("put{one}"), "requestBody": body, "responses": {"200": {"description": "d", "content": body["content"]}}}
            }));
        }
        json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths, "components": {"schemas": schemas}}).to_string()
    };
    let files = Files::new();
    grows_with_size(|count| {
        let (old, new) = (document(count, "before"), document(count, "after"));
        let (old, new) = (files.add("a.json", &old), files.add("b.json", &new));
        let began = Instant::now();
        let (code, _, error) = xtask(&[&old, &new, "--format", "json"]);
        assert_eq!(code, 1, "{error}");
        began.elapsed()
    });
}

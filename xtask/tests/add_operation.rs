//! `cargo xtask add-operation`: the client can be generated from the added operation unchanged.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::add_operation::{Idempotency, Method, Options, add};
use xtask::codegen::generate;
use xtask::workspace::Workspace;

const CONTRACT: &str = "openapi/nova.json";

fn workspace() -> (TempDir, Workspace) {
    let folder = TempDir::new().unwrap();
    let here = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
    std::fs::create_dir(folder.path().join("openapi")).unwrap();
    std::fs::copy(format!("{here}/tests/fixtures/rich.json"), folder.path().join(CONTRACT))
        .unwrap();
    let workspace = Workspace::at(folder.path());
    (folder, workspace)
}

fn options(method: Method, path: &str, id: &str) -> Options {
    Options {
        method,
        path: path.to_owned(),
        id: id.to_owned(),
        bucket: "reads".to_owned(),
        idempotency: None,
        no_tenant: false,
        tag: None,
        body: None,
        response: Some("Report".to_owned()),
        status: "200".to_owned(),
    }
}

fn contract(workspace: &Workspace) -> String {
    String::from_utf8(workspace.read(CONTRACT).unwrap().unwrap()).unwrap()
}

#[test]
fn an_added_operation_has_all_required_fields() {
    let (_folder, workspace) = workspace();
    let path = "/v1/jobs/{jobId}/reports/{reportId}";
    let lines = add(&workspace, &options(Method::Get, path, "getReport")).unwrap().unwrap();
    assert!(lines.iter().any(|line| line.contains("schema Report made")), "{lines:?}");
    for left in ["facade", "mock", "command", "guide", "cargo xtask regenerate"] {
        assert!(lines.iter().any(|line| line.contains(left)), "{left}: {lines:?}");
    }
    let mut put = options(Method::Put, path, "putReport");
    put.idempotency = Some(Idempotency::Key);
    put.body = Some("ReportChange".to_owned());
    add(&workspace, &put).unwrap().unwrap();

    let text = contract(&workspace);
    let document: Value = serde_json::from_str(&text).unwrap();
    let operation = &document["paths"][path]["put"];
    assert_eq!(operation["x-nova-idempotency"], "key");
    assert_eq!(operation["parameters"][0]["$ref"], "#/components/parameters/TenantId");
    assert_eq!(operation["parameters"][3]["name"], "Idempotency-Key");
    assert_eq!(operation["responses"]["4XX"], json!({"$ref": "#/components/responses/Error"}));
    let rust = generate(&text).unwrap().rust;
    for method in ["pub fn get_report(", "pub fn put_report("] {
        assert!(rust.contains(method), "{method}");
    }
}

#[test]
fn an_invalid_operation_does_not_change_the_contract() {
    let (_folder, workspace) = workspace();
    let before = contract(&workspace);
    let mut unknown = options(Method::Get, "/v1/a", "getA");
    unknown.bucket = "nothing".to_owned();
    for (options, why) in [
        (unknown, "nothing is not a bucket; there are reads, writes"),
        (options(Method::Get, "/v1/status", "getStatus"), "in the contract already"),
        (options(Method::Get, "/v1/status", "getOther"), "in the contract already"),
        (options(Method::Post, "/v1/a", "postA"), "--idempotency is missing"),
    ] {
        let said = add(&workspace, &options).unwrap().unwrap_err();
        assert!(said.contains(why), "{said}");
        assert_eq!(contract(&workspace), before);
    }
}

#[test]
fn methods_are_case_insensitive() {
    let (folder, workspace) = workspace();
    std::fs::write(folder.path().join("Cargo.toml"), "[workspace]\n").unwrap();
    std::fs::create_dir(folder.path().join("nova-client")).unwrap();
    let xtask = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_xtask"));
        let output = command.current_dir(folder.path()).args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for (method, id) in [("POST", "addOne"), ("put", "putOne")] {
        let block = ["--id", id, "--bucket", "reads", "--idempotency", "none", "--response", "One"];
        xtask(&[&["add-operation", method, "/v1/ones"], &block[..]].concat());
    }
    let document: Value = serde_json::from_str(&contract(&workspace)).unwrap();
    let item = document["paths"]["/v1/ones"].as_object().unwrap();
    assert_eq!(item.keys().collect::<Vec<_>>(), ["post", "put"]);
    let help = xtask(&["help", "add-operation"]);
    assert!(help.contains("--bucket <BUCKET>") && help.contains("<METHOD>"), "{help}");
}

//! Supported constructs are generated as Rust that compiles and reads valid bodies.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use xtask::client_diff::differences;
use xtask::codegen::generate;

fn here() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the crate is"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn rich() -> Value {
    serde_json::from_str(&read(&here().join("tests/fixtures/rich.json")))
        .expect("the fixture is JSON")
}

/// Returns descriptions of the changes in the client after a change of the fixture.
fn change(edit: impl Fn(&mut Value)) -> Vec<String> {
    let before = rich();
    let mut after = before.clone();
    edit(&mut after);
    let client = |document: &Value| {
        generate(&document.to_string()).unwrap_or_else(|problems| panic!("{problems}")).rust
    };
    differences(&client(&before), &client(&after)).expect("both are clients")
}

#[test]
fn a_new_value_is_a_new_variant() {
    let said = change(|document| {
        document["components"]["schemas"]["TimeRange"]["enum"]
            .as_array_mut()
            .unwrap()
            .push(json!("30d"));
        let names = &mut document["components"]["schemas"]["TimeRange"]["x-enum-varnames"];
        names.as_array_mut().unwrap().push(json!("LastMonth"));
    });
    assert_eq!(said, [r#"enum TimeRange: value "30d" is new"#]);
}

#[test]
fn a_new_property_is_an_optional_field() {
    let said = change(|document| {
        document["components"]["schemas"]["Done"]["properties"]["when"] =
            json!({"type": "string", "format": "date-time", "nullable": true});
    });
    assert_eq!(said, ["schema Done: field `when` is new (Option<DateTime<Utc>>)"]);
}

#[test]
fn bounds_of_responses_do_not_change_types() {
    let said = change(|document| {
        let small = &mut document["components"]["schemas"]["Rich"]["properties"]["small"];
        small["minimum"] = json!(0);
        small["format"] = json!("int64");
    });
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn a_new_operation_is_a_new_method_with_its_rules() {
    let said = change(|document| {
        let mut operation = document["paths"]["/v1/status"]["get"].clone();
        operation["operationId"] = json!("getOther");
        operation["parameters"] = json!([{"name": "timeRange", "in": "query", "schema": {"$ref": "#/components/schemas/TimeRange"}}]);
        document["paths"]["/v1/other"] = json!({"get": operation});
    });
    assert_eq!(said, ["operation getOther is new (GET /v1/other)"]);
}

#[test]
fn rules_of_operations_and_buckets_are_in_the_tables() {
    let said = change(|document| {
        let operation = &mut document["paths"]["/v1/status"]["get"];
        operation["x-nova-idempotency"] = json!("built-in");
        operation["x-nova-tenant"] = json!("required");
        operation["parameters"] = json!([{
            "name": "X-Tenant-Id", "in": "header", "required": true, "schema": {"type": "string"}
        }]);
        operation["x-nova-bucket"] = json!("writes");
        document["x-nova-buckets"]["writes"]["limit"] = json!(3);
    });
    assert_eq!(
        said,
        [
            "bucket writes: limit was 2u32, is now 3u32",
            "operation getStatus: bucket was reads, is now writes",
            "operation getStatus: idempotency was Safe, is now BuiltIn",
            "operation getStatus: needs tenant was false, is now true",
        ]
    );
}

#[test]
fn sensitive_types_are_redacted_with_all_their_parts() {
    let rust = generate(&rich().to_string()).unwrap().rust;
    let file = syn::parse_file(&rust).unwrap();
    let derives_debug = |name: &str| {
        let types = file.items.iter().find_map(|item| match item {
            syn::Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
            _ => None,
        });
        let (_, items) = types.expect("there are types");
        items.iter().any(|item| {
            let (ident, attributes) = match item {
                syn::Item::Struct(item) => (&item.ident, &item.attrs),
                syn::Item::Enum(item) => (&item.ident, &item.attrs),
                _ => return false,
            };
            let derives = |attribute: &syn::Attribute| {
                let list =
                    attribute.meta.require_list().ok().filter(|list| list.path.is_ident("derive"));
                list.is_some_and(|list| list.tokens.to_string().contains("Debug"))
            };
            ident == name && attributes.iter().any(derives)
        })
    };
    // The text of a résumé is a separate type, because it has bounds.
    for sensitive in
        ["Answer", "Resume", "ResumeContent", "SubmitRequest", "SubmitRequestJobDescription"]
    {
        assert!(rust.contains(&format!("{sensitive} ")), "{sensitive}");
        assert!(!derives_debug(sensitive), "{sensitive}");
    }
    assert!(derives_debug("Done"));
}

#[test]
fn equivalent_documents_generate_the_same_client() {
    let text = rich().to_string();
    let client = generate(&text).unwrap().rust;
    let pretty = serde_json::to_string_pretty(&rich()).unwrap().replace('\n', "\r\n");
    for same in [text, format!("\u{feff}{pretty}")] {
        assert!(generate(&same).unwrap().rust == client, "{}", &same[..20]);
    }
}

#[test]
fn null_beside_a_reference_can_be_written_in_two_ways() {
    let said = change(|document| {
        let null = json!({"type": "object", "nullable": true, "enum": [null]});
        document["components"]["schemas"]["Rich"]["properties"]["maybeKind"]["oneOf"][0] = null;
    });
    assert_eq!(said, Vec::<String>::new());
}

/// Compiles the client of the fixture in a separate workspace, and runs the tests of its wire
/// types.
#[test]
fn the_client_of_the_fixture_compiles_and_reads_its_bodies() {
    let root = here().join("..").canonicalize().unwrap();
    let scratch = root.join("target/fixture");
    let _ = fs::remove_dir_all(&scratch);
    let manifest = read(&root.join("Cargo.toml"));
    let mut lines: Vec<&str> =
        manifest.lines().filter(|line| !line.starts_with("default-members")).collect();
    let members = lines
        .iter_mut()
        .find(|line| line.starts_with("members"))
        .expect("the workspace has members");
    // In a shared target directory, cargo treats crates with the same name and the same path in
    // their workspaces as one crate.
    *members = r#"members = ["client-of-the-fixture"]"#;
    let client = scratch.join("client-of-the-fixture");
    fs::create_dir_all(scratch.join("openapi/examples")).unwrap();
    fs::write(scratch.join("Cargo.toml"), lines.join("\n")).unwrap();
    fs::copy(root.join("Cargo.lock"), scratch.join("Cargo.lock")).unwrap();
    for folder in ["src", "codegen", "tests/contract"] {
        copy(&root.join("nova-client").join(folder), &client.join(folder));
    }
    for file in ["Cargo.toml", "build.rs", "README.md"] {
        fs::copy(root.join("nova-client").join(file), client.join(file)).unwrap();
    }
    let contract = rich().to_string();
    fs::write(scratch.join("openapi/nova.json"), &contract).unwrap();
    // In the repository this is a symbolic link.
    copy(&scratch.join("openapi"), &client.join("openapi"));
    fs::write(scratch.join("openapi/examples/Done.made.json"), r#"{"success": true}"#).unwrap();
    fs::write(client.join("src/generated.rs"), generate(&contract).unwrap().rust).unwrap();
    fs::copy(here().join("tests/fixtures/client_tests.rs"), client.join("tests/fixture.rs"))
        .unwrap();

    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "test",
            "--package",
            "nova-client",
            "--no-default-features",
            "--features",
            "schemars",
        ])
        .args(["--test", "contract", "--test", "fixture", "--color", "never"])
        .current_dir(&scratch)
        .env("CARGO_TARGET_DIR", root.join("target"))
        .output()
        .expect("cargo can be started");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{errors}");
    // All tests ran, and there are no compiler warnings about the generated code.
    assert!(said.contains("conforming_bodies_satisfy_the_schemas_of_the_types ... ok"), "{said}");
    assert!(!errors.contains("warning: "), "{errors}");

    // Code blocks in descriptions are not doctests. The remaining doctests are those of progenitor
    // itself, and the other files refer to the real contract.
    let (said, errors) = cargo(&scratch, &root, &["test", "--doc"], &["generated.rs"])
        .unwrap_or_else(|errors| panic!("{errors}"));
    assert!(said.contains("generated.rs - generated::Client::spell (line "), "{said}\n{errors}");
    assert!(said.contains("0 passed; 0 failed; "), "{said}\n{errors}");

    // A client of another contract must not build.
    fs::write(scratch.join("openapi/nova.json"), contract.replace("Fixture", "Another")).unwrap();
    let errors = cargo(&scratch, &root, &["check"], &[]).expect_err("the client is stale");
    assert!(errors.contains("was made from another contract"), "{errors}");
    assert!(errors.contains("run `cargo xtask regenerate`"), "{errors}");
}

/// Runs cargo on the client of the fixture. Returns its output, or its errors if it failed.
fn cargo(
    scratch: &Path,
    root: &Path,
    arguments: &[&str],
    filter: &[&str],
) -> Result<(String, String), String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .args(["--package", "nova-client", "--no-default-features", "--features", "schemars"])
        .args(["--color", "never"])
        .args(filter)
        .current_dir(scratch)
        .env("CARGO_TARGET_DIR", root.join("target"))
        .output()
        .expect("cargo can be started");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        Ok((String::from_utf8_lossy(&output.stdout).into_owned(), errors))
    } else {
        Err(errors)
    }
}

#[test]
fn deprecated_items_are_marked_and_listed() {
    let said = change(|document| {
        document["paths"]["/v1/status"]["get"]["deprecated"] = json!(true);
        document["components"]["schemas"]["Done"]["properties"]["success"]["deprecated"] =
            json!(true);
        document["paths"]["/v1/jobs/{jobId}/rich"]["get"]["parameters"][2]["deprecated"] =
            json!(true);
        document["paths"]["/v1/spelling/{new}"]["post"]["parameters"][0]["deprecated"] =
            json!(false);
    });
    assert_eq!(
        said,
        [
            "operation getRich: parameter `range` is deprecated now",
            "operation getStatus is deprecated now",
            "operation spell: parameter `send_parameter` is no longer deprecated",
            "schema Done: field `success` is deprecated now"
        ]
    );
    let rust = generate(&rich().to_string()).unwrap().rust;
    for marked in ["pub fn spell(&self)", "pub fn send_parameter<V>", "pub old:"] {
        let before = rust.split(marked).next().unwrap_or_default();
        assert!(before.trim_end().ends_with("#[deprecated]"), "{marked}");
    }
}

#[test]
fn a_new_header_is_an_argument() {
    let said = change(|document| {
        let header = json!({"name": "X-Mode", "in": "header", "required": true,
            "schema": {"type": "string"}});
        document["paths"]["/v1/status"]["get"]["parameters"] = json!([header]);
    });
    assert_eq!(said, ["operation getStatus: parameter `x_mode` is new (String)"]);
}

#[test]
fn an_inline_schema_that_becomes_a_component_changes_types() {
    let said = change(|document| {
        let schemas = document["components"]["schemas"].as_object_mut().unwrap();
        let detail = schemas["Spelling"]["properties"]["detail"].clone();
        schemas.insert("Detail".to_owned(), detail);
        schemas["Spelling"]["properties"]["detail"] =
            json!({"$ref": "#/components/schemas/Detail"});
    });
    assert!(said.contains(&"schema SpellingDetail is gone".to_owned()), "{said:?}");
}

#[test]
fn equivalent_spellings_generate_the_same_client() {
    type Respell = fn(&mut Value);

    let rust = |document: &Value| {
        let rust =
            generate(&document.to_string()).unwrap_or_else(|problems| panic!("{problems}")).rust;
        // The fingerprint depends on the text.
        rust.split_once("#[allow").unwrap().1.to_owned()
    };
    let mut before = rich();
    before["components"]["schemas"]["Done"]["properties"]["note"] = json!({"type": "string"});
    let client = rust(&before);
    let respellings: [(&str, Respell); 7] = [
        ("defaults of style", |document| {
            let parameter = &mut document["paths"]["/v1/jobs/{jobId}/rich"]["get"]["parameters"][1];
            parameter["style"] = json!("simple");
            parameter["explode"] = json!(false);
        }),
        ("allOf of one", |document| {
            let rich = &mut document["components"]["schemas"]["Rich"]["properties"];
            rich["period"] = json!({"allOf": [{"$ref": "#/components/schemas/Period"}]});
        }),
        ("nullable beside a reference", |document| {
            let rich = &mut document["components"]["schemas"]["Rich"]["properties"];
            rich["maybe"] = json!({"$ref": "#/components/schemas/Period", "nullable": true});
        }),
        ("parameters of the path", |document| {
            let item = &mut document["paths"]["/v1/{kind}/things/{thing-id}"];
            let parameters = item["get"].as_object_mut().unwrap().remove("parameters");
            item["parameters"] = parameters.unwrap();
        }),
        ("oneOf of enums", |document| {
            document["components"]["schemas"]["ErrorCode"] =
                json!({"oneOf": [{"enum": ["A"]}, {"type": "string", "enum": ["B"]}]});
        }),
        ("a format without meaning", |document| {
            let start = &mut document["components"]["schemas"]["Done"]["properties"]["note"];
            *start = json!({"type": "string", "format": "time-zone"});
        }),
        ("an object without its type", |document| {
            document["components"]["schemas"]["Done"].as_object_mut().unwrap().remove("type");
        }),
    ];
    for (what, respell) in respellings {
        let mut document = before.clone();
        respell(&mut document);
        assert!(rust(&document) == client, "{what}");
    }
}

#[test]
fn generated_names_are_reported() {
    let notes = generate(&rich().to_string()).unwrap().notes.join("\n");
    for note in [
        "schema \"List_of_Spellings_\" is called ListOfSpellings in Rust",
        "the inline schema at /components/schemas/Spelling/properties/kind is called SpellingKind",
        "has errors of several schemas, which are read as JSON",
    ] {
        assert!(notes.contains(note), "{note}: {notes}");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

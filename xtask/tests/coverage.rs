//! Findings of `cargo xtask check` for uncovered operations, and for documentation that contradicts
//! the contract.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::check::check_files;
use xtask::codegen::{generate, schema};
use xtask::workspace::Workspace;

struct Fixture(TempDir);

impl Fixture {
    /// Creates a workspace in which every operation has a facade method and a route of the mock.
    fn new() -> Self {
        let fixture = Self(TempDir::new().unwrap());
        let here = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
        let text = std::fs::read_to_string(format!("{here}/tests/fixtures/rich.json")).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        fixture.write("openapi/nova.json", &text);
        fixture.write("nova-client/src/generated.rs", &generate(&text).unwrap().rust);
        #[cfg(unix)]
        std::os::unix::fs::symlink("../openapi", fixture.0.path().join("nova-client/openapi"))
            .unwrap();
        let (mut facade, mut routes) = (String::new(), String::new());
        for (_, _, _, operation) in schema::operations(&document) {
            let id = operation["operationId"].as_str().unwrap();
            let (bucket, word) = (&operation["x-nova-bucket"], &operation["x-nova-idempotency"]);
            let bucket = bucket.as_str().unwrap();
            let key = if word == &json!("key") { " It has an `Idempotency-Key`." } else { "" };
            let name = xtask::codegen::names::snake(id);
            facade.push_str(&format!(
                "impl A {{\n    /// Vendor operation `{id}`, in the bucket\n    /// `{bucket}`.{key}\n    \
                 pub fn do_{name}(&self) {{ client.{name}().send(); }}\n}}\n"
            ));
            routes.push_str(&format!("\"{id}\" => a,\n"));
        }
        fixture.write("nova-client-ext/src/facade.rs", &facade);
        fixture.write("nova-client-ext/src/mock/routes.txt.rs", &routes);
        fixture.write("nova-client-ext/src/bin/nova.rs", "fn main() { a.do_get_status(); }\n");
        fixture.write("README.md", "`do_get_rich`: a.do_get_rich()\n");
        fixture
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn replace(&self, file: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.0.path().join(file)).unwrap();
        assert!(text.contains(from), "{from}");
        self.write(file, &text.replacen(from, to, 1));
    }

    fn findings(&self) -> Vec<String> {
        let report = check_files(&Workspace::at(self.0.path())).unwrap();
        report.findings.iter().map(ToString::to_string).collect()
    }
}

#[test]
fn a_covered_contract_has_a_table_and_no_finding() {
    let fixture = Fixture::new();
    assert_eq!(fixture.findings(), Vec::<String>::new());
    let table = check_files(&Workspace::at(fixture.0.path())).unwrap().coverage;
    let row = |id: &str| table.iter().find(|line| line.starts_with(&format!("{id} "))).unwrap();
    let words = |id: &str| row(id).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words("getStatus"), "getStatus yes yes - do_get_status -");
    assert_eq!(words("getRich"), "getRich yes - yes do_get_rich X-Tenant-Id");
}

#[test]
fn uncovered_operations_are_findings() {
    let fixture = Fixture::new();
    fixture.replace("nova-client-ext/src/mock/routes.txt.rs", "\"getRich\" => a,\n", "");
    assert_eq!(fixture.findings().len(), 1);
    assert!(fixture.findings()[0].contains("getRich lacks a route of the mock"));
    fixture.replace("nova-client-ext/src/facade.rs", "client.get_rich()", "client.get_poor()");
    fixture.write("README.md", "");
    let findings = fixture.findings();
    let found = findings.iter().any(|finding| {
        finding.contains("getRich has no facade method, mock route, command or guide")
    });
    assert!(found, "{findings:?}");
}

#[test]
fn documentation_that_contradicts_the_contract_is_a_finding() {
    for (from, to, what) in [
        (
            "Vendor operation `getRich`",
            "Vendor operation `getPoor`",
            "which is not in the contract",
        ),
        ("Vendor operation `getRich`", "Vendor operation `getStatus`", "but calls get_rich"),
        (
            "`getRich`, in the bucket\n    /// `reads`",
            "`getRich`, in the bucket `writes`",
            "names the bucket writes; the contract says reads",
        ),
        (" It has an `Idempotency-Key`.", "", "does not name the `Idempotency-Key`"),
        (
            "`deleteRich`, in the bucket\n    /// `writes`.",
            "`deleteRich`, in the bucket `writes`; it only reads.",
            "says that it only reads; the contract says `none`",
        ),
    ] {
        let fixture = Fixture::new();
        fixture.replace("nova-client-ext/src/facade.rs", from, to);
        let findings = fixture.findings();
        assert_eq!(findings.len(), 1, "{what}: {findings:?}");
        assert!(findings[0].contains(what), "{what}: {findings:?}");
        assert!(findings[0].starts_with("nova-client-ext/src/facade.rs:"), "{findings:?}");
    }
}

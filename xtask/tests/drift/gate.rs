//! The version gate, in a temporary repository.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use xtask::drift::gate::{Gate, check};
use xtask::workspace::Workspace;

use crate::support::{object, response};

struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        repository.write("Cargo.toml", "[workspace]\n[workspace.package]\nversion = \"0.1.0\"\n");
        for name in ["nova-client", "nova-client-ext"] {
            repository
                .write(&format!("{name}/Cargo.toml"), "[package]\nversion.workspace = true\n");
        }
        repository.write("CHANGELOG.md", "# Changelog\n\n## 0.1.0\n");
        repository.contract("0.1.0", &["a", "b"]);
        repository.git(&["init", "--quiet"]);
        repository
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn contract(&self, version: &str, fields: &[&str]) {
        let fields: Value =
            fields.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
        let mut document = response(object(fields, &[]));
        document["info"]["version"] = json!(version);
        self.write("openapi/nova.json", &document.to_string());
    }

    fn release(&self, tag: &str) {
        self.git(&["add", "--all"]);
        self.git(&[
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.com",
            "commit",
            "--quiet",
            "--allow-empty",
            "-m",
            "x",
        ]);
        self.git(&["tag", tag]);
    }

    fn git(&self, arguments: &[&str]) {
        let status = Command::new("git").current_dir(self.path()).args(arguments).status().unwrap();
        assert!(status.success(), "git {arguments:?}");
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn gate(&self) -> Gate {
        check(&Workspace::at(self.path())).unwrap_or_else(|why| panic!("{why}"))
    }

    fn files(&self) -> Vec<String> {
        self.gate().findings.into_iter().map(|finding| finding.file).collect()
    }
}

/// The workspace's own contract, released by a tag in a temporary clone.
#[test]
fn the_contract_itself_in_a_scratch_clone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let clone = Repository(tempfile::tempdir().unwrap());
    let from = root.to_str().unwrap();
    clone.git(&["clone", "--quiet", "--shared", "--no-tags", from, "."]);
    for file in ["openapi/nova.json", "CHANGELOG.md", "Cargo.toml"] {
        clone.write(file, &std::fs::read_to_string(root.join(file)).unwrap());
    }
    let text = std::fs::read_to_string(root.join("openapi/nova.json")).unwrap();
    let mut contract: Value = serde_json::from_str(&text).unwrap();
    let version = contract["info"]["version"].as_str().unwrap().to_owned();
    assert!(clone.gate().summary.contains("no released contract"), "{}", clone.gate().summary);
    clone.release(&format!("contract-v{version}"));
    assert_eq!(clone.files(), [""; 0], "what was released is in step with itself");
    assert_eq!(clone.gate().summary, format!("0 differences from contract-v{version}"));

    contract["components"]["schemas"]["ScoringJob"]["properties"]
        .as_object_mut()
        .unwrap()
        .remove("errorMessage");
    clone.write("openapi/nova.json", &contract.to_string());
    let gate = clone.gate();
    let files: Vec<&str> = gate.findings.iter().map(|one| one.file.as_str()).collect();
    assert_eq!(
        files[..3],
        ["openapi/nova.json", "nova-client/Cargo.toml", "nova-client-ext/Cargo.toml"]
    );
    assert!(files[3..].iter().all(|file| *file == "CHANGELOG.md") && files.len() > 3, "{files:?}");
    assert!(gate.findings[0].what.contains("0.5.0"), "{}", gate.findings[0]);
}

#[test]
fn without_a_release_it_passes_with_a_note() {
    let repository = Repository::new();
    let gate = repository.gate();
    assert!(gate.findings.is_empty());
    assert!(gate.summary.contains("no released contract"), "{}", gate.summary);
}

#[test]
fn the_newest_release_is_determined_by_version() {
    let repository = Repository::new();
    repository.release("contract-v0.10.0");
    repository.contract("0.1.0", &["a"]);
    repository.release("contract-v0.9.0");
    assert!(
        repository.gate().summary.contains("contract-v0.10.0"),
        "{}",
        repository.gate().summary
    );
}

#[test]
fn a_breaking_change_needs_versions_and_a_line_in_the_changelog() {
    let repository = Repository::new();
    repository.release("contract-v0.1.0");
    assert_eq!(repository.files(), [""; 0], "nothing has changed");
    repository.contract("0.1.1", &["a"]);
    assert_eq!(
        repository.files(),
        [
            "openapi/nova.json",
            "nova-client/Cargo.toml",
            "nova-client-ext/Cargo.toml",
            "CHANGELOG.md"
        ],
        "0.1.1 does not say breaking"
    );
    repository.contract("0.2.0", &["a"]);
    repository.write("Cargo.toml", "[workspace]\n[workspace.package]\nversion = \"0.2.0\"\n");
    let findings = repository.gate().findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    let line = findings[0].fix.split_once(": ").unwrap().1.to_owned();
    repository.write("CHANGELOG.md", &format!("# Changelog\n\n## 0.2.0\n\n{line}\n\n## 0.1.0\n"));
    assert_eq!(repository.files(), [""; 0], "the line it asks for is the line it takes");
}

#[test]
fn an_addition_needs_less() {
    let repository = Repository::new();
    repository.release("contract-v0.1.0");
    repository.contract("0.1.0", &["a", "b", "c"]);
    assert_eq!(
        repository.files(),
        ["openapi/nova.json", "nova-client/Cargo.toml", "nova-client-ext/Cargo.toml"]
    );
    repository.contract("0.1.1", &["a", "b", "c"]);
    repository.write("Cargo.toml", "[workspace]\n[workspace.package]\nversion = \"0.1.1\"\n");
    assert_eq!(repository.files(), [""; 0]);
}

//! Findings of `check` in files, and their fixes by `regenerate`, in a temporary workspace.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::check::{Report, check_files};
use xtask::finding::Finding;
use xtask::regenerate::{Mode, regenerate};
use xtask::workspace::Workspace;

const CONTRACT: &str = "openapi/nova.json";
const GENERATED: &str = "nova-client/src/generated.rs";
const EXAMPLE: &str = "openapi/examples/Done.shown.json";
const INCOMPLETE: &str = "openapi/examples/Node.made.incomplete.json";
const DEVIATIONS: &str = "openapi/examples/Node.made.incomplete.deviations.json";

/// The client of the fixture's contract, generated once for all tests because it is slow.
static CLIENT: LazyLock<String> = LazyLock::new(|| {
    let here = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
    let text = fs::read_to_string(format!("{here}/tests/fixtures/rich.json")).unwrap();
    xtask::codegen::generate(&text).unwrap().rust
});

/// A workspace with consistent files.
struct Fixture {
    folder: TempDir,
}

impl Fixture {
    fn new() -> Self {
        let fixture = Self { folder: TempDir::new().unwrap() };
        let here = PathBuf::from(
            std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the crate is"),
        );
        fs::create_dir_all(fixture.path("openapi/examples")).unwrap();
        fs::create_dir_all(fixture.path("nova-client/src")).unwrap();
        fs::copy(here.join("tests/fixtures/rich.json"), fixture.path(CONTRACT)).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("../openapi", fixture.path("nova-client/openapi")).unwrap();
        fixture.write(EXAMPLE, "{\n  \"success\": true\n}\n");
        fixture.write(
            "openapi/examples/Node.shown.json",
            "{\n  \"name\": \"a\",\n  \"next\": null\n}\n",
        );
        fixture.write(INCOMPLETE, "{\n  \"children\": []\n}\n");
        fixture.write(
            DEVIATIONS,
            &canonical(&json!([
                {"place": "/name", "what": "is absent, though required"},
                {"place": "/next", "what": "is absent, though documented bodies show it"},
            ])),
        );
        fixture.write(GENERATED, &CLIENT);
        fixture
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    fn workspace(&self) -> Workspace {
        Workspace::at(self.folder.path())
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.path(file), text).unwrap();
    }

    /// Changes the contract and leaves it in canonical form.
    fn edit(&self, edit: impl FnOnce(&mut Value)) {
        let mut document: Value = serde_json::from_str(&self.read(CONTRACT)).unwrap();
        edit(&mut document);
        self.write(CONTRACT, &canonical(&document));
    }

    fn replace(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} holds {from}");
        self.write(file, &text.replacen(from, to, 1));
    }

    fn report(&self) -> Report {
        check_files(&self.workspace()).unwrap()
    }

    fn findings(&self) -> Vec<Finding> {
        self.report().findings
    }

    /// Asserts that the only finding is about `file` and contains `what` and `fix`.
    #[track_caller]
    fn finds(&self, file: &str, what: &str, fix: &str) {
        let findings = self.findings();
        let [finding] = findings.as_slice() else {
            panic!("wanted one finding, got {findings:#?}")
        };
        let message = finding.to_string();
        assert_eq!(finding.file, file, "{message}");
        assert!(message.contains(what), "{message}");
        assert!(finding.fix.contains(fix), "{message}");
    }

    /// Asserts that `regenerate` fixes everything, and returns its summary.
    #[track_caller]
    fn fixes(&self) -> String {
        let summary = regenerate(&self.workspace(), Mode::Write)
            .unwrap()
            .unwrap_or_else(|findings| panic!("{findings:#?}"));
        assert_eq!(self.findings(), []);
        summary.join("\n")
    }
}

fn canonical(value: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap())
}

fn modified(path: &Path) -> std::time::SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn nothing_changed_touches_nothing() {
    let fixture = Fixture::new();
    assert_eq!(fixture.findings(), []);
    let files = [CONTRACT, GENERATED, EXAMPLE, INCOMPLETE, DEVIATIONS];
    let before = files.map(|file| modified(&fixture.path(file)));
    assert_eq!(fixture.fixes(), "nothing changed");
    assert_eq!(files.map(|file| modified(&fixture.path(file))), before);
}

#[test]
fn a_dry_run_lists_what_would_change_and_writes_nothing() {
    let fixture = Fixture::new();
    fixture.edit(|document| {
        document["components"]["schemas"]["Done"]["properties"]["when"] =
            json!({"type": "string", "nullable": true});
    });
    fixture.write(CONTRACT, &indented_by_tabs(&fixture.read(CONTRACT)));
    let files = [CONTRACT, GENERATED, EXAMPLE];
    let before = files.map(|file| fixture.read(file));
    let summary = regenerate(&fixture.workspace(), Mode::DryRun).unwrap().unwrap().join("\n");
    assert!(summary.contains("put in canonical form"), "{summary}");
    assert!(summary.contains("field `when` is new (Option<String>)"), "{summary}");
    assert_eq!(files.map(|file| fixture.read(file)), before);
}

#[test]
fn a_contract_that_was_not_regenerated() {
    let fixture = Fixture::new();
    fixture.edit(|document| {
        document["components"]["schemas"]["ErrorCode"]["enum"]
            .as_array_mut()
            .unwrap()
            .push(json!("C"));
        document["components"]["schemas"]["Done"]["properties"]["when"] =
            json!({"type": "string", "nullable": true});
    });
    fixture.finds(GENERATED, r#"enum ErrorCode: value "C" is new"#, "cargo xtask regenerate");
    let summary = fixture.fixes();
    assert!(summary.contains("schema Done: field `when` is new (Option<String>)"), "{summary}");
}

#[test]
fn a_generated_file_that_was_edited_broken_or_removed() {
    let fixture = Fixture::new();
    fixture.replace(GENERATED, "pub success: bool", "pub success: String");
    fixture.finds(GENERATED, "field `success` was String, is now bool", "cargo xtask regenerate");
    fixture.fixes();

    fixture.replace(GENERATED, "pub mod types {", "pub mod types {{{");
    fixture.finds(GENERATED, "+pub mod types {", "cargo xtask regenerate");
    fixture.fixes();

    fixture.write(GENERATED, &fixture.read(GENERATED).replace('\n', "\r\n"));
    fixture.finds(GENERATED, "carriage returns", "cargo xtask regenerate");
    fixture.fixes();

    fs::remove_file(fixture.path(GENERATED)).unwrap();
    fixture.finds(GENERATED, "is missing", "cargo xtask regenerate");
    let summary = fixture.fixes();
    assert!(summary.contains("no earlier client to compare it with"), "{summary}");
}

#[test]
fn a_contract_not_in_canonical_form() {
    let text = Fixture::new().read(CONTRACT);
    for (bent, what) in [
        (indented_by_tabs(&text), "line 2 should read"),
        (text.replace('\n', "\r\n"), "carriage returns"),
        (text.replace('é', "\\u00e9"), "should read"),
        (format!("\u{feff}{text}"), "byte order mark"),
        (text.trim_end().to_owned(), "exactly one newline"),
    ] {
        let fixture = Fixture::new();
        fixture.write(CONTRACT, &bent);
        fixture.finds(CONTRACT, what, "cargo xtask regenerate");
        assert!(fixture.fixes().contains("put in canonical form"));
        assert_eq!(fixture.read(CONTRACT), text);
    }
}

#[test]
fn an_unreadable_contract_is_not_changed() {
    for bent in ["", "{", "openapi: 3.0.3\n", r#"{"openapi": "3.0.3", "openapi": "3.0.3"}"#] {
        let fixture = Fixture::new();
        fixture.write(CONTRACT, bent);
        let report = fixture.report();
        assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
        assert_eq!(report.findings[0].file, CONTRACT);
        assert_eq!(report.left_out.len(), 1);
        let generated = fixture.read(GENERATED);
        assert!(regenerate(&fixture.workspace(), Mode::Write).unwrap().is_err());
        assert_eq!((fixture.read(CONTRACT).as_str(), fixture.read(GENERATED)), (bent, generated));
    }
    let fixture = Fixture::new();
    fs::remove_file(fixture.path(CONTRACT)).unwrap();
    fixture.finds(CONTRACT, "is missing", "git checkout");
    fs::write(fixture.path(CONTRACT), b"{\"a\": \"\xff\"}").unwrap();
    fixture.finds(CONTRACT, "is not UTF-8", "git checkout");
}

#[test]
fn an_unsupported_contract_is_not_changed() {
    let fixture = Fixture::new();
    fixture.edit(|document| {
        document["paths"]["/v1/status"]["get"].as_object_mut().unwrap().remove("x-nova-bucket");
        document["info"]["version"] = json!("one");
    });
    let text = fixture.read(CONTRACT).replace("  ", " ");
    fixture.write(CONTRACT, &text);
    let message: Vec<String> = fixture.findings().iter().map(ToString::to_string).collect();
    assert_eq!(message.len(), 3, "{message:#?}");
    for what in [
        "canonical form",
        "/info/version is not a semantic version",
        "/paths/~1v1~1status/get/x-nova-bucket is missing",
    ] {
        assert!(message.iter().any(|finding| finding.contains(what)), "{what}: {message:#?}");
    }
    assert!(regenerate(&fixture.workspace(), Mode::Write).unwrap().is_err());
    assert_eq!(fixture.read(CONTRACT), text);
}

#[test]
fn examples_must_satisfy_the_contract() {
    let period = "openapi/examples/Period.bent.json";
    for (body, what) in [
        (r#"{"start": "2025-12-14T10:30:45Z"}"#, "/end is absent, though required"),
        (r#"{"start": "2025-12-14T10:30:45Z", "end": "today"}"#, "/end breaks `format: date-time`"),
        (r#"{"start": "2025-12-14T10:30:45Z", "end": null}"#, "/end breaks `type: string`"),
        (
            r#"{"start": "2025-12-14T10:30:45Z", "end": "2025-12-14T10:30:45Z", "more": 1}"#,
            "/more is a field that the contract does not know",
        ),
    ] {
        let fixture = Fixture::new();
        fixture.write(period, &canonical(&serde_json::from_str(body).unwrap()));
        fixture.finds(period, what, "what the vendor documents");
    }
    let fixture = Fixture::new();
    for (name, body, fine) in [
        ("Error.x", json!({"code": "A", "message": "m", "details": [{"any": "thing"}]}), true),
        ("Error.x", json!({"code": "Z", "message": "m"}), false),
        ("Node.x", json!({"name": "a", "next": {"name": "b", "children": []}}), true),
        ("Node.x", json!({"name": "a", "next": {"children": []}}), false),
        ("RescoreRequest.x", json!({"enabled": true, "more": 1}), false),
        ("Resume.x", json!({"type": "url", "url": "https://example.com/a"}), true),
        ("Resume.x", json!({"type": "text", "content": "too short"}), false),
        ("Event.x", json!({"event": "score.failed", "more": 1}), false),
        ("TimeRange.x", json!("1h"), true),
        ("TimeRange.x", json!("1y"), false),
        ("Names.x", json!(["a", ""]), true),
    ] {
        fixture.write(&format!("openapi/examples/{name}.json"), &canonical(&body));
        assert_eq!(fixture.findings().is_empty(), fine, "{name} {body}: {:#?}", fixture.findings());
        fs::remove_file(fixture.path(&format!("openapi/examples/{name}.json"))).unwrap();
    }
}

#[test]
fn documented_bodies_are_verbatim() {
    let fixture = Fixture::new();
    let body = "{\n  \"name\": \"one…\"\n}\n";
    fixture.write("openapi/examples/Node.abridged.json", body);
    assert_eq!(fixture.findings(), []);
    let file = "openapi/examples/Node.documented.json";
    fixture.write(file, body);
    fixture.finds(file, "something of it was left out", "Node.abridged.json");
}

#[test]
fn examples_are_formatted_and_invalid_ones_kept() {
    let fixture = Fixture::new();
    fixture.write(EXAMPLE, "{\"success\":true}");
    fixture.finds(EXAMPLE, "canonical form", "cargo xtask regenerate");
    fixture.fixes();
    fixture.write(EXAMPLE, "{\"success\": true, \"success\": true}\n");
    fixture.finds(EXAMPLE, "repeats the field /success", "edit");
    let summary = regenerate(&fixture.workspace(), Mode::Write).unwrap().unwrap().join("\n");
    assert!(summary.contains("left as it is; repeats the field /success"), "{summary}");
    assert_eq!(fixture.read(EXAMPLE), "{\"success\": true, \"success\": true}\n");
}

#[test]
fn examples_must_be_named_after_their_schema() {
    for (name, what) in [
        ("Nothing.x.json", "a schema \"Nothing\" that the contract does not have"),
        ("Done.json", "is not named"),
        ("notes.txt", "is not named"),
        (".json", "is not named"),
        ("Done.incomplete.json", "is not named"),
        ("Done.x.incomplete.deviations.json", "which is not there"),
    ] {
        let fixture = Fixture::new();
        let file = format!("openapi/examples/{name}");
        fixture.write(&file, "{\n  \"success\": true\n}\n");
        fixture.finds(&file, what, name);
    }
}

#[test]
fn deviations_are_exact_in_both_directions() {
    let fixture = Fixture::new();
    fixture.write(INCOMPLETE, "{\n  \"children\": [],\n  \"name\": 7\n}\n");
    let message = fixture.findings()[0].to_string();
    assert!(
        message.contains(r#"not listed: {"place":"/name","what":"breaks `type: string`"}"#),
        "{message}"
    );
    assert!(
        message.contains(r#"not so: {"place":"/name","what":"is absent, though required"}"#),
        "{message}"
    );

    let fixture = Fixture::new();
    fixture.write(INCOMPLETE, "{\n  \"children\": [],\n  \"next\": null\n}\n");
    fixture.finds(DEVIATIONS, "not so: {\"place\":\"/next\"", "edit");

    let fixture = Fixture::new();
    fs::remove_file(fixture.path(DEVIATIONS)).unwrap();
    fixture.finds(DEVIATIONS, "is missing", "edit");
    fixture.write(DEVIATIONS, "{}\n");
    fixture.finds(DEVIATIONS, "is not a list", "edit");

    let fixture = Fixture::new();
    fixture.write(INCOMPLETE, "{\n  \"name\": \"a\",\n  \"next\": null\n}\n");
    fixture.finds(INCOMPLETE, "departs from the contract nowhere", "git mv");
}

#[test]
fn a_new_optional_field_is_no_deviation_of_a_sample() {
    let fixture = Fixture::new();
    fixture.edit(|document| {
        document["components"]["schemas"]["Node"]["properties"]["grade"] =
            json!({"type": "string", "nullable": true});
    });
    fixture.fixes();
}

#[cfg(unix)]
#[test]
fn the_link_for_packaging_the_contract() {
    let fixture = Fixture::new();
    fs::remove_file(fixture.path("nova-client/openapi")).unwrap();
    fixture.finds("nova-client/openapi", "is missing", "ln -s ../openapi nova-client/openapi");
    fs::create_dir(fixture.path("nova-client/openapi")).unwrap();
    fixture.finds(
        "nova-client/openapi",
        "does not lead to openapi/",
        "ln -s ../openapi nova-client/openapi",
    );
}

#[cfg(unix)]
#[test]
fn a_text_that_is_still_to_be_written_is_found() {
    let fixture = Fixture::new();
    fixture.edit(|document| {
        document["info"]["title"] = json!("TODO: what it is");
    });
    regenerate(&fixture.workspace(), Mode::Write).unwrap().unwrap();
    let findings = fixture.findings();
    let [finding] = findings.as_slice() else { panic!("{findings:#?}") };
    assert!(finding.to_string().contains("still to be written"), "{finding}");
    assert!(finding.position.is_some() && finding.place.contains("TODO"), "{finding}");
}

#[test]
fn replacing_keeps_permissions_and_leaves_nothing_behind() {
    use std::os::unix::fs::PermissionsExt as _;

    let fixture = Fixture::new();
    fs::set_permissions(fixture.path(CONTRACT), fs::Permissions::from_mode(0o600)).unwrap();
    fixture.write(CONTRACT, &indented_by_tabs(&fixture.read(CONTRACT)));
    fixture.fixes();
    assert_eq!(fs::metadata(fixture.path(CONTRACT)).unwrap().permissions().mode() & 0o777, 0o600);
    let names: Vec<String> = fs::read_dir(fixture.path("openapi"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert_eq!(names, Vec::<String>::new());
}

/// Replaces the two spaces of each level by tabs.
fn indented_by_tabs(text: &str) -> String {
    let indent = |line: &str| {
        let content = line.trim_start_matches(' ');
        format!("{}{content}\n", "\t".repeat((line.len() - content.len()) / 2))
    };
    text.lines().map(indent).collect()
}

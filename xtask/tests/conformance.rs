//! `cargo xtask conformance` as a command: its output if it cannot run. Findings are tested in its
//! modules.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::process::{Command, Output};

/// Runs the task in an empty workspace without any programs in the PATH.
fn run(arguments: &[&str]) -> Output {
    let workspace = tempfile::tempdir().unwrap();
    std::fs::create_dir(workspace.path().join("nova-client")).unwrap();
    std::fs::write(workspace.path().join("Cargo.toml"), "[workspace]\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("conformance").args(arguments).current_dir(workspace.path());
    command.env("PATH", "").env_remove("CARGO").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn each_step_that_cannot_run_reports_the_failed_command() {
    for (program, lines) in [
        ("schemathesis", &["not run schemathesis: `python3 -m venv --clear "][..]),
        ("prism", &["not run prism as the server: `npm ci ", "not run prism as a proxy: `npm ci "]),
        (
            "generators",
            &[
                "not run openapi-generator: `python3 -m venv ",
                "not run openapi-to-rust: `cargo install ",
            ],
        ),
    ] {
        let output = run(&[program]);
        let said = text(&output.stdout);
        assert_eq!(output.status.code(), Some(2), "{program}: {said}");
        for line in lines {
            assert!(
                said.contains(line) && said.contains("` cannot be started: "),
                "{line}\n{said}"
            );
        }
        assert!(text(&output.stderr).contains("could not run"), "{program}");
    }
}

#[test]
fn quick_reports_skipped_steps() {
    let said = text(&run(&["--quick", "generators"]).stdout);
    assert!(said.contains("left out openapi-to-rust"), "{said}");
    assert!(!said.contains("cargo install"), "{said}");
}

#[test]
fn an_unknown_program_is_a_usage_error() {
    let output = run(&["solomon"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("solomon") && said.contains("schemathesis, prism, browser, generators"),
        "{said}"
    );
}

#[test]
fn outside_a_workspace_it_cannot_run() {
    let nowhere = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.arg("conformance").current_dir(nowhere.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

//! Checks that need compiled code: cargo runs as a child process with all published features.
//!
//! The types are generated from the current contract (feature `codegen`), so that new values are
//! included. Code that does not compile is a finding, because it does not match the contract.

use std::io::IsTerminal as _;

use crate::check::Report;
use crate::finding::{Finding, REGENERATE};
use crate::workspace::{CONTRACT, EXAMPLES, Unable, Workspace};

/// The maximum number of lines shown of a child's output.
const MAX_LINES: usize = 20;

/// Cargo's message if the client itself does not compile, not only a test.
const CLIENT_FAILED: &str = "could not compile `nova-client` (lib";

/// The beginnings of lines that the test harness adds to the output of a test.
const HARNESS_PREFIXES: [&str; 3] = ["---- ", "thread '", "note: run with `RUST_BACKTRACE"];

/// The packages and features to compile.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// The published crates with every feature.
    Alone,
    /// The whole workspace with these features, which the tests have compiled already.
    Workspace(&'a str),
}

/// A run of cargo.
struct Child {
    /// `test` or `check`.
    command: &'static str,
    target: &'static [&'static str],
    /// The file of findings without a file.
    file: &'static str,
    /// A description of the check.
    what: &'static str,
    /// The fix for its findings.
    fix: &'static str,
}

/// The crates that are published.
const PRODUCTS: [&str; 2] = ["nova-client", "nova-client-ext"];

const CHILDREN: [Child; 3] = [
    Child {
        command: "check",
        target: &["--lib", "--bins"],
        file: "nova-client-ext/src/lib.rs",
        what: "every shipped feature",
        fix: "change it to follow the contract",
    },
    Child {
        command: "test",
        target: &["--test", "contract"],
        file: "nova-client/tests/contract/main.rs",
        what: "the generated types and the contract's bodies",
        fix: "see the output of cargo test -p nova-client --features schemars --test contract",
    },
    Child {
        command: "test",
        target: &["--lib", "every_known_code_has_a_remedy"],
        file: "nova-client-ext/src/report/remedy.rs",
        what: "a remedy for every error code",
        fix: "give each code a remedy in nova-client-ext/src/report/remedy.rs",
    },
];

impl Child {
    fn arguments<'a>(&'a self, is_workspace: bool, features: &'a str) -> Vec<&'a str> {
        let mut arguments = if is_workspace {
            vec!["--workspace"]
        } else {
            PRODUCTS.iter().flat_map(|product| ["--package", *product]).collect()
        };
        arguments.extend(["--features", features]);
        arguments.extend(self.target);
        arguments
    }
}

/// Runs cargo and adds its findings.
pub(super) fn check(
    workspace: &Workspace,
    scope: Scope<'_>,
    report: &mut Report,
) -> Result<(), Unable> {
    if std::io::stderr().is_terminal() {
        eprintln!("compiling both crates with every feature; the first time takes some minutes");
    }
    let (is_workspace, features) = match scope {
        Scope::Workspace(features) => (true, features.to_owned()),
        Scope::Alone => (false, workspace.every_feature(&PRODUCTS).map_err(Unable)?),
    };
    for child in &CHILDREN {
        let output = workspace
            .cargo()
            .arg(child.command)
            .args(["--message-format", "json-render-diagnostics", "--color", "never"])
            .args(child.arguments(is_workspace, &features))
            .env("RUST_BACKTRACE", "0")
            .output()
            .map_err(|error| Unable(format!("cargo cannot be started: {error}")))?;
        let (stdout, errors) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        for finding in evaluate(child, output.status.success(), &stdout, &errors)? {
            // Findings of the file checks are not reported twice.
            if !report
                .findings
                .iter()
                .any(|known| known.file == finding.file && known.fix == finding.fix)
            {
                report.findings.push(finding);
            }
        }
        if errors.contains(CLIENT_FAILED) {
            report
                .left_out
                .push("the other compiled checks; the client must compile first".to_owned());
            break;
        }
    }
    Ok(())
}

/// Reads the output of a child.
fn evaluate(
    child: &Child,
    passed: bool,
    stdout: &str,
    errors: &str,
) -> Result<Vec<Finding>, Unable> {
    let (messages, output): (Vec<&str>, Vec<&str>) =
        stdout.lines().partition(|line| line.starts_with(r#"{"reason":"#));
    let Some(built) =
        messages.iter().find(|message| message.contains(r#""reason":"build-finished""#))
    else {
        if errors.contains("no test target named") || errors.contains("no library targets found") {
            return Ok(vec![missing(child)]);
        }
        return Err(Unable(format!(
            "cargo could not build the test of {}:\n{}",
            child.what,
            last(errors.lines().map(str::to_owned).collect()).join("\n")
        )));
    };
    if !built.contains(r#""success":true"#) {
        return Ok(vec![compile_finding(child, errors)]);
    }
    if child.command == "check" {
        return Ok(Vec::new());
    }
    let ran = output
        .iter()
        .filter_map(|line| passed_and_failed(line))
        .fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    if ran == (0, 0) {
        return Ok(vec![missing(child)]);
    }
    let named: Vec<Finding> = output
        .iter()
        .filter_map(|line| line.strip_prefix("drift: ")?.split_once(": "))
        .map(|(file, what)| Finding::new(file, what, fix(file, child)))
        .collect();
    if passed || !named.is_empty() {
        return Ok(named);
    }
    let shown = failures(&output);
    Ok(vec![
        Finding::new(child.file, format!("fails the test of {}", child.what), child.fix)
            .showing(shown),
    ])
}

fn missing(child: &Child) -> Finding {
    let what = format!("has no test of {}; it was removed or renamed", child.what);
    Finding::new(
        child.file,
        what,
        format!("bring it back, so that this runs it: cargo test {}", child.target.join(" ")),
    )
}

fn fix(file: &str, child: &Child) -> String {
    if file.starts_with(EXAMPLES) {
        format!("edit {file} to what the vendor documents, or {CONTRACT}, then {REGENERATE}")
    } else {
        child.fix.to_owned()
    }
}

/// Returns the finding for a child that does not compile, with the compiler's errors and their
/// files.
fn compile_finding(child: &Child, errors: &str) -> Finding {
    let mut lines = Vec::new();
    let mut all = errors.lines().peekable();
    while let Some(line) = all.next() {
        let is_error = line.starts_with("error") && !line.starts_with("error: could not compile");
        if is_error {
            let place = all.peek().and_then(|next| next.trim_start().strip_prefix("--> "));
            lines.push(place.map_or(line.to_owned(), |place| format!("{place}: {line}")));
        }
    }
    if errors.contains(CLIENT_FAILED)
        && lines.iter().any(|line| line.contains("/out/generated.rs:"))
    {
        return Finding::new(
            CONTRACT,
            "generates a client that does not compile; the code generation lacks a rule for a part of it",
            format!("edit {CONTRACT}, or add the rule to nova-client/codegen, then {REGENERATE}"),
        )
        .showing(cut(lines));
    }
    let file = lines.iter().find_map(|line| line.split(':').next().filter(|file| is_rust(file)));
    let file = file.unwrap_or(child.file).to_owned();
    let shown = if lines.is_empty() || errors.contains("failed to run custom build command") {
        last(errors.lines().map(str::to_owned).collect())
    } else {
        cut(lines)
    };
    Finding::new(
        file,
        "does not compile with the types the contract generates",
        "change it to follow the contract",
    )
    .showing(shown)
}

fn is_rust(file: &str) -> bool {
    std::path::Path::new(file).extension().is_some_and(|extension| extension == "rs")
}

/// Parses `test result: FAILED. 1 passed; 2 failed; …`.
fn passed_and_failed(line: &str) -> Option<(u32, u32)> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let count = |word: &str| {
        counts.split("; ").find_map(|part| part.strip_suffix(word)?.trim().parse::<u32>().ok())
    };
    Some((count("passed")?, count("failed")?))
}

/// Returns the output of the failed tests without the lines of the harness.
fn failures(output: &[&str]) -> Vec<String> {
    let lines = output
        .iter()
        .skip_while(|line| !line.starts_with("---- "))
        .take_while(|line| **line != "failures:")
        .filter(|line| {
            !HARNESS_PREFIXES.iter().any(|frame| line.starts_with(frame)) && !line.trim().is_empty()
        })
        .map(|line| (*line).to_owned())
        .collect();
    cut(lines)
}

fn cut(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > MAX_LINES {
        let more = lines.len() - MAX_LINES;
        lines.truncate(MAX_LINES);
        lines.push(format!("… and {more} more lines"));
    }
    lines
}

fn last(lines: Vec<String>) -> Vec<String> {
    let skipped = lines.len().saturating_sub(MAX_LINES);
    lines.into_iter().skip(skipped).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{CHILDREN, evaluate};

    const BUILT: &str = "{\"reason\":\"build-finished\",\"success\":true}\n";
    const NOT_BUILT: &str = "{\"reason\":\"build-finished\",\"success\":false}\n";

    fn findings(passed: bool, stdout: &str, errors: &str) -> Vec<String> {
        evaluate(&CHILDREN[2], passed, stdout, errors)
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_child_that_passed_has_no_finding() {
        let stdout = format!(
            "{BUILT}test x ... ok\ntest result: ok. 1 passed; 0 failed; 0 ignored; finished in 0.00s\n"
        );
        assert_eq!(findings(true, &stdout, ""), Vec::<String>::new());
    }

    #[test]
    fn a_missing_test_is_a_finding() {
        let stdout =
            format!("{BUILT}running 0 tests\ntest result: ok. 0 passed; 0 failed; 0 ignored\n");
        for found in [
            findings(true, &stdout, ""),
            findings(false, "", "error: no test target named `contract` in x"),
        ] {
            assert!(found[0].contains("has no test of a remedy for every error code"), "{found:?}");
        }
    }

    #[test]
    fn the_output_of_a_test_is_shown_without_harness_lines() {
        let stdout = format!(
            "{BUILT}test x ... FAILED\n\nfailures:\n\n---- x stdout ----\n\nthread 'x' (1) panicked at a.rs:1:1:\n\
             no remedy for GPU_ON_FIRE\nnote: run with `RUST_BACKTRACE=1`\n\nfailures:\n    x\n\n\
             test result: FAILED. 0 passed; 1 failed; 0 ignored\n"
        );
        let found = findings(false, &stdout, "error: test failed");
        assert_eq!(
            found,
            [
                "nova-client-ext/src/report/remedy.rs: fails the test of a remedy for every error code\n    \
              no remedy for GPU_ON_FIRE\n  fix: give each code a remedy in nova-client-ext/src/report/remedy.rs"
            ]
        );
    }

    #[test]
    fn named_findings_keep_their_file() {
        let stdout = format!(
            "{BUILT}---- x stdout ----\ndrift: openapi/examples/A.b.json: does not decode: a is missing\n\
             test result: FAILED. 0 passed; 1 failed; 0 ignored\n"
        );
        let found = findings(false, &stdout, "");
        assert!(
            found[0].starts_with("openapi/examples/A.b.json: does not decode: a is missing\n"),
            "{found:?}"
        );
    }

    #[test]
    fn a_compile_error_is_reported_with_its_file() {
        let errors = "error[E0599]: no variant named `X`\n  --> nova-client-ext/src/a.rs:9:5\n   |\n\
                      error: could not compile `nova-client-ext` (lib) due to 1 previous error\n";
        let found = findings(false, NOT_BUILT, errors);
        assert!(found[0].starts_with("nova-client-ext/src/a.rs: does not compile"), "{found:?}");

        let errors = "error[E0277]: a trait is missing\n  --> /t/debug/build/x/out/generated.rs:9:5\n   |\n\
                      error: could not compile `nova-client` (lib) due to 1 previous error\n";
        let found = findings(false, NOT_BUILT, errors);
        assert!(
            found[0].starts_with("openapi/nova.json: generates a client that does not compile"),
            "{found:?}"
        );
    }

    #[test]
    fn a_failed_download_is_not_a_finding() {
        let why =
            evaluate(&CHILDREN[0], false, "", "error: failed to download `serde`").unwrap_err();
        assert!(why.to_string().contains("failed to download"), "{why}");
    }
}

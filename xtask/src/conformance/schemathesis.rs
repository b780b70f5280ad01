//! Runs `schemathesis` against `nova mock`: thousands of valid and invalid requests generated from
//! the contract.

use std::process::Command;

use serde_json::Value;

use super::Outcome;
use super::context::ConformanceContext;
use super::server::Server;
use crate::finding::Finding;
use crate::tools::{Tool, output};
use crate::workspace::{CONTRACT, Unable};

const TOOL: Tool = Tool::Python {
    requirements: include_str!("../../tools/schemathesis.txt"),
    program: "schemathesis",
};
/// Constraints that the contract cannot express.
const HOOKS: &str = include_str!("hooks.py");
/// A fixed seed, for the same requests in every run.
const SEED: &str = "1";
/// The number of random requests for each operation and phase, in addition to the systematic ones.
const EXAMPLES: &str = "100";
const EXAMPLES_QUICK: &str = "10";

pub(super) fn attack(context: &ConformanceContext<'_>) -> Result<Outcome, Unable> {
    let folder = context.path("schemathesis");
    let program = TOOL.install(&folder).map_err(Unable)?;
    let mut command = Command::new(&context.programs()?.nova);
    command.args(["mock", "--json", "--without-rate-limits"]);
    let mock = Server::start(&mut command, &context.path("nova-mock.log"), |output| {
        access(output).is_some()
    })?;
    let (base_url, key) =
        access(&mock.output()).ok_or_else(|| Unable("`nova mock` prints no address".to_owned()))?;

    let hooks = context.path("schemathesis_hooks.py");
    std::fs::write(&hooks, HOOKS)
        .map_err(|error| Unable(format!("{} cannot be written: {error}", hooks.display())))?;
    let (report, text) = (context.path("schemathesis.json"), context.path("schemathesis.txt"));
    // An old report must not be read as the result of this run.
    let _ = std::fs::remove_file(&report);
    let mut command = Command::new(program);
    command.env("SCHEMATHESIS_HOOKS", &hooks).env("PYTHONUTF8", "1");
    command.arg("run").arg(context.workspace.path(CONTRACT)).args(["--url", &base_url]);
    command.arg("--header").arg(format!("Authorization: Bearer {key}"));
    command.args(["--checks", "all", "--seed", SEED]);
    command.args(["--max-examples", if context.quick { EXAMPLES_QUICK } else { EXAMPLES }]);
    command.args([
        "--continue-on-failure",
        "--generation-database",
        "none",
        "--no-color",
        "--report",
        "json",
    ]);
    command.arg("--report-json-path").arg(&report).current_dir(context.workspace.path("target"));
    let output = output(&mut command).map_err(Unable)?;
    let output_text = String::from_utf8_lossy(&output.stdout).into_owned();
    std::fs::write(&text, &output_text)
        .map_err(|error| Unable(format!("{} cannot be written: {error}", text.display())))?;
    let report =
        std::fs::read(&report).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let Some(report) = report.filter(|report| report["complete"] == true) else {
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let last = errors
            .lines()
            .chain(output_text.lines())
            .rfind(|line| !line.trim().is_empty())
            .unwrap_or("nothing");
        return Err(Unable(format!(
            "schemathesis ended with {} before its end: {last}",
            output.status
        )));
    };
    Ok(read_report(&report, &output_text))
}

/// Reads the address and key that `nova mock --json` prints.
fn access(output: &str) -> Option<(String, String)> {
    let access: Value = serde_json::from_str(output).ok()?;
    Some((access["baseUrl"].as_str()?.to_owned(), access["apiKey"].as_str()?.to_owned()))
}

/// Reads the report; the text output contains the details of the findings.
fn read_report(report: &Value, output: &str) -> Outcome {
    let mut findings = Vec::new();
    for failure in list(&report["failures"]) {
        for operation in list(&failure["operations"]) {
            let operation = operation.as_str().unwrap_or_default();
            let what = format!("{operation}: {}", text(failure, "title").to_lowercase());
            findings.push(found(&what).showing(shown_of(output, operation, text(failure, "code"))));
        }
    }
    for error in list(&report["errors"]) {
        findings.push(found(&format!("could not be tested: {error}")));
    }
    let (tested, total) = (&report["operations"]["tested"], &report["operations"]["total"]);
    if tested != total || total.as_u64().is_none_or(|total| total == 0) {
        findings.push(found(&format!("{tested} of {total} operations were tested")));
    }
    let summary = format!("{tested} operations, {} requests", report["test_cases"]["generated"]);
    Outcome { summary, findings }
}

fn found(what: &str) -> Finding {
    Finding::new(
        CONTRACT,
        what,
        "change what is wrong, nova-client-ext/src/mock or the contract; see target/conformance/schemathesis.txt",
    )
}

/// Returns the first case of this failure in the section of the operation.
fn shown_of(output: &str, operation: &str, code: &str) -> Vec<String> {
    let section = output
        .lines()
        .skip_while(|line| !(line.starts_with("__") && line.contains(&format!(" {operation} "))));
    let case = section
        .skip(1)
        .take_while(|line| !line.starts_with("__"))
        .skip_while(|line| !line.contains(code));
    let lines =
        case.take_while(|line| !line.contains("st replay")).filter(|line| !line.trim().is_empty());
    lines.take(14).map(|line| line.trim().to_owned()).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{access, read_report};

    fn report(failures: &serde_json::Value, tested: u64) -> serde_json::Value {
        json!({"failures": failures, "errors": [], "operations": {"total": 2, "tested": tested},
            "test_cases": {"generated": 70}})
    }

    #[test]
    fn a_report_without_failures_has_nothing_found() {
        let outcome = read_report(&report(&json!([]), 2), "");
        assert!(outcome.findings.is_empty());
        assert_eq!(outcome.summary, "2 operations, 70 requests");
    }

    #[test]
    fn operations_that_were_not_tested_are_a_finding() {
        assert_eq!(read_report(&report(&json!([]), 1), "").findings.len(), 1);
    }

    #[test]
    fn a_failure_is_shown_with_its_operation_and_its_case() {
        let failures = json!([{"code": "ST202", "title": "Schema-valid request rejected", "operations": ["GET /v1/a"]}]);
        let output_text = "\
____ GET /v1/a/b ____
- ST202 another one's
____ GET /v1/a ____
1. Test Case ID: abc

- ST101 Server error
- ST202 Schema-valid request rejected

    Valid data should have been accepted

    curl -X GET http://127.0.0.1:1/v1/a

    st replay abc
";
        let outcome = read_report(&report(&failures, 2), output_text);
        let [finding] = &outcome.findings[..] else {
            panic!("{} findings", outcome.findings.len())
        };
        assert_eq!(finding.what, "GET /v1/a: schema-valid request rejected");
        assert_eq!(
            finding.detail,
            [
                "- ST202 Schema-valid request rejected",
                "Valid data should have been accepted",
                "curl -X GET http://127.0.0.1:1/v1/a"
            ]
        );
    }

    #[test]
    fn an_incomplete_access_is_none() {
        assert_eq!(access("{\"baseUrl\": \"http"), None);
        let complete = r#"{"baseUrl": "http://127.0.0.1:1", "apiKey": "sk_test_x"}"#;
        assert_eq!(
            access(complete),
            Some(("http://127.0.0.1:1".to_owned(), "sk_test_x".to_owned()))
        );
    }
}

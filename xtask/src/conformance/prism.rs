//! `prism`, an independent implementation: as a mock server it responds to the client, and as a
//! proxy between the client and the mock it validates each request and each response against the
//! contract.
//!
//! The proxy runs without `--errors`, so that violations are only logged and do not replace
//! responses. The log is read afterwards.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output};

use super::Outcome;
use super::context::ConformanceContext;
use super::server::Server;
use crate::finding::Finding;
use crate::tools::{Tool, output};
use crate::workspace::{CONTRACT, Unable};

const TOOL: Tool = Tool::Npm {
    manifest: include_str!("../../tools/prism/package.json"),
    lock: include_str!("../../tools/prism/package-lock.json"),
    program: "prism",
};
/// The test target of the walk.
const WALK: &str = "nova-client-ext/tests/conformance";
/// The environment variables that the walk reads.
const PRISM: &str = "NOVA_CONFORMANCE_PRISM";
const MOCK: &str = "NOVA_CONFORMANCE_MOCK";
/// The modes in which prism generates responses: minimal ones, and random ones with a fixed seed.
const MODES: [(&str, &[&str]); 2] = [("smallest", &[]), ("random", &["--dynamic", "--seed", "1"])];
/// The path of the last request of the walk, whose response is deliberately invalid.
const WRONG: &str = "/v1/jobs/job-1/scoring-batches/wrong";

/// Runs prism as the server of the client.
pub(super) fn as_server(context: &ConformanceContext<'_>) -> Result<Outcome, Unable> {
    let program = install(context)?;
    let (mut findings, mut requests) = (Vec::new(), 0);
    for (mode, flags) in MODES {
        let mut command = Command::new(&program);
        command.arg("mock").arg(context.workspace.path(CONTRACT)).args(flags);
        let (server, base_url) = start(command, context, &format!("prism-mock-{mode}.log"))?;
        let output =
            walk(context, "prism::responses_of_prism_are_understood", &[(PRISM, &base_url)])?;
        findings.extend(failure(&output, &format!("does not understand prism's {mode} responses")));
        let exchanges = read(&server.complete_output());
        requests += exchanges.len();
        findings.extend(exchanges.iter().flat_map(|exchange| exchange.findings("prism-mock")));
    }
    Ok(Outcome { summary: format!("{requests} requests"), findings })
}

/// Runs prism as a proxy between the client and the mock.
pub(super) fn as_proxy(context: &ConformanceContext<'_>) -> Result<Outcome, Unable> {
    let program = install(context)?;
    let mock = free_address()?;
    let mut command = Command::new(&program);
    command.arg("proxy").arg(context.workspace.path(CONTRACT)).arg(format!("http://{mock}"));
    let (server, base_url) = start(command, context, "prism-proxy.log")?;
    let output = walk(
        context,
        "prism::prism_validates_every_exchange",
        &[(PRISM, &base_url), (MOCK, &mock)],
    )?;
    let mut findings: Vec<Finding> =
        failure(&output, "fails with prism in between").into_iter().collect();
    let exchanges = read(&server.complete_output());
    let (wrong, others): (Vec<_>, Vec<_>) =
        exchanges.iter().partition(|exchange| exchange.request.ends_with(WRONG));
    let is_reported = wrong
        .iter()
        .flat_map(|one| &one.violations)
        .any(|violation| violation.starts_with("response.body"));
    if !is_reported && output.status.success() {
        let what = "ends with a deliberately invalid response, which prism did not report";
        findings.push(Finding::new(WALK, what, "see target/conformance/prism-proxy.log"));
    }
    findings.extend(others.iter().flat_map(|exchange| exchange.findings("prism-proxy")));
    Ok(Outcome { summary: format!("{} requests and their responses", others.len()), findings })
}

fn install(context: &ConformanceContext<'_>) -> Result<PathBuf, Unable> {
    TOOL.install(&context.path("prism")).map_err(Unable)
}

/// Starts prism on a free port and returns its base URL.
fn start(
    mut command: Command,
    context: &ConformanceContext<'_>,
    log: &str,
) -> Result<(Server, String), Unable> {
    let address = free_address()?;
    let port = address.rsplit(':').next().unwrap_or_default();
    command
        .args(["--host", "127.0.0.1", "--port", port])
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR");
    let server = Server::start(&mut command, &context.path(log), |output| {
        output.contains("Prism is listening on")
    })?;
    Ok((server, format!("http://{address}")))
}

/// Returns a free local address, as `host:port`.
fn free_address() -> Result<String, Unable> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener
        .map(|address| address.to_string())
        .map_err(|error| Unable(format!("no free port: {error}")))
}

/// Runs one of the ignored tests of the walk.
fn walk(
    context: &ConformanceContext<'_>,
    test: &str,
    variables: &[(&str, &str)],
) -> Result<Output, Unable> {
    let mut command = Command::new(&context.programs()?.walk);
    command.args(["--ignored", "--exact", "--nocapture", test]).envs(variables.iter().copied());
    command.env("RUST_BACKTRACE", "0");
    let output = output(&mut command).map_err(Unable)?;
    let output_text = String::from_utf8_lossy(&output.stdout);
    if !output_text.contains("running 1 test") {
        return Err(Unable(format!("the test {test} is not in {WALK}")));
    }
    Ok(output)
}

fn failure(output: &Output, what: &str) -> Option<Finding> {
    let output_text = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines =
        output_text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("note: "));
    let finding = Finding::new(
        WALK,
        what,
        "change the mock or the client where they differ from the contract",
    );
    (!output.status.success()).then(|| finding.showing(lines.map(str::to_owned)))
}

/// A request in prism's log, with the violations of it and of its response.
#[derive(Debug, Default, PartialEq, Eq)]
struct Exchange {
    /// `get /v1/…`
    request: String,
    violations: Vec<String>,
}

impl Exchange {
    fn findings(&self, log: &str) -> impl Iterator<Item = Finding> {
        self.violations.iter().map(move |violation| {
            let fix = format!(
                "change the mock, the client or the contract; see target/conformance/{log}*.log"
            );
            Finding::new(CONTRACT, format!("{}: {violation}", self.request), fix)
        })
    }
}

/// Parses prism's log: a line for each request, followed by one for each violation.
fn read(log: &str) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    for line in log.lines() {
        if let Some((_, rest)) = line.split_once("[HTTP SERVER] ")
            && line.trim_end().ends_with("Request received")
        {
            let mut words = rest.split_whitespace();
            let request = [words.next(), words.next()].map(Option::unwrap_or_default).join(" ");
            exchanges.push(Exchange { request, violations: Vec::new() });
        } else if let Some((_, violation)) = line.split_once("Violation: ") {
            if exchanges.is_empty() {
                exchanges.push(Exchange::default());
            }
            exchanges
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|last| last.violations.push(violation.trim().to_owned()));
        } else if let Some((_, error)) = line.split_once("Request terminated with error: ") {
            exchanges
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|last| last.violations.push(error.trim().to_owned()));
        }
    }
    exchanges
}

#[cfg(test)]
mod tests {
    use super::{Exchange, read};

    #[test]
    fn a_violation_belongs_to_the_request_above_it() {
        let log = "\
[9:46:26 AM] › [CLI] ▶  start     Prism is listening on http://127.0.0.1:4110
[9:47:55 AM] › [HTTP SERVER] get /v1/a ℹ  info      Request received
[9:47:55 AM] ›     [PROXY] ℹ  info      < Received forward response
[9:47:55 AM] › [HTTP SERVER] put /v1/b ℹ  info      Request received
[9:47:55 AM] ›     [VALIDATOR] ✖  error     Violation: request.body Request body must have required property 'c'
[9:47:55 AM] › [HTTP SERVER] put /v1/b ✖  error     Request terminated with error: https://stoplight.io/prism/errors#X: Y
";
        let none = Exchange { request: "get /v1/a".to_owned(), violations: Vec::new() };
        let two = [
            "request.body Request body must have required property 'c'",
            "https://stoplight.io/prism/errors#X: Y",
        ];
        let two = Exchange {
            request: "put /v1/b".to_owned(),
            violations: two.map(str::to_owned).to_vec(),
        };
        assert_eq!(read(log), [none, two]);
    }
}

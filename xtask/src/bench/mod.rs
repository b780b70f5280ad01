//! `cargo xtask bench`: what things cost, measured side by side in one run.
//!
//! What is measured is compiled in release, in programs of their own: this crate links no product
//! crate.

mod call;
mod contenders;
mod count;
mod figures;

use std::process::ExitCode;

use clap::ValueEnum;

use crate::workspace::Workspace;

/// Where the benches put what they make and what they found.
const FOLDER: &str = "target/bench";

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Bench {
    /// One call, against hand-written reqwest and serde and a client made by openapi-generator.
    Call,
    /// Clients that share a rate limit, in simulated time: how much of it they use, their 429s, and
    /// how equal their shares are.
    Pacing,
    /// Watching many batches: the bench `watch` of nova-client-ext.
    Watch,
    /// Runs of thousands of applications: the bench `run` of nova-client-ext.
    Run,
}

impl Bench {
    fn run(self, workspace: &Workspace, quick: bool) -> Result<(), String> {
        match self {
            Self::Call => call::run(workspace, quick),
            Self::Pacing => pacing(workspace, quick),
            Self::Watch => target(workspace, "watch", "mock", quick),
            Self::Run => target(workspace, "run", "mock,postgres,sqlite", quick),
        }
    }
}

/// Runs one bench, or all of them: 0 when they ran, 1 when one could not.
pub fn run(workspace: &Workspace, which: Option<Bench>, quick: bool) -> ExitCode {
    let all = Bench::value_variants();
    let mut outcome = ExitCode::SUCCESS;
    for bench in which.as_ref().map_or(all, std::slice::from_ref) {
        if let Err(why) = bench.run(workspace, quick) {
            eprintln!("error: {why}");
            outcome = ExitCode::FAILURE;
        }
    }
    outcome
}

/// The simulation is a test of the pacer's, which no other crate can see.
fn pacing(workspace: &Workspace, quick: bool) -> Result<(), String> {
    let mut cargo = workspace.cargo();
    cargo
        .args(["test", "--quiet", "--package", "nova-client-ext", "--lib"])
        .args(["pacing::tests::settle::table", "--", "--ignored", "--nocapture"])
        .env("PACING_SEEDS", if quick { "1" } else { "5" })
        .stderr(std::process::Stdio::null());
    match cargo.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the simulation ended with {status}")),
        Err(error) => Err(format!("cargo cannot be started: {error}")),
    }
}

/// Runs a bench target of nova-client-ext.
fn target(workspace: &Workspace, name: &str, features: &str, quick: bool) -> Result<(), String> {
    const PACKAGE: &str = "nova-client-ext";

    let metadata = workspace.metadata(&["--no-deps"])?;
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let is_there = list(&metadata["packages"])
        .iter()
        .filter(|package| package["name"] == PACKAGE)
        .flat_map(|package| list(&package["targets"]))
        .any(|target| target["name"] == name && target["kind"][0] == "bench");
    if !is_there {
        println!("{name}: {PACKAGE} has no bench target `{name}`, so there is nothing to measure");
        return Ok(());
    }
    let mut cargo = workspace.cargo();
    cargo.args(["bench", "--package", PACKAGE, "--features", features, "--bench", name]);
    if quick {
        cargo.args(["--", "--quick"]);
    }
    match cargo.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the bench `{name}` ended with {status}")),
        Err(error) => Err(format!("cargo cannot be started: {error}")),
    }
}

//! `cargo xtask ci`: all required checks of a change in one command. It needs Rust, a C compiler,
//! Python and Node.js; the last two are for the third-party programs that check the contract, which
//! it installs.
//!
//! All steps run even if one fails, so that one run shows all failures. Each distinct set of
//! features recompiles the crates, so there are few of them.

mod features;
mod layers;
mod msrv;
mod outside;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::check::{self, Scope};
use crate::conformance::{self, Built};
use crate::drift::workflows;
use crate::public_api;
use crate::workspace::{PRODUCTS, Workspace};

/// A step: its name and its function.
type Step = (&'static str, fn(&Workspace) -> Result<(), String>);

const STEPS: [Step; 14] = [
    ("format", format),
    ("layers", layers::check),
    ("lints", lints),
    ("features", features::check),
    ("tests", tests),
    ("tests of the checked-in client", tests_of_the_copy),
    ("check", check),
    ("conformance", conformance),
    ("workflows", workflows::lint),
    ("documentation", documentation),
    ("public API", public_api_listing),
    ("packages", packages),
    ("use from outside", outside::build),
    ("minimum Rust version", msrv::check),
];

/// Runs every step. Exits with 0 if all pass, 1 otherwise.
pub fn run(workspace: &Workspace) -> ExitCode {
    let started = Instant::now();
    let mut outcomes: Vec<(&str, bool, Duration)> = Vec::new();
    for (name, step) in STEPS {
        println!("\n== {name}");
        let started = Instant::now();
        let outcome = step(workspace);
        if let Err(why) = &outcome {
            println!("{name}: FAILED: {why}");
        }
        outcomes.push((name, outcome.is_ok(), started.elapsed()));
    }
    println!("\n== summary");
    for (name, passed, took) in &outcomes {
        println!(
            "{:6} {:7.1} s  {name}",
            if *passed { "ok" } else { "FAILED" },
            took.as_secs_f64()
        );
    }
    let failed = outcomes.iter().filter(|(_, passed, _)| !passed).count();
    let took = started.elapsed().as_secs_f64();
    if failed == 0 {
        println!("ok: all {} steps passed in {took:.0} s", outcomes.len());
        ExitCode::SUCCESS
    } else {
        println!("FAILED: {failed} of {} steps, in {took:.0} s", outcomes.len());
        ExitCode::FAILURE
    }
}

/// Checks the formatting of all code, including the benchmark, which is outside the workspace.
fn format(workspace: &Workspace) -> Result<(), String> {
    let members = cargo(workspace, &["fmt", "--all", "--check"]);
    let bench = workspace.path("xtask/bench/main.rs");
    let rustfmt = status(Command::new("rustfmt").args(["--check", "--edition", "2024"]).arg(bench));
    members.and(rustfmt)
}

/// Runs cargo and passes its output through.
fn cargo(workspace: &Workspace, arguments: &[&str]) -> Result<(), String> {
    status(workspace.cargo().args(arguments))
}

fn status(command: &mut Command) -> Result<(), String> {
    let program =
        Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
    let shown = format!("{program} {}", arguments.join(" "));
    println!("$ {shown}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}` ended with {status}")),
        Err(error) => Err(format!("`{shown}` cannot be started: {error}")),
    }
}

/// Runs clippy with all features; the next step runs it for each feature alone, and for none.
fn lints(workspace: &Workspace) -> Result<(), String> {
    let features = workspace.every_feature(&PRODUCTS)?;
    let arguments =
        ["clippy", "--quiet", "--locked", "--workspace", "--all-targets", "--features", &features];
    cargo(workspace, &[&arguments[..], &["--", "--deny", "warnings"]].concat())
}

fn tests(workspace: &Workspace) -> Result<(), String> {
    let features = workspace.every_feature(&PRODUCTS)?;
    let mut cargo = workspace.cargo();
    // Many tests wait for real processes and timers, so there is room for more than one per core.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    cargo.env("RUST_TEST_THREADS", (2 * cores).to_string());
    status(cargo.args(["test", "--workspace", "--no-fail-fast", "--features", &features]))
}

/// Runs the tests of the wire types again with the checked-in client. The features are those of a
/// fixture of the code generation's tests, so that little is recompiled.
fn tests_of_the_copy(workspace: &Workspace) -> Result<(), String> {
    let features = ["--no-default-features", "--features", "schemars"];
    cargo(
        workspace,
        &[&["test", "--package", PRODUCTS[0], "--no-fail-fast"], &features[..]].concat(),
    )
}

/// Runs `cargo xtask check` with the build artifacts of the tests.
fn check(workspace: &Workspace) -> Result<(), String> {
    let features = workspace.every_feature(&PRODUCTS)?;
    match check::run(workspace, Scope::Workspace(&features)) {
        ExitCode::SUCCESS => Ok(()),
        _ => Err("the files are out of step".to_owned()),
    }
}

/// Runs `cargo xtask conformance --quick` with the build artifacts of the tests.
fn conformance(workspace: &Workspace) -> Result<(), String> {
    let features = workspace.every_feature(&PRODUCTS)?;
    match conformance::run(workspace, &[], true, Built::Workspace(&features)) {
        ExitCode::SUCCESS => Ok(()),
        _ => Err("a third-party program had findings or could not run".to_owned()),
    }
}

fn documentation(workspace: &Workspace) -> Result<(), String> {
    let features = workspace.every_feature(&PRODUCTS)?;
    status(workspace.cargo().env("RUSTDOCFLAGS", "--deny warnings").args([
        "doc",
        "--quiet",
        "--workspace",
        "--no-deps",
        "--features",
        &features,
    ]))
}

/// Compares the checked-in listing with the public API.
fn public_api_listing(workspace: &Workspace) -> Result<(), String> {
    println!("{}", public_api::write_or_check(workspace, public_api::Mode::Check)?);
    Ok(())
}

/// Packages both crates. The next step builds the packages, because `cargo package` itself would
/// verify with a cached dependency of the same version.
fn packages(workspace: &Workspace) -> Result<(), String> {
    let mut arguments = vec!["package", "--quiet", "--no-verify"];
    arguments.extend(PRODUCTS.iter().flat_map(|name| ["--package", name]));
    if !workspace.is_committed() {
        println!("uncommitted changes are packaged too");
        arguments.push("--allow-dirty");
    }
    cargo(workspace, &arguments)
}

/// Sets the profile of the workspace for a build outside it, so that they share build artifacts.
fn outside_profile(cargo: &mut Command) -> &mut Command {
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
}

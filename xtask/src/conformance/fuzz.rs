//! Runs the fuzz targets of the client for a short time: arbitrary bytes as a saved report, and as
//! the response of a server.
//!
//! The crate `libfuzzer-sys` contains libFuzzer. `cargo fuzz` would add only the flags below and a
//! nightly toolchain for sanitizers, which a crate without `unsafe` does not need.

use std::path::Path;
use std::process::Command;

use super::Outcome;
use super::context::ConformanceContext;
use crate::finding::Finding;
use crate::tools::{output, run, shown};
use crate::workspace::Unable;

const FOLDER: &str = "nova-client-ext/fuzz";
const TARGETS: [&str; 2] = ["report", "exchange"];
/// The instrumentation for libFuzzer, which counts the edges of the program that an input reaches.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cdebug-assertions --cfg fuzzing";
/// The memory limit of a target, in MiB; a body has at most 8.
const MAX_MEMORY: u32 = 1024;
/// The maximum number of lines shown of the fuzzer's output.
const MAX_LINES: usize = 30;

pub(super) fn fuzz(context: &ConformanceContext<'_>) -> Result<Outcome, Unable> {
    let folder = context.workspace.path(FOLDER);
    let built = context.path("fuzz");
    let target = host(context)?;
    let mut cargo = context.workspace.cargo();
    cargo
        .args(["build", "--release", "--bins", "--target", &target, "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&built)
        // With an explicit target, build scripts and macros are compiled without the flags.
        .env("RUSTFLAGS", FLAGS);
    run(&mut cargo).map_err(Unable)?;

    let seconds = 30;
    let mut findings = Vec::new();
    for name in TARGETS {
        let program = built.join(&target).join("release").join(name);
        findings.extend(run_target(context, &folder, &program, name, seconds)?);
    }
    let summary = format!("{} targets for {seconds} s each", TARGETS.len());
    Ok(Outcome { summary, findings })
}

/// Runs one target and writes the new inputs outside the repository.
fn run_target(
    context: &ConformanceContext<'_>,
    folder: &Path,
    program: &Path,
    name: &str,
    seconds: u32,
) -> Result<Option<Finding>, Unable> {
    let found = context.path("fuzz-found").join(name);
    std::fs::create_dir_all(&found)
        .map_err(|error| Unable(format!("{} cannot be created: {error}", found.display())))?;
    let mut fuzzer = Command::new(program);
    fuzzer
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-rss_limit_mb={MAX_MEMORY}"))
        .args(["-timeout=10", "-max_len=65536", "-print_final_stats=1"])
        .arg(format!("-artifact_prefix={}/", found.display()))
        .arg(&found)
        .arg(folder.join("corpus").join(name));
    let ended = output(&mut fuzzer).map_err(Unable)?;
    if ended.status.success() {
        return Ok(None);
    }
    let stderr = String::from_utf8_lossy(&ended.stderr);
    let lines: Vec<&str> = stderr.lines().collect();
    let last = lines.iter().skip(lines.len().saturating_sub(MAX_LINES));
    let finding = Finding::new(
        format!("{FOLDER}/targets/{name}.rs"),
        "an input violates an assertion",
        format!("see the output, and run `{}` with the file named there", shown(&fuzzer)),
    );
    Ok(Some(finding.showing(last.map(|line| (*line).to_owned()))))
}

/// Returns the host target of the compiler.
fn host(context: &ConformanceContext<'_>) -> Result<String, Unable> {
    let mut rustc = Command::new("rustc");
    rustc.arg("-vV").current_dir(context.workspace.path(""));
    let stderr = output(&mut rustc).map_err(Unable)?;
    let stderr = String::from_utf8_lossy(&stderr.stdout).into_owned();
    let host = stderr.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Unable("`rustc -vV` names no host".to_owned()))
}

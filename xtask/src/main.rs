//! The command line of the developer commands.

#![allow(clippy::print_stderr, reason = "a command reports on standard error why it cannot run")]

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::bench::Bench;
use xtask::check::Scope;
use xtask::conformance::{Built, Program};
use xtask::regenerate::Mode;
use xtask::workspace::Workspace;

/// Developer commands of the Nova client workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Write the contract in canonical form, generate the client and list the changes.
    ///
    /// Exits 0, or 1 if the client cannot be generated; then nothing is written.
    Regenerate {
        /// List the changes without writing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Add a new operation to the contract, and list the remaining steps.
    ///
    /// Exits 0, or 1 if it could not be added; then nothing is written.
    AddOperation(xtask::add_operation::Options),
    /// Report everything in the repository that does not match the contract, and how to fix it.
    ///
    /// Exits 0 if everything matches, 1 if there are findings, 2 if the check cannot run.
    Check,
    /// Run benchmarks: one call of this client compared with other clients; watching many batches.
    ///
    /// Exits 0, or 1 if something could not be measured. Results are stored in target/bench.
    Bench {
        /// The benchmarks to run; all by default.
        which: Option<Bench>,
        /// Measure less, as a smoke test.
        #[arg(long)]
        quick: bool,
    },
    /// Compare two contracts, or saved pages of the vendor's documentation with the contract.
    ///
    /// Exits 0 if nothing reaches the level of --fail-on, 1 if something does, 2 if it could not
    /// run.
    Drift(xtask::drift::Options),
    /// Check the contract, the mock and the client with third-party programs: schemathesis, prism,
    /// two generators, and Chromium, which shows the page of a run.
    ///
    /// All but Chromium are installed under target/conformance, with npm, Python and cargo. Exits 0
    /// without findings, 1 with findings, 2 if a program could not run.
    Conformance {
        /// The programs to run; all of them by default.
        programs: Vec<Program>,
        /// Run fewer cases, and skip steps that take minutes.
        #[arg(long)]
        quick: bool,
    },
    /// Write the public API of nova-client-ext to its public-api.txt, for reviews.
    ///
    /// Exits 0, or 1 if it could not be listed; with --check also if the listing is not up to date.
    PublicApi {
        /// Compare without writing.
        #[arg(long)]
        check: bool,
    },
    /// Run all checks that a change must pass: format, lints, tests, check, docs, packages.
    ///
    /// Exits 0 if every step passes, 1 otherwise.
    Ci,
}

fn main() -> ExitCode {
    let Arguments { task } = Arguments::parse();
    let workspace = match Workspace::around_here() {
        Ok(workspace) => workspace,
        Err(why) => {
            eprintln!("error: {why}");
            return ExitCode::from(
                if matches!(task, Task::Check | Task::Drift(_) | Task::Conformance { .. }) {
                    2
                } else {
                    1
                },
            );
        }
    };
    match task {
        Task::Regenerate { dry_run } => {
            xtask::regenerate::run(&workspace, if dry_run { Mode::DryRun } else { Mode::Write })
        }
        Task::AddOperation(options) => xtask::add_operation::run(&workspace, &options),
        Task::Check => xtask::check::run(&workspace, Scope::Alone),
        Task::Bench { which, quick } => xtask::bench::run(&workspace, which, quick),
        Task::Conformance { programs, quick } => {
            xtask::conformance::run(&workspace, &programs, quick, Built::Alone)
        }
        Task::Drift(options) => xtask::drift::run(&workspace, &options),
        Task::PublicApi { check } => xtask::public_api::run(
            &workspace,
            if check { xtask::public_api::Mode::Check } else { xtask::public_api::Mode::Write },
        ),
        Task::Ci => xtask::ci::run(&workspace),
    }
}

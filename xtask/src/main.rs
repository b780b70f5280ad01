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
    /// Put the contract in canonical form, generate the client from it and list what changed.
    ///
    /// Exits 0, or 1 when the contract cannot be generated from; then nothing is written.
    Regenerate {
        /// List what would change, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Write the block of a new operation into the contract, and list what is left to do.
    ///
    /// Exits 0, or 1 when it could not be added; then nothing is written.
    AddOperation(xtask::add_operation::Options),
    /// Report everything in the repository that does not match the contract, and how to fix it.
    ///
    /// Exits 0 when everything matches, 1 when something is wrong in the files, 2 when the check
    /// itself cannot run.
    Check,
    /// Measure side by side: one call of this client against others that make the same call;
    /// watching many batches.
    ///
    /// Exits 0, or 1 when something could not be measured. What was found is kept in target/bench.
    Bench {
        /// What to measure; everything otherwise.
        which: Option<Bench>,
        /// Measure less, to see that it works.
        #[arg(long)]
        quick: bool,
    },
    /// Compare two contracts, or the vendor's saved pages with the contract, by what they mean.
    ///
    /// Exits 0 when nothing reaches the level of --fail-on, 1 when something does, 2 when it could
    /// not run.
    Drift(xtask::drift::Options),
    /// Check the contract, the mock and the client with third-party programs: schemathesis, prism,
    /// two generators, and Chromium, which shows the page of a run.
    ///
    /// All but Chromium are installed under target/conformance, with npm, Python and cargo. Exits 0
    /// when they find nothing, 1 when they find something, 2 when one could not run.
    Conformance {
        /// The programs to run; all of them by default.
        programs: Vec<Program>,
        /// Run fewer cases, and skip what takes minutes.
        #[arg(long)]
        quick: bool,
    },
    /// Write the public API of nova-client-ext to its public-api.txt, for reviews.
    ///
    /// Exits 0, or 1 when it could not be listed; with --check also when the listing is not up to
    /// date.
    PublicApi {
        /// Compare, and write nothing.
        #[arg(long)]
        check: bool,
    },
    /// Everything a change must pass: format, lints, tests, check, docs, packages.
    ///
    /// Exits 0 when every step passes, 1 otherwise.
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

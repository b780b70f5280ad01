//! The command line of the developer verbs.

#![allow(clippy::print_stderr, reason = "a command says on standard error why it cannot run")]

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::bench::Bench;
use xtask::check::Scope;
use xtask::conformance::{Built, Judge};
use xtask::workspace::Workspace;

/// Developer verbs of the Nova client workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Put the contract in canonical form, generate the client from it and say what changed.
    ///
    /// Exits 0, or 1 when the contract cannot be generated from; then nothing is written.
    Regenerate,
    /// Report everything that is out of step inside the repository, and the command that mends it.
    ///
    /// Exits 0 when all is in step, 1 when anything is wrong in the files, 2 when the check itself
    /// cannot run.
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
    /// Let programs of others judge the contract, the mock and the client: schemathesis, prism and
    /// two generators.
    ///
    /// They are installed under target/conformance, with npm, Python and cargo. Exits 0 when they
    /// find nothing, 1 when they find something, 2 when one could not run.
    Conformance {
        /// Who judges; all otherwise.
        judges: Vec<Judge>,
        /// Try less, and leave out what takes minutes.
        #[arg(long)]
        quick: bool,
    },
    /// Everything a change must pass: format, lints, tests, check, docs, packages.
    ///
    /// Exits 0 when every step passes, 1 otherwise.
    Ci,
}

fn main() -> ExitCode {
    let Arguments { verb } = Arguments::parse();
    let workspace = match Workspace::around_here() {
        Ok(workspace) => workspace,
        Err(why) => {
            eprintln!("error: {why}");
            return ExitCode::from(
                if matches!(verb, Verb::Check | Verb::Drift(_) | Verb::Conformance { .. }) {
                    2
                } else {
                    1
                },
            );
        }
    };
    match verb {
        Verb::Regenerate => xtask::regenerate::run(&workspace),
        Verb::Check => xtask::check::run(&workspace, Scope::Alone),
        Verb::Bench { which, quick } => xtask::bench::run(&workspace, which, quick),
        Verb::Conformance { judges, quick } => {
            xtask::conformance::run(&workspace, &judges, quick, Built::Alone)
        }
        Verb::Drift(options) => xtask::drift::run(&workspace, &options),
        Verb::Ci => xtask::ci::run(&workspace),
    }
}

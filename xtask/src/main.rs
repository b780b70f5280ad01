//! The command line of the developer verbs.

#![allow(clippy::print_stderr, reason = "a command says on standard error why it cannot run")]

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::check::Scope;
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
    /// Exits 0 when all is in step, 1 when anything is wrong in the files, 2 when the check itself cannot run.
    Check,
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
            return ExitCode::from(if matches!(verb, Verb::Check) { 2 } else { 1 });
        }
    };
    match verb {
        Verb::Regenerate => xtask::regenerate::run(&workspace),
        Verb::Check => xtask::check::run(&workspace, Scope::Alone),
        Verb::Ci => xtask::ci::run(&workspace),
    }
}

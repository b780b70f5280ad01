//! `cargo xtask check`: everything that can drift inside the repository.
//!
//! All findings are reported, not the first, each with its file, what differs and the command that
//! fixes it.

mod compiled;
mod examples;
mod files;

pub use compiled::Scope;

use std::process::ExitCode;

use crate::contract::Contract;
use crate::drift::gate;
use crate::finding::Finding;
use crate::workspace::{Unable, Workspace};

/// Runs the task: 0 when all is in step, 1 when anything is wrong in the files, 2 when the check
/// could not run.
pub fn run(workspace: &Workspace, scope: Scope<'_>) -> ExitCode {
    let report = match check(workspace, scope) {
        Ok(report) => report,
        Err(why) => {
            eprintln!("error: the check could not run: {why}");
            return ExitCode::from(2);
        }
    };
    for finding in &report.findings {
        println!("{finding}\n");
    }
    for part in &report.left_out {
        println!("not checked: {part}");
    }
    match report.findings.len() {
        0 => {
            println!("in step: {}", report.seen);
            ExitCode::SUCCESS
        }
        count => {
            println!("out of step: {count} finding{}", if count == 1 { "" } else { "s" });
            ExitCode::FAILURE
        }
    }
}

/// What a check saw.
#[derive(Debug, Default)]
pub struct Report {
    /// Everything that is out of step.
    pub findings: Vec<Finding>,
    /// What could not be judged because of one of the findings.
    pub left_out: Vec<String>,
    /// What was looked at, in words.
    pub seen: String,
}

/// Checks everything.
pub fn check(workspace: &Workspace, scope: Scope<'_>) -> Result<Report, Unable> {
    let mut report = check_files(workspace)?;
    if report.left_out.is_empty() {
        compiled::check(workspace, scope, &mut report)?;
    }
    Ok(report)
}

/// Checks what can be judged without compiling the product crates.
pub fn check_files(workspace: &Workspace) -> Result<Report, Unable> {
    let mut report = Report::default();
    files::linked(workspace, &mut report.findings);
    let contract = match Contract::read(workspace)? {
        Ok(contract) => contract,
        Err(findings) => {
            report.findings.extend(findings);
            report.left_out.push(
                "generated.rs, the examples and the remedies; the contract must be readable"
                    .to_owned(),
            );
            return Ok(report);
        }
    };
    files::canonical(&contract, &mut report.findings);
    report.findings.extend(contract.refusals());
    match &contract.rust {
        Ok(rust) => files::generated(workspace, rust, &mut report.findings)?,
        Err(_) => report.left_out.push(
            "generated.rs, decoding and the remedies; the client must first be generable from the contract".to_owned(),
        ),
    }
    let examples = examples::check(workspace, &contract, &mut report.findings)?;
    let gate = gate::check(workspace)?;
    report.findings.extend(gate.findings);
    report.seen = format!("{}, {examples}; {}", contract.summary(), gate.summary);
    Ok(report)
}

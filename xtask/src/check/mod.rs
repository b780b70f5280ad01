//! `cargo xtask check`: finds parts of the repository that do not match the contract.
//!
//! All findings are reported, each with its file, the difference and the command that fixes it.

mod compiled;
mod coverage;
mod examples;
mod files;

pub use compiled::Scope;

use std::process::ExitCode;

use crate::contract::Contract;
use crate::drift::gate;
use crate::finding::{Finding, counted, grouped};
use crate::workspace::{Unable, Workspace};

/// Runs the command. Exits with 0 if everything matches, 1 if there are findings, 2 if the check
/// could not run.
pub fn run(workspace: &Workspace, scope: Scope<'_>) -> ExitCode {
    let report = match check(workspace, scope) {
        Ok(report) => report,
        Err(why) => {
            eprintln!("error: the check could not run: {why}");
            return ExitCode::from(2);
        }
    };
    print!("{}", grouped(&report.findings));
    for part in &report.left_out {
        println!("not checked: {part}");
    }
    for line in &report.coverage {
        println!("{line}");
    }
    match report.findings.len() {
        0 => {
            println!("in step: {}", report.seen);
            ExitCode::SUCCESS
        }
        count => {
            println!("out of step: {}", counted(count, "finding"));
            ExitCode::FAILURE
        }
    }
}

/// The result of a check.
#[derive(Debug, Default)]
pub struct Report {
    /// All findings.
    pub findings: Vec<Finding>,
    /// The parts that could not be checked because of a finding.
    pub left_out: Vec<String>,
    /// A summary of the checks.
    pub seen: String,
    /// The coverage table, one line for each operation.
    pub coverage: Vec<String>,
}

/// Checks everything.
pub fn check(workspace: &Workspace, scope: Scope<'_>) -> Result<Report, Unable> {
    let mut report = check_files(workspace)?;
    if report.left_out.is_empty() {
        compiled::check(workspace, scope, &mut report)?;
    }
    Ok(report)
}

/// Runs the checks that do not need compiled product crates.
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
    files::placeholders(&contract, &mut report.findings);
    report.findings.extend(contract.rejections());
    match &contract.generated {
        Ok(fresh) => files::generated(workspace, &fresh.rust, &mut report.findings)?,
        Err(_) => report.left_out.push(
            "generated.rs, decoding and the remedies; the client must first be generable from the contract".to_owned(),
        ),
    }
    let examples = examples::check(workspace, &contract, &mut report.findings)?;
    let gate = gate::check(workspace)?;
    report.findings.extend(gate.findings);
    report.coverage = coverage::check(workspace, &contract.document.value, &mut report.findings)?;
    report.seen = format!("{}, {examples}; {}", contract.summary(), gate.summary);
    Ok(report)
}

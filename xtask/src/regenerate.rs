//! `cargo xtask regenerate`: from the contract to canonical files and a fresh `generated.rs`.
//!
//! It needs neither of the product crates to compile, so it can fix them.

use std::process::ExitCode;

use crate::client_diff;
use crate::contract::{Contract, read_json};
use crate::finding::Finding;
use crate::workspace::{CONTRACT, EXAMPLES, GENERATED, Unable, Workspace};

/// Runs the task: 0 when everything is in step now, 1 when the contract cannot be generated from or
/// a file could not be read or written.
pub fn run(workspace: &Workspace) -> ExitCode {
    match regenerate(workspace) {
        Ok(Ok(account)) => {
            for line in account {
                println!("{line}");
            }
            ExitCode::SUCCESS
        }
        Ok(Err(findings)) => {
            for finding in findings {
                eprintln!("{finding}\n");
            }
            eprintln!("nothing was written: {CONTRACT} cannot be generated from");
            ExitCode::FAILURE
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Brings the files in step and returns what changed, in words; or why the contract cannot be
/// generated from, in which case nothing was touched.
pub fn regenerate(workspace: &Workspace) -> Result<Result<Vec<String>, Vec<Finding>>, Unable> {
    let contract = match Contract::read(workspace)? {
        Ok(contract) => contract,
        Err(findings) => return Ok(Err(findings)),
    };
    let Ok(rust) = &contract.rust else { return Ok(Err(contract.refusals())) };
    let before = workspace.read(GENERATED)?;

    let mut account = Vec::new();
    if workspace.replace(CONTRACT, &contract.document.canonical)? {
        account.push(format!("{CONTRACT}: put in canonical form"));
    }
    for name in workspace.list(EXAMPLES)?.iter().filter(|name| is_json(name)) {
        let file = format!("{EXAMPLES}/{name}");
        match read_json(workspace, &file)? {
            Ok((_, document)) => {
                if workspace.replace(&file, &document.canonical)? {
                    account.push(format!("{file}: put in canonical form"));
                }
            }
            Err(findings) => {
                account.extend(
                    findings
                        .iter()
                        .map(|finding| format!("{file}: left as it is; {}", finding.what)),
                );
            }
        }
    }
    if workspace.replace(GENERATED, rust)? {
        account.push(format!(
            "{GENERATED}: {}",
            if before.is_some() { "rewritten" } else { "written anew" }
        ));
        account.extend(words(workspace, before, rust).into_iter().map(|line| format!("  {line}")));
    }
    if account.is_empty() {
        account.push("nothing changed".to_owned());
    }
    Ok(Ok(account))
}

/// What the new client offers that the old one did not, and the other way round.
fn words(workspace: &Workspace, before: Option<Vec<u8>>, rust: &str) -> Vec<String> {
    let on_disk = before.and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some(said) = on_disk.and_then(|text| client_diff::differences(&text, rust)) {
        return if said.is_empty() {
            vec!["it offers what it offered before; only texts changed".to_owned()]
        } else {
            said
        };
    }
    // The file was absent or broken: the last commit is the next best witness.
    match workspace.committed(GENERATED).and_then(|text| client_diff::differences(&text, rust)) {
        None => vec!["there is no earlier client to compare it with".to_owned()],
        Some(said) if said.is_empty() => {
            vec!["it offers what it offers in the last commit".to_owned()]
        }
        Some(said) => {
            std::iter::once("compared with the last commit:".to_owned()).chain(said).collect()
        }
    }
}

fn is_json(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "json")
}

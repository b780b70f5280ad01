//! `cargo xtask regenerate`: writes the canonical form of the contract and the generated client.
//!
//! It does not depend on the product crates, so it works even if these do not compile.

use std::process::ExitCode;

use crate::client_diff;
use crate::contract::{Contract, read_json};
use crate::finding::{Finding, counted, grouped};
use crate::workspace::{CONTRACT, EXAMPLES, GENERATED, Unable, Workspace};

/// Whether files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Files are written.
    Write,
    /// Changes are only listed (`--dry-run`).
    DryRun,
}

/// Runs the command. Exits with 0 if everything is up to date now, with 1 if the client cannot be
/// generated, or a file cannot be read or written.
pub fn run(workspace: &Workspace, mode: Mode) -> ExitCode {
    match regenerate(workspace, mode) {
        Ok(Ok(summary)) => {
            for line in summary {
                println!("{line}");
            }
            if mode == Mode::DryRun {
                println!("nothing was written: this was a dry run");
            }
            ExitCode::SUCCESS
        }
        Ok(Err(findings)) => {
            eprint!("{}", grouped(&findings));
            eprintln!("nothing was written: {} in {CONTRACT}", counted(findings.len(), "finding"));
            ExitCode::FAILURE
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Updates the files and returns a summary of the changes. If the client cannot be generated, no
/// file is changed.
pub fn regenerate(
    workspace: &Workspace,
    mode: Mode,
) -> Result<Result<Vec<String>, Vec<Finding>>, Unable> {
    let contract = match Contract::read(workspace)? {
        Ok(contract) => contract,
        Err(findings) => return Ok(Err(findings)),
    };
    let Ok(fresh) = &contract.generated else { return Ok(Err(contract.rejections())) };
    let before = workspace.read(GENERATED)?;
    let replace = |file: &str, text: &str| match mode {
        Mode::Write => workspace.replace(file, text),
        Mode::DryRun => {
            workspace.read(file).map(|bytes| bytes.is_none_or(|bytes| bytes != text.as_bytes()))
        }
    };

    let mut summary = Vec::new();
    if replace(CONTRACT, &contract.document.canonical)? {
        summary.push(format!("{CONTRACT}: put in canonical form"));
    }
    for name in workspace.list(EXAMPLES)?.iter().filter(|name| is_json(name)) {
        let file = format!("{EXAMPLES}/{name}");
        match read_json(workspace, &file)? {
            Ok((_, document)) => {
                if replace(&file, &document.canonical)? {
                    summary.push(format!("{file}: put in canonical form"));
                }
            }
            Err(findings) => {
                let lines = findings
                    .iter()
                    .map(|finding| format!("{file}: left as it is; {}", finding.what));
                summary.extend(lines);
            }
        }
    }
    if replace(GENERATED, &fresh.rust)? {
        summary.push(format!(
            "{GENERATED}: {}",
            if before.is_some() { "rewritten" } else { "written" }
        ));
        let changes = changes(workspace, before, &fresh.rust);
        summary.extend(changes.into_iter().map(|line| format!("  {line}")));
        // Notes are only printed if something changed.
        summary.extend(fresh.notes.iter().map(|note| format!("  note: {note}")));
    }
    if summary.is_empty() {
        summary.push("nothing changed".to_owned());
    }
    Ok(Ok(summary))
}

/// Returns the differences between the new and the old client.
fn changes(workspace: &Workspace, before: Option<Vec<u8>>, rust: &str) -> Vec<String> {
    let on_disk = before.and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some(changes) = on_disk.and_then(|text| client_diff::differences(&text, rust)) {
        return if changes.is_empty() {
            vec!["it offers what it offered before; only texts changed".to_owned()]
        } else {
            changes
        };
    }
    // The file is missing or invalid, so the last commit is used.
    match workspace.committed(GENERATED).and_then(|text| client_diff::differences(&text, rust)) {
        None => vec!["there is no earlier client to compare it with".to_owned()],
        Some(changes) if changes.is_empty() => {
            vec!["it offers what it offers in the last commit".to_owned()]
        }
        Some(changes) => {
            std::iter::once("compared with the last commit:".to_owned()).chain(changes).collect()
        }
    }
}

fn is_json(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "json")
}

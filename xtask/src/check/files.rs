//! The contract's form, its generated copy, and the link that packs it.

use similar::TextDiff;

use crate::client_diff;
use crate::contract::Contract;
use crate::finding::{Finding, REGENERATE};
use crate::workspace::{CONTRACT, GENERATED, Unable, Workspace};

/// Lines of a difference that are worth showing.
const SHOWN: usize = 12;

/// `nova-client/openapi` must lead to the contract, or the packed crate carries another one or
/// none.
pub(super) fn linked(workspace: &Workspace, findings: &mut Vec<Finding>) {
    let own = workspace.path("nova-client/openapi");
    if own.canonicalize().ok() == workspace.path("openapi").canonicalize().ok() {
        return;
    }
    let what = if own.symlink_metadata().is_err() {
        "is missing, so the packed crate would have no contract"
    } else {
        "does not lead to openapi/, so the packed crate would carry another contract"
    };
    findings.push(Finding::new(
        "nova-client/openapi",
        what,
        "rm -rf nova-client/openapi && ln -s ../openapi nova-client/openapi",
    ));
}

/// The contract must be in canonical form, so that differences between two versions are differences
/// in meaning.
pub(super) fn canonical(contract: &Contract, findings: &mut Vec<Finding>) {
    if let Some(departure) = contract.document.difference(&contract.text) {
        findings.push(Finding::new(
            CONTRACT,
            format!("is not in canonical form: {departure}"),
            REGENERATE,
        ));
    }
}

/// The checked-in client must be what the contract generates, to the byte.
pub(super) fn generated(
    workspace: &Workspace,
    fresh: &str,
    findings: &mut Vec<Finding>,
) -> Result<(), Unable> {
    let Some(bytes) = workspace.read(GENERATED)? else {
        findings.push(Finding::new(GENERATED, "is missing", REGENERATE));
        return Ok(());
    };
    if bytes == fresh.as_bytes() {
        return Ok(());
    }
    let found = String::from_utf8_lossy(&bytes);
    if found.replace("\r\n", "\n") == fresh {
        findings.push(Finding::new(
            GENERATED,
            "is what the contract generates, but with carriage returns",
            REGENERATE,
        ));
        return Ok(());
    }
    // An unchanged file beside a changed contract, or the other way round: say which, when the last
    // commit shows it.
    let what = match workspace.committed(GENERATED) {
        Some(committed) if committed == found => {
            "is not what the contract generates: the contract was changed and not regenerated"
        }
        Some(committed) if committed == fresh => {
            "is not what the contract generates: it was edited by hand"
        }
        _ => "is not what the contract generates: the contract changed, or it was edited by hand",
    };
    let words = client_diff::differences(&found, fresh).unwrap_or_default();
    let shown = if words.is_empty() { difference(&found, fresh) } else { cut(words) };
    findings.push(Finding::new(GENERATED, what, REGENERATE).showing(shown));
    Ok(())
}

/// The first lines that differ: `-` as the file has them, `+` as the contract generates them.
fn difference(found: &str, fresh: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(found, fresh);
    let lines = diff.unified_diff().context_radius(1).to_string();
    cut(lines.lines().filter(|line| !line.starts_with('\\')).map(str::to_owned).collect())
}

fn cut(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > SHOWN {
        let more = lines.len() - SHOWN;
        lines.truncate(SHOWN);
        lines.push(format!("… and {more} more lines"));
    }
    lines
}

//! Checks the form of the contract, the generated client, and the link for packaging.

use similar::TextDiff;

use crate::client_diff;
use crate::contract::Contract;
use crate::finding::{Finding, REGENERATE};
use crate::workspace::{CONTRACT, GENERATED, Unable, Workspace};

/// The maximum number of lines shown of a difference.
const MAX_LINES: usize = 12;

/// Checks that `nova-client/openapi` links to the contract; otherwise the packaged crate would
/// contain another one or none.
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

/// Checks that the contract is in canonical form, so that versions differ only in meaning.
pub(super) fn canonical(contract: &Contract, findings: &mut Vec<Finding>) {
    if let Some(departure) = contract.document.difference(&contract.text) {
        findings.push(Finding::new(
            CONTRACT,
            format!("is not in canonical form: {departure}"),
            REGENERATE,
        ));
    }
}

/// Checks that the texts which `add-operation` leaves to be filled in were written.
pub(super) fn placeholders(contract: &Contract, findings: &mut Vec<Finding>) {
    for (index, line) in contract.text.lines().enumerate() {
        if let Some(start) = line.find("\"TODO") {
            let fix = format!("write in {CONTRACT} what the vendor's page says");
            let finding = Finding::new(CONTRACT, "has a text that is still to be written", fix);
            findings.push(finding.at(index + 1, start + 1, line.trim()));
        }
    }
}

/// Checks that the checked-in client equals the generated one byte for byte.
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
    // The last commit may show whether the contract or the client was changed.
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

/// Returns the first differing lines: `-` from the file, `+` from the generated client.
fn difference(found: &str, fresh: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(found, fresh);
    let lines = diff.unified_diff().context_radius(1).to_string();
    cut(lines.lines().filter(|line| !line.starts_with('\\')).map(str::to_owned).collect())
}

fn cut(mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > MAX_LINES {
        let more = lines.len() - MAX_LINES;
        lines.truncate(MAX_LINES);
        lines.push(format!("… and {more} more lines"));
    }
    lines
}

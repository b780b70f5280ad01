//! The version gate: changes since the last released contract must be reflected in the versions and
//! the changelog.
//!
//! A contract is released by a tag `contract-vX.Y.Z`. A change that breaks the vendor's policy,
//! breaks a deployed client or has no rule is a breaking change of the contract; for the crates,
//! changes that break callers' source are breaking, too. As usual in Rust, below 1.0 breaking
//! changes increment the second number.

use std::process::{Command, Stdio};

use super::classify::{Policy, Source as SourceEffect};
use super::compare::{Partial, documents};
use super::document::Document;
use super::finding::Report;
use super::source::Source;
use crate::finding::Finding;
use crate::workspace::{CONTRACT, Unable, Workspace};

const CHANGELOG: &str = "CHANGELOG.md";
const WORKSPACE_MANIFEST: &str = "Cargo.toml";
/// The manifests of the published crates.
const CRATES: [&str; 2] = ["nova-client/Cargo.toml", "nova-client-ext/Cargo.toml"];
const PREFIX: &str = "contract-v";

/// The result of the gate.
#[derive(Debug)]
pub struct Gate {
    /// The missing version and changelog changes.
    pub findings: Vec<Finding>,
    /// What was compared, or why there was no comparison.
    pub summary: String,
}

/// Compares the working tree's contract with the newest released one. Without a release it passes
/// with a note, and also for an invalid contract, which other parts of `check` report.
pub fn check(workspace: &Workspace) -> Result<Gate, Unable> {
    let Some((tag, _)) = newest(workspace) else {
        return Ok(Gate {
            findings: Vec::new(),
            summary: format!(
                "no released contract is known here (no tag {PREFIX}X.Y.Z), so no version has to rise"
            ),
        });
    };
    let head = Source::contract(workspace).and_then(|source| Document::read(&source));
    let Ok(head) = head else {
        return Ok(Gate {
            findings: Vec::new(),
            summary: format!("the contract cannot be compared with {tag}"),
        });
    };
    let base = Document::read(&Source::read(workspace, &format!("git:{tag}"))?)?;
    let report = documents(&base, &head, Partial::default());
    let mut findings = Vec::new();
    contract_version(&tag, (&base, &head), &report, &mut findings);
    for manifest in CRATES {
        crate_version(workspace, &tag, manifest, &report, &mut findings)?;
    }
    changelog(workspace, &tag, &report, &mut findings)?;
    let count = report.findings.len();
    Ok(Gate {
        findings,
        summary: format!("{count} difference{} from {tag}", if count == 1 { "" } else { "s" }),
    })
}

/// Returns the newest release by version, regardless of the order of the tags; `None` without git,
/// or outside a repository.
fn newest(workspace: &Workspace) -> Option<(String, Version)> {
    let output = Command::new("git")
        .current_dir(workspace.path(""))
        .args(["tag", "--list", &format!("{PREFIX}*")])
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let list = String::from_utf8_lossy(&output.stdout).into_owned();
    let tags = list
        .lines()
        .filter_map(|tag| Some((tag.to_owned(), Version::read(tag.strip_prefix(PREFIX)?)?)));
    tags.max_by_key(|(_, version)| *version)
}

/// A released version: three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version([u64; 3]);

/// The required increment of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rise {
    Nothing,
    Fix,
    Addition,
    Break,
}

impl Version {
    fn read(text: &str) -> Option<Self> {
        let plain = text.split(['-', '+']).next()?;
        let parts: Vec<u64> = plain.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        parts.try_into().ok().map(Self)
    }

    /// Returns the minimum version with this increment.
    fn risen(self, rise: Rise) -> Self {
        let Self([major, minor, patch]) = self;
        Self(match (rise, major, minor) {
            (Rise::Nothing, ..) => self.0,
            (Rise::Break, 0, 0) => [0, 0, patch + 1],
            (Rise::Break, 0, _) => [0, minor + 1, 0],
            (Rise::Break, ..) => [major + 1, 0, 0],
            (Rise::Addition, 1.., _) => [major, minor + 1, 0],
            _ => [major, minor, patch + 1],
        })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// Returns the required increment of the contract's version.
fn contract_rise(report: &Report) -> Rise {
    let rise =
        report.findings.iter().filter(|finding| !finding.place.starts_with("info → version")).map(
            |finding| {
                if finding.is_breaking() {
                    Rise::Break
                } else if finding.is_cosmetic() {
                    Rise::Fix
                } else {
                    Rise::Addition
                }
            },
        );
    rise.max().unwrap_or(Rise::Nothing)
}

/// Returns the required increment of the crates' versions, whose public API contains the contract's
/// types.
fn crate_rise(report: &Report) -> Rise {
    let breaks = |effect: SourceEffect| effect != SourceEffect::Compatible;
    let own = report
        .findings
        .iter()
        .any(|finding| breaks(finding.source) && finding.vendor != Policy::Cosmetic);
    if own { Rise::Break } else { contract_rise(report) }
}

fn contract_version(
    tag: &str,
    (base, head): (&Document, &Document),
    report: &Report,
    findings: &mut Vec<Finding>,
) {
    let version = |document: &Document| {
        document
            .value
            .pointer("/info/version")
            .and_then(serde_json::Value::as_str)
            .and_then(Version::read)
    };
    let rise = contract_rise(report);
    let (Some(old), Some(new)) = (version(base), version(head)) else {
        let what = "has an info.version that is not three numbers";
        findings.push(Finding::new(CONTRACT, what, format!("edit info.version in {CONTRACT}")));
        return;
    };
    let min = old.risen(rise);
    if new < min {
        let what = format!("says version {new}; what changed since {tag} calls for at least {min}");
        let fix = format!("set info.version in {CONTRACT} to {min}, then cargo xtask regenerate");
        findings
            .push(Finding::new(CONTRACT, what, fix).showing(reasons(report, rise == Rise::Break)));
    }
}

fn crate_version(
    workspace: &Workspace,
    tag: &str,
    manifest: &str,
    report: &Report,
    findings: &mut Vec<Finding>,
) -> Result<(), Unable> {
    let now = |file: &str| -> Result<String, Unable> {
        Ok(workspace
            .read(file)?
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default())
    };
    // A crate that did not exist at the release has no previous version.
    let then = |file: &str| {
        Source::read(workspace, &format!("git:{tag}:{file}"))
            .map(|source| source.text)
            .unwrap_or_default()
    };
    let new = package_version(&now(manifest)?, &now(WORKSPACE_MANIFEST)?);
    let old = package_version(&then(manifest), &then(WORKSPACE_MANIFEST));
    let (Some(old), Some(new)) = (old, new) else { return Ok(()) };
    let rise = crate_rise(report);
    let min = old.risen(rise);
    if new < min {
        let what = format!(
            "says version {new}; what changed in the contract since {tag} calls for at least {min}"
        );
        let fix = format!(
            "raise the version in {manifest}, or the one it takes from {WORKSPACE_MANIFEST}, to {min}"
        );
        findings
            .push(Finding::new(manifest, what, fix).showing(reasons(report, rise == Rise::Break)));
    }
    Ok(())
}

/// Returns the version of a manifest, which may be inherited from the workspace.
fn package_version(manifest: &str, workspace: &str) -> Option<Version> {
    let in_section = |text: &str, section: &str| -> Option<String> {
        let mut here = false;
        text.lines().find_map(|line| {
            let line = line.trim();
            if line.starts_with('[') {
                here = line == section;
            }
            let (key, value) = line.split_once('=').filter(|_| here)?;
            (key.trim() == "version").then(|| {
                value.split('#').next().unwrap_or_default().trim().trim_matches('"').to_owned()
            })
        })
    };
    let own = in_section(manifest, "[package]").and_then(|text| Version::read(&text));
    let inherits = || {
        let takes = manifest
            .lines()
            .any(|line| line.replace(' ', "").starts_with("version.workspace=true"));
        takes
            .then(|| in_section(workspace, "[workspace.package]"))
            .flatten()
            .and_then(|text| Version::read(&text))
    };
    own.or_else(inherits)
}

/// Returns some of the findings that require it.
fn reasons(report: &Report, breaking: bool) -> Vec<String> {
    const SHOWN: usize = 5;
    let source = |effect: SourceEffect| effect != SourceEffect::Compatible;
    let all: Vec<_> = report
        .findings
        .iter()
        .filter(|one| !breaking || one.is_breaking() || source(one.source))
        .collect();
    let mut lines: Vec<String> =
        all.iter().take(SHOWN).map(|one| format!("{}: {}", one.place, one.what)).collect();
    if all.len() > SHOWN {
        lines.push(format!("and {} more", all.len() - SHOWN));
    }
    lines
}

/// Checks that the changelog since the release contains the place of every breaking finding.
fn changelog(
    workspace: &Workspace,
    tag: &str,
    report: &Report,
    findings: &mut Vec<Finding>,
) -> Result<(), Unable> {
    let text = workspace
        .read(CHANGELOG)?
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default();
    let before = Source::read(workspace, &format!("git:{tag}:{CHANGELOG}"))
        .map(|source| source.text)
        .unwrap_or_default();
    let known: std::collections::HashSet<&str> = before.lines().map(str::trim).collect();
    let new: Vec<&str> = text.lines().map(str::trim).filter(|line| !known.contains(line)).collect();
    let plain = |text: &str| -> String {
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '`' | '*' | '\\')).collect()
    };
    let new = plain(&new.join("\n"));
    for finding in report.findings.iter().filter(|finding| finding.is_breaking()) {
        if !new.contains(&plain(&finding.place)) {
            let what = format!(
                "does not name a breaking change since {tag}: {}: {}",
                finding.place, finding.what
            );
            let fix = format!("add a line to {CHANGELOG}: - `{}`: {}", finding.place, finding.what);
            findings.push(Finding::new(CHANGELOG, what, fix));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Rise, Version, package_version};

    #[test]
    fn below_one_the_second_number_says_breaking() {
        let risen =
            |text: &str, rise| Version::read(text).map(|version| version.risen(rise).to_string());
        assert_eq!(risen("0.1.4", Rise::Break).as_deref(), Some("0.2.0"));
        assert_eq!(risen("0.1.4", Rise::Addition).as_deref(), Some("0.1.5"));
        assert_eq!(risen("1.2.3", Rise::Break).as_deref(), Some("2.0.0"));
        assert_eq!(risen("1.2.3", Rise::Addition).as_deref(), Some("1.3.0"));
        assert_eq!(risen("1.2.3", Rise::Fix).as_deref(), Some("1.2.4"));
        assert_eq!(risen("1.2.3", Rise::Nothing).as_deref(), Some("1.2.3"));
    }

    #[test]
    fn a_version_is_the_packages_own_or_the_workspaces() {
        let workspace = "[workspace.package]\nversion = \"0.3.0\"\n[workspace.dependencies]\nversion = \"9.9.9\"\n";
        let own = "[package]\nname = \"x\"\nversion = \"1.0.0\" # so\n";
        assert_eq!(
            package_version(own, workspace).map(|v| v.to_string()).as_deref(),
            Some("1.0.0")
        );
        let takes = "[package]\nversion.workspace = true\n[dependencies]\nversion = \"2.0.0\"\n";
        assert_eq!(
            package_version(takes, workspace).map(|v| v.to_string()).as_deref(),
            Some("0.3.0")
        );
    }
}

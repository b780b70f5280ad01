//! A problem that a check found, and how it is printed.

use std::fmt;

/// The command that fixes whatever needs no decision.
pub const REGENERATE: &str = "cargo xtask regenerate";

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, relative to the root of the workspace.
    pub file: String,
    /// What is wrong, in one sentence without a capital at its start and a full stop at its end.
    pub what: String,
    /// Further lines of evidence.
    pub detail: Vec<String>,
    /// The command that fixes it, or what to do instead.
    pub fix: String,
}

impl Finding {
    /// Creates a finding without further lines.
    pub fn new(file: impl Into<String>, what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { file: file.into(), what: what.into(), detail: Vec::new(), fix: fix.into() }
    }

    /// Adds lines of evidence.
    #[must_use]
    pub fn showing(mut self, detail: impl IntoIterator<Item = String>) -> Self {
        self.detail.extend(detail);
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.what)?;
        for line in &self.detail {
            write!(f, "\n    {line}")?;
        }
        write!(f, "\n  fix: {}", self.fix)
    }
}

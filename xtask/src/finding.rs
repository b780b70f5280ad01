//! What a check found, and how it is shown.

use std::fmt;

/// The command that mends whatever can be mended without judgement.
pub const REGENERATE: &str = "cargo xtask regenerate";

/// One thing that is out of step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file it is about, from the root of the workspace.
    pub file: String,
    /// What differs, in one sentence without a capital at its start and a full stop at its end.
    pub what: String,
    /// Further lines that show it.
    pub detail: Vec<String>,
    /// The command that mends it, or what a person has to do.
    pub mend: String,
}

impl Finding {
    /// A finding without further lines.
    pub fn new(file: impl Into<String>, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { file: file.into(), what: what.into(), detail: Vec::new(), mend: mend.into() }
    }

    /// The same with lines that show it.
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
        write!(f, "\n  mend: {}", self.mend)
    }
}

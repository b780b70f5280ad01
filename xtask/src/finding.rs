//! The findings of checks, and their formatting.

use std::fmt;

/// The command that fixes everything that needs no decision.
pub const REGENERATE: &str = "cargo xtask regenerate";

/// One problem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// The file, relative to the root of the workspace.
    pub file: String,
    /// The line and column in the file, from 1, if known.
    pub position: Option<(usize, usize)>,
    /// The place inside the file, such as a JSON pointer; empty for the file as a whole.
    pub place: String,
    /// The problem, in one sentence without an initial capital and a final full stop.
    pub what: String,
    /// Further lines of evidence.
    pub detail: Vec<String>,
    /// The command that fixes it, or what to do instead.
    pub fix: String,
}

impl Finding {
    /// Creates a finding about a file, without further lines.
    pub fn new(file: impl Into<String>, what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { file: file.into(), what: what.into(), fix: fix.into(), ..Self::default() }
    }

    /// Adds the place in the file.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize, place: impl Into<String>) -> Self {
        self.position = (line > 0).then_some((line, column));
        self.place = place.into();
        self
    }

    /// Adds lines of evidence.
    #[must_use]
    pub fn showing(mut self, detail: impl IntoIterator<Item = String>) -> Self {
        self.detail.extend(detail);
        self
    }

    /// Returns the file with line and column, in the format that editors and terminals recognise.
    fn link(&self) -> String {
        match self.position {
            Some((line, column)) => format!("{}:{line}:{column}", self.file),
            None => self.file.clone(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.link())?;
        if !self.place.is_empty() {
            write!(f, "{} ", self.place)?;
        }
        f.write_str(&self.what)?;
        for line in &self.detail {
            write!(f, "\n    {line}")?;
        }
        write!(f, "\n  fix: {}", self.fix)
    }
}

/// Formats findings; equal ones of several places are grouped, with their number.
pub fn grouped(findings: &[Finding]) -> String {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        let same = groups.iter_mut().find(|group| {
            group.first().is_some_and(|first| {
                !first.place.is_empty()
                    && first.detail.is_empty()
                    && (&first.file, &first.what, &first.fix)
                        == (&finding.file, &finding.what, &finding.fix)
                    && finding.detail.is_empty()
            })
        });
        match same {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    let mut text = String::new();
    for group in groups {
        match group.as_slice() {
            [finding] => text.push_str(&format!("{finding}\n\n")),
            several => {
                let first = several[0];
                text.push_str(&format!("{} places: {}\n", several.len(), first.what));
                for finding in several {
                    text.push_str(&format!("    {}: {}\n", finding.link(), finding.place));
                }
                text.push_str(&format!("  fix: {}\n\n", first.fix));
            }
        }
    }
    text
}

/// Returns `3 findings`, `1 finding`.
pub fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{Finding, grouped};

    #[test]
    fn equal_findings_are_grouped() {
        let at = |line: usize| Finding::new("a.json", "is wrong", "right").at(line, 3, "/x");
        let other = Finding::new("b.rs", "is missing", "write it");
        assert_eq!(
            grouped(&[at(4), other, at(9)]),
            "2 places: is wrong\n    a.json:4:3: /x\n    a.json:9:3: /x\n  fix: right\n\n\
             b.rs: is missing\n  fix: write it\n\n"
        );
    }
}

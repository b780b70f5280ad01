//! The problems of a contract: place, description, and what to write instead.

use std::fmt;

use super::locate;

/// A part of the contract that is invalid or not supported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// The place, as a JSON pointer into the contract; empty for the document as a whole.
    pub place: String,
    /// The line of the place, from 1; 0 if unknown.
    pub line: usize,
    /// The column of the place, from 1.
    pub column: usize,
    /// The problem, worded to follow the place.
    pub what: String,
    /// What to write instead.
    pub instead: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{}: ", self.line, self.column)?;
        }
        let place = if self.place.is_empty() { "the contract" } else { &self.place };
        write!(f, "{place} {}\n  instead: {}", self.what, self.instead)
    }
}

/// All problems of a contract. Never empty when it is returned as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Creates a list of one problem.
    pub fn one(
        place: impl Into<String>,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) -> Self {
        let mut problems = Self::default();
        problems.add(place, what, instead);
        problems
    }

    /// Adds a problem, unless it is a duplicate.
    pub fn add(
        &mut self,
        place: impl Into<String>,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) {
        let problem = Problem {
            place: place.into(),
            what: what.into(),
            instead: instead.into(),
            ..Problem::default()
        };
        if !self.0.contains(&problem) {
            self.0.push(problem);
        }
    }

    /// Finds the line and column of each place in the contract's text, and sorts by them.
    #[must_use]
    pub fn located(mut self, text: &str, origin: impl Fn(&str) -> String) -> Self {
        for problem in self.0.iter_mut().filter(|problem| problem.line == 0) {
            problem.place = origin(&problem.place);
            (problem.line, problem.column) = locate::position(text, &problem.place);
        }
        self.0.sort_by_key(|problem| (problem.line, problem.column));
        self.0.dedup();
        self
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

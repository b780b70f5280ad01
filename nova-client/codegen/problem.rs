//! What is wrong with a contract, and where.

use std::fmt;

/// One thing in the contract that cannot be generated from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The place, as a JSON pointer into the contract; empty for the document as a whole.
    pub place: String,
    /// What is wrong there, worded to follow the place.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            write!(f, "the contract {}", self.what)
        } else {
            write!(f, "{} {}", self.place, self.what)
        }
    }
}

/// All that is wrong with a contract. Never empty when it is returned as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// A single problem.
    pub fn one(place: impl Into<String>, what: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.add(place, what);
        problems
    }

    /// Notes a problem.
    pub fn add(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.0.push(Problem { place: place.into(), what: what.into() });
    }

    /// `Ok` when nothing was noted.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
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

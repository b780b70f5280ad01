//! Problems of the rows of a file, or of applications, grouped into a short summary.

use std::fmt::Write as _;
use std::path::Path;

use crate::failure::Failure;
use crate::input::name;

/// The maximum numbers of rows and of kinds of problems in an error; the rest is counted.
const SHOWN: usize = 10;

#[derive(Debug)]
pub(super) struct Problems {
    /// What has the problems, for example `row`.
    noun: &'static str,
    groups: Vec<Group>,
    count: usize,
    /// The number of problems beyond the maximum number of kinds.
    others: usize,
    /// All problems, one per line, for `--errors`.
    all: Option<String>,
}

/// The same problem in several places.
#[derive(Debug)]
struct Group {
    what: String,
    places: Vec<String>,
    count: usize,
}

impl Problems {
    pub(super) fn new(noun: &'static str, keep_all: bool) -> Self {
        let all = keep_all.then(String::new);
        Self { noun, groups: Vec::new(), count: 0, others: 0, all }
    }

    pub(super) fn add(&mut self, place: String, what: String) {
        self.count += 1;
        if let Some(all) = &mut self.all {
            // Writing to a string cannot fail.
            let _ = writeln!(all, "{} {place}: {what}", self.noun);
        }
        let shown: usize = self.groups.iter().map(|group| group.places.len()).sum();
        let kinds = self.groups.len();
        match self.groups.iter_mut().find(|group| group.what == what) {
            Some(group) => {
                group.count += 1;
                if shown < SHOWN {
                    group.places.push(place);
                }
            }
            None if kinds < SHOWN => {
                self.groups.push(Group { what, places: vec![place], count: 1 });
            }
            None => self.others += 1,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Writes all problems to the file of `--errors`.
    pub(super) fn write(&self, file: Option<&Path>) -> Result<(), Failure> {
        let (Some(file), Some(all)) = (file, &self.all) else { return Ok(()) };
        if self.count == 0 {
            return Ok(());
        }
        std::fs::write(file, all)
            .map_err(|error| Failure::system(&format!("{} cannot be written", name(file)), &error))
    }

    /// Returns the first problems of each kind, and the number of the others.
    pub(super) fn summary(&self, errors: Option<&Path>) -> String {
        let mut hidden = self.others > 0;
        let mut parts: Vec<String> = Vec::new();
        for Group { what, places, count } in &self.groups {
            let more = count - places.len();
            hidden |= more > 0;
            let plural = if *count > 1 { "s" } else { "" };
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            parts.push(format!("{}{plural} {}{more}: {what}", self.noun, places.join(", ")));
        }
        if self.others > 0 {
            parts.push(format!("and {} more of other kinds", self.others));
        }
        let summary = parts.join("; ");
        match errors {
            _ if !hidden => summary,
            Some(file) => format!("{summary} (all of them are in {})", name(file)),
            None => format!("{summary} (--errors FILE writes all)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_grouped_and_bounded() {
        let mut problems = Problems::new("row", true);
        problems.add("2".into(), "is empty".into());
        assert_eq!(problems.summary(None), "row 2: is empty");
        for number in 3..50 {
            problems.add(number.to_string(), "is too long".into());
        }
        assert_eq!(
            problems.summary(None),
            "row 2: is empty; rows 3, 4, 5, 6, 7, 8, 9, 10, 11 and 38 more: is too long (--errors FILE writes all)"
        );
        for number in 50..100 {
            problems.add(number.to_string(), format!("is {number}"));
        }
        let summary = problems.summary(None);
        assert!(summary.contains("and 42 more of other kinds") && summary.len() < 600, "{summary}");
        assert_eq!((problems.count(), problems.all.unwrap().lines().count()), (98, 98));
    }
}

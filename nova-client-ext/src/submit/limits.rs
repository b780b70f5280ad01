//! What cannot be right about a request, as data.

use std::fmt;
use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;

use nova_client::MAX_REQUEST_BYTES;
use serde::Serialize;

use crate::error::{Error, ErrorDetail};

/// A rule of the contract that a part of a request breaks.
///
/// `Display` says it in words; nothing of what a candidate wrote is in there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Violation {
    /// The field, as the wire names it: `resume`, `applicationData.context`, `jobDescription`; empty
    /// for the whole request or the whole application.
    pub field: &'static str,
    /// The least that is allowed, in `unit`s, where there is such a limit.
    pub min: Option<usize>,
    /// The most that is allowed, in `unit`s, where there is such a limit.
    pub max: Option<usize>,
    /// What there is, in `unit`s.
    pub actual: Option<usize>,
    /// What is counted: `characters`, `bytes` or `applications`.
    pub unit: Option<&'static str>,
    /// What is wrong, in words that follow the part's name.
    pub message: String,
}

impl Violation {
    pub(super) fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, min: None, max: None, actual: None, unit: None, message: message.into() }
    }

    fn counted(
        field: &'static str,
        unit: &'static str,
        (min, max, actual): (Option<usize>, Option<usize>, usize),
        message: String,
    ) -> Self {
        Self { min, max, actual: Some(actual), unit: Some(unit), ..Self::new(field, message) }
    }

    /// The part of the request in words.
    fn part(&self) -> &'static str {
        match self.field {
            "jobDescription" => "the job description ",
            "roleKnowledge" => "the role knowledge ",
            "applicationData.context" => "the context ",
            "resume.content" => "the résumé text ",
            "resume.url" => "the résumé URL ",
            _ => "",
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.part(), self.message)
    }
}

/// An application that cannot be submitted as it is, with every rule that it breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvalidApplication {
    /// Its id; `None` if that is what cannot be right.
    pub application_id: Option<String>,
    /// Its place among those that were given, from 0.
    pub index: usize,
    /// What is wrong with it.
    pub violations: Vec<Violation>,
}

impl fmt::Display for InvalidApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, violation) in self.violations.iter().enumerate() {
            if number > 0 {
                f.write_str("; ")?;
            }
            match &self.application_id {
                // The id is the subject of what is said of it.
                Some(id) if violation.field == "applicationId" => {
                    write!(f, "application {id:?} {violation}")?;
                }
                Some(id) => write!(f, "application {id:?}: {violation}")?,
                None => write!(f, "application number {}: {violation}", self.index + 1)?,
            }
        }
        Ok(())
    }
}

/// What was found wrong with a request.
#[derive(Debug, Default)]
pub(super) struct Problems {
    request: Vec<Violation>,
    applications: Vec<InvalidApplication>,
}

impl ErrorDetail for Problems {}

impl Problems {
    pub(super) fn add(&mut self, violation: impl IntoIterator<Item = Violation>) {
        self.request.extend(violation);
    }

    pub(super) fn add_application(&mut self, application: InvalidApplication) {
        if !application.violations.is_empty() {
            self.applications.push(application);
        }
    }

    /// One error with everything that was found.
    pub(super) fn into_result(self, subject: &str) -> Result<(), Error> {
        let request = self.request.iter().map(ToString::to_string);
        let all: Vec<String> =
            request.chain(self.applications.iter().map(ToString::to_string)).collect();
        if all.is_empty() {
            return Ok(());
        }
        let why = format!("cannot be submitted: {}; nothing was sent", all.join("; "));
        Err(Error::invalid(subject, why).with_detail(Arc::new(self)))
    }
}

impl Error {
    /// Returns the applications of a request that break a rule, each with its violations; empty for
    /// other errors.
    pub fn invalid_applications(&self) -> &[InvalidApplication] {
        self.detail::<Problems>().map_or(&[], |problems| &problems.applications)
    }

    /// Returns the rules that a request as a whole breaks: its job description, role knowledge,
    /// number of applications or size; empty for other errors.
    pub fn violations(&self) -> &[Violation] {
        self.detail::<Problems>().map_or(&[], |problems| &problems.request)
    }
}

/// Checks the length of a text.
pub(super) fn length(
    field: &'static str,
    text: &str,
    allowed: &RangeInclusive<usize>,
) -> Option<Violation> {
    let characters = text.chars().count();
    if allowed.contains(&characters) {
        return None;
    }
    let message = if characters == 0 {
        "is empty".to_owned()
    } else if characters < *allowed.start() {
        format!("has {characters} characters; at least {} are needed", allowed.start())
    } else {
        format!("has {characters} characters; at most {} are allowed", allowed.end())
    };
    let max = (*allowed.end() < usize::MAX).then_some(*allowed.end());
    Some(Violation::counted(
        field,
        "characters",
        (Some(*allowed.start()), max, characters),
        message,
    ))
}

/// Checks the number of bytes of a text.
pub(super) fn bytes(field: &'static str, text: &str, max: usize) -> Option<Violation> {
    let message = format!("has {} bytes; at most {max} are allowed", text.len());
    let violation = || Violation::counted(field, "bytes", (None, Some(max), text.len()), message);
    (text.len() > max).then(violation)
}

/// Checks the number of applications of a batch.
pub(super) fn number(applications: usize, allowed: &RangeInclusive<usize>) -> Option<Violation> {
    if allowed.contains(&applications) {
        return None;
    }
    let message = match applications {
        0 => "it has no application".to_owned(),
        _ => format!("it has {applications} applications; at most {} are allowed", allowed.end()),
    };
    let counts = (Some(*allowed.start()), Some(*allowed.end()), applications);
    Some(Violation::counted("applications", "applications", counts, message))
}

/// Checks the size of a whole request.
pub(super) fn size(request: &impl Serialize) -> Option<Violation> {
    match json_bytes(request) {
        Some(bytes) if bytes <= MAX_REQUEST_BYTES => None,
        Some(bytes) => Some(too_large("the whole request", bytes)),
        // Of what it is made of, nothing cannot be written.
        None => Some(Violation::new("", "the whole request cannot be written as JSON")),
    }
}

pub(super) fn too_large(what: &str, bytes: usize) -> Violation {
    let message =
        format!("{what} has {bytes} bytes as JSON; at most {MAX_REQUEST_BYTES} are allowed");
    Violation::counted("", "bytes", (None, Some(MAX_REQUEST_BYTES), bytes), message)
}

/// The size of a value as JSON.
pub(super) fn json_bytes(value: &impl Serialize) -> Option<usize> {
    let mut bytes = Counter(0);
    serde_json::to_writer(&mut bytes, value).ok().map(|()| bytes.0)
}

/// Counts what is written, and keeps nothing.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

//! Violations of the contract's limits, as data.

use std::fmt;
use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;

use nova_client::MAX_REQUEST_BYTES;
use serde::Serialize;

use crate::error::{Error, ErrorDetail};

/// A limit of the contract that a part of a request violates.
///
/// `Display` prints it as text, without anything that a candidate wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Violation {
    /// The field, by its name in the request: `resume`, `applicationData.context`,
    /// `jobDescription`; empty for the request or the application as a whole.
    pub field: &'static str,
    /// The minimum, in `unit`s, if there is one.
    pub min: Option<usize>,
    /// The maximum, in `unit`s, if there is one.
    pub max: Option<usize>,
    /// The actual size, in `unit`s.
    pub actual: Option<usize>,
    /// The unit: `characters`, `bytes` or `applications`.
    pub unit: Option<&'static str>,
    /// The message, which follows the name of the part.
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

    /// Returns the name of the part in the message.
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

/// An invalid application, with every limit that it violates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvalidApplication {
    /// Its id; `None` if the id is invalid.
    pub application_id: Option<String>,
    /// Its index in the request, from 0.
    pub index: usize,
    /// The violations.
    pub violations: Vec<Violation>,
}

impl fmt::Display for InvalidApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, violation) in self.violations.iter().enumerate() {
            if number > 0 {
                f.write_str("; ")?;
            }
            match &self.application_id {
                // A message about the id follows the id without a colon.
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

/// All violations of a request.
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

    /// Returns one error with all violations.
    pub(super) fn into_result(self, subject: &str) -> Result<(), Error> {
        let applications = self.applications.iter().map(ToString::to_string).collect();
        self.into_error(subject, applications)
    }

    /// Returns one error with all violations of a request for this application alone.
    pub(super) fn into_result_of(self, application_id: &str) -> Result<(), Error> {
        let violations = self.applications.iter().flat_map(|one| &one.violations);
        let violations = violations.map(ToString::to_string).collect();
        self.into_error(&format!("application {application_id:?}"), violations)
    }

    fn into_error(self, subject: &str, applications: Vec<String>) -> Result<(), Error> {
        let mut all: Vec<String> = self.request.iter().map(ToString::to_string).collect();
        all.extend(applications);
        if all.is_empty() {
            return Ok(());
        }
        let why = format!("cannot be submitted: {}; nothing was sent", all.join("; "));
        Err(Error::invalid(subject, why).with_detail(Arc::new(self)))
    }
}

impl Error {
    /// Returns the invalid applications of a request, each with its violations; empty for other
    /// errors.
    pub fn invalid_applications(&self) -> &[InvalidApplication] {
        self.detail::<Problems>().map_or(&[], |problems| &problems.applications)
    }

    /// Returns the violations of the request as a whole: of its job description, role knowledge,
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
        Some(bytes) => Some(too_large("the request", bytes)),
        // All its parts can be serialized, so this does not happen.
        None => Some(Violation::new("", "the request cannot be serialized as JSON")),
    }
}

pub(super) fn too_large(what: &str, bytes: usize) -> Violation {
    let message =
        format!("{what} has {bytes} bytes as JSON; at most {MAX_REQUEST_BYTES} are allowed");
    Violation::counted("", "bytes", (None, Some(MAX_REQUEST_BYTES), bytes), message)
}

/// Returns the size of a value as JSON.
pub(super) fn json_bytes(value: &impl Serialize) -> Option<usize> {
    let mut bytes = Counter(0);
    serde_json::to_writer(&mut bytes, value).ok().map(|()| bytes.0)
}

/// A writer that only counts bytes.
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

//! What cannot be right about a request.

use std::io;
use std::ops::RangeInclusive;

use nova_client::MAX_REQUEST_BYTES;
use serde::Serialize;

use crate::Error;

/// What was found, in the words of an error. Nothing of what a candidate wrote is in there.
#[derive(Default)]
pub(super) struct Problems(Vec<String>);

impl Problems {
    pub(super) fn add(&mut self, problem: impl Into<String>) {
        self.0.push(problem.into());
    }

    /// Adds what there is to say against one part of the request, with the name of that part before
    /// it.
    pub(super) fn add_if(&mut self, part: &str, problem: Option<String>) {
        if let Some(problem) = problem {
            self.0.push(format!("{part} {problem}"));
        }
    }

    /// One error with everything that was found.
    pub(super) fn into_result(self, subject: &str) -> Result<(), Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Error::invalid(
            subject,
            format!("cannot be submitted: {}; nothing was sent", self.0.join("; ")),
        ))
    }
}

/// What there is to say against the length of a text.
pub(super) fn length(text: &str, allowed: &RangeInclusive<usize>) -> Option<String> {
    let characters = text.chars().count();
    if allowed.contains(&characters) {
        None
    } else if characters == 0 {
        Some("is empty".to_owned())
    } else if characters < *allowed.start() {
        Some(format!("has {characters} characters; at least {} are needed", allowed.start()))
    } else {
        Some(format!("has {characters} characters; at most {} are allowed", allowed.end()))
    }
}

/// What there is to say against the size of a whole request.
pub(super) fn size(request: &impl Serialize) -> Option<String> {
    let mut bytes = Counter(0);
    match serde_json::to_writer(&mut bytes, request) {
        Ok(()) if bytes.0 <= MAX_REQUEST_BYTES => None,
        Ok(()) => {
            Some(format!("has {} bytes as JSON; at most {MAX_REQUEST_BYTES} are allowed", bytes.0))
        }
        // Of what it is made of, nothing cannot be written.
        Err(_) => Some("cannot be written as JSON".to_owned()),
    }
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

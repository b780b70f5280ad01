//! The error for a body that could not be decoded: the path and the expected type, never the
//! content.

use std::fmt;

use serde::de::{DeserializeOwned, Unexpected};

use crate::UnreadableValue;
use crate::text::NotText;
use crate::tolerant::{self, Fault};

/// A body that violates the contract.
///
/// Contains the path at which decoding stopped and what was expected there, but nothing of the body
/// itself, which may contain a candidate's assessment. It is therefore safe to log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeFailure {
    /// The JSON path, for example `scoringJobs[3].score`; empty for the document as a whole.
    pub path: String,
    /// What is wrong there, for example `is missing` or `is a string, expected i64`.
    pub what: String,
    /// The line, from 1; 0 where it is not known.
    pub line: usize,
    /// The column, from 1; 0 where the line had not begun or is not known.
    pub column: usize,
}

impl DecodeFailure {
    /// Decodes `body`.
    ///
    /// Decoding is tolerant: an unpaired surrogate is read as U+FFFD, a byte order mark is skipped,
    /// an invalid timestamp of a response is absent, and an invalid element of a list of a response
    /// is omitted. The `unreadable` field of the surrounding type lists the omitted values.
    ///
    /// # Errors
    ///
    /// The body is not JSON, ends too early, or has another shape than `T`.
    pub fn of<T: DeserializeOwned>(body: &[u8]) -> Result<T, Self> {
        read(body).map(|(value, _)| value)
    }

    /// Creates the error for a body that is not text.
    pub(crate) fn not_text(why: NotText) -> Self {
        Self { path: String::new(), what: why.to_string(), line: 0, column: 0 }
    }

    /// Creates the error from a fault, with its line and column if they can be determined.
    pub(crate) fn in_text<T: DeserializeOwned>(text: &str, fault: Fault) -> Self {
        let path = fault.path();
        let mut json = serde_json::Deserializer::from_str(text);
        let (line, column) = match serde_path_to_error::deserialize::<_, T>(&mut json) {
            // The strict reader may have stopped earlier, at a different problem.
            Err(error) if path.starts_with(&place(error.path())) => {
                (error.inner().line(), error.inner().column())
            }
            _ => (0, 0),
        };
        Self { path, what: fault.what, line, column }
    }
}

/// Decodes a body and returns the value and the omitted values.
pub(crate) fn read<T: DeserializeOwned>(
    body: &[u8],
) -> Result<(T, Vec<UnreadableValue>), DecodeFailure> {
    // Strict decoding first: it is fast and nearly always succeeds. Checking the text for UTF-8
    // once makes decoding an eighth faster than checking each string.
    if let Ok(text) = std::str::from_utf8(body)
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok((value, Vec::new()));
    }
    tolerant::read(body)
}

/// Describes the type of a value without its content.
pub(crate) fn kind_of(value: &Unexpected<'_>) -> &'static str {
    match value {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(number) if number.fract() == 0.0 => "a number",
        Unexpected::Float(_) => "a number with a fraction",
        Unexpected::Char(_) | Unexpected::Str(_) => "a string",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "an array",
        Unexpected::Map => "an object",
        _ => "something else",
    }
}

/// Returns whether a field of the contract could have this name. Any other name is content of the
/// body and is not shown.
pub(crate) fn is_name(name: &str) -> bool {
    const MAX_LENGTH: usize = 64;
    name.len() <= MAX_LENGTH
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// Formats a path, for example `scoringJobs[3].score`.
pub(crate) fn place(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;

    let mut place = String::new();
    for segment in path {
        let name = match segment {
            Segment::Seq { index } => {
                place.push_str(&format!("[{index}]"));
                continue;
            }
            Segment::Map { key } => key.as_str(),
            Segment::Enum { variant } => variant.as_str(),
            Segment::Unknown => "?",
        };
        if !place.is_empty() {
            place.push('.');
        }
        place.push_str(if is_name(name) { name } else { "?" });
    }
    place
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, what, line, column } = self;
        let place = if path.is_empty() { "the body" } else { path };
        write!(f, "{place} {what}")?;
        match line {
            0 => Ok(()),
            _ => write!(f, " (line {line}, column {column})"),
        }
    }
}

impl std::error::Error for DecodeFailure {}

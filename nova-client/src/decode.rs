//! Why a body could not be decoded: the place and the expectation, never the content.

use std::fmt;

use serde::de::{DeserializeOwned, Unexpected};

use crate::UnreadableValue;
use crate::text::NotText;
use crate::tolerant::{self, Fault};

/// A body that is not what the contract says.
///
/// Holds where the reading stopped and what was expected there. It holds nothing of the body
/// itself, which may be a candidate's assessment, so it is safe to log.
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
    /// Decodes `body`, or says where that failed.
    ///
    /// Reads tolerantly: half a surrogate pair reads as U+FFFD, a byte order mark is skipped, a
    /// timestamp of a response that is none is absent, and an element of a list of a response that
    /// does not fit is left out. What was left out is in the `unreadable` field of the type around
    /// it.
    ///
    /// # Errors
    ///
    /// The body is not JSON, ends too early, or has another shape than `T`.
    pub fn of<T: DeserializeOwned>(body: &[u8]) -> Result<T, Self> {
        read(body).map(|(value, _)| value)
    }

    /// A body that is not even text.
    pub(crate) fn not_text(why: NotText) -> Self {
        Self { path: String::new(), what: why.to_string(), line: 0, column: 0 }
    }

    /// The fault, with its line and column in the text where they can be found.
    pub(crate) fn in_text<T: DeserializeOwned>(text: &str, fault: Fault) -> Self {
        let path = fault.path();
        let mut json = serde_json::Deserializer::from_str(text);
        let (line, column) = match serde_path_to_error::deserialize::<_, T>(&mut json) {
            // A strict reader may have stopped at something else before.
            Err(error) if path.starts_with(&place(error.path())) => {
                (error.inner().line(), error.inner().column())
            }
            _ => (0, 0),
        };
        Self { path, what: fault.what, line, column }
    }
}

/// Decodes a body, with what was left out of it.
pub(crate) fn read<T: DeserializeOwned>(
    body: &[u8],
) -> Result<(T, Vec<UnreadableValue>), DecodeFailure> {
    // The strict way first, which is fast and nearly always all there is to do. Text that is known
    // to be UTF-8 as a whole is read an eighth faster than text whose strings are checked one by
    // one.
    if let Ok(text) = std::str::from_utf8(body)
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok((value, Vec::new()));
    }
    tolerant::read(body)
}

/// What a value is, in words that do not repeat it.
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

/// Whether a field of the contract could have this name. Any other is the body's own content,
/// which is not repeated.
pub(crate) fn is_name(name: &str) -> bool {
    const MAX_LENGTH: usize = 64;
    name.len() <= MAX_LENGTH
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// The path as people write it.
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

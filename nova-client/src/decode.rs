//! Why a body could not be decoded: the place and the expectation, never the content.

use std::fmt;

use serde::de::DeserializeOwned;

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
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1; 0 where the line had not begun.
    pub column: usize,
}

impl DecodeFailure {
    /// Decodes `body`, or says where that failed.
    ///
    /// # Errors
    ///
    /// The body is not JSON, ends too early, or has another shape than `T`.
    pub fn of<T: DeserializeOwned>(body: &[u8]) -> Result<T, Self> {
        // The plain way first: following the path costs time that only a failure is worth. Text
        // that is known to be UTF-8 as a whole is read an eighth faster than text whose strings are
        // checked one by one.
        let plain = std::str::from_utf8(body)
            .map_or_else(|_| serde_json::from_slice(body), serde_json::from_str);
        if let Ok(value) = plain {
            return Ok(value);
        }
        let mut json = serde_json::Deserializer::from_slice(body);
        let value = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| Self::new(place(error.path()), error.inner()))?;
        json.end().map_err(|error| Self::new(String::new(), &error))?;
        Ok(value)
    }

    fn new(mut path: String, error: &serde_json::Error) -> Self {
        use serde_json::error::Category;

        let what = match error.classify() {
            Category::Eof => "ends in the middle of the document".to_owned(),
            Category::Syntax if error.to_string().starts_with("recursion limit") => {
                "is nested too deeply".to_owned()
            }
            Category::Syntax => "is not JSON".to_owned(),
            Category::Io => "could not be read".to_owned(),
            Category::Data => {
                let message = error.to_string();
                match named_member(&message) {
                    Some((member, what)) => {
                        if !path.is_empty() {
                            path.push('.');
                        }
                        path.push_str(member);
                        what.to_owned()
                    }
                    None => expectation(&message),
                }
            }
        };
        Self { path, what, line: error.line(), column: error.column() }
    }
}

/// The path as people write it. A name that no member of the contract could have is the body's own
/// content, which is not repeated.
fn place(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;

    const LONGEST: usize = 64;
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
        let is_name = name.len() <= LONGEST
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if !place.is_empty() {
            place.push('.');
        }
        place.push_str(if is_name { name } else { "?" });
    }
    place
}

/// Reads serde's two messages that name a member. Its names come from our types, not from the body.
fn named_member(message: &str) -> Option<(&str, &'static str)> {
    [("missing field `", "is missing"), ("duplicate field `", "stands there twice")]
        .into_iter()
        .find_map(|(prefix, what)| {
            let (member, _) = message.strip_prefix(prefix)?.split_once('`')?;
            Some((member, what))
        })
}

/// Serde quotes the value it found; only the words around it are kept.
fn expectation(message: &str) -> String {
    const KINDS: [(&str, &str); 8] = [
        ("invalid type: string", "a string"),
        ("invalid type: integer", "an integer"),
        ("invalid type: floating point", "a number with a fraction"),
        ("invalid type: boolean", "a boolean"),
        ("invalid type: null", "null"),
        ("invalid type: map", "an object"),
        ("invalid type: sequence", "an array"),
        ("invalid type: unit", "null"),
    ];
    let found =
        KINDS.into_iter().find_map(|(prefix, kind)| message.starts_with(prefix).then_some(kind));
    // The value, if any, stands before the last of these words, so what follows is the type's own.
    let expected = message
        .starts_with("invalid ")
        .then(|| message.rsplit_once(", expected ").map(|(_, rest)| rest))
        .flatten()
        .map(|rest| rest.rsplit_once(" at line ").map_or(rest, |(expected, _)| expected));
    match (found, expected) {
        (Some(found), Some(expected)) => format!("is {found}, expected {expected}"),
        (None, Some(expected)) => format!("has a value that does not fit, expected {expected}"),
        (Some(found), None) => format!("is {found}, which does not fit"),
        (None, None) => "has a value that does not fit".to_owned(),
    }
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, what, line, column } = self;
        let place = if path.is_empty() { "the body" } else { path };
        write!(f, "{place} {what} (line {line}, column {column})")
    }
}

impl std::error::Error for DecodeFailure {}

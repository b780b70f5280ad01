//! Reading what the vendor may send instead of what it promises: one bad value never costs the
//! rest of a body.
//!
//! A body is first read strictly, which is fast. Only one that does not fit is read again, as a
//! tree, by a deserialiser that knows what may be left out: an element of a list that does not fit
//! costs itself, a timestamp that is none is absent, an integer may be written `7.0`. Whatever was
//! left out is kept as an [`UnreadableValue`] by the nearest type that has room for it, and goes
//! to [`Transport::unreadable_value`](crate::Transport::unreadable_value).
//!
//! The generated types take part by the functions of [`fields`], which both ways of reading go
//! through.

mod fields;
mod reader;
mod tree;
mod unreadable;

pub(crate) use fields::{list, list_or_null, time};
pub use unreadable::{UnreadableValue, UnreadableValues};

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::decode::{DecodeFailure, place};
use crate::text;
pub(crate) use reader::Fault;
use reader::Notes;
use tree::Tree;

/// Reads a body that could not be read strictly: the value, and what was left out of it.
pub(crate) fn read<T: DeserializeOwned>(
    body: &[u8],
) -> Result<(T, Vec<UnreadableValue>), DecodeFailure> {
    let text = text::of_json(body).map_err(DecodeFailure::not_text)?;
    match Tree::parse(&text) {
        Ok(tree) => read_tree(&text, &tree),
        Err(error) if error.to_string().starts_with("number out of range") => {
            let text = text::clamp_numbers(&text);
            read_tree(&text, &Tree::parse(&text).map_err(|error| not_read(&text, &error))?)
        }
        Err(error) => Err(not_read(&text, &error)),
    }
}

fn read_tree<T: DeserializeOwned>(
    text: &str,
    tree: &Tree<'_>,
) -> Result<(T, Vec<UnreadableValue>), DecodeFailure> {
    let notes = Notes::default();
    match T::deserialize(tree.reader(&notes)) {
        Ok(value) => Ok((value, notes.into_values())),
        Err(fault) => Err(DecodeFailure::in_text::<T>(text, fault)),
    }
}

/// Why a text is no tree, and where.
fn not_read(text: &str, error: &serde_json::Error) -> DecodeFailure {
    // Following the path costs time that only a failure is worth.
    let mut track = serde_path_to_error::Track::new();
    let mut json = serde_json::Deserializer::from_str(text);
    let path = match Tree::grow(serde_path_to_error::Deserializer::new(&mut json, &mut track)) {
        Ok(_) => String::new(),
        Err(_) => place(&track.path()),
    };
    let what = match error.classify() {
        Category::Eof => "ends in the middle of the document",
        Category::Syntax if error.to_string().starts_with("recursion limit") => {
            "is nested too deeply"
        }
        Category::Data if error.to_string().starts_with(tree::TOO_MANY) => {
            "has more values than a body that does not fit may have"
        }
        Category::Syntax | Category::Data | Category::Io => "is not JSON",
    };
    DecodeFailure { path, what: what.to_owned(), line: error.line(), column: error.column() }
}

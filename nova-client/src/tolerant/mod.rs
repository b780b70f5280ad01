//! Tolerant decoding of bodies that violate the contract: one invalid value does not make the rest
//! of a body unreadable.
//!
//! A body is first decoded strictly, which is fast. If that fails, it is decoded again from a tree
//! by a tolerant deserializer: an invalid element of a list is omitted, an invalid timestamp is
//! absent, and an integer may be written as `7.0`. Each omitted value is stored as an
//! [`UnreadableValue`] in the nearest type with an `unreadable` field and passed to
//! [`Transport::unreadable_value`](crate::Transport::unreadable_value).
//!
//! The generated types use the functions of [`fields`], which support both ways of decoding.

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
use reader::Omissions;
use tree::Tree;

/// Decodes a body that could not be decoded strictly; returns the value and the omitted values.
pub(crate) fn read<T: DeserializeOwned>(
    body: &[u8],
) -> Result<(T, Vec<UnreadableValue>), DecodeFailure> {
    let text = text::from_json_body(body).map_err(DecodeFailure::not_text)?;
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
    let omissions = Omissions::default();
    match T::deserialize(tree.reader(&omissions)) {
        Ok(value) => Ok((value, omissions.into_values())),
        Err(fault) => Err(DecodeFailure::in_text::<T>(text, fault)),
    }
}

/// Describes why a text cannot be parsed as a tree, and where.
fn not_read(text: &str, error: &serde_json::Error) -> DecodeFailure {
    // Tracking the path takes time, so it is done only after a failure.
    let mut track = serde_path_to_error::Track::new();
    let mut json = serde_json::Deserializer::from_str(text);
    let path = match Tree::build(serde_path_to_error::Deserializer::new(&mut json, &mut track)) {
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

//! Responses that did not come from the vendor but from a gateway, a proxy or a login page.

use std::sync::Arc;

use nova_client::DecodeFailure;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::Value;

use crate::Error;

/// The maximum length of a message in an error, in characters.
const MAX_MESSAGE: usize = 200;
/// The maximum length of a content type in an error, in characters.
const MAX_CONTENT_TYPE: usize = 64;
/// The maximum number of bytes that are kept of a body.
const MAX_TEXT: usize = 4096;

impl Error {
    /// Returns the beginning of the body of a response that did not come from the vendor: at most 4
    /// KiB, as text, with the API key removed. `None` for the vendor's own errors (see
    /// [`api`](Self::api)) and without a response.
    ///
    /// A gateway or proxy wrote it, and it may repeat what was sent: neither `Display` nor `Debug`
    /// prints it, except for a short message if the body has one.
    pub fn response_text(&self) -> Option<&str> {
        self.facts().foreign_body.as_deref().filter(|text| !text.is_empty())
    }

    /// Returns whether the response, by its form, came not from the vendor but from a gateway, a
    /// proxy or a login page.
    pub fn is_from_intermediary(&self) -> bool {
        self.facts().foreign_body.is_some()
    }
}

/// Returns the beginning of a body.
pub(super) fn text(body: &[u8]) -> Arc<str> {
    let beginning = body.get(..MAX_TEXT).unwrap_or(body);
    String::from_utf8_lossy(beginning).into()
}

/// Returns the content type for an error's text.
pub(super) fn content_type(headers: &HeaderMap) -> String {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.map_or("no content type".to_owned(), |kind| shorten(kind, MAX_CONTENT_TYPE))
}

/// Returns whether the content type is not JSON.
pub(super) fn is_not_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| !kind.to_ascii_lowercase().contains("json"))
}

/// Returns the message in a JSON body, in the common forms of gateways and that of RFC 9457.
pub(super) fn message(body: &[u8]) -> Option<String> {
    let fields: Value = DecodeFailure::of(body).ok()?;
    let names = ["message", "Message", "detail", "title", "error_description", "error"];
    let found = names.into_iter().find_map(|name| match fields.get(name)? {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        Value::Object(inner) => inner.get("message")?.as_str(),
        _ => None,
    });
    found.map(|text| shorten(text, MAX_MESSAGE))
}

fn shorten(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

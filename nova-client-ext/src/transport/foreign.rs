//! Responses that did not come from the vendor: a gateway's, a proxy's, a login page.

use std::sync::Arc;

use nova_client::DecodeFailure;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::Value;

use crate::Error;

/// The longest message that an error repeats, in characters.
const MAX_MESSAGE: usize = 200;
/// The longest content type that an error repeats, in characters.
const MAX_CONTENT_TYPE: usize = 64;
/// The most that is kept of a body, in bytes.
const MAX_TEXT: usize = 4096;

impl Error {
    /// Returns the beginning of the response's body, where the response was not the vendor's:
    /// at most 4 KiB, as text, with the API key removed. `None` for the vendor's own errors
    /// ([`api`](Self::api) has those) and where there was no response.
    ///
    /// It is whatever a gateway or proxy wrote, and may repeat what was sent: neither `Display` nor
    /// `Debug` shows it, except for a short message where the body has one.
    pub fn response_text(&self) -> Option<&str> {
        self.facts().foreign_body.as_deref().filter(|text| !text.is_empty())
    }

    /// Returns whether the response, by its form, did not come from the vendor but from something
    /// in between: a gateway, a proxy, a login page.
    pub fn is_from_intermediary(&self) -> bool {
        self.facts().foreign_body.is_some()
    }
}

/// The beginning of a body.
pub(super) fn text(body: &[u8]) -> Arc<str> {
    let beginning = body.get(..MAX_TEXT).unwrap_or(body);
    String::from_utf8_lossy(beginning).into()
}

/// The content type as an error shows it.
pub(super) fn content_type(headers: &HeaderMap) -> String {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.map_or("no content type".to_owned(), |kind| shorten(kind, MAX_CONTENT_TYPE))
}

/// Whether the headers announce something that is no JSON.
pub(super) fn is_announced(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| !kind.to_ascii_lowercase().contains("json"))
}

/// What a JSON body says to people, in the forms that gateways use and that of RFC 9457.
pub(super) fn message(body: &[u8]) -> Option<String> {
    let fields: Value = DecodeFailure::of(body).ok()?;
    let names = ["message", "Message", "detail", "title", "error_description", "error"];
    let said = names.into_iter().find_map(|name| match fields.get(name)? {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        Value::Object(inner) => inner.get("message")?.as_str(),
        _ => None,
    });
    said.map(|text| shorten(text, MAX_MESSAGE))
}

fn shorten(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

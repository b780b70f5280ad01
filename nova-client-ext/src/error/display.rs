//! The text of an error: one line with what happened, where, and what to do next.

use std::fmt;

use nova_client::types;

use super::{Error, Facts};

/// The maximum length of an error's text, in characters. A server's part of it may be of any
/// length.
const MAX_CHARACTERS: usize = 2000;

impl Error {
    fn describe(&self) -> String {
        let Some(api) = self.api() else { return self.0.what.clone() };
        let status =
            self.status().map(|status| format!("{} ", status.as_u16())).unwrap_or_default();
        let mut text = format!("{status}{}: {}", api.code, api.message);
        if let Some(description) = self.0.details.iter().find_map(|detail| detail.describe()) {
            return text + &description;
        }
        for detail in &api.details {
            // Its message may repeat what was sent, so it is only in `Error::api`.
            let parts = [detail.field.as_deref(), detail.code.as_deref()];
            let parts = parts.map(Option::unwrap_or_default);
            if parts.iter().any(|part| !part.is_empty()) {
                text.push_str(&format!("; {}", parts.join(": ").trim_start_matches(": ")));
            }
        }
        if !self.0.what.is_empty() {
            text.push_str(&format!("; {}", self.0.what));
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        if let Some(operation) = self.operation() {
            text.push_str(&format!("{}: ", operation.id));
        }
        text.push_str(&self.describe());
        let mut notes = Vec::new();
        match self.attempts() {
            0 => {}
            1 => notes.push("1 attempt".to_owned()),
            attempts => notes.push(format!("{attempts} attempts")),
        }
        if self.rate_limited_count() > 0 {
            notes.push(format!("{} rate limited", self.rate_limited_count()));
        }
        if let Some(wait) = self.retry_after() {
            notes.push(format!("retry after {} s", wait.as_secs()));
        }
        if let Some(trace_id) = self.trace_id() {
            notes.push(format!("trace id {trace_id}"));
        }
        if !notes.is_empty() {
            text.push_str(&format!(" ({})", notes.join(", ")));
        }
        // The vendor's message ends up on terminals and in logs: one line, no control characters.
        for c in text.chars().take(MAX_CHARACTERS) {
            fmt::Write::write_char(f, if c.is_control() { ' ' } else { c })?;
        }
        if text.chars().nth(MAX_CHARACTERS).is_some() { f.write_str("…") } else { Ok(()) }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Facts {
            status, trace_id, retry_after, attempts, rate_limited, retryable, sent, ..
        } = &self.0.facts;
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("operation", &self.operation().map(|operation| operation.id))
            .field("message", &self.describe())
            .field("status", status)
            .field("trace_id", trace_id)
            .field("retry_after", retry_after)
            .field("attempts", attempts)
            .field("rate_limited", rate_limited)
            .field("retryable", retryable)
            .field("may_have_been_sent", sent)
            .field("source", &self.0.source)
            .field("details", &self.0.details)
            .finish()
    }
}

/// Returns the message of a detail, or the detail itself if it is a plain string.
pub(crate) fn words(detail: &types::ErrorDetail) -> Option<&str> {
    let types::ErrorDetail { code, field, message, extra, .. } = detail;
    // Beside other fields, `value` may repeat what was sent, which must not be printed.
    let is_bare = code.is_none() && field.is_none() && extra.len() == 1;
    message.as_deref().or_else(|| extra.get("value").filter(|_| is_bare)?.as_str())
}

//! A résumé, as text or as the URL of a file.

use std::fmt;

use nova_client::types;
use url::Url;

use super::limits::{self, Violation};
use crate::Error;

/// A candidate's résumé. Personal data: `Debug` and errors do not contain it.
///
/// ```
/// use nova_client_ext::submit::Resume;
///
/// # fn main() -> Result<(), nova_client_ext::Error> {
/// let resume = Resume::url("https://files.example/cv.pdf?signature=secret")?;
/// assert_eq!(format!("{resume:?}"), "Resume(url)");
/// let error = Resume::text("Too short").unwrap_err();
/// assert_eq!(error.to_string(), "the résumé text has 9 characters; at least 50 are needed");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq)]
pub struct Resume(types::Resume);

impl Resume {
    /// Creates a résumé from plain text or Markdown, of 50 characters to 100 KB
    /// ([`CONTENT_LENGTH`](types::Resume::CONTENT_LENGTH),
    /// [`CONTENT_BYTES`](types::Resume::CONTENT_BYTES)).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a text outside these limits, with its
    /// length.
    pub fn text(text: impl Into<String>) -> Result<Self, Error> {
        let text = super::without_mark(text);
        let invalid = |why: String| Error::invalid("the résumé text", why);
        if let Some(violation) = text_violation(&text) {
            return Err(invalid(violation.message));
        }
        let content =
            types::ResumeContent::try_from(text).map_err(|error| invalid(format!("is {error}")))?;
        Ok(Self(types::Resume::Text { content }))
    }

    /// Creates a résumé from the URL of a file that Nova fetches and checks during the submit: PDF,
    /// DOC or DOCX, of at most 50 MB. The URL begins with `https://` and must be valid until the
    /// submit returns.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for anything but an `https` URL.
    pub fn url(url: impl Into<String>) -> Result<Self, Error> {
        let url = url.into();
        match url_problem(&url) {
            Some(problem) => Err(Error::invalid("the résumé URL", problem)),
            None => Ok(Self(types::Resume::Url { url })),
        }
    }

    /// Validates the résumé, which may come from `types::Resume`.
    pub(super) fn violation(&self) -> Option<Violation> {
        match &self.0 {
            types::Resume::Text { content } => text_violation(content),
            types::Resume::Url { url } => {
                url_problem(url).map(|problem| Violation::new("resume.url", problem))
            }
        }
    }

    pub(super) fn into_wire(self) -> types::Resume {
        self.0
    }
}

fn text_violation(text: &str) -> Option<Violation> {
    const FIELD: &str = "resume.content";
    limits::length(FIELD, text, &types::Resume::CONTENT_LENGTH)
        .or_else(|| limits::bytes(FIELD, text, types::Resume::CONTENT_BYTES))
}

fn url_problem(url: &str) -> Option<String> {
    let prefix = types::Resume::URL_PREFIX;
    if url.is_empty() {
        Some("is empty".to_owned())
    } else if !url.starts_with(prefix) {
        Some(format!("does not begin with {prefix}"))
    } else if url.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        Some("contains white space or a control character".to_owned())
    } else {
        Url::parse(url).err().map(|error| format!("is not a URL: {error}"))
    }
}

/// Unchecked here; the submit validates it.
impl From<types::Resume> for Resume {
    fn from(resume: types::Resume) -> Self {
        Self(resume)
    }
}

impl fmt::Debug for Resume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            types::Resume::Text { .. } => "Resume(text)",
            types::Resume::Url { .. } => "Resume(url)",
        })
    }
}

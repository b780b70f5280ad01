//! The input of a run: its specification, its applications, and the data sent for each.

use std::error::Error as StdError;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::submit::{BatchApplication, Resume, ScoreRequest};
use crate::{ApplicationId, Error, ErrorKind};

/// The specification of a run: the job description, and the handling of failures.
///
/// Job description and role knowledge cannot change, so that all applications are scored against
/// the same text: [`Job::run`](crate::Job::run) rejects different ones for an existing run. The
/// other settings are not stored and may differ each time.
///
/// ```
/// use nova_client_ext::run::Spec;
///
/// let spec = Spec::new("We look for a backend engineer…").role_knowledge("The team writes Rust.").rescore(2);
/// # drop(spec);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Spec {
    pub(super) description: Description,
    pub(super) retries: u32,
    pub(super) assessments: bool,
    pub(super) sources: usize,
}

/// The part of a [`Spec`] that is stored and cannot change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Description {
    pub(super) job_description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) role_knowledge: Option<String>,
}

impl Spec {
    /// Creates a specification with this job description, which must not be empty.
    pub fn new(job_description: impl Into<String>) -> Self {
        Self {
            description: Description {
                job_description: crate::submit::without_mark(job_description),
                role_knowledge: None,
            },
            retries: 1,
            assessments: false,
            sources: 25,
        }
    }

    /// Adds further knowledge about the role.
    pub fn role_knowledge(mut self, text: impl Into<String>) -> Self {
        self.description.role_knowledge = Some(crate::submit::without_mark(text));
        self
    }

    /// Sets how often an application is sent again after a transient failure or rejection; 1 by
    /// default, 0 for never. Nova allows one rescore for each version of the criteria, so a second
    /// one rarely helps.
    pub fn rescore(mut self, times: u32) -> Self {
        self.retries = times;
        self
    }

    /// Stores the assessments and returns them with the results. By default only scores are stored.
    pub fn keep_assessments(mut self, keep: bool) -> Self {
        self.assessments = keep;
        self
    }

    /// Sets the maximum number of concurrent calls of the source; 25 by default.
    pub fn source_concurrency(mut self, applications: usize) -> Self {
        self.sources = applications.max(1);
        self
    }
}

/// An application to be scored in a run.
///
/// ```
/// use nova_client_ext::run::Application;
///
/// let application = Application::new("app-1").payload(r#"{"row":17}"#);
/// assert_eq!(application.id(), "app-1");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[must_use]
pub struct Application {
    pub(super) id: String,
    pub(super) payload: Option<String>,
}

impl Application {
    /// Creates an application with your own id. An application with an invalid id ends
    /// as [`State::Invalid`](super::State::Invalid).
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), payload: None }
    }

    /// Adds a small payload that is passed to the source and returned with the result, such as a
    /// row number or an object key. At most 4 KiB. It is stored, so do not put the résumé here.
    pub fn payload(mut self, payload: impl Into<String>) -> Self {
        self.payload = Some(payload.into());
        self
    }

    /// Returns the id of the application.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the payload.
    pub fn payload_text(&self) -> Option<&str> {
        self.payload.as_deref()
    }

    /// The maximum size of a payload in bytes.
    pub const MAX_PAYLOAD_BYTES: usize = 4096;

    /// Returns why the application cannot be sent, for an invalid id.
    pub(super) fn problem(&self) -> Option<String> {
        ApplicationId::new(self.id.as_str()).err().map(|error| error.to_string())
    }
}

/// Omits the payload.
impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application").field("id", &self.id).finish_non_exhaustive()
    }
}

impl<T: Into<String>> From<T> for Application {
    fn from(id: T) -> Self {
        Self::new(id)
    }
}

/// The data sent for an application: the résumé, and what else the candidate wrote. `Debug` omits
/// all of it.
#[derive(Clone)]
#[must_use]
pub struct Submission {
    resume: Resume,
    context: Option<String>,
    answers: Vec<(String, String)>,
}

impl Submission {
    /// Creates a submission with this résumé.
    pub fn new(resume: impl Into<Resume>) -> Self {
        Self { resume: resume.into(), context: None, answers: Vec::new() }
    }

    /// Adds further context of the application.
    pub fn context(mut self, text: impl Into<String>) -> Self {
        self.context = Some(text.into());
        self
    }

    /// Adds a question of the application and the candidate's answer.
    pub fn answer(mut self, question: impl Into<String>, answer: impl Into<String>) -> Self {
        self.answers.push((question.into(), answer.into()));
        self
    }

    /// Converts the submission into an application of a batch.
    pub fn for_batch(self, id: &str) -> BatchApplication {
        let mut application = BatchApplication::new(id, self.resume);
        if let Some(context) = self.context {
            application = application.context(context);
        }
        self.answers.into_iter().fold(application, |application, (question, answer)| {
            application.answer(question, answer)
        })
    }

    pub(super) fn rescore(self, description: &Description) -> ScoreRequest {
        let mut request = ScoreRequest::new(self.resume, description.job_description.as_str());
        if let Some(knowledge) = &description.role_knowledge {
            request = request.role_knowledge(knowledge.as_str());
        }
        if let Some(context) = self.context {
            request = request.context(context);
        }
        self.answers
            .into_iter()
            .fold(request, |request, (question, answer)| request.answer(question, answer))
            .rescore()
    }
}

impl From<Resume> for Submission {
    fn from(resume: Resume) -> Self {
        Self::new(resume)
    }
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submission").field("resume", &self.resume).finish_non_exhaustive()
    }
}

/// The error of a source that has no data for an application: temporary or permanent.
///
/// Any other error is handled as transient: the source is called again twice, with growing delays,
/// and then the application ends as [`State::Invalid`](super::State::Invalid) with the error's
/// text. Errors of [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), for example from
/// [`Resume::text`](crate::submit::Resume::text), are permanent.
///
/// ```
/// use nova_client_ext::run::{SourceError, Submission};
///
/// fn submission(uploaded: Option<bool>) -> Result<Submission, SourceError> {
///     match uploaded {
///         None => Err(SourceError::not_yet("the candidate is still uploading it")),
///         Some(false) => Err(SourceError::never("the candidate has withdrawn")),
///         Some(true) => todo!(),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    reason: String,
    waits: bool,
}

impl SourceError {
    /// Creates an error for data that is not available yet: the source is called again, after at
    /// most a minute each time, without a limit.
    pub fn not_yet(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), waits: true }
    }

    /// Creates a permanent error: the application ends as
    /// [`State::Invalid`](super::State::Invalid).
    pub fn never(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), waits: false }
    }

    pub(super) fn is_not_yet(error: &(dyn StdError + 'static)) -> bool {
        error.downcast_ref::<Self>().is_some_and(|error| error.waits)
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl StdError for SourceError {}

/// The maximum number of failures of a source for an application, except
/// [`SourceError::not_yet`].
const MAX_SOURCE_FAILURES: u32 = 3;

/// The consequence of a source's error.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SourceFailure {
    /// The application ends as invalid, for this reason.
    Ends(String),
    /// The source is called again after this number of milliseconds.
    Waits(i64),
}

impl SourceFailure {
    /// Classifies an error. `failures` counts the failures of the source for the application, with
    /// this one but without [`SourceError::not_yet`]; `before` counts all calls before this one.
    pub(super) fn of(error: &(dyn StdError + 'static), failures: u32, before: i64) -> Self {
        let broken =
            error.downcast_ref::<Error>().is_some_and(|error| error.kind() == ErrorKind::Invalid);
        let is_explicit = error.is::<SourceError>();
        if SourceError::is_not_yet(error)
            || !(is_explicit || broken || failures >= MAX_SOURCE_FAILURES)
        {
            Self::Waits(wait(before))
        } else {
            Self::Ends(bounded(error))
        }
    }
}

/// Returns the delay in milliseconds: 1, 4, 16, then 60 seconds.
fn wait(before: i64) -> i64 {
    1000 * 4_i64.pow(u32::try_from(before).unwrap_or(3).min(3)).min(60)
}

/// Formats the error and its causes in one line of at most 500 characters.
fn bounded(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(500).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transient_source_errors_are_retried() {
        let plain = std::io::Error::other("the bucket is busy");
        assert_eq!(SourceFailure::of(&plain, 1, 0), SourceFailure::Waits(1000));
        assert_eq!(SourceFailure::of(&plain, 2, 1), SourceFailure::Waits(4000));
        // The calls before may have returned "not yet".
        assert_eq!(SourceFailure::of(&plain, 2, 100), SourceFailure::Waits(60_000));
        let ended = SourceFailure::Ends("the bucket is busy".into());
        assert_eq!(SourceFailure::of(&plain, 3, 2), ended);
        let later = SourceError::not_yet("uploading");
        assert_eq!(SourceFailure::of(&later, 2, 1000), SourceFailure::Waits(60_000));
        let never = SourceError::never("withdrawn");
        assert_eq!(SourceFailure::of(&never, 1, 0), SourceFailure::Ends("withdrawn".into()));
        let short = Resume::text("too short").unwrap_err();
        assert!(matches!(SourceFailure::of(&short, 1, 0), SourceFailure::Ends(_)));
    }

    #[test]
    fn debug_omits_candidate_data() {
        let application = Application::new("app-1").payload("SECRET");
        let resume = Resume::text("SECRET ".repeat(20)).unwrap();
        let submission = Submission::new(resume).context("SECRET").answer("SECRET?", "SECRET");
        assert!(!format!("{application:?} {submission:?}").contains("SECRET"));
    }
}

//! What a caller gives: the run, its applications, and what is sent of each.

use std::error::Error as StdError;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::submit::{BatchApplication, Resume, ScoreRequest};
use crate::{ApplicationId, Error, ErrorKind};

/// How a run is to be made: the job's description, and what is done about failures.
///
/// Description and role knowledge belong to the run for ever, so that all applications are scored
/// by the same: a run that is opened again with others is refused. The rest may change from one
/// time to the next.
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
    pub(super) posting: Posting,
    pub(super) retries: u32,
    pub(super) assessments: bool,
    pub(super) sources: usize,
}

/// What of a [`Spec`] belongs to the run for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Posting {
    pub(super) job_description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) role_knowledge: Option<String>,
}

impl Spec {
    /// A run for a job that is described so; the description may not be empty.
    pub fn new(job_description: impl Into<String>) -> Self {
        Self {
            posting: Posting { job_description: job_description.into(), role_knowledge: None },
            retries: 1,
            assessments: false,
            sources: 25,
        }
    }

    /// Adds what else is known of the role.
    pub fn role_knowledge(mut self, text: impl Into<String>) -> Self {
        self.posting.role_knowledge = Some(text.into());
        self
    }

    /// Sets how often an application that failed or was rejected for a reason that may pass is sent
    /// again; once by default, 0 for never. Nova makes one rescore for each version of the
    /// criteria, so that a second one rarely helps.
    pub fn rescore(mut self, times: u32) -> Self {
        self.retries = times;
        self
    }

    /// Keeps the assessments in the store, and hands them out with the results. By default only
    /// scores are kept.
    pub fn keep_assessments(mut self, keep: bool) -> Self {
        self.assessments = keep;
        self
    }

    /// Sets for how many applications the source may be asked at the same time; 25 by default.
    pub fn source_concurrency(mut self, applications: usize) -> Self {
        self.sources = applications.max(1);
        self
    }
}

/// An application that a run is to score.
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
    /// An application of this id, the integrator's own. What cannot be an id ends as
    /// [`State::Invalid`](super::State::Invalid).
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), payload: None }
    }

    /// Adds something small that the source and the results are to carry: a key, a row number, an
    /// object key. It is kept in the store, so the résumé does not belong here. At most 4 KiB.
    pub fn payload(mut self, payload: impl Into<String>) -> Self {
        self.payload = Some(payload.into());
        self
    }

    /// Returns the id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns what came along with it.
    pub fn payload_text(&self) -> Option<&str> {
        self.payload.as_deref()
    }

    /// The most bytes of a payload.
    pub const MAX_PAYLOAD_BYTES: usize = 4096;

    /// Why it cannot be sent, whatever its résumé is.
    pub(super) fn problem(&self) -> Option<String> {
        ApplicationId::new(self.id.as_str()).err().map(|error| error.to_string())
    }
}

/// Shows no payload.
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

/// What is sent of an application: the résumé, and what else the candidate wrote. `Debug` shows
/// nothing of it.
#[derive(Clone)]
#[must_use]
pub struct Submission {
    resume: Resume,
    context: Option<String>,
    answers: Vec<(String, String)>,
}

impl Submission {
    /// A submission of this résumé.
    pub fn new(resume: impl Into<Resume>) -> Self {
        Self { resume: resume.into(), context: None, answers: Vec::new() }
    }

    /// Adds anything else about the application.
    pub fn context(mut self, text: impl Into<String>) -> Self {
        self.context = Some(text.into());
        self
    }

    /// Adds a question of the application and the candidate's answer.
    pub fn answer(mut self, question: impl Into<String>, answer: impl Into<String>) -> Self {
        self.answers.push((question.into(), answer.into()));
        self
    }

    /// Returns it as an application of a batch.
    pub fn for_batch(self, id: &str) -> BatchApplication {
        let mut application = BatchApplication::new(id, self.resume);
        if let Some(context) = self.context {
            application = application.context(context);
        }
        self.answers.into_iter().fold(application, |application, (question, answer)| {
            application.answer(question, answer)
        })
    }

    pub(super) fn rescore(self, posting: &Posting) -> ScoreRequest {
        let mut request = ScoreRequest::new(self.resume, posting.job_description.as_str());
        if let Some(knowledge) = &posting.role_knowledge {
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

/// Why a source has nothing to send for an application, where it can say whether waiting helps.
///
/// Any other error counts as one that may pass: the source is asked again twice, in growing
/// intervals, and then the application ends as [`State::Invalid`](super::State::Invalid) with the
/// error's text. A limit that was broken ([`ErrorKind::Invalid`](crate::ErrorKind::Invalid)), say
/// by [`Resume::text`](crate::submit::Resume::text), does not pass.
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
    /// It is not there yet: the source is asked again, every now and then, for as long as it takes.
    pub fn not_yet(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), waits: true }
    }

    /// There will be none: the application ends as [`State::Invalid`](super::State::Invalid).
    pub fn never(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), waits: false }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl StdError for SourceError {}

/// How often a source may fail for an application without saying that waiting helps.
const MAX_SOURCE_FAILURES: i64 = 3;

/// What follows from a source's error.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SourceFailure {
    /// The application is invalid, for this reason.
    Ends(String),
    /// The source is asked again after so many milliseconds.
    Waits(i64),
}

impl SourceFailure {
    /// Decides it for a source that has failed `before` times for the application.
    pub(super) fn of(error: &(dyn StdError + 'static), before: i64) -> Self {
        let broken =
            error.downcast_ref::<Error>().is_some_and(|error| error.kind() == ErrorKind::Invalid);
        let said = error.downcast_ref::<SourceError>().map(|error| error.waits);
        match said {
            Some(true) => Self::Waits(wait(before)),
            None if !broken && before + 1 < MAX_SOURCE_FAILURES => Self::Waits(wait(before)),
            _ => Self::Ends(bounded(error)),
        }
    }
}

/// A second, four, sixteen, a minute.
fn wait(before: i64) -> i64 {
    1000 * 4_i64.pow(u32::try_from(before).unwrap_or(3).min(3)).min(60)
}

/// The error and its causes in a line, not too long to be stored with each application.
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
    fn a_source_is_asked_again_where_that_may_help() {
        let plain = std::io::Error::other("the bucket is busy");
        assert_eq!(SourceFailure::of(&plain, 0), SourceFailure::Waits(1000));
        assert_eq!(SourceFailure::of(&plain, 1), SourceFailure::Waits(4000));
        assert_eq!(SourceFailure::of(&plain, 2), SourceFailure::Ends("the bucket is busy".into()));
        let later = SourceError::not_yet("uploading");
        assert_eq!(SourceFailure::of(&later, 1000), SourceFailure::Waits(60_000));
        let never = SourceError::never("withdrawn");
        assert_eq!(SourceFailure::of(&never, 0), SourceFailure::Ends("withdrawn".into()));
        let short = Resume::text("too short").unwrap_err();
        assert!(matches!(SourceFailure::of(&short, 0), SourceFailure::Ends(_)));
    }

    #[test]
    fn nothing_of_a_candidate_is_shown() {
        let application = Application::new("app-1").payload("SECRET");
        let resume = Resume::text("SECRET ".repeat(20)).unwrap();
        let submission = Submission::new(resume).context("SECRET").answer("SECRET?", "SECRET");
        assert!(!format!("{application:?} {submission:?}").contains("SECRET"));
    }
}

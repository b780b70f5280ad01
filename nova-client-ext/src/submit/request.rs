//! Requests with one application.

use std::fmt;

use nova_client::types;
use nova_client::types::error::ConversionError;

use super::limits::{self, InvalidApplication, Problems, Violation};
use super::resume::Resume;
use crate::{ApplicationId, CriteriaVersionId, Error};

/// An application to be scored: the résumé, the job description, and further information.
///
/// All limits are checked when the call is awaited; if one is violated, nothing is sent. `Debug`
/// prints nothing that a candidate wrote.
///
/// ```
/// use nova_client_ext::submit::{Resume, ScoreRequest};
///
/// # fn main() -> Result<(), nova_client_ext::Error> {
/// let resume = Resume::url("https://files.example/cv.pdf")?;
/// let request = ScoreRequest::new(resume, "We look for a backend engineer…")
///     .role_knowledge("The team writes Go and Rust.")
///     .context("Recommended by a colleague.")
///     .answer("When could you start?", "In March.");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq)]
#[must_use]
pub struct ScoreRequest {
    resume: Resume,
    job_description: String,
    role_knowledge: Option<String>,
    extras: Extras,
    rescore: Option<types::Rescore>,
}

impl ScoreRequest {
    /// Creates an application with this résumé for a job with this description, which may not be
    /// empty.
    pub fn new(resume: impl Into<Resume>, job_description: impl Into<String>) -> Self {
        Self {
            resume: resume.into(),
            job_description: super::without_mark(job_description),
            role_knowledge: None,
            extras: Extras::default(),
            rescore: None,
        }
    }

    /// Sets further information on the role; at most 15 000 characters
    /// ([`ROLE_KNOWLEDGE_LENGTH`](types::ScoringJobSubmission::ROLE_KNOWLEDGE_LENGTH)).
    pub fn role_knowledge(mut self, text: impl Into<String>) -> Self {
        self.role_knowledge = Some(super::without_mark(text));
        self
    }

    /// Sets further information on the application; at most 15 000 characters
    /// ([`CONTEXT_LENGTH`](types::ApplicationData::CONTEXT_LENGTH)).
    pub fn context(mut self, text: impl Into<String>) -> Self {
        self.extras.context = Some(text.into());
        self
    }

    /// Adds a question of the application form and the candidate's answer.
    pub fn answer(mut self, question: impl Into<String>, answer: impl Into<String>) -> Self {
        self.extras.answer(question.into(), answer.into());
        self
    }

    /// Requests a new scoring job by the active criteria, although the application has one. Nova
    /// creates one for each version of the criteria; a repeat returns the same one.
    pub fn rescore(mut self) -> Self {
        self.rescore = Some(types::Rescore { enabled: true, criteria_version_id: None });
        self
    }

    /// Requests a rescore by this version of the criteria.
    pub fn rescore_with(mut self, version: impl Into<CriteriaVersionId>) -> Self {
        let version: CriteriaVersionId = version.into();
        self.rescore =
            Some(types::Rescore { enabled: true, criteria_version_id: Some(version.to_string()) });
        self
    }

    /// Returns whether a rescore is requested.
    pub fn is_rescore(&self) -> bool {
        self.rescore.is_some()
    }

    /// Removes the request for a rescore.
    pub(crate) fn plain(mut self) -> Self {
        self.rescore = None;
        self
    }

    /// Validates the request and converts it into the wire format.
    pub(crate) fn into_wire(
        self,
        application: &ApplicationId,
    ) -> Result<types::ScoringJobSubmission, Error> {
        let Self { resume, job_description, role_knowledge, extras, rescore } = self;
        let subject = format!("application {:?}", application.as_str());
        let mut problems = Problems::default();
        problems.add(limits::length(
            "jobDescription",
            &job_description,
            &types::ScoringJobSubmission::JOB_DESCRIPTION_LENGTH,
        ));
        let allowed = types::ScoringJobSubmission::ROLE_KNOWLEDGE_LENGTH;
        let knowledge = role_knowledge.as_deref();
        problems.add(knowledge.and_then(|text| limits::length("roleKnowledge", text, &allowed)));
        problems.add_application(InvalidApplication {
            application_id: Some(application.to_string()),
            index: 0,
            violations: resume.violation().into_iter().chain(extras.violation()).collect(),
        });
        problems.into_result_of(application.as_str())?;
        let invalid = |error: ConversionError| {
            Error::invalid(&subject, format!("cannot be submitted: {error}"))
        };
        let body = types::ScoringJobSubmission {
            resume: resume.into_wire(),
            job_description: job_description.try_into().map_err(invalid)?,
            role_knowledge: role_knowledge.map(TryInto::try_into).transpose().map_err(invalid)?,
            application_data: extras.into_wire().map_err(invalid)?,
            rescore,
        };
        let mut problems = Problems::default();
        problems.add(limits::size(&body));
        problems.into_result_of(application.as_str())?;
        Ok(body)
    }
}

impl fmt::Debug for ScoreRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScoreRequest")
            .field("resume", &self.resume)
            .field("answers", &self.extras.answers.len())
            .field("rescore", &self.rescore)
            .finish_non_exhaustive()
    }
}

/// The fields of an application other than its résumé.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Extras {
    pub(super) context: Option<String>,
    pub(super) answers: Vec<types::ApplicationAnswer>,
}

impl Extras {
    pub(super) fn answer(&mut self, question: String, answer: String) {
        self.answers.push(types::ApplicationAnswer { question, answer });
    }

    /// Validates the context.
    pub(super) fn violation(&self) -> Option<Violation> {
        let allowed = &types::ApplicationData::CONTEXT_LENGTH;
        limits::length("applicationData.context", self.context.as_deref()?, allowed)
    }

    pub(super) fn into_wire(self) -> Result<Option<types::ApplicationData>, ConversionError> {
        let Self { context, answers } = self;
        if context.is_none() && answers.is_empty() {
            return Ok(None);
        }
        let context = context.map(TryInto::try_into).transpose()?;
        Ok(Some(types::ApplicationData { application_answers: answers, context }))
    }
}

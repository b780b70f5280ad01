//! Requests with many applications.

use std::collections::HashSet;
use std::fmt;

use nova_client::types;
use nova_client::types::error::ConversionError;

use super::limits::{self, InvalidApplication, Problems, Violation};
use super::request::Extras;
use super::resume::Resume;
use crate::{ApplicationId, Error};

/// Up to 25 applications for the same job, to be scored together.
///
/// All limits are checked when the call is awaited. If one is violated, nothing is sent, and the
/// error contains every violation as data ([`Error::invalid_applications`], [`Error::violations`]).
/// `Debug` prints nothing that a candidate wrote.
///
/// ```
/// use nova_client_ext::submit::{BatchApplication, BatchRequest, Resume};
///
/// # fn main() -> Result<(), nova_client_ext::Error> {
/// let request = BatchRequest::new("We look for a backend engineer…")
///     .application(BatchApplication::new("app-1", Resume::url("https://files.example/1.pdf")?))
///     .application(BatchApplication::new("app-2", Resume::url("https://files.example/2.pdf")?).context("Internal"));
/// assert_eq!(request.len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct BatchRequest {
    job_description: String,
    role_knowledge: Option<String>,
    applications: Vec<BatchApplication>,
}

impl BatchRequest {
    /// The maximum number of applications in a batch.
    pub const MAX_APPLICATIONS: usize = *types::ScoringBatchSubmission::APPLICATIONS_COUNT.end();

    /// Creates a batch without applications, for a job with this description, which may not be
    /// empty.
    pub fn new(job_description: impl Into<String>) -> Self {
        Self {
            job_description: super::without_mark(job_description),
            role_knowledge: None,
            applications: Vec::new(),
        }
    }

    /// Sets further information on the role; at most 15 000 characters
    /// ([`ROLE_KNOWLEDGE_LENGTH`](types::ScoringBatchSubmission::ROLE_KNOWLEDGE_LENGTH)).
    pub fn role_knowledge(mut self, text: impl Into<String>) -> Self {
        self.role_knowledge = Some(super::without_mark(text));
        self
    }

    /// Adds an application.
    pub fn application(mut self, application: BatchApplication) -> Self {
        self.applications.push(application);
        self
    }

    /// Adds these applications.
    pub fn applications(
        mut self,
        applications: impl IntoIterator<Item = BatchApplication>,
    ) -> Self {
        self.applications.extend(applications);
        self
    }

    /// Returns the number of applications.
    pub fn len(&self) -> usize {
        self.applications.len()
    }

    /// Returns whether there are no applications.
    pub fn is_empty(&self) -> bool {
        self.applications.is_empty()
    }

    /// Returns the ids of the applications, in order, without the invalid ones.
    pub(super) fn ids(&self) -> Vec<String> {
        self.applications.iter().filter_map(|one| Some(one.id.as_ref().ok()?.to_string())).collect()
    }

    /// Validates the request and converts it into the wire format.
    pub(super) fn into_wire(self) -> Result<types::ScoringBatchSubmission, Error> {
        const SUBJECT: &str = "the batch";
        self.validate().into_result(SUBJECT)?;
        let invalid = |error: ConversionError| {
            Error::invalid(SUBJECT, format!("cannot be submitted: {error}"))
        };
        let body = types::ScoringBatchSubmission {
            job_description: self.job_description.try_into().map_err(invalid)?,
            role_knowledge: self
                .role_knowledge
                .map(TryInto::try_into)
                .transpose()
                .map_err(invalid)?,
            applications: self
                .applications
                .into_iter()
                .map(BatchApplication::into_wire)
                .collect::<Result<_, _>>()?,
        };
        let mut problems = Problems::default();
        problems.add(limits::size(&body));
        problems.into_result(SUBJECT)?;
        Ok(body)
    }

    /// Validates everything except the size of the request.
    fn validate(&self) -> Problems {
        let mut problems = Problems::default();
        problems.add(self.validate_job_fields());
        let count = types::ScoringBatchSubmission::APPLICATIONS_COUNT;
        problems.add(limits::number(self.len(), &count));
        let mut seen = HashSet::new();
        for (index, application) in self.applications.iter().enumerate() {
            problems.add_application(application.validate(index, &mut seen));
        }
        problems
    }

    /// Validates the fields that all applications of the batch share.
    pub(super) fn validate_job_fields(&self) -> Vec<Violation> {
        let description = &types::ScoringBatchSubmission::JOB_DESCRIPTION_LENGTH;
        let knowledge = &types::ScoringBatchSubmission::ROLE_KNOWLEDGE_LENGTH;
        let role = self.role_knowledge.as_deref();
        limits::length("jobDescription", &self.job_description, description)
            .into_iter()
            .chain(role.and_then(|text| limits::length("roleKnowledge", text, knowledge)))
            .collect()
    }

    /// Splits the request into the shared fields and the applications.
    pub(super) fn take_applications(mut self) -> (Self, Vec<BatchApplication>) {
        let applications = std::mem::take(&mut self.applications);
        (self, applications)
    }

    /// Returns the size of a request without applications, as JSON.
    pub(super) fn job_fields_bytes(&self) -> usize {
        let mut fields = serde_json::json!({
            "jobDescription": self.job_description,
            "applications": [],
        });
        if let Some(knowledge) = &self.role_knowledge {
            fields["roleKnowledge"] = knowledge.as_str().into();
        }
        limits::json_bytes(&fields).unwrap_or(usize::MAX)
    }

    /// Returns a batch with the same shared fields and these applications.
    pub(super) fn with(&self, applications: Vec<BatchApplication>) -> Self {
        Self {
            job_description: self.job_description.clone(),
            role_knowledge: self.role_knowledge.clone(),
            applications,
        }
    }
}

impl fmt::Debug for BatchRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchRequest")
            .field("applications", &self.applications)
            .finish_non_exhaustive()
    }
}

/// One application of a [`BatchRequest`].
#[derive(Clone)]
#[must_use]
pub struct BatchApplication {
    /// An invalid id is reported when the batch is submitted.
    id: Result<ApplicationId, Error>,
    resume: Resume,
    extras: Extras,
}

impl BatchApplication {
    /// Creates an application with this id, the integrator's own, and this résumé. An invalid id is
    /// reported when the batch is submitted.
    pub fn new<T>(application_id: T, resume: impl Into<Resume>) -> Self
    where
        T: TryInto<ApplicationId>,
        T::Error: Into<Error>,
    {
        Self {
            id: application_id.try_into().map_err(Into::into),
            resume: resume.into(),
            extras: Extras::default(),
        }
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

    /// Validates the application at this index; `seen` are the ids before it.
    pub(super) fn validate<'a>(
        &'a self,
        index: usize,
        seen: &mut HashSet<&'a str>,
    ) -> InvalidApplication {
        let mut violations = Vec::new();
        match &self.id {
            Err(error) => violations.push(Violation::new("applicationId", error.to_string())),
            Ok(id) if !seen.insert(id.as_str()) => violations.push(Violation::new(
                "applicationId",
                "is in the batch more than once; ids must be unique",
            )),
            Ok(_) => {}
        }
        violations.extend(self.resume.violation());
        violations.extend(self.extras.violation());
        let application_id = self.id.as_ref().ok().map(ToString::to_string);
        InvalidApplication { application_id, index, violations }
    }

    pub(super) fn into_wire(self) -> Result<types::BatchApplication, Error> {
        let application_id = self.id?.to_string();
        let application_data = self.extras.into_wire().map_err(|error| {
            Error::invalid(
                &format!("application {application_id:?}"),
                format!("cannot be submitted: {error}"),
            )
        })?;
        Ok(types::BatchApplication {
            application_id,
            resume: self.resume.into_wire(),
            application_data,
        })
    }
}

impl fmt::Debug for BatchApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchApplication")
            .field("id", &self.id)
            .field("resume", &self.resume)
            .field("answers", &self.extras.answers.len())
            .finish_non_exhaustive()
    }
}

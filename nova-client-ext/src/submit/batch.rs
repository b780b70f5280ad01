//! Many applications for scoring.

use std::collections::HashSet;
use std::fmt;

use nova_client::types;
use nova_client::types::error::ConversionError;

use super::limits::{self, Problems};
use super::request::Extras;
use super::resume::Resume;
use crate::{ApplicationId, Error};

/// Up to 25 applications for the same job, to be scored together.
///
/// The limits are judged when the call is awaited, all at once; nothing is sent if one is broken.
/// `Debug` shows nothing that a candidate wrote.
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
    /// The most applications of one batch.
    pub const MAX_APPLICATIONS: usize = *types::ScoringBatchSubmission::APPLICATIONS_COUNT.end();

    /// A batch without applications yet, for a job that is described so; the description may not be
    /// empty.
    pub fn new(job_description: impl Into<String>) -> Self {
        Self {
            job_description: job_description.into(),
            role_knowledge: None,
            applications: Vec::new(),
        }
    }

    /// What else is known of the role; at most 15 000 characters
    /// ([`ROLE_KNOWLEDGE_LENGTH`](types::ScoringBatchSubmission::ROLE_KNOWLEDGE_LENGTH)).
    pub fn role_knowledge(mut self, text: impl Into<String>) -> Self {
        self.role_knowledge = Some(text.into());
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

    /// How many applications it has.
    pub fn len(&self) -> usize {
        self.applications.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.applications.is_empty()
    }

    /// The applications' ids, in their order; what cannot be an id is left out.
    pub(super) fn ids(&self) -> Vec<String> {
        self.applications.iter().filter_map(|one| Some(one.id.as_ref().ok()?.to_string())).collect()
    }

    /// The request as the wire carries it, if it can be right.
    pub(super) fn into_wire(self) -> Result<types::ScoringBatchSubmission, Error> {
        const SUBJECT: &str = "the batch";
        self.judge().into_result(SUBJECT)?;
        let unfit = |error: ConversionError| {
            Error::invalid(SUBJECT, format!("cannot be submitted: {error}"))
        };
        let body = types::ScoringBatchSubmission {
            job_description: self.job_description.try_into().map_err(unfit)?,
            role_knowledge: self
                .role_knowledge
                .map(TryInto::try_into)
                .transpose()
                .map_err(unfit)?,
            applications: self
                .applications
                .into_iter()
                .map(BatchApplication::into_wire)
                .collect::<Result<_, _>>()?,
        };
        let mut problems = Problems::default();
        problems.add_if("the whole request", limits::size(&body));
        problems.into_result(SUBJECT)?;
        Ok(body)
    }

    fn judge(&self) -> Problems {
        let mut problems = Problems::default();
        let count = types::ScoringBatchSubmission::APPLICATIONS_COUNT;
        if self.is_empty() {
            problems.add("it has no application");
        } else if !count.contains(&self.len()) {
            problems.add(format!(
                "it has {} applications; at most {} are allowed",
                self.len(),
                count.end()
            ));
        }
        let description = limits::length(
            &self.job_description,
            &types::ScoringBatchSubmission::JOB_DESCRIPTION_LENGTH,
        );
        problems.add_if("the job description", description);
        let allowed = types::ScoringBatchSubmission::ROLE_KNOWLEDGE_LENGTH;
        let knowledge =
            self.role_knowledge.as_deref().and_then(|text| limits::length(text, &allowed));
        problems.add_if("the role knowledge", knowledge);
        let mut seen = HashSet::new();
        for (index, application) in self.applications.iter().enumerate() {
            let name = match &application.id {
                Ok(id) => format!("application {:?}", id.as_str()),
                Err(error) => {
                    problems.add(format!("application number {}: {error}", index + 1));
                    format!("application number {}", index + 1)
                }
            };
            if let Ok(id) = &application.id
                && !seen.insert(id)
            {
                problems.add(format!("{name} is in it more than once; ids must be different"));
            }
            if let Some(problem) = application.resume.problem() {
                problems.add(format!("{name}: {problem}"));
            }
            problems.add_if(&format!("{name}: the context"), application.extras.problem());
        }
        problems
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
    /// An id that cannot be right is told when the batch is submitted.
    id: Result<ApplicationId, Error>,
    resume: Resume,
    extras: Extras,
}

impl BatchApplication {
    /// An application of this id, the integrator's own, with this résumé. What an id cannot be is
    /// told when the batch is submitted.
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

    /// Anything else about the application; at most 15 000 characters
    /// ([`CONTEXT_LENGTH`](types::ApplicationData::CONTEXT_LENGTH)).
    pub fn context(mut self, text: impl Into<String>) -> Self {
        self.extras.context = Some(text.into());
        self
    }

    /// A question of the application and the candidate's answer, besides those before.
    pub fn answer(mut self, question: impl Into<String>, answer: impl Into<String>) -> Self {
        self.extras.answer(question.into(), answer.into());
        self
    }

    fn into_wire(self) -> Result<types::BatchApplication, Error> {
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

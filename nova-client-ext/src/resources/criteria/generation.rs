//! The input of a generation of criteria.

use chrono::{DateTime, Utc};
use nova_client::types;

use crate::{Error, question_sets::Answers};

/// The description of a job from which Nova generates criteria or questions.
///
/// ```
/// use nova_client_ext::criteria::JobContext;
///
/// let context = JobContext::new("Backend engineer", "Acme", "You will build the services that move our parcels.");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct JobContext(types::JobContext);

impl JobContext {
    /// Creates the context from the job's title, the company, and the description that applicants
    /// read. None may be empty.
    pub fn new(
        title: impl Into<String>,
        company: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        Self(types::JobContext {
            job_title: title.into(),
            company_name: company.into(),
            job_description: description.into(),
        })
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let types::JobContext { job_title, company_name, job_description } = &self.0;
        for (name, text) in
            [("title", job_title), ("company", company_name), ("description", job_description)]
        {
            if text.trim().is_empty() {
                return Err(Error::invalid(&format!("the {name} of the job context"), "is empty"));
            }
        }
        Ok(())
    }

    pub(crate) fn into_wire(self) -> types::JobContext {
        self.0
    }
}

impl From<types::JobContext> for JobContext {
    fn from(context: types::JobContext) -> Self {
        Self(context)
    }
}

/// A generation of criteria from a job context and, optionally, the answers to a question set.
///
/// ```no_run
/// use nova_client_ext::{Error, Job};
/// use nova_client_ext::criteria::{GenerateCriteriaRequest, JobContext};
/// use nova_client_ext::question_sets::Answers;
///
/// # async fn example(job: Job) -> Result<(), Error> {
/// let context = JobContext::new("Backend engineer", "Acme", "You will build the services that move our parcels.");
/// let questions = job.question_sets().create(context.clone()).await?;
/// // The first option of every question, where a person would choose.
/// let answers = questions.questions.iter().fold(Answers::to(&questions), |answers, question| {
///     answers.choose(&question.id, &question.options[0])
/// });
/// let criteria = job.criteria().generate(GenerateCriteriaRequest::new(context).answers(answers)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct GenerateCriteriaRequest {
    context: JobContext,
    answers: Option<Answers>,
}

impl GenerateCriteriaRequest {
    /// Creates a generation from a job context.
    pub fn new(context: impl Into<JobContext>) -> Self {
        Self { context: context.into(), answers: None }
    }

    /// Adds the answers to a question set.
    pub fn answers(mut self, answers: Answers) -> Self {
        self.answers = Some(answers);
        self
    }

    pub(super) fn check(&self, now: DateTime<Utc>) -> Result<(), Error> {
        self.context.check()?;
        self.answers.as_ref().map_or(Ok(()), |answers| answers.check(now))
    }

    pub(super) fn into_wire(self) -> types::CriteriaGeneration {
        let (question_set_id, answers) = match self.answers.map(Answers::into_wire) {
            Some((set, answers)) => (Some(set), answers),
            None => (None, Vec::new()),
        };
        types::CriteriaGeneration {
            job_context: self.context.into_wire(),
            question_set_id,
            answers,
        }
    }
}

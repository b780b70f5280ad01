//! The options of every submit that describe the job: job description and role knowledge.

use std::path::PathBuf;

use clap::Args;
use nova_client_ext::submit::{BatchRequest, Resume, ScoreRequest};
use nova_client_ext::types::ScoringJobSubmission;

use crate::context::Context;
use crate::failure::Failure;
use crate::input;

#[derive(Args)]
#[group(skip)]
pub(crate) struct JobDescriptionArgs {
    #[command(flatten)]
    description: DescriptionArgs,
    /// A file with further knowledge about the role; - reads standard input
    #[arg(long, value_name = "FILE")]
    role_knowledge_file: Option<PathBuf>,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct DescriptionArgs {
    /// The job's description, as applicants read it
    #[arg(long, value_name = "TEXT")]
    job_description: Option<String>,
    /// A file with the description; - reads standard input
    #[arg(long, value_name = "FILE")]
    job_description_file: Option<PathBuf>,
}

/// The contents of the files.
pub(crate) struct JobDescription {
    text: String,
    role_knowledge: Option<String>,
}

impl JobDescriptionArgs {
    /// Reads the files. One of them may be standard input if none of `others` is.
    pub(crate) async fn read(
        self,
        context: &Context,
        others: &[Option<&PathBuf>],
    ) -> Result<JobDescription, Failure> {
        let DescriptionArgs { job_description, job_description_file } = self.description;
        let ours = [job_description_file.as_ref(), self.role_knowledge_file.as_ref()];
        input::only_one_stdin(ours.into_iter().chain(others.iter().copied()))?;
        let empty = "the job description is empty";
        let text = match (job_description, job_description_file) {
            (Some(text), _) if text.is_empty() => {
                return Err(Failure::Usage(format!("--job-description: {empty}")));
            }
            (Some(text), _) => text,
            (None, Some(file)) => match input::text(context, &file).await? {
                text if text.is_empty() => return Err(input::invalid(&file, empty)),
                text => text,
            },
            (None, None) => String::new(),
        };
        let role_knowledge = match self.role_knowledge_file {
            Some(file) => {
                let text = input::text(context, &file).await?;
                let length = text.chars().count();
                let max = *ScoringJobSubmission::ROLE_KNOWLEDGE_LENGTH.end();
                if length > max {
                    let what = format!(
                        "the role knowledge has {length} characters; at most {max} are allowed"
                    );
                    return Err(input::invalid(&file, &what));
                }
                Some(text)
            }
            None => None,
        };
        Ok(JobDescription { text, role_knowledge })
    }
}

impl JobDescription {
    /// Returns the job description.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the role knowledge.
    pub(crate) fn role_knowledge(&self) -> Option<&str> {
        self.role_knowledge.as_deref()
    }

    /// Creates the request for one application of the job.
    pub(crate) fn score(&self, resume: Resume) -> ScoreRequest {
        let request = ScoreRequest::new(resume, &self.text);
        match &self.role_knowledge {
            Some(text) => request.role_knowledge(text),
            None => request,
        }
    }

    /// Creates the request for a batch of the job, without applications.
    pub(crate) fn batch(&self) -> BatchRequest {
        let request = BatchRequest::new(&self.text);
        match &self.role_knowledge {
            Some(text) => request.role_knowledge(text),
            None => request,
        }
    }
}

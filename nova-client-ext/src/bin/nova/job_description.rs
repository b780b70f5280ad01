//! What every submit says of the job: its description, and what else is known of the role.

use std::path::{Path, PathBuf};

use clap::Args;
use nova_client_ext::submit::{BatchRequest, Resume, ScoreRequest};
use nova_client_ext::types::ScoringJobSubmission;

use crate::context::Context;
use crate::failure::Failure;
use crate::input;

#[derive(Args)]
pub(crate) struct JobDescriptionArgs {
    /// The job's description, as applicants read it
    #[arg(long, value_name = "TEXT", required_unless_present = "job_description_file")]
    job_description: Option<String>,
    /// A file with the description; - reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "job_description")]
    job_description_file: Option<PathBuf>,
    /// A file with what else is known of the role; - reads standard input
    #[arg(long, value_name = "FILE")]
    role_knowledge_file: Option<PathBuf>,
}

/// The same, read.
pub(crate) struct JobDescription {
    description: String,
    knowledge: Option<String>,
}

impl JobDescriptionArgs {
    /// Reads the files, of which one may be standard input if no file of `others` is.
    pub(crate) async fn read(
        self,
        context: &Context,
        others: &[&Path],
    ) -> Result<JobDescription, Failure> {
        let ours = [&self.job_description_file, &self.role_knowledge_file].into_iter().flatten();
        let stdin = Path::new("-");
        if ours
            .map(PathBuf::as_path)
            .chain(others.iter().copied())
            .filter(|file| *file == stdin)
            .count()
            > 1
        {
            return Err(Failure::Usage(
                "standard input is given for more than one file, and can be read once".into(),
            ));
        }
        let description = match (self.job_description, self.job_description_file) {
            (Some(text), _) if text.is_empty() => {
                return Err(Failure::Usage(
                    "--job-description: the job description is empty".into(),
                ));
            }
            (Some(text), _) => text,
            (None, Some(file)) => match input::text(context, &file).await? {
                text if text.is_empty() => {
                    return Err(input::invalid(&file, "the job description is empty"));
                }
                text => text,
            },
            (None, None) => String::new(),
        };
        let knowledge = match self.role_knowledge_file {
            Some(file) => Some(knowledge(context, &file).await?),
            None => None,
        };
        Ok(JobDescription { description, knowledge })
    }
}

async fn knowledge(context: &Context, file: &Path) -> Result<String, Failure> {
    let text = input::text(context, file).await?;
    let (length, most) = (text.chars().count(), *ScoringJobSubmission::ROLE_KNOWLEDGE_LENGTH.end());
    if length > most {
        let what =
            format!("the role knowledge has {length} characters; at most {most} are allowed");
        return Err(input::invalid(file, &what));
    }
    Ok(text)
}

impl JobDescription {
    /// The description itself.
    pub(crate) fn text(&self) -> &str {
        &self.description
    }

    /// What else is known of the role.
    pub(crate) fn role_knowledge(&self) -> Option<&str> {
        self.knowledge.as_deref()
    }

    /// An application for the job.
    pub(crate) fn score(&self, resume: Resume) -> ScoreRequest {
        let request = ScoreRequest::new(resume, &self.description);
        match &self.knowledge {
            Some(text) => request.role_knowledge(text),
            None => request,
        }
    }

    /// A batch for the job, without applications yet.
    pub(crate) fn batch(&self) -> BatchRequest {
        let request = BatchRequest::new(&self.description);
        match &self.knowledge {
            Some(text) => request.role_knowledge(text),
            None => request,
        }
    }
}

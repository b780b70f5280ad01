//! Files of applications, one on each line, and what a command says of the job they are for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use clap::Args;
use nova_client_ext::types::ApplicationAnswer;
use nova_client_ext::{ApplicationId, BatchApplication, DecodeFailure, Error, Resume, ScoreRequest};
use serde::Deserialize;

use crate::failure::Failure;
use crate::input;

/// Bad lines that an error names; the rest it counts.
const MOST_NAMED: usize = 5;

/// What the job is, for every command that submits.
#[derive(Args)]
pub(crate) struct Posting {
    /// What the job is
    #[arg(long, value_name = "TEXT", required_unless_present = "job_description_file")]
    job_description: Option<String>,
    /// A file that says what the job is; - reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "job_description")]
    job_description_file: Option<PathBuf>,
    /// A file with what else is known of the role
    #[arg(long, value_name = "FILE")]
    role_knowledge_file: Option<PathBuf>,
}

/// The texts of a [`Posting`].
pub(crate) struct Texts {
    pub(crate) job_description: String,
    pub(crate) role_knowledge: Option<String>,
}

impl Posting {
    pub(crate) async fn read(self) -> Result<Texts, Failure> {
        let job_description = match (self.job_description, &self.job_description_file) {
            (Some(text), _) => text,
            (None, Some(file)) => input::text(file).await?,
            (None, None) => String::new(),
        };
        let role_knowledge = match &self.role_knowledge_file {
            Some(file) => Some(input::text(file).await?),
            None => None,
        };
        Ok(Texts { job_description, role_knowledge })
    }
}

/// An application as a file has it.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) id: ApplicationId,
    resume: Resume,
    context: Option<String>,
    answers: Vec<ApplicationAnswer>,
}

impl Entry {
    pub(crate) fn for_batch(self) -> BatchApplication {
        let mut application = BatchApplication::new(&self.id, self.resume);
        if let Some(context) = self.context {
            application = application.context(context);
        }
        self.answers.into_iter().fold(application, |application, one| application.answer(one.question, one.answer))
    }

    pub(crate) fn alone(self, texts: &Texts) -> ScoreRequest {
        let mut request = ScoreRequest::new(self.resume, texts.job_description.as_str());
        if let Some(knowledge) = &texts.role_knowledge {
            request = request.role_knowledge(knowledge.as_str());
        }
        if let Some(context) = self.context {
            request = request.context(context);
        }
        self.answers.into_iter().fold(request, |request, one| request.answer(one.question, one.answer))
    }
}

/// A line, as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    application_id: String,
    resume: Option<WireResume>,
    resume_url: Option<String>,
    resume_text: Option<String>,
    context: Option<String>,
    #[serde(default)]
    answers: Vec<ApplicationAnswer>,
    /// Slips, each of which could cost an application its context.
    #[serde(flatten)]
    unknown: serde_json::Map<String, serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum WireResume {
    Url { url: String },
    Text { content: String },
}

impl Line {
    fn entry(self) -> Result<Entry, String> {
        if let Some(name) = self.unknown.keys().next() {
            // What is no name could be anything, and is not repeated.
            let is_name = name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
            return Err(format!("{} is no known member", if is_name { name } else { "something" }));
        }
        let id = ApplicationId::new(self.application_id).map_err(|error| error.to_string())?;
        let resume = match (self.resume, self.resume_url, self.resume_text) {
            (Some(WireResume::Url { url }), None, None) | (None, Some(url), None) => Resume::url(url),
            (Some(WireResume::Text { content }), None, None) | (None, None, Some(content)) => Resume::text(content),
            _ => return Err("must have one of resume, resumeUrl and resumeText".to_owned()),
        };
        let resume = resume.map_err(|error: Error| error.to_string())?;
        Ok(Entry { id, resume, context: self.context, answers: self.answers })
    }
}

/// The applications of a file, all of them or none: every bad line is named by its number.
pub(crate) async fn read(file: &Path) -> Result<Vec<Entry>, Failure> {
    let text = input::text(file).await?;
    let (mut entries, mut bad) = (Vec::new(), Vec::new());
    let mut lines: HashMap<ApplicationId, usize> = HashMap::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let parsed = DecodeFailure::of::<Line>(line.as_bytes()).map_err(|failure| in_line(&failure));
        match parsed.and_then(Line::entry) {
            Err(why) => bad.push(format!("line {number}: {why}")),
            Ok(entry) => match lines.insert(entry.id.clone(), number) {
                Some(first) => bad.push(format!("line {number}: names the same application as line {first}")),
                None => entries.push(entry),
            },
        }
    }
    if bad.is_empty() && entries.is_empty() {
        bad.push("holds no application".to_owned());
    }
    if bad.is_empty() {
        return Ok(entries);
    }
    let more = bad.len().saturating_sub(MOST_NAMED);
    bad.truncate(MOST_NAMED);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    Err(refused(file, &format!("{}{more}; nothing was sent", bad.join("; "))))
}

/// A failure to read a line, without the line number that is always 1.
fn in_line(DecodeFailure { path, what, column, .. }: &DecodeFailure) -> String {
    let path = if matches!(path.as_str(), "" | "?") { "it" } else { path };
    format!("{path} {what} (column {column})")
}

/// What is wrong with a file of applications.
pub(crate) fn refused(file: &Path, why: &str) -> Failure {
    Failure::Input { what: format!("{}: {why}", input::name(file)), decode: None }
}

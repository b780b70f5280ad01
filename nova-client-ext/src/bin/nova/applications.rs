//! The file of applications that `nova batch submit` and `nova batch retry` read: JSON Lines, one
//! application per line.
//!
//! The whole file is validated before anything is sent, and all problems are reported in one error,
//! by line. Errors contain no text of candidates.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use nova_client_ext::types::{self, ApplicationAnswer, ApplicationData};
use nova_client_ext::{
    ApplicationId,
    error::DecodeFailure,
    submit::{BatchApplication, BatchRequest, Resume, ScoreRequest},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::context::Context;
use crate::failure::Failure;
use crate::file_kind::{self, Accepted};
use crate::input;
use crate::job_description::JobDescription;
use crate::text::clean;

/// The maximum number of lines in an error.
const MAX_PROBLEMS: usize = 20;

/// The fields of a line; the last two are those of the API.
const FIELDS: [&str; 8] = [
    "applicationId",
    "resumeUrl",
    "resumeText",
    "resumeFile",
    "context",
    "answers",
    "resume",
    "applicationData",
];

/// The applications of a file.
pub(crate) struct Applications {
    name: String,
    /// The folder that relative paths are resolved against and must not leave.
    folder: PathBuf,
    files: ResumeFileArgs,
    lines: Vec<Line>,
}

/// An application of the file.
struct Line {
    number: usize,
    id: ApplicationId,
    resume: ResumeSource,
    context: Option<String>,
    answers: Vec<ApplicationAnswer>,
}

/// The résumé of a line.
enum ResumeSource {
    Here(Resume),
    /// A text file, which is read when needed, because a retry sends only some of the applications.
    File(PathBuf),
}

/// Which files a `resumeFile` may name.
#[derive(Clone, Copy, clap::Args)]
pub(crate) struct ResumeFileArgs {
    /// Let resumeFile name any file, not only those in the folder of the file with the applications
    #[arg(long)]
    pub(crate) allow_any_file: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    application_id: String,
    resume_url: Option<String>,
    resume_text: Option<String>,
    resume_file: Option<PathBuf>,
    resume: Option<Value>,
    context: Option<String>,
    answers: Option<Vec<ApplicationAnswer>>,
    application_data: Option<Data>,
}

/// [`ApplicationData`] without its limits, which are checked here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    context: Option<String>,
    application_answers: Option<Vec<ApplicationAnswer>>,
}

impl Applications {
    /// Reads the file; `-` is standard input. Does not read the résumé files yet.
    pub(crate) async fn read(
        context: &Context,
        file: &Path,
        files: ResumeFileArgs,
    ) -> Result<Self, Failure> {
        let bytes = input::bytes(context, file).await?;
        if let Some(what) = file_kind::other_than_list(&bytes, file, Accepted::JsonLines) {
            return Err(input::invalid(file, &format!("{what}; nothing was sent")));
        }
        let text = input::decode(file, &bytes)?;
        let name = input::name(file);
        // For standard input, the working directory.
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        let (mut lines, mut problems) = (Vec::new(), Vec::new());
        let mut seen: HashMap<ApplicationId, usize> = HashMap::new();
        for (index, text) in text.lines().enumerate() {
            let number = index + 1;
            if text.trim().is_empty() {
                continue;
            }
            let line = match Line::read(number, text) {
                Ok(line) => line,
                Err(problem) => {
                    problems.push(format!("line {number}: {problem}"));
                    continue;
                }
            };
            match seen.get(&line.id) {
                None => drop(seen.insert(line.id.clone(), number)),
                Some(first) => {
                    problems.push(format!(
                        "line {number}: application {:?} is on line {first} already",
                        line.id.as_str()
                    ));
                }
            }
            lines.push(line);
        }
        if lines.is_empty() && problems.is_empty() {
            problems.push("contains no application".to_owned());
        }
        let applications = Self { name, folder, files, lines };
        applications.reject_if_any(&problems)?;
        Ok(applications)
    }

    /// Creates one batch of all applications, with their résumés.
    pub(crate) async fn batch(
        self,
        context: &Context,
        description: &JobDescription,
    ) -> Result<BatchRequest, Failure> {
        let (most, count) = (BatchRequest::MAX_APPLICATIONS, self.lines.len());
        if count > most {
            let problem = format!(
                "contains {count} applications; the maximum for one batch is {most}, so split the file"
            );
            return Err(self.invalid(&[problem]));
        }
        let (mut batch, mut problems) = (description.batch(), Vec::new());
        for line in &self.lines {
            match self.resume(context, line).await {
                Ok(resume) => batch = batch.application(line.in_batch(resume)),
                Err(problem) => problems.push(format!("line {}: {problem}", line.number)),
            }
        }
        self.reject_if_any(&problems)?;
        Ok(batch)
    }

    /// Returns one application, or why it cannot be sent.
    pub(crate) async fn request(
        &self,
        context: &Context,
        id: &str,
        description: &JobDescription,
    ) -> Result<ScoreRequest, String> {
        let Some(line) = self.lines.iter().find(|line| line.id.as_str() == id) else {
            return Err(format!("{} has no line for it", self.name));
        };
        let resume = self
            .resume(context, line)
            .await
            .map_err(|why| format!("{}, line {}: {why}", self.name, line.number))?;
        Ok(line.alone(description.score(resume)))
    }

    async fn resume(&self, context: &Context, line: &Line) -> Result<Resume, String> {
        let read = match &line.resume {
            ResumeSource::Here(resume) => return Ok(resume.clone()),
            ResumeSource::File(file) if self.files.allow_any_file => {
                input::resume(context, &self.folder.join(file)).await
            }
            ResumeSource::File(file) => input::resume_in(context, &self.folder, file).await,
        };
        read.map_err(|failure| failure.to_string())
    }

    /// Returns the ids, in the order of the file.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.lines.iter().map(|line| line.id.to_string()).collect()
    }

    /// Returns one error for all problems, if there are any.
    fn reject_if_any(&self, problems: &[String]) -> Result<(), Failure> {
        if problems.is_empty() { Ok(()) } else { Err(self.invalid(problems)) }
    }

    fn invalid(&self, problems: &[String]) -> Failure {
        let shown: Vec<String> = problems.iter().take(MAX_PROBLEMS).map(|one| clean(one)).collect();
        let more = match problems.len().checked_sub(MAX_PROBLEMS) {
            None | Some(0) => String::new(),
            Some(more) => format!("; and {more} more lines"),
        };
        Failure::Input {
            what: format!("{}: {}{more}; nothing was sent", self.name, shown.join("; ")),
            decode: None,
        }
    }
}

impl Line {
    fn read(number: usize, text: &str) -> Result<Self, String> {
        let fields: Fields = decoded(text)?;
        let all: Map<String, Value> = decoded(text)?;
        if let Some(other) = all.keys().find(|name| !FIELDS.contains(&name.as_str())) {
            // An unusual field name is not repeated, because it may be any text.
            let is_name = other.len() <= 64
                && other.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let other = if is_name { format!("a field {other:?}") } else { "a field".to_owned() };
            return Err(format!("it has {other} that is none of {}", FIELDS.join(", ")));
        }
        let id = ApplicationId::new(fields.application_id).map_err(|error| error.to_string())?;
        let named = |what: String| format!("application {:?}: {what}", id.as_str());
        let resume = ResumeSource::of((
            fields.resume_url,
            fields.resume_text,
            fields.resume_file,
            fields.resume,
        ))
        .map_err(&named)?;
        let (context, answers) = match (fields.application_data, fields.context, fields.answers) {
            (None, context, answers) => (context, answers),
            (Some(data), None, None) => (data.context, data.application_answers),
            _ => {
                return Err(named(
                    "\"applicationData\" already contains \"context\" and \"answers\"".to_owned(),
                ));
            }
        };
        let (length, most) = (
            context.as_deref().map_or(0, |text| text.chars().count()),
            *ApplicationData::CONTEXT_LENGTH.end(),
        );
        if length > most {
            return Err(named(format!(
                "the context has {length} characters; at most {most} are allowed"
            )));
        }
        Ok(Self { number, id, resume, context, answers: answers.unwrap_or_default() })
    }

    fn in_batch(&self, resume: Resume) -> BatchApplication {
        let mut application = BatchApplication::new(self.id.clone(), resume);
        if let Some(context) = &self.context {
            application = application.context(context);
        }
        self.answers
            .iter()
            .fold(application, |application, one| application.answer(&one.question, &one.answer))
    }

    fn alone(&self, mut request: ScoreRequest) -> ScoreRequest {
        if let Some(context) = &self.context {
            request = request.context(context);
        }
        self.answers.iter().fold(request, |request, one| request.answer(&one.question, &one.answer))
    }
}

impl ResumeSource {
    /// Returns the résumé of a line, which must have exactly one.
    fn of(
        given: (Option<String>, Option<String>, Option<PathBuf>, Option<Value>),
    ) -> Result<Self, String> {
        match given {
            (Some(url), None, None, None) => {
                Resume::url(url).map(Self::Here).map_err(|error| error.to_string())
            }
            (None, Some(text), None, None) => resume_of("resumeText", &text).map(Self::Here),
            (None, None, Some(file), None) => Ok(Self::File(file)),
            (None, None, None, Some(resume)) => wire(resume).map(Self::Here),
            (None, None, None, None) => {
                Err("it has no résumé: neither \"resumeUrl\" nor \"resumeText\" nor \"resumeFile\""
                    .to_owned())
            }
            _ => Err("it has more than one résumé".to_owned()),
        }
    }
}

/// Returns the résumé of a field's text.
pub(crate) fn resume_of(field: &str, text: &str) -> Result<Resume, String> {
    let text = input::resume_text(text.as_bytes()).map_err(|why| format!("{field} {why}"))?;
    Resume::text(text).map_err(|error| error.to_string())
}

/// Reads a résumé in the API's format, with the usual limits.
fn wire(value: Value) -> Result<Resume, String> {
    // The type of the API has limits, too, but its error does not say which.
    let content = value["content"].as_str().map(|text| resume_of("resume.content", text));
    match (serde_json::from_value::<types::Resume>(value), content) {
        (Ok(types::Resume::Url { url }), _) => Resume::url(url).map_err(|error| error.to_string()),
        (_, Some(Err(problem))) => Err(problem),
        (Ok(types::Resume::Text { .. }), Some(Ok(resume))) => Ok(resume),
        _ => Err(
            "\"resume\" is neither a \"url\" with its \"url\" nor a \"text\" with its \"content\""
                .to_owned(),
        ),
    }
}

/// Parses one line. The error does not repeat the line.
fn decoded<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    DecodeFailure::of(text.as_bytes()).map_err(|DecodeFailure { path, what, .. }| {
        match path.as_str() {
            // An unusual field name is not repeated.
            "" | "?" => format!("it {what}"),
            path => format!("{path} {what}"),
        }
    })
}

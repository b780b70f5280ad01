//! The sources of the résumés of a run.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use clap::Args;
use nova_client_ext::run::{SourceError, Submission};
use nova_client_ext::submit::Resume;

use super::rows::{Row, Rows};
use crate::applications::{ResumeFileArgs, resume_of};
use crate::failure::Failure;
use crate::input::{name, resume_text};

/// The timeout of the command of `--resume-text-command` for one file.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(120);
/// The maximum size of a file or of a command's output.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
const PLACE: &str = "{applicationId}";

#[derive(Args)]
pub(crate) struct ResumeArgs {
    /// A folder of résumés named by application id, for example app-1.txt
    #[arg(long, value_name = "DIR")]
    resumes: Option<PathBuf>,
    /// The URL of each résumé, with {applicationId} in place of the id
    #[arg(long, value_name = "URL", conflicts_with = "resumes")]
    resume_url_template: Option<String>,
    /// A command that converts résumé files to text; {} is the file, for example "pdftotext {} -"
    #[arg(long, value_name = "CMD")]
    resume_text_command: Option<String>,
    #[command(flatten)]
    files: ResumeFileArgs,
}

/// Returns the data to be sent for an application.
pub(super) struct Resumes {
    rows: Rows,
    /// The folder of `--resumes`.
    folder: PathBuf,
    /// By application id.
    files: HashMap<String, PathBuf>,
    allow_any_file: bool,
    template: Option<String>,
    command: Option<Vec<String>>,
}

type Source = Result<Submission, SourceError>;

impl Resumes {
    pub(super) fn new(args: ResumeArgs, rows: Rows) -> Result<Self, Failure> {
        if let Some(template) = &args.resume_url_template {
            if !template.contains(PLACE) {
                return Err(Failure::Usage(format!(
                    "--resume-url-template: has no {PLACE}, so every résumé would be the same"
                )));
            }
            let example = template.replace(PLACE, "x");
            Resume::url(example)
                .map_err(|error| Failure::invalid("--resume-url-template", &error))?;
        }
        let command = args.resume_text_command.map(|command| words(&command)).transpose()?;
        let mut files = HashMap::new();
        if let Some(folder) = &args.resumes {
            let failed = |error| {
                Failure::system(&format!("--resumes {}: cannot be read", folder.display()), &error)
            };
            for entry in std::fs::read_dir(folder).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                if let Some(id) = path.file_stem().and_then(|stem| stem.to_str()) {
                    files.insert(id.to_owned(), path);
                }
            }
            if command.is_none()
                && let Some(other) =
                    rows.ids().iter().filter_map(|id| files.get(id)).find(|path| !is_text(path))
            {
                return Err(Failure::Usage(format!(
                    "--resumes: {} does not look like a text file; give a command that converts it, for example \
                     --resume-text-command \"pdftotext {{}} -\", or its URL with --resume-url-template",
                    other.display()
                )));
            }
        }
        Ok(Self {
            rows,
            folder: args.resumes.unwrap_or_default(),
            files,
            allow_any_file: args.files.allow_any_file,
            template: args.resume_url_template,
            command,
        })
    }

    pub(super) fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Returns the submission of an application, from any of the sources.
    pub(super) async fn submission(&self, id: &str) -> Source {
        let never = |what: String| SourceError::never(what);
        let row = self.rows.row(id).map_err(never)?;
        // The application was in an earlier file.
        let row = row.ok_or_else(|| never("it has no row in the file".to_owned()))?;
        let resume = self.resume(id, &row).await?;
        let mut submission = Submission::new(resume);
        if let Some(context) = row.context {
            submission = submission.context(context);
        }
        Ok(row
            .answers
            .into_iter()
            .fold(submission, |submission, one| submission.answer(one.question, one.answer)))
    }

    async fn resume(&self, id: &str, row: &Row) -> Result<Resume, SourceError> {
        let invalid = |error: nova_client_ext::Error| SourceError::never(error.to_string());
        if let Some(url) = &row.resume_url {
            return Resume::url(url).map_err(invalid);
        }
        if let Some(text) = &row.resume_text {
            return resume_of("resumeText", text).map_err(SourceError::never);
        }
        let file = match &row.resume_file {
            Some(file) => {
                let folder = self.rows.directory();
                Some((folder, folder.join(file)))
            }
            None => self.files.get(id).map(|file| (&*self.folder, file.clone())),
        };
        match (file, &self.template) {
            (Some((folder, file)), _) => {
                Resume::text(self.text(folder, &file).await?).map_err(invalid)
            }
            (None, Some(template)) => {
                let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
                Resume::url(template.replace(PLACE, &id.replace('+', "%20"))).map_err(invalid)
            }
            (None, None) => Err(SourceError::never(
                "it has no résumé: neither in its row, nor in --resumes, nor by --resume-url-template",
            )),
        }
    }

    /// Reads the text of a file, which must be inside this folder.
    async fn text(&self, folder: &Path, file: &Path) -> Result<String, SourceError> {
        let named = |what: String| SourceError::never(format!("{}: {what}", name(file)));
        let folder = (!self.allow_any_file).then(|| folder.to_owned());
        let (path, is_converted) = (file.to_owned(), self.command.is_some() && !is_text(file));
        let read = tokio::task::spawn_blocking(move || {
            let real = regular_file(&path, folder.as_deref())?;
            let bytes = if is_converted { Ok(Vec::new()) } else { read(&real) };
            Ok((bytes.map_err(|error| format!("cannot be read: {error}"))?, real))
        });
        let read = read.await.unwrap_or_else(|stopped| Err(stopped.to_string()));
        let (mut bytes, real) = read.map_err(named)?;
        if let Some(command) = self.command.as_ref().filter(|_| is_converted) {
            bytes = run(command, &real).await.map_err(named)?;
        }
        let output = if is_converted { "the output of --resume-text-command " } else { "" };
        let hint = if self.command.is_none() && !is_text(file) {
            "; or convert it with --resume-text-command"
        } else {
            ""
        };
        resume_text(&bytes).map(str::to_owned).map_err(|why| named(format!("{output}{why}{hint}")))
    }
}

/// Resolves the symbolic links of a path. It must be a regular file, because reading a pipe could
/// block, and inside the folder, if one is given.
fn regular_file(path: &Path, folder: Option<&Path>) -> Result<PathBuf, String> {
    let failed = |error: std::io::Error| format!("cannot be read: {error}");
    let real = path.canonicalize().map_err(failed)?;
    if let Some(folder) = folder {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if !real.starts_with(folder.canonicalize().map_err(failed)?) {
            return Err(format!(
                "is outside the folder {}; --allow-any-file permits that",
                name(folder)
            ));
        }
    }
    if !real.metadata().map_err(failed)?.is_file() {
        return Err("is not a regular file".to_owned());
    }
    Ok(real)
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns whether a file has the extension of a text file.
fn is_text(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ![
        "pdf", "doc", "docx", "odt", "rtf", "html", "htm", "pages", "png", "jpg", "jpeg", "tif",
        "tiff", "zip",
    ]
    .contains(&ending.to_ascii_lowercase().as_str())
}

/// Splits a command into words, with quotes. It is run without a shell, so file names cannot inject
/// commands.
fn words(command: &str) -> Result<Vec<String>, Failure> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    let wrong = |what: &str| Err(Failure::Usage(format!("--resume-text-command: {what}")));
    if quote.is_some() {
        return wrong("a quote is not closed");
    }
    if words.is_empty() {
        return wrong("is empty");
    }
    if !words.iter().any(|word| word.contains("{}")) {
        return wrong("has no {} in place of the file");
    }
    Ok(words)
}

async fn run(command: &[String], file: &Path) -> Result<Vec<u8>, String> {
    let path = file.to_str().ok_or("its name is not valid Unicode")?;
    let mut words = command.iter().map(|word| word.replace("{}", path));
    let program = words.next().unwrap_or_default();
    let process = tokio::process::Command::new(&program)
        .args(words)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(COMMAND_TIMEOUT, process)
        .await
        .map_err(|_| format!("{program} took longer than {} s", COMMAND_TIMEOUT.as_secs()))?
        .map_err(|error| format!("{program} cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("{program} ended with {}", output.status));
    }
    Ok(output.stdout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_into_words() {
        let split = |command: &str| words(command).map_err(|failure| failure.to_string());
        assert_eq!(split("pdftotext {} -").unwrap(), ["pdftotext", "{}", "-"]);
        assert_eq!(split("'my tool' \"--in={}\" ''").unwrap(), ["my tool", "--in={}", ""]);
        for wrong in ["", "cat", "cat '{}"] {
            assert!(split(wrong).is_err(), "{wrong}");
        }
    }
}

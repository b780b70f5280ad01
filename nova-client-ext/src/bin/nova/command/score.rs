//! `nova score`: one application.

use std::path::PathBuf;

use clap::Args;
use nova_client_ext::{CriteriaVersionId, JobOutcome, Resume, ScoreRequest, WaitOptions};

use crate::access;
use crate::applications::{Posting, refused};
use crate::args::more;
use crate::command::job;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;

/// Submit one application for scoring
#[derive(Args)]
#[command(after_help = more!(
    "Submitting an application again answers with the scoring job that it has, whatever the résumé is; --rescore asks \
     for another, once for each version of the criteria. Exits with 0 when the application is accepted (5 if the \
     scoring job that it has failed before); with --wait, with 0 when it is scored, 5 when scoring failed, and 3 when \
     it is still under way.";
    "nova score job_abc123 app-1 --resume-url https://files.example/cv.pdf --job-description-file job.md"
    "nova score job_abc123 app-1 --resume cv.md --job-description-file job.md --wait --timeout 300"
    "nova score job_abc123 app-1 --resume cv.md --job-description-file job.md --rescore"
))]
pub(crate) struct Score {
    /// The job's id, your own
    job: String,
    /// The application's id, your own
    application: String,
    /// A file with the résumé, in plain text or Markdown; - reads standard input
    #[arg(long, value_name = "FILE", required_unless_present = "resume_url", conflicts_with = "resume_url")]
    resume: Option<PathBuf>,
    /// Where Nova finds the résumé: a PDF, DOC or DOCX
    #[arg(long, value_name = "URL")]
    resume_url: Option<String>,
    #[command(flatten)]
    posting: Posting,
    /// Anything else about the application
    #[arg(long, value_name = "TEXT")]
    context: Option<String>,
    /// A question of the application and the candidate's answer; once for each
    #[arg(long = "answer", value_name = "QUESTION=ANSWER")]
    answers: Vec<String>,
    /// Score again although there is a scoring job
    #[arg(long)]
    rescore: bool,
    /// Rescore by this version of the criteria, instead of the active one
    #[arg(long, value_name = "ID", requires = "rescore")]
    criteria_version: Option<String>,
    /// Wait until it is scored, for 30 minutes or --timeout
    #[arg(long)]
    wait: bool,
}

impl Score {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let application = access::application(context, &self.job, self.application.as_str())?;
        let resume = match (&self.resume, self.resume_url) {
            (Some(file), _) => match input::text(file).await {
                Ok(text) => Resume::text(text).map_err(|error| refused(file, &error.to_string()))?,
                // Most likely a file that Nova can read, and this cannot.
                Err(Failure::Input { what, .. }) if what.ends_with("UTF-8") => {
                    return Err(refused(file, "is no text; a PDF, DOC or DOCX is given by --resume-url"));
                }
                Err(failure) => return Err(failure),
            },
            (None, url) => {
                Resume::url(url.unwrap_or_default()).map_err(|error| Failure::refused("--resume-url", &error))?
            }
        };
        let texts = self.posting.read().await?;
        let mut request = ScoreRequest::new(resume, texts.job_description);
        if let Some(knowledge) = texts.role_knowledge {
            request = request.role_knowledge(knowledge);
        }
        if let Some(more) = self.context {
            request = request.context(more);
        }
        for given in &self.answers {
            // Judged here, since clap would repeat what a candidate wrote.
            let (question, answer) =
                given.split_once('=').ok_or_else(|| Failure::Usage("--answer: is not QUESTION=ANSWER".to_owned()))?;
            request = request.answer(question, answer);
        }
        request = match self.criteria_version.map(CriteriaVersionId::new).transpose() {
            Ok(Some(version)) => request.rescore_with(version),
            Ok(None) if self.rescore => request.rescore(),
            Ok(None) => request,
            Err(error) => return Err(Failure::refused("--criteria-version", &error)),
        };
        let submitted = access::call(context, application.score(request)).await?;
        if self.wait {
            let options = WaitOptions::default().submitted_at(submitted.body().queued_at).jobs(1);
            return job::wait(context, submitted.scoring_job(), options).await;
        }
        let report = submitted.report();
        context.output.show(&report, || report.to_string())?;
        Ok(if report.outcome == JobOutcome::Failed { Exit::TotalFailure } else { Exit::Success })
    }
}

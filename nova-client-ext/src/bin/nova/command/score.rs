//! `nova score`: submit one application, and wait for its score if asked to.

use std::path::PathBuf;

use clap::Args;
use nova_client_ext::{
    CriteriaVersionId,
    report::ScoringJobOutcome,
    submit::{Resume, ScoreRequest, SubmittedScoringJob},
    types::ApplicationAnswer,
};

use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::job_description::JobDescriptionArgs;
use crate::scoring_job;
use crate::text::command_line;

/// The advice after a submit of unknown effect: the vendor recognises an application by its id.
const REPEAT: &str = "the application may have been submitted; a repeat of the command is safe: it returns the existing \
                      scoring job";

/// Submit one application for scoring
#[derive(Args)]
#[command(override_usage = "nova score [OPTIONS] <JOB> <APPLICATION>")]
#[command(after_help = help!(
    "Exits with 0 when it is accepted. With --wait, or if it had already ended, exits by its outcome: 0 scored, 3 pending \
     when --timeout expires, 5 failed, 6 unknown. For an application that was submitted before, Nova returns the existing \
     scoring job, even if the résumé differs. A rescore creates a new one, once for each version of the criteria. \
     With --json the scoring job is printed as Nova returns it, including the assessment.";
    "nova score job_abc123 app-1 --resume cv.md --job-description-file job.md"
    "nova score job_abc123 app-1 --resume-url https://… --job-description-file job.md --wait"
    "nova score job_abc123 app-1 --resume cv.md --job-description-file job.md --rescore --wait"
))]
pub(crate) struct Score {
    /// Job ID (chosen by you)
    job: String,
    /// Application ID (chosen by you)
    application: String,
    #[command(flatten)]
    resume: ResumeArgs,
    #[command(flatten)]
    job_description: JobDescriptionArgs,
    #[command(flatten)]
    data: DataArgs,
    /// Create a new scoring job even if there is one, with the active criteria or with this version
    /// of them
    #[arg(long, value_name = "VERSION", num_args = 0..=1)]
    #[allow(
        clippy::option_option,
        reason = "the option is absent, present, or present with a version"
    )]
    rescore: Option<Option<String>>,
    /// Wait until it has been scored or has failed
    #[arg(long)]
    wait: bool,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct ResumeArgs {
    /// A file with the résumé as text or Markdown; - reads standard input
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    /// The https URL of the résumé: PDF, DOC or DOCX. Other users of this machine can see it
    #[arg(long, value_name = "URL")]
    resume_url: Option<String>,
    /// A file with that URL; - reads standard input
    #[arg(long, value_name = "FILE")]
    resume_url_file: Option<PathBuf>,
}

/// Additional data of the application. Other users of the machine can see arguments, but not
/// necessarily files.
#[derive(Args)]
#[group(skip)]
struct DataArgs {
    /// Additional text about the application
    #[arg(long, value_name = "TEXT")]
    context: Option<String>,
    /// A file with the same; - reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "context")]
    context_file: Option<PathBuf>,
    /// A question of the application and the candidate's answer; once for each
    #[arg(long = "answer", value_name = "QUESTION=ANSWER")]
    answers: Vec<String>,
    /// A file with questions and answers: [{"question": …, "answer": …}]; - reads standard input
    #[arg(long, value_name = "FILE")]
    answer_file: Option<PathBuf>,
}

impl Score {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let (waits, is_rescore) = (self.wait, self.rescore.is_some());
        let (application, request) = context
            .or_interrupted(async {
                let application =
                    access::application(context, &self.job, &self.application).await?;
                Ok((application, self.request(context).await?))
            })
            .await?;
        let scoring = access::call(context, application.score(request));
        let submitted = context.sending(REPEAT, scoring).await?;
        let next = next(&submitted, is_rescore, waits);
        if waits && submitted.outcome() == ScoringJobOutcome::Pending {
            let followed =
                scoring_job::follow(context, submitted.scoring_job(), submitted.body().clone())
                    .await;
            return followed.show(context, None);
        }
        let exit = scoring_job::show(context, submitted.body(), next.as_deref())?;
        // The submit succeeded; waiting for the outcome was not requested.
        Ok(if exit == Exit::Pending && !waits { Exit::Success } else { exit })
    }

    async fn request(self, context: &Context) -> Result<ScoreRequest, Failure> {
        let ResumeArgs { resume, resume_url, resume_url_file } = self.resume;
        let data = self.data;
        let others = [&resume, &resume_url_file, &data.context_file, &data.answer_file];
        let description = self.job_description.read(context, &others.map(Option::as_ref)).await?;
        let resume = match (resume, resume_url, resume_url_file) {
            (Some(file), ..) => input::resume(context, &file).await?,
            (None, None, Some(file)) => {
                let url = input::text(context, &file).await?;
                Resume::url(url.trim())
                    .map_err(|error| input::invalid(&file, &error.to_string()))?
            }
            (None, url, _) => Resume::url(url.unwrap_or_default())
                .map_err(|error| Failure::invalid("--resume-url", &error))?,
        };
        let request = data.add_to(context, description.score(resume)).await?;
        Ok(match self.rescore {
            None => request,
            Some(None) => request.rescore(),
            Some(Some(version)) => {
                let version = CriteriaVersionId::new(version)
                    .map_err(|error| Failure::invalid("--rescore", &error))?;
                request.rescore_with(version)
            }
        })
    }
}

impl DataArgs {
    async fn add_to(
        self,
        context: &Context,
        mut request: ScoreRequest,
    ) -> Result<ScoreRequest, Failure> {
        let text = match (self.context, &self.context_file) {
            (None, Some(file)) => Some(input::text(context, file).await?),
            (text, _) => text,
        };
        if let Some(text) = text {
            request = request.context(text);
        }
        for given in &self.answers {
            // Checked here, because clap would repeat the candidate's text.
            let (question, answer) = given
                .split_once('=')
                .ok_or_else(|| Failure::Usage("--answer: is not QUESTION=ANSWER".to_owned()))?;
            request = request.answer(question, answer);
        }
        if let Some(file) = &self.answer_file {
            let answers: Vec<ApplicationAnswer> = input::json(context, file).await?;
            for one in &answers {
                request = request.answer(&one.question, &one.answer);
            }
        }
        Ok(request)
    }
}

/// Returns what to do next. A new scoring job cannot have ended, so one that has existed before,
/// and the request had no effect.
fn next(submitted: &SubmittedScoringJob, is_rescore: bool, waits: bool) -> Option<String> {
    match (submitted.outcome(), is_rescore) {
        (ScoringJobOutcome::Pending, _) if waits => None,
        (ScoringJobOutcome::Pending, _) => {
            let handle = submitted.scoring_job();
            let (application, job) = (handle.application(), handle.application().job());
            let ids = [job.id().as_str(), application.id().as_str(), handle.id().as_str()];
            Some(command_line("nova job wait", ids))
        }
        (_, false) => Some(
            "it had already ended, so this request changed nothing; only a rescore creates a new scoring job (--rescore)"
                .to_owned(),
        ),
        (_, true) => Some(
            "it had already ended: there is one rescore for each version of the criteria, so change the criteria or \
             name another version"
                .to_owned(),
        ),
    }
}

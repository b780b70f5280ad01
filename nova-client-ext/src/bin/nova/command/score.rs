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

/// What an interrupted submit says: the vendor recognises an application by its id.
const REPEAT: &str = "the application may have been submitted; a repeat of the command is safe: it returns the scoring \
                      job that there is";

/// Submit one application for scoring
#[derive(Args)]
#[command(override_usage = "nova score [OPTIONS] <JOB> <APPLICATION>")]
#[command(after_help = help!(
    "Exits with 0 when it is accepted. With --wait, and if it has ended before, by how it ended: 0 scored, 3 pending \
     when --timeout passes, 5 failed, 6 unknown. Sending an application again makes nothing new, whatever its résumé \
     is: Nova returns the scoring job that there is. A rescore makes another, once for each version of the \
     criteria. With --json the scoring job is printed as Nova returns it, the assessment included.";
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
    /// Make a new scoring job although there is one, by the active criteria or by this version of
    /// them
    #[arg(long, value_name = "VERSION", num_args = 0..=1)]
    #[allow(
        clippy::option_option,
        reason = "not given, given, and given with a version are three things"
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
    /// Where Nova can fetch the résumé: PDF, DOC or DOCX, https only. Other users can see it here
    #[arg(long, value_name = "URL")]
    resume_url: Option<String>,
    /// A file with that URL; - reads standard input
    #[arg(long, value_name = "FILE")]
    resume_url_file: Option<PathBuf>,
}

/// What else is known of the application. Arguments can be seen by other users of the machine,
/// files need not.
#[derive(Args)]
#[group(skip)]
struct DataArgs {
    /// Anything else about the application
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
        // It is on its way, which is what was asked for.
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
            // Checked here, since clap would repeat what a candidate wrote.
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

/// Returns what to do next. A scoring job that is new has not ended: one that has was there before,
/// and what was sent now changed nothing.
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
            "it had ended before, so what was sent now changed nothing; only a rescore makes a new scoring job (--rescore)"
                .to_owned(),
        ),
        (_, true) => Some(
            "it had ended before: a rescore is made once for each version of the criteria, so change the criteria or \
             name another version"
                .to_owned(),
        ),
    }
}

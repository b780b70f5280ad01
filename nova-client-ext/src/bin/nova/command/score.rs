//! `nova score`: one application, submitted and perhaps followed.

use std::path::{Path, PathBuf};

use clap::Args;
use nova_client_ext::{
    CriteriaVersionId,
    report::ScoringJobOutcome,
    submit::{Resume, ScoreRequest, SubmittedScoringJob},
};

use crate::access;
use crate::args::help;
use crate::context::{Context, or_interrupted};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::job_description::JobDescriptionArgs;
use crate::scoring_job;
use crate::table::clean;

/// Submit one application for scoring
#[derive(Args)]
#[command(after_help = help!(
    "Exits with 0 when it is accepted. With --wait, and if it has ended before, by how it ended: 0 scored, 3 pending \
     when --timeout passes, 5 failed, 6 unknown. Sending an application again makes nothing new, whatever its résumé \
     is: Nova answers with the scoring job that there is. A rescore makes another, once for each version of the \
     criteria. With --json the scoring job is printed as Nova answers it, the assessment included.";
    "nova score job_abc123 app-1 --resume cv.md --job-description-file job.md"
    "nova score job_abc123 app-1 --resume-url https://… --job-description-file job.md --wait"
    "nova score job_abc123 app-1 --resume cv.md --job-description-file job.md --rescore --wait"
))]
pub(crate) struct Score {
    /// The job's id (chosen by you)
    job: String,
    /// The application's id (chosen by you)
    application: String,
    /// A file with the résumé as text or Markdown; - reads standard input
    #[arg(long, value_name = "FILE", required_unless_present = "resume_url")]
    resume: Option<PathBuf>,
    /// Where Nova can fetch the résumé: PDF, DOC or DOCX, https only
    #[arg(long, value_name = "URL", conflicts_with = "resume")]
    resume_url: Option<String>,
    #[command(flatten)]
    job_description: JobDescriptionArgs,
    /// Anything else about the application
    #[arg(long, value_name = "TEXT")]
    context: Option<String>,
    /// A question of the application and the candidate's answer; once for each
    #[arg(long = "answer", value_name = "QUESTION=ANSWER")]
    answers: Vec<String>,
    /// Make a new scoring job although there is one, by the active criteria or by this version of
    /// them
    #[arg(long, value_name = "VERSION", num_args = 0..=1)]
    #[allow(
        clippy::option_option,
        reason = "not said, said, and said with a version are three things"
    )]
    rescore: Option<Option<String>>,
    /// Wait until it has been scored or has failed
    #[arg(long)]
    wait: bool,
}

impl Score {
    /// Whether the command itself says what is known when it is interrupted.
    pub(crate) fn handles_interrupts(&self) -> bool {
        self.wait
    }

    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let application = access::application(context, &self.job, self.application.as_str())?;
        let (waits, is_rescore) = (self.wait, self.rescore.is_some());
        let submitted = or_interrupted(async {
            let request = self.request(context).await?;
            access::call(context, application.score(request)).await
        })
        .await?;
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
        let others: Vec<&Path> = self.resume.as_deref().into_iter().collect();
        let description = self.job_description.read(context, &others).await?;
        let resume = match (self.resume, self.resume_url) {
            (Some(file), _) => input::resume(context, &file).await?,
            (None, url) => Resume::url(url.unwrap_or_default())
                .map_err(|error| Failure::invalid("--resume-url", &error))?,
        };
        let mut request = description.score(resume);
        if let Some(text) = self.context {
            request = request.context(text);
        }
        for given in &self.answers {
            // Judged here, since clap would repeat what a candidate wrote.
            let (question, answer) = given
                .split_once('=')
                .ok_or_else(|| Failure::Usage("--answer: is not QUESTION=ANSWER".to_owned()))?;
            request = request.answer(question, answer);
        }
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

/// What there is to say to the answer. A scoring job that is new has not ended: one that has was
/// there before, and what was sent now changed nothing.
fn next(submitted: &SubmittedScoringJob, is_rescore: bool, waits: bool) -> Option<String> {
    match (submitted.outcome(), is_rescore) {
        (ScoringJobOutcome::Pending, _) if waits => None,
        (ScoringJobOutcome::Pending, _) => {
            let handle = submitted.scoring_job();
            let (application, job) = (handle.application(), handle.application().job());
            let ids = [job.id().as_str(), application.id().as_str(), handle.id().as_str()].map(clean);
            Some(format!("nova job wait {}", ids.join(" ")))
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

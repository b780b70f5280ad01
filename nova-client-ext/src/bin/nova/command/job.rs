//! `nova job …`: the scoring jobs of an application.

use clap::{Args, Subcommand};
use nova_client_ext::{ScoringJob, types};

use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::scoring_job;

#[derive(Subcommand)]
pub(crate) enum Command {
    Status(Status),
    Wait(Wait),
    Latest(Latest),
}

impl Command {
    /// Returns whether the command itself prints what is known when it is interrupted.
    pub(crate) fn handles_interrupts(&self) -> bool {
        matches!(self, Self::Wait(_))
    }

    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Status(status) => status.run(context).await,
            Self::Wait(wait) => wait.run(context).await,
            Self::Latest(latest) => latest.run(context).await,
        }
    }
}

/// Selects a scoring job.
#[derive(Args)]
struct Which {
    /// Job ID (chosen by you)
    job: String,
    /// Application ID (chosen by you)
    application: String,
    /// Scoring job ID (assigned by Nova); without it, the one that was submitted last
    scoring_job: Option<String>,
}

impl Which {
    /// Fetches the scoring job; also returns its handle.
    async fn fetch(&self, context: &Context) -> Result<(ScoringJob, types::ScoringJob), Failure> {
        let application = access::application(context, &self.job, &self.application).await?;
        let handle = |id: &str| {
            application.scoring_job(id).map_err(|error| Failure::invalid("SCORING_JOB", &error))
        };
        if let Some(id) = &self.scoring_job {
            let handle = handle(id)?;
            let job = access::call(context, handle.status()).await?;
            return Ok((handle, job));
        }
        let job = access::call(context, application.latest_score()).await?;
        Ok((handle(&job.id)?, job))
    }
}

/// Show the status of a scoring job
#[derive(Args)]
#[command(after_help = help!(
    "Exits by its outcome: 0 scored, 3 pending, 5 failed, 6 unknown. With --json the scoring job is printed as Nova \
     returns it, including the assessment.";
    "nova job status job_abc123 app-1 sj_abc123"
    "nova job status job_abc123 app-1 sj_abc123 --json | jq .scoringJob.assessment"
))]
pub(crate) struct Status {
    #[command(flatten)]
    which: Which,
}

impl Status {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let (_, job) = self.which.fetch(context).await?;
        scoring_job::show(context, &job, None)
    }
}

/// Wait until a scoring job has been scored or has failed
#[derive(Args)]
#[command(after_help = help!(
    "Exits as `nova job status` does. When --timeout expires (default 30 minutes) it prints the last status and exits \
     with 3; Ctrl-C does the same with 130.";
    "nova job wait job_abc123 app-1 sj_abc123"
    "nova job wait job_abc123 app-1 sj_abc123 --timeout 600 --json"
))]
pub(crate) struct Wait {
    #[command(flatten)]
    which: Which,
}

impl Wait {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let (handle, job) = context.or_interrupted(self.which.fetch(context)).await?;
        scoring_job::follow(context, &handle, job).await.show(context, None)
    }
}

/// Show the scoring job of an application that was submitted last
#[derive(Args)]
#[command(after_help = help!(
    "Exits by its outcome: 0 scored, 3 pending, 5 failed, 6 unknown.";
    "nova job latest job_abc123 app-1"
    "nova job latest job_abc123 app-1 --json | jq .scoringJob.score"
))]
pub(crate) struct Latest {
    /// Job ID (chosen by you)
    job: String,
    /// Application ID (chosen by you)
    application: String,
}

impl Latest {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let application = access::application(context, &self.job, &self.application).await?;
        scoring_job::show(context, &access::call(context, application.latest_score()).await?, None)
    }
}

//! `nova job …`: how the scoring of one application stands.

use clap::{Args, Subcommand};
use nova_client_ext::{Application, ErrorKind, JobReport, ScoringJob, Unfinished, WaitOptions};

use crate::access;
use crate::args::more;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

#[derive(Subcommand)]
pub(crate) enum Command {
    Status(Status),
    Wait(Wait),
    Latest(Latest),
}

impl Command {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Status(status) => status.run(context).await,
            Self::Wait(wait) => wait.run(context).await,
            Self::Latest(latest) => latest.run(context).await,
        }
    }
}

/// Which scoring job is meant.
#[derive(Args)]
struct Which {
    /// The job's id, your own
    job: String,
    /// The application's id, your own
    application: String,
    /// The scoring job's id, Nova's; the one submitted last without it
    scoring_job: Option<String>,
}

impl Which {
    async fn find(&self, context: &Context) -> Result<ScoringJob, Failure> {
        let application = access::application(context, &self.job, self.application.as_str())?;
        let id = match &self.scoring_job {
            Some(id) => id.clone(),
            None => access::call(context, application.latest_score()).await?.id,
        };
        application.scoring_job(id).map_err(|error| Failure::refused("SCORING_JOB", &error))
    }
}

/// Ask once how a scoring job stands
#[derive(Args)]
#[command(after_help = more!(
    "Exits with 0 when the application is scored, 3 when it is pending, and 5 when its scoring failed.";
    "nova job status job_abc123 app-1 sj_abc123"
    "nova job status job_abc123 app-1 --json | jq .remedy"
))]
pub(crate) struct Status {
    #[command(flatten)]
    which: Which,
}

impl Status {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let Which { job, application, scoring_job } = &self.which;
        if scoring_job.is_none() {
            return latest(context, &access::application(context, job, application.as_str())?).await;
        }
        let scoring_job = self.which.find(context).await?;
        let report = access::call(context, scoring_job.report()).await?;
        show(context, &report)
    }
}

/// Wait until a scoring job has ended
#[derive(Args)]
#[command(after_help = more!(
    "When --timeout passes (30 minutes without it) it prints what is known, and exits with 3.";
    "nova job wait job_abc123 app-1 sj_abc123"
    "nova job wait job_abc123 app-1 --timeout 120"
))]
pub(crate) struct Wait {
    #[command(flatten)]
    which: Which,
}

impl Wait {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let scoring_job = self.which.find(context).await?;
        wait(context, &scoring_job, WaitOptions::default()).await
    }
}

/// Show the scoring job of an application that was submitted last
#[derive(Args)]
#[command(after_help = more!(
    "Exits with 0 when the application is scored, 3 when it is pending, and 5 when its scoring failed.";
    "nova job latest job_abc123 app-1"
))]
pub(crate) struct Latest {
    /// The job's id, your own
    job: String,
    /// The application's id, your own
    application: String,
}

impl Latest {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        latest(context, &access::application(context, &self.job, self.application.as_str())?).await
    }
}

async fn latest(context: &Context, application: &Application) -> Result<Exit, Failure> {
    let job = access::call(context, application.latest_score()).await?;
    show(context, &JobReport::new(&job))
}

/// Waits for a scoring job, and prints what became of it; or what is known when time is up.
pub(crate) async fn wait(context: &Context, job: &ScoringJob, options: WaitOptions) -> Result<Exit, Failure> {
    let options = match context.deadline() {
        Some(deadline) => options.timeout(deadline.saturating_duration_since(tokio::time::Instant::now())),
        None => options,
    };
    let error = match job.wait(options).await {
        Ok(report) => return show(context, &report),
        Err(error) => error,
    };
    let known = error.unfinished().filter(|_| error.kind() == ErrorKind::WaitExpired);
    match known.and_then(Unfinished::job_report) {
        Some(report) => show(context, &report),
        None => Err(Failure::Call { error, base_url: access::server(&context.globals) }),
    }
}

fn show(context: &Context, report: &JobReport) -> Result<Exit, Failure> {
    match context.output.show(report, || report.to_string()) {
        Ok(_) | Err(Failure::ReaderGone) => Ok(Exit::of_job(report.outcome)),
        Err(failure) => Err(failure),
    }
}

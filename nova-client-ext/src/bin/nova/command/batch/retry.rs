//! `nova batch retry`: what failed or was rejected goes again.

use std::path::PathBuf;

use clap::Args;
use nova_client_ext::{BatchReport, submit::RetryReport};

use super::retry_result::RetryResult;
use crate::access;
use crate::applications::Applications;
use crate::args::help;
use crate::context::{Context, or_interrupted};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::job_description::JobDescriptionArgs;

/// Send again what a batch left unscored, each application the way that works for it
#[derive(Args)]
#[command(after_help = help!(
    "Submitting a batch again would answer with the same batch, failures included. So each application goes alone: one \
     that failed asks for a rescore, one that was rejected is submitted anew. The file is as for `nova batch submit`, \
     with the résumés to use now; an application that it lacks is declined. Exits with 0 when all went, and with --wait \
     were scored; 3 pending when --timeout passes, 4 when some could not go or were not scored, 5 when none, and 1 when \
     none went because calls failed. A repeat makes nothing twice.";
    "nova batch status job_abc123 sb_abc123 --json | jq .retryPlan"
    "nova batch retry job_abc123 sb_abc123 apps.jsonl --job-description-file job.md"
    "nova batch retry job_abc123 sb_abc123 apps.jsonl --job-description-file job.md --wait --json"
))]
pub(crate) struct Retry {
    /// The job's id (chosen by you)
    job: String,
    /// The scoring batch's ID (assigned by Nova)
    batch: String,
    /// The file with the applications, a JSON object on each line; - reads standard input
    file: PathBuf,
    #[command(flatten)]
    job_description: JobDescriptionArgs,
    /// Wait until every application that went has been scored or has failed
    #[arg(long)]
    wait: bool,
}

impl Retry {
    /// Whether the command itself says what is known when it is interrupted.
    pub(crate) fn handles_interrupts(&self) -> bool {
        self.wait
    }

    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let wait = self.wait;
        let (report, retried) = or_interrupted(self.send(context)).await?;
        let mut result = RetryResult::new(&report, &retried, access::server(&context.globals));
        let cut_short = if wait { result.follow(context, &retried).await } else { None };
        for failure in result.failures() {
            context.output.failure(failure);
        }
        let exit = context.output.outcome(result.exit(wait), &result, || result.text())?;
        cut_short.map_or(Ok(exit), Err)
    }

    async fn send(self, context: &Context) -> Result<(BatchReport, RetryReport), Failure> {
        let job = access::job(context, &self.job)?;
        let batch = job.batch(self.batch).map_err(|error| Failure::invalid("BATCH", &error))?;
        let description = self.job_description.read(context, &[&self.file]).await?;
        let applications = Applications::read(context, &self.file).await?;
        let report = access::call(context, batch.report()).await?;
        let (applications, description) = (&applications, &description);
        let sending = job.retry(report.retry_plan(), |application| async move {
            applications.request(context, application.id(), description).await
        });
        let retried = context.within(sending).await?;
        Ok((report, retried))
    }
}

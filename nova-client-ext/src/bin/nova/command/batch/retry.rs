//! `nova batch retry`: what failed or was rejected goes again.

use std::path::PathBuf;

use clap::Args;
use nova_client_ext::{BatchReport, submit::RetryReport};

use super::again::Again;
use crate::access;
use crate::applications::Applications;
use crate::args::more;
use crate::context::{Context, or_interrupted};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::posting::Posting;

/// Send again what a batch left unscored, each application the way that works for it
#[derive(Args)]
#[command(after_help = more!(
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
    /// The job's id, your own
    job: String,
    /// The scoring batch's id, Nova's
    batch: String,
    /// The file with the applications, a JSON object on each line; - reads standard input
    file: PathBuf,
    #[command(flatten)]
    posting: Posting,
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
        let mut again = Again::new(&report, &retried, access::server(&context.globals));
        let cut_short = if wait { again.follow(context, &retried).await } else { None };
        for failure in again.failures() {
            context.output.failure(failure);
        }
        let exit = context.output.outcome(again.exit(wait), &again, || again.text())?;
        cut_short.map_or(Ok(exit), Err)
    }

    async fn send(self, context: &Context) -> Result<(BatchReport, RetryReport), Failure> {
        let job = access::job(context, &self.job)?;
        let batch = job.batch(self.batch).map_err(|error| Failure::refused("BATCH", &error))?;
        let posted = self.posting.read(context, &[&self.file]).await?;
        let applications = Applications::read(context, &self.file).await?;
        let report = access::call(context, batch.report()).await?;
        let (applications, posted) = (&applications, &posted);
        let sending = job.retry(report.retry_plan(), |id| async move {
            applications.request(context, &id, posted).await
        });
        let retried = context.within(sending).await?;
        Ok((report, retried))
    }
}

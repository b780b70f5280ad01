//! `nova batch retry`: what failed or was rejected goes again.

use std::collections::HashMap;
use std::path::PathBuf;

use clap::Args;
use nova_client_ext::{RetriedOutcome, RetryReport, ScoreRequest};
use serde_json::{Value, json};

use crate::access;
use crate::applications::{self, Posting};
use crate::args::more;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::table::table;

/// Send again what a batch left unscored, each application the way that works for it
#[derive(Args)]
#[command(after_help = more!(
    "Submitting a batch again would answer with the same batch, failures included. So each application goes alone: one \
     that failed asks for a rescore, one that was rejected is submitted anew. The file is as for `nova batch submit`, \
     with the résumés to use now; an application that is not in it is declined. Exits with 0 when all went, 4 when some \
     did, and 5 when none did. `nova job wait JOB APPLICATION` follows each.";
    "nova batch status job_abc123 sb_abc123 --json | jq .retryPlan"
    "nova batch retry job_abc123 sb_abc123 applications.jsonl --job-description-file job.md"
))]
pub(crate) struct Retry {
    /// The job's id, your own
    job: String,
    /// The scoring batch's id, Nova's
    batch: String,
    /// The file with the applications; - reads standard input
    file: PathBuf,
    #[command(flatten)]
    posting: Posting,
}

impl Retry {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let job = access::job(context, &self.job)?;
        let batch = job.batch(self.batch).map_err(|error| Failure::refused("BATCH", &error))?;
        let entries = applications::read(&self.file).await?;
        let texts = self.posting.read().await?;
        let mut requests: HashMap<String, ScoreRequest> =
            entries.into_iter().map(|entry| (entry.id.to_string(), entry.alone(&texts))).collect();
        let report = access::call(context, batch.report()).await?;
        let file = input::name(&self.file);
        let sending = job.retry(report.retry_plan(), |id| {
            let request = requests.remove(&id).ok_or_else(|| format!("is not in {file}"));
            async move { request }
        });
        let retried = context.within(sending).await?;
        let applications: Vec<Value> = retried
            .applications()
            .iter()
            .map(|one| {
                let (outcome, job) = (one.outcome(), one.outcome().job());
                json!({"applicationId": one.id(), "way": one.way().as_str(), "outcome": outcome.as_str(),
                    "scoringJobId": job.map(|job| job.scoring_job().id()), "error": error(outcome)})
            })
            .collect();
        let result = json!({"jobId": self.job, "batchId": batch.id(), "applications": applications,
            "blocked": retried.blocked()});
        context.output.show(&result, || listed(&retried))?;
        Ok(match (retried.is_complete(), retried.submitted().next()) {
            (true, _) => Exit::Success,
            (false, Some(_)) => Exit::PartialFailure,
            (false, None) => Exit::TotalFailure,
        })
    }
}

fn error(outcome: &RetriedOutcome) -> Option<String> {
    match outcome {
        RetriedOutcome::Declined(error) => Some(error.to_string()),
        RetriedOutcome::Refused(error) => Some(error.to_string()),
        _ => None,
    }
}

fn listed(retried: &RetryReport) -> String {
    let sent = retried
        .applications()
        .iter()
        .map(|one| [one.id().to_owned(), one.way().as_str().to_owned(), one.outcome().to_string()]);
    let blocked = retried
        .blocked()
        .iter()
        .map(|id| [id.clone(), "blocked".to_owned(), "not sent; `nova batch status` says what helps first".to_owned()]);
    if retried.applications().is_empty() && retried.blocked().is_empty() {
        return "Nothing to send again\n".to_owned();
    }
    table(["APPLICATION", "WAY", "RESULT"], sent.chain(blocked))
}

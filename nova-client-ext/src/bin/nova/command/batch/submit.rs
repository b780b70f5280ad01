//! `nova batch submit`: many applications from a file.

use std::future::poll_fn;
use std::path::PathBuf;
use std::pin::Pin;

use clap::Args;
use futures_core::Stream as _;
use nova_client_ext::{BatchRequest, ErrorKind, Rejection, SubmittedBatch, WaitOptions};
use serde_json::json;

use crate::access;
use crate::applications::{self, Posting};
use crate::args::more;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::table::{clean, table};

/// Submit up to 25 applications to be scored together
#[derive(Args)]
#[command(after_help = more!(
    "The file has an application on each line, as a JSON object: applicationId; resumeUrl or resumeText (or resume, as \
     the API has it); and, where there are any, context and answers: [{\"question\":…,\"answer\":…}]. A bad line is \
     named, and nothing is sent. The same applications submitted again are the same batch: what has failed goes again \
     by `nova batch retry`. Exits with 0 when all are accepted and 4 when some are rejected; with --wait, by the \
     outcome, as `nova batch watch`.";
    "nova batch submit job_abc123 applications.jsonl --job-description-file job.md"
    "nova batch submit job_abc123 applications.jsonl --job-description-file job.md --wait --timeout 600"
    "nova batch submit job_abc123 - --job-description 'We look for…' --json < applications.jsonl | jq -r .batchId"
))]
pub(crate) struct Submit {
    /// The job's id, your own
    job: String,
    /// The file with the applications; - reads standard input
    file: PathBuf,
    #[command(flatten)]
    posting: Posting,
    /// Wait until the batch is finished, for 30 minutes or --timeout
    #[arg(long)]
    wait: bool,
}

impl Submit {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let job = access::job(context, &self.job)?;
        let entries = applications::read(&self.file).await?;
        let texts = self.posting.read().await?;
        let applications = entries.into_iter().map(applications::Entry::for_batch);
        let mut request = BatchRequest::new(texts.job_description).applications(applications);
        if let Some(knowledge) = texts.role_knowledge {
            request = request.role_knowledge(knowledge);
        }
        let submitted = match access::call(context, job.submit_batch(request)).await {
            Ok(submitted) => submitted,
            // It is the file that cannot be right, and not how the command was called.
            Err(Failure::Call { error, .. }) if error.kind() == ErrorKind::Invalid => {
                return Err(applications::refused(&self.file, &error.to_string()));
            }
            Err(failure) => return Err(failure),
        };
        if self.wait {
            return settle(context, &submitted).await;
        }
        let (accepted, rejected) = (submitted.accepted(), submitted.rejected());
        let result = json!({"jobId": self.job, "batchId": submitted.batch().id(), "accepted": accepted,
            "rejections": rejected, "unaccounted": submitted.unaccounted()});
        context.output.show(&result, || listed(&submitted))?;
        Ok(match (rejected.is_empty() && submitted.unaccounted().is_empty(), accepted.is_empty()) {
            (true, _) => Exit::Success,
            (false, false) => Exit::PartialFailure,
            (false, true) => Exit::TotalFailure,
        })
    }
}

/// Waits for the batch and prints its report; when time is up, the last one.
async fn settle(context: &Context, submitted: &SubmittedBatch) -> Result<Exit, Failure> {
    let batch = submitted.batch();
    let mut options = submitted.known(WaitOptions::default());
    if let Some(deadline) = context.deadline() {
        options = options.timeout(deadline.saturating_duration_since(tokio::time::Instant::now()));
    }
    let mut progress = Progress::new(context, !context.output.json);
    let mut watch = batch.watch(options);
    let mut end = None;
    while let Some(event) = poll_fn(|context| Pin::new(&mut watch).poll_next(context)).await {
        match event {
            Ok(event) => {
                progress.tell(batch, &event);
                if let nova_client_ext::BatchEvent::Settled { report } = event {
                    end = Some(Ok(*report));
                }
            }
            Err(error) => end = Some(Err(error)),
        }
    }
    drop(progress);
    match end {
        Some(Ok(report)) => context.output.report(&report),
        Some(Err(error)) => match error.report().filter(|_| error.kind() == ErrorKind::WaitExpired) {
            Some(report) => context.output.report(report),
            None => Err(Failure::Call { error, base_url: access::server(&context.globals) }),
        },
        None => Ok(Exit::UnknownOutcome),
    }
}

fn listed(submitted: &SubmittedBatch) -> String {
    let (accepted, rejected) = (submitted.accepted(), submitted.rejected());
    let head = format!(
        "Batch {} of job {}: {} accepted, {} rejected\n\n",
        clean(submitted.batch().id().as_str()),
        clean(submitted.batch().job().id().as_str()),
        accepted.len(),
        rejected.len()
    );
    let accepted = accepted.iter().map(|one| {
        [
            one.application_id.clone(),
            "accepted".to_owned(),
            format!("scoring job {}", one.scoring_job_id),
            String::new(),
        ]
    });
    let rejected = rejected.iter().map(|one| {
        let Rejection { application_id, code, message, reason, remedy, .. } = one;
        let reason = reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        let why = format!("{code}{reason}: {message}");
        [application_id.clone(), "rejected".to_owned(), why, remedy.advice().to_owned()]
    });
    let unaccounted = submitted.unaccounted().iter().map(|id| {
        [id.clone(), "not told".to_owned(), "the answer does not name it".to_owned(), "ask for the batch".to_owned()]
    });
    head + &table(["APPLICATION", "RESULT", "WHY", "WHAT HELPS"], accepted.chain(rejected).chain(unaccounted))
}

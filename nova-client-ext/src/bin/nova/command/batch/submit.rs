//! `nova batch submit`: the applications of a file, as one batch.

use std::path::PathBuf;

use clap::Args;
use nova_client_ext::{
    BatchReport, Error, ErrorKind, Remedy,
    submit::{RejectionDetail, SubmittedBatch},
};
use serde::Serialize;

use super::watch;
use crate::access;
use crate::applications::Applications;
use crate::args::help;
use crate::context::{Context, or_interrupted};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::job_description::JobDescriptionArgs;
use crate::table::{self, clean, table};

/// Submit the applications of a file to be scored together
#[derive(Args)]
#[command(after_help = help!(
    "Each line of the file is a JSON object: applicationId; one of resumeUrl, resumeText and resumeFile (a text file, its \
     path seen from this file); and, where there are any, context and answers: [{\"question\": …, \"answer\": …}]. \
     resume and applicationData, as the API takes them, will do too. Nothing is sent if a line is wrong; every such line \
     is named. The same applications submitted again are the same batch, whatever their résumés are: what failed or was rejected goes again by `nova batch retry`. Exits with 0 when \
     all are accepted, 3 when some are rejected, 5 when all are, which makes no batch; with --wait, and if the batch has \
     ended before, by its outcome, as `nova batch watch` does.";
    "nova batch submit job_abc123 apps.jsonl --job-description-file job.md"
    "nova batch submit job_abc123 apps.jsonl --job-description-file job.md --wait --timeout 600"
    "nova batch submit job_abc123 - --job-description '…' --json < apps.jsonl | jq .rejections"
))]
pub(crate) struct Submit {
    /// The job's id (chosen by you)
    job: String,
    /// The file with the applications, a JSON object on each line; - reads standard input
    file: PathBuf,
    #[command(flatten)]
    job_description: JobDescriptionArgs,
    /// Wait until every application has been scored or has failed
    #[arg(long)]
    wait: bool,
}

/// What became of the applications when it was submitted. Of a batch that was rejected as a whole, there is no
/// id.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Submission {
    job_id: String,
    batch_id: Option<String>,
    accepted: Vec<Accepted>,
    rejections: Vec<Rejected>,
    /// Submitted applications that the answer does not name.
    unaccounted: Vec<String>,
    /// Identifies a refusal to the vendor's support.
    trace_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Accepted {
    application_id: String,
    scoring_job_id: String,
}

/// A rejection as a report has it. Where a whole batch is refused, not all of it may be recognised.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rejected {
    application_id: Option<String>,
    code: Option<String>,
    message: Option<String>,
    reason: Option<String>,
    remedy: Remedy,
}

impl Submit {
    /// Whether the command itself says what is known when it is interrupted.
    pub(crate) fn handles_interrupts(&self) -> bool {
        self.wait
    }

    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let job = access::job(context, &self.job)?;
        let mut ids = Vec::new();
        let submitting = or_interrupted(async {
            let description = self.job_description.read(context, &[&self.file]).await?;
            let applications = Applications::read(context, &self.file).await?;
            ids = applications.ids();
            access::call(
                context,
                job.submit_batch(applications.batch(context, &description).await?),
            )
            .await
        });
        let submitted = match submitting.await {
            Ok(submitted) => submitted,
            Err(Failure::Call { error, .. }) if error.kind() == ErrorKind::AllRejected => {
                let submission = Submission::all_rejected(&self.job, ids, &error);
                return context
                    .output
                    .outcome(Exit::TotalFailure, &submission, || submission.text());
            }
            // All else was judged before, so it is the file as a whole that cannot be right.
            Err(Failure::Call { error, .. }) if error.kind() == ErrorKind::Invalid => {
                return Err(input::invalid(&self.file, &error.to_string()));
            }
            Err(failure) => return Err(failure),
        };
        let submission = Submission::of(&self.job, &submitted);
        let base_url = access::server(&context.globals);
        let report = submitted.report().map_err(|error| Failure::Call { error, base_url })?;
        if !self.wait {
            return context
                .output
                .outcome(exit(&report, &submitted), &submission, || submission.text());
        }
        context.note(submission.headline().trim_end());
        let options = submitted.known(context.wait_options());
        let exit =
            watch::watch(context, vec![(submitted.batch().clone(), options)], Some(report)).await?;
        if submission.unaccounted.is_empty() {
            return Ok(exit);
        }
        let ids = submission.unaccounted.join(", ");
        context
            .output
            .failure(&Failure::System(format!("the answer to the submit does not name {ids}")));
        Ok(exit.or_worse(Exit::UnknownOutcome))
    }
}

/// How a submit ends that does not wait: well if all are on their way, else by what is known of the
/// batch.
fn exit(report: &BatchReport, submitted: &SubmittedBatch) -> Exit {
    let exit = match Exit::of(report.outcome()) {
        Exit::Pending if submitted.rejected().is_empty() => Exit::Success,
        exit => exit,
    };
    if submitted.unaccounted().is_empty() { exit } else { exit.or_worse(Exit::UnknownOutcome) }
}

impl Submission {
    fn of(job: &str, submitted: &SubmittedBatch) -> Self {
        let accepted = submitted.accepted().iter().map(|one| Accepted {
            application_id: one.application_id.clone(),
            scoring_job_id: one.scoring_job_id.clone(),
        });
        let rejections = submitted.rejected().iter().map(|one| Rejected {
            application_id: Some(one.application_id.clone()),
            code: Some(one.code.to_string()),
            message: Some(one.message.clone()),
            reason: one.reason.clone(),
            remedy: one.remedy,
        });
        Self {
            job_id: job.to_owned(),
            batch_id: Some(submitted.batch().id().to_string()),
            accepted: accepted.collect(),
            rejections: rejections.collect(),
            unaccounted: submitted.unaccounted().to_vec(),
            trace_id: None,
        }
    }

    /// Of a batch of these applications, all of which were rejected.
    fn all_rejected(job: &str, mut ids: Vec<String>, error: &Error) -> Self {
        let rejections = error.rejections().unwrap_or_default();
        ids.retain(|id| rejections.iter().all(|one| one.application_id.as_ref() != Some(id)));
        Self {
            job_id: job.to_owned(),
            batch_id: None,
            accepted: Vec::new(),
            rejections: rejections.iter().map(Rejected::of).collect(),
            unaccounted: ids,
            trace_id: error.trace_id().map(str::to_owned),
        }
    }

    fn headline(&self) -> String {
        let job = clean(&self.job_id);
        if let Some(batch) = &self.batch_id {
            let (accepted, rejected) = (self.accepted.len(), self.rejections.len());
            return format!(
                "Batch {} of job {job}: {accepted} accepted, {rejected} rejected\n",
                clean(batch)
            );
        }
        let trace = self
            .trace_id
            .as_ref()
            .map(|id| format!(" (trace id {})", clean(id)))
            .unwrap_or_default();
        format!("No batch of job {job} was made: every application was rejected{trace}\n")
    }

    fn text(&self) -> String {
        let accepted = self.accepted.iter().map(|one| {
            let job = format!("scoring job {}", one.scoring_job_id);
            [one.application_id.clone(), "accepted".to_owned(), job, String::new()]
        });
        let rejected = self.rejections.iter().map(|one| {
            let id = one.application_id.clone().unwrap_or_else(|| "(not named)".to_owned());
            [id, "rejected".to_owned(), one.why(), one.remedy.advice().to_owned()]
        });
        let unaccounted = self.unaccounted.iter().map(|id| {
            let why = "the answer does not name it".to_owned();
            [id.clone(), "unaccounted".to_owned(), why, "see what becomes of the batch".to_owned()]
        });
        let rows = accepted.chain(rejected).chain(unaccounted);
        let next = match (&self.batch_id, self.rejections.is_empty()) {
            (None, _) => "do what helps, and submit them again".to_owned(),
            (Some(batch), is_whole) => {
                let follow = format!("nova batch watch {} {}", clean(&self.job_id), clean(batch));
                let mended = "; do what helps, and send the rejected ones by `nova batch retry`";
                follow + if is_whole { "" } else { mended }
            }
        };
        format!(
            "{}\n{}\nWhat next: {next}\n",
            self.headline(),
            table(["APPLICATION", "RESULT", "WHY", "WHAT HELPS"], rows)
        )
    }
}

impl Rejected {
    fn of(detail: &RejectionDetail) -> Self {
        Self {
            application_id: detail.application_id.clone(),
            code: detail.code.as_ref().map(ToString::to_string),
            message: detail.message.clone(),
            reason: detail.reason.clone(),
            remedy: detail.remedy(),
        }
    }

    /// `CODE (reason): message`, as a report has it.
    fn why(&self) -> String {
        table::why(self.code.as_deref(), self.reason.as_deref(), self.message.as_deref())
    }
}

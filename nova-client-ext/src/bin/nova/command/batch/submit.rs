//! `nova batch submit`: submits the applications of a file as one batch.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;
use nova_client_ext::{
    BatchReport, Error, ErrorKind, Remedy,
    submit::{RejectionDetail, SubmittedBatch},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::watch;
use crate::access;
use crate::applications::{Applications, ResumeFileArgs};
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::job_description::JobDescriptionArgs;
use crate::table::{self, table};
use crate::text::{clean, command_line};

/// A batch that was created this long before the request is an existing one. Clocks differ by less.
const OLDER: TimeDelta = TimeDelta::seconds(30);

/// The advice after a submit of unknown effect: the vendor recognises a batch by its applications.
const REPEAT: &str = "the batch may have been submitted; to find out, submit the same file again, which is safe: \
                      the same applications are the same batch, and no scoring job is created twice";

/// Submit the applications of a file as one batch
#[derive(Args)]
#[command(override_usage = "nova batch submit [OPTIONS] <JOB> <FILE>")]
#[command(after_help = help!(
    "Each line of the file is a JSON object: applicationId; one of resumeUrl, resumeText and resumeFile (a text file in \
     the folder of this file or below); and optionally context and answers: [{\"question\": …, \"answer\": …}]. \
     resume and applicationData in the API's format are accepted, too. Nothing is sent if a line is invalid. The same \
     applications submitted again are the same batch, even with other résumés; use `nova batch retry` for failed and \
     rejected ones. Exits with 0 when all are accepted, 3 when some are rejected, 5 when all are, so that there is no \
     batch; with --wait, or if the batch had already finished, by its outcome, as `nova batch watch` does. With --wait \
     --json, the first line is the result of the submit, the last one the report.";
    "nova batch submit job_abc123 apps.jsonl --job-description-file job.md"
    "nova batch submit job_abc123 apps.jsonl --job-description-file job.md --wait --timeout 600"
    "nova batch submit job_abc123 - --job-description '…' --json < apps.jsonl | jq .rejections"
))]
pub(crate) struct Submit {
    /// Job ID (chosen by you)
    job: String,
    /// The file with the applications, a JSON object on each line; - reads standard input
    file: PathBuf,
    #[command(flatten)]
    job_description: JobDescriptionArgs,
    #[command(flatten)]
    files: ResumeFileArgs,
    /// Wait until every application has been scored or has failed
    #[arg(long)]
    wait: bool,
}

/// The result of a submit.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Submission {
    job_id: String,
    /// Null if every application was rejected, so that there is no batch.
    batch_id: Option<String>,
    /// Whether the batch already existed, so that nothing new is scored.
    existed: bool,
    accepted: Vec<Accepted>,
    rejections: Vec<Rejected>,
    /// Submitted applications that are missing in the response.
    unaccounted: Vec<String>,
    /// The trace id of a complete rejection, for the vendor's support.
    trace_id: Option<String>,
    /// What to do next.
    next: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Accepted {
    application_id: String,
    scoring_job_id: String,
}

/// A rejection as in a report. If a whole batch is rejected, some fields may be unknown.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Rejected {
    application_id: Option<String>,
    code: Option<String>,
    message: Option<String>,
    reason: Option<String>,
    remedy: Remedy,
}

impl Submit {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let mut ids = Vec::new();
        let (job, request) = context
            .or_interrupted(async {
                let job = access::job(context, &self.job).await?;
                let description = self.job_description.read(context, &[Some(&self.file)]).await?;
                let applications = Applications::read(context, &self.file, self.files).await?;
                ids = applications.ids();
                Ok((job, applications.batch(context, &description).await?))
            })
            .await?;
        let sent_at = Utc::now();
        let submitting = access::call(context, job.submit_batch(request));
        let submitted = match context.sending(REPEAT, submitting).await {
            Ok(submitted) => submitted,
            Err(Failure::Call { error, .. }) if error.kind() == ErrorKind::AllRejected => {
                let submission = Submission::all_rejected(&self.job, ids, &error);
                return context
                    .output
                    .outcome(Exit::TotalFailure, &submission, || submission.text());
            }
            // Everything else was validated before, so the file as a whole is invalid.
            Err(Failure::Call { error, .. }) if error.kind() == ErrorKind::Invalid => {
                return Err(input::invalid(&self.file, &error.to_string()));
            }
            Err(failure) => return Err(failure),
        };
        // The accepted applications are printed before anything else can fail.
        let submission = Submission::new(&self.job, &submitted, sent_at);
        let waits = self.wait;
        context.output.show(&submission, || {
            if waits { submission.headline() + "\n" } else { submission.text() }
        })?;
        if waits && !io::stdout().is_terminal() {
            // Progress is shown there.
            context.note(submission.headline().trim_end());
        }
        let report = match submitted.report() {
            Ok(report) => report,
            Err(error) => {
                return Err(access::failed(context, error).await.of_batch(submitted.batch()));
            }
        };
        if !waits {
            return Ok(exit(&report, &submitted));
        }
        let options = submitted.known(context.wait_options());
        let watched = vec![(submitted.batch().clone(), options)];
        let exit = watch::watch(context, watched, Some(report)).await?;
        if submission.unaccounted.is_empty() {
            return Ok(exit);
        }
        let ids = submission.unaccounted.join(", ");
        context
            .output
            .failure(&Failure::System(format!("the response to the submit does not name {ids}")));
        Ok(exit.or_worse(Exit::UnknownOutcome))
    }
}

/// Returns the exit code of a submit without `--wait`: success if all are accepted, otherwise by
/// the state of the batch.
fn exit(report: &BatchReport, submitted: &SubmittedBatch) -> Exit {
    let exit = match Exit::of(report.outcome()) {
        Exit::Pending if submitted.rejected().is_empty() => Exit::Success,
        exit => exit,
    };
    if submitted.unaccounted().is_empty() { exit } else { exit.or_worse(Exit::UnknownOutcome) }
}

impl Submission {
    fn new(job: &str, submitted: &SubmittedBatch, sent_at: DateTime<Utc>) -> Self {
        let batch = &submitted.body().batch;
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
        // A new batch has just been created, and none of its jobs has ended.
        let existed = batch.created_at.is_some_and(|at| sent_at - at > OLDER)
            || batch.completed_jobs + batch.failed_jobs > 0
            || batch.completed_at.is_some();
        let mut submission = Self {
            job_id: job.to_owned(),
            batch_id: Some(submitted.batch().id().to_string()),
            existed,
            accepted: accepted.collect(),
            rejections: rejections.collect(),
            unaccounted: submitted.unaccounted().to_vec(),
            trace_id: None,
            next: String::new(),
        };
        submission.next = submission.next_step();
        submission
    }

    /// Creates the result of a batch of which all applications were rejected.
    fn all_rejected(job: &str, mut ids: Vec<String>, error: &Error) -> Self {
        let rejections = error.rejections().unwrap_or_default();
        ids.retain(|id| rejections.iter().all(|one| one.application_id.as_ref() != Some(id)));
        Self {
            job_id: job.to_owned(),
            batch_id: None,
            existed: false,
            accepted: Vec::new(),
            rejections: rejections.iter().map(Rejected::of).collect(),
            unaccounted: ids,
            trace_id: error.trace_id().map(str::to_owned),
            next: "fix the causes, and submit them again".to_owned(),
        }
    }

    fn headline(&self) -> String {
        let job = clean(&self.job_id);
        if let Some(batch) = &self.batch_id {
            let (accepted, rejected) = (self.accepted.len(), self.rejections.len());
            let existed = if self.existed {
                "This batch already existed; nothing new is scored.\n"
            } else {
                ""
            };
            return format!(
                "Batch {} of job {job}: {accepted} accepted, {rejected} rejected\n{existed}",
                clean(batch)
            );
        }
        let trace = self
            .trace_id
            .as_ref()
            .map(|id| format!(" (trace id {})", clean(id)))
            .unwrap_or_default();
        format!("No batch of job {job} was created: every application was rejected{trace}\n")
    }

    fn next_step(&self) -> String {
        let batch = self.batch_id.as_deref().unwrap_or_default();
        let ids = [self.job_id.as_str(), batch];
        let follow = command_line("nova batch watch", ids);
        let retry = command_line("nova batch retry", ids);
        match (self.existed, self.rejections.is_empty()) {
            (true, _) => format!(
                "{follow}; fix the causes, and send failed or rejected applications again: {retry} FILE; to \
                 score one application again: nova score --rescore"
            ),
            (false, true) => follow,
            (false, false) => {
                format!(
                    "{follow}; fix the causes, and send the rejected ones with `nova batch retry`"
                )
            }
        }
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
            let why = "the response does not name it".to_owned();
            [id.clone(), "unaccounted".to_owned(), why, "see what becomes of the batch".to_owned()]
        });
        let rows = accepted.chain(rejected).chain(unaccounted);
        format!(
            "{}\n{}\nWhat next: {}\n",
            self.headline(),
            table(["APPLICATION", "RESULT", "WHY", "WHAT HELPS"], rows),
            self.next
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

    /// Formats the rejection as in a report: `CODE (reason): message`.
    fn why(&self) -> String {
        table::why(self.code.as_deref(), self.reason.as_deref(), self.message.as_deref())
    }
}

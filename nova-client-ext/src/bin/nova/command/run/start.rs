//! `nova run start`: creates or resumes a run.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use nova_client_ext::Error;
use nova_client_ext::contract::OPERATIONS;
use nova_client_ext::run::{Application, Results, Run, Spec, State};
use nova_client_ext::submit::BatchRequest;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::time::Instant;

use super::problems::Problems;
use super::progress::Progress;
use super::resumes::{ResumeArgs, Resumes};
use super::rows::{FIELDS, Rows};
use super::store::{StoreArgs, failed};
use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::job_description::{JobDescription, JobDescriptionArgs};

/// Score any number of applications of a job, or resume an interrupted run
///
/// FILE is JSON Lines (one object per line) or CSV (with a header), one application per row:
/// applicationId, a résumé (resumeUrl, resumeText or resumeFile; or see --resumes), context, and in
/// JSON Lines answers.
///
/// After a crash, an interruption or a network failure, the same command resumes the run: no
/// application is scored twice or lost. Ctrl-C stops after the requests in flight. The store
/// contains ids, states and scores, no résumés.
#[derive(Args)]
#[command(after_help = help!(
    "nova run start job_abc123 applications.csv --map applicationId='Candidate ID' --resumes cvs/ \\"
    "  --job-description-file job.md"
    "nova run start job_abc123 applications.jsonl --job-description-file job.md --dry-run"
    "nova run export --output results.csv"
))]
pub(crate) struct Start {
    /// Job ID (chosen by you)
    #[arg(value_name = "JOB")]
    job: String,
    /// The applications: JSON Lines or CSV
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The run's name in the store [default: JOB]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    store: StoreArgs,
    /// Maps a field to a column or field of FILE, for example applicationId="Candidate ID";
    /// repeatable
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapping)]
    map: Vec<(String, String)>,
    #[command(flatten)]
    description: JobDescriptionArgs,
    #[command(flatten)]
    resumes: ResumeArgs,
    /// How often an application is sent again after a transient failure
    #[arg(long, value_name = "N", default_value_t = 1)]
    rescore: u32,
    /// Also store the assessments, for `nova run export --assessments`
    #[arg(long)]
    assessments: bool,
    /// Validate everything, count batches and estimate the duration; send nothing
    #[arg(long)]
    dry_run: bool,
    /// Write all problems of FILE, and all applications that cannot be sent, to this file, one per
    /// line
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
}

/// How long requests in flight are awaited after Ctrl-C; Nova fetches résumés during the call.
const IN_FLIGHT: Duration = Duration::from_secs(10);
/// The same after `--timeout`.
const AFTER_DEADLINE: Duration = Duration::from_secs(2);
/// The advice for resuming a run.
const AGAIN: &str = "run the same command again to resume";

fn mapping(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("is not FIELD=COLUMN")?;
    if !FIELDS.contains(&field) {
        return Err(format!("{field:?} is none of {}", FIELDS.join(", ")));
    }
    Ok((field.to_owned(), column.to_owned()))
}

impl Start {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let errors = self.errors.clone();
        match context.or_interrupted(self.prepare(context)).await? {
            Prepared::DryRun(exit) => Ok(exit),
            Prepared::Run(run, resumes) => work(context, &run, resumes, errors.as_deref()).await,
        }
    }

    async fn prepare(self, context: &Context) -> Result<Prepared, Failure> {
        let job = access::job(context, &self.job).await?;
        let map: HashMap<String, String> = self.map.into_iter().collect();
        let rows = Rows::read(&self.file, &map, self.errors.as_deref())?;
        let resumes = Arc::new(Resumes::new(self.resumes, rows)?);
        let description = self.description.read(context, &[]).await?;
        if self.dry_run {
            let plan = dry_run(&resumes, &description, self.errors.as_deref()).await?;
            return Ok(Prepared::DryRun(plan.print(context)?));
        }
        let mut spec =
            Spec::new(description.text()).rescore(self.rescore).keep_assessments(self.assessments);
        if let Some(knowledge) = description.role_knowledge() {
            spec = spec.role_knowledge(knowledge);
        }
        let name = self.name.unwrap_or(self.job);
        let store = self.store.open(true).await?;
        let run = job.run(&store, &name, spec).await.map_err(failed)?;
        let applications = resumes.rows().ids().iter().map(|id| Application::new(id.as_str()));
        let added = run.add(applications).await.map_err(failed)?;
        context.note(&format!("run {name:?}: {} new, {} existing", added.added, added.known));
        Ok(Prepared::Run(run, resumes))
    }
}

enum Prepared {
    DryRun(Exit),
    Run(Run, Arc<Resumes>),
}

/// Processes the run until it is finished, interrupted, or the deadline. Then it sends nothing
/// more, and waits for the requests in flight.
async fn work(
    context: &Context,
    run: &Run,
    resumes: Arc<Resumes>,
    errors: Option<&Path>,
) -> Result<Exit, Failure> {
    let mut results: Results = run.start(move |application| {
        let resumes = Arc::clone(&resumes);
        async move { resumes.submission(application.id()).await }
    });
    let next = format!("nothing is lost: {AGAIN}");
    context.allow_after_interrupt(IN_FLIGHT + Duration::from_secs(2), next);
    let mut progress = Progress::new(context);
    let deadline = context.deadline();
    let (mut interrupted, mut stop_by) = (false, None);
    let outcome = loop {
        tokio::select! {
            result = progress.next(context, run, &mut results) => match result {
                Some(Ok(_)) => {}
                Some(Err(error)) => break Err(error),
                None => break Ok(()),
            },
            _ = context.interrupted(), if !interrupted => {
                interrupted = true;
                stop_by = Some(Instant::now() + IN_FLIGHT);
                progress.note(context, "stopping after the requests in flight; Ctrl-C again stops at once");
                results.stop();
            }
            () = until(deadline), if stop_by.is_none() => {
                stop_by = Some(Instant::now() + AFTER_DEADLINE);
                results.stop();
            }
            // The requests are repeated when the run is resumed, with the same result.
            () = until(stop_by) => break Ok(()),
        }
    };
    let last_error = results.last_error();
    drop((progress, results));
    let report = run.report().await.map_err(failed)?;
    let exit = super::exit(&report.status);
    if let Err(error) = outcome {
        context.note(&format!("nothing is lost: once the error below is fixed, {AGAIN}"));
        return Err(access::failed(context, error).await);
    }
    if let Some(error) = last_error.filter(|_| exit == Exit::Pending) {
        context.output.failure(&access::failed(context, error).await);
    }
    if interrupted && exit == Exit::Pending {
        context.output.show(&report.status, || super::text(&report.status))?;
        let next = format!("nothing is lost: {AGAIN}");
        return Err(Failure::CutShort { cause: Box::new(Failure::Interrupted), next });
    }
    if exit == Exit::Pending {
        context.note(&format!("it is not finished; {AGAIN}"));
    }
    context.output.show(&report.status, || super::text(&report))?;
    if report.status.counts.invalid > 0 {
        let problems = invalid_applications(run, errors.is_some()).await?;
        context.note(&format!("cannot be sent: {}", problems.summary(errors)));
        problems.write(errors)?;
    }
    Ok(exit)
}

/// Returns the applications that were not sent, with the reasons.
async fn invalid_applications(run: &Run, keep_all: bool) -> Result<Problems, Failure> {
    let mut problems = Problems::new("application", keep_all);
    let mut applications = run.applications();
    while let Some(record) = applications.next().await {
        let record = record.map_err(failed)?;
        if record.state == State::Invalid {
            let why = record.message.unwrap_or_default();
            problems.add(format!("{:?}", record.application_id), why);
        }
    }
    Ok(problems)
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// The plan of a run.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Plan {
    applications: u64,
    sendable: u64,
    invalid: u64,
    batches: u64,
    /// The duration according to the rate limit, without the scoring of the last batch.
    seconds: u64,
    #[serde(skip)]
    problems: String,
}

/// Returns the problem of the single application in a request.
fn why(error: &Error) -> String {
    match error.invalid_applications() {
        [one, ..] => {
            let violations: Vec<String> = one.violations.iter().map(ToString::to_string).collect();
            violations.join("; ")
        }
        [] => error.to_string(),
    }
}

async fn dry_run(
    resumes: &Resumes,
    description: &JobDescription,
    errors: Option<&Path>,
) -> Result<Plan, Failure> {
    let mut problems = Problems::new("application", errors.is_some());
    let (mut ready, mut batches) = (Vec::new(), 0);
    let mut sendable = 0;
    let ids = resumes.rows().ids();
    for id in ids {
        let alone = match resumes.submission(id).await {
            Ok(submission) => submission.for_batch(id.as_str()),
            Err(error) => {
                problems.add(format!("{id:?}"), error.to_string());
                continue;
            }
        };
        // The maximum size; batches are checked again when they are sent.
        if let Err(error) = description.batch().application(alone.clone()).json_bytes() {
            problems.add(format!("{id:?}"), why(&error));
            continue;
        }
        sendable += 1;
        ready.push(alone);
        if ready.len() > BatchRequest::MAX_APPLICATIONS
            || description.batch().applications(ready.iter().cloned()).json_bytes().is_err()
        {
            let last = ready.pop();
            ready.clear();
            ready.extend(last);
            batches += 1;
        }
    }
    batches += u64::from(!ready.is_empty());
    problems.write(errors)?;
    let operation = OPERATIONS.iter().find(|operation| operation.id == "submitScoringBatch");
    let per_second = operation.map_or(1, |operation| u64::from(operation.bucket.limit).max(1));
    Ok(Plan {
        applications: ids.len() as u64,
        sendable,
        invalid: problems.count() as u64,
        batches,
        seconds: batches.div_ceil(per_second),
        problems: problems.summary(errors),
    })
}

impl Plan {
    fn print(&self, context: &Context) -> Result<Exit, Failure> {
        let exit = match (self.sendable, self.invalid) {
            (_, 0) => Exit::Success,
            (0, _) => Exit::TotalFailure,
            _ => Exit::PartialFailure,
        };
        context.output.outcome(exit, self, || {
            let Self { applications, sendable, invalid, batches, seconds, problems } = self;
            let mut text = format!(
                "{applications} applications: {sendable} can be sent, in {batches} batches, {invalid} cannot\n\
                 the rate limit makes that {} at least, and the scoring of the last batch; nothing was sent\n",
                humane(Duration::from_secs(*seconds))
            );
            if *invalid > 0 {
                text.push_str(&format!("cannot be sent: {problems}\n"));
            }
            text
        })
    }
}

fn humane(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

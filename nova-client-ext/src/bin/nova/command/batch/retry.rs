//! `nova batch retry`: sends failed and rejected applications again.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use clap::Args;
use nova_client_ext::{
    BatchReport, Job,
    report::{ApplicationOutcome, RetryPlan},
    submit::{Retried, ScoreRequest},
};
use tokio::task::JoinSet;

use super::retry_result::RetryResult;
use crate::access;
use crate::applications::{Applications, ResumeFileArgs};
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::job_description::JobDescriptionArgs;

/// The number of concurrent requests, as in the library.
const CONCURRENCY: usize = 4;

/// The advice after an interrupted retry.
const REPEAT: &str = "the result says which applications were sent; a repeat of the command is safe: no scoring job is \
                      created twice";

/// Send the unscored applications of a batch again, each in the way that works for it
#[derive(Args)]
#[command(override_usage = "nova batch retry [OPTIONS] <JOB> <BATCH> <FILE>")]
#[command(after_help = help!(
    "Submitting a batch again would return the same batch, including failures. So each application is sent alone: a \
     failed one as a rescore, a rejected one as a new submit. The file is as for `nova batch submit`, with the current \
     résumés; applications that it lacks are declined. Blocked applications (which need manual action first, for \
     example on the criteria) are omitted unless --include-blocked or --only is given. Exits with 0 when all were sent, \
     and with --wait were scored; 3 pending when --timeout expires, 4 when some could not be sent or were not scored, \
     5 when none, and 1 when none was sent because calls failed. Repeating the command creates nothing twice.";
    "nova batch status job_abc123 sb_abc123 --json | jq .retryPlan"
    "nova batch retry job_abc123 sb_abc123 apps.jsonl --job-description-file job.md"
    "nova batch retry job_abc123 sb_abc123 apps.jsonl --job-description-file job.md --only app-7"
    "nova batch retry job_abc123 sb_abc123 apps.jsonl --job-description-file job.md --wait --json"
))]
pub(crate) struct Retry {
    /// Job ID (chosen by you)
    job: String,
    /// Scoring batch ID (assigned by Nova)
    batch: String,
    /// The file with the applications, a JSON object on each line; - reads standard input
    file: PathBuf,
    #[command(flatten)]
    job_description: JobDescriptionArgs,
    #[command(flatten)]
    files: ResumeFileArgs,
    /// Also send blocked applications, for example after the criteria have been changed
    #[arg(long)]
    include_blocked: bool,
    /// Send only this application, blocked or not; repeatable
    #[arg(long, value_name = "ID", conflicts_with = "include_blocked")]
    only: Vec<String>,
    /// Wait until every application that was sent has been scored or has failed
    #[arg(long)]
    wait: bool,
}

impl Retry {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let wait = self.wait;
        let (job, report, plan, input) = context.or_interrupted(self.prepare(context)).await?;
        let mut sent = Sent::default();
        let cut_short = sent.send(context, &job, &plan, input).await;
        let mut result = RetryResult::new(&report, &plan, &sent.finished, &sent.started);
        if let Some(cause) = cut_short {
            context.output.show(&result, || result.text())?;
            return Err(Failure::CutShort { cause: Box::new(cause), next: REPEAT.to_owned() });
        }
        let cut_short = if wait { result.follow(context, &sent.finished).await } else { None };
        for failure in result.failures() {
            context.output.failure(failure);
        }
        let exit = context.output.outcome(result.exit(wait), &result, || result.text())?;
        cut_short.map_or(Ok(exit), Err)
    }

    /// Reads the files and the batch, and creates the plan.
    async fn prepare(
        self,
        context: &Context,
    ) -> Result<(Job, BatchReport, RetryPlan, Input), Failure> {
        let job = access::job(context, &self.job).await?;
        let batch = job.batch(self.batch).map_err(|error| Failure::invalid("BATCH", &error))?;
        let description = self.job_description.read(context, &[Some(&self.file)]).await?;
        let applications = Applications::read(context, &self.file, self.files).await?;
        let report = access::call(context, batch.report())
            .await
            .map_err(|failure| failure.of_batch(&batch))?;
        let mut plan = report.retry_plan().clone();
        if self.include_blocked || !self.only.is_empty() {
            unblock(&mut plan, &report);
        }
        if !self.only.is_empty() {
            narrow(&mut plan, &self.only)?;
        }
        let mut requests = HashMap::new();
        for id in plan.rescore.iter().chain(&plan.submit) {
            let request = applications.request(context, id, &description).await;
            requests.insert(id.clone(), request);
        }
        Ok((job, report, plan, Input { requests }))
    }
}

/// The request of each application, or why it cannot be sent.
struct Input {
    requests: HashMap<String, Result<ScoreRequest, String>>,
}

/// Unblocks the blocked applications: those with a scoring job are rescored, the others submitted.
fn unblock(plan: &mut RetryPlan, report: &BatchReport) {
    for id in std::mem::take(&mut plan.blocked) {
        match report.application(&id) {
            Some(ApplicationOutcome::Rejected(_)) => plan.submit.push(id),
            _ => plan.rescore.push(id),
        }
    }
}

/// Restricts the plan to these applications.
fn narrow(plan: &mut RetryPlan, only: &[String]) -> Result<(), Failure> {
    let known: HashSet<&String> = plan.rescore.iter().chain(&plan.submit).collect();
    let unknown: Vec<&str> =
        only.iter().filter(|id| !known.contains(id)).map(String::as_str).collect();
    if !unknown.is_empty() {
        return Err(Failure::Usage(format!(
            "--only: the batch has no failed or rejected application {}",
            unknown.join(", ")
        )));
    }
    plan.rescore.retain(|id| only.contains(id));
    plan.submit.retain(|id| only.contains(id));
    Ok(())
}

/// The sent applications.
#[derive(Default)]
struct Sent {
    finished: Vec<Retried>,
    /// Applications whose call was in flight at the end, and may have arrived.
    started: HashSet<String>,
}

impl Sent {
    /// Sends the applications of the plan. Returns the error that ended it early.
    async fn send(
        &mut self,
        context: &Context,
        job: &Job,
        plan: &RetryPlan,
        mut input: Input,
    ) -> Option<Failure> {
        let rescores = plan.rescore.iter().map(|id| (id, true));
        let submits = plan.submit.iter().map(|id| (id, false));
        let mut waiting = rescores.chain(submits);
        let mut under_way = JoinSet::new();
        let cut_short = context.cut_short();
        tokio::pin!(cut_short);
        loop {
            while under_way.len() < CONCURRENCY
                && let Some((id, is_rescore)) = waiting.next()
            {
                // An id may be in the plan twice.
                let Some(request) = input.requests.remove(id) else { continue };
                let mut one = RetryPlan::default();
                if is_rescore { &mut one.rescore } else { &mut one.submit }.push(id.clone());
                let job = job.clone();
                self.started.insert(id.clone());
                under_way.spawn(async move {
                    let mut request = Some(request);
                    let sent = job.retry(&one, |_| {
                        let request = request.take();
                        async { request.unwrap_or_else(|| Err("it was sent before".to_owned())) }
                    });
                    sent.await.applications().to_vec()
                });
            }
            tokio::select! {
                biased;
                failure = &mut cut_short => return Some(failure),
                ended = under_way.join_next() => match ended {
                    None => return None,
                    Some(Ok(ended)) => {
                        for one in ended {
                            self.started.remove(one.id());
                            self.finished.push(one);
                        }
                    }
                    Some(Err(error)) => return Some(Failure::system("sending was broken off", &error)),
                },
            }
        }
    }
}

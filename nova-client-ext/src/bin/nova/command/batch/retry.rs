//! `nova batch retry`: what failed or was rejected goes again.

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

/// Applications that are sent at the same time, as the library does it.
const CONCURRENCY: usize = 4;

/// What an interrupted retry says.
const REPEAT: &str = "the result says which applications were sent; a repeat of the command is safe: no scoring job is \
                      made twice";

/// Send again what a batch left unscored, each application the way that works for it
#[derive(Args)]
#[command(override_usage = "nova batch retry [OPTIONS] <JOB> <BATCH> <FILE>")]
#[command(after_help = help!(
    "Submitting a batch again would return the same batch, failures included. So each application goes alone: one \
     that failed asks for a rescore, one that was rejected is submitted anew. The file is as for `nova batch submit`, \
     with the résumés to use now; an application that it lacks is declined. What is blocked (somebody has to act first: \
     on the criteria, for example) is left out unless --include-blocked or --only says otherwise. Exits with 0 when all \
     were sent, and with --wait were scored; 3 pending when --timeout passes, 4 when some could not be sent or were not \
     scored, 5 when none, and 1 when none was sent because calls failed. A repeat makes nothing twice.";
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
    /// Send also what is blocked, for example after the criteria have been changed
    #[arg(long)]
    include_blocked: bool,
    /// Send only this application, blocked or not; once for each
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

    /// Reads the files and the batch, and decides what is sent.
    async fn prepare(
        self,
        context: &Context,
    ) -> Result<(Job, BatchReport, RetryPlan, Input), Failure> {
        let job = access::job(context, &self.job).await?;
        let batch = job.batch(self.batch).map_err(|error| Failure::invalid("BATCH", &error))?;
        let description = self.job_description.read(context, &[Some(&self.file)]).await?;
        let applications = Applications::read(context, &self.file, self.files).await?;
        let report = access::call(context, batch.report()).await?;
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

/// What each application is sent with, or why it cannot be.
struct Input {
    requests: HashMap<String, Result<ScoreRequest, String>>,
}

/// Moves what is blocked to where it can be sent: what has a scoring job can be rescored.
fn unblock(plan: &mut RetryPlan, report: &BatchReport) {
    for id in std::mem::take(&mut plan.blocked) {
        match report.application(&id) {
            Some(ApplicationOutcome::Rejected(_)) => plan.submit.push(id),
            _ => plan.rescore.push(id),
        }
    }
}

/// Leaves only these applications in the plan.
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

/// Which applications were sent.
#[derive(Default)]
struct Sent {
    finished: Vec<Retried>,
    /// Those whose call was under way at the end; it may have arrived.
    started: HashSet<String>,
}

impl Sent {
    /// Sends what the plan says. Returns what cut it short.
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

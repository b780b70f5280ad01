//! `nova demo`: the whole story in a dozen seconds.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use clap::Args;
use futures_core::Stream as _;
use nova_client_ext::mock::MockNova;
use nova_client_ext::{
    ApiKey, BatchReport, Error, Job, Nova, Remedy, WaitOptions,
    report::ApplicationOutcome,
    submit::{
        BatchApplication, BatchRequest, Resume, RetryApplication, ScoreRequest, SubmittedBatch,
    },
    watch::BatchEvent,
};

use super::batch::RetryResult;
use super::sample_batch::{self, JOB, TENANT};
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::progress::Progress;

/// How far apart the jobs start; all of it then takes about eight seconds.
const PACE: Duration = Duration::from_millis(450);

const DESCRIPTION: &str = "We look for a backend engineer who likes to know how things end.";

const CLOSING: &str = "
Go on with:
  nova mock                       a Nova to try your own code against
  nova batch submit JOB FILE      the same with real applications
  nova batch status JOB BATCH     the same report of a real batch
  nova batch report saved.json    the same report of a saved response
";

/// See it work: a batch with good, failing and corrupt résumés, from start to report
#[derive(Args)]
#[command(after_help = help!(
    "Starts a Nova inside this process, submits a batch to it, waits with the real client until every application is \
     accounted for, says what to do about those that were not scored, and does it. Needs no key and no network, and ends \
     by itself after about twelve seconds. With --json, the report of the batch.";
    "nova demo"
    "nova demo --json | jq .retryPlan"
))]
pub(crate) struct Demo {}

impl Demo {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let json = context.output.json;
        let mock = MockNova::start()
            .await
            .map_err(|error| Failure::system("the mock server cannot be started", &error))?;
        let base_url = mock.base_url();
        for (script, starts) in sample_batch::applications(PACE).into_iter().zip(1..) {
            mock.script_application(TENANT, JOB, script.queue_time(PACE * starts));
        }
        let failed = |error: Error| Failure::Call { error, base_url: Some(base_url.clone()) };
        if !json {
            output::print(&opening(&base_url))?;
        }

        let nova = ApiKey::new(mock.api_key())
            .and_then(|key| Nova::builder(key).base_url(&base_url).build());
        let job = nova.and_then(|nova| nova.tenant(TENANT)?.job(JOB)).map_err(failed)?;
        let report = {
            let mut progress = Progress::new(context, !json, 1);
            let settling =
                async { settle(&job.submit_batch(batch()?).await?, &mut progress).await };
            context.within(settling).await?.map_err(failed)?
        };
        if json {
            output::print_json(&report)?;
        } else {
            output::print(&format!("\n{}", output::report_text(&report)))?;
            output::print(&plan(&report))?;
            send_again(context, &job, &report).await?;
        }
        mock.shutdown().await;
        Ok(Exit::Success)
    }
}

/// What a service knows of its applications: the ids, and where the résumés are.
fn batch() -> Result<BatchRequest, Error> {
    let ids = (1..=15).map(|number| format!("app-{number:03}"));
    let applications = ids.map(|id| Ok(BatchApplication::new(id.as_str(), resume(&id)?)));
    Ok(BatchRequest::new(DESCRIPTION)
        .applications(applications.collect::<Result<Vec<_>, Error>>()?))
}

fn resume(id: &str) -> Result<Resume, Error> {
    Resume::url(format!("https://files.example/{id}.pdf"))
}

/// Carries the retry plan out, and waits for what comes of it.
async fn send_again(context: &Context, job: &Job, report: &BatchReport) -> Result<(), Failure> {
    output::print("\nSending again what can go:\n")?;
    let request = |application: RetryApplication| async move {
        Ok::<_, Error>(ScoreRequest::new(resume(application.id())?, DESCRIPTION))
    };
    let retried = context.within(job.retry(report.retry_plan(), request)).await?;
    let mut result =
        RetryResult::new(report, report.retry_plan(), retried.applications(), &HashSet::new());
    let cut_short = result.follow(context, retried.applications()).await;
    output::print(&result.text())?;
    output::print(CLOSING)?;
    cut_short.map_or(Ok(()), Err)
}

/// Follows the batch until nothing can change any more.
async fn settle(submitted: &SubmittedBatch, progress: &mut Progress) -> Result<BatchReport, Error> {
    let batch = submitted.batch();
    let mut events = batch.watch(submitted.known(WaitOptions::default()));
    loop {
        match poll_fn(|context| Pin::new(&mut events).poll_next(context)).await {
            Some(Ok(BatchEvent::Settled { report })) => return Ok(*report),
            Some(Ok(event)) => progress.show(batch, &event),
            Some(Err(error)) => return Err(error),
            // A watch ends with a settled batch or an error; should it not, one more look tells.
            None => return batch.report().await,
        }
    }
}

fn opening(base_url: &str) -> String {
    format!(
        "A scoring batch, from start to report. A Nova runs inside this process, at {base_url};
nothing leaves this machine. This is what a service does, and only the address and the key are the mock's:

  let nova = Nova::builder(ApiKey::new(key)?).base_url(\"{base_url}\").build()?;
  let job = nova.tenant(\"{TENANT}\")?.job(\"{JOB}\")?;
  let report = job.submit_batch(request).await?.wait(WaitOptions::default()).await?;
  let retried = job.retry(report.retry_plan(), |application_id| …).await;

Waiting until every application is accounted for:
"
    )
}

/// The retry plan in words.
fn plan(report: &BatchReport) -> String {
    let plan = report.retry_plan();
    let as_it_is = |id: &String| {
        let remedy = report.application(id).and_then(ApplicationOutcome::remedy);
        matches!(remedy, Some(Remedy::Rescore | Remedy::RetryLater))
    };
    let (passing, lasting): (Vec<&String>, Vec<&String>) =
        plan.rescore.iter().partition(|id| as_it_is(id));
    let mut text = String::from("\nIn words:\n");
    for (ids, what) in [
        (
            passing,
            "failed in passing. Rescore each through the single endpoint, with the same file. Sending\n    the batch again \
             would only return the same failures.",
        ),
        (
            lasting,
            "accepted, but the file is no good. The same way: the single endpoint, rescore enabled, with\n    a new file.",
        ),
        (
            plan.submit.iter().collect(),
            "turned away at intake, so there is no job to rescore. Submit them like new ones,\n    with what helps done.",
        ),
        (
            plan.blocked.iter().collect(),
            "blocked. Someone must act first; sending them again changes nothing.",
        ),
    ] {
        if !ids.is_empty() {
            let ids: Vec<&str> = ids.into_iter().map(String::as_str).collect();
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {}: {what}", ids.join(", "));
        }
    }
    text
}

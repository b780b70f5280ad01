//! `nova demo`: the whole story in ten seconds.

use std::fmt::Write as _;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use clap::Args;
use futures_core::Stream as _;
use nova_client_ext::mock::MockNova;
use nova_client_ext::{ApiKey, ApplicationOutcome, Batch, BatchEvent, BatchReport, Error, Nova, Remedy, WaitOptions};

use super::sample::{self, JOB, TENANT};
use crate::args::more;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::progress::Progress;

/// How far apart the jobs start; all of it then takes about eight seconds.
const PACE: Duration = Duration::from_millis(450);

/// See it work: a batch with good, failing and corrupt résumés, from start to report
#[derive(Args)]
#[command(after_help = more!(
    "Starts a Nova inside this process, places a batch in it, waits with the real client until every application is \
     accounted for, and says what to do about those that were not scored. Needs no key and no network, and ends by \
     itself after about ten seconds.";
    "nova demo"
    "nova demo --json | jq .retryPlan"
))]
pub(crate) struct Demo {}

impl Demo {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let json = context.output.json;
        let mock =
            MockNova::start().await.map_err(|error| Failure::system("the mock server cannot be started", &error))?;
        let base_url = mock.base_url();
        let batch_id = mock.place_batch(TENANT, JOB, sample::batch(PACE));
        let failed = |error: Error| Failure::Call { error, base_url: Some(base_url.clone()) };
        if !json {
            output::print(&opening(&base_url, &batch_id))?;
        }

        let nova = ApiKey::new(mock.api_key()).and_then(|key| Nova::builder(key).base_url(&base_url).build());
        let batch = nova.and_then(|nova| nova.tenant(TENANT)?.job(JOB)?.batch(batch_id.as_str())).map_err(failed)?;
        let report = {
            let mut progress = Progress::new(context, !json);
            context.within(settle(&batch, &mut progress)).await?.map_err(failed)?
        };
        if json {
            output::print_json(&report)?;
        } else {
            output::print(&format!("\n{report}"))?;
            output::print(&closing(&report))?;
        }
        mock.shutdown().await;
        Ok(Exit::Success)
    }
}

/// Follows the batch until nothing can change any more.
async fn settle(batch: &Batch, progress: &mut Progress) -> Result<BatchReport, Error> {
    let mut events = batch.watch(WaitOptions::default());
    loop {
        match poll_fn(|context| Pin::new(&mut events).poll_next(context)).await {
            Some(Ok(BatchEvent::Settled { report })) => return Ok(*report),
            Some(Ok(event)) => progress.tell(batch, &event),
            Some(Err(error)) => return Err(error),
            // A watch ends with a settled batch or an error; should it not, one more look tells.
            None => return batch.report().await,
        }
    }
}

fn opening(base_url: &str, batch_id: &str) -> String {
    format!(
        "A scoring batch, from start to report. A Nova runs inside this process, at {base_url};
nothing leaves this machine. This is what a service does, and only the address and the key are the mock's:

  let nova = Nova::builder(ApiKey::new(key)?).base_url(\"{base_url}\").build()?;
  let batch = nova.tenant(\"{TENANT}\")?.job(\"{JOB}\")?.batch(\"{batch_id}\")?;
  let report = batch.wait(WaitOptions::default()).await?;

Waiting until every application is accounted for:
"
    )
}

/// The retry plan in words.
fn closing(report: &BatchReport) -> String {
    let plan = report.retry_plan();
    let as_it_is = |id: &String| {
        let remedy = report.application(id).and_then(ApplicationOutcome::remedy);
        matches!(remedy, Some(Remedy::Rescore | Remedy::RetryLater))
    };
    let (passing, lasting): (Vec<&String>, Vec<&String>) = plan.rescore.iter().partition(|id| as_it_is(id));
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
        (plan.blocked.iter().collect(), "blocked. Someone must act first; sending them again changes nothing."),
    ] {
        if !ids.is_empty() {
            let ids: Vec<&str> = ids.into_iter().map(String::as_str).collect();
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {}: {what}", ids.join(", "));
        }
    }
    text.push_str(
        "
Go on with:
  nova mock                       a Nova to try your own code against
  nova batch status JOB BATCH     the same report of a real batch
  nova batch report saved.json    the same report of a saved answer
",
    );
    text
}

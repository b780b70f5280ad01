//! `nova demo`: the whole story in ten seconds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use clap::Args;
use nova_client_ext::mock::MockNova;
use nova_client_ext::{ApiKey, Batch, BatchReport, Error, Nova, Remedy};

use super::sample::{self, JOB, TENANT};
use crate::args::examples;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress::Progress;

/// How far apart the jobs start; all of it then takes about eight seconds.
const PACE: Duration = Duration::from_millis(450);

/// How often the demo asks. Against the vendor, ask every few seconds.
const POLL: Duration = Duration::from_millis(500);

/// See it work: a batch with good, failing and corrupt résumés, from start to report
///
/// Starts a Nova inside this process, places a batch in it, asks with the real client until every application is
/// accounted for, and says what to do about those that were not scored. Needs no key and no network, and ends by itself
/// after about ten seconds.
#[derive(Args)]
#[command(after_help = examples!(
    "nova demo"
    "nova demo --json | jq .retryPlan"
))]
pub(crate) struct Demo {}

impl Demo {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let output = context.output;
        let mock =
            MockNova::start().await.map_err(|error| Failure::system("the mock server cannot be started", &error))?;
        let base_url = mock.base_url();
        let batch_id = mock.place_batch(TENANT, JOB, sample::batch(PACE));
        let failed = |error: Error| Failure::Call { error, base_url: Some(base_url.clone()) };
        if !output.json {
            output.text(&opening(&base_url, &batch_id))?;
        }

        let nova = ApiKey::new(mock.api_key()).and_then(|key| Nova::builder(key).base_url(&base_url).build());
        let batch = nova
            .and_then(|nova| nova.tenant(TENANT)?.job(JOB)?.batch(batch_id.as_str()))
            .map_err(failed)?;
        let report = {
            let mut progress = Progress::new(!output.json);
            context.within(settle(&batch, &mut progress)).await?.map_err(failed)?
        };
        if output.json {
            output.object(&report)?;
        } else {
            output.text(&format!("\n{report}"))?;
            output.text(&closing(&report))?;
        }
        mock.shutdown().await;
        Ok(Exit::Success)
    }
}

/// Asks until nothing can change any more.
async fn settle(batch: &Batch, progress: &mut Progress) -> Result<BatchReport, Error> {
    loop {
        let report = batch.report().await?;
        progress.show(&report);
        if report.is_settled() {
            return Ok(report);
        }
        tokio::time::sleep(POLL).await;
    }
}

fn opening(base_url: &str, batch_id: &str) -> String {
    format!(
        "A scoring batch, from start to report. A Nova runs inside this process, at {base_url};
nothing leaves this machine. This is what a service does, and only the address and the key are the mock's:

  let nova = Nova::builder(ApiKey::new(key)?).base_url(\"{base_url}\").build()?;
  let batch = nova.tenant(\"{TENANT}\")?.job(\"{JOB}\")?.batch(\"{batch_id}\")?;
  let report = batch.report().await?;

Asking until every application is accounted for:
"
    )
}

/// The retry plan in words.
fn closing(report: &BatchReport) -> String {
    let plan = report.retry_plan();
    let mut text = String::from("\nWhy there are three ways on:\n");
    for (name, ids, why) in [
        (
            "rescore",
            &plan.rescore,
            "Accepted, then failed. Sending the batch again would return the same failures; the single endpoint\n    \
             scores them anew, with rescore enabled.",
        ),
        (
            "submit",
            &plan.submit,
            "Turned away at intake, so there is nothing to rescore. Once mended they are submitted like new ones.",
        ),
        ("blocked", &plan.blocked, "Sending them again changes nothing until someone has acted."),
    ] {
        if ids.is_empty() {
            continue;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {name}: {}\n    {why}", ids.join(", "));
        for (remedy, ids) in by_remedy(report, ids) {
            let _ = writeln!(text, "    {}: {remedy}", ids.join(", "));
        }
    }
    text.push_str(
        "\nGo on with:\n  \
         nova mock                       a Nova to try your own code against\n  \
         nova batch status JOB BATCH     the same report of a real batch\n  \
         nova batch report saved.json    the same report of a saved answer\n",
    );
    text
}

/// What helps, and whom.
fn by_remedy<'a>(report: &BatchReport, ids: &'a [String]) -> BTreeMap<&'static str, Vec<&'a str>> {
    let mut groups = BTreeMap::<_, Vec<_>>::new();
    for id in ids {
        let remedy = report.application(id).and_then(|application| application.remedy());
        groups.entry(remedy.map_or("", Remedy::advice)).or_default().push(id.as_str());
    }
    groups
}

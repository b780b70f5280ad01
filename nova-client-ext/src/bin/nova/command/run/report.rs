//! `nova run status`, `report`, `retry` and `list`.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::Utc;
use clap::Args;
use clap::builder::PossibleValuesParser;
use nova_client_ext::Remedy;
use nova_client_ext::run::{
    Activity, Filter, RunReport, RunStatus, SavedRun, State, StoreExt as _,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::page;
use super::replacement::{Replacement, unwritten};
use super::store::{StoreArgs, failed};
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::text::clean;

/// Show the status of a run: the numbers of applications and batches by state
#[derive(Args)]
#[command(after_help = help!("nova run status --name spring-2027" "nova run status --json | jq .counts"))]
pub(crate) struct Status {
    /// The run's name; optional if the store has only one run
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    store: StoreArgs,
}

impl Status {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let run = self.store.find(self.name.as_deref()).await?;
        let status = run.status().await.map_err(failed)?;
        context.output.outcome(super::exit(&status), &status, || super::text(&status))
    }
}

/// Show the results of a run: scores, failures and remedies
///
/// With --html it writes a self-contained page, with every application in a table that can be
/// searched and sorted.
#[derive(Args)]
#[command(after_help = help!("nova run report --name spring-2027" "nova run report --html report.html"))]
pub(crate) struct Report {
    /// Write an HTML page to this file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// The run's name; optional if the store has only one run
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    store: StoreArgs,
}

impl Report {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let run = self.store.find(self.name.as_deref()).await?;
        let report = run.report().await.map_err(failed)?;
        let exit = super::exit(&report.status);
        let Some(file) = &self.html else {
            return context.output.outcome(exit, &report, || super::text(&report));
        };
        write_page(&run, &report, file).await?;
        context.output.outcome(exit, &report, || format!("the page is {}", file.display()))
    }
}

/// Writes the page row by row, because there may be many.
pub(crate) async fn write_page(
    run: &SavedRun,
    report: &RunReport,
    file: &Path,
) -> Result<(), Failure> {
    let failed_to_write = |error| unwritten(file, &error);
    let mut written = Replacement::of(file)?;
    written.write_all(page::head(report, Utc::now()).as_bytes()).map_err(failed_to_write)?;
    let mut applications = run.applications();
    while let Some(record) = applications.next().await {
        let row = page::row(&record.map_err(failed)?);
        written.write_all(row.as_bytes()).map_err(failed_to_write)?;
    }
    written.write_all(page::foot().as_bytes()).map_err(failed_to_write)?;
    written.commit()
}

/// Queue applications again that failed, were rejected or were invalid, once the cause is fixed
///
/// Without a condition it selects all of them; conditions of different kinds must all hold. Scored
/// applications are never selected. Then `nova run start`, with the same arguments as before, sends
/// them; a run in progress does so by itself.
#[derive(Args)]
#[command(after_help = help!(
    "nova run retry --state invalid"
    "nova run retry --remedy replace_resume --name spring-2027"
    "nova run retry --only app-7 --only app-9"
))]
pub(crate) struct Retry {
    /// Only applications in this state; repeatable
    #[arg(long, value_name = "STATE", value_parser = PossibleValuesParser::new(RETRIED.map(State::as_str)))]
    state: Vec<String>,
    /// Only applications with this error code; repeatable
    #[arg(long, value_name = "CODE")]
    code: Vec<String>,
    /// Only applications with this remedy; repeatable
    #[arg(long, value_name = "REMEDY", value_parser = PossibleValuesParser::new(Remedy::KNOWN.iter().map(Remedy::as_str)))]
    remedy: Vec<String>,
    /// Only this application; repeatable
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// The run's name; optional if the store has only one run
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    store: StoreArgs,
}

/// The states from which an application can be queued again.
const RETRIED: [State; 3] = [State::Failed, State::Rejected, State::Invalid];

impl Retry {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let run = self.store.find(self.name.as_deref()).await?;
        let mut filter = Filter::new();
        for state in
            RETRIED.into_iter().filter(|one| self.state.iter().any(|word| word == one.as_str()))
        {
            filter = filter.state(state);
        }
        for code in self.code {
            filter = filter.code(code);
        }
        for remedy in self.remedy {
            filter = filter.remedy(Remedy::from(remedy.as_str()));
        }
        if let Some(unknown) = unknown(&run, &self.only).await? {
            return Err(Failure::Usage(format!(
                "--only: the run has no application {unknown:?}; nothing was changed"
            )));
        }
        for id in self.only {
            filter = filter.application(id);
        }
        let queued = run.retry(&filter).await.map_err(failed)?;
        let state = run.status().await.map_err(failed)?.state;
        context.output.show(&Requeued { queued }, || {
            if queued == 0 {
                return "no application was selected that failed, was rejected or is invalid; nothing was changed"
                    .to_owned();
            }
            let next = match state {
                Activity::Running => "the process that works on the run sends them",
                _ => "`nova run start` sends them",
            };
            format!("queued again: {queued}; {next}")
        })
    }
}

/// Returns the first of these ids that the run does not have.
async fn unknown(run: &SavedRun, ids: &[String]) -> Result<Option<String>, Failure> {
    let mut missing: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    let mut applications = run.applications();
    while !missing.is_empty()
        && let Some(record) = applications.next().await
    {
        missing.remove(record.map_err(failed)?.application_id.as_str());
    }
    Ok(missing.first().map(|id| (*id).to_owned()))
}

/// The result of `nova run retry` under `--json`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Requeued {
    /// The number of applications that are queued again.
    queued: u64,
}

/// List the runs of a store
#[derive(Args)]
#[command(after_help = help!("nova run list --store nova-runs.sqlite"))]
pub(crate) struct List {
    #[command(flatten)]
    store: StoreArgs,
}

impl List {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let store = self.store.open(false).await?;
        let mut runs: Vec<RunStatus> = Vec::new();
        for info in store.runs().await.map_err(failed)? {
            if let Some(run) = SavedRun::find(&store, &info.name).await.map_err(failed)? {
                runs.push(run.status().await.map_err(failed)?);
            }
        }
        let runs = Runs { runs };
        context.output.show(&runs, || {
            let runs = &runs.runs;
            if runs.is_empty() {
                return "the store has no run yet".to_owned();
            }
            let lines = runs.iter().map(|run| {
                let (done, total) = (run.counts.finished(), run.counts.total);
                format!(
                    "{}: {}, job {}, {done} of {total} done\n",
                    clean(&run.run),
                    run.state,
                    clean(&run.job_id)
                )
            });
            lines.collect()
        })
    }
}

/// The runs of a store under `--json`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Runs {
    /// The runs, oldest first.
    runs: Vec<RunStatus>,
}

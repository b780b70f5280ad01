//! `nova run status`, `report` and `list`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::Utc;
use clap::Args;
use nova_client_ext::run::{RunReport, RunStatus, SavedRun, StoreExt as _};
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

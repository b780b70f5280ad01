//! `nova batch watch`: waits for one or more batches, and prints each report as soon as its batch
//! has finished.

use std::collections::HashMap;
use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use clap::{ArgGroup, Args};
use futures_core::Stream as _;
use nova_client_ext::{
    Batch, BatchReport, Error, ErrorKind, Tenant, WaitOptions,
    watch::{BatchEvent, WatchAll},
};

use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::output::report_text;
use crate::progress::Progress;
use crate::scoring_job::is_late;

/// Wait until batches are finished, and print their reports
#[derive(Args)]
#[command(override_usage = "nova batch watch [OPTIONS] <JOB> <BATCHES>... | --from <FILE>")]
#[command(group = ArgGroup::new("which").args(["job", "from"]).required(true))]
#[command(after_help = help!(
    "Prints each report as soon as its batch has finished, and the progress of the others on stderr. Exits by the \
     worst outcome: 1 error, then 5 total failure, 4 partial failure, 6 unknown, 3 pending, 0 completed. When --timeout \
     expires (default 30 minutes) it prints the state of the others and exits with 3; Ctrl-C does the same with 130. \
     With --json it prints one report per line. An error of a batch contains its id, and does not affect the others.";
    "nova batch watch job_abc123 sb_abc123"
    "nova batch watch job_abc123 sb_1 sb_2 sb_3 --timeout 600"
    "nova batch watch --from batches.txt --json      (a line each: JOB BATCH)"
    "cat batches.txt | nova batch watch --from -"
))]
pub(crate) struct Watch {
    /// Job ID (chosen by you)
    #[arg(requires = "batches")]
    job: Option<String>,
    /// Scoring batch IDs (assigned by Nova)
    batches: Vec<String>,
    /// A file with a job and a batch on each line, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["job", "batches"])]
    from: Option<PathBuf>,
}

impl Watch {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let batches = context.or_interrupted(self.batches(context)).await?;
        let options = context.wait_options();
        watch(context, batches.into_iter().map(|batch| (batch, options.clone())).collect(), None)
            .await
    }

    /// Returns the batches in the order given, each once.
    async fn batches(&self, context: &Context) -> Result<Vec<Batch>, Failure> {
        let tenant: Tenant = access::tenant(context).await?;
        let pairs = match (&self.from, &self.job) {
            (Some(file), _) => pairs(context, file).await?,
            (None, job) => {
                let job = job.clone().unwrap_or_default();
                self.batches
                    .iter()
                    .map(|batch| (job.clone(), batch.clone(), String::new()))
                    .collect()
            }
        };
        let mut batches: Vec<Batch> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for (job, batch, place) in pairs {
            let job = tenant
                .job(job)
                .map_err(|error| Failure::invalid(&format!("{place}JOB"), &error))?;
            let batch = job
                .batch(batch)
                .map_err(|error| Failure::invalid(&format!("{place}BATCH"), &error))?;
            if seen.insert(name(&batch)) {
                batches.push(batch);
            }
        }
        Ok(batches)
    }
}

/// Follows batches to their ends, and prints every report as soon as possible. `before` is the
/// report of the first one, used if it was not polled before the deadline.
pub(super) async fn watch(
    context: &Context,
    watches: Vec<(Batch, WaitOptions)>,
    before: Option<BatchReport>,
) -> Result<Exit, Failure> {
    let batches: Vec<Batch> = watches.iter().map(|(batch, _)| batch.clone()).collect();
    let Some(first) = batches.first() else { return Ok(Exit::Success) };
    let mut updates = first.job().tenant().nova().watch_all(watches);
    let mut results = Results {
        context,
        unprinted: batches.iter().map(|batch| (name(batch), None)).collect(),
        worst: Exit::Success,
        has_printed: false,
    };
    let interrupted = {
        let mut progress = Progress::new(context, !context.output.json, batches.len());
        tokio::select! {
            biased;
            failure = context.interrupted() => Some(failure),
            followed = results.follow(&mut updates, &mut progress) => {
                followed?;
                None
            }
        }
    };
    // For unfinished batches the last known state is the result.
    let known: HashMap<String, BatchReport> =
        updates.reports().map(|(batch, report)| (name(batch), report.clone())).collect();
    for (index, batch) in batches.iter().enumerate() {
        let Some(error) = results.unprinted.remove(&name(batch)) else { continue };
        let report = known.get(&name(batch)).or(before.as_ref().filter(|_| index == 0));
        match (report, error) {
            (Some(report), _) => results.print(report)?,
            (None, Some(error)) => results.fail(batch, error).await,
            (None, None) => results.end(Exit::Pending),
        }
    }
    match interrupted {
        Some(failure) => Err(failure),
        None => Ok(results.worst),
    }
}

/// The printed and the remaining batches.
struct Results<'a> {
    context: &'a Context,
    /// By name, with the error of those that timed out.
    unprinted: HashMap<String, Option<Error>>,
    worst: Exit,
    has_printed: bool,
}

impl Results<'_> {
    /// Handles events until every watch has ended.
    async fn follow(
        &mut self,
        updates: &mut WatchAll,
        progress: &mut Progress,
    ) -> Result<(), Failure> {
        while let Some(update) = poll_fn(|context| Pin::new(&mut *updates).poll_next(context)).await
        {
            let batch = update.batch;
            match update.event {
                Ok(event) => {
                    progress.show(&batch, &event);
                    if let BatchEvent::Settled { report } = event
                        && self.unprinted.remove(&name(&batch)).is_some()
                    {
                        progress.suspend(|| self.print(&report))?;
                    }
                }
                // It timed out: its last known state is printed at the end.
                Err(error) if error.kind() == ErrorKind::WaitExpired => {
                    if let Some(report) = error.unfinished().and_then(|known| known.report()) {
                        self.unprinted.remove(&name(&batch));
                        progress.suspend(|| self.print(report))?;
                    } else if let Some(place) = self.unprinted.get_mut(&name(&batch)) {
                        *place = Some(error);
                    }
                }
                Err(error) => {
                    if self.unprinted.remove(&name(&batch)).is_some() {
                        let failure = self.failure(&batch, error).await;
                        progress.suspend(|| self.context.output.failure(&failure));
                        self.end(failure.exit());
                    }
                }
            }
        }
        Ok(())
    }

    /// Prints a report.
    fn print(&mut self, report: &BatchReport) -> Result<(), Failure> {
        let gap = if self.has_printed { "\n" } else { "" };
        self.has_printed = true;
        self.end(Exit::of(report.outcome()));
        self.context.output.show(report, || format!("{gap}{}", report_text(report))).map(drop)
    }

    /// Prints the error of a batch without a known state.
    async fn fail(&mut self, batch: &Batch, error: Error) {
        let is_late = is_late(&error);
        let failure = self.failure(batch, error).await;
        self.context.output.failure(&failure);
        self.end(if is_late { Exit::Pending } else { failure.exit() });
    }

    /// Returns the failure of a batch, with its ids.
    async fn failure(&self, batch: &Batch, error: Error) -> Failure {
        access::failed(self.context, error).await.of_batch(batch)
    }

    fn end(&mut self, exit: Exit) {
        self.worst = self.worst.or_worse(exit);
    }
}

fn name(batch: &Batch) -> String {
    // Ids contain no control characters.
    format!("{}\n{}", batch.job().id(), batch.id())
}

/// Parses job, batch and line number of each line of a file.
async fn pairs(context: &Context, file: &Path) -> Result<Vec<(String, String, String)>, Failure> {
    let (source, text) = (input::name(file), input::text(context, file).await?);
    let mut pairs = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let place = format!("{source}, line {}: ", index + 1);
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [first, ..] if first.starts_with('#') => {}
            [job, batch] => pairs.push(((*job).to_owned(), (*batch).to_owned(), place)),
            _ => {
                let what = format!("{place}is not a job and a batch: \"JOB BATCH\"");
                return Err(Failure::Input { what, decode: None });
            }
        }
    }
    if pairs.is_empty() {
        return Err(input::invalid(file, "names no batch"));
    }
    Ok(pairs)
}

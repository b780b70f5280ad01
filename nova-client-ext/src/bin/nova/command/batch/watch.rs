//! `nova batch watch`: wait for one batch or many, and say what became of every application.

use std::collections::HashMap;
use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use clap::Args;
use futures_core::Stream as _;
use nova_client_ext::{
    Batch, BatchReport, Error, ErrorKind, Tenant, WaitOptions,
    watch::{BatchEvent, WatchAll},
};

use crate::access;
use crate::args::help;
use crate::context::{self, Context};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::output::{print, print_json};
use crate::progress::Progress;
use crate::scoring_job::is_late;

/// Wait until batches are finished, then say what became of every application
#[derive(Args)]
#[command(after_help = help!(
    "Shows on stderr how far each batch is. Exits by the worst outcome: 1 error, then 5 total failure, 4 partial \
     failure, 6 unknown, 3 pending, 0 completed. When --timeout passes (30 minutes without it) it prints what is known \
     and exits with 3; Ctrl-C does the same with 130. With --json, one report a line, in the order given.";
    "nova batch watch job_abc123 sb_abc123"
    "nova batch watch job_abc123 sb_1 sb_2 sb_3 --timeout 600"
    "nova batch watch --from batches.txt --json      (a line each: JOB BATCH)"
    "cat batches.txt | nova batch watch --from -"
))]
pub(crate) struct Watch {
    /// The job's id (chosen by you)
    #[arg(required_unless_present = "from")]
    job: Option<String>,
    /// The scoring batches' ids (assigned by Nova)
    #[arg(required_unless_present = "from")]
    batches: Vec<String>,
    /// A file with a job and a batch on each line, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["job", "batches"])]
    from: Option<PathBuf>,
}

/// What is known of a batch at the end.
enum Known {
    Report(Box<BatchReport>),
    Error(Error),
}

impl Known {
    /// Time was up before the first look, and nothing went wrong.
    fn is_nothing(&self) -> bool {
        matches!(self, Self::Error(error) if is_late(error))
    }
}

impl Watch {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let tenant = access::tenant(&context.globals)?;
        let batches = self.batches(context, &tenant).await?;
        let options = context.wait_options();
        watch(context, batches.into_iter().map(|batch| (batch, options.clone())).collect(), None)
            .await
    }

    /// The batches in the order given, each once.
    async fn batches(&self, context: &Context, tenant: &Tenant) -> Result<Vec<Batch>, Failure> {
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
        for (job, batch, place) in pairs {
            let job = tenant
                .job(job)
                .map_err(|error| Failure::invalid(&format!("{place}JOB"), &error))?;
            let batch = job
                .batch(batch)
                .map_err(|error| Failure::invalid(&format!("{place}BATCH"), &error))?;
            if !batches.iter().any(|other| name(other) == name(&batch)) {
                batches.push(batch);
            }
        }
        Ok(batches)
    }
}

/// Follows batches to their ends, and prints every report. What is known of the first one `before`
/// is told if time was up before there was a look.
pub(super) async fn watch(
    context: &Context,
    watches: Vec<(Batch, WaitOptions)>,
    before: Option<BatchReport>,
) -> Result<Exit, Failure> {
    let batches: Vec<Batch> = watches.iter().map(|(batch, _)| batch.clone()).collect();
    let Some(first) = batches.first() else { return Ok(Exit::Success) };
    let mut updates = first.job().tenant().nova().watch_all(watches);
    let mut known: HashMap<String, Known> = HashMap::new();
    let interrupted = {
        let mut progress = Progress::new(context, !context.output.json);
        tokio::select! {
            biased;
            failure = context::interrupted() => Some(failure),
            () = follow(&mut updates, &mut progress, &mut known) => None,
        }
    };
    for (batch, report) in updates.reports() {
        known.entry(name(batch)).or_insert_with(|| Known::Report(Box::new(report.clone())));
    }
    if let Some(report) = before
        && known.get(&name(first)).is_none_or(Known::is_nothing)
    {
        known.insert(name(first), Known::Report(Box::new(report)));
    }
    let exit = print_all(context, &batches, &known)?;
    match interrupted {
        Some(failure) => Err(failure),
        None => Ok(exit),
    }
}

/// Takes in events until every watch is over.
async fn follow(
    updates: &mut WatchAll,
    progress: &mut Progress,
    known: &mut HashMap<String, Known>,
) {
    while let Some(update) = poll_fn(|context| Pin::new(&mut *updates).poll_next(context)).await {
        match update.event {
            Ok(event) => {
                progress.show(&update.batch, &event);
                if let BatchEvent::Settled { report } = event {
                    known.insert(name(&update.batch), Known::Report(report));
                }
            }
            Err(error) => {
                let last = error.unfinished().and_then(|unfinished| unfinished.report()).cloned();
                let end = match last {
                    // Time is up: what is known is the answer.
                    Some(report) if error.kind() == ErrorKind::WaitExpired => {
                        Known::Report(Box::new(report))
                    }
                    _ => Known::Error(error),
                };
                known.insert(name(&update.batch), end);
            }
        }
    }
}

/// Prints every report and every error, in the order given; the worst decides how the command ends.
fn print_all(
    context: &Context,
    batches: &[Batch],
    known: &HashMap<String, Known>,
) -> Result<Exit, Failure> {
    let mut worst = Exit::Success;
    for (index, batch) in batches.iter().enumerate() {
        let exit = match known.get(&name(batch)) {
            Some(Known::Report(report)) => {
                if context.output.json {
                    print_json(report)?;
                } else {
                    print(&if index > 0 { format!("\n{report}") } else { report.to_string() })?;
                }
                Exit::of(report.outcome())
            }
            Some(Known::Error(error)) => {
                let failure = Failure::Call {
                    error: error.clone(),
                    base_url: access::server(&context.globals),
                };
                context.output.failure(&failure);
                failure.exit()
            }
            None => Exit::Pending,
        };
        worst = worst.or_worse(exit);
    }
    Ok(worst)
}

fn name(batch: &Batch) -> String {
    // No id holds a control character.
    format!("{}\n{}", batch.job().id(), batch.id())
}

/// Job, batch and place of each line of a file.
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

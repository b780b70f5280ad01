//! `nova run`: durable runs of any number of applications of a job.

mod export;
mod page;
mod problems;
mod progress;
mod replacement;
mod report;
mod resumes;
mod rows;
mod start;
mod store;

pub(super) use export::{Exported, Line};
pub(super) use progress::Progress;
pub(super) use report::{Requeued, Runs, write_page};
pub(super) use start::Plan;
pub(super) use store::failed;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::stdout_width;
use nova_client_ext::run::RunStatus;

#[derive(Subcommand)]
pub(crate) enum Command {
    Start(Box<start::Start>),
    Status(report::Status),
    Export(export::Export),
    Report(report::Report),
    Retry(report::Retry),
    List(report::List),
}

impl Command {
    pub(crate) fn handles_interrupts(&self) -> bool {
        matches!(self, Self::Start(_))
    }

    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Start(start) => start.run(context).await,
            Self::Status(status) => status.run(context).await,
            Self::Export(export) => export.run(context).await,
            Self::Report(report) => report.run(context).await,
            Self::Retry(retry) => retry.run(context).await,
            Self::List(list) => list.run(context).await,
        }
    }
}

/// Formats a report or status for people, at the width of the terminal.
pub(super) fn text(shown: &impl std::fmt::Display) -> String {
    match stdout_width() {
        Some(width) => format!("{shown:width$}"),
        None => shown.to_string(),
    }
}

/// Returns the exit code of a command about a run.
fn exit(status: &RunStatus) -> Exit {
    let counts = status.counts;
    if counts.unfinished() > 0 {
        Exit::Pending
    } else if counts.scored == counts.total {
        Exit::Success
    } else if counts.scored > 0 {
        Exit::PartialFailure
    } else {
        Exit::TotalFailure
    }
}

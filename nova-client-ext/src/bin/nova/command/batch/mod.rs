//! `nova batch …`: what became of the applications of a scoring batch.

mod report;
mod status;
mod watch;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

#[derive(Subcommand)]
pub(crate) enum Command {
    Status(status::Status),
    Watch(watch::Watch),
    Report(report::Report),
}

impl Command {
    /// Whether the command itself says what is known when it is interrupted.
    pub(crate) fn handles_interrupts(&self) -> bool {
        matches!(self, Self::Watch(_))
    }

    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Status(status) => status.run(context).await,
            Self::Watch(watch) => watch.run(context).await,
            Self::Report(report) => report.run(context).await,
        }
    }
}

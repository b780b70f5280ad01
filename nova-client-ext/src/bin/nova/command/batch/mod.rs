//! `nova batch …`: what became of the applications of a scoring batch.

mod report;
mod status;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

#[derive(Subcommand)]
pub(crate) enum Command {
    Status(status::Status),
    Report(report::Report),
}

impl Command {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Status(status) => status.run(context).await,
            Self::Report(report) => report.run(context).await,
        }
    }
}

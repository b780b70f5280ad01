//! `nova batch …`: applications that are scored together, and their results.

mod current;
mod report;
mod retry;
mod retry_result;
mod status;
mod submit;
mod watch;

use clap::Subcommand;

pub(super) use retry_result::RetryResult;
pub(super) use status::StatusOutput;
pub(super) use submit::Submission;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

#[derive(Subcommand)]
pub(crate) enum Command {
    Submit(submit::Submit),
    Status(status::Status),
    Watch(watch::Watch),
    Report(report::Report),
    Retry(retry::Retry),
}

impl Command {
    /// Returns whether the command itself prints what is known when it is interrupted.
    pub(crate) fn handles_interrupts(&self) -> bool {
        matches!(self, Self::Watch(_) | Self::Submit(_) | Self::Retry(_))
    }

    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Submit(submit) => submit.run(context).await,
            Self::Status(status) => status.run(context).await,
            Self::Watch(watch) => watch.run(context).await,
            Self::Report(report) => report.run(context).await,
            Self::Retry(retry) => retry.run(context).await,
        }
    }
}

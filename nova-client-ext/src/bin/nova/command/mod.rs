//! The commands, one file each: its arguments, its help, what it does.

mod batch;
mod demo;
mod doctor;
mod mock;
mod sample;
mod schema;
mod webhook;

use clap::Subcommand;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

#[derive(Subcommand)]
pub(crate) enum Command {
    Demo(demo::Demo),
    Mock(mock::Mock),
    Doctor(doctor::Doctor),
    /// Scoring batches: what became of every application
    #[command(subcommand, arg_required_else_help = true)]
    Batch(batch::Command),
    /// JSON Schemas of what this command prints
    #[command(subcommand, arg_required_else_help = true)]
    Schema(schema::Command),
    /// Webhooks: is one genuine, and what does it tell
    #[command(subcommand, arg_required_else_help = true)]
    Webhook(webhook::Command),
}

impl Command {
    /// Whether the command itself says what is known when it is interrupted.
    pub(crate) fn handles_interrupts(&self) -> bool {
        matches!(self, Self::Batch(command) if command.handles_interrupts())
    }

    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Demo(demo) => demo.run(context).await,
            Self::Mock(mock) => mock.run(context).await,
            Self::Doctor(doctor) => doctor.run(context).await,
            Self::Batch(command) => command.run(context).await,
            Self::Schema(command) => command.run(),
            Self::Webhook(command) => command.run(context).await,
        }
    }
}

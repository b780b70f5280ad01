//! The commands, one file each: its arguments, its help, what it does.

mod analytics;
mod batch;
mod completions;
mod config;
mod criteria;
mod delete;
mod demo;
mod doctor;
mod job;
mod library;
mod limits;
mod man;
mod mock;
mod questions;
mod run;
mod sample_batch;
mod schema;
mod score;
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
    Score(score::Score),
    /// Scoring batches: submit applications together, and get their results
    #[command(subcommand, arg_required_else_help = true)]
    Batch(batch::Command),
    /// Durable runs: score any number of applications of a job, across restarts
    #[command(subcommand, arg_required_else_help = true)]
    Run(run::Command),
    /// Scoring jobs: the status of one application
    #[command(subcommand, arg_required_else_help = true)]
    Job(job::Command),
    /// The criteria of a job: what its applications are scored against
    #[command(subcommand, arg_required_else_help = true)]
    Criteria(criteria::Command),
    /// What Nova asks about a job before it writes criteria
    #[command(subcommand, arg_required_else_help = true)]
    Questions(questions::Command),
    /// Criteria that a tenant keeps for reuse
    #[command(subcommand, arg_required_else_help = true)]
    Library(library::Command),
    /// Delete the data of an application or a tenant, and check the progress
    #[command(subcommand, arg_required_else_help = true)]
    Delete(delete::Command),
    /// Statistics: volume, latency, errors, webhooks
    #[command(subcommand, arg_required_else_help = true)]
    Analytics(analytics::Command),
    Limits(limits::Limits),
    /// JSON Schemas (2020-12) of everything that is printed with --json
    #[command(subcommand, arg_required_else_help = true)]
    Schema(schema::Command),
    /// The configuration file: profiles with a key file, a tenant and a server
    #[command(subcommand, arg_required_else_help = true)]
    Config(config::Command),
    /// Webhooks: verify a saved one, or receive them
    #[command(subcommand, arg_required_else_help = true)]
    Webhook(webhook::Command),
    Completions(completions::Completions),
    Man(man::Pages),
}

impl Command {
    /// Returns whether the command itself prints what is known when it is interrupted.
    pub(crate) fn handles_interrupts(&self) -> bool {
        match self {
            Self::Score(_) => true,
            Self::Batch(command) => command.handles_interrupts(),
            Self::Run(command) => command.handles_interrupts(),
            Self::Job(command) => command.handles_interrupts(),
            Self::Delete(command) => command.handles_interrupts(),
            _ => false,
        }
    }

    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Demo(demo) => demo.run(context).await,
            Self::Mock(mock) => mock.run(context).await,
            Self::Doctor(doctor) => doctor.run(context).await,
            Self::Score(score) => score.run(context).await,
            Self::Batch(command) => command.run(context).await,
            Self::Run(command) => command.run(context).await,
            Self::Job(command) => command.run(context).await,
            Self::Criteria(command) => command.run(context).await,
            Self::Questions(command) => command.run(context).await,
            Self::Library(command) => command.run(context).await,
            Self::Delete(command) => command.run(context).await,
            Self::Analytics(command) => command.run(context).await,
            Self::Limits(limits) => limits.run(context).await,
            Self::Schema(command) => command.run(context),
            Self::Config(command) => command.run(context).await,
            Self::Webhook(command) => command.run(context).await,
            Self::Completions(completions) => completions.run(context),
            Self::Man(pages) => pages.run(context),
        }
    }
}

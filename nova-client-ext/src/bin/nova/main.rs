//! The `nova` command, for operators of the Nova Embed API and for trying this client.
//!
//! It uses only the public API of the library, where everything about Nova is implemented. This
//! crate adds the command line: arguments, settings, exit codes, one-line errors, progress. Each
//! command is one file under `command`.

mod access;
mod applications;
mod args;
mod chart;
mod command;
mod config;
mod context;
mod exit;
mod failure;
mod file_kind;
mod input;
mod interrupt;
mod job_description;
mod output;
mod progress;
mod scoring_job;
mod settings;
mod table;
mod terminal;
mod text;

use std::process::ExitCode;

use context::Context;
use exit::Exit;
use failure::Failure;
use output::Output;

fn main() -> ExitCode {
    let args = match args::parse() {
        Ok(args) => args,
        Err(exit) => return exit.into(),
    };
    let output = Output::new(&args.globals);
    let exit = start(args, output).unwrap_or_else(|failure| {
        output.failure(&failure);
        failure.exit()
    });
    exit.into()
}

fn start(args: args::Args, output: Output) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::system("the runtime cannot be started", &error))?;
    let outcome = runtime.block_on(async {
        let context = Context::new(args.globals, output)?;
        let ends_at_once = !args.command.handles_interrupts();
        tokio::select! {
            biased;
            failure = context.interrupted(), if ends_at_once => Err(failure),
            outcome = args.command.run(&context) => outcome,
        }
    });
    // A blocked read of standard input cannot be cancelled, and must not delay the exit.
    runtime.shutdown_background();
    outcome
}

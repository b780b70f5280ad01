//! `nova completions`: completion scripts for shells.

use clap::CommandFactory as _;
use clap_complete::Shell;
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{Args, help};
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print_raw;

/// Print the completion script of a shell; needs no key
#[derive(clap::Args)]
#[command(after_help = help!(
    "nova completions bash > ~/.local/share/bash-completion/completions/nova"
    "nova completions zsh > ~/.zfunc/_nova"
    "nova completions fish > ~/.config/fish/completions/nova.fish"
))]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

/// A completion script under `--json`.
#[derive(Serialize, JsonSchema)]
pub(super) struct CompletionsOutput {
    shell: String,
    script: String,
}

impl Completions {
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Args::command(), "nova", &mut script);
        let script = String::from_utf8(script)
            .map_err(|error| Failure::system("the script is not text", &error))?;
        if context.output.json {
            let output = CompletionsOutput { shell: self.shell.to_string(), script };
            return context.output.show(&output, String::new);
        }
        match print_raw(&script) {
            Ok(()) | Err(Failure::ReaderGone) => Ok(Exit::Success),
            Err(failure) => Err(failure),
        }
    }
}

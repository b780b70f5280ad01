//! `nova completions`: what lets a shell complete this command.

use clap::CommandFactory as _;
use clap_complete::Shell;
use serde_json::json;

use crate::args::{Args, help};
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

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

impl Completions {
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Args::command(), "nova", &mut script);
        let script = String::from_utf8(script)
            .map_err(|error| Failure::system("the script is not text", &error))?;
        context
            .output
            .show(&json!({ "shell": self.shell.to_string(), "script": script }), || script.clone())
    }
}

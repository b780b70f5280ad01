//! `nova man`: manual pages, generated from the same definitions as the help.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory as _};
use clap_mangen::Man;
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{self, help};
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::output::print_raw;

/// Print the manual page, or write the pages of all commands into a folder; needs no key
#[derive(Args)]
#[command(after_help = help!(
    "nova man | man -l -"
    "nova man ~/.local/share/man/man1"
))]
pub(crate) struct Pages {
    /// The folder to write the pages of all commands into
    folder: Option<PathBuf>,
}

/// The pages that were written, under `--json`.
#[derive(Serialize, JsonSchema)]
pub(super) struct PagesOutput {
    /// The page of `nova`, if no folder was given.
    page: Option<String>,
    /// The files that were written.
    files: Vec<String>,
}

impl Pages {
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let mut command = args::Args::command();
        command.build();
        let Some(folder) = self.folder else {
            let page = render(&command, "nova")?;
            if context.output.json {
                let output = PagesOutput { page: Some(page), files: Vec::new() };
                return context.output.show(&output, String::new);
            }
            return match print_raw(&page) {
                Ok(()) | Err(Failure::ReaderGone) => Ok(Exit::Success),
                Err(failure) => Err(failure),
            };
        };
        let mut files = Vec::new();
        write(&folder, &command, "nova", &mut files)?;
        let output = PagesOutput { page: None, files };
        context
            .output
            .show(&output, || output.files.iter().map(|file| format!("{file}\n")).collect())
    }
}

fn render(command: &clap::Command, name: &str) -> Result<String, Failure> {
    let mut page = Vec::new();
    // Removes the terminal formatting of the examples, since a manual page has its own.
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let command = command.clone().name(name.to_owned()).after_help(after);
    Man::new(command)
        .render(&mut page)
        .map_err(|error| Failure::system("the manual page cannot be created", &error))?;
    String::from_utf8(page).map_err(|error| Failure::system("the manual page is not text", &error))
}

/// Writes the page of a command, and those of its subcommands.
fn write(
    folder: &Path,
    command: &clap::Command,
    name: &str,
    files: &mut Vec<String>,
) -> Result<(), Failure> {
    let file = folder.join(format!("{name}.1"));
    let page = render(command, name)?;
    fs::create_dir_all(folder).and_then(|()| fs::write(&file, page)).map_err(|error| {
        Failure::system(&format!("{} cannot be written", input::name(&file)), &error)
    })?;
    files.push(input::name(&file));
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        write(folder, sub, &format!("{name}-{}", sub.get_name()), files)?;
    }
    Ok(())
}

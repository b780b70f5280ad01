//! `nova schema …`: what the JSON that this command prints looks like.

use clap::Subcommand;
use nova_client_ext::BatchReport;
use schemars::generate::SchemaSettings;

use crate::args::help;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print the JSON Schema of the report
    #[command(after_help = help!(
        "It describes what `nova batch status --json` and `nova batch report --json` print (JSON Schema 2020-12).";
        "nova schema report > report.schema.json"
    ))]
    Report,
}

impl Command {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let schema = match self {
            // As it is written: members without a value are null, and never left out.
            Self::Report => SchemaSettings::draft2020_12()
                .for_serialize()
                .into_generator()
                .into_root_schema_for::<BatchReport>(),
        };
        let text = serde_json::to_string_pretty(&schema)
            .map_err(|error| Failure::system("the schema cannot be written as JSON", &error))?;
        output::print(&text)?;
        Ok(Exit::Success)
    }
}

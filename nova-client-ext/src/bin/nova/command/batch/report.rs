//! `nova batch report`: a saved answer, analysed without a call.

use std::path::{Path, PathBuf};

use clap::Args;
use nova_client_ext::types::{Error as ApiError, ScoringBatchStatus};
use nova_client_ext::{BatchReport, error::DecodeFailure};

use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;

/// Analyse a saved answer of the batch status endpoint; needs no key
#[derive(Args)]
#[command(after_help = help!(
    "Prints what `nova batch status` would have printed, and exits the same way.";
    "nova batch report saved.json"
    "nova batch report --json < saved.json"
    "curl -s … | nova batch report -"
))]
pub(crate) struct Report {
    /// The file with the body; `-` or none reads standard input
    file: Option<PathBuf>,
}

impl Report {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let file = self.file.unwrap_or_else(|| "-".into());
        let body = input::bytes(context, &file).await?;
        context.output.report(&BatchReport::new(&decode(&file, &body)?))
    }
}

fn decode(file: &Path, body: &[u8]) -> Result<ScoringBatchStatus, Failure> {
    if body.trim_ascii().is_empty() {
        return Err(input::invalid(file, "is empty; the JSON body of a batch status was expected"));
    }
    DecodeFailure::of(body).map_err(|failure| {
        let name = input::name(file);
        let what = match serde_json::from_slice::<ApiError>(body) {
            // A saved error is a likely mix-up, and its code says more than a missing member.
            Ok(error) if !error.code.is_unknown() => {
                format!("{name}: holds the vendor's error {}, not a batch status", error.code)
            }
            _ => format!("{name}: is not the body of a batch status: {failure}"),
        };
        Failure::Input { what, decode: Some(failure) }
    })
}

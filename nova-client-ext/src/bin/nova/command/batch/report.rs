//! `nova batch report`: a saved answer, analysed without a call.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use nova_client_ext::types::{Error as ApiError, ScoringBatchStatus};
use nova_client_ext::{BatchReport, DecodeFailure};

use crate::args::more;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

/// The largest file that is read, in MiB. A batch of 25 applications takes some 50 KiB.
const LARGEST: u64 = 64;

/// Analyse a saved answer of the batch status endpoint; needs no key
#[derive(Args)]
#[command(after_help = more!(
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
        let file = self.file.filter(|file| file != Path::new("-"));
        let name = file.as_ref().map_or("standard input".to_owned(), |file| file.display().to_string());
        let reading = tokio::task::spawn_blocking(move || match file {
            Some(file) => read(File::open(file)?),
            None => read(io::stdin().lock()),
        });
        let body = context
            .within(reading)
            .await?
            .unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
            .map_err(|error| refuse(&name, &format!("cannot be read: {error}")))?;
        context.output.report(&BatchReport::new(&decode(&name, &body)?))
    }
}

/// Reads it all; one byte more than allowed is enough to know that there is too much.
fn read(file: impl Read) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    file.take(LARGEST * 1024 * 1024 + 1).read_to_end(&mut body)?;
    Ok(body)
}

fn decode(name: &str, body: &[u8]) -> Result<ScoringBatchStatus, Failure> {
    if body.len() as u64 > LARGEST * 1024 * 1024 {
        return Err(refuse(name, &format!("holds more than {LARGEST} MiB, which is no batch status")));
    }
    if body.trim_ascii().is_empty() {
        return Err(refuse(name, "is empty; the JSON body of a batch status was expected"));
    }
    DecodeFailure::of(body).map_err(|failure| {
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

fn refuse(name: &str, why: &str) -> Failure {
    Failure::Input { what: format!("{name}: {why}"), decode: None }
}

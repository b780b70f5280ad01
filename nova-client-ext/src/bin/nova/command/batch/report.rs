//! `nova batch report`: analyses a saved status without a call.

use std::path::{Path, PathBuf};

use clap::Args;
use nova_client_ext::types::{Error as ApiError, ScoringBatchStatus};
use nova_client_ext::{BatchReport, error::DecodeFailure};
use serde_json::Value;

use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::output::report_text;
use crate::text::command_line;

/// Analyse a saved response of the batch status endpoint; needs no key
#[derive(Args)]
#[command(after_help = help!(
    "Prints the same as `nova batch status`, and exits the same way. Also reads the --json output of `batch status`, \
     `batch report` and, with one report per line, `batch watch`.";
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
        let reports = decode(&file, &body)?;
        let mut exit = Exit::Success;
        for (index, report) in reports.iter().enumerate() {
            let gap = if index > 0 { "\n" } else { "" };
            context.output.show(report, || format!("{gap}{}", report_text(report)))?;
            exit = exit.or_worse(Exit::of(report.outcome()));
        }
        Ok(exit)
    }
}

fn decode(file: &Path, body: &[u8]) -> Result<Vec<BatchReport>, Failure> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.trim_ascii().is_empty() {
        return Err(input::invalid(file, "is empty; expected the JSON body of a batch status"));
    }
    let failure = match DecodeFailure::of::<ScoringBatchStatus>(body) {
        Ok(status) => return Ok(vec![BatchReport::new(&status)]),
        Err(failure) => failure,
    };
    let name = input::name(file);
    let what = match own_output(body) {
        Some(Ok(reports)) => return Ok(reports),
        Some(Err(what)) => format!("{name}: {what}"),
        None => match DecodeFailure::of::<ApiError>(body) {
            // A saved error is a likely mistake, and its code is more helpful than a missing field.
            Ok(error) if !error.code.is_unknown() => {
                format!("{name}: contains the vendor's error {}, not a batch status", error.code)
            }
            _ => format!("{name}: is not the body of a batch status: {failure}"),
        },
    };
    Err(Failure::Input { what, decode: Some(failure) })
}

/// Reads reports from the `--json` output of this command; other output is an error that says what
/// it is. `None` if it is neither.
fn own_output(body: &[u8]) -> Option<Result<Vec<BatchReport>, String>> {
    let documents = serde_json::Deserializer::from_slice(body).into_iter::<Value>();
    let documents: Vec<Value> = documents.collect::<Result<_, _>>().ok()?;
    let (mut reports, mut submitted) = (Vec::new(), None);
    for document in documents {
        let has = |field: &str| document.get(field).is_some();
        if has("batchId") && has("outcome") && has("counts") {
            reports.push(serde_json::from_value::<BatchReport>(document).ok()?);
        } else if has("batchId") && (has("accepted") || has("batchOutcome")) {
            submitted = Some(document);
        } else {
            return None;
        }
    }
    match submitted {
        _ if !reports.is_empty() => Some(Ok(reports)),
        None => None,
        Some(document) => {
            let text = |field: &str| document[field].as_str().unwrap_or_default().to_owned();
            let command = if document.get("accepted").is_some() { "submit" } else { "retry" };
            let (job, batch) = (text("jobId"), text("batchId"));
            let status = command_line("nova batch status", [job.as_str(), batch.as_str()]);
            Some(Err(format!(
                "is the output of `nova batch {command}`, which contains no status; run: {status}"
            )))
        }
    }
}

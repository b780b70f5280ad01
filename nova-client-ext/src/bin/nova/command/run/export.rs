//! `nova run export`: writes every application of a run as a row.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use nova_client_ext::Remedy;
use nova_client_ext::run::{ApplicationRecord, SavedRun, State};
use schemars::JsonSchema;
use serde::Serialize;

use super::replacement::Replacement;
use super::store::{StoreArgs, failed};
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

/// Write every application of a run as a row of CSV or JSON Lines
#[derive(Args)]
#[command(after_help = help!(
    "nova run export --output results.csv"
    "nova run export --output - --format jsonl | jq 'select(.score >= 8)'"
))]
pub(crate) struct Export {
    /// A file that ends in .csv or .jsonl, or - for stdout (with --format)
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    /// The format, instead of that of the file's extension
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Include the assessments, if the run stores them (`nova run start --assessments`)
    #[arg(long)]
    assessments: bool,
    /// The run's name; optional if the store has only one run
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    store: StoreArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Jsonl,
}

/// An export to a file under `--json`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Exported<'a> {
    /// The file.
    output: &'a Path,
    /// The number of rows.
    applications: u64,
}

const COLUMNS: [&str; 10] = [
    "applicationId",
    "state",
    "score",
    "code",
    "remedy",
    "message",
    "scoringJobId",
    "batchId",
    "attempts",
    "completedAt",
];

/// An application of a run; the same fields as the columns of CSV.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Line<'a> {
    application_id: &'a str,
    state: State,
    score: Option<i64>,
    code: Option<&'a str>,
    remedy: Option<Remedy>,
    message: Option<&'a str>,
    scoring_job_id: Option<&'a str>,
    batch_id: Option<&'a str>,
    attempts: u32,
    completed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assessment: Option<&'a serde_json::Value>,
}

impl<'a> Line<'a> {
    fn new(record: &'a ApplicationRecord, assessments: bool) -> Self {
        Self {
            application_id: &record.application_id,
            state: record.state,
            score: record.score,
            code: record.code.as_deref(),
            remedy: record.remedy,
            message: record.message.as_deref(),
            scoring_job_id: record.scoring_job_id.as_deref(),
            batch_id: record.batch_id.as_deref(),
            attempts: record.attempts,
            completed_at: record
                .completed_at
                .map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)),
            assessment: record.assessment.as_ref().filter(|_| assessments),
        }
    }

    fn cells(&self, assessments: bool) -> Vec<String> {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let mut cells = vec![
            self.application_id.to_owned(),
            self.state.to_string(),
            self.score.map(|score| score.to_string()).unwrap_or_default(),
            text(self.code),
            text(self.remedy.as_ref().map(Remedy::as_str)),
            no_formula(self.message.unwrap_or_default()),
            text(self.scoring_job_id),
            text(self.batch_id),
            self.attempts.to_string(),
            text(self.completed_at.as_deref()),
        ];
        if assessments {
            cells.push(self.assessment.map(ToString::to_string).unwrap_or_default());
        }
        cells
    }
}

/// Escapes external text that a spreadsheet would interpret as a formula.
fn no_formula(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

impl Export {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let format = self.format()?;
        let run = self.store.find(self.name.as_deref()).await?;
        let stdout = self.output == Path::new("-");
        if stdout {
            // A reader that closes stdout early is no error.
            let mut rows = Writer::new(format, self.assessments, BufWriter::new(io::stdout()));
            return match fill(&mut rows, &run).await.and_then(|count| rows.finish().map(|()| count))
            {
                Err(Failure::ReaderGone) => Err(Failure::ReaderGone),
                other => other.map(|_| Exit::Success),
            };
        }
        let mut file = Replacement::of(&self.output)?;
        let mut rows = Writer::new(format, self.assessments, &mut file);
        let count = fill(&mut rows, &run).await?;
        rows.finish()?;
        drop(rows);
        file.commit()?;
        let exported = Exported { output: &self.output, applications: count };
        context
            .output
            .show(&exported, || format!("{count} applications are in {}", self.output.display()))
    }

    fn format(&self) -> Result<Format, Failure> {
        let ending = self.output.extension().and_then(|ending| ending.to_str());
        match (self.format, ending) {
            (Some(format), _) => Ok(format),
            (None, Some("csv")) => Ok(Format::Csv),
            (None, Some("jsonl" | "ndjson")) => Ok(Format::Jsonl),
            (None, _) => Err(Failure::Usage(
                "--output: ends neither in .csv nor in .jsonl; say which with --format".into(),
            )),
        }
    }
}

async fn fill<W: Write>(rows: &mut Writer<W>, run: &SavedRun) -> Result<u64, Failure> {
    let mut applications = run.applications();
    let mut count = 0;
    while let Some(record) = applications.next().await {
        rows.row(&record.map_err(failed)?)?;
        count += 1;
    }
    Ok(count)
}

enum Writer<W: Write> {
    Csv { csv: Box<csv::Writer<W>>, assessments: bool, begun: bool },
    Jsonl { file: W, assessments: bool },
}

impl<W: Write> Writer<W> {
    fn new(format: Format, assessments: bool, file: W) -> Self {
        match format {
            Format::Csv => Self::Csv {
                csv: Box::new(csv::Writer::from_writer(file)),
                assessments,
                begun: false,
            },
            Format::Jsonl => Self::Jsonl { file, assessments },
        }
    }

    fn header(&mut self) -> Result<(), Failure> {
        if let Self::Csv { csv, assessments, begun } = self
            && !*begun
        {
            *begun = true;
            let columns = COLUMNS.iter().copied().chain(assessments.then_some("assessment"));
            csv.write_record(columns).map_err(csv_unwritten)?;
        }
        Ok(())
    }

    fn row(&mut self, record: &ApplicationRecord) -> Result<(), Failure> {
        self.header()?;
        match self {
            Self::Csv { csv, assessments, .. } => csv
                .write_record(Line::new(record, *assessments).cells(*assessments))
                .map_err(csv_unwritten),
            Self::Jsonl { file, assessments } => {
                let line = serde_json::to_vec(&Line::new(record, *assessments))
                    .map_err(|error| unwritten(error.into()))?;
                file.write_all(&line).and_then(|()| file.write_all(b"\n")).map_err(unwritten)
            }
        }
    }

    fn finish(&mut self) -> Result<(), Failure> {
        self.header()?;
        match self {
            Self::Csv { csv, .. } => csv.flush().map_err(unwritten),
            Self::Jsonl { file, .. } => file.flush().map_err(unwritten),
        }
    }
}

fn csv_unwritten(error: csv::Error) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => unwritten(error),
        other => unwritten(io::Error::other(format!("{other:?}"))),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it is passed to `map_err`")]
fn unwritten(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::ReaderGone,
        _ => Failure::system("the export cannot be written", &error),
    }
}

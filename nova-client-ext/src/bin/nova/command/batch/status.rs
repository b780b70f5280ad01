//! `nova batch status`: the report of a batch.

use clap::Args;
use nova_client_ext::types::{Assessment, ScoringBatchStatus};
use nova_client_ext::{Batch, BatchReport};
use schemars::JsonSchema;
use serde::Serialize;

use super::current;
use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::report_text;
use crate::text::clean;

/// Show the status of a batch and of its applications
#[derive(Args)]
#[command(after_help = help!(
    "The result of a batch is final: later rescores, and rejected applications that were submitted again, do not change \
     it. --current includes both. Exits by the outcome: 0 completed, 3 pending, 4 partial failure, 5 total failure, \
     6 unknown. An error of the API or the connection is 1; an invalid ID, key or tenant is 2, and nothing is sent.";
    "nova batch status job_abc123 sb_abc123"
    "nova batch status job_abc123 sb_abc123 --current"
    "nova batch status job_abc123 sb_abc123 --json --assessments | jq .assessments"
))]
pub(crate) struct Status {
    /// Job ID (chosen by you)
    job: String,
    /// Scoring batch ID (assigned by Nova)
    batch: String,
    /// Include later results of the applications: one call for each that was not scored
    #[arg(long)]
    current: bool,
    /// Also print the assessments
    #[arg(long)]
    assessments: bool,
}

/// A report, and the assessments if requested.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatusOutput {
    #[serde(flatten)]
    report: BatchReport,
    /// Only with `--assessments`.
    #[serde(skip_serializing_if = "Option::is_none")]
    assessments: Option<Vec<ApplicationAssessment>>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ApplicationAssessment {
    application_id: String,
    scoring_job_id: String,
    score: Option<i64>,
    assessment: Assessment,
}

impl Status {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let job = access::job(context, &self.job).await?;
        let batch: Batch =
            job.batch(self.batch).map_err(|error| Failure::invalid("BATCH", &error))?;
        let mut body = access::call(context, batch.status())
            .await
            .map_err(|failure| failure.of_batch(&batch))?;
        if self.current {
            current::update(context, &job, &mut body)
                .await
                .map_err(|failure| failure.of_batch(&batch))?;
        }
        let report = BatchReport::new(&body);
        let exit = Exit::of(report.outcome());
        let assessments = self.assessments.then(|| assessments(&body));
        let output = StatusOutput { report, assessments };
        context.output.outcome(exit, &output, || output.text())
    }
}

fn assessments(body: &ScoringBatchStatus) -> Vec<ApplicationAssessment> {
    let jobs = body.scoring_jobs.iter().filter_map(|job| {
        Some(ApplicationAssessment {
            application_id: job.application_id.clone(),
            scoring_job_id: job.id.clone(),
            score: job.score,
            assessment: job.assessment.clone()?,
        })
    });
    jobs.collect()
}

impl StatusOutput {
    fn text(&self) -> String {
        let mut text = report_text(&self.report);
        for one in self.assessments.iter().flatten() {
            let score = one.score.map_or("no score".to_owned(), |score| format!("scored {score}"));
            text.push_str(&format!(
                "\nAssessment of {}, {score}:\n  {}\n",
                clean(&one.application_id),
                clean(&one.assessment.verdict)
            ));
            for (name, points) in [
                ("strength", &one.assessment.strengths),
                ("concern", &one.assessment.concerns),
                ("interview", &one.assessment.interview_focus),
            ] {
                for point in points {
                    text.push_str(&format!("  {name:9}  {}\n", clean(point)));
                }
            }
        }
        text
    }
}

//! `nova schema …`: JSON Schemas of everything that this command prints with `--json`.

use clap::Subcommand;
use nova_client_ext::run::{RunReport, RunStatus};
use nova_client_ext::{BatchReport, rate_limits::RateLimits, types};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};

use super::{
    batch, completions, config, criteria, delete, doctor, library, man, mock, questions, run,
    webhook,
};
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{ErrorOutput, Failure};
use crate::output::print_raw;
use crate::scoring_job::ScoringJobOutput;

#[derive(Subcommand)]
#[allow(
    clippy::doc_markdown,
    reason = "the comments are the help, in which backticks would be shown"
)]
pub(crate) enum Command {
    /// The report of a batch: batch watch and batch report
    #[command(after_help = help!("nova schema report > report.schema.json"))]
    Report,
    /// batch status: the report, and the assessments if requested
    #[command(after_help = help!("nova schema status > status.schema.json"))]
    Status,
    /// batch submit
    #[command(after_help = help!("nova schema submission > submission.schema.json"))]
    Submission,
    /// batch retry
    #[command(after_help = help!("nova schema retry > retry.schema.json"))]
    Retry,
    /// run start and run status
    #[command(after_help = help!("nova schema run-status > run-status.schema.json"))]
    RunStatus,
    /// run start --dry-run
    #[command(after_help = help!("nova schema run-plan > run-plan.schema.json"))]
    RunPlan,
    /// run report, demo
    #[command(after_help = help!("nova schema run-report > run-report.schema.json"))]
    RunReport,
    /// run retry
    #[command(after_help = help!("nova schema run-retry > run-retry.schema.json"))]
    RunRetry,
    /// run list
    #[command(after_help = help!("nova schema run-list > run-list.schema.json"))]
    RunList,
    /// run export to a file
    #[command(after_help = help!("nova schema run-export > run-export.schema.json"))]
    RunExport,
    /// Each line of an export as JSON Lines
    #[command(after_help = help!("nova schema run-application > run-application.schema.json"))]
    RunApplication,
    /// score and job …
    #[command(after_help = help!("nova schema scoring-job > scoring-job.schema.json"))]
    ScoringJob,
    /// criteria list, remove and generate
    #[command(after_help = help!("nova schema criteria > criteria.schema.json"))]
    Criteria,
    /// criteria set
    #[command(after_help = help!("nova schema criteria-list > criteria-list.schema.json"))]
    CriteriaList,
    /// criteria add and edit
    #[command(after_help = help!("nova schema criterion-change > criterion-change.schema.json"))]
    CriterionChange,
    /// criteria versions JOB
    #[command(after_help = help!("nova schema criteria-versions > criteria-versions.schema.json"))]
    CriteriaVersions,
    /// criteria versions JOB VERSION
    #[command(after_help = help!("nova schema criteria-version > criteria-version.schema.json"))]
    CriteriaVersion,
    /// criteria current
    #[command(after_help = help!("nova schema current-criteria > current-criteria.schema.json"))]
    CurrentCriteria,
    /// questions …
    #[command(after_help = help!("nova schema question-set > question-set.schema.json"))]
    QuestionSet,
    /// library list
    #[command(after_help = help!("nova schema library > library.schema.json"))]
    Library,
    /// library add and edit
    #[command(after_help = help!("nova schema library-criterion > library-criterion.schema.json"))]
    LibraryCriterion,
    /// criteria archive and library remove
    #[command(after_help = help!("nova schema success > success.schema.json"))]
    Success,
    /// delete …
    #[command(after_help = help!("nova schema deletion > deletion.schema.json"))]
    Deletion,
    /// analytics overview
    #[command(after_help = help!("nova schema analytics-overview > analytics-overview.schema.json"))]
    AnalyticsOverview,
    /// analytics volume
    #[command(after_help = help!("nova schema analytics-volume > analytics-volume.schema.json"))]
    AnalyticsVolume,
    /// analytics latency
    #[command(after_help = help!("nova schema analytics-latency > analytics-latency.schema.json"))]
    AnalyticsLatency,
    /// analytics errors
    #[command(after_help = help!("nova schema analytics-errors > analytics-errors.schema.json"))]
    AnalyticsErrors,
    /// analytics webhooks
    #[command(after_help = help!("nova schema analytics-webhooks > analytics-webhooks.schema.json"))]
    AnalyticsWebhooks,
    /// limits
    #[command(after_help = help!("nova schema limits > limits.schema.json"))]
    Limits,
    /// doctor
    #[command(after_help = help!("nova schema doctor > doctor.schema.json"))]
    Doctor,
    /// webhook verify, and each line of webhook listen, of which the first has the address
    #[command(after_help = help!("nova schema webhook > webhook.schema.json"))]
    Webhook,
    /// webhook trigger
    #[command(after_help = help!("nova schema webhook-trigger > webhook-trigger.schema.json"))]
    WebhookTrigger,
    /// mock
    #[command(after_help = help!("nova schema mock > mock.schema.json"))]
    Mock,
    /// config …
    #[command(after_help = help!("nova schema config > config.schema.json"))]
    Config,
    /// completions
    #[command(after_help = help!("nova schema completions > completions.schema.json"))]
    Completions,
    /// man
    #[command(after_help = help!("nova schema man > man.schema.json"))]
    Man,
    /// What every command prints on stderr when it fails
    #[command(after_help = help!("nova schema error > error.schema.json"))]
    Error,
}

impl Command {
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let schema = match self {
            Self::Report => schema::<BatchReport>(),
            Self::Status => schema::<batch::StatusOutput>(),
            Self::Submission => schema::<batch::Submission>(),
            Self::Retry => schema::<batch::RetryResult>(),
            Self::RunStatus => schema::<RunStatus>(),
            Self::RunPlan => schema::<run::Plan>(),
            Self::RunReport => schema::<RunReport>(),
            Self::RunRetry => schema::<run::Requeued>(),
            Self::RunList => schema::<run::Runs>(),
            Self::RunExport => schema::<run::Exported<'_>>(),
            Self::RunApplication => schema::<run::Line<'_>>(),
            Self::ScoringJob => schema::<ScoringJobOutput>(),
            Self::Criteria => schema::<criteria::CriteriaOutput>(),
            Self::CriteriaList => schema::<types::CriteriaList>(),
            Self::CriterionChange => schema::<types::CriterionChange>(),
            Self::CriteriaVersions => schema::<criteria::VersionsOutput>(),
            Self::CriteriaVersion => schema::<types::CriteriaVersionContent>(),
            Self::CurrentCriteria => schema::<types::CurrentCriteriaVersion>(),
            Self::QuestionSet => schema::<questions::QuestionSetOutput>(),
            Self::Library => schema::<library::LibraryOutput>(),
            Self::LibraryCriterion => schema::<library::LibraryCriterionOutput>(),
            Self::Success => schema::<types::Success>(),
            Self::Deletion => schema::<delete::DeletionOutput>(),
            Self::AnalyticsOverview => schema::<types::AnalyticsOverview>(),
            Self::AnalyticsVolume => schema::<types::ScoringVolume>(),
            Self::AnalyticsLatency => schema::<types::ScoringLatency>(),
            Self::AnalyticsErrors => schema::<types::ErrorBreakdown>(),
            Self::AnalyticsWebhooks => schema::<types::WebhookHealth>(),
            Self::Limits => schema::<RateLimits>(),
            Self::Doctor => schema::<doctor::DoctorOutput>(),
            Self::Webhook => schema::<webhook::WebhookLine<'_>>(),
            Self::WebhookTrigger => schema::<webhook::Triggered<'_>>(),
            Self::Mock => schema::<mock::Access>(),
            Self::Config => schema::<config::ConfigOutput>(),
            Self::Completions => schema::<completions::CompletionsOutput>(),
            Self::Man => schema::<man::PagesOutput>(),
            Self::Error => schema::<ErrorOutput>(),
        };
        let text = serde_json::to_string_pretty(&schema)
            .map_err(|error| Failure::system("the schema cannot be written as JSON", &error))?;
        if context.output.json {
            return context.output.show(&schema, String::new);
        }
        // It is JSON, too, so its lines are not wrapped.
        match print_raw(&text) {
            Ok(()) | Err(Failure::ReaderGone) => Ok(Exit::Success),
            Err(failure) => Err(failure),
        }
    }
}

/// Returns the schema for serialisation: fields without a value are null, and never omitted.
fn schema<T: JsonSchema>() -> Schema {
    let generator: SchemaGenerator =
        SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<T>()
}

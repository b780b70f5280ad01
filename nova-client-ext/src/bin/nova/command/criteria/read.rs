//! `nova criteria list`, `current` and `versions`.

use clap::Args;
use nova_client_ext::types::CriteriaVersion;
use schemars::JsonSchema;
use serde::Serialize;

use super::{CriteriaOutput, listed};
use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::table::table;
use crate::text::clean;

/// Show the active criteria of a job
#[derive(Args)]
#[command(after_help = help!(
    "With --json it prints the format that `nova criteria set JOB --from FILE` reads.";
    "nova criteria list job_abc123"
    "nova criteria list job_abc123 --json > criteria.json"
))]
pub(crate) struct List {
    /// Job ID (chosen by you)
    job: String,
}

impl List {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let criteria = access::job(context, &self.job).await?.criteria();
        let output = CriteriaOutput { criteria: access::call(context, criteria.list()).await? };
        context.output.show(&output, || listed(&output.criteria))
    }
}

/// Show the active criteria with their version and revision
#[derive(Args)]
#[command(after_help = help!(
    "Pass the revision to `nova criteria set JOB --expect REVISION` to prevent lost updates.";
    "nova criteria current job_abc123"
    "nova criteria current job_abc123 --json | jq -r .criteriaRevision"
))]
pub(crate) struct Current {
    /// Job ID (chosen by you)
    job: String,
}

impl Current {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let criteria = access::job(context, &self.job).await?.criteria();
        let current = access::call(context, criteria.versions().current()).await?;
        context.output.show(&current, || {
            let (number, id) = (current.version.version, clean(&current.version.id));
            let revision = clean(current.revision.as_str());
            let since =
                current.version.created_at.map(|at| at.format(", since %F %T UTC").to_string());
            let since = since.unwrap_or_default();
            format!(
                "Version {number} ({id}), revision {revision}{since}\n\n{}",
                listed(&current.criteria)
            )
        })
    }
}

/// Show the versions of a job's criteria, or the criteria of one of them
#[derive(Args)]
#[command(after_help = help!(
    "nova criteria versions job_abc123"
    "nova criteria versions job_abc123 cv_abc123"
))]
pub(crate) struct Versions {
    /// Job ID (chosen by you)
    job: String,
    /// Version ID (assigned by Nova), to see its criteria
    version: Option<String>,
}

/// The versions of a job's criteria under `--json`.
#[derive(Serialize, JsonSchema)]
pub(in crate::command) struct VersionsOutput {
    versions: Vec<CriteriaVersion>,
}

impl Versions {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let versions = access::job(context, &self.job).await?.criteria().versions();
        if let Some(id) = self.version {
            let version = access::call(context, versions.get(id)).await?;
            return context.output.show(&version, || listed(&version.criteria));
        }
        let list = access::call(context, versions.list()).await?;
        let output = VersionsOutput { versions: list };
        let list = &output.versions;
        context.output.show(&output, || {
            let time = |at: chrono::DateTime<chrono::Utc>| at.format("%F %T UTC").to_string();
            let rows = list.iter().map(|version| {
                let archived = version.archived_at.map(time).unwrap_or_default();
                let (number, status) = (version.version.to_string(), version.status.to_string());
                [
                    number,
                    version.id.clone(),
                    status.to_lowercase(),
                    version.created_at.map(time).unwrap_or_default(),
                    archived,
                ]
            });
            if list.is_empty() {
                "No versions\n".to_owned()
            } else {
                table(["VERSION", "ID", "STATUS", "SINCE", "UNTIL"], rows)
            }
        })
    }
}

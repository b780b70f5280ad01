//! `nova criteria …`: the criteria against which the applications of a job are scored.

mod change;
mod generate;
mod read;

use clap::Subcommand;
use nova_client_ext::types::{Criterion, CriterionImportance};
use schemars::JsonSchema;
use serde::Serialize;

pub(super) use generate::JobContextArgs;
pub(super) use read::VersionsOutput;

use crate::args::OneOf;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::table::table;

#[derive(Subcommand)]
pub(crate) enum Command {
    List(read::List),
    Current(read::Current),
    Versions(read::Versions),
    Set(change::Set),
    Add(change::Add),
    Edit(change::Edit),
    Remove(change::Remove),
    Archive(change::Archive),
    Generate(generate::Generate),
}

impl Command {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::List(list) => list.run(context).await,
            Self::Current(current) => current.run(context).await,
            Self::Versions(versions) => versions.run(context).await,
            Self::Set(set) => set.run(context).await,
            Self::Add(add) => add.run(context).await,
            Self::Edit(edit) => edit.run(context).await,
            Self::Remove(remove) => remove.run(context).await,
            Self::Archive(archive) => archive.run(context).await,
            Self::Generate(generate) => generate.run(context).await,
        }
    }
}

/// Formats the criteria for people.
fn listed(criteria: &[Criterion]) -> String {
    if criteria.is_empty() {
        return "No criteria\n".to_owned();
    }
    let rows = criteria.iter().map(|criterion| {
        [criterion.id.clone(), word(&criterion.importance), criterion.text.clone()]
    });
    table(["CRITERION", "IMPORTANCE", "TEXT"], rows)
}

/// Formats an importance for people: `must-have`.
pub(super) fn word(importance: &CriterionImportance) -> String {
    importance.as_str().to_ascii_lowercase().replace('_', "-")
}

/// Parses an importance in this format or in the vendor's, `MUST_HAVE`.
pub(super) fn importance() -> OneOf<CriterionImportance> {
    OneOf {
        known: || CriterionImportance::KNOWN.iter().map(word).collect(),
        parse: |text| {
            let wanted = text.to_ascii_lowercase().replace('_', "-");
            let known = CriterionImportance::KNOWN;
            known.iter().find(|one| word(one) == wanted).cloned().ok_or_else(|| {
                let known: Vec<String> = known.iter().map(word).collect();
                format!("is none of {}", known.join(", "))
            })
        },
    }
}

/// The criteria of a job under `--json`.
#[derive(Serialize, JsonSchema)]
pub(in crate::command) struct CriteriaOutput {
    pub(in crate::command) criteria: Vec<Criterion>,
}

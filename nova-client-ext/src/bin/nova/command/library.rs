//! `nova library …`: reusable criteria of a tenant.

use clap::{Args, Subcommand};
use nova_client_ext::library::{Change, Library, LibraryCriterionUpdate, NewLibraryCriterion};
use nova_client_ext::types::{CriterionImportance, LibraryCriterion};
use schemars::JsonSchema;
use serde::Serialize;

use super::criteria::{importance, word};
use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::table::table;
use crate::text::clean;

#[derive(Subcommand)]
pub(crate) enum Command {
    List(List),
    Add(Add),
    Edit(Edit),
    Remove(Remove),
}

impl Command {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let library = access::tenant(context).await?.library();
        match self {
            Self::List(list) => list.run(&library, context).await,
            Self::Add(add) => add.run(&library, context).await,
            Self::Edit(edit) => edit.run(&library, context).await,
            Self::Remove(remove) => remove.run(&library, context).await,
        }
    }
}

/// Show the library, newest first
#[derive(Args)]
#[command(after_help = help!("nova library list" "nova library list --category languages --json"))]
pub(crate) struct List {
    /// Only criteria of this category
    #[arg(long, value_name = "CATEGORY")]
    category: Option<String>,
}

impl List {
    async fn run(self, library: &Library, context: &Context) -> Result<Exit, Failure> {
        let call = match self.category {
            Some(category) => library.list_by_category(category),
            None => library.list(),
        };
        let list = access::call(context, call).await?;
        let output = LibraryOutput { criteria: list };
        context.output.show(&output, || listed(&output.criteria))
    }
}

/// Add a criterion to the library
#[derive(Args)]
#[command(after_help = help!(
    "Adding a criterion twice creates two entries, unless both have the same --idempotency-key.";
    "nova library add 'Speaks Dutch' --category languages"
    "nova library add 'Has run a team' --importance nice-to-have"
))]
pub(crate) struct Add {
    /// The text of the criterion
    text: String,
    /// How important it is
    #[arg(long, value_name = "IMPORTANCE", default_value = "must-have", value_parser = importance())]
    importance: CriterionImportance,
    /// The category
    #[arg(long, value_name = "CATEGORY")]
    category: Option<String>,
    /// Makes a repeat of this command safe: Nova recognises it
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

impl Add {
    async fn run(self, library: &Library, context: &Context) -> Result<Exit, Failure> {
        let mut criterion = NewLibraryCriterion::new(self.text, self.importance);
        if let Some(category) = self.category {
            criterion = criterion.category(category);
        }
        let mut call = library.add(criterion);
        if let Some(key) = self.idempotency_key {
            call = call.idempotency_key(key);
        }
        show(access::call(context, call).await?, context)
    }
}

/// Change a criterion of the library
#[derive(Args)]
#[command(after_help = help!(
    "nova library edit lib_abc123 --text 'Speaks Dutch well'"
    "nova library edit lib_abc123 --no-category"
))]
pub(crate) struct Edit {
    /// Criterion ID (assigned by Nova)
    criterion: String,
    /// The new text
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// How important it is
    #[arg(long, value_name = "IMPORTANCE", value_parser = importance())]
    importance: Option<CriterionImportance>,
    /// The category
    #[arg(long, value_name = "CATEGORY")]
    category: Option<String>,
    /// Remove its category
    #[arg(long, conflicts_with = "category")]
    no_category: bool,
}

impl Edit {
    async fn run(self, library: &Library, context: &Context) -> Result<Exit, Failure> {
        let mut edit = LibraryCriterionUpdate::new();
        if let Some(text) = self.text {
            edit = edit.text(text);
        }
        if let Some(importance) = self.importance {
            edit = edit.importance(importance);
        }
        edit = match self.category {
            Some(category) => edit.category(category),
            None if self.no_category => edit.category(Change::Clear),
            None => edit,
        };
        show(access::call(context, library.edit(self.criterion, edit)).await?, context)
    }
}

/// Remove a criterion from the library
#[derive(Args)]
#[command(after_help = help!("nova library remove lib_abc123"))]
pub(crate) struct Remove {
    /// Criterion ID (assigned by Nova)
    criterion: String,
}

impl Remove {
    async fn run(self, library: &Library, context: &Context) -> Result<Exit, Failure> {
        let done = access::call(context, library.remove(&self.criterion)).await?;
        let what = if done.success { "is removed" } else { "is not removed" };
        context.output.show(&done, || format!("{} {what}\n", clean(&self.criterion)))?;
        Ok(if done.success { Exit::Success } else { Exit::Error })
    }
}

/// The library's criteria under `--json`.
#[derive(Serialize, JsonSchema)]
pub(super) struct LibraryOutput {
    criteria: Vec<LibraryCriterion>,
}

/// One criterion of the library under `--json`.
#[derive(Serialize, JsonSchema)]
pub(super) struct LibraryCriterionOutput {
    criterion: LibraryCriterion,
}

fn show(criterion: LibraryCriterion, context: &Context) -> Result<Exit, Failure> {
    let output = LibraryCriterionOutput { criterion };
    context.output.show(&output, || listed(std::slice::from_ref(&output.criterion)))
}

fn listed(criteria: &[LibraryCriterion]) -> String {
    if criteria.is_empty() {
        return "No criteria\n".to_owned();
    }
    let rows = criteria.iter().map(|criterion| {
        let category = criterion.category.clone().unwrap_or_default();
        [criterion.id.clone(), word(&criterion.importance), category, criterion.text.clone()]
    });
    table(["CRITERION", "IMPORTANCE", "CATEGORY", "TEXT"], rows)
}

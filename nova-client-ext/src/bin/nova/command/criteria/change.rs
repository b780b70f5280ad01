//! `nova criteria set`, `add`, `edit`, `remove` and `archive`.

use std::path::{Path, PathBuf};

use clap::Args;
use nova_client_ext::call::Keyed;
use nova_client_ext::criteria::{CriterionUpdate, NewCriterion};
use nova_client_ext::types::{self, CriterionImportance};
use serde::Deserialize;

use super::{CriteriaOutput, importance, listed};
use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::text::clean;

/// Replace all criteria of a job
#[derive(Args)]
#[command(after_help = help!(
    "The file has the format of `nova criteria list --json`; text and importance of each criterion are used. Criteria \
     from options follow those of the file, by importance. With --expect, nothing is changed (exit 1) if the \
     criteria are no longer at that revision.";
    "nova criteria set job_abc123 --must-have 'Five years of Go' --preferred Kubernetes"
    "nova criteria set job_abc123 --from criteria.json --expect crit_1ab2cd"
    "nova criteria set job_abc123 --none"
))]
pub(crate) struct Set {
    /// Job ID (chosen by you)
    job: String,
    /// A file with criteria; - reads standard input
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// A criterion that an applicant must meet
    #[arg(long, value_name = "TEXT")]
    must_have: Vec<String>,
    /// A criterion that is preferred
    #[arg(long, value_name = "TEXT")]
    preferred: Vec<String>,
    /// A criterion that is nice to have
    #[arg(long, value_name = "TEXT")]
    nice_to_have: Vec<String>,
    /// Set an empty list
    #[arg(long, conflicts_with_all = ["from", "must_have", "preferred", "nice_to_have"])]
    none: bool,
    /// The revision that the criteria must have
    #[arg(long, value_name = "REVISION")]
    expect: Option<String>,
    #[command(flatten)]
    repeat: Repeat,
}

/// The option of every change.
#[derive(Args)]
pub(crate) struct Repeat {
    /// Makes a repeat of this command safe: Nova recognises it, and makes no further change
    #[arg(long, value_name = "KEY")]
    pub(crate) idempotency_key: Option<String>,
}

impl Repeat {
    pub(crate) fn on<T: Send + 'static>(
        self,
        call: nova_client_ext::Call<T, Keyed>,
    ) -> nova_client_ext::Call<T, Keyed> {
        match self.idempotency_key {
            Some(key) => call.idempotency_key(key),
            None => call,
        }
    }
}

/// The content of a file of criteria. Other fields are ignored.
#[derive(Deserialize)]
struct Saved {
    criteria: Vec<types::NewCriterion>,
}

impl Set {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let job = access::job(context, &self.job).await?;
        let mut criteria: Vec<NewCriterion> = match &self.from {
            Some(file) => saved(context, file).await?.into_iter().map(Into::into).collect(),
            None => Vec::new(),
        };
        criteria.extend(self.must_have.into_iter().map(NewCriterion::must_have));
        criteria.extend(self.preferred.into_iter().map(NewCriterion::preferred));
        criteria.extend(self.nice_to_have.into_iter().map(NewCriterion::nice_to_have));
        if criteria.is_empty() && !self.none {
            return Err(Failure::Usage(
                "no criteria are given; --none leaves the job with an empty list".into(),
            ));
        }
        let mut call = self.repeat.on(job.criteria().set(criteria));
        if let Some(revision) = self.expect {
            call = call.if_revision(revision);
        }
        let list = access::call(context, call).await?;
        context.output.show(&list, || listed(&list.criteria))
    }
}

async fn saved(context: &Context, file: &Path) -> Result<Vec<types::NewCriterion>, Failure> {
    let saved: Saved = input::json(context, file).await?;
    let known = CriterionImportance::KNOWN;
    match saved.criteria.iter().position(|criterion| criterion.importance.is_unknown()) {
        None => Ok(saved.criteria),
        Some(place) => {
            let known: Vec<&str> = known.iter().map(CriterionImportance::as_str).collect();
            let what = format!(
                "criterion {} has an importance that is none of {}",
                place + 1,
                known.join(", ")
            );
            Err(input::invalid(file, &what))
        }
    }
}

/// Add a criterion after the others
#[derive(Args)]
#[command(after_help = help!(
    "nova criteria add job_abc123 'Speaks Dutch'"
    "nova criteria add job_abc123 'Has run a team' --importance nice-to-have"
))]
pub(crate) struct Add {
    /// Job ID (chosen by you)
    job: String,
    /// The text of the criterion
    text: String,
    /// How important it is
    #[arg(long, value_name = "IMPORTANCE", default_value = "must-have", value_parser = importance())]
    importance: CriterionImportance,
    #[command(flatten)]
    repeat: Repeat,
}

impl Add {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let criteria = access::job(context, &self.job).await?.criteria();
        let call = self.repeat.on(criteria.add(NewCriterion::new(self.text, self.importance)));
        let change = access::call(context, call).await?;
        context.output.show(&change, || listed(&change.criteria))
    }
}

/// Change a criterion's text or importance
#[derive(Args)]
#[command(after_help = help!(
    "nova criteria edit job_abc123 crit_abc123 --text 'Speaks Dutch well'"
    "nova criteria edit job_abc123 crit_abc123 --importance preferred"
))]
pub(crate) struct Edit {
    /// Job ID (chosen by you)
    job: String,
    /// Criterion ID (assigned by Nova)
    criterion: String,
    /// The new text
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// How important it is
    #[arg(long, value_name = "IMPORTANCE", value_parser = importance())]
    importance: Option<CriterionImportance>,
    #[command(flatten)]
    repeat: Repeat,
}

impl Edit {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let criteria = access::job(context, &self.job).await?.criteria();
        let mut edit = CriterionUpdate::new();
        if let Some(text) = self.text {
            edit = edit.text(text);
        }
        if let Some(importance) = self.importance {
            edit = edit.importance(importance);
        }
        let change =
            access::call(context, self.repeat.on(criteria.edit(self.criterion, edit))).await?;
        context.output.show(&change, || listed(&change.criteria))
    }
}

/// Remove a criterion from the list
#[derive(Args)]
#[command(after_help = help!("nova criteria remove job_abc123 crit_abc123"))]
pub(crate) struct Remove {
    /// Job ID (chosen by you)
    job: String,
    /// Criterion ID (assigned by Nova)
    criterion: String,
    #[command(flatten)]
    repeat: Repeat,
}

impl Remove {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let criteria = access::job(context, &self.job).await?.criteria();
        let call = self.repeat.on(criteria.remove(self.criterion));
        let output = CriteriaOutput { criteria: access::call(context, call).await? };
        context.output.show(&output, || listed(&output.criteria))
    }
}

/// Archive the criteria, so that the job has none until new ones are set
#[derive(Args)]
#[command(after_help = help!(
    "Nothing can be scored against the job until then. Its versions stay readable.";
    "nova criteria archive job_abc123"
))]
pub(crate) struct Archive {
    /// Job ID (chosen by you)
    job: String,
    #[command(flatten)]
    repeat: Repeat,
}

impl Archive {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let job = access::job(context, &self.job).await?;
        let done = access::call(context, self.repeat.on(job.criteria().archive())).await?;
        let text = || {
            format!("The criteria of job {} are {}archived\n", clean(&self.job), not(done.success))
        };
        context.output.show(&done, text)?;
        Ok(if done.success { Exit::Success } else { Exit::Error })
    }
}

pub(crate) fn not(is_done: bool) -> &'static str {
    if is_done { "" } else { "not " }
}

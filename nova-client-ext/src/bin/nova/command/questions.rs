//! `nova questions …`: what Nova asks about a job.

use clap::{Args, Subcommand};
use nova_client_ext::types::{QuestionSet, SelectionType};
use schemars::JsonSchema;
use serde::Serialize;

use super::criteria::JobContextArgs;
use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::text::clean;

#[derive(Subcommand)]
pub(crate) enum Command {
    Create(Create),
    Show(Show),
}

impl Command {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Create(create) => create.run(context).await,
            Self::Show(show) => show.run(context).await,
        }
    }
}

/// Let Nova generate questions about a job
#[derive(Args)]
#[command(override_usage = "nova questions create [OPTIONS] <JOB>")]
#[command(after_help = help!(
    "Takes 10 to 20 seconds. Submit the answers with `nova criteria generate JOB --answer QUESTION=OPTION` before the \
     set expires.";
    "nova questions create job_abc123 --title 'Backend engineer' --company Acme --description-file job.md"
))]
pub(crate) struct Create {
    /// Job ID (chosen by you)
    job: String,
    #[command(flatten)]
    about: JobContextArgs,
    /// Makes a repeat of this command safe: Nova recognises it, and creates no other set
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

impl Create {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let job = access::job(context, &self.job).await?;
        let mut call = job.question_sets().create(self.about.read(context).await?);
        if let Some(key) = self.idempotency_key {
            call = call.idempotency_key(key);
        }
        show(access::call(context, call).await?, context)
    }
}

/// Show the current question set of a job, or the one with this id
#[derive(Args)]
#[command(after_help = help!(
    "nova questions show job_abc123"
    "nova questions show job_abc123 qs_abc123 --json"
))]
pub(crate) struct Show {
    /// Job ID (chosen by you)
    job: String,
    /// Question set ID (assigned by Nova)
    question_set: Option<String>,
}

impl Show {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let sets = access::job(context, &self.job).await?.question_sets();
        let call = match self.question_set {
            Some(id) => sets.get(id),
            None => sets.current(),
        };
        show(access::call(context, call).await?, context)
    }
}

/// A question set under `--json`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct QuestionSetOutput {
    question_set: QuestionSet,
}

fn show(set: QuestionSet, context: &Context) -> Result<Exit, Failure> {
    let output = QuestionSetOutput { question_set: set };
    let set = &output.question_set;
    context.output.show(&output, || {
        let expires =
            set.expires_at.map(|at| at.format(", can be answered until %F %T UTC").to_string());
        let expires = expires.unwrap_or_default();
        let mut text = format!("Question set {}{expires}\n", clean(&set.id));
        for question in &set.questions {
            let how = match &question.selection_type {
                SelectionType::Single => "one of".to_owned(),
                SelectionType::Multi => "any of".to_owned(),
                other => clean(other.as_str()),
            };
            let options: Vec<String> =
                question.options.iter().map(|option| format!("{:?}", clean(option))).collect();
            text.push_str(&format!("\n{}  {}\n", clean(&question.id), clean(&question.question)));
            text.push_str(&format!("    {how} {}\n", options.join(", ")));
            if let Some(hint) = &question.hint {
                text.push_str(&format!("    {}\n", clean(hint)));
            }
        }
        text
    })
}

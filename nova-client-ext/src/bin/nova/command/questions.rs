//! `nova questions …`: what Nova asks about a job.

use clap::{Args, Subcommand};
use nova_client_ext::types::{QuestionSet, SelectionType};
use serde_json::json;

use super::criteria::JobContextArgs;
use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::table::clean;

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

/// Let Nova write questions about a job
#[derive(Args)]
#[command(after_help = help!(
    "Takes 10 to 20 seconds. `nova criteria generate JOB --answer QUESTION=OPTION` takes the answers, until the set \
     expires.";
    "nova questions create job_abc123 --title 'Backend engineer' --company Acme --description-file job.md"
))]
pub(crate) struct Create {
    /// The job's id (chosen by you)
    job: String,
    #[command(flatten)]
    about: JobContextArgs,
    /// By which Nova recognises a repeat of this command, and makes no other set
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

impl Create {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let job = access::job(context, &self.job)?;
        let mut call = job.question_sets().create(self.about.read(context).await?);
        if let Some(key) = self.idempotency_key {
            call = call.idempotency_key(key);
        }
        shown(&access::call(context, call).await?, context)
    }
}

/// Show the question set that is open for a job, or the one that is named
#[derive(Args)]
#[command(after_help = help!(
    "nova questions show job_abc123"
    "nova questions show job_abc123 qs_abc123 --json"
))]
pub(crate) struct Show {
    /// The job's id (chosen by you)
    job: String,
    /// The question set's ID (assigned by Nova)
    question_set: Option<String>,
}

impl Show {
    async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let sets = access::job(context, &self.job)?.question_sets();
        let call = match self.question_set {
            Some(id) => sets.get(id),
            None => sets.current(),
        };
        shown(&access::call(context, call).await?, context)
    }
}

fn shown(set: &QuestionSet, context: &Context) -> Result<Exit, Failure> {
    context.output.show(&json!({ "questionSet": set }), || {
        let expires = set.expires_at.format("%F %T UTC");
        let mut text =
            format!("Question set {}, can be answered until {expires}\n", clean(&set.id));
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

//! `nova criteria generate`: Nova writes the criteria.

use std::path::PathBuf;

use clap::Args;
use nova_client_ext::{
    criteria::{GenerateCriteriaRequest, JobContext},
    question_sets::Answers,
};
use serde_json::json;

use super::change::Repeat;
use super::listed;
use crate::access;
use crate::args::help;
use crate::context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;

/// Let Nova write the criteria of a job, and make them the active ones
#[derive(Args)]
#[command(after_help = help!(
    "Takes 10 to 20 seconds. Answers go to the question set that is open for the job, or to the one that is named; \
     `nova questions show JOB` has the ids and the options.";
    "nova criteria generate job_abc123 --title 'Backend engineer' --company Acme --description-file job.md"
    "nova criteria generate job_abc123 --title … --company … --description … --answer q_1=Senior"
))]
pub(crate) struct Generate {
    /// The job's id (chosen by you)
    job: String,
    #[command(flatten)]
    about: Context,
    /// An answer: the question's id and an option; once for each option that is chosen
    #[arg(long = "answer", value_name = "QUESTION=OPTION", value_parser = answer)]
    answers: Vec<(String, String)>,
    /// The question set that is answered, instead of the open one
    #[arg(long, value_name = "ID", requires = "answers")]
    question_set: Option<String>,
    #[command(flatten)]
    repeat: Repeat,
}

/// What a job is.
#[derive(Args)]
pub(in crate::command) struct Context {
    /// The job's title
    #[arg(long, value_name = "TEXT")]
    title: String,
    /// The company
    #[arg(long, value_name = "TEXT")]
    company: String,
    /// The job's description, as applicants read it
    #[arg(long, value_name = "TEXT", required_unless_present = "description_file")]
    description: Option<String>,
    /// A file with the description; - reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "description")]
    description_file: Option<PathBuf>,
}

impl Context {
    pub(in crate::command) async fn read(
        self,
        context: &context::Context,
    ) -> Result<JobContext, Failure> {
        let description = match (self.description, self.description_file) {
            (Some(text), _) => text,
            (None, Some(file)) => input::text(context, &file).await?,
            (None, None) => String::new(),
        };
        Ok(JobContext::new(self.title, self.company, description))
    }
}

fn answer(text: &str) -> Result<(String, String), String> {
    let (question, option) = text.split_once('=').ok_or("is not QUESTION=OPTION")?;
    Ok((question.to_owned(), option.to_owned()))
}

impl Generate {
    pub(crate) async fn run(self, context: &context::Context) -> Result<Exit, Failure> {
        let job = access::job(context, &self.job)?;
        let mut generation = GenerateCriteriaRequest::new(self.about.read(context).await?);
        if !self.answers.is_empty() {
            let sets = job.question_sets();
            let set = match self.question_set {
                Some(id) => access::call(context, sets.get(id)).await?,
                None => access::call(context, sets.current()).await?,
            };
            let answers = self.answers.into_iter();
            let answers = answers.fold(Answers::to(&set), |answers, (question, option)| {
                answers.choose(question, option)
            });
            generation = generation.answers(answers);
        }
        let list =
            access::call(context, self.repeat.on(job.criteria().generate(generation))).await?;
        context.output.show(&json!({ "criteria": list }), || listed(&list))
    }
}

//! `nova criteria generate`: lets Nova generate the criteria.

use std::path::PathBuf;

use clap::Args;
use nova_client_ext::{
    criteria::{GenerateCriteriaRequest, JobContext},
    question_sets::Answers,
};

use super::change::Repeat;
use super::{CriteriaOutput, listed};
use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;

/// Let Nova generate the criteria of a job, and make them active
#[derive(Args)]
#[command(override_usage = "nova criteria generate [OPTIONS] <JOB>")]
#[command(after_help = help!(
    "Takes 10 to 20 seconds. Answers belong to the current question set of the job, or to the given one, and every \
     question needs one; `nova questions show JOB` shows the ids and the options.";
    "nova criteria generate job_abc123 --title 'Backend engineer' --company Acme --description-file job.md"
    "nova criteria generate job_abc123 --title … --company … --description … --answer q_1=Senior"
))]
pub(crate) struct Generate {
    /// Job ID (chosen by you)
    job: String,
    #[command(flatten)]
    about: JobContextArgs,
    /// An answer: the question's id and an option; repeat it for several options
    #[arg(long = "answer", value_name = "QUESTION=OPTION", value_parser = answer)]
    answers: Vec<(String, String)>,
    /// The question set that is answered, instead of the current one
    #[arg(long, value_name = "ID", requires = "answers")]
    question_set: Option<String>,
    #[command(flatten)]
    repeat: Repeat,
}

/// The description of a job.
#[derive(Args)]
#[group(skip)]
pub(in crate::command) struct JobContextArgs {
    /// The job's title
    #[arg(long, value_name = "TEXT")]
    title: String,
    /// The company
    #[arg(long, value_name = "TEXT")]
    company: String,
    #[command(flatten)]
    description: DescriptionArgs,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct DescriptionArgs {
    /// The job's description, as applicants read it
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// A file with the description; - reads standard input
    #[arg(long, value_name = "FILE")]
    description_file: Option<PathBuf>,
}

impl JobContextArgs {
    pub(in crate::command) async fn read(self, context: &Context) -> Result<JobContext, Failure> {
        let description = match (self.description.description, self.description.description_file) {
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
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let job = access::job(context, &self.job).await?;
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
        let call = self.repeat.on(job.criteria().generate(generation));
        let output = CriteriaOutput { criteria: access::call(context, call).await? };
        context.output.show(&output, || listed(&output.criteria))
    }
}

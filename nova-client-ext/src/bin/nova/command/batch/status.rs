//! `nova batch status`: one call, and the report.

use clap::Args;

use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

/// Ask once how a batch stands, and say what became of every application
#[derive(Args)]
#[command(after_help = help!(
    "Exits by the batch's outcome: 0 completed, 3 pending, 4 partial failure, 5 total failure, 6 unknown. An error of \
     the API or the connection is 1; an id, key or tenant that cannot be right is 2, and nothing was sent.";
    "nova batch status job_abc123 sb_abc123"
    "nova batch status job_abc123 sb_abc123 --tenant acme-corp --api-key-file ~/.nova-key"
    "nova batch status job_abc123 sb_abc123 --json --timeout 10"
))]
pub(crate) struct Status {
    /// The job's id (chosen by you)
    job: String,
    /// The scoring batch's ID (assigned by Nova)
    batch: String,
}

impl Status {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let tenant = access::tenant(&context.globals)?;
        let job = tenant.job(self.job).map_err(|error| Failure::invalid("JOB", &error))?;
        let batch = job.batch(self.batch).map_err(|error| Failure::invalid("BATCH", &error))?;
        let mut call = batch.report();
        if let Some(deadline) = context.deadline() {
            call = call.deadline(deadline);
        }
        let report = call
            .await
            .map_err(|error| Failure::Call { error, base_url: access::server(&context.globals) })?;
        context.output.report(&report)
    }
}

//! `nova mock`: a Nova to try things against.

use std::io;
use std::time::Duration;

use clap::Args;
use nova_client_ext::mock::MockNova;
use serde::Serialize;

use super::sample_batch::{self, JOB, TENANT};
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;

/// How far apart the jobs of the slow batch start; all of it takes about five minutes.
const SLOW: Duration = Duration::from_secs(18);

/// Serve a Nova of your own until Ctrl-C; needs no key and no network
#[derive(Args)]
#[command(after_help = help!(
    "It speaks the documented API on a real socket: key, tenants, error bodies, trace ids, rate limits. Two batches \
     are in it, one finished and one that takes five minutes; it prints what is needed to ask for them. Nothing is \
     kept. With --timeout it stops by itself.";
    "nova mock"
    "nova mock --listen 127.0.0.1:8080"
))]
pub(crate) struct Mock {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: String,

    /// Answer any number of requests; the documented limits hold otherwise
    #[arg(long)]
    without_rate_limits: bool,
}

/// What one needs to use the mock.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Access {
    base_url: String,
    api_key: String,
    tenant_id: &'static str,
    job_id: &'static str,
    batch_ids: [String; 2],
}

impl Mock {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let builder = MockNova::builder().listen(&self.listen);
        let builder =
            if self.without_rate_limits { builder.without_rate_limits() } else { builder };
        let mock = builder.start().await.map_err(|error| {
            let what = format!("--listen {}", self.listen);
            match error.kind() {
                io::ErrorKind::InvalidInput => Failure::Usage(format!("{what}: {error}")),
                _ => Failure::system(&what, &error),
            }
        })?;
        let batch_ids = [Duration::ZERO, SLOW]
            .map(|pace| mock.place_batch(TENANT, JOB, sample_batch::batch(pace)));
        let access = Access {
            base_url: mock.base_url(),
            api_key: mock.api_key(),
            tenant_id: TENANT,
            job_id: JOB,
            batch_ids,
        };
        let printed = if context.output.json {
            output::print_json(&access)
        } else {
            output::print(&access.text())
        };
        match printed {
            // Who only wanted the address may stop reading.
            Ok(()) | Err(Failure::ReaderGone) => {}
            Err(failure) => return Err(failure),
        }
        // Only the deadline ends this: serving until then is what was asked for.
        let _ = context.within(std::future::pending::<()>()).await;
        mock.shutdown().await;
        Ok(Exit::Success)
    }
}

impl Access {
    fn text(&self) -> String {
        let Self { base_url, api_key, tenant_id, job_id, batch_ids: [finished, slow] } = self;
        format!(
            "listening on {base_url}

A Nova for trying things: it speaks the documented API and keeps nothing. In another terminal:

  export NOVA_BASE_URL={base_url}
  export NOVA_API_KEY={api_key}
  export NOVA_TENANT_ID={tenant_id}

  nova batch status {job_id} {finished}    finished, with failures and rejections
  nova batch status {job_id} {slow}    takes about five minutes
  nova score {job_id} app-1 --resume-url https://cv.example/mock:9.pdf --job-description Engineer --wait

What a résumé says decides: one with mock:9 in it is scored 9, one with mock:TIMEOUT fails so.
Ctrl-C stops it.
"
        )
    }
}

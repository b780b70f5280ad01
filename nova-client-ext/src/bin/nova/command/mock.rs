//! `nova mock`: a mock server for experiments and tests.

use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use nova_client_ext::mock::{Cut, End, Fault, MockNova, MockNovaBuilder};
use schemars::JsonSchema;
use serde::Serialize;

use super::sample_batch::{self, JOB, TENANT};
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{input, output};

/// The interval between the starts of the slow batch's jobs; the batch takes about five minutes.
const SLOW: Duration = Duration::from_secs(18);

/// Serve a mock of Nova until Ctrl-C; needs no key and no network
#[derive(Args)]
#[command(after_help = help!(
    "It serves the documented API on a real socket: key, tenants, error bodies, trace ids, rate limits. It contains two \
     batches, one finished and one that takes five minutes, and prints how to query them. Submitted data is kept until \
     it stops: GET /_mock/scored returns, as JSON, how often each application was submitted and scored. Which \
     applications fail or are rejected depends only on --seed and their ids. On an address that other machines can \
     reach, it generates a new key at each start. With --timeout it stops after this time.";
    "nova mock"
    "nova mock --port 8080 --scoring-time 20 --fail 0.1 --reject 0.02 --seed 7"
    "nova mock --speed 100 --webhook http://127.0.0.1:9000/ --webhook-secret-file secret.txt"
))]
pub(crate) struct Mock {
    /// The address to listen on; port 0 selects a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: String,

    /// Listen on this port of 127.0.0.1
    #[arg(long, value_name = "PORT", conflicts_with = "listen")]
    port: Option<u16>,

    /// The scoring duration of submitted applications, for example 20 or 0.5 [default: 0]
    #[arg(long, value_name = "SECONDS", value_parser = scoring_time, allow_negative_numbers = true)]
    scoring_time: Option<Duration>,

    /// The share of scoring jobs that fail, for example 0.1 or 10%; a rescore is drawn anew
    #[arg(long, value_name = "RATE", value_parser = rate, allow_negative_numbers = true)]
    fail: Option<f64>,

    /// The share of applications that are rejected at intake
    #[arg(long, value_name = "RATE", value_parser = rate, allow_negative_numbers = true)]
    reject: Option<f64>,

    /// The share of requests that are processed and whose response is lost
    #[arg(long, value_name = "RATE", value_parser = rate, allow_negative_numbers = true)]
    drop_responses: Option<f64>,

    /// The seed that selects the applications and responses of the rates
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,

    /// Accelerate scoring, deletions and the delays between webhooks by this factor
    #[arg(long, value_name = "FACTOR", allow_negative_numbers = true)]
    speed: Option<f64>,

    /// Send webhooks to this URL
    #[arg(long, value_name = "URL", requires = "webhook_secret_file")]
    webhook: Option<String>,

    /// The file with the secret that signs them, on its first line
    #[arg(long, value_name = "FILE", requires = "webhook")]
    webhook_secret_file: Option<PathBuf>,

    /// Disable the documented rate limits
    #[arg(long)]
    without_rate_limits: bool,
}

fn rate(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.strip_suffix('%') {
        Some(percent) => (percent, 100.0),
        None => (text, 1.0),
    };
    let rate = number.parse::<f64>().map_err(|_| "is not a number".to_owned())? / unit;
    if (0.0..=1.0).contains(&rate) { Ok(rate) } else { Err("is not from 0 to 1".to_owned()) }
}

fn scoring_time(text: &str) -> Result<Duration, String> {
    let number: f64 = text.parse().map_err(|_| "is not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(number).map_err(|_| "is not a length of time".to_owned())
}

/// The connection data of the mock.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Access {
    base_url: String,
    api_key: String,
    tenant_id: &'static str,
    job_id: &'static str,
    batch_ids: [String; 2],
    /// The URL of the tallies of submits and scores.
    scored_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
}

impl Mock {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let listen = self.port.map_or(self.listen.clone(), |port| format!("127.0.0.1:{port}"));
        let cannot_listen = |error: io::Error| {
            let what = format!("--listen {listen}");
            match error.kind() {
                io::ErrorKind::InvalidInput => Failure::Usage(format!("{what}: {error}")),
                _ => Failure::system(&what, &error),
            }
        };
        let mut addresses = tokio::net::lookup_host(&listen).await.map_err(cannot_listen)?;
        let is_public = addresses.any(|address| !address.ip().is_loopback());
        let mut builder = self.builder(context).await?.listen(&listen);
        if is_public {
            builder = builder.key(random_key());
        }
        let mock = builder.start().await.map_err(cannot_listen)?;
        if let Some(rate) = self.drop_responses {
            mock.inject(Fault::cut(Cut::Nothing, End::Close).always().chance(rate, self.seed));
        }
        let batch_ids = [Duration::ZERO, SLOW]
            .map(|pace| mock.place_batch(TENANT, JOB, sample_batch::batch(pace)));
        let warning = is_public.then(|| {
            format!(
                "{} can be reached from other machines, over plain http: anyone with the key can use this mock",
                mock.address()
            )
        });
        let access = Access {
            base_url: mock.base_url(),
            api_key: mock.api_key(),
            tenant_id: TENANT,
            job_id: JOB,
            batch_ids,
            scored_url: format!("{}/_mock/scored", mock.base_url()),
            warning,
        };
        if let Some(warning) = &access.warning {
            context.note(&format!("warning: {warning}"));
        }
        let printed = if context.output.json {
            output::print_json(&access)
        } else {
            output::print(&access.text())
        };
        match printed {
            // A reader that only needs the address may close stdout.
            Ok(()) | Err(Failure::ReaderGone) => {}
            Err(failure) => return Err(failure),
        }
        // Reaching the deadline is a success, because serving until then was requested.
        let _ = context.within(std::future::pending::<()>()).await;
        mock.shutdown().await;
        Ok(Exit::Success)
    }

    async fn builder(&self, context: &Context) -> Result<MockNovaBuilder, Failure> {
        let mut builder = MockNova::builder()
            .failure_rate(self.fail.unwrap_or(0.0))
            .rejection_rate(self.reject.unwrap_or(0.0))
            .seed(self.seed)
            .scoring_times(Duration::ZERO, self.scoring_time.unwrap_or_default());
        if let Some(speed) = self.speed {
            builder = builder.speed(speed);
        }
        if self.without_rate_limits {
            builder = builder.without_rate_limits();
        }
        if let (Some(url), Some(file)) = (&self.webhook, &self.webhook_secret_file) {
            let text = input::text(context, file).await?;
            let mut lines = text.lines().map(str::trim);
            let secret = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
            builder = builder.webhook(url, secret.unwrap_or_default());
        }
        Ok(builder)
    }
}

/// Generates a random key.
fn random_key() -> String {
    // The standard library seeds these hashers from the operating system's random source.
    let [one, two] = [0_u8, 1].map(|part| RandomState::new().hash_one(part));
    format!("sk_test_mock_{one:016x}{two:016x}")
}

impl Access {
    fn text(&self) -> String {
        let Self { base_url, api_key, tenant_id, job_id, batch_ids: [finished, slow], .. } = self;
        format!(
            "listening on {base_url}

A Nova for trying things: it speaks the documented API. In another terminal:

  export NOVA_BASE_URL={base_url}
  export NOVA_API_KEY={api_key}
  export NOVA_TENANT_ID={tenant_id}

  nova batch status {job_id} {finished}    finished, with failures and rejections
  nova batch status {job_id} {slow}    takes about five minutes
  nova score {job_id} app-1 --resume-url https://cv.example/mock:9.pdf --job-description Engineer --wait

A résumé can ask for an outcome: one with mock:9 in it is scored 9, one with
mock:TIMEOUT fails so. Ctrl-C stops it.
"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn a_rate_is_a_share_or_a_percentage() {
        assert_eq!((rate("0.25"), rate("10%"), rate("1")), (Ok(0.25), Ok(0.1), Ok(1.0)));
        for text in ["", "-0.1", "1.1", "101%", "NaN", "often"] {
            assert!(rate(text).is_err(), "{text}");
        }
    }
}

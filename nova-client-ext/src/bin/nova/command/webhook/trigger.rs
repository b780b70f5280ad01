//! `nova webhook trigger`: sends an event to an endpoint, signed as Nova signs.

use std::time::Duration;

use clap::Args;
use nova_client_ext::webhook::Stamp;
use reqwest::redirect::Policy;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::signature::SignatureArgs;
use crate::args::{OneOf, help};
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;

/// How long Nova waits for a response.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(30);

/// Send a sample event to an endpoint, signed as Nova signs it
#[derive(Args)]
#[command(after_help = help!(
    "Supports score.completed, score.failed, batch.completed and test; other names are sent without further fields. Exits \
     with 0 if the endpoint responds with 2xx, with 1 otherwise. The same --id makes it a repeat.";
    "NOVA_WEBHOOK_SECRET=whsec_… nova webhook trigger score.completed --url http://127.0.0.1:8080/webhooks/nova"
))]
pub(crate) struct Trigger {
    /// The event, for example score.completed
    #[arg(value_parser = events(), hide_possible_values = true)]
    event: String,

    /// The URL of the endpoint
    #[arg(long, value_name = "URL")]
    url: reqwest::Url,

    /// The id of the delivery [default: a new one]
    #[arg(long, value_name = "ID")]
    id: Option<String>,

    #[command(flatten)]
    signature: SignatureArgs,
}

/// A sent event under `--json`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Triggered<'a> {
    event: &'a str,
    /// The id of the delivery.
    id: &'a str,
    url: &'a str,
    /// The status of the endpoint's response.
    status: u16,
}

impl Trigger {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let verifier = self.signature.verifier(context).await?;
        let mut stamp = Stamp::new(&self.event);
        if let Some(id) = &self.id {
            stamp = stamp.id(id);
        }
        let signed = verifier
            .sign_as(&stamp, sample(&self.event).to_string())
            .map_err(|error| Failure::invalid("the event or --id", &error))?;
        let id = signed.headers.get("x-webhook-id").and_then(|id| id.to_str().ok());
        let id = id.unwrap_or_default().to_owned();
        let cannot_send = |error: reqwest::Error| {
            let error = error.without_url();
            let mut cause: &dyn std::error::Error = &error;
            while let Some(deeper) = cause.source() {
                cause = deeper;
            }
            Failure::system(&format!("{} cannot be sent to", self.url), cause)
        };
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .timeout(RESPONSE_TIMEOUT)
            .build()
            .map_err(cannot_send)?;
        let request = http.post(self.url.clone()).headers(signed.headers).body(signed.body);
        let response = context.within(request.send()).await?.map_err(cannot_send)?;
        let status = response.status();
        let result = Triggered {
            event: &self.event,
            id: &id,
            url: self.url.as_str(),
            status: status.as_u16(),
        };
        context.output.show(&result, || format!("{} {id}: {status}", self.event))?;
        Ok(if status.is_success() { Exit::Success } else { Exit::Error })
    }
}

/// Returns a parser for events: those with a sample are suggested, and all are accepted.
fn events() -> OneOf<String> {
    const SAMPLES: [&str; 4] = ["score.completed", "score.failed", "batch.completed", "test"];
    OneOf { known: || SAMPLES.map(str::to_owned).to_vec(), parse: |event| Ok(event.to_owned()) }
}

/// Creates the body of an event.
fn sample(event: &str) -> Value {
    let of_job = |more: Value| {
        let mut body = json!({"event": event, "tenantId": "acme-corp", "scoringJobId": "sj_sample",
            "criteriaVersionId": "cv_sample", "jobId": "job-123", "applicationId": "app-456"});
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
            body.extend(more);
        }
        body
    };
    match event {
        "score.completed" => of_job(json!({"completedAt": "2026-01-15T10:30:45Z", "result": {
            "score": 7,
            "assessment": {"verdict": "A sample", "strengths": [], "concerns": [], "interviewFocus": []}}})),
        "score.failed" => of_job(json!({"failedAt": "2026-01-15T10:30:45Z", "error": {
            "code": "TIMEOUT", "message": "A sample"}})),
        "batch.completed" => {
            json!({"event": event, "tenantId": "acme-corp", "batchId": "sb_sample",
            "jobId": "job-123", "totalJobs": 2, "completedJobs": 1, "failedJobs": 1, "status": "failed",
            "completedAt": "2026-01-15T10:42:21Z"})
        }
        _ => json!({"event": event}),
    }
}

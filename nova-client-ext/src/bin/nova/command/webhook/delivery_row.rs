//! An event in one line: for people a row of a table, for programs an object.

use chrono::{DateTime, SecondsFormat, Utc};
use nova_client_ext::{
    Remedy,
    webhook::{Delivery, Event},
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::text::{clean, shorten};

/// The maximum length of a message in a row, in characters.
const MAX_MESSAGE: usize = 400;

/// The printed data of a delivery. It omits the assessment, which is in the `--body`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::command) struct DeliveryRow<'a> {
    id: Option<&'a str>,
    timestamp: Option<DateTime<Utc>>,
    event: &'a str,
    happened_at: Option<DateTime<Utc>>,
    tenant_id: Option<&'a str>,
    job_id: Option<&'a str>,
    application_id: Option<&'a str>,
    batch_id: Option<&'a str>,
    outcome: Option<String>,
    score: Option<i64>,
    code: Option<String>,
    message: Option<String>,
    remedy: Option<Remedy>,
    /// total, completed, failed
    counts: Option<Counts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Value>")]
    body: Option<&'a Event>,
}

#[derive(Serialize, JsonSchema)]
struct Counts {
    total: i64,
    completed: i64,
    failed: i64,
}

impl<'a> DeliveryRow<'a> {
    pub(super) fn new(delivery: &'a Delivery, with_body: bool) -> Self {
        let event = &delivery.event;
        let failure = event.failure();
        let batch = if let Event::BatchCompleted(batch) = event { Some(batch) } else { None };
        let outcome = event.scoring_job_outcome().map(|outcome| outcome.to_string());
        Self {
            id: Some(&delivery.id),
            timestamp: delivery.timestamp,
            event: event.name(),
            happened_at: event.happened_at(),
            tenant_id: event.tenant_id(),
            job_id: event.job_id(),
            application_id: event.application_id(),
            batch_id: batch.map(|batch| batch.batch_id.as_str()),
            outcome: outcome.or(event.batch_outcome().map(|outcome| outcome.to_string())),
            score: event.scored().and_then(|scored| scored.score),
            code: failure.as_ref().and_then(|failure| Some(failure.code.as_ref()?.to_string())),
            message: failure.as_ref().and_then(|failure| failure.message.clone()),
            remedy: event.remedy(),
            counts: batch.map(|batch| Counts {
                total: batch.total_jobs,
                completed: batch.completed_jobs,
                failed: batch.failed_jobs,
            }),
            body: with_body.then_some(event),
        }
    }

    /// Creates the row of a delivery without an id.
    pub(super) fn without_id(mut self) -> Self {
        self.id = None;
        self
    }

    pub(super) const HEADER: &'static str = "TIME                  EVENT            TENANT           JOB              APPLICATION/BATCH           RESULT";

    /// Formats a row below [`HEADER`](Self::HEADER), with the body, if requested, on the next line.
    pub(super) fn row(&self) -> Result<String, serde_json::Error> {
        let time = self.timestamp.or(self.happened_at);
        let time =
            time.map_or_else(|| "-".to_owned(), |at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
        let about = self.application_id.or(self.batch_id);
        let [tenant, job, about] =
            [self.tenant_id, self.job_id, about].map(|id| clean(id.unwrap_or("-")));
        let mut row = format!(
            "{time:<20}  {:<15}  {tenant:<15}  {job:<15}  {about:<26}  {}",
            clean(self.event),
            self.result()
        );
        row.truncate(row.trim_end().len());
        if let Some(body) = self.body {
            row.push_str(&format!("\n  {}", clean(&serde_json::to_string(body)?)));
        }
        Ok(row)
    }

    fn result(&self) -> String {
        let outcome = self.outcome.clone().unwrap_or_default().replace('_', " ");
        match (self.score, &self.code, &self.counts) {
            (Some(score), ..) => format!("{outcome} {score}"),
            (_, Some(code), _) => {
                let message = self
                    .message
                    .as_deref()
                    .map(|message| format!(": {}", shorten(message, MAX_MESSAGE)))
                    .unwrap_or_default();
                let help = self
                    .remedy
                    .as_ref()
                    .map(|remedy| format!(" ({})", remedy.advice()))
                    .unwrap_or_default();
                clean(&format!("{outcome} {code}{message}{help}"))
            }
            (.., Some(counts)) => {
                format!(
                    "{outcome}: {} of {} scored, {} failed",
                    counts.completed, counts.total, counts.failed
                )
            }
            _ => outcome,
        }
    }
}

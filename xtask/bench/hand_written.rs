//! The reference: a careful hand-written client for this call with reqwest and serde.
//!
//! It has the types that a service needs, including closed enums and times, and nothing else: no
//! retries, no pacing, no size limit, no tracing.

use chrono::{DateTime, Utc};
use reqwest::header::HeaderValue;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "a service would read them")]
pub struct ScoringBatchStatus {
    batch: Batch,
    pub scoring_jobs: Vec<ScoringJob>,
    rejected_applications: Vec<RejectedApplication>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "a service would read them")]
struct Batch {
    id: String,
    job_id: String,
    status: Status,
    total_jobs: u64,
    completed_jobs: u64,
    failed_jobs: u64,
    created_at: DateTime<Utc>,
    completed_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "a service would read them")]
pub struct ScoringJob {
    id: String,
    criteria_version_id: Option<String>,
    job_id: String,
    application_id: String,
    status: Status,
    is_rescore: bool,
    score: Option<u8>,
    assessment: Option<Assessment>,
    error_code: Option<String>,
    error_message: Option<String>,
    queued_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
    failed_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Pending,
    Completed,
    Failed,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "a service would read them")]
struct Assessment {
    verdict: String,
    strengths: Vec<String>,
    concerns: Vec<String>,
    interview_focus: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "a service would read them")]
struct RejectedApplication {
    application_id: String,
    error: Rejection,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "a service would read them")]
struct Rejection {
    code: String,
    message: String,
    reason: Option<String>,
}

/// A client for one tenant.
pub struct HandWritten {
    pub http: reqwest::Client,
    pub base_url: String,
    pub key: String,
    pub tenant: HeaderValue,
}

impl HandWritten {
    pub async fn status(
        &self,
        job: &str,
        batch: &str,
    ) -> Result<ScoringBatchStatus, reqwest::Error> {
        self.http
            .get(format!("{}/v1/jobs/{job}/scoring-batches/{batch}", self.base_url))
            .bearer_auth(&self.key)
            .header("x-tenant-id", self.tenant.clone())
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
    }
}

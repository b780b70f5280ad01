//! A scored job with all its data, including the assessment.

use chrono::{DateTime, Utc};
use nova_client::types::{Assessment, ScoreCompletedEvent, ScoringJob};
use serde::{Deserialize, Serialize};

use super::timing::durations;

/// A scoring job that has ended with a score, with all data of the poll or webhook.
///
/// `Debug` does not print the assessment; serde serializes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ScoredJob {
    /// The integrator's own identifier of the application.
    pub application_id: String,
    /// Nova's identifier of the scoring job.
    pub scoring_job_id: String,
    /// The score as received, even if it is out of range; `None` if the job was completed without
    /// one.
    pub score: Option<i64>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<DateTime<Utc>>,
    /// From queued to started. Milliseconds; `None` where no timestamp tells, as in a webhook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_ms: Option<u64>,
    /// From started to the end. Milliseconds; `None` where no timestamp tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scoring_ms: Option<u64>,
    /// The version of the criteria that it was scored by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criteria_version_id: Option<String>,
    /// The assessment of the candidate: personal data. `None` if the vendor sent none, and in an
    /// event that was stored without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<Box<Assessment>>,
}

impl ScoredJob {
    /// Copies everything except the assessment.
    pub(crate) fn of(job: &ScoringJob) -> Self {
        let (queue_ms, scoring_ms) = durations(job);
        Self {
            application_id: job.application_id.clone(),
            scoring_job_id: job.id.clone(),
            score: job.score,
            completed_at: job.completed_at,
            queue_ms,
            scoring_ms,
            criteria_version_id: job.criteria_version_id.clone(),
            assessment: None,
        }
    }
}

impl From<&ScoreCompletedEvent> for ScoredJob {
    fn from(event: &ScoreCompletedEvent) -> Self {
        Self {
            application_id: event.application_id.clone(),
            scoring_job_id: event.scoring_job_id.clone(),
            score: Some(event.result.score),
            completed_at: event.completed_at,
            queue_ms: None,
            scoring_ms: None,
            criteria_version_id: event.criteria_version_id.clone(),
            assessment: event.result.assessment.clone().map(Box::new),
        }
    }
}

//! The results of a batch's applications since it finished.

use std::collections::HashMap;

use nova_client_ext::Job;
use nova_client_ext::report::ScoringJobOutcome;
use nova_client_ext::types::{BatchStatus, ScoringBatchStatus, ScoringJob};
use tokio::task::JoinSet;

use crate::access;
use crate::context::Context;
use crate::failure::Failure;

/// Replaces failed and rejected applications in the batch's status by their latest scoring jobs, as
/// if these belonged to the batch.
pub(super) async fn update(
    context: &Context,
    job: &Job,
    body: &mut ScoringBatchStatus,
) -> Result<(), Failure> {
    let failed = body
        .scoring_jobs
        .iter()
        .filter(|job| ScoringJobOutcome::of(job) == ScoringJobOutcome::Failed)
        .map(|job| job.application_id.clone());
    let rejected = body.rejected_applications.iter().map(|one| one.application_id.clone());
    let mut latest = latest(context, job, failed.chain(rejected)).await?;
    for job in &mut body.scoring_jobs {
        if ScoringJobOutcome::of(job) == ScoringJobOutcome::Failed
            && let Some(later) = latest.remove(&job.application_id)
            && later.id != job.id
            && (later.queued_at.is_none() || later.queued_at >= job.queued_at)
        {
            count(&mut body.batch.failed_jobs, -1);
            match ScoringJobOutcome::of(&later) {
                ScoringJobOutcome::Scored => count(&mut body.batch.completed_jobs, 1),
                ScoringJobOutcome::Failed => count(&mut body.batch.failed_jobs, 1),
                _ => {}
            }
            *job = later;
        }
    }
    body.rejected_applications.retain(|one| {
        let Some(later) = latest.remove(&one.application_id) else { return true };
        count(&mut body.batch.total_jobs, 1);
        match ScoringJobOutcome::of(&later) {
            ScoringJobOutcome::Scored => count(&mut body.batch.completed_jobs, 1),
            ScoringJobOutcome::Failed => count(&mut body.batch.failed_jobs, 1),
            _ => {}
        }
        body.scoring_jobs.push(later);
        false
    });
    let batch = &mut body.batch;
    let is_over = batch.completed_jobs + batch.failed_jobs >= batch.total_jobs;
    let ends = body.scoring_jobs.iter().filter_map(|job| job.completed_at.or(job.failed_at));
    match (is_over, batch.status.is_unknown()) {
        (_, true) => {}
        (false, _) => {
            batch.status = BatchStatus::Pending;
            batch.completed_at = None;
        }
        (true, _) => {
            batch.status =
                if batch.failed_jobs > 0 { BatchStatus::Failed } else { BatchStatus::Completed };
            batch.completed_at = ends.chain(batch.completed_at).max();
        }
    }
    Ok(())
}

fn count(counter: &mut i64, by: i64) {
    *counter = counter.saturating_add(by);
}

/// Fetches the latest scoring job of each application. An application without one was not submitted
/// again.
async fn latest(
    context: &Context,
    job: &Job,
    ids: impl Iterator<Item = String>,
) -> Result<HashMap<String, ScoringJob>, Failure> {
    let mut calls = JoinSet::new();
    for id in ids {
        // An application with an invalid id was not submitted by this client.
        let Ok(application) = job.application(id.as_str()) else { continue };
        let mut call = application.latest_score();
        if let Some(deadline) = context.deadline() {
            call = call.deadline(deadline);
        }
        calls.spawn(async move { (id, call.await) });
    }
    let mut latest = HashMap::new();
    while let Some(ended) = calls.join_next().await {
        match ended {
            Ok((id, Ok(job))) => drop(latest.insert(id, job)),
            Ok((_, Err(error))) if error.is_not_found() => {}
            Ok((_, Err(error))) => return Err(access::failed(context, error).await),
            Err(error) => return Err(Failure::system("a call was broken off", &error)),
        }
    }
    Ok(latest)
}

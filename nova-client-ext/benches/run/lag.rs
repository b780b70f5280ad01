//! How long a result takes from the vendor to the caller, while hundreds of batches are open: of a
//! run, and of `watch_all` over the same batches. Simulated time.

use std::collections::HashMap;
use std::f64::consts::TAU;
use std::time::Duration;

use chrono::{DateTime, Utc};
use nova_client_ext::mock::{ApplicationScript, MockNova};
use nova_client_ext::submit::{BatchApplication, BatchRequest, Resume};
use nova_client_ext::watch::BatchEvent;
use nova_client_ext::{Batch, Job, Pacing, WaitOptions};

use super::{File, job, report, start};

const SEED: u64 = 20_270_301;
/// One batch a second is sent, so about so many are open once the first have ended.
const MEDIAN: f64 = 200.0;

pub fn measure(batches: usize) {
    let ours = simulated(
        |mock, job| async move {
            let file = File::new("lag");
            let (_, mut results) = start(&job, &file, batches * 25).await;
            let mut lags = Vec::new();
            while let Some(result) = results.next().await {
                lags.push(lag(&mock, result.unwrap().completed_at));
            }
            lags
        },
        batches,
    );
    let theirs = simulated(|mock, job| watched(mock, job, batches), batches);
    let found = format!(
        "{:.2} s, 95th percentile {:.2} s; `watch_all` {:.2} s, {:.2} s",
        ours.0, ours.1, theirs.0, theirs.1
    );
    report(
        &format!("mean lag of {} results, 200 of {batches} batches open, simulated", batches * 25),
        "≤ `watch_all`'s",
        &found,
    );
}

/// The mean and the 95th percentile.
#[allow(clippy::cast_precision_loss, reason = "a number of results")]
fn simulated<F>(work: impl FnOnce(MockNova, Job) -> F, batches: usize) -> (f64, f64)
where
    F: Future<Output = Vec<f64>>,
{
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let mut lags = runtime.unwrap().block_on(async {
        let mock = MockNova::start().await.unwrap();
        let mut random = fastrand::Rng::with_seed(SEED);
        for number in 0..batches * 25 {
            // Box and Muller's normal distribution; σ is 0.5, and a tenth is spent in the queue.
            let (one, two) = (random.f64().max(f64::MIN_POSITIVE), random.f64());
            let all = MEDIAN * (0.5 * (-2.0 * one.ln()).sqrt() * (TAU * two).cos()).exp();
            let script = ApplicationScript::scored(format!("app-{number}"), 7)
                .queue_time(Duration::from_secs_f64(all * 0.1))
                .scoring_time(Duration::from_secs_f64(all * 0.9));
            mock.script_application("acme-corp", "job-1", script);
        }
        let job = job(&mock.base_url(), &mock.api_key(), Pacing::new());
        work(mock, job).await
    });
    assert_eq!(lags.len(), batches * 25);
    lags.sort_by(f64::total_cmp);
    (lags.iter().sum::<f64>() / lags.len() as f64, lags[lags.len() * 95 / 100])
}

fn lag(mock: &MockNova, completed_at: Option<DateTime<Utc>>) -> f64 {
    (mock.now() - completed_at.unwrap()).as_seconds_f64()
}

/// The same batches, sent one after the other and watched by `watch_all`.
async fn watched(mock: MockNova, job: Job, batches: usize) -> Vec<f64> {
    let nova = job.tenant().nova().clone();
    let mut updates = nova.watch_all(Vec::<Batch>::new());
    let handle = updates.handle();
    let submitting = tokio::spawn(async move {
        for batch in 0..batches {
            let url = Resume::url("https://files.example/cv.pdf").unwrap();
            let applications = (batch * 25..batch * 25 + 25)
                .map(|number| BatchApplication::new(format!("app-{number}"), url.clone()));
            let request = BatchRequest::new("We look for a backend engineer.");
            let submitted = job.submit_batch(request.applications(applications)).await.unwrap();
            let at = submitted.body().batch.created_at.unwrap();
            let options =
                WaitOptions::default().submitted_at(at).timeout(Duration::from_secs(7200));
            let batch = job.batch(submitted.body().batch.id.as_str()).unwrap();
            handle.add((batch, options)).unwrap();
        }
    });
    let mut lags = HashMap::new();
    while let Some(update) = updates.next().await {
        if let BatchEvent::Scored(scored) = update.event.unwrap() {
            lags.insert(scored.application_id, lag(&mock, scored.completed_at));
        }
    }
    submitting.await.unwrap();
    lags.into_values().collect()
}

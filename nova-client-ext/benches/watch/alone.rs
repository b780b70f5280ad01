//! One batch at a time: `wait`, compared with an interval of one second.

use std::time::Duration;

use nova_client_ext::mock::MockNova;
use nova_client_ext::{ApiKey, Nova, WaitOptions};
use serde::Serialize;
use tokio::time::Instant;

use super::harness::summary;
use super::load::{Arrival, Medians, plan};

/// The results for many batches, each watched alone. In seconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Alone {
    pub medians: Medians,
    /// Whether all were watched by one `Nova`, which learns, or each by a new `Nova`.
    pub learning: bool,
    pub batches: u32,
    pub requests: u64,
    pub mean_lag: f64,
    pub p95_lag: f64,
    /// The requests with an interval of one second for the same batches, including the first poll.
    /// Computed, not run.
    pub requests_every_second: u64,
    pub mean_lag_every_second: f64,
    /// The requests as a fraction of those with an interval of one second.
    pub ratio: f64,
    /// The median of that fraction over the batches.
    pub median_ratio: f64,
}

pub fn measure(batches: u32, medians: Medians, learning: bool) -> Alone {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    runtime.unwrap().block_on(async {
        let mock = MockNova::start().await.unwrap();
        let make = || {
            let key = ApiKey::new(mock.api_key()).unwrap();
            Nova::builder(key).base_url(mock.base_url()).build().unwrap()
        };
        let mut nova = make();
        let (mut lags, mut ratios, mut lags_every_second) = (Vec::new(), Vec::new(), Vec::new());
        let (mut requests, mut every_second) = (0, 0);
        for planned in plan(batches, Arrival::PerSecond(1), medians, 400) {
            if !learning {
                nova = make();
            }
            let settled = planned.settled() - planned.submitted;
            let (start, before) = (Instant::now(), mock.hits("getScoringBatchStatus"));
            let id = mock.place_batch("acme-corp", "job-1", planned.script());
            let batch = nova.tenant("acme-corp").unwrap().job("job-1").unwrap().batch(id).unwrap();
            batch.wait(WaitOptions::default()).await.unwrap();
            lags.push((start.elapsed() - settled).as_secs_f64());
            let sent = mock.hits("getScoringBatchStatus") - before;
            let whole_seconds = settled.as_secs() + u64::from(settled.subsec_nanos() > 0);
            lags_every_second.push((Duration::from_secs(whole_seconds) - settled).as_secs_f64());
            requests += sent;
            every_second += whole_seconds + 1;
            ratios.push(ratio_of(sent, whole_seconds + 1));
        }
        ratios.sort_by(f64::total_cmp);
        let (mean_lag, p95_lag) = summary(&mut lags);
        Alone {
            medians,
            learning,
            batches,
            requests,
            mean_lag,
            p95_lag,
            requests_every_second: every_second,
            mean_lag_every_second: summary(&mut lags_every_second).0,
            ratio: ratio_of(requests, every_second),
            median_ratio: ratios[ratios.len() / 2],
        }
    })
}

#[allow(clippy::cast_precision_loss, reason = "numbers of requests")]
fn ratio_of(some: u64, all: u64) -> f64 {
    some as f64 / all as f64
}

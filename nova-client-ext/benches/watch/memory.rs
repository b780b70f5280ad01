//! The memory of ten thousand watched batches.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream as _;
use nova_client_ext::mock::{ApplicationScript, BatchScript, MockNova};
use nova_client_ext::{ApiKey, Nova, Pacing, WaitOptions, watch::BatchEvent};
use serde::Serialize;

use super::MEMORY;

/// The memory of the stream after it has polled every batch.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Memory {
    pub batches: usize,
    pub jobs_of_each: usize,
    pub bytes: usize,
}

/// Watches batches that do not end until each was polled, and drops the stream. The memory that is
/// freed was the watcher's, including handles and ids; that of the mock does not change.
pub fn measure(batches: usize, jobs: usize) -> Memory {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    runtime.unwrap().block_on(async {
        let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
        let key = ApiKey::new(mock.api_key()).unwrap();
        let nova =
            Nova::builder(key).base_url(mock.base_url()).pacing(Pacing::off()).build().unwrap();
        let script = (0..jobs).fold(BatchScript::new(), |script, index| {
            let job = ApplicationScript::scored(format!("application-{index:02}"), 7);
            script.application(job.scoring_time(Duration::from_secs(100_000)))
        });
        let watched = (0..batches).map(|_| {
            let id = mock.place_batch("acme-corp", "job-1", script.clone());
            let batch = nova.tenant("acme-corp").unwrap().job("job-1").unwrap().batch(id).unwrap();
            (batch, WaitOptions::default())
        });
        let mut stream = nova.watch_all(watched);
        let mut seen = 0;
        while seen < batches {
            let update = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await.unwrap();
            seen += usize::from(matches!(update.event.unwrap(), BatchEvent::Seen { .. }));
        }
        let with = MEMORY.current_usage();
        drop(stream);
        Memory { batches, jobs_of_each: jobs, bytes: with.saturating_sub(MEMORY.current_usage()) }
    })
}

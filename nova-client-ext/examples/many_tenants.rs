//! Follows the batches of several tenants in one stream, within the rate limit that they share.
//!
//! ```text
//! cargo run -p nova-client-ext --features mock --example many_tenants
//! ```

#![allow(clippy::print_stdout, reason = "an example prints its results")]

use std::time::Duration;

use nova_client_ext::mock::{BatchScript, MockNova};
use nova_client_ext::watch::BatchEvent;
use nova_client_ext::{ApiKey, Nova};

/// Runs the example.
///
/// # Errors
/// The first error.
#[tokio::main]
pub async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockNova::start().await?;
    let nova = Nova::builder(ApiKey::new(mock.api_key())?).base_url(mock.base_url()).build()?;

    let mut batches = Vec::new();
    for tenant in ["acme-corp", "globex", "initech"] {
        let script = BatchScript::new()
            .scored("app-1", 8)
            .scored("app-2", 5)
            .queue_time(Duration::from_millis(200))
            .scoring_time(Duration::from_millis(500));
        let id = mock.place_batch(tenant, "job-1", script);
        batches.push(nova.tenant(tenant)?.job("job-1")?.batch(id)?);
    }

    let mut updates = nova.watch_all(batches);
    while let Some(update) = updates.next().await {
        let tenant = update.batch.job().tenant().id().clone();
        match update.event? {
            BatchEvent::Scored(job) => {
                println!("{tenant}: {} scored {:?}", job.application_id, job.score);
            }
            BatchEvent::Settled { report } => println!("{tenant}: {}", report.outcome()),
            _ => {}
        }
    }
    for bucket in nova.bucket_states().iter().filter(|bucket| bucket.name == "read_and_ops") {
        println!("{}: {} a second of {}", bucket.name, bucket.rate, bucket.limit);
    }
    Ok(())
}

//! Prints the report of one batch.
//!
//! ```text
//! cargo run -p nova-client-ext --features mock --example quickstart
//! ```
//!
//! The first lines start a mock in this process; a service uses `Tenant::from_env()` instead.

#![allow(clippy::print_stdout, reason = "an example prints its results")]

use nova_client_ext::mock::{BatchScript, MockNova};
use nova_client_ext::{ApiKey, BatchOutcome, Nova};

/// Runs the example.
///
/// # Errors
/// The first error.
#[tokio::main]
pub async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockNova::start().await?;
    let script = BatchScript::new().scored("app-1", 7).failed("app-2", "TIMEOUT", "took too long");
    let batch_id = mock.place_batch("acme-corp", "job-1", script);
    mock.finish_all();
    let nova = Nova::builder(ApiKey::new(mock.api_key())?).base_url(mock.base_url()).build()?;

    let acme = nova.tenant("acme-corp")?;
    let report = acme.job("job-1")?.batch(batch_id)?.report().await?;
    if report.outcome() == BatchOutcome::PartialFailure {
        println!("to rescore: {:?}", report.retry_plan().rescore);
    }
    println!("{report}");
    Ok(())
}

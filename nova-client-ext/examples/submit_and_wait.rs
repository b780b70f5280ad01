//! Submits a batch, prints each result as it arrives, and then the report.
//!
//! ```text
//! cargo run -p nova-client-ext --features mock --example submit_and_wait
//! ```

#![allow(clippy::print_stdout, reason = "an example prints its results")]

use std::time::Duration;

use nova_client_ext::mock::MockNova;
use nova_client_ext::submit::{BatchApplication, BatchRequest, Resume};
use nova_client_ext::watch::BatchEvent;
use nova_client_ext::{ApiKey, Nova, WaitOptions};

/// Runs the example.
///
/// # Errors
/// The first error.
#[tokio::main]
pub async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A mock in this process. It scores in milliseconds; the text of the résumé selects the
    // outcome.
    let mock = MockNova::start().await?;
    mock.set_scoring_times(Duration::from_millis(50), Duration::from_millis(100));
    let nova = Nova::builder(ApiKey::new(mock.api_key())?).base_url(mock.base_url()).build()?;

    let job = nova.tenant("acme-corp")?.job("job-1")?;
    let mut request =
        BatchRequest::new("We look for a backend engineer who likes to finish things.");
    for (id, outcome) in
        [("app-1", "mock:9"), ("app-2", "mock:TIMEOUT"), ("app-3", "mock:RESUME_EMPTY")]
    {
        let resume =
            Resume::text(format!("{id}: ten years of Rust and distributed systems. {outcome}"))?;
        request = request.application(BatchApplication::new(id, resume));
    }
    let submitted = job.submit_batch(request).await?;
    for rejection in submitted.rejected() {
        println!("{}: rejected, {}", rejection.application_id, rejection.remedy.advice());
    }

    let options = submitted.known(WaitOptions::default().timeout(Duration::from_secs(30)));
    let mut events = submitted.batch().watch(options);
    while let Some(event) = events.next().await {
        match event? {
            BatchEvent::Scored(job) => println!("{}: scored {:?}", job.application_id, job.score),
            BatchEvent::Failed(failure) => {
                println!("{}: failed, {}", failure.application_id, failure.remedy.advice());
            }
            BatchEvent::Settled { report } => println!("\n{report}"),
            _ => {}
        }
    }
    Ok(())
}

//! How to test a service against `MockNova`: an outage, and the behaviour of the service.
//!
//! ```text
//! cargo run -p nova-client-ext --features mock --example testing
//! ```

#![allow(clippy::print_stdout, reason = "an example prints its results")]

use nova_client_ext::mock::{BatchScript, Fault, MockNova, MockResponse, StatusCode};
use nova_client_ext::{ApiKey, BatchOutcome, Error, Job, Nova};

/// The code of the service under test: returns a summary for a support team.
async fn summary(job: &Job, batch_id: &str) -> Result<String, Error> {
    let report = job.batch(batch_id)?.report().await?;
    let scored = report.scored().len();
    Ok(match report.outcome() {
        BatchOutcome::Pending => format!("{scored} scored so far"),
        outcome => format!("{outcome}: {scored} scored, {} failed", report.failures().len()),
    })
}

/// Runs the example.
///
/// # Errors
/// The first error.
#[tokio::main]
pub async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = MockNova::start().await?;
    let batch_id = mock.place_batch(
        "acme-corp",
        "job-1",
        BatchScript::new().scored("app-1", 7).stuck("app-2"),
    );
    mock.finish_all();
    let nova = Nova::builder(ApiKey::new(mock.api_key())?).base_url(mock.base_url()).build()?;
    let job = nova.tenant("acme-corp")?.job("job-1")?;

    // The client retries one bad gateway, and the service does not notice it.
    mock.inject(Fault::respond(MockResponse::html(
        StatusCode::BAD_GATEWAY,
        "<h1>Bad gateway</h1>",
    )));
    println!("{}", summary(&job, &batch_id).await?);
    assert_eq!(mock.hits("getScoringBatchStatus"), 2);

    // A batch that does not exist is an error that the service must show.
    let error =
        summary(&job, "sb_unknown").await.err().ok_or("a batch that does not exist was found")?;
    assert!(error.is_not_found());
    println!("{error}");
    Ok(())
}

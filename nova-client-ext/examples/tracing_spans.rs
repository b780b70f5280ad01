//! Prints the spans and events of calls.
//!
//! ```text
//! cargo run -p nova-client-ext --features mock --example tracing_spans
//! ```

#![allow(clippy::print_stdout, reason = "an example prints its results")]

use nova_client_ext::mock::{BatchScript, Fault, MockNova, MockResponse, StatusCode};
use nova_client_ext::{ApiKey, Nova};
use tracing_subscriber::fmt::format::FmtSpan;

/// Runs the example.
///
/// # Errors
/// The first error.
#[tokio::main]
pub async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_span_events(FmtSpan::CLOSE)
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let mock = MockNova::start().await?;
    let batch_id = mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("app-1", 7));
    let nova = Nova::builder(ApiKey::new(mock.api_key())?).base_url(mock.base_url()).build()?;
    let batch = nova.tenant("acme-corp")?.job("job-1")?.batch(batch_id)?;

    // The first attempt fails, the second succeeds: two events in one span.
    mock.inject(Fault::respond(MockResponse::empty(StatusCode::SERVICE_UNAVAILABLE)));
    println!("{}", batch.report().await?.outcome());
    Ok(())
}

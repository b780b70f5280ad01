//! Retries the applications that a batch left unscored.
//!
//! ```text
//! cargo run -p nova-client-ext --features mock --example retry_failed
//! ```

#![allow(clippy::print_stdout, reason = "an example prints its results")]

use std::time::Duration;

use nova_client_ext::mock::{ApplicationScript, MockNova};
use nova_client_ext::submit::{BatchApplication, BatchRequest, Resume, ScoreRequest};
use nova_client_ext::{ApiKey, Error, Nova, WaitOptions};

const DESCRIPTION: &str = "We look for a backend engineer who likes to finish things.";

fn resume(application_id: &str) -> Result<Resume, Error> {
    Resume::text(format!(
        "{application_id}: ten years of Rust, PostgreSQL and distributed systems."
    ))
}

/// Runs the example.
///
/// # Errors
/// The first error.
#[tokio::main]
pub async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A mock in this process, in which app-2 fails once and is scored the second time.
    let mock = MockNova::start().await?;
    mock.set_scoring_times(Duration::from_millis(20), Duration::from_millis(50));
    let fails_once = ApplicationScript::failed("app-2", "TIMEOUT", "took too long")
        .then(ApplicationScript::scored("app-2", 6));
    mock.script_application("acme-corp", "job-1", fails_once);
    let nova = Nova::builder(ApiKey::new(mock.api_key())?).base_url(mock.base_url()).build()?;

    let job = nova.tenant("acme-corp")?.job("job-1")?;
    let request = BatchRequest::new(DESCRIPTION)
        .application(BatchApplication::new("app-1", resume("app-1")?))
        .application(BatchApplication::new("app-2", resume("app-2")?));
    let report = job.submit_batch(request).await?.wait(WaitOptions::default()).await?;
    println!("{report}");

    // The plan contains which applications can be retried and how; the caller provides the résumés.
    let retried = job
        .retry(report.retry_plan(), |application| async move {
            Ok::<_, Error>(ScoreRequest::new(resume(application.id())?, DESCRIPTION))
        })
        .await;
    for scoring_job in retried.submitted() {
        let report = scoring_job.wait(WaitOptions::default()).await?;
        println!("{}: {}", scoring_job.scoring_job().application().id(), report.outcome);
    }
    Ok(())
}

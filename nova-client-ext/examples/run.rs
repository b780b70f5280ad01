//! Scores every application in a file of ids, and continues when it is restarted:
//!
//! ```sh
//! nova mock &   # and set NOVA_BASE_URL, NOVA_API_KEY, NOVA_TENANT_ID as it prints them
//! seq -f 'app-%g' 500 > ids
//! cargo run -p nova-client-ext --example run --features sqlite -- ids
//! ```

use std::error::Error;

use nova_client_ext::Tenant;
use nova_client_ext::run::{Spec, Sqlite};
use nova_client_ext::submit::Resume;

#[allow(clippy::print_stdout, reason = "an example")]
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("usage: run FILE, a file of application ids")?;
    let ids = std::fs::read_to_string(file)?;
    let store = Sqlite::open("runs.sqlite").await?;
    let job = Tenant::from_env()?.job("job-1")?;
    let run = job.run(&store, "example", Spec::new("We look for a backend engineer.")).await?;
    run.add(ids.lines().map(str::trim).filter(|id| !id.is_empty())).await?;
    let mut results = run.start(|application| async move {
        Resume::url(format!("https://files.example/{}.pdf", application.id()))
    });
    while let Some(result) = results.next().await {
        let result = result?;
        println!("{} {} {:?}", result.application_id, result.state, result.score);
    }
    println!("{}", run.report().await?);
    Ok(())
}

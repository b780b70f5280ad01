//! What reqwest would log of each byte on the wire, if it were let.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::sync::Mutex;

use log::{LevelFilter, Log, Metadata, Record};
use nova_client_ext::mock::MockNova;
use nova_client_ext::submit::{BatchApplication, BatchRequest, Resume};
use support::builder;

const CANARY: &str = "CANARY in the resume";

struct Kept(Mutex<String>);

static KEPT: Kept = Kept(Mutex::new(String::new()));

impl Log for Kept {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        self.0.lock().unwrap().push_str(&format!("{} {}\n", record.target(), record.args()));
    }

    fn flush(&self) {}
}

fn take() -> String {
    std::mem::take(&mut KEPT.0.lock().unwrap())
}

#[tokio::test]
async fn a_verbose_client_logs_neither_key_nor_resume() {
    log::set_logger(&KEPT).unwrap();
    log::set_max_level(LevelFilter::Trace);
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).customise_http(|http| http.connection_verbose(true)).build().unwrap();
    let resume = Resume::text(format!("{CANARY}: {}", "years of experience ".repeat(9))).unwrap();
    let request = BatchRequest::new("Engineer").application(BatchApplication::new("app-1", resume));
    let job = nova.tenant("acme-corp").unwrap().job("job-1").unwrap();
    job.submit_batch(request).await.unwrap();
    let key = mock.api_key();
    assert_eq!(mock.hits("submitScoringBatch"), 1);
    let logged = take();
    assert!(!logged.contains(&key) && !logged.contains(CANARY), "{logged}");

    // A client of one's own does, so this would have been seen.
    let verbose = reqwest::Client::builder().no_proxy().connection_verbose(true).build().unwrap();
    let request = verbose.get(mock.base_url()).bearer_auth(&key).body(CANARY);
    request.send().await.unwrap();
    let logged = take();
    assert!(logged.contains(&key) && logged.contains(CANARY), "{logged}");
}

//! The process that is killed: this test binary, started again to process a run.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use nova_client_ext::mock::MockNova;
use nova_client_ext::run::{Results, Run, Spec, Sqlite, Store};

use crate::support::*;

/// The environment variable with the parameters of the process: `base_url`, `key`, `pace`, `store`,
/// `count`, `log`.
const TASK: &str = "NOVA_TEST_RUN";

/// The server to which a process sends the applications.
#[derive(Clone)]
pub struct Target {
    pub base_url: String,
    pub key: String,
    /// Batches per second.
    pub pace: f64,
}

impl From<&MockNova> for Target {
    fn from(mock: &MockNova) -> Self {
        Self { base_url: mock.base_url(), key: mock.api_key(), pace: PACE }
    }
}

/// Starts a process that processes the run.
pub fn spawn(target: &Target, store: &str, count: usize, log: &Path) -> Child {
    spawn_with(target, store, count, log, &[])
}

/// Starts a process with these environment variables.
pub fn spawn_with(
    target: &Target,
    store: &str,
    count: usize,
    log: &Path,
    variables: &[(&str, &str)],
) -> Child {
    let task = serde_json::json!({
        "base_url": target.base_url, "key": target.key, "pace": target.pace, "store": store, "count": count,
        "log": log,
    });
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child::process", "--ignored", "--nocapture"])
        .env(TASK, task.to_string())
        .envs(variables.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
#[ignore = "other tests start it, in a process of its own"]
fn process() {
    let task: serde_json::Value =
        serde_json::from_str(&std::env::var(TASK).expect("only other tests start this")).unwrap();
    let text = |name: &str| task[name].as_str().unwrap().to_owned();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let count = usize::try_from(task["count"].as_u64().unwrap()).unwrap();
        let job = paced_job(&text("base_url"), &text("key"), task["pace"].as_f64().unwrap());
        let log = text("log");
        let store = text("store");
        #[cfg(feature = "postgres")]
        if store.starts_with("postgres:") {
            let store = nova_client_ext::run::Postgres::connect(&store).await.unwrap();
            return work(&job, &store, count, &log).await;
        }
        let store = Sqlite::open(store).await.unwrap();
        work(&job, &store, count, &log).await;
    });
}

async fn work<S: Store + Clone>(job: &nova_client_ext::Job, store: &S, count: usize, log: &str) {
    let (_, mut results) = begin(job, store, count).await;
    let mut log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
    while let Some(result) = results.next().await {
        let result = result.unwrap();
        let position = result.position.unwrap();
        let line = format!("{position} {} {}\n", result.application_id, result.state);
        // A single write, so that a kill leaves a complete line or none.
        log.write_all(line.as_bytes()).unwrap();
    }
}

/// Starts the run with a source that sometimes returns `SourceError::not_yet`.
async fn begin<S: Store + Clone>(
    job: &nova_client_ext::Job,
    store: &S,
    count: usize,
) -> (Run, Results) {
    let run = job.run(store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    run.add(ids(count)).await.unwrap();
    let results = run.start(|application| async move {
        tokio::time::sleep(std::time::Duration::from_millis(fastrand::u64(0..5))).await;
        let number = number(application.id());
        if number % 20 == 9 && fastrand::f32() < 0.1 {
            return Err(nova_client_ext::run::SourceError::not_yet("a moment"));
        }
        resume(number)
    });
    (run, results)
}

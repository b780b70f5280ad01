//! Kills processes that use a separate `nova mock` process, which counts submits and scores, and
//! loses a share of its responses.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nova_client_ext::run::{Run, Spec, Sqlite, State};
use serde_json::Value;

use crate::child::{self, Target};
use crate::killed::{check_log, ended, kill_and_finish};
use crate::support::*;

/// Batches per second: slow enough for dozens of kills during the run.
const SLOW: f64 = 3.0;

struct Served {
    process: Child,
    target: Target,
    scored_url: String,
}

impl Served {
    fn start(seed: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_nova"))
            .args([
                "mock",
                "--json",
                "--without-rate-limits",
                "--scoring-time",
                "0.4",
                "--seed",
                seed,
            ])
            .args(["--fail", "10%", "--reject", "5%", "--drop-responses", "20%"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let access: Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| access[name].as_str().unwrap().to_owned();
        let target = Target { base_url: text("baseUrl"), key: text("apiKey"), pace: SLOW };
        Self { process, target, scored_url: text("scoredUrl") }
    }

    fn job(&self) -> nova_client_ext::Job {
        job(&self.target.base_url, &self.target.key)
    }

    /// Returns the tallies by application.
    async fn tallies(&self) -> HashMap<String, Value> {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        // Responses to this request are also lost.
        let body: Value = loop {
            if let Ok(response) = http.get(&self.scored_url).send().await {
                break response.json().await.unwrap();
            }
        };
        let all = body["applications"].as_array().unwrap();
        all.iter()
            .map(|one| (one["applicationId"].as_str().unwrap().to_owned(), one.clone()))
            .collect()
    }

    /// Checks that every application has the same state in the store and in the mock, and was
    /// scored at most once.
    async fn check(&self, run: &Run, count: usize) {
        let status = run.status().await.unwrap();
        assert_eq!(status.counts.total, count as u64, "{status}");
        assert_eq!(status.counts.unfinished(), 0, "{status}");
        let tallies = self.tallies().await;
        let mut states = HashMap::<State, usize>::new();
        let mut applications = run.applications();
        while let Some(record) = applications.next().await {
            let record = record.unwrap();
            *states.entry(record.state).or_default() += 1;
            let Some(tally) = tallies.get(&record.application_id) else {
                assert_eq!(record.state, State::Invalid, "{record:?}");
                continue;
            };
            let of = |name: &str| tally[name].as_u64().unwrap();
            let expected = match record.state {
                State::Scored => of("scored") == 1,
                State::Failed => of("scored") == 0 && of("failed") > 0,
                State::Rejected => of("scoringJobs") == 0 && of("rejected") > 0,
                _ => false,
            };
            assert!(expected, "{record:?}: {tally}");
            // A second scoring job must be the rescore of a failed one.
            assert!(of("scoringJobs") <= 1 + of("failed").min(1), "{record:?}: {tally}");
            assert_eq!(of("pending"), 0, "{record:?}: {tally}");
        }
        println!("{states:?}");
        assert_eq!(states.len(), 4, "{states:?}");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

#[tokio::test]
async fn dozens_of_kills_score_nothing_twice() {
    let (served, directory) = (Served::start("11"), Directory::new("served"));
    let (path, log) = (directory.file("runs.sqlite"), directory.file("log"));
    let count = 600;
    kill_and_finish(&served.target, path.to_str().unwrap(), (count, 36, 11), &log).await;
    let store = Sqlite::open(&path).await.unwrap();
    let run = served.job().run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    served.check(&run, count).await;
    check_log(&run, &log, count).await;
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn kills_of_concurrent_processes_score_nothing_twice() {
    let (served, server) = (Served::start("12"), crate::server::Server::start("served"));
    let store = server.store().await;
    let (url, log) = (server.url(), server.directory.file("results"));
    let count = 400;
    let start = || child::spawn(&served.target, &url, count, &log);
    let mut processes: Vec<Child> = (0..3).map(|_| start()).collect();
    let mut random = fastrand::Rng::with_seed(12);
    for _ in 0..24 {
        tokio::time::sleep(Duration::from_millis(random.u64(20..900))).await;
        let mut killed = processes.swap_remove(random.usize(0..processes.len()));
        killed.kill().unwrap();
        let status = killed.wait().unwrap();
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9), "{status}");
        processes.push(start());
    }
    for process in processes {
        ended(process).await;
    }
    let run = served.job().run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    served.check(&run, count).await;
    check_log(&run, &log, count).await;
}

//! Processes that are killed at random times lose nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use nova_client_ext::mock::{Cut, End, Fault};
use nova_client_ext::run::{Position, Run, Spec, Sqlite};

use crate::child::{self, Target};
use crate::support::*;

/// Kills `kills` processes after seeded random times, then lets one finish. At least half of the
/// kills must happen before the run is finished.
pub async fn kill_and_finish(
    target: &Target,
    store: &str,
    (count, kills, seed): (usize, usize, u64),
    log: &Path,
) {
    let mut random = fastrand::Rng::with_seed(seed);
    for kill in 0..kills {
        let mut process = child::spawn(target, store, count, log);
        tokio::time::sleep(Duration::from_millis(random.u64(20..600))).await;
        process.kill().unwrap();
        let status = process.wait().unwrap();
        if status.success() {
            println!("ended by itself after {kill} kills");
            assert!(kill * 2 >= kills, "it ended too soon: after {kill} kills");
            return;
        }
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9), "{status}");
    }
    ended(child::spawn(target, store, count, log)).await;
}

/// Waits until a process has exited successfully.
pub async fn ended(mut process: Child) {
    let mut waited = 0;
    while process.try_wait().unwrap().is_none() {
        tokio::time::sleep(Duration::from_millis(100)).await;
        waited += 1;
        assert!(waited < 1800, "it does not end");
    }
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Checks that each result was emitted with its position in the store.
pub async fn check_log(run: &Run, log: &Path, count: usize) {
    let text = std::fs::read_to_string(log).unwrap();
    let mut emitted: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    for line in text.lines() {
        let parts: Vec<_> = line.split(' ').collect();
        emitted.entry(parts[1].to_owned()).or_default().insert(parts[0].parse().unwrap());
    }
    assert_eq!(emitted.len(), count, "applications whose result was emitted");
    let mut since = run.results_since(Position::START);
    while let Some(result) = since.next().await {
        let result = result.unwrap();
        let positions = &emitted[&result.application_id];
        assert_eq!(positions.iter().copied().collect::<Vec<_>>(), [result.position.unwrap().0]);
    }
    println!("{} results were emitted, {} lines", emitted.len(), text.lines().count());
}

async fn killed(name: &str, seed: u64, lossy: bool) {
    let (mock, directory) = (mock().await, Directory::new(name));
    if lossy {
        for operation in ["submitScoringBatch", "submitScoringJob"] {
            let lost = Fault::cut(Cut::Nothing, End::Reset).operation(operation);
            mock.inject(lost.chance(0.3, seed).always());
        }
    }
    let (path, log) = (directory.file("runs.sqlite"), directory.file("log"));
    let count = 600;
    kill_and_finish(&Target::from(&mock), path.to_str().unwrap(), (count, 24, seed), &log).await;
    let store = Sqlite::open(&path).await.unwrap();
    let run = job_of(&mock).run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    check_end(&run, &mock, count).await;
    check_log(&run, &log, count).await;
}

#[tokio::test]
async fn repeated_kills_lose_nothing() {
    killed("killed", 1, false).await;
}

#[tokio::test]
async fn repeated_kills_with_lost_responses_lose_nothing() {
    killed("killed-lossy", 2, true).await;
}

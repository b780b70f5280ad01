//! Four processes on one PostgreSQL, two of which are killed on the way, against one that is left
//! alone. Real time, at the vendor's limits.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nova_client_ext::run::{Postgres, SavedRun, State};

use super::server::Server;
use super::{Mock, add, drain, job, report, runtime};
use nova_client_ext::Pacing;

pub fn measure(count: usize) {
    let alone = one_run("alone", count, 1);
    let several = one_run("several", count, 4);
    assert!(alone.results == several.results, "the results differ");
    let ratio = several.took.as_secs_f64() / alone.took.as_secs_f64();
    let found = format!(
        "the same results; {:.1} s against {:.1} s: {ratio:.2} ×; {} of {} responses with 429",
        several.took.as_secs_f64(),
        alone.took.as_secs_f64(),
        several.limited,
        several.requests
    );
    report(
        &format!("{count} applications, four processes, two killed, against one undisturbed"),
        "≤ 1.2 ×, 429s ≤ 1 %",
        &found,
    );
}

struct Found {
    took: Duration,
    results: BTreeMap<String, (State, Option<i64>)>,
    requests: usize,
    limited: usize,
}

fn one_run(name: &str, count: usize, processes: usize) -> Found {
    let server = Server::start(name);
    let mock = Mock::limited();
    let runtime = runtime();
    runtime.block_on(async {
        let store = server.store().await;
        drop(add(&job(&mock.base_url, &mock.key, Pacing::new()), &store, count).await);
        let began = Instant::now();
        let start = |_| {
            Command::new(std::env::current_exe().unwrap())
                .args(["work", &mock.base_url, &mock.key, &server.url()])
                .stdin(Stdio::null())
                .spawn()
                .unwrap()
        };
        let saved = SavedRun::find(&store, "bench").await.unwrap().unwrap();
        let queued = async || saved.status().await.unwrap().counts.queued as f64;
        // The first is the one that submits.
        let mut working = vec![start(0)];
        while queued().await >= count as f64 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        working.extend((1..processes).map(start));
        // It is killed first.
        for part in [0.3, 0.6].iter().filter(|_| processes > 1) {
            while queued().await > count as f64 * (1.0 - part) {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            let mut killed = working.remove(0);
            killed.kill().unwrap();
            killed.wait().unwrap();
        }
        for mut process in working {
            assert!(process.wait().unwrap().success());
        }
        let took = began.elapsed();
        let mut results = BTreeMap::new();
        let mut applications = saved.applications();
        while let Some(one) = applications.next().await {
            let one = one.unwrap();
            results.insert(one.application_id, (one.state, one.score));
        }
        assert_eq!(results.len(), count);
        assert!(results.values().all(|(state, _)| *state == State::Scored));
        let (requests, limited) = mock.counts();
        Found { took, results, requests, limited }
    })
}

/// Works on the run that is there: the arguments of the process say where.
pub fn work(arguments: &[String]) {
    let [base_url, key, url] = arguments else { panic!("work BASE_URL KEY STORE") };
    runtime().block_on(async {
        let store = Postgres::connect(url).await.unwrap();
        let mut results = add(&job(base_url, key, Pacing::new()), &store, 0).await.1;
        drain(&mut results).await;
    });
}

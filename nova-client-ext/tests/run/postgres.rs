//! Runs in a real PostgreSQL server started by these tests, also with several processes on one run.

use std::process::{Child, Command};
use std::time::Duration;

use nova_client_ext::mock::{Cut, End, Fault};
use nova_client_ext::run::{Access, Application, Postgres, Spec, Store as _, StoreExt as _};
use nova_client_ext::{Error, ErrorKind};

use crate::child::{self, Target};
use crate::killed::{check_log, ended, kill_and_finish};
use crate::server::Server;
use crate::support::*;

#[tokio::test]
async fn every_application_ends() {
    let (mock, server) = (mock().await, Server::start("ends"));
    let store = server.store().await;
    let (run, mut results) = start(&job_of(&mock), &store, 120).await;
    assert_eq!(collect(&mut results).await.len(), 120);
    check_end(&run, &mock, 120).await;
    assert_eq!(store.runs().await.unwrap().len(), 1);
    assert!(run.forget(&id_of(0)).await.unwrap());
    assert_eq!(
        run.retry(&nova_client_ext::run::Filter::new().code("RESUME_CORRUPTED")).await.unwrap(),
        6
    );
    assert_eq!(run.status().await.unwrap().counts.queued, 6);
}

/// The tables of the first release had no durations.
#[tokio::test]
async fn tables_of_an_older_release_are_migrated() {
    let (mock, server) = (mock().await, Server::start("older"));
    let (_, mut results) = start(&job_of(&mock), &server.store().await, 30).await;
    collect(&mut results).await;
    drop(results);
    let connected = tokio_postgres::connect(&server.url(), tokio_postgres::NoTls).await;
    let (client, connection) = connected.unwrap();
    let connection = tokio::spawn(connection);
    let older = "ALTER TABLE nova_run_applications DROP COLUMN queue_ms, DROP COLUMN scoring_ms;
        UPDATE nova_run_schema SET version = 1";
    client.batch_execute(older).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();

    // The first connection migrates the tables, and the others find them migrated.
    let (one, other) = tokio::join!(server.store(), server.store());
    assert_eq!(other.runs().await.unwrap().len(), 1);
    let (run, mut results) = start(&job_of(&mock), &one, 40).await;
    assert_eq!(collect(&mut results).await.len(), 10);
    check_end(&run, &mock, 40).await;
    assert!(run.report().await.unwrap().timing.scoring_ms.is_some());
}

/// Several processes may be the first to use a database.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tables_are_created_once_by_concurrent_connections() {
    let (mock, server) = (mock().await, Server::start("first"));
    let job = job_of(&mock);
    // Waits until the server accepts connections.
    server.store().await;
    for round in 0..4 {
        let opened = (0..8).map(|_| {
            let (job, url) = (job.clone(), server.url());
            tokio::spawn(async move {
                let store = Postgres::connect(&url).await?;
                job.run(&store, "spring", Spec::new(DESCRIPTION)).await.map(drop)
            })
        });
        for opened in opened.collect::<Vec<_>>() {
            opened.await.unwrap().unwrap_or_else(|error| panic!("round {round}: {error}"));
        }
        let (client, connection) =
            tokio_postgres::connect(&server.url(), tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
    }
}

/// The statements of a read transaction have one snapshot, so that they agree with each other.
#[tokio::test]
async fn transactions_have_the_right_isolation() {
    let server = Server::start("isolation");
    let store = server.store().await;
    let wanted = [(Access::Read, "repeatable read"), (Access::Write, "read committed")];
    for (access, isolation) in wanted {
        let mut transaction = store.begin(access).await.unwrap();
        let sql = "SELECT 1 WHERE current_setting('transaction_isolation') = $1";
        let rows = transaction.query(sql, vec![isolation.into()]).await.unwrap();
        assert_eq!(rows.len(), 1, "{access:?}");
        transaction.commit().await.unwrap();
    }
}

/// PostgreSQL has no NUL in texts, and Nova's messages may contain one.
#[tokio::test]
async fn a_nul_in_a_text_is_replaced() {
    let server = Server::start("nul");
    let store = server.store().await;
    let mut transaction = store.begin(Access::Read).await.unwrap();
    let rows = transaction.query("SELECT 1 WHERE $1 = U&'a\\FFFDb'", vec!["a\0b".into()]).await;
    assert_eq!(rows.unwrap().len(), 1);
}

/// Adding applications again changes the rows that another task marks as emitted.
#[tokio::test]
async fn applications_can_be_added_again_while_results_are_emitted() {
    let (mock, server) = (mock().await, Server::start("deadlock"));
    let store = server.store().await;
    let count = 300;
    let (run, mut results) = start(&job_of(&mock), &store, count).await;
    let adding = {
        let run = run.clone();
        tokio::spawn(async move {
            loop {
                // In another order than that of the results.
                let again =
                    (0..count).rev().map(|number| Application::new(id_of(number)).payload("again"));
                run.add(again).await.unwrap();
            }
        })
    };
    assert_eq!(collect(&mut results).await.len(), count);
    assert!(!adding.is_finished());
    adding.abort();
    check_end(&run, &mock, count).await;
}

fn id_of(number: usize) -> String {
    crate::support::id(number)
}

#[tokio::test]
async fn repeated_kills_lose_nothing() {
    let (mock, mut server) = (mock().await, Server::start("killed"));
    for operation in ["submitScoringBatch", "submitScoringJob"] {
        let lost = Fault::cut(Cut::Nothing, End::Reset).operation(operation);
        mock.inject(lost.chance(0.2, 3).always());
    }
    let store = server.store().await;
    let log = server.directory.file("results");
    let count = 400;
    kill_and_finish(&Target::from(&mock), &server.url(), (count, 8, 3), &log).await;
    let run = job_of(&mock).run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    check_end(&run, &mock, count).await;
    check_log(&run, &log, count).await;
    drop((run, store));
    server.stop();
}

fn signal(process: &Child, signal: &str) {
    let status = Command::new("kill").args([signal, &process.id().to_string()]).status().unwrap();
    assert!(status.success());
}

#[tokio::test]
async fn four_processes_share_a_run_and_two_are_killed() {
    let (mock, server) = (mock().await, Server::start("four"));
    mock.set_scoring_times(Duration::from_millis(200), Duration::from_secs(1));
    let store = server.store().await;
    let logs = server.directory.file("results");
    let count = 600;
    let mut processes: Vec<Child> =
        (0..4).map(|_| child::spawn(&Target::from(&mock), &server.url(), count, &logs)).collect();
    let mut random = fastrand::Rng::with_seed(4);
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_millis(random.u64(800..2500))).await;
        let mut killed = processes.remove(0);
        killed.kill().unwrap();
        killed.wait().unwrap();
    }
    for process in processes {
        ended(process).await;
    }
    let run = job_of(&mock).run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    check_end(&run, &mock, count).await;
    check_log(&run, &logs, count).await;
    let requests = mock.requests();
    let limited = requests.iter().filter(|one| one.status == Some(429)).count();
    println!("{limited} of {} requests were answered with 429", requests.len());
    assert!(limited * 100 <= requests.len(), "{limited} of {}", requests.len());
}

#[tokio::test]
async fn a_process_suspended_beyond_its_lease_does_no_harm() {
    let (mock, server) = (mock().await, Server::start("slept"));
    mock.set_scoring_times(Duration::from_millis(500), Duration::from_secs(3));
    let store = server.store().await;
    let log = server.directory.file("results");
    let count = 300;
    let sleeper = child::spawn(&Target::from(&mock), &server.url(), count, &log);
    // During the run, with batches open and others planned.
    let run = job_of(&mock).run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    let mut waited = 0;
    while run.status().await.unwrap().counts.pending < 100 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        waited += 1;
        assert!(waited < 3000, "{}", run.status().await.unwrap());
    }
    signal(&sleeper, "-STOP");
    let other = child::spawn(&Target::from(&mock), &server.url(), count, &log);
    tokio::time::sleep(Duration::from_secs(14)).await;
    signal(&sleeper, "-CONT");
    ended(other).await;
    ended(sleeper).await;
    check_end(&run, &mock, count).await;
    check_log(&run, &log, count).await;
}

#[tokio::test]
async fn processes_whose_clocks_are_an_hour_apart_share_a_run() {
    let (mock, server) = (mock().await, Server::start("clocks"));
    let store = server.store().await;
    let log = server.directory.file("results");
    let faketime = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]
        .map(|place| format!("{place}/faketime/libfaketime.so.1"))
        .into_iter()
        .find(|library| std::path::Path::new(library).exists())
        .expect("libfaketime was not found; on Debian: apt-get install faketime");
    let count = 200;
    let processes = ["-1h", "+0", "+1h"].map(|offset| {
        child::spawn_with(
            &Target::from(&mock),
            &server.url(),
            count,
            &log,
            &[
                ("LD_PRELOAD", faketime.as_str()),
                ("FAKETIME", offset),
                ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ],
        )
    });
    let [mut first, second, third] = processes;
    tokio::time::sleep(Duration::from_secs(1)).await;
    first.kill().unwrap();
    first.wait().unwrap();
    ended(second).await;
    ended(third).await;
    let run = job_of(&mock).run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    check_end(&run, &mock, count).await;
    check_log(&run, &log, count).await;
}

#[tokio::test]
async fn a_missing_server_is_an_error_without_the_password() {
    let error: Error =
        Postgres::connect("postgres://nova:PASSWORD@127.0.0.1:1/nova").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store, "{error}");
    assert!(!format!("{error} {error:?}").contains("PASSWORD"), "{error:?}");
    assert!(error.to_string().contains("refused"), "{error}");
    for (url, words) in [
        ("postgres://nova:PASSWORD@127.0.0.1/nova?sslmode=often", "sslmode"),
        ("postgres://nova:PASSWORD@127.0.0.1/nova?colour=blue", "colour"),
        ("postgres://nova:PASSWORD@127.0.0.1:PORT/nova", "port"),
    ] {
        let error = Postgres::connect(url).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(error.to_string().contains(words), "{error}");
        assert!(!format!("{error} {error:?}").contains("PASSWORD"), "{error:?}");
    }
}

/// Waits until this number of applications is pending.
async fn pending(run: &nova_client_ext::run::Run, count: u64) {
    let mut waited = 0;
    while run.status().await.unwrap().counts.pending < count {
        tokio::time::sleep(Duration::from_millis(20)).await;
        waited += 1;
        assert!(waited < 3000, "{}", run.status().await.unwrap());
    }
}

/// Suspends and resumes the server, or kills and restarts it: the run waits and continues.
#[tokio::test]
async fn a_run_survives_a_temporary_server_outage() {
    let (mock, mut server) = (mock().await, Server::start_with("away", &["fsync=on"], ""));
    mock.set_scoring_times(Duration::from_millis(500), Duration::from_secs(2));
    let store = server.store().await;
    let count = 300;
    let (run, mut results) = start(&job_of(&mock), &store, count).await;
    // Results buffered before the failure may be emitted again, with the same position.
    let working = tokio::spawn(async move {
        let mut all = std::collections::BTreeMap::new();
        while let Some(result) = results.next().await {
            let result = result.unwrap();
            let position = result.position;
            let before = all.insert(result.application_id, position);
            assert!(before.is_none_or(|before| before == position), "{before:?}, {position:?}");
        }
        all
    });
    pending(&run, 50).await;
    server.stop();
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(!working.is_finished());
    server.restart();
    pending(&run_when_back(&server, &mock).await, 1).await;
    // Longer than a lease.
    server.signal("-STOP");
    tokio::time::sleep(Duration::from_secs(13)).await;
    assert!(!working.is_finished());
    server.signal("-CONT");
    let results = tokio::time::timeout(Duration::from_secs(120), working).await.unwrap().unwrap();
    assert_eq!(results.len(), count);
    check_end(&run, &mock, count).await;
}

async fn run_when_back(
    server: &Server,
    mock: &nova_client_ext::mock::MockNova,
) -> nova_client_ext::run::Run {
    let store = server.store().await;
    job_of(mock).run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap()
}

#[tokio::test]
async fn a_permanent_server_outage_is_an_error_and_loses_nothing() {
    let (mock, mut server) = (mock().await, Server::start_with("stays-away", &["fsync=on"], ""));
    mock.set_scoring_times(Duration::from_millis(500), Duration::from_secs(2));
    let store = server.store().await;
    let count = 200;
    let (run, mut results) = start(&job_of(&mock), &store, count).await;
    let working = tokio::spawn(async move {
        let mut told = std::collections::BTreeMap::new();
        loop {
            match results.next().await.unwrap() {
                Ok(result) => drop(told.insert(result.application_id, result.position)),
                Err(error) => break (told, error),
            }
        }
    });
    pending(&run, 50).await;
    server.stop();
    let ended = tokio::time::timeout(Duration::from_secs(120), working).await;
    let (told, error) = ended.unwrap().unwrap();
    assert_eq!(error.kind(), ErrorKind::Store, "{error}");
    assert!(error.to_string().contains("PostgreSQL") && error.is_retryable(), "{error}");
    server.restart();
    let store = server.store().await;
    let (run, mut results) = start(&job_of(&mock), &store, count).await;
    let rest = collect(&mut results).await;
    let all: std::collections::BTreeSet<_> = told.keys().chain(rest.keys()).collect();
    assert_eq!(all.len(), count);
    for (id, position) in &told {
        assert!(rest.get(id).is_none_or(|again| again.position == *position), "{id}");
    }
    check_end(&run, &mock, count).await;
}

//! Runs in a real PostgreSQL, which these tests start, with several processes on one of them.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nova_client_ext::mock::{Cut, End, Fault};
use nova_client_ext::run::{Postgres, Spec, StoreExt as _};
use nova_client_ext::{Error, ErrorKind};

use crate::child;
use crate::killed::{check_log, kill_and_finish};
use crate::support::*;

/// A server of its own, in a directory of its own, gone after the test.
struct Server {
    process: Child,
    bin: PathBuf,
    directory: Directory,
    user: Option<(u32, u32)>,
    port: u16,
}

impl Server {
    /// Fails where no PostgreSQL is installed: `.ci/run` installs one.
    fn start(name: &str) -> Self {
        let bin = installed().expect(
            "no PostgreSQL server was found in PATH or /usr/lib/postgresql; on Debian: apt-get install postgresql",
        );
        let directory = Directory::new(&format!("postgres-{name}"));
        // It does not run as root.
        let user = (id("-u", None) == 0).then(|| {
            let name = if id_exists("postgres") { "postgres" } else { "nobody" };
            (id("-u", Some(name)), id("-g", Some(name)))
        });
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(&directory.0, Some(uid), Some(gid)).unwrap();
        }
        let data = directory.file("data");
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let made = as_user(&bin.join("initdb"), user)
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N", "-D"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let process = as_user(&bin.join("postgres"), user)
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-k"])
            .arg(&directory.0)
            .args(["-p", &port.to_string(), "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(directory.file("log")).unwrap())
            .spawn()
            .unwrap();
        Self { process, bin, directory, user, port }
    }

    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    async fn store(&self) -> Postgres {
        let began = Instant::now();
        loop {
            match Postgres::connect(&self.url()).await {
                Ok(store) => return store,
                Err(error) if began.elapsed() > Duration::from_secs(60) => panic!("{error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    fn stop(&mut self) {
        let data = self.directory.file("data");
        let stopped = as_user(&self.bin.join("pg_ctl"), self.user)
            .args(["stop", "-m", "immediate", "-D"])
            .arg(data)
            .output();
        drop(stopped);
        self.process.wait().ok();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn as_user(program: &std::path::Path, user: Option<(u32, u32)>) -> Command {
    use std::os::unix::process::CommandExt as _;
    let mut command = Command::new(program);
    command.current_dir("/");
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        places.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let found = places.into_iter().find(|place| {
        ["initdb", "postgres", "pg_ctl"].iter().all(|program| place.join(program).is_file())
    })?;
    // A link in PATH would look for its files beside itself.
    Some(found.join("postgres").canonicalize().ok()?.parent()?.to_owned())
}

fn id(what: &str, user: Option<&str>) -> u32 {
    let output = Command::new("id").arg(what).args(user).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
}

fn id_exists(user: &str) -> bool {
    Command::new("id").arg(user).output().is_ok_and(|output| output.status.success())
}

#[tokio::test]
async fn every_application_has_its_end() {
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

fn id_of(number: usize) -> String {
    crate::support::id(number)
}

#[tokio::test]
async fn a_process_that_is_killed_again_and_again_loses_nothing() {
    let (mock, mut server) = (mock().await, Server::start("killed"));
    for operation in ["submitScoringBatch", "submitScoringJob"] {
        let lost = Fault::cut(Cut::Nothing, End::Reset).operation(operation);
        mock.inject(lost.chance(0.2, 3).always());
    }
    let store = server.store().await;
    let log = server.directory.file("results");
    let count = 400;
    kill_and_finish(&mock, &server.url(), (count, 8, 3), &log).await;
    let run = job_of(&mock).run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    check_end(&run, &mock, count).await;
    check_log(&run, &log, count).await;
    drop((run, store));
    server.stop();
}

/// Waits until a process has ended, well.
async fn ended(mut process: Child) {
    let mut waited = 0;
    while process.try_wait().unwrap().is_none() {
        tokio::time::sleep(Duration::from_millis(100)).await;
        waited += 1;
        assert!(waited < 1800, "it does not end");
    }
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
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
        (0..4).map(|_| child::spawn(&mock, &server.url(), count, &logs)).collect();
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
async fn a_process_that_slept_through_its_lease_does_no_harm() {
    let (mock, server) = (mock().await, Server::start("slept"));
    mock.set_scoring_times(Duration::from_millis(500), Duration::from_secs(3));
    let store = server.store().await;
    let log = server.directory.file("results");
    let count = 300;
    let sleeper = child::spawn(&mock, &server.url(), count, &log);
    // In the middle of it, with batches open and others planned.
    let run = job_of(&mock).run(&store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    let mut waited = 0;
    while run.status().await.unwrap().counts.pending < 100 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        waited += 1;
        assert!(waited < 3000, "{}", run.status().await.unwrap());
    }
    signal(&sleeper, "-STOP");
    let other = child::spawn(&mock, &server.url(), count, &log);
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
            &mock,
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
async fn a_server_that_is_gone_is_an_error_in_the_end_and_shows_no_password() {
    let error: Error =
        Postgres::connect("postgres://nova:PASSWORD@127.0.0.1:1/nova").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store, "{error}");
    assert!(!format!("{error} {error:?}").contains("PASSWORD"), "{error:?}");
    assert!(error.to_string().contains("refused"), "{error}");
    let tls = Postgres::connect("postgres://127.0.0.1/nova?sslmode=require").await.unwrap_err();
    assert!(tls.to_string().contains("TLS"), "{tls}");
}

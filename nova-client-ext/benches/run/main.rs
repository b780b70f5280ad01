//! Benchmarks of runs: `cargo xtask bench run`; with `-- --quick` a tenth of each.
//!
//! When memory or processor time is measured, the mock runs in a separate process: this program
//! with the argument `mock`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "a benchmark program"
)]

mod lag;
#[cfg(all(unix, feature = "postgres"))]
mod several;

#[cfg(all(unix, feature = "postgres"))]
#[path = "../../tests/run/directory.rs"]
mod directory;
#[cfg(all(unix, feature = "postgres"))]
#[path = "../../tests/run/server.rs"]
#[allow(dead_code, reason = "tests use more of it")]
mod server;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nova_client_ext::mock::MockNova;
use nova_client_ext::run::{Application, Results, Run, Spec, Sqlite, Store};
use nova_client_ext::submit::Resume;
use nova_client_ext::{ApiKey, Job, Nova, Pacing};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const SCORING: Duration = Duration::from_secs(20);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("mock") => return serve(arguments.get(2).is_some()),
        #[cfg(all(unix, feature = "postgres"))]
        Some("work") => return several::work(&arguments[2..]),
        _ => {}
    }
    let divisor = if arguments.iter().any(|one| one == "--quick") { 10 } else { 1 };
    println!("| measure | target | result |\n|---|---|---|");
    time_at_the_rate_limit(5000 / divisor);
    cost_of_an_application(5000 / divisor);
    memory(100_000 / divisor);
    restart(1_000_000 / divisor);
    lag::measure(400 / divisor);
    #[cfg(all(unix, feature = "postgres"))]
    several::measure(5000 / divisor);
}

fn report(measure: &str, target: &str, result: &str) {
    println!("| {measure} | {target} | {result} |");
    std::io::stdout().flush().unwrap();
}

/// Measures in simulated time: the clock is paused and advances to the next timer.
fn time_at_the_rate_limit(count: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let (took, limited) = runtime.block_on(async {
        let mock = MockNova::start().await.unwrap();
        mock.set_scoring_times(Duration::from_secs(2), SCORING);
        let file = File::new("limit");
        let (run, mut results) =
            start(&job(&mock.base_url(), &mock.api_key(), Pacing::new()), &file, count).await;
        let began = tokio::time::Instant::now();
        drain(&mut results).await;
        let counts = run.status().await.unwrap().counts;
        assert_eq!(counts.scored as usize, count);
        let limited = mock.requests().iter().filter(|one| one.status == Some(429)).count();
        (began.elapsed(), limited)
    });
    let batches = count.div_ceil(25);
    let min = (batches - 1) as f64 + 2.0 + SCORING.as_secs_f64();
    let result = format!(
        "{:.1} s, minimum {min:.1} s: {:.3} ×; {limited} responses with 429",
        took.as_secs_f64(),
        took.as_secs_f64() / min
    );
    report(
        &format!("{count} applications at the vendor's rate limit, simulated time"),
        "≤ 1.05 ×",
        &result,
    );
}

/// Measures the processor time of this process in real time, without the vendor's limit and with
/// the mock in another process.
fn cost_of_an_application(count: usize) {
    let mock = Mock::start();
    let runtime = runtime();
    let began = (processor_time(), Instant::now());
    runtime.block_on(async {
        let file = File::new("cost");
        let (_, mut results) = start(&mock.job(), &file, count).await;
        drain(&mut results).await;
    });
    let spent = processor_time().checked_sub(began.0).unwrap();
    let result = format!(
        "{:.3} ms of processor, {:.3} ms of wall clock",
        spent.as_secs_f64() * 1000.0 / count as f64,
        began.1.elapsed().as_secs_f64() * 1000.0 / count as f64
    );
    report(&format!("client time per application, of {count}"), "≤ 1 ms", &result);
}

fn memory(count: usize) {
    let mock = Mock::start();
    let runtime = runtime();
    let file = File::new("memory");
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage_as_mb();
    runtime.block_on(async {
        let (_, mut results) = start(&mock.job(), &file, count).await;
        drain(&mut results).await;
    });
    let result = format!("{:.1} MB at most", MEMORY.peak_usage_as_mb() - before);
    report(
        &format!("memory for {count} applications (without SQLite's own cache)"),
        "≤ 64 MB",
        &result,
    );
}

fn restart(finished: usize) {
    let runtime = runtime();
    let file = File::new("again");
    let took = runtime.block_on(async {
        let mock = MockNova::start().await.unwrap();
        let job = job(&mock.base_url(), &mock.api_key(), Pacing::new());
        drop(start(&job, &file, 0).await);
        let mut connection = rusqlite::Connection::open(&file.0).unwrap();
        let transaction = connection.transaction().unwrap();
        let mut insert = transaction
            .prepare(
                "INSERT INTO nova_run_applications (run, seq, application_id, state, score, position, emitted)
                 VALUES (1, ?1, 'old-' || ?1, 'scored', 7, ?1, 1)",
            )
            .unwrap();
        for seq in 1..=finished {
            insert.execute([seq as i64]).unwrap();
        }
        drop(insert);
        transaction
            .execute("UPDATE nova_runs SET last_seq = ?1, last_position = ?1", [finished as i64])
            .unwrap();
        transaction.commit().unwrap();
        drop(connection);
        let began = Instant::now();
        let (_, mut results) = start(&job, &file, 1).await;
        let working = tokio::spawn(async move { drain(&mut results).await });
        while mock.hits("submitScoringBatch") == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let took = began.elapsed();
        working.await.unwrap();
        took
    });
    let result = format!("{:.2} s", took.as_secs_f64());
    report(
        &format!("time to the first request with {finished} finished applications"),
        "≤ 2 s",
        &result,
    );
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

async fn start(job: &Job, file: &File, count: usize) -> (Run, Results) {
    add(job, &Sqlite::open(&file.0).await.unwrap(), count).await
}

async fn add<S: Store + Clone>(job: &Job, store: &S, count: usize) -> (Run, Results) {
    let run = job.run(store, "bench", Spec::new("We look for a backend engineer.")).await.unwrap();
    run.add((0..count).map(|number| Application::new(format!("app-{number}")))).await.unwrap();
    let results = run.start(|application| async move {
        let id = application.id();
        // Says which score it is to have.
        Resume::url(format!("https://files.example/mock:{}/{id}.pdf", 1 + id.len() % 9))
    });
    (run, results)
}

async fn drain(results: &mut Results) {
    while let Some(result) = results.next().await {
        result.unwrap();
    }
}

fn job(base_url: &str, key: &str, pacing: Pacing) -> Job {
    let nova = Nova::builder(ApiKey::new(key).unwrap()).base_url(base_url).pacing(pacing);
    nova.build().unwrap().tenant("acme-corp").unwrap().job("job-1").unwrap()
}

/// Returns the processor time of this process in user and kernel mode, which Linux counts in
/// hundredths of a second.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = stat.rsplit(')').next().unwrap();
    let ticks: u64 =
        after_name.split_whitespace().skip(11).take(2).map(|one| one.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("nova-bench-{name}-{}.sqlite", std::process::id()));
        std::fs::remove_file(&path).ok();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm", ".bench.lock"] {
            let mut path = self.0.clone().into_os_string();
            path.push(ending);
            std::fs::remove_file(path).ok();
        }
    }
}

/// A mock in a separate process.
struct Mock {
    process: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    base_url: String,
    key: String,
}

impl Mock {
    /// Without rate limits.
    fn start() -> Self {
        Self::spawn(&["mock"])
    }

    /// With the vendor's, and times to score.
    #[cfg(all(unix, feature = "postgres"))]
    fn limited() -> Self {
        Self::spawn(&["mock", "limited"])
    }

    fn spawn(arguments: &[&str]) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let base_url = lines.next().unwrap().unwrap();
        let key = lines.next().unwrap().unwrap();
        Self { process, lines, base_url, key }
    }

    /// Ends it. Returns how many requests it had, and how many of them it responded to with 429.
    #[cfg(all(unix, feature = "postgres"))]
    fn counts(mut self) -> (usize, usize) {
        drop(self.process.stdin.take());
        let mut next = || self.lines.next().unwrap().unwrap().parse().unwrap();
        (next(), next())
    }

    fn job(&self) -> Job {
        job(&self.base_url, &self.key, Pacing::off())
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn serve(is_limited: bool) {
    runtime().block_on(async {
        let mut builder = MockNova::builder();
        if is_limited {
            builder = builder.scoring_times(Duration::from_secs(2), SCORING);
        } else {
            builder = builder.without_rate_limits();
        }
        let mock = builder.start().await.unwrap();
        println!("{}\n{}", mock.base_url(), mock.api_key());
        std::io::stdout().flush().unwrap();
        // Runs until the parent process closes the pipe.
        let wait_for_parent = || std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        tokio::task::spawn_blocking(wait_for_parent).await.unwrap().ok();
        let requests = mock.requests();
        let limited = requests.iter().filter(|one| one.status == Some(429)).count();
        println!("{}\n{limited}", requests.len());
    });
}

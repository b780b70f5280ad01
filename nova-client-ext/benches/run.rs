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
    missing_docs,
    reason = "a benchmark program"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nova_client_ext::mock::MockNova;
use nova_client_ext::run::{Application, Results, Run, Spec, Sqlite};
use nova_client_ext::submit::Resume;
use nova_client_ext::{ApiKey, Job, Nova, Pacing};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const SCORING: Duration = Duration::from_secs(20);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|one| one == "mock") {
        return serve();
    }
    let divisor = if arguments.iter().any(|one| one == "--quick") { 10 } else { 1 };
    println!("| measure | target | result |\n|---|---|---|");
    time_at_the_rate_limit(5000 / divisor);
    cost_of_an_application(5000 / divisor);
    memory(100_000 / divisor);
    restart(1_000_000 / divisor);
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
    let store = Sqlite::open(&file.0).await.unwrap();
    let run = job.run(&store, "bench", Spec::new("We look for a backend engineer.")).await.unwrap();
    run.add((0..count).map(|number| Application::new(format!("app-{number}")))).await.unwrap();
    let results = run.start(|application| async move {
        Resume::url(format!("https://files.example/{}.pdf", application.id()))
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

/// A mock in a separate process, without rate limits.
struct Mock {
    process: Child,
    base_url: String,
    key: String,
}

impl Mock {
    fn start() -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .arg("mock")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let base_url = lines.next().unwrap().unwrap();
        let key = lines.next().unwrap().unwrap();
        Self { process, base_url, key }
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

fn serve() {
    runtime().block_on(async {
        let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
        println!("{}\n{}", mock.base_url(), mock.api_key());
        std::io::stdout().flush().unwrap();
        // Runs until the parent process closes the pipe.
        let wait_for_parent = || std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        tokio::task::spawn_blocking(wait_for_parent).await.unwrap().ok();
    });
}

//! Benchmarks of waiting in simulated time: the watcher of this crate, three common poll loops, and
//! an oracle.
//!
//! `cargo bench -p nova-client-ext --bench watch --features mock`; with `-- --quick` only small
//! loads, as a smoke test; with `-- --batches N` only loads of that size, and with 0 none, only
//! memory and hostile sizes. Every poll is a real exchange over a loopback socket, with tokio's
//! clock paused and client and mock in one thread, so a run is repeatable except for the jitter of
//! the pacer. Prints a table, and writes all numbers to `target/bench/watch.json`.
//!
//! Two loads are skipped because they would take hours: ten thousand batches at one a second, which
//! adds nothing to a thousand at one a second; and `fixed` with ten thousand batches, which sends
//! hundreds of requests a second, nearly all of which get a 429.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs
)]
#![allow(unreachable_pub, reason = "a program")]
#![allow(clippy::unchecked_time_subtraction, reason = "the later minus the earlier time")]

mod alone;
mod harness;
mod hostile;
#[path = "../../tests/support/large.rs"]
mod large;
mod load;
mod memory;
mod targets;
mod watchers;

use std::path::PathBuf;

use peak_alloc::PeakAlloc;
use serde::Serialize;

use alone::Alone;
use harness::Measured;
use hostile::Hostile;
use load::{Arrival, Medians, plan};
use memory::Memory;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const SEED: u64 = 20_261_101;

/// One watcher under one load.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    pub watcher: &'static str,
    pub batches: u32,
    pub arrival: Arrival,
    pub medians: Medians,
    pub seed: u64,
    #[serde(flatten)]
    pub measured: Measured,
}

type Watcher = fn(&[load::Planned]) -> Measured;

#[derive(Serialize)]
struct Results {
    quick: bool,
    runs: Vec<Run>,
    alone: Vec<Alone>,
    memory: Vec<Memory>,
    hostile: Vec<Hostile>,
    targets: Vec<targets::Target>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let is = |name: &str| arguments.iter().any(|argument| argument == name);
    // Without the flag of `cargo bench`, this is a test run.
    let quick = is("--quick") || !is("--bench");
    let only = arguments
        .iter()
        .skip_while(|argument| *argument != "--batches")
        .nth(1)
        .and_then(|size| size.parse().ok());
    let sizes: Vec<u32> = match only {
        Some(0) => Vec::new(),
        Some(size) => vec![size],
        None if quick => vec![1, 10, 100],
        None => vec![1, 10, 100, 1000, 10_000],
    };

    let mut runs = Vec::new();
    for medians in [Medians::Shared, Medians::PerBatch] {
        for &batches in &sizes {
            for arrival in [Arrival::PerSecond(1), Arrival::PerSecond(10), Arrival::Restart] {
                if batches == 10_000 && arrival == Arrival::PerSecond(1) {
                    continue;
                }
                println!("\n{batches} batches, {arrival:?}, medians {medians:?}, seed {SEED}");
                println!(
                    "{:>16} requests  with 20+ 429s  mean lag   p95 lag  longest gap  (took)",
                    ""
                );
                let load = plan(batches, arrival, medians, SEED);
                let watchers: [(&str, Watcher); 5] = [
                    ("watch_all", watchers::watch_all),
                    ("round robin", watchers::round_robin),
                    ("fixed 3 s", watchers::fixed),
                    ("exponential 1.5", watchers::exponential),
                    ("oracle", watchers::oracle),
                ];
                for (watcher, run) in watchers {
                    if batches == 10_000 && watcher == "fixed 3 s" {
                        continue;
                    }
                    let measured = run(&load);
                    print(watcher, &measured);
                    runs.push(Run { watcher, batches, arrival, medians, seed: SEED, measured });
                }
            }
        }
    }

    println!(
        "\none batch at a time   requests   mean lag   p95 lag   of one a second   median   (lag of one a second)"
    );
    let batches = if quick { 40 } else { 400 };
    let mut alone = Vec::new();
    for medians in [Medians::Shared, Medians::PerBatch] {
        if sizes.is_empty() {
            break;
        }
        for learning in [true, false] {
            let one = alone::measure(batches, medians, learning);
            println!(
                "{:>8} {:>11} {:>9} {:>8.2} s {:>7.2} s {:>16.3} {:>8.3} {:>9.2} s",
                format!("{medians:?}"),
                if learning { "one Nova" } else { "new Nova each" },
                one.requests,
                one.mean_lag,
                one.p95_lag,
                one.ratio,
                one.median_ratio,
                one.mean_lag_every_second,
            );
            alone.push(one);
        }
    }

    println!("\nmemory");
    let batches = if quick { 1000 } else { 10_000 };
    let memory: Vec<Memory> = [13, 25].map(|jobs| memory::measure(batches, jobs)).into();
    for Memory { batches, jobs_of_each, bytes } in &memory {
        println!(
            "{batches} batches of {jobs_of_each} jobs: {} kB, {} bytes each",
            bytes / 1000,
            bytes / batches
        );
    }

    println!("\nhostile sizes, in real time");
    let hostile = hostile::measure(quick);
    for Hostile { what, size, seconds, ratio } in &hostile {
        let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.2} of half the size"));
        println!("{what:>45} {size:>6} {:>8.1} ms  {ratio}", seconds * 1000.0);
    }

    let targets = targets::check(&runs, &alone, &memory);
    println!();
    for target in &targets {
        println!(
            "{} {:>8.3} (at most {})  {}",
            if target.reached { "   " } else { "NOT" },
            target.measured,
            target.at_most,
            target.what
        );
    }
    write(&Results { quick, runs, alone, memory, hostile, targets });
}

fn print(watcher: &str, measured: &Measured) {
    let Measured {
        requests,
        requests_with_many,
        rate_limited,
        mean_lag,
        p95_lag,
        longest_gap,
        took,
    } = measured;
    println!(
        "{watcher:>16} {requests:>8} {requests_with_many:>9} {rate_limited:>6} {mean_lag:>7.2} s {p95_lag:>7.2} s \
         {longest_gap:>10.1} s  ({took:.1} s)"
    );
}

fn write(results: &Results) {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    let directory = target.join("bench");
    std::fs::create_dir_all(&directory).expect("target/bench can be created");
    let file = directory.join("watch.json");
    let text = serde_json::to_string_pretty(results).expect("numbers can be written");
    std::fs::write(&file, text + "\n").expect("target/bench/watch.json can be written");
    println!("\nwritten to {}", file.display());
}

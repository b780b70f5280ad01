//! Waiting, measured in simulated time: the watcher of this crate, three rivals that people write,
//! and a clairvoyant.
//!
//! `cargo bench -p nova-client-ext --bench watch --features mock`; with `-- --quick` small loads
//! only, as a smoke test, with `-- --batches N` only loads of that size. Every look is a real
//! exchange over a loopback socket, with tokio's clock paused and client and mock in one thread, so
//! a run is exact and repeatable but for the jitter of the pacer. Prints a table, and keeps all
//! numbers in `target/bench/watch.json`.
//!
//! Not run, because there would be hours of it: ten thousand batches at one a second, which is what
//! a thousand at one a second already shows ten times over; and `fixed` with ten thousand batches,
//! which sends hundreds of requests a second, nearly all of them refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs
)]
#![allow(unreachable_pub, reason = "a program")]
#![allow(clippy::unchecked_time_subtraction, reason = "later less earlier")]

mod aims;
mod alone;
mod harness;
mod load;
mod memory;
mod watchers;

use std::path::PathBuf;

use peak_alloc::PeakAlloc;
use serde::Serialize;

use alone::Alone;
use harness::Measured;
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
    aims: Vec<aims::Aim>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let is = |name: &str| arguments.iter().any(|argument| argument == name);
    // Without the flag that `cargo bench` gives, this is a test run.
    let quick = is("--quick") || !is("--bench");
    let only = arguments
        .iter()
        .skip_while(|argument| *argument != "--batches")
        .nth(1)
        .and_then(|size| size.parse().ok());
    let sizes: Vec<u32> = match only {
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
                    "{:>16} requests  in crowd   429s  mean lag   p95 lag  longest gap  (took)",
                    ""
                );
                let load = plan(batches, arrival, medians, SEED);
                let watchers: [(&str, Watcher); 5] = [
                    ("watch_all", watchers::ours),
                    ("round robin", watchers::round_robin),
                    ("fixed 3 s", watchers::fixed),
                    ("exponential 1.5", watchers::exponential),
                    ("clairvoyant", watchers::clairvoyant),
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
        for learning in [true, false] {
            let one = alone::measure(batches, medians, learning);
            println!(
                "{:>8} {:>11} {:>9} {:>8.2} s {:>7.2} s {:>16.3} {:>8.3} {:>9.2} s",
                format!("{medians:?}"),
                if learning { "one Nova" } else { "each anew" },
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

    let aims = aims::check(&runs, &alone, &memory);
    println!();
    for aim in &aims {
        println!(
            "{} {:>8.3} (at most {})  {}",
            if aim.reached { "   " } else { "NOT" },
            aim.measured,
            aim.at_most,
            aim.what
        );
    }
    keep(&Results { quick, runs, alone, memory, aims });
}

fn print(watcher: &str, measured: &Measured) {
    let Measured { requests, requests_in_a_crowd, refused, mean_lag, p95_lag, longest_gap, took } =
        measured;
    println!(
        "{watcher:>16} {requests:>8} {requests_in_a_crowd:>9} {refused:>6} {mean_lag:>7.2} s {p95_lag:>7.2} s \
         {longest_gap:>10.1} s  ({took:.1} s)"
    );
}

fn keep(results: &Results) {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    let directory = target.join("bench");
    std::fs::create_dir_all(&directory).expect("target/bench can be made");
    let file = directory.join("watch.json");
    let text = serde_json::to_string_pretty(results).expect("numbers can be written");
    std::fs::write(&file, text + "\n").expect("target/bench/watch.json can be written");
    println!("\nkept in {}", file.display());
}

//! The targets of the benchmark and their results.

use serde::Serialize;

use super::Run;
use super::alone::Alone;
use super::harness::Measured;
use super::load::{Arrival, Medians};
use super::memory::Memory;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    pub what: String,
    pub measured: f64,
    pub at_most: f64,
    pub reached: bool,
}

fn target(what: impl Into<String>, measured: f64, at_most: f64) -> Target {
    Target { what: what.into(), measured, at_most, reached: measured <= at_most }
}

#[allow(clippy::cast_precision_loss, reason = "numbers of requests and bytes")]
pub fn check(runs: &[Run], alone: &[Alone], memory: &[Memory]) -> Vec<Target> {
    let mut targets = Vec::new();
    let rate_limited: usize = runs
        .iter()
        .filter(|run| run.watcher == "watch_all")
        .map(|run| run.measured.rate_limited)
        .sum();
    targets.push(target("429s of watch_all, over all loads", rate_limited as f64, 0.0));

    let max_batches = runs
        .iter()
        .map(|run| run.batches)
        .filter(|batches| *batches <= 1000)
        .max()
        .unwrap_or_default();
    for medians in [Medians::Shared, Medians::PerBatch] {
        for (arrival, max_lag) in [
            (Arrival::PerSecond(1), 0.5),
            (Arrival::PerSecond(10), 0.65),
            (Arrival::Restart, if medians == Medians::Shared { 0.5 } else { 0.9 }),
        ] {
            let find = |watcher: &str| -> Option<&Measured> {
                let matches = |run: &&Run| {
                    (run.watcher, run.batches, run.arrival, run.medians)
                        == (watcher, max_batches, arrival, medians)
                };
                runs.iter().find(matches).map(|run| &run.measured)
            };
            let (Some(watch_all), Some(round_robin)) = (find("watch_all"), find("round robin"))
            else {
                continue;
            };
            let load = format!(
                "of round robin's, {max_batches} batches, {arrival:?}, medians {medians:?}"
            );
            targets.push(target(
                format!("mean lag {load}"),
                watch_all.mean_lag / round_robin.mean_lag,
                max_lag,
            ));
            let requests = watch_all.requests_with_many as f64
                / (round_robin.requests_with_many as f64).max(1.0);
            targets.push(target(format!("requests {load}"), requests, 0.85));
            // The bound in the documentation of `watch_all`, at the rate of a client that is alone.
            let batches = f64::from(max_batches);
            let bound = (4.0 * batches / 19.0).max(10.0) + batches / 19.0;
            targets.push(target(
                format!("longest gap in seconds, {max_batches} batches, {arrival:?}, medians {medians:?}"),
                watch_all.longest_gap,
                bound,
            ));
        }
    }
    for one in alone {
        let load = format!(
            "one batch at a time, medians {:?}, {}",
            one.medians,
            if one.learning { "one Nova" } else { "new Nova each" }
        );
        targets.push(target(format!("mean lag in seconds, {load}"), one.mean_lag, 1.0));
        targets.push(target(format!("requests relative to one a second, {load}"), one.ratio, 0.3));
        targets.push(target(
            format!("median of that ratio over the batches, {load}"),
            one.median_ratio,
            0.55,
        ));
    }
    for Memory { batches, jobs_of_each, bytes } in memory {
        targets.push(target(
            format!("MB for {batches} batches of {jobs_of_each} jobs"),
            *bytes as f64 / 1e6,
            64.0,
        ));
    }
    targets
}

//! What was hoped for, and what came of it.

use serde::Serialize;

use super::Run;
use super::alone::Alone;
use super::harness::Measured;
use super::load::{Arrival, Medians};
use super::memory::Memory;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Aim {
    pub what: String,
    pub measured: f64,
    pub at_most: f64,
    pub reached: bool,
}

fn aim(what: impl Into<String>, measured: f64, at_most: f64) -> Aim {
    Aim { what: what.into(), measured, at_most, reached: measured <= at_most }
}

#[allow(clippy::cast_precision_loss, reason = "numbers of requests and bytes")]
pub fn check(runs: &[Run], alone: &[Alone], memory: &[Memory]) -> Vec<Aim> {
    let mut aims = Vec::new();
    let refused: usize =
        runs.iter().filter(|run| run.watcher == "watch_all").map(|run| run.measured.refused).sum();
    aims.push(aim("429s of watch_all, over all loads", refused as f64, 0.0));

    let most = runs
        .iter()
        .map(|run| run.batches)
        .filter(|batches| *batches <= 1000)
        .max()
        .unwrap_or_default();
    for medians in [Medians::Shared, Medians::PerBatch] {
        for (arrival, most_lag) in [
            (Arrival::PerSecond(1), 0.5),
            (Arrival::PerSecond(10), 0.65),
            (Arrival::Restart, if medians == Medians::Shared { 0.5 } else { 0.9 }),
        ] {
            let find = |watcher: &str| -> Option<&Measured> {
                let fits = |run: &&Run| {
                    (run.watcher, run.batches, run.arrival, run.medians)
                        == (watcher, most, arrival, medians)
                };
                runs.iter().find(fits).map(|run| &run.measured)
            };
            let (Some(ours), Some(theirs)) = (find("watch_all"), find("round robin")) else {
                continue;
            };
            let load =
                format!("of round robin's, {most} batches, {arrival:?}, medians {medians:?}");
            aims.push(aim(format!("mean lag {load}"), ours.mean_lag / theirs.mean_lag, most_lag));
            let requests =
                ours.requests_in_a_crowd as f64 / (theirs.requests_in_a_crowd as f64).max(1.0);
            aims.push(aim(format!("requests {load}"), requests, 0.85));
            // The bound that `watch_all` documents, at the rate it runs at when it is alone.
            let batches = f64::from(most);
            let bound = (4.0 * batches / 19.0).max(10.0) + batches / 19.0;
            aims.push(aim(
                format!("longest gap in seconds, {most} batches, {arrival:?}, medians {medians:?}"),
                ours.longest_gap,
                bound,
            ));
        }
    }
    for one in alone {
        let load = format!(
            "one batch at a time, medians {:?}, {}",
            one.medians,
            if one.learning { "one Nova" } else { "each anew" }
        );
        aims.push(aim(format!("mean lag in seconds, {load}"), one.mean_lag, 1.0));
        aims.push(aim(format!("requests of one a second's, {load}"), one.ratio, 0.3));
        aims.push(aim(format!("median of that over the batches, {load}"), one.median_ratio, 0.55));
    }
    for Memory { batches, jobs_of_each, bytes } in memory {
        aims.push(aim(
            format!("MB for {batches} batches of {jobs_of_each} jobs"),
            *bytes as f64 / 1e6,
            64.0,
        ));
    }
    aims
}

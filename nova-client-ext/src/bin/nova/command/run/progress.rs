//! How far a run is, in one line on stderr.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use nova_client_ext::Error;
use nova_client_ext::run::{ApplicationRecord, Results, Run, RunStatus};
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::context::Context;
use crate::terminal::{fit, redrawable_stderr};

/// How often the line is made anew.
const INTERVAL: Duration = Duration::from_millis(500);
/// How often a line is written where there is no terminal.
const LOGGED: Duration = Duration::from_secs(10);

pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    ticks: Interval,
    /// When counting began, and how many had ended then.
    began: Option<(Instant, u64)>,
    logged: Option<Instant>,
    shown: String,
    silent: bool,
}

impl Progress {
    pub(crate) fn new(context: &Context) -> Self {
        let wanted = context.output.shows_progress();
        let redrawn = wanted && redrawable_stderr().is_some() && !context.globals.verbose;
        let bar = redrawn.then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{msg}") {
                bar.set_style(style);
            }
            bar
        });
        let mut ticks = interval(INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            bar,
            ticks,
            began: None,
            logged: None,
            shown: String::new(),
            silent: !wanted || (context.output.json && !io::stderr().is_terminal()),
        }
    }

    /// Returns the next result, and shows how far the run is meanwhile.
    pub(crate) async fn next(
        &mut self,
        run: &Run,
        results: &mut Results,
    ) -> Option<Result<ApplicationRecord, Error>> {
        loop {
            tokio::select! {
                result = results.next() => return result,
                _ = self.ticks.tick() => match run.status().await {
                    Ok(status) => self.show(&status),
                    Err(error) => return Some(Err(error)),
                },
            }
        }
    }

    /// Prints a remark, without the line in its way.
    pub(crate) fn note(&self, context: &Context, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| context.note(text)),
            None => context.note(text),
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "a rate for people")]
    fn show(&mut self, status: &RunStatus) {
        let now = Instant::now();
        let finished = status.counts.finished();
        let (began, before) = *self.began.get_or_insert((now, finished));
        let seconds = now.duration_since(began).as_secs_f64();
        let rate =
            if seconds > 2.0 { (finished - before.min(finished)) as f64 / seconds } else { 0.0 };
        let line = line(status, rate);
        if let Some(bar) = &self.bar {
            // The last column stays free: some terminals wrap when it is written.
            let width = redrawable_stderr().map_or(80, |(width, _)| width);
            bar.set_message(fit(&line, width - 1));
            bar.tick();
        } else if !self.silent
            && line != self.shown
            && self.logged.is_none_or(|at| now.duration_since(at) >= LOGGED)
        {
            // Progress is not worth an error.
            drop(writeln!(io::stderr(), "{line}"));
            (self.shown, self.logged) = (line, Some(now));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "an estimate for people")]
/// What matters most stands first: a narrow terminal cuts off the rest.
fn line(status: &RunStatus, rate: f64) -> String {
    let counts = status.counts;
    let (done, total) = (counts.finished(), counts.total);
    let percent = (done * 100).checked_div(total).unwrap_or(100);
    let mut line = format!("{done}/{total} {percent}%");
    if rate > 0.0 && done < total {
        let left = Duration::from_secs_f64(((total - done) as f64 / rate).min(1e7)).as_secs();
        line.push_str(&format!(", {} left, {rate:.1}/s", clock(left)));
    }
    let states = [
        (counts.scored, "scored"),
        (counts.failed, "failed"),
        (counts.rejected, "rejected"),
        (counts.invalid, "invalid"),
        (counts.pending, "pending"),
        (counts.sending, "sending"),
        (counts.queued, "queued"),
    ];
    for (count, word) in states {
        if count > 0 {
            line.push_str(&format!(", {count} {word}"));
        }
    }
    line.push_str(&format!("; {} batches open", status.batches.open));
    line
}

fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_forty_characters_say_how_far_it_is() {
        let status: RunStatus = serde_json::from_value(serde_json::json!({
            "run": "spring", "jobId": "job-1", "state": "running",
            "counts": {"total": 5000, "queued": 3000, "sending": 100, "pending": 700, "scored": 1100,
                "failed": 40, "rejected": 40, "invalid": 20},
            "batches": {"planned": 4, "open": 28, "settled": 48},
        }))
        .unwrap();
        let line = line(&status, 12.34);
        assert!(line.starts_with("1200/5000 24%, 5:07 left, 12.3/s"), "{line}");
        assert!(line.ends_with("28 batches open"), "{line}");
        assert!(line.len() < 200, "{line}");
        assert_eq!(clock(3661), "1:01:01");
    }
}

//! The progress of a run, in one line on stderr.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use nova_client_ext::Error;
use nova_client_ext::run::{ApplicationRecord, Results, Run, RunStatus};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::store::failed;
use crate::context::Context;
use crate::terminal::{columns, fit, redrawable_stderr};
use crate::text::clean;

/// How often the line is updated.
const INTERVAL: Duration = Duration::from_millis(500);
/// How often a line is written without a terminal.
const LOGGED: Duration = Duration::from_secs(10);

/// How often a request that keeps failing is mentioned.
const ERROR_SHOWN: Duration = Duration::from_secs(60);

pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    ticks: Interval,
    logged: Option<Instant>,
    error_shown: Option<Instant>,
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
            logged: None,
            error_shown: None,
            shown: String::new(),
            silent: !wanted || (context.output.json && !io::stderr().is_terminal()),
        }
    }

    /// Returns the next result, and updates the progress meanwhile.
    pub(crate) async fn next(
        &mut self,
        context: &Context,
        run: &Run,
        results: &mut Results,
    ) -> Option<Result<ApplicationRecord, Error>> {
        loop {
            tokio::select! {
                result = results.next() => return result,
                _ = self.ticks.tick() => match run.status().await {
                    Ok(status) => {
                        self.show(&status);
                        self.show_error(context, results.last_error());
                    }
                    Err(error) => return Some(Err(error)),
                },
            }
        }
    }

    /// Prints a note, with the progress line hidden.
    pub(crate) fn note(&self, context: &Context, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| context.note(text)),
            None => context.note(text),
        }
    }

    /// Mentions a request that is being repeated, now and then.
    fn show_error(&mut self, context: &Context, error: Option<Error>) {
        let Some(error) = error else { return };
        if self.error_shown.is_none_or(|at| at.elapsed() >= ERROR_SHOWN) {
            self.error_shown = Some(Instant::now());
            if context.output.json || self.silent {
                // Notes are not printed, but why a run does not progress must be said.
                let failure = failed(error);
                match &self.bar {
                    Some(bar) => bar.suspend(|| context.output.failure(&failure)),
                    None => context.output.failure(&failure),
                }
            } else {
                let error = clean(&error.to_string());
                self.note(context, &format!("a request failed and is repeated: {error}"));
            }
        }
    }

    fn show(&mut self, status: &RunStatus) {
        let now = Instant::now();
        let lines = lines(status);
        if let Some(bar) = &self.bar {
            // The last column is left free, because some terminals wrap when it is written.
            let width = redrawable_stderr().map_or(80, |(width, _)| width) - 1;
            let fitting = lines.iter().find(|line| columns(line) <= width);
            let [.., shortest] = &lines;
            bar.set_message(fit(fitting.unwrap_or(shortest), width));
        } else if !self.silent && self.logged.is_none_or(|at| now.duration_since(at) >= LOGGED) {
            let [line, ..] = lines;
            if line != self.shown {
                // A failure to print progress is ignored.
                drop(writeln!(io::stderr(), "{line}"));
                (self.shown, self.logged) = (line, Some(now));
            }
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

/// Returns the line, and shorter variants for narrower terminals.
#[allow(clippy::cast_precision_loss, reason = "a rate for people")]
fn lines(status: &RunStatus) -> [String; 4] {
    let counts = status.counts;
    let (done, total) = (counts.finished(), counts.total);
    let percent = (done * 100).checked_div(total).unwrap_or(100);
    let mut far = format!("{done}/{total} {percent}%");
    let mut fast = String::new();
    if let (Some(rate), Some(left)) = (status.per_minute, status.seconds_left)
        && done < total
    {
        far.push_str(&format!(", {} left", clock(left)));
        fast = format!(", {:.1}/s", rate as f64 / 60.0);
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
    let states = states.into_iter().filter(|(count, _)| *count > 0);
    let states: String = states.map(|(count, word)| format!(", {count} {word}")).collect();
    let open = status.batches.open;
    let not_scored = done - counts.scored;
    [
        format!("{far}{fast}{states}; batches open: {open}"),
        format!("{far}{fast}, {} scored, {not_scored} not; batches open: {open}", counts.scored),
        format!("{far}, {} scored, {not_scored} not", counts.scored),
        format!("{far}, {} scored", counts.scored),
    ]
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
    fn a_line_fits_where_it_is_for() {
        let status: RunStatus = serde_json::from_value(serde_json::json!({
            "run": "spring", "jobId": "job-1", "state": "running",
            "counts": {"total": 5000, "queued": 3000, "sending": 100, "pending": 700, "scored": 1100,
                "failed": 40, "rejected": 40, "invalid": 20},
            "batches": {"planned": 4, "open": 28, "settled": 48}, "perMinute": 740, "secondsLeft": 307,
        }))
        .unwrap();
        let lines = lines(&status);
        assert!(lines[0].starts_with("1200/5000 24%, 5:07 left, 12.3/s, 1100 scored"), "{lines:?}");
        assert!(lines[0].ends_with("3000 queued; batches open: 28"), "{lines:?}");
        for (line, width) in lines.iter().zip([200, 80, 60, 40]) {
            assert!(line.len() < width, "{line}");
        }
        assert_eq!(clock(3661), "1:01:01");
    }
}

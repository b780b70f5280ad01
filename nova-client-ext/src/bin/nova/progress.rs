//! The progress of batches on stderr: on a terminal a line for each open batch and a total, redrawn
//! in place; otherwise a line per change.

use std::collections::HashMap;
use std::io::{self, Write as _};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use nova_client_ext::{Batch, watch::BatchEvent};

use crate::chart::bar;
use crate::context::Context;
use crate::terminal::{columns, fit, redrawable_stderr};
use crate::text::clean;

/// The maximum number of redrawn lines, further limited by the height of the terminal.
const MAX_LINES: usize = 20;
/// The maximum and minimum width of a bar, in columns; below the minimum there is none.
const BAR: std::ops::RangeInclusive<usize> = 8..=24;

/// The progress of any number of batches.
pub(crate) struct Progress {
    display: Display,
    /// The expected number of batches.
    expected: usize,
    batches: HashMap<String, BatchProgress>,
}

enum Display {
    Redrawn(Lines),
    /// A line per change, for logs.
    Appended,
    Silent,
}

/// Redrawn lines.
struct Lines {
    all: MultiProgress,
    total: Option<ProgressBar>,
    by_batch: HashMap<String, ProgressBar>,
}

/// The progress of one batch.
#[derive(Default)]
struct BatchProgress {
    total: u64,
    scored: Count,
    failed: Count,
    rejected: u64,
    is_settled: bool,
    shown: String,
}

/// The number of jobs with an outcome, as listed and as counted by the vendor; the larger one is
/// used.
#[derive(Default)]
struct Count {
    listed: u64,
    counted: u64,
}

impl Count {
    fn get(&self) -> u64 {
        self.listed.max(self.counted)
    }
}

impl Progress {
    /// Creates a progress display that redraws lines if stderr is a capable terminal without
    /// traces, and otherwise appends a line per change if `lines` is set.
    pub(crate) fn new(context: &Context, lines: bool, expected: usize) -> Self {
        let display = if !context.output.shows_progress() {
            Display::Silent
        } else if redrawable_stderr().is_some() && !context.globals.verbose {
            Display::Redrawn(Lines::new(expected))
        } else if lines {
            Display::Appended
        } else {
            Display::Silent
        };
        Self { display, expected, batches: HashMap::new() }
    }

    /// Displays the change by an event.
    pub(crate) fn show(&mut self, batch: &Batch, event: &BatchEvent) {
        let key = format!("{}/{}", batch.job().id(), batch.id());
        let name = clean(batch.id().as_str());
        let state = self.batches.entry(key.clone()).or_default();
        state.update(event);
        let text = state.text(" done");
        if state.shown == text && !state.is_settled {
            return;
        }
        match &mut self.display {
            // A failure to print progress is ignored.
            Display::Appended if state.shown != text => {
                drop(writeln!(io::stderr(), "{name}: {text}"));
            }
            Display::Redrawn(lines) => lines.show(key, &name, state),
            Display::Appended | Display::Silent => {}
        }
        state.shown = text;
        if let Display::Redrawn(lines) = &self.display
            && let Some(total) = &lines.total
        {
            let width = redrawable_stderr().map_or(80, |(width, _)| width);
            // Reserves columns for the clock and a space before it, and a free last column.
            total.set_message(fit(&self.total(), width.saturating_sub(10)));
        }
    }

    /// Runs something that prints, with the progress lines hidden.
    pub(crate) fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.display {
            Display::Redrawn(lines) => lines.all.suspend(print),
            Display::Appended | Display::Silent => print(),
        }
    }

    fn total(&self) -> String {
        let sum = |of: fn(&BatchProgress) -> u64| self.batches.values().map(of).sum::<u64>();
        let settled = self.batches.values().filter(|one| one.is_settled).count();
        let (scored, failed) = (sum(|one| one.scored.get()), sum(|one| one.failed.get()));
        format!("{settled}/{} batches: {scored} scored, {failed} failed", self.expected)
    }
}

impl Lines {
    fn new(expected: usize) -> Self {
        let all = MultiProgress::new();
        let total = (expected > 1).then(|| {
            let total = all.add(line("{elapsed_precise} {msg}"));
            total.enable_steady_tick(Duration::from_millis(500));
            total
        });
        Self { all, total, by_batch: HashMap::new() }
    }

    fn show(&mut self, key: String, name: &str, state: &BatchProgress) {
        let (width, height) = redrawable_stderr().unwrap_or((80, 24));
        if state.is_settled {
            if let Some(line) = self.by_batch.remove(&key) {
                self.all.remove(&line);
            }
            return;
        }
        // The last line of the terminal is left free for the cursor.
        let max = MAX_LINES.min(height.saturating_sub(2)).max(1);
        if self.by_batch.len() >= max && !self.by_batch.contains_key(&key) {
            return;
        }
        let line = self.by_batch.entry(key).or_insert_with(|| {
            let line = line("{msg}");
            match &self.total {
                Some(total) => self.all.insert_before(total, line),
                None => self.all.add(line),
            }
        });
        // The last column is left free, because some terminals wrap when it is written.
        line.set_message(state.line(name, width - 1));
    }
}

fn line(template: &str) -> ProgressBar {
    let line = ProgressBar::new_spinner();
    match ProgressStyle::with_template(template) {
        Ok(style) => line.with_style(style),
        Err(_) => line,
    }
}

impl BatchProgress {
    /// Applies an event. Listed jobs are counted; the vendor's counters include unlisted ones.
    fn update(&mut self, event: &BatchEvent) {
        match event {
            BatchEvent::Seen { report, progress } => {
                self.rejected = report.counts().rejected;
                self.counters(*progress);
            }
            BatchEvent::Scored(_) => self.scored.listed += 1,
            BatchEvent::Failed(_) => self.failed.listed += 1,
            BatchEvent::Progress(progress) => self.counters(*progress),
            BatchEvent::Settled { report } => {
                let counts = report.counts();
                (self.total, self.scored.counted, self.failed.counted) = (
                    counts.total,
                    self.scored.counted.max(counts.scored),
                    self.failed.counted.max(counts.failed),
                );
                self.is_settled = true;
            }
            _ => {}
        }
    }

    fn counters(&mut self, progress: nova_client_ext::watch::Progress) {
        let [total, scored, failed] =
            [progress.total_jobs, progress.completed_jobs, progress.failed_jobs]
                .map(|counter| u64::try_from(counter).unwrap_or(0));
        self.total = total;
        (self.scored.counted, self.failed.counted) =
            (self.scored.counted.max(scored), self.failed.counted.max(failed));
    }

    fn done(&self) -> u64 {
        self.scored.get() + self.failed.get()
    }

    fn text(&self, done: &str) -> String {
        let (total, scored, failed) = (self.total, self.scored.get(), self.failed.get());
        let rejected =
            if self.rejected > 0 { format!(", {} rejected", self.rejected) } else { String::new() };
        format!("{} of {total}{done}: {scored} scored, {failed} failed{rejected}", self.done())
    }

    /// Formats name, bar and counts in at most this number of columns. The counts have priority,
    /// then the name.
    #[allow(clippy::cast_precision_loss, reason = "it is drawn, not counted")]
    fn line(&self, name: &str, width: usize) -> String {
        let long = self.text("");
        let short = format!("{}/{} {} failed", self.done(), self.total, self.failed.get());
        let counts = if columns(&long) + 13 <= width { long } else { short };
        let rest = width.saturating_sub(columns(&counts) + 1);
        let name = fit(name, rest.max(1));
        let rest = rest.saturating_sub(columns(&name) + 1);
        if !BAR.contains(&rest.min(*BAR.end())) {
            return fit(&format!("{name} {counts}"), width);
        }
        let wide = rest.min(*BAR.end());
        let part = if self.total == 0 { 0.0 } else { self.done() as f64 / self.total as f64 };
        format!("{name} {:<wide$} {counts}", bar(part, wide))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Display::Redrawn(lines) = &self.display {
            // The report has the same data, and errors of a closed terminal are ignored.
            let _ = lines.all.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BatchProgress, Count};
    use crate::terminal::columns;

    #[test]
    fn a_line_fits_at_every_width() {
        let count = |listed| Count { listed, counted: 0 };
        let state = BatchProgress {
            total: 25,
            scored: count(17),
            failed: count(3),
            rejected: 2,
            ..BatchProgress::default()
        };
        for width in 20..200 {
            for name in
                ["sb_1", "sb_0197f3c2-7c1e-7b44-9d21-0c3e5a7b9f10", "日本語".repeat(20).as_str()]
            {
                let line = state.line(name, width);
                assert!(columns(&line) <= width, "{width}: {line}");
                assert!(line.contains("20/25") || line.contains("20 of 25"), "{width}: {line}");
            }
        }
        assert!(state.line("sb_1", 80).contains('█'));
    }
}

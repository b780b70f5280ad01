//! How far batches are, on stderr: a bar for each on a terminal, where people look; else a line per
//! change.

use std::collections::HashMap;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use nova_client_ext::{Batch, watch::BatchEvent};

use crate::context::Context;

/// More bars than this fit on no terminal; the rest share the last one.
const MAX_BARS: usize = 20;

/// The progress of any number of batches.
pub(crate) struct Progress {
    style: Style,
    batches: HashMap<String, BatchProgress>,
}

enum Style {
    Bars(MultiProgress),
    /// A line per change, for logs.
    Lines,
    Silent,
}

/// How far one batch is.
#[derive(Default)]
struct BatchProgress {
    total: u64,
    scored: Count,
    failed: Count,
    rejected: u64,
    shown: Option<String>,
    bar: Option<ProgressBar>,
}

/// How many jobs ended one way. Those that were told are also counted, so the larger number holds.
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
    /// Bars if stderr is a terminal and no traces go there, else a line per change if `lines` are
    /// wanted, else nothing.
    pub(crate) fn new(context: &Context, lines: bool) -> Self {
        let style = if io::stderr().is_terminal() && !context.globals.verbose {
            Style::Bars(MultiProgress::new())
        } else if lines {
            Style::Lines
        } else {
            Style::Silent
        };
        Self { style, batches: HashMap::new() }
    }

    /// Shows what an event changed.
    pub(crate) fn show(&mut self, batch: &Batch, event: &BatchEvent) {
        let is_first_of_many = self.batches.len() < MAX_BARS;
        let name = batch.id().to_string();
        let state = self.batches.entry(format!("{}/{name}", batch.job().id())).or_default();
        state.take_in(event);
        let text = state.text();
        if state.shown.as_ref() == Some(&text) {
            return;
        }
        match &self.style {
            Style::Bars(bars) if is_first_of_many || state.bar.is_some() => {
                let (total, done) = (state.total, state.done());
                let bar = state.bar.get_or_insert_with(|| bars.add(bar(&name)));
                bar.set_length(total);
                bar.set_position(done);
                bar.set_message(text.clone());
                if matches!(event, BatchEvent::Settled { .. }) {
                    bar.finish();
                }
            }
            // Progress is not worth an error.
            Style::Lines => drop(writeln!(io::stderr(), "{name}: {text}")),
            Style::Bars(_) | Style::Silent => {}
        }
        state.shown = Some(text);
    }
}

impl BatchProgress {
    /// Jobs are counted as they are told; the vendor's counters know of those that are never
    /// listed.
    fn take_in(&mut self, event: &BatchEvent) {
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

    fn text(&self) -> String {
        let (total, scored, failed) = (self.total, self.scored.get(), self.failed.get());
        let rejected =
            if self.rejected > 0 { format!(", {} rejected", self.rejected) } else { String::new() };
        format!("{} of {total} done: {scored} scored, {failed} failed{rejected}", self.done())
    }
}

fn bar(name: &str) -> ProgressBar {
    let bar = ProgressBar::new(0).with_prefix(name.to_owned());
    if let Ok(style) =
        ProgressStyle::with_template("{prefix:24} {bar:24} {msg} {per_sec} eta {eta}")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Style::Bars(bars) = &self.style {
            // What the bars said is in the report; a terminal that is gone need not be cleared.
            let _ = bars.clear();
        }
    }
}

//! How far something is, on stderr: a bar on a terminal, where people look.

use std::io::{self, IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressStyle};
use nova_client_ext::{BatchReport, Counts};

use crate::context::Context;

/// The progress of one batch.
pub(crate) struct Progress {
    manner: Manner,
    shown: Option<Counts>,
}

enum Manner {
    Bar(ProgressBar),
    /// A line per change, for logs.
    Lines,
    Silent,
}

impl Progress {
    /// A bar if stderr is a terminal and no traces go there, else a line per change if `lines` are wanted, else nothing.
    pub(crate) fn new(context: &Context, lines: bool) -> Self {
        let manner = if io::stderr().is_terminal() && !context.globals.verbose {
            Manner::Bar(bar())
        } else if lines {
            Manner::Lines
        } else {
            Manner::Silent
        };
        Self { manner, shown: None }
    }

    /// Shows how far the batch is.
    pub(crate) fn show(&mut self, report: &BatchReport) {
        let counts = report.counts();
        if self.shown.replace(counts) == Some(counts) {
            return;
        }
        let Counts { total, scored, failed, .. } = counts;
        match &self.manner {
            Manner::Bar(bar) => {
                bar.set_length(total);
                bar.set_position(scored + failed);
                bar.set_message(format!("{scored} scored, {failed} failed"));
            }
            Manner::Lines => {
                let done = scored + failed;
                // Progress is not worth an error.
                let _ = writeln!(io::stderr(), "{done} of {total} done: {scored} scored, {failed} failed");
            }
            Manner::Silent => {}
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} done, {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(250));
    bar
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Manner::Bar(bar) = &self.manner {
            bar.finish_and_clear();
        }
    }
}

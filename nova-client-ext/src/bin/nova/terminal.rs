//! The capabilities of the terminal: width, colour, redrawing of lines.

use std::io::{self, IsTerminal as _};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use terminal_size::terminal_size_of;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The width of text in a file or a pipe.
const DEFAULT_WIDTH: usize = 120;
/// The minimum width of the layout; a narrower terminal wraps the lines.
const MIN_WIDTH: usize = 20;

/// `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set or TERM is dumb
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Applies the choice to all output from now on.
    pub(crate) fn apply(self) {
        match self {
            Self::Auto => {}
            Self::Always => ColorChoice::Always.write_global(),
            Self::Never => ColorChoice::Never.write_global(),
        }
    }
}

/// Returns whether errors are coloured: with `--color always`, or on a terminal without `NO_COLOR`
/// and `TERM=dumb`.
pub(crate) fn stderr_has_color() -> bool {
    !matches!(AutoStream::choice(&io::stderr()), ColorChoice::Never)
}

/// Returns the width of a line on stdout.
pub(crate) fn width() -> usize {
    stdout_width().unwrap_or(DEFAULT_WIDTH)
}

/// Returns the width of the terminal on stdout, if it is one.
pub(crate) fn stdout_width() -> Option<usize> {
    let size = terminal_size_of(io::stdout());
    io::stdout()
        .is_terminal()
        .then(|| size.map_or(80, |(width, _)| usize::from(width.0).max(MIN_WIDTH)))
}

/// Returns the width and height of the terminal on stderr, if lines on it can be redrawn.
pub(crate) fn redrawable_stderr() -> Option<(usize, usize)> {
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if is_dumb || !io::stderr().is_terminal() {
        return None;
    }
    let size = terminal_size_of(io::stderr());
    Some(size.map_or((80, 24), |(width, height)| {
        (usize::from(width.0).max(MIN_WIDTH), usize::from(height.0).max(2))
    }))
}

/// Returns the display width of a text, in columns.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// Truncates a text to this number of columns, with an ellipsis.
pub(crate) fn fit(text: &str, max: usize) -> String {
    if columns(text) <= max {
        return text.to_owned();
    }
    let mut fitting = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > max {
            break;
        }
        fitting.push(c);
    }
    fitting.push('…');
    fitting
}

#[cfg(test)]
mod tests {
    use super::{columns, fit};

    #[test]
    fn a_text_fits_in_its_columns() {
        assert_eq!(fit("sb_1", 4), "sb_1");
        assert_eq!(fit("sb_12", 4), "sb_…");
        for max in 1..12 {
            assert!(columns(&fit("日本語のバッチ id", max)) <= max);
        }
    }
}

//! What the terminal can do: its width, colour, whether lines can be redrawn.

use std::io::{self, IsTerminal as _};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use terminal_size::terminal_size_of;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The width of text that goes to a file or a pipe.
const DEFAULT_WIDTH: usize = 120;
/// Narrower than this nothing can be laid out; lines are as wide then and the terminal wraps them.
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
    /// Makes it the choice of everything that is printed from now on.
    pub(crate) fn apply(self) {
        match self {
            Self::Auto => {}
            Self::Always => ColorChoice::Always.write_global(),
            Self::Never => ColorChoice::Never.write_global(),
        }
    }
}

/// Returns whether errors are shown in colour: with `--color always`, or on a terminal where
/// neither `NO_COLOR` nor `TERM=dumb` says otherwise.
pub(crate) fn stderr_has_color() -> bool {
    !matches!(AutoStream::choice(&io::stderr()), ColorChoice::Never)
}

/// Returns the columns of a line on stdout.
pub(crate) fn width() -> usize {
    stdout_width().unwrap_or(DEFAULT_WIDTH)
}

/// Returns the columns of the terminal that stdout is, if it is one.
pub(crate) fn stdout_width() -> Option<usize> {
    let size = terminal_size_of(io::stdout());
    io::stdout()
        .is_terminal()
        .then(|| size.map_or(80, |(width, _)| usize::from(width.0).max(MIN_WIDTH)))
}

/// Returns the columns and lines of the terminal that stderr is, if lines on it can be redrawn.
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

/// Returns the columns that a text takes.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// Returns as much of a text as fits in so many columns, with an ellipsis where it is cut.
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

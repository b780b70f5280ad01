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

/// Returns the width of the terminal on stderr, if it is one.
pub(crate) fn stderr_width() -> Option<usize> {
    let size = terminal_size_of(io::stderr());
    io::stderr()
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

/// The additional indentation of the second and further lines of a wrapped one.
pub(crate) const HANG: usize = 2;

/// Wraps the lines of a text between words. `hang` is the additional indentation of the second and
/// further lines. A word that is wider than the terminal is left to the terminal.
pub(crate) fn wrapped(text: &str, width: usize, hang: usize) -> String {
    let mut wrapped = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        wrap(line, width, hang, &mut wrapped);
        wrapped.push_str(end);
    }
    wrapped
}

fn wrap(line: &str, width: usize, hang: usize, wrapped: &mut String) {
    if columns(line) <= width {
        return wrapped.push_str(line);
    }
    let indent = line.len() - line.trim_start_matches(' ').len();
    // At least half of the width is left for the text.
    let indent = (indent + hang).min(width / 2);
    let (mut used, mut rest, mut is_first) = (0, line, true);
    while !rest.trim_start_matches(' ').is_empty() {
        let gap = rest.len() - rest.trim_start_matches(' ').len();
        let end = rest[gap..].find(' ').map_or(rest.len(), |length| gap + length);
        let word = &rest[gap..end];
        if is_first || used + gap + columns(word) <= width {
            wrapped.push_str(&rest[..end]);
            used += gap + columns(word);
        } else {
            // A long word may need the whole width.
            let indent = indent.min(width.saturating_sub(columns(word)));
            wrapped.push('\n');
            wrapped.extend(std::iter::repeat_n(' ', indent));
            wrapped.push_str(word);
            used = indent + columns(word);
        }
        is_first = false;
        rest = &rest[end..];
    }
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
    use super::{columns, fit, wrapped};

    #[test]
    fn lines_are_wrapped_between_words() {
        assert_eq!(wrapped("short  line\n", 20, 2), "short  line\n");
        assert_eq!(
            wrapped("ok     a  one two three\n  four five six seven\n", 16, 7),
            "ok     a  one\n       two three\n  four five six\n        seven\n"
        );
        assert_eq!(wrapped("https://example.com/a b", 10, 2), "https://example.com/a\n  b");
        assert_eq!(wrapped("one two https://x.io/a", 16, 8), "one two\n  https://x.io/a");
        assert_eq!(wrapped("日本 日本 日本", 10, 2), "日本 日本\n  日本");
        let text = "one two three four five six seven eight nine ten eleven";
        for width in 20..60 {
            let wrapped = wrapped(text, width, 30);
            assert!(wrapped.lines().all(|line| columns(line) <= width), "{width}: {wrapped}");
            assert_eq!(wrapped.split_whitespace().collect::<Vec<_>>().join(" "), text);
        }
    }

    #[test]
    fn a_text_fits_in_its_columns() {
        assert_eq!(fit("sb_1", 4), "sb_1");
        assert_eq!(fit("sb_12", 4), "sb_…");
        for max in 1..12 {
            assert!(columns(&fit("日本語のバッチ id", max)) <= max);
        }
    }
}

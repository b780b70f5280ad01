//! Output: results on stdout, errors on stderr.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write as _};

use anstyle::{AnsiColor, Style};
use nova_client_ext::{BatchReport, Environment};
use serde::Serialize;

use crate::args::Globals;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::{self, HANG};
use crate::text::{clean_lines, escape_json};

/// The output settings: for people or, with `--json`, for programs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) json: bool,
    quiet: bool,
}

impl Output {
    pub(crate) fn new(globals: &Globals) -> Self {
        Self { json: globals.json, quiet: globals.quiet }
    }

    /// Creates the output for usage errors.
    pub(crate) fn of_usage_error(json: bool) -> Self {
        Self { json, quiet: false }
    }

    /// Prints a report, and returns the exit code of its outcome.
    pub(crate) fn outcome(
        self,
        exit: Exit,
        object: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<Exit, Failure> {
        self.show(object, text)?;
        Ok(exit)
    }

    /// Prints a result: the object for programs, the text for people. A closed stdout does not
    /// change the exit code.
    pub(crate) fn show(
        self,
        object: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<Exit, Failure> {
        let printed = if self.json { print_json(object) } else { print(&text()) };
        match printed {
            Ok(()) | Err(Failure::ReaderGone) => Ok(Exit::Success),
            Err(failure) => Err(failure),
        }
    }

    /// Prints an error on stderr, in one line.
    pub(crate) fn failure(self, failure: &Failure) {
        match failure {
            Failure::ReaderGone => {}
            _ if self.json => write_stderr(&escape_json(&failure.to_json())),
            // Ctrl-C is intended, so it is not printed as an error.
            _ if failure.exit() == Exit::Interrupted => write_text(&failure.to_string()),
            _ => write_labelled("error:", AnsiColor::Red, &failure.to_string()),
        }
    }

    /// Prints a warning on stderr, except with `--json` or `--quiet`.
    pub(crate) fn warning(self, line: &str) {
        if !self.json && !self.quiet {
            write_labelled("warning:", AnsiColor::Yellow, line);
        }
    }

    /// Prints a note on stderr, except with `--json` or `--quiet`.
    pub(crate) fn note(self, line: &str) {
        if !self.json && !self.quiet {
            write_text(line);
        }
    }

    /// Returns whether progress is shown.
    pub(crate) fn shows_progress(self) -> bool {
        !self.quiet
    }
}

/// Formats a report for people: wrapped at the width of the terminal, or unwrapped in a file.
pub(crate) fn report_text(report: &BatchReport) -> String {
    match terminal::stdout_width() {
        Some(width) => format!("{report:width$}"),
        None => report.to_string(),
    }
}

/// Writes a text after a label.
fn write_labelled(label: &str, color: AnsiColor, text: &str) {
    let text = for_stderr(&format!("{label} {text}"));
    match text.strip_prefix(label).filter(|_| terminal::stderr_has_color()) {
        Some(text) => {
            let style = Style::new().bold().fg_color(Some(color.into()));
            write_stderr(&format!("{style}{label}{style:#}{text}"));
        }
        None => write_stderr(&text),
    }
}

fn write_text(text: &str) {
    write_stderr(&for_stderr(text));
}

/// Cleans a text, and wraps it at the width of the terminal on stderr.
pub(crate) fn for_stderr(text: &str) -> String {
    let text = clean_lines(text);
    let text = scrub(&text);
    match terminal::stderr_width() {
        Some(width) => terminal::wrapped(&text, width, HANG),
        None => text.into_owned(),
    }
}

/// Writes a trusted text on stderr.
fn write_stderr(text: &str) {
    // If stderr is closed, the exit code still reports the failure.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints one or more lines on stdout, wrapped at the width of the terminal.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let text = clean_lines(text);
    match terminal::stdout_width() {
        Some(width) => print_raw(&terminal::wrapped(&text, width, HANG)),
        None => print_raw(&text),
    }
}

/// Prints one JSON object on one line.
pub(crate) fn print_json(object: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(object)
        .map_err(|error| Failure::system("the result cannot be written as JSON", &error))?;
    print_raw(&escape_json(&text))
}

/// Prints a trusted text unchanged.
pub(crate) fn print_raw(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let line_end = if text.ends_with('\n') { "" } else { "\n" };
    let printed = write!(stdout, "{text}{line_end}").and_then(|()| stdout.flush());
    printed.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::ReaderGone,
        _ => Failure::system("stdout cannot be written to", &error),
    })
}

/// The prefix of webhook secrets.
const WEBHOOK_SECRET: &str = "whsec_";

/// Redacts everything that looks like a partner key or a webhook secret. They are never printed
/// intentionally; this is for a key in the wrong argument, which a usage error would quote.
fn scrub(text: &str) -> Cow<'_, str> {
    let mut clean = String::new();
    let mut rest = text;
    while let Some((start, end)) = find_secret(rest) {
        clean.push_str(&rest[..start]);
        clean.push_str(if rest[start..].starts_with(WEBHOOK_SECRET) {
            "[webhook secret]"
        } else {
            "[API key]"
        });
        rest = &rest[end..];
    }
    if clean.is_empty() && rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    clean.push_str(rest);
    Cow::Owned(clean)
}

/// Returns the range of the first secret: a prefix and at least one more character.
fn find_secret(text: &str) -> Option<(usize, usize)> {
    let found = |prefix: &str| {
        text.match_indices(prefix).find_map(|(start, _)| {
            let body = &text[start + prefix.len()..];
            let length = body
                .find(|c: char| !(c.is_ascii_alphanumeric() || "_-+/=".contains(c)))
                .unwrap_or(body.len());
            (length > 0).then_some((start, start + prefix.len() + length))
        })
    };
    let keys = [Environment::Sandbox, Environment::Production].map(Environment::key_prefix);
    keys.into_iter().chain([WEBHOOK_SECRET]).filter_map(found).min()
}

#[cfg(test)]
mod tests {
    use super::scrub;

    #[test]
    fn keys_are_replaced_and_nothing_else() {
        assert_eq!(scrub("no 'sk_live_a-1_b' and sk_test_x"), "no '[API key]' and [API key]");
        assert_eq!(scrub("whsec_a+b/c=: is no file"), "[webhook secret]: is no file");
        for harmless in ["", "begins with sk_test_ or sk_live_", "sk_test_…cdef", "task_test"] {
            assert_eq!(scrub(harmless), harmless);
        }
    }
}

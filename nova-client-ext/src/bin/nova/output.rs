//! What is printed, and where: results on stdout, errors on stderr.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write as _};

use nova_client_ext::{BatchReport, Environment};
use serde::Serialize;

use crate::exit::Exit;
use crate::failure::Failure;

/// Prints for people or, with `--json`, for programs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints a report; the command ends by its outcome, whether or not anybody read it.
    pub(crate) fn report(self, report: &BatchReport) -> Result<Exit, Failure> {
        self.outcome(Exit::of(report.outcome()), report, || report.to_string())
    }

    /// Prints what became of something, which decides how the command ends, whether or not anybody
    /// read it.
    pub(crate) fn outcome(
        self,
        exit: Exit,
        object: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<Exit, Failure> {
        match self.show(object, text) {
            Ok(_) | Err(Failure::ReaderGone) => Ok(exit),
            Err(failure) => Err(failure),
        }
    }

    /// Prints what a command found: the object for programs, the text for people.
    pub(crate) fn show(
        self,
        object: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<Exit, Failure> {
        if self.json {
            print_json(object)?;
        } else {
            print(&text())?;
        }
        Ok(Exit::Success)
    }

    /// Prints an error on stderr, in one line.
    pub(crate) fn failure(self, failure: &Failure) {
        if matches!(failure, Failure::ReaderGone) {
            return;
        }
        let text = match failure {
            _ if self.json => failure.to_json(),
            // Whoever pressed Ctrl-C did not make a mistake.
            Failure::Interrupted => failure.to_string(),
            _ => format!("error: {failure}"),
        };
        // If stderr is closed, the exit code still tells.
        let _ = writeln!(io::stderr().lock(), "{}", scrub(&text));
    }
}

/// Prints a line, or several, on stdout.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let line_end = if text.ends_with('\n') { "" } else { "\n" };
    let printed = write!(stdout, "{text}{line_end}").and_then(|()| stdout.flush());
    printed.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::ReaderGone,
        _ => Failure::system("stdout cannot be written to", &error),
    })
}

/// Prints one JSON object on one line.
pub(crate) fn print_json(object: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(object)
        .map_err(|error| Failure::system("the result cannot be written as JSON", &error))?;
    print(&text)
}

/// What secrets begin with, besides keys.
const WEBHOOK_SECRET: &str = "whsec_";

/// Blacks out whatever looks like a partner key or a webhook's secret. They are never printed on
/// purpose; this is for one that was typed in the wrong place, where an error quotes what it does
/// not understand.
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

/// Where the first secret begins and ends: a prefix and at least one more character.
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
    fn keys_are_blacked_out_and_nothing_else() {
        assert_eq!(scrub("no 'sk_live_a-1_b' and sk_test_x"), "no '[API key]' and [API key]");
        assert_eq!(scrub("whsec_a+b/c=: is no file"), "[webhook secret]: is no file");
        for harmless in ["", "begins with sk_test_ or sk_live_", "sk_test_…cdef", "task_test"] {
            assert_eq!(scrub(harmless), harmless);
        }
    }
}

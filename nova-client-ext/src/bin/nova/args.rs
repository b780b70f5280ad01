//! The command line: global options, and the reporting of usage errors.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{ArgAction, Parser, ValueEnum as _};
use nova_client::CONTRACT_VERSION;

use crate::command::Command;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::terminal::Color;

/// Creates the text below the options in a command's help: an optional explanation, and examples
/// in the style of the other headings. It is not a long help, because with one clap prints each
/// option on three lines.
macro_rules! help {
    ($text:literal; $($example:literal)+) => {
        concat!($text, "\n\n", help!($($example)+))
    };
    ($($example:literal)+) => {
        concat!("\u{1b}[1m\u{1b}[4mExamples:\u{1b}[0m", $("\n  ", $example),+)
    };
}
pub(crate) use help;

const EXIT_CODES: &str = concat!(
    "\u{1b}[1m\u{1b}[4mExit codes:\u{1b}[0m
  0    completed: every application was scored
  1    error: the API, the connection, or an input file
  2    wrong usage: arguments, ids, key or tenant
  3    pending
  4    partial failure: some applications were scored, some were not
  5    total failure: no application was scored
  6    unknown: a status that this version does not know
  130  interrupted

",
    "\u{1b}[1m\u{1b}[4mSettings:\u{1b}[0m
  Options override the environment, which overrides the profile of the configuration file.
  NOVA_API_KEY, NOVA_TENANT_ID, NOVA_BASE_URL   the key, the tenant, the server
  NOVA_PROFILE, NOVA_CONFIG                     the profile, the configuration file
  NO_COLOR                                      no colour
  See nova config --help.

",
    help!(
        "nova demo"
        "export NOVA_API_KEY=sk_test_… NOVA_TENANT_ID=acme-corp"
        "nova batch status job_abc123 sb_abc123"
        "nova batch status job_abc123 sb_abc123 --json | jq .retryPlan"
        "nova batch report saved.json"
    )
);

/// The version of the command and of the contract.
static VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{} (contract {CONTRACT_VERSION})", env!("CARGO_PKG_VERSION")));

/// Work with the Nova Embed API: submit applications and get their results.
#[derive(Parser)]
#[command(
    name = "nova",
    version = VERSION.as_str(),
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = EXIT_CODES
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The options of every command, before or after its name.
///
/// Not `Debug`, because it contains the key.
#[derive(clap::Args)]
#[allow(
    clippy::doc_markdown,
    reason = "the comments are the help, in which backticks would be shown"
)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Globals {
    /// The partner key. Other users of this machine can see it; better: NOVA_API_KEY, or a file
    #[arg(long, global = true, value_name = "KEY")]
    pub(crate) api_key: Option<String>,

    /// A file whose first line is the partner key; overrides NOVA_API_KEY
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) api_key_file: Option<PathBuf>,

    /// The tenant ID, instead of NOVA_TENANT_ID
    #[arg(long, global = true, value_name = "ID")]
    pub(crate) tenant: Option<String>,

    /// The server's address, instead of NOVA_BASE_URL or the vendor's
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,

    /// The profile of the configuration file, instead of NOVA_PROFILE or "default"
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// Print JSON: results on stdout, one object a line, and errors on stderr
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// End after so long, for example 90 or 2.5
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    pub(crate) timeout: Option<Duration>,

    /// Print results and errors only: no progress, remarks or warnings
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,

    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto, hide_possible_values = true, hide_default_value = true)]
    pub(crate) color: Color,

    /// Show on stderr what the client does
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub(crate) verbose: bool,
}

/// Returns a parser for a list of values, which are shown in completions and help.
#[derive(Clone)]
pub(crate) struct OneOf<T> {
    /// The values on the command line.
    pub(crate) known: fn() -> Vec<String>,
    pub(crate) parse: fn(&str) -> Result<T, String>,
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for OneOf<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        TypedValueParser::parse_ref(&self.parse, command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.known)().into_iter().map(PossibleValue::new)))
    }
}

/// The maximum of `--timeout`: a day, as for the timeouts of the client.
const MAX_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text.parse().map_err(|_| "is not a number of seconds".to_owned())?;
    let duration =
        Duration::try_from_secs_f64(number).map_err(|_| "is not a length of time".to_owned())?;
    if duration.is_zero() {
        return Err("leaves no time at all".to_owned());
    }
    if duration > MAX_TIMEOUT {
        return Err("is longer than a day".to_owned());
    }
    Ok(duration)
}

/// Parses the command line. Prints help, version and usage errors, and returns the exit code for
/// them.
pub(crate) fn parse() -> Result<Args, Exit> {
    let typed: Vec<OsString> = std::env::args_os().take_while(|arg| arg != "--").collect();
    // Help and usage errors are printed before the options are parsed.
    color_in(&typed).apply();
    Args::try_parse().map_err(|error| {
        let wants_json = typed.iter().any(|arg| arg == "--json");
        let is_help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
        if !error.use_stderr() || (is_help && !wants_json) {
            // An error here means that stdout is closed, so it cannot be reported.
            let _ = error.print();
        } else {
            let what = if is_help {
                "a command is missing".to_owned()
            } else {
                in_one_line(&error.render().to_string())
            };
            Output::of_usage_error(wants_json).failure(&Failure::Usage(what));
        }
        if error.use_stderr() { Exit::Usage } else { Exit::Success }
    })
}

/// Returns the `--color` of a command line that may be invalid.
fn color_in(typed: &[OsString]) -> Color {
    let words = typed.iter().filter_map(|word| word.to_str());
    let next = typed.iter().skip(1).filter_map(|word| word.to_str()).chain([""]);
    let choice = words.zip(next).find_map(|(word, next)| {
        if word == "--color" { Some(next) } else { word.strip_prefix("--color=") }
    });
    choice.and_then(|choice| Color::from_str(choice, true).ok()).unwrap_or_default()
}

/// Joins clap's paragraphs (error, tips, usage, help) into one line, like every other error.
fn in_one_line(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        words.join(" ")
    });
    let parts: Vec<String> = paragraphs
        .filter(|paragraph| !paragraph.is_empty() && !paragraph.starts_with("For more information"))
        .map(|paragraph| match paragraph.strip_prefix("Usage: ") {
            Some(usage) => format!("usage: {usage}"),
            None => paragraph.trim_start_matches("error: ").to_owned(),
        })
        .collect();
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_timeout_is_a_positive_number_of_seconds_up_to_a_day() {
        assert_eq!(seconds("2.5"), Ok(Duration::from_millis(2500)));
        assert_eq!(seconds("86400"), Ok(MAX_TIMEOUT));
        for text in ["", "0", "-1", "abc", "5s", "NaN", "inf", "1e300", "86401", "0.0000000001"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}

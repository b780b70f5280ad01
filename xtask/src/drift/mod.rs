//! `cargo xtask drift`: compares two contracts, and classifies the changes.
//!
//! A side is a whole OpenAPI document, or a saved page of the vendor's documentation with a part of
//! it. Documents are first normalised (`usage`, `schema`, `operation`), so that equivalent
//! spellings are equal; then they are compared (`compare`), and each difference is classified
//! (`classify`).

mod bounds;
mod change;
mod classify;
mod compare;
mod document;
mod equality;
mod extensions;
mod finding;
pub mod gate;
mod matching;
mod operation;
mod page;
mod patterns;
mod rename;
mod render;
mod schema;
mod security;
mod serialization;
mod source;
mod usage;
pub mod workflows;
mod yaml;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

pub use self::classify::{Class, Policy, Source as SourceEffect, Wire};
pub use self::compare::{Partial, documents};
pub use self::document::Document;
pub use self::finding::{Direction, Evidence, FailOn, Finding, Rank, Report};
pub use self::page::compare as page;
pub use self::render::{SCHEMA, human, json, markdown};
pub use self::source::Source;

use crate::workspace::{Unable, Workspace};

/// The format of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a person at a terminal.
    #[default]
    Human,
    /// For a program; described by `xtask/src/drift/render/report.schema.json`.
    Json,
    /// For a pull request.
    Markdown,
}

/// The sides that describe only a part of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum PartialSide {
    /// The old one.
    Base,
    /// The new one.
    Head,
    /// Both.
    Both,
}

/// The options of `drift`.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// The old contract: a file, git:REV, git:REV:PATH or an http(s) URL; or a saved page of the
    /// vendor's documentation.
    #[arg(required_unless_present = "pages")]
    pub base: Option<String>,
    /// The new contract; by default that of the working tree.
    pub head: Option<String>,
    /// The format of the report.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// The level at which the command fails. `breaking` counts changes that break the vendor's
    /// policy or a deployed client, and unclassified ones; `any` counts all changes except wording.
    #[arg(long, value_enum, default_value_t)]
    pub fail_on: FailOn,
    /// The side that describes only a part of the API, so that only common operations are compared.
    #[arg(long, value_enum)]
    pub partial: Option<PartialSide>,
    /// A folder of saved pages, each checked against the contract (BASE, or the working tree's),
    /// with one verdict.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["head", "partial"])]
    pub pages: Option<PathBuf>,
}

/// Runs the command. Exits with 0 if nothing reaches the level, 1 if something does, 2 if it could
/// not run.
pub fn run(workspace: &Workspace, options: &Options) -> ExitCode {
    let report = match report(workspace, options) {
        Ok(report) => report,
        Err(Unable(why)) => {
            eprintln!("error: {why}");
            return ExitCode::from(2);
        }
    };
    let text = match options.format {
        Format::Human => human(&report, options.fail_on, coloured()),
        Format::Json => json(&report, options.fail_on),
        Format::Markdown => markdown(&report, options.fail_on),
    };
    print!("{text}");
    ExitCode::from(u8::from(report.fails(options.fail_on)))
}

/// Compares the given sides, in a thread with a larger stack for deep documents.
pub fn report(workspace: &Workspace, options: &Options) -> Result<Report, Unable> {
    std::thread::scope(|scope| {
        let work = std::thread::Builder::new().stack_size(256 * 1024 * 1024);
        let running = work.spawn_scoped(scope, || compared(workspace, options));
        let running =
            running.map_err(|error| Unable(format!("no thread for the comparison: {error}")))?;
        running.join().unwrap_or_else(|_| {
            Err(Unable("the comparison broke off; please report the documents".into()))
        })
    })
}

fn compared(workspace: &Workspace, options: &Options) -> Result<Report, Unable> {
    let read = |name: &Option<String>| match name {
        Some(name) => Source::read(workspace, name),
        None => Source::contract(workspace),
    };
    if let Some(folder) = &options.pages {
        return page::folder(&Document::read(&read(&options.base)?)?, folder);
    }
    let (base, head) = (read(&options.base)?, read(&options.head)?);
    match (page::is_page(&base), page::is_page(&head)) {
        (true, true) => Err(Unable("both sides are pages; one must be the contract".to_owned())),
        (true, false) => page::compare(&Document::read(&head)?, &base),
        (false, true) => page::compare(&Document::read(&base)?, &head),
        (false, false) => {
            let (base, head) = (Document::read(&base)?, Document::read(&head)?);
            let side =
                |one| options.partial == Some(one) || options.partial == Some(PartialSide::Both);
            let partial = Partial { base: side(PartialSide::Base), head: side(PartialSide::Head) };
            Ok(documents(&base, &head, partial))
        }
    }
}

/// Returns whether colours are used: on a terminal without `NO_COLOR`.
fn coloured() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::io::stdout().is_terminal()
}

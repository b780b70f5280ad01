//! The report as text.
//!
//! Plain text of at most [`WIDTH`] columns, with or without a terminal. Texts of the vendor and the
//! integrator are escaped, since they may contain terminal escape sequences.

use std::fmt::{self, Write as _};

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};

use super::batch_report::{ApplicationOutcome, BatchReport, Counts};
use super::outcome::BatchOutcome;
use super::timing::Spread;

/// The maximum width of a line, in columns, unless the format sets one (`{report:80}`). Lists of
/// identifiers, which are meant for copying, may be longer.
const WIDTH: u16 = 120;
/// The maximum width of the column of identifiers, with its margin: a UUID fits, longer ones wrap.
const ID_WIDTH: u16 = 38;
/// The maximum length of the text in a cell, in characters. JSON has the full text.
const MAX_CHARACTERS: usize = 400;

impl fmt::Display for BatchReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = f.width().unwrap_or(WIDTH.into());
        let mut text = String::new();
        headline(self, &mut text)?;
        applications(self, width, &mut text)?;
        inconsistencies(self, width, &mut text)?;
        timing(self, &mut text)?;
        next_steps(self, &mut text)?;
        match f.width() {
            Some(width) => wrapped(&text, width, f),
            None => f.write_str(&text),
        }
    }
}

/// Writes a text in lines of at most so many columns, wrapped at word boundaries.
pub(crate) fn wrapped(text: &str, width: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    text.lines().try_for_each(|line| wrap(line, width, f))
}

/// Writes a line, wrapped at word boundaries.
fn wrap(line: &str, width: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if line.chars().count() <= width {
        return writeln!(f, "{line}");
    }
    let indent = line.chars().take_while(|c| *c == ' ').count();
    let (mut used, mut is_first) = (indent, true);
    write!(f, "{:indent$}", "")?;
    for word in line.split_whitespace() {
        let length = word.chars().count();
        if is_first {
            f.write_str(word)?;
        } else if used + 1 + length > width {
            used = indent + 2;
            write!(f, "\n{:used$}{word}", "")?;
        } else {
            used += 1;
            write!(f, " {word}")?;
        }
        used += length;
        is_first = false;
    }
    f.write_str("\n")
}

fn headline(report: &BatchReport, f: &mut String) -> fmt::Result {
    let outcome = report.outcome.as_str().replace('_', " ");
    write!(f, "Batch {} of job {}: {outcome}", clean(&report.batch_id), clean(&report.job_id))?;
    if report.status.is_unknown() {
        write!(f, " (status \"{}\")", clean(report.status.as_str()))?;
    }
    let Counts { total, scored, failed, pending, unlisted, rejected } = report.counts;
    write!(f, "\n{total} accepted: {scored} scored, {failed} failed, {pending} pending")?;
    if unlisted > 0 {
        write!(f, ", {unlisted} not listed")?;
    }
    writeln!(f, "; {rejected} rejected")
}

fn applications(report: &BatchReport, width: usize, f: &mut String) -> fmt::Result {
    let rows: Vec<[String; 4]> = report.applications().map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    if !fits(&rows, width) {
        return rows.iter().try_for_each(|[id, result, why, help]| {
            writeln!(f, "\n{id}: {result}")?;
            for (label, text) in [("", why), ("What helps: ", help)] {
                if !text.is_empty() {
                    writeln!(f, "  {label}{text}")?;
                }
            }
            Ok(())
        });
    }
    // Counts bytes instead of columns: never fewer, and the same for nearly all identifiers.
    let is_wide = rows.iter().any(|[id, ..]| id.len() + 2 > ID_WIDTH.into());
    let ids = Width::Fixed(ID_WIDTH);
    let as_needed = ColumnConstraint::ContentWidth;
    let mut table = table(width);
    table
        .set_header(["APPLICATION", "RESULT", "WHY", "WHAT HELPS"])
        .add_rows(rows)
        .set_constraints([
            if is_wide { ColumnConstraint::Absolute(ids) } else { as_needed },
            as_needed,
            ColumnConstraint::LowerBoundary(Width::Fixed(8)),
            as_needed,
        ]);
    section(f, &table)
}

fn row(application: ApplicationOutcome<'_>) -> [String; 4] {
    let (result, why) = match application {
        ApplicationOutcome::Scored(row) => {
            let score = row.score.map_or("no score".to_owned(), |score| score.to_string());
            (format!("scored {score}"), String::new())
        }
        ApplicationOutcome::Pending(row) if row.status.is_unknown() => {
            ("pending".to_owned(), shorten(&format!("status \"{}\"", clean(row.status.as_str()))))
        }
        ApplicationOutcome::Pending(_) => ("pending".to_owned(), String::new()),
        ApplicationOutcome::Failed(row) => {
            let code = row.code.as_ref().map_or("no code", |code| code.as_str());
            ("failed".to_owned(), cause(code, None, row.message.as_deref().unwrap_or_default()))
        }
        ApplicationOutcome::Rejected(row) => {
            ("rejected".to_owned(), cause(row.code.as_str(), row.reason.as_deref(), &row.message))
        }
    };
    let help = application.remedy().map_or("", |remedy| remedy.advice());
    [shorten(&clean(application.id())), result, why, help.to_owned()]
}

/// `CODE (reason): message`.
fn cause(code: &str, reason: Option<&str>, message: &str) -> String {
    let mut cause = clean(code);
    if let Some(reason) = reason {
        // Writing to a string cannot fail.
        let _ = write!(cause, " ({})", clean(reason));
    }
    if !message.is_empty() {
        let _ = write!(cause, ": {}", clean(message));
    }
    shorten(&cause)
}

fn inconsistencies(report: &BatchReport, width: usize, f: &mut String) -> fmt::Result {
    if report.inconsistencies.is_empty() {
        return Ok(());
    }
    let mut table = table(width);
    table.set_header(["INCONSISTENCY", "HOW IT WAS RESOLVED"]);
    for inconsistency in &report.inconsistencies {
        table.add_row(
            [inconsistency.kind.as_str(), &inconsistency.detail].map(|text| shorten(&clean(text))),
        );
    }
    section(f, &table)
}

fn timing(report: &BatchReport, f: &mut String) -> fmt::Result {
    let timing = report.timing;
    let mut parts = Vec::new();
    for (name, spread) in [("queue", timing.queue_ms), ("scoring", timing.scoring_ms)] {
        parts.extend(spread.map(|spread| format!("{name} {spread}")));
    }
    parts.extend(timing.batch_ms.map(|batch| format!("batch {}", time(batch))));
    if parts.is_empty() {
        return Ok(());
    }
    writeln!(f, "\nTiming: {}", parts.join("; "))
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p95, max] = [self.p50, self.p95, self.max].map(time);
        write!(f, "{p50} median, {p95} p95, {max} longest")
    }
}

fn next_steps(report: &BatchReport, f: &mut String) -> fmt::Result {
    let mut steps = Vec::new();
    let mut step = |what: &str, applications: &[String]| {
        if !applications.is_empty() {
            let ids: Vec<String> = applications.iter().map(|id| clean(id)).collect();
            steps.push(format!("{what}: {}", ids.join(", ")));
        }
    };
    let plan = &report.retry_plan;
    step("rescore, through the single endpoint with rescore enabled", &plan.rescore);
    step("submit again", &plan.submit);
    step("blocked until the remedy is applied", &plan.blocked);
    match report.outcome {
        BatchOutcome::Pending => {
            steps.push("the batch is not finished: poll again later".to_owned());
        }
        BatchOutcome::Unknown => {
            steps.push("the batch has a status this client does not know: investigate".to_owned());
        }
        _ => {}
    }
    if steps.is_empty() {
        return Ok(());
    }
    writeln!(f, "\nWhat next:")?;
    steps.iter().try_for_each(|step| writeln!(f, "  {step}"))
}

/// Returns whether the columns fit beside each other without breaking a word.
fn fits(rows: &[[String; 4]], width: usize) -> bool {
    let longest_word = |column: usize| {
        let words = rows.iter().flat_map(|row| row[column].split_whitespace());
        words.map(str::len).max().unwrap_or_default().min(ID_WIDTH.into())
    };
    (0..4).map(|column| longest_word(column) + 2).sum::<usize>() <= width
}

fn table(width: usize) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table
}

fn section(f: &mut String, table: &Table) -> fmt::Result {
    writeln!(f)?;
    table.lines().try_for_each(|line| writeln!(f, "{}", line.trim_end()))
}

/// Formats milliseconds for people.
fn time(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match milliseconds {
        0..1000 => format!("{milliseconds} ms"),
        1000..60_000 => format!("{}.{} s", seconds, milliseconds % 1000 / 100),
        60_000..3_600_000 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// Returns the first [`MAX_CHARACTERS`] characters.
pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns the text in a form that is safe to print: line breaks become spaces; control characters,
/// and characters that reorder or hide text, are escaped.
pub(super) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => clean.push(' '),
            // Control characters, and invisible ones that change the direction, join or hide.
            c if c.is_control() || is_invisible(c) => clean.extend(c.escape_unicode()),
            c => clean.push(c),
        }
    }
    clean
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

//! The report for a pull request: the verdict first, then a table for each operation.

use std::fmt::Write as _;

use super::{groups, next_step, scales, side, verdict, word};
use crate::drift::finding::{FailOn, Rank, Report};

/// The maximum number of rows, since comments have a size limit.
const ROWS: usize = 200;

/// Formats a report as Markdown.
pub fn markdown(report: &Report, level: FailOn) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "### Contract drift: {}\n", verdict(report, level));
    let _ = writeln!(out, "{} → {}", code(&report.base), code(&report.head));
    let mut rows = 0;
    for group in groups(report) {
        if rows >= ROWS {
            break;
        }
        let name = if group.name.is_empty() { "The document".to_owned() } else { code(group.name) };
        let _ = writeln!(out, "\n#### {name}\n\n| | where | what | class |\n|---|---|---|---|");
        for finding in group.findings {
            rows += 1;
            let mut place = code(&finding.place);
            match finding.also.len() {
                0 => {}
                1 => _ = write!(place, "<br>and {}", code(&finding.also[0])),
                more => _ = write!(place, "<br>and {more} more places"),
            }
            if let Some(evidence) = finding.evidence {
                let _ = write!(place, "<br>from {}", evidence.word());
            }
            if let Some(page) = &finding.page {
                let _ = write!(place, "<br>on {}", code(page));
            }
            let side = side(finding);
            let side = if side.is_empty() { String::new() } else { format!("{side}: ") };
            let rank = finding.rank();
            let mark = if matches!(rank, Rank::Breaking | Rank::Unclassified) {
                format!("**{}**", word(rank))
            } else {
                word(rank).to_owned()
            };
            let why = finding.why.map(|why| format!("<br>{why}")).unwrap_or_default();
            let _ = writeln!(
                out,
                "| {mark} | {place} | {side}{} | {}{why} |",
                cell(&finding.what),
                scales(finding)
            );
        }
    }
    if report.findings.len() > rows {
        let _ = writeln!(out, "\n… and {} more findings.", report.findings.len() - rows);
    }
    if !report.notes.is_empty() {
        out.push('\n');
    }
    for note in &report.notes {
        let _ = writeln!(out, "- {}", cell(note));
    }
    if let Some(next) = next_step(report) {
        let _ = writeln!(out, "\n**Next:** {next}.");
    }
    out
}

/// Escapes a text, so that it cannot break the table or create markup or mentions.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' => out.push_str("&#124;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '`' | '*' | '_' | '[' | ']' | '\\' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn code(text: &str) -> String {
    let plain: String =
        text.chars().map(|c| if c.is_control() || c == '`' { ' ' } else { c }).collect();
    format!("`{}`", plain.replace('|', "\\|"))
}

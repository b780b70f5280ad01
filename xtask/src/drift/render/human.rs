//! The report for a terminal: by operation, worst first, then the verdict and advice.

use std::fmt::Write as _;

use super::{counted, groups, next_step, scales, side, verdict, word};
use crate::drift::finding::{Evidence, FailOn, Finding, Rank, Report};

/// The maximum number of places of a finding; the other formats have all.
const SHOWN: usize = 3;

/// Formats a report as text, optionally with colours.
pub fn human(report: &Report, level: FailOn, coloured: bool) -> String {
    let paint = Paint(coloured);
    let mut out = String::new();
    let _ = writeln!(out, "{} → {}", report.base, report.head);
    for group in groups(report) {
        let name = if group.name.is_empty() { "the document" } else { group.name };
        let _ = writeln!(out, "\n{}", paint.bold(&clean(name)));
        for finding in group.findings {
            one(&mut out, paint, finding);
        }
    }
    if !report.notes.is_empty() {
        out.push('\n');
    }
    for note in &report.notes {
        let _ = writeln!(out, "note: {}", clean(note));
    }
    let verdict = verdict(report, level);
    let _ = writeln!(
        out,
        "\n{}",
        if report.fails(level) { paint.red(&verdict) } else { paint.bold(&verdict) }
    );
    if let Some(next) = next_step(report) {
        let _ = writeln!(out, "next: {next}");
    }
    debug_assert!(report.findings.is_empty() || out.contains(&counted(report)));
    out
}

fn one(out: &mut String, paint: Paint, finding: &Finding) {
    let rank = finding.rank();
    let mark = format!("{:<12}", word(rank));
    let mark = match rank {
        Rank::Breaking | Rank::Unclassified => paint.red(&mark),
        Rank::Source | Rank::Look => paint.yellow(&mark),
        Rank::Harmless | Rank::Cosmetic => paint.dim(&mark),
    };
    let _ = writeln!(out, "  {mark} {}", clean(&finding.place));
    let side = side(finding);
    let side = if side.is_empty() { String::new() } else { format!("{side}: ") };
    let _ = writeln!(out, "               {side}{}", clean(&finding.what));
    if rank != Rank::Cosmetic {
        let _ = writeln!(out, "               {}", paint.dim(&scales(finding)));
    }
    if let Some(why) = finding.why.filter(|_| rank != Rank::Cosmetic) {
        let _ = writeln!(out, "               {}", paint.dim(why));
    }
    let evidence = finding.evidence.map(Evidence::word);
    let on = finding.page.as_ref().map(|page| format!("on {}", clean(page)));
    let from = evidence.map(|word| format!("from {word}"));
    let from: Vec<String> = from.into_iter().chain(on).collect();
    if !from.is_empty() {
        let _ = writeln!(out, "               {}", from.join(" "));
    }
    if !finding.also.is_empty() {
        let shown: Vec<String> =
            finding.also.iter().take(SHOWN).map(|place| clean(place)).collect();
        let rest = finding.also.len().saturating_sub(SHOWN);
        let rest = if rest == 0 { String::new() } else { format!(", and {rest} more") };
        let _ = writeln!(out, "               also {}{rest}", shown.join(", "));
    }
}

/// Removes control characters from a document's text.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    fn red(self, text: &str) -> String {
        self.with("31", text)
    }

    fn yellow(self, text: &str) -> String {
        self.with("33", text)
    }
}

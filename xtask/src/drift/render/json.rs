//! The report for programs. Its format is described by `report.schema.json`, which a test verifies.

use serde::Serialize;

use super::{RANKS, next_step};
use crate::drift::finding::{FailOn, Finding, Rank, Report};

/// The JSON Schema of what `json` writes.
pub const SCHEMA: &str = include_str!("report.schema.json");

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole<'r> {
    base: &'r str,
    head: &'r str,
    verdict: Option<Rank>,
    fail_on: FailOn,
    fails: bool,
    counts: Counts,
    next: Option<&'static str>,
    notes: &'r [String],
    findings: &'r [Finding],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    breaking: usize,
    unclassified: usize,
    source: usize,
    look: usize,
    harmless: usize,
    cosmetic: usize,
}

/// Formats a report as one JSON object.
pub fn json(report: &Report, level: FailOn) -> String {
    let [breaking, unclassified, source, look, harmless, cosmetic] =
        RANKS.map(|(rank, _)| report.count(rank));
    let whole = Whole {
        base: &report.base,
        head: &report.head,
        verdict: report.verdict(),
        fail_on: level,
        fails: report.fails(level),
        counts: Counts { breaking, unclassified, source, look, harmless, cosmetic },
        next: next_step(report),
        notes: &report.notes,
        findings: &report.findings,
    };
    // Serialisation cannot fail: its keys are texts and its numbers counts.
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

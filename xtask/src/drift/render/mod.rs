//! The three formats of a report.

mod human;
mod json;
mod markdown;

pub use self::human::human;
pub use self::json::{SCHEMA, json};
pub use self::markdown::markdown;

use super::finding::{FailOn, Finding, Rank, Report};

/// The findings of one operation, or of the document.
struct Group<'r> {
    /// Method and full path; empty for the document.
    name: &'r str,
    findings: Vec<&'r Finding>,
}

fn groups(report: &Report) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    for finding in &report.findings {
        let name = finding.operations.first().map_or("", String::as_str);
        match groups.last_mut().filter(|group| group.name == name) {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group { name, findings: vec![finding] }),
        }
    }
    groups
}

/// The ranks and their names, worst first.
const RANKS: [(Rank, &str); 6] = [
    (Rank::Breaking, "breaking"),
    (Rank::Unclassified, "unclassified"),
    (Rank::Source, "source only"),
    (Rank::Look, "worth a look"),
    (Rank::Harmless, "harmless"),
    (Rank::Cosmetic, "wording"),
];

fn word(rank: Rank) -> &'static str {
    RANKS.iter().find(|(other, _)| *other == rank).map_or("", |(_, word)| word)
}

/// Formats the counts: "2 breaking, 1 worth a look".
fn counted(report: &Report) -> String {
    let counts = RANKS
        .iter()
        .map(|(rank, word)| (report.count(*rank), word))
        .filter(|(count, _)| *count > 0);
    counts.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}

/// Returns the verdict in one sentence.
fn verdict(report: &Report, level: FailOn) -> String {
    let Some(worst) = report.verdict() else { return "No difference.".to_owned() };
    let word = match worst {
        Rank::Breaking => "Breaking.",
        Rank::Unclassified => "Unclassified, which counts as breaking.",
        Rank::Source => "Only source breaks: what is deployed goes on working.",
        Rank::Look => "Nothing breaks, but something is worth a look.",
        Rank::Harmless => "Nothing breaks.",
        Rank::Cosmetic => "Only wording differs.",
    };
    let fails = if report.fails(level) { "" } else { " Nothing that fails this run." };
    format!("{word} {}.{fails}", counted(report))
}

/// Returns what to do next.
fn next_step(report: &Report) -> Option<&'static str> {
    Some(match report.verdict()? {
        Rank::Unclassified => {
            "classify what is unclassified by hand: give it a rule in xtask/src/drift/classify.rs"
        }
        Rank::Breaking => {
            "take the change into openapi/nova.json, raise info.version and the crates as a breaking change, name each \
             breaking finding in CHANGELOG.md, then cargo xtask regenerate and cargo xtask check"
        }
        Rank::Source => {
            "raise the crates' versions as a breaking change and name each finding in CHANGELOG.md; nothing deployed breaks"
        }
        Rank::Look => {
            "look at what is marked; a table such as nova-client-ext/src/report/remedy.rs may have to learn it"
        }
        Rank::Harmless => "cargo xtask regenerate, when it is the contract that changed",
        Rank::Cosmetic => "nothing",
    })
}

/// Summarises the three scales.
fn scales(finding: &Finding) -> String {
    use super::classify::{Policy, Source, Wire};
    let vendor = match finding.vendor {
        Policy::Breaking => "vendor: breaking",
        Policy::NonBreaking => "vendor: non-breaking",
        Policy::Cosmetic => return "wording".to_owned(),
        Policy::Unclassified => return "unclassified: there is no rule for it".to_owned(),
    };
    let wire = if finding.wire == Wire::Breaking { "wire: breaking" } else { "wire: safe" };
    let source =
        if finding.source == Source::Breaking { "source: breaking" } else { "source: compatible" };
    format!("{vendor} · {wire} · {source}")
}

/// Returns whether the direction is shown.
fn side(finding: &Finding) -> &'static str {
    use super::finding::Direction;
    match finding.direction {
        Some(Direction::Request) => "request",
        Some(Direction::Response) => "response",
        None => "",
    }
}

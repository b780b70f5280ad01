//! Findings: a reported difference, and the report of all of them with its verdict.

use serde::Serialize;

use super::classify::{Class, Policy, Source, Wire};

/// The direction of the data that a difference affects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Sent by the client.
    Request,
    /// Sent by the vendor.
    Response,
}

/// The evidence for a difference on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// A list, or a heading.
    Prose,
    /// A table.
    Table,
    /// A handwritten body.
    Sample,
    /// A generated body.
    GeneratedSample,
    /// An inlined part of an OpenAPI document.
    Fragment,
}

impl Evidence {
    /// Returns its name in reports.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Prose => "its prose",
            Self::Table => "a table",
            Self::Sample => "a sample",
            Self::GeneratedSample => "a machine-made sample",
            Self::Fragment => "an inlined fragment",
        }
    }
}

/// One difference between two contracts, or between a page and the contract.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The place, for people.
    #[serde(rename = "where")]
    pub place: String,
    /// Further places of the same difference.
    pub also: Vec<String>,
    /// The saved page with the evidence, if a folder was checked.
    pub page: Option<String>,
    /// The evidence on the page; `None` between two contracts.
    pub evidence: Option<Evidence>,
    /// The affected operations (at most 200): method and path; empty if it affects the whole
    /// document.
    pub operations: Vec<String>,
    /// Whether it affects more operations than listed.
    pub more_operations: bool,
    /// The kind of difference, one of a fixed list.
    pub change: &'static str,
    /// A short description of the difference.
    pub what: String,
    /// The old value.
    pub old: Option<String>,
    /// The new value.
    pub new: Option<String>,
    /// Request or response; null for both, such as a removed operation.
    pub direction: Option<Direction>,
    /// The classification by the vendor's versioning policy.
    pub vendor: Policy,
    /// The classification for a deployed client.
    pub wire: Wire,
    /// The classification for existing code after regenerating the client.
    pub source: Source,
    /// Whether it needs a review although nothing breaks.
    pub worth_a_look: bool,
    /// The reason for the classification, if it is not obvious.
    pub why: Option<&'static str>,
}

impl Finding {
    pub(super) fn new(place: String, change: &'static str, what: String, class: Class) -> Self {
        Self {
            place,
            also: Vec::new(),
            page: None,
            evidence: None,
            operations: Vec::new(),
            more_operations: false,
            change,
            what,
            old: None,
            new: None,
            direction: None,
            vendor: class.vendor,
            wire: class.wire,
            source: class.source,
            worth_a_look: class.look,
            why: class.why,
        }
    }

    /// Returns whether `--fail-on breaking` counts it, which excludes differences that only break
    /// source.
    pub fn is_breaking(&self) -> bool {
        matches!(self.vendor, Policy::Breaking | Policy::Unclassified)
            || self.wire == Wire::Breaking
    }

    /// Returns whether only wording differs.
    pub fn is_cosmetic(&self) -> bool {
        self.vendor == Policy::Cosmetic && !self.is_breaking() && self.source == Source::Compatible
    }

    /// Returns the severity; 0 is the worst.
    pub fn rank(&self) -> Rank {
        match self {
            _ if self.vendor == Policy::Unclassified => Rank::Unclassified,
            _ if self.is_breaking() => Rank::Breaking,
            _ if self.source == Source::Breaking => Rank::Source,
            _ if self.worth_a_look => Rank::Look,
            _ if self.is_cosmetic() => Rank::Cosmetic,
            _ => Rank::Harmless,
        }
    }
}

/// The severity of a difference, worst first; also the verdict on a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// Breaks by the vendor's policy, or breaks a deployed client.
    Breaking,
    /// No rule.
    Unclassified,
    /// Breaks only source code.
    Source,
    /// Breaks nothing, but needs a review.
    Look,
    /// Breaks nothing.
    Harmless,
    /// Only wording.
    Cosmetic,
}

/// The level at which a run fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Breaking by the vendor's policy, breaking for a deployed client, or unclassified.
    #[default]
    Breaking,
    /// Everything but wording.
    Any,
    /// Nothing.
    None,
}

/// The findings of a comparison.
#[derive(Clone, Debug)]
pub struct Report {
    /// The name of the old side.
    pub base: String,
    /// The name of the new side.
    pub head: String,
    /// The findings, worst first within each operation.
    pub findings: Vec<Finding>,
    /// What the comparison skipped or could not determine.
    pub notes: Vec<String>,
}

impl Report {
    /// Returns the worst severity; `None` without findings.
    pub fn verdict(&self) -> Option<Rank> {
        self.findings.iter().map(Finding::rank).min()
    }

    /// Returns whether a run with this level fails.
    pub fn fails(&self, level: FailOn) -> bool {
        self.findings.iter().any(|finding| match level {
            FailOn::Breaking => finding.is_breaking(),
            FailOn::Any => !finding.is_cosmetic(),
            FailOn::None => false,
        })
    }

    /// Returns the number of findings of each rank.
    pub fn count(&self, rank: Rank) -> usize {
        self.findings.iter().filter(|finding| finding.rank() == rank).count()
    }

    /// Sorts by operation, the one with the worst finding first, and worst first inside each.
    pub(super) fn sort(&mut self) {
        let worst: std::collections::HashMap<String, Rank> =
            self.findings.iter().fold(std::collections::HashMap::new(), |mut worst, finding| {
                let rank = finding.rank();
                worst
                    .entry(finding.group())
                    .and_modify(|old: &mut Rank| *old = (*old).min(rank))
                    .or_insert(rank);
                worst
            });
        self.findings.sort_by_cached_key(|finding| {
            let group = finding.group();
            (worst.get(&group).copied(), group, finding.rank())
        });
    }
}

impl Finding {
    /// Returns its heading: its first operation, or the document.
    pub(super) fn group(&self) -> String {
        self.operations.first().cloned().unwrap_or_default()
    }
}

//! One difference, as it is reported, and all of them with their verdict.

use serde::Serialize;

use super::classify::{Class, Policy, Source, Wire};

/// Which way the bytes go that a difference is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// What the client sends.
    Request,
    /// What the vendor sends.
    Response,
}

/// What on a page shows a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// A list in words, or a heading.
    Prose,
    /// A table.
    Table,
    /// A body that somebody wrote.
    Sample,
    /// A body that a generator made.
    GeneratedSample,
    /// An inlined part of an OpenAPI document.
    Fragment,
}

impl Evidence {
    /// What a person calls it.
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
    /// The place, as a person writes it.
    #[serde(rename = "where")]
    pub place: String,
    /// Further places of the same difference.
    pub also: Vec<String>,
    /// The saved page that shows it, where a folder of them was checked.
    pub page: Option<String>,
    /// What on the page shows it; none between two contracts.
    pub evidence: Option<Evidence>,
    /// The operations it reaches, whole (at most 200): method and path; none where it belongs to
    /// the whole document.
    pub operations: Vec<String>,
    /// Whether it reaches more operations than are listed.
    pub more_operations: bool,
    /// What kind of difference it is, one of a fixed list.
    pub change: &'static str,
    /// The difference in a few words.
    pub what: String,
    /// What stood there before.
    pub old: Option<String>,
    /// What stands there now.
    pub new: Option<String>,
    /// Request or response; null for what concerns both, such as an operation that is gone.
    pub direction: Option<Direction>,
    /// By the vendor's versioning policy.
    pub vendor: Policy,
    /// For a client that is deployed already.
    pub wire: Wire,
    /// For code that compiles today, once the client is generated anew.
    pub source: Source,
    /// Whether somebody should look at it though nothing breaks.
    pub worth_a_look: bool,
    /// Why it is classed like this, where the class does not speak for itself.
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

    /// Whether `--fail-on breaking` counts it. What only breaks source is not of that kind.
    pub fn is_breaking(&self) -> bool {
        matches!(self.vendor, Policy::Breaking | Policy::Unclassified)
            || self.wire == Wire::Breaking
    }

    /// Whether only wording differs.
    pub fn is_cosmetic(&self) -> bool {
        self.vendor == Policy::Cosmetic && !self.is_breaking() && self.source == Source::Compatible
    }

    /// How bad it is, 0 being the worst.
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

/// How bad a difference is, from the worst down; also the verdict over all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// Breaks by the vendor's policy, or breaks a deployed client.
    Breaking,
    /// There is no rule for it.
    Unclassified,
    /// Breaks only code that is compiled anew.
    Source,
    /// Breaks nothing, but somebody should look.
    Look,
    /// Breaks nothing.
    Harmless,
    /// Only wording.
    Cosmetic,
}

/// From which level on a run fails.
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

/// Everything one comparison found.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the old side is called.
    pub base: String,
    /// What the new side is called.
    pub head: String,
    /// The findings, worst first within each operation.
    pub findings: Vec<Finding>,
    /// What the comparison left out or could not settle.
    pub notes: Vec<String>,
}

impl Report {
    /// The worst of its findings; none when nothing differs.
    pub fn verdict(&self) -> Option<Rank> {
        self.findings.iter().map(Finding::rank).min()
    }

    /// Whether a run that fails from `level` on fails.
    pub fn fails(&self, level: FailOn) -> bool {
        self.findings.iter().any(|finding| match level {
            FailOn::Breaking => finding.is_breaking(),
            FailOn::Any => !finding.is_cosmetic(),
            FailOn::None => false,
        })
    }

    /// How many findings there are of each rank.
    pub fn count(&self, rank: Rank) -> usize {
        self.findings.iter().filter(|finding| finding.rank() == rank).count()
    }

    /// Orders by operation, the one with the worst finding first, and worst first inside each.
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
    /// What it is shown under: its first operation, or the document.
    pub(super) fn group(&self) -> String {
        self.operations.first().cloned().unwrap_or_default()
    }
}

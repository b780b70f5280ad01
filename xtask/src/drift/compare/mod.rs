//! Compares two documents: operations are matched and compared part by part, and a difference that
//! affects several operations becomes one finding.

pub(crate) mod annotations;
mod bodies;
mod discriminator;
mod encoding;
mod fields;
pub(crate) mod graph;
mod keywords;
mod operations;
mod parameters;
mod root;
mod schemas;
mod unions;
mod values;

use std::collections::HashMap;

use self::graph::{Difference, Edge, Graph};
use super::change::Change;
use super::classify::{Class, Policy, Wire};
use super::document::Document;
use super::finding::{Direction, Finding, Report};
use super::matching::{self, Matching};
use super::operation::{self, Kind, Operation};

/// Which sides describe only a part of the API, so that missing parts are not considered removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Partial {
    /// The old side.
    pub base: bool,
    /// The new side.
    pub head: bool,
}

/// Compares two documents.
pub fn documents(base: &Document, head: &Document, partial: Partial) -> Report {
    let (old, new) = (operation::all(base), operation::all(head));
    let matching = matching::operations((base, &old), (head, &new));
    let mut comparison = Comparison {
        graph: Graph::new(base, head),
        roots: Vec::new(),
        findings: Findings::default(),
        notes: Vec::new(),
        partial,
    };
    comparison.unmatched(&old, &new, &matching);
    for (at, to, moved) in &matching.pairs {
        operations::compare(&mut comparison, &old[*at], &new[*to], *moved, matching.with_prefix);
    }
    root::compare(&mut comparison);
    comparison.finish()
}

/// The maximum number of steps for listing the operations that a difference affects.
const MAX_STEPS: usize = 3_000_000;
/// The maximum number of places and operations of one finding.
const MAX_LISTED: usize = 200;

/// A use of a schema by an operation.
struct Root {
    operation: Option<String>,
    /// The place of the use, up to the start of the schema.
    place: String,
    direction: Direction,
    node: usize,
    /// Whether it has no effect on the wire.
    unused: bool,
}

/// The state of a comparison.
pub(crate) struct Comparison<'d> {
    pub(crate) graph: Graph<'d>,
    roots: Vec<Root>,
    findings: Findings,
    notes: Vec<String>,
    pub(crate) partial: Partial,
}

/// A position in the documents.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The operation; `None` for the document itself.
    pub(crate) operation: Option<String>,
    /// Method and short path, then the path to the place.
    pub(crate) text: String,
    pub(crate) direction: Option<Direction>,
}

impl Place {
    pub(crate) fn then(&self, part: &str) -> Self {
        Self { text: format!("{} → {part}", self.text), ..self.clone() }
    }

    pub(crate) fn towards(&self, direction: Direction) -> Self {
        Self { direction: Some(direction), ..self.clone() }
    }
}

impl Comparison<'_> {
    /// Reports a difference outside schemas. Equal ones of several operations become one finding.
    pub(crate) fn report(&mut self, place: &Place, difference: &Difference) {
        let text = joined(&place.text, &difference.segment);
        self.findings.add(place, text, difference, false);
    }

    /// Adds a use of a schema; its differences are reported after everything has been compared.
    pub(crate) fn follow(&mut self, place: &Place, edge: Edge, unused: bool) {
        let direction = place.direction.unwrap_or(Direction::Response);
        for difference in edge.differences {
            self.findings.add(place, joined(&place.text, &difference.segment), &difference, unused);
        }
        if let Some(node) = edge.node {
            let place = place.clone();
            self.roots.push(Root {
                operation: place.operation,
                place: place.text,
                direction,
                node,
                unused,
            });
        }
    }

    fn unmatched(&mut self, old: &[Operation], new: &[Operation], matching: &Matching) {
        let place = |one: &Operation| Place {
            operation: Some(one.full()),
            text: one.short(),
            direction: None,
        };
        let label =
            |one: &Operation| if one.kind == Kind::Call { "the operation" } else { "the callback" };
        if self.partial.head {
            self.left_out(matching.removed.len(), "base");
        } else {
            for at in &matching.removed {
                let difference = Difference::new(
                    Change::OperationRemoved,
                    format!("{} is gone", label(&old[*at])),
                );
                self.report(&place(&old[*at]), &difference.changing(Some(old[*at].full()), None));
            }
        }
        if self.partial.base {
            self.left_out(matching.added.len(), "head");
        } else {
            for to in &matching.added {
                let difference =
                    Difference::new(Change::OperationAdded, format!("{} is new", label(&new[*to])));
                self.report(&place(&new[*to]), &difference.changing(None, Some(new[*to].full())));
            }
        }
    }

    fn left_out(&mut self, count: usize, side: &str) {
        if count > 0 {
            let noun = if count == 1 { "operation stands" } else { "operations stand" };
            self.notes.push(format!(
                "{count} {noun} in {side} alone and were not compared: the other side is partial"
            ));
        }
    }

    fn finish(mut self) -> Report {
        self.graph.finish();
        if self.partial.base || self.partial.head {
            self.notes
                .insert(0, "only the operations that both sides have are compared".to_owned());
        }
        self.gather();
        let mut report = Report {
            base: self.graph.base.name.clone(),
            head: self.graph.head.name.clone(),
            findings: self.findings.list,
            notes: self.notes,
        };
        report.sort();
        report
    }
}

impl Comparison<'_> {
    /// Collects the differences inside schemas: first each once, then all other places.
    fn gather(&mut self) {
        let roots = std::mem::take(&mut self.roots);
        let nodes: Vec<usize> = roots.iter().map(|root| root.node).collect();
        let findings = &mut self.findings;
        let mut add = |root: &Root, inside: &str, difference: &Difference| {
            let place = Place {
                operation: root.operation.clone(),
                text: root.place.clone(),
                direction: Some(root.direction),
            };
            findings.add(&place, joined(&root.place, inside), difference, root.unused);
        };
        self.graph
            .nearest(&nodes, |root, inside, difference| add(&roots[root], inside, difference));
        let mut looked_at = 0;
        for (done, root) in roots.iter().enumerate() {
            if looked_at > MAX_STEPS {
                let left = roots.len() - done;
                self.notes.push(format!(
                    "{left} further uses of schemas that differ are not listed with the findings"
                ));
                break;
            }
            looked_at +=
                self.graph.inside(root.node, |inside, difference| add(root, inside, difference));
        }
    }
}

/// Formats a place and the path inside the schema there.
fn joined(place: &str, inside: &str) -> String {
    let inside = inside.trim_start_matches('.');
    if inside.is_empty() { place.to_owned() } else { format!("{place} → {inside}") }
}

#[derive(Default)]
struct Findings {
    list: Vec<Finding>,
    /// By the key that identifies equal differences.
    known: HashMap<(Option<Direction>, &'static str, String, String), usize>,
}

impl Findings {
    fn add(&mut self, place: &Place, text: String, difference: &Difference, unused: bool) {
        let direction = place.direction;
        // Wording and names of schemas are the same in both directions.
        let sided = !matches!(
            difference.change,
            Change::Wording | Change::SchemaRenamed | Change::Deprecated
        );
        let side = direction.filter(|_| sided);
        let identity =
            if difference.identity.is_empty() { text.clone() } else { difference.identity.clone() };
        let last = difference.segment.clone();
        let key =
            (side, difference.change.id(), format!("{identity}{last}"), difference.what.clone());
        if let Some(at) = self.known.get(&key) {
            let known = &mut self.list[*at];
            if known.place != text && known.also.len() < MAX_LISTED && !known.also.contains(&text) {
                known.also.push(text);
            }
            if let Some(operation) = &place.operation {
                if known.operations.len() >= MAX_LISTED {
                    known.more_operations = true;
                } else if !known.operations.contains(operation) {
                    known.operations.push(operation.clone());
                }
            }
            return;
        }
        let mut class = difference.change.class(direction.unwrap_or(Direction::Request));
        if unused && class.vendor != Policy::Cosmetic {
            class = Class { vendor: Policy::NonBreaking, wire: Wire::Safe, ..class };
            class.why = Some("no operation uses the schema");
        }
        let mut finding =
            Finding::new(text, difference.change.id(), difference.what.clone(), class);
        (finding.old, finding.new) = (difference.old.clone(), difference.new.clone());
        finding.direction = direction;
        finding.operations.extend(place.operation.clone());
        self.known.insert(key, self.list.len());
        self.list.push(finding);
    }
}

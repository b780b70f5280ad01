//! The graph of schema pairs: each node has the differences of a pair, and the pairs inside it.
//!
//! A pair is compared once, regardless of the number of operations that use it, so recursion ends
//! and the time is linear in the size of the documents. Afterwards each operation visits only the
//! nodes that lead to a difference.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::schemas;
use crate::drift::change::Change;
use crate::drift::document::Document;
use crate::drift::finding::Direction;
use crate::drift::schema::{Schema, Types};
use crate::drift::usage::Usage;

/// A difference at a place relative to its node.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    /// The path relative to the node.
    pub(crate) segment: String,
    pub(crate) change: Change,
    pub(crate) what: String,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
    /// A key that is equal for the same difference reached in several ways.
    pub(crate) identity: String,
}

impl Difference {
    pub(crate) fn new(change: Change, what: impl Into<String>) -> Self {
        Self {
            segment: String::new(),
            change,
            what: what.into(),
            old: None,
            new: None,
            identity: String::new(),
        }
    }

    pub(crate) fn at(mut self, segment: impl Into<String>) -> Self {
        self.segment = segment.into();
        self
    }

    pub(crate) fn changing(mut self, old: Option<String>, new: Option<String>) -> Self {
        (self.old, self.new) = (old, new);
        self
    }

    #[allow(clippy::needless_pass_by_value, reason = "callers hand over whatever they have")]
    pub(crate) fn values(self, old: impl ToString, new: impl ToString) -> Self {
        self.changing(Some(old.to_string()), Some(new.to_string()))
    }
}

/// Whether a field of an object is required, before and after.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Presence {
    pub(crate) before: bool,
    pub(crate) after: bool,
}

impl Presence {
    /// Not applicable: items, bodies, variants.
    pub(crate) const ALWAYS: Self = Self { before: true, after: true };
}

/// A use of a schema on both sides: the differences of the use, and the pair of schemas.
#[derive(Debug, Default)]
pub(crate) struct Edge {
    pub(crate) differences: Vec<Difference>,
    pub(crate) node: Option<usize>,
}

#[derive(Debug, Default)]
struct Node {
    own: Vec<Difference>,
    inside: Vec<(String, usize)>,
    dirty: bool,
}

struct Open<'d> {
    node: usize,
    base: Usage<'d>,
    head: Usage<'d>,
    direction: Direction,
    identity: String,
}

/// Returns whether both sides are the same simple scalar, which is the most frequent case and needs
/// no comparison.
fn same_scalar(base: &Usage, head: &Usage) -> bool {
    let ([old], [new]) = (&base.leaves[..], &head.leaves[..]) else { return false };
    let flat = |value: &Value| match value {
        Value::Object(_) => false,
        Value::Array(items) => items.iter().all(|item| !item.is_object() && !item.is_array()),
        _ => true,
    };
    old == new && old.as_object().is_some_and(|object| object.values().all(flat))
}

/// The maximum depth inside a body at which a place is listed for every operation.
const DEPTH: usize = 40;

#[derive(Clone, Copy)]
struct Step<'g> {
    node: usize,
    root: usize,
    /// The previous step.
    before: usize,
    segment: &'g str,
    depth: usize,
}

/// All pairs found so far.
pub(crate) struct Graph<'d> {
    pub(crate) base: &'d Document,
    pub(crate) head: &'d Document,
    nodes: Vec<Node>,
    known: HashMap<(Vec<usize>, Vec<usize>, Direction), usize>,
    open: VecDeque<Open<'d>>,
}

impl<'d> Graph<'d> {
    pub(crate) fn new(base: &'d Document, head: &'d Document) -> Self {
        Self { base, head, nodes: Vec::new(), known: HashMap::new(), open: VecDeque::new() }
    }

    /// Compares two uses; `parent` identifies their container.
    pub(crate) fn edge(
        &mut self,
        base: &[&'d Value],
        head: &[&'d Value],
        direction: Direction,
        presence: Presence,
        parent: &str,
    ) -> Edge {
        let (old, new) = (Usage::of(self.base, base), Usage::of(self.head, head));
        self.edge_of(old, new, direction, presence, parent)
    }

    /// Compares two uses that have already been read.
    pub(crate) fn edge_of(
        &mut self,
        old: Usage<'d>,
        new: Usage<'d>,
        direction: Direction,
        presence: Presence,
        parent: &str,
    ) -> Edge {
        let mut differences = schemas::usage(self, &old, &new, direction, presence);
        for difference in differences.iter_mut().filter(|one| one.identity.is_empty()) {
            parent.clone_into(&mut difference.identity);
        }
        Edge { differences, node: self.pair(old, new, direction, parent) }
    }

    fn pair(
        &mut self,
        base: Usage<'d>,
        head: Usage<'d>,
        direction: Direction,
        parent: &str,
    ) -> Option<usize> {
        if (base.is_any() && head.is_any()) || same_scalar(&base, &head) {
            return None;
        }
        let key = (base.key(), head.key(), direction);
        if let Some(node) = self.known.get(&key) {
            return Some(*node);
        }
        let node = self.nodes.len();
        self.nodes.push(Node::default());
        self.known.insert(key, node);
        let identity = match (base.name, head.name) {
            (Some(old), Some(new)) => format!("{old}~{new}"),
            _ => parent.to_owned(),
        };
        self.open.push_back(Open { node, base, head, direction, identity });
        Some(node)
    }

    /// Compares all pending pairs, and the pairs inside them.
    pub(crate) fn finish(&mut self) {
        while let Some(Open { node, base, head, direction, identity }) = self.open.pop_front() {
            let (old, new) = (Schema::of(self.base, &base), Schema::of(self.head, &head));
            // Equal objects are one schema, whether it is a component or repeated inline.
            let object = old.is(Types::OBJECT) && new.is(Types::OBJECT) && !identity.contains('~');
            let identity =
                if object { format!("{} ~ {}", old.outline(), new.outline()) } else { identity };
            let mut pair = schemas::Pair {
                graph: self,
                direction,
                identity: &identity,
                own: Vec::new(),
                inside: Vec::new(),
            };
            pair.compare((&base, &old), (&head, &new));
            let (mut own, inside) = (pair.own, pair.inside);
            for difference in own.iter_mut().filter(|difference| difference.identity.is_empty()) {
                difference.identity.clone_from(&identity);
            }
            self.nodes[node].own = own;
            self.nodes[node].inside = inside;
        }
        self.mark();
    }

    /// Marks every node that leads to a difference.
    fn mark(&mut self) {
        let mut outside: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            for (_, inside) in &node.inside {
                outside[*inside].push(at);
            }
        }
        let mut open: Vec<usize> =
            (0..self.nodes.len()).filter(|at| !self.nodes[*at].own.is_empty()).collect();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut self.nodes[at].dirty, true) {
                open.extend(outside[at].iter().filter(|at| !self.nodes[**at].dirty));
            }
        }
    }

    /// Returns every difference once, with its nearest root and the place there.
    pub(crate) fn nearest(&self, roots: &[usize], visit: impl FnMut(usize, &str, &Difference)) {
        self.walk(roots.iter().copied().enumerate(), usize::MAX, visit);
    }

    /// Visits the differences under one root, up to the maximum depth. Returns the number of
    /// visited pairs.
    pub(crate) fn inside(&self, root: usize, mut visit: impl FnMut(&str, &Difference)) -> usize {
        self.walk(std::iter::once((0, root)), DEPTH, |_, place, difference| {
            visit(place, difference);
        })
    }

    /// Visits each pair once, nearest first, with the step that led to it, so that places are
    /// formatted only if needed.
    fn walk(
        &self,
        roots: impl Iterator<Item = (usize, usize)>,
        depth: usize,
        mut visit: impl FnMut(usize, &str, &Difference),
    ) -> usize {
        let mut seen = HashSet::new();
        let mut steps: Vec<Step> = Vec::new();
        for (root, node) in roots {
            if self.nodes[node].dirty && seen.insert(node) {
                steps.push(Step { node, root, before: usize::MAX, segment: "", depth: 0 });
            }
        }
        let mut at = 0;
        while at < steps.len() {
            let step = steps[at];
            let node = &self.nodes[step.node];
            if !node.own.is_empty() {
                let mut segments = Vec::new();
                let mut here = at;
                while here != usize::MAX {
                    segments.push(steps[here].segment);
                    here = steps[here].before;
                }
                let place: String = segments.into_iter().rev().collect();
                for difference in &node.own {
                    visit(step.root, &format!("{place}{}", difference.segment), difference);
                }
            }
            for (segment, inside) in node.inside.iter().filter(|_| step.depth < depth) {
                if self.nodes[*inside].dirty && seen.insert(*inside) {
                    steps.push(Step {
                        node: *inside,
                        root: step.root,
                        before: at,
                        segment,
                        depth: step.depth + 1,
                    });
                }
            }
            at += 1;
        }
        at
    }
}

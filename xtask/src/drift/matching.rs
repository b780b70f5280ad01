//! Matches the operations of two documents, including moved ones.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::document::Document;
use super::operation::{Kind, Operation, content};
use super::rename::folded;
use super::schema::Schema;
use super::usage::Usage;

/// The result, as indices into the two lists.
#[derive(Debug, Default)]
pub(super) struct Matching {
    /// Base, head, and whether it moved.
    pub(super) pairs: Vec<(usize, usize, bool)>,
    pub(super) removed: Vec<usize>,
    pub(super) added: Vec<usize>,
    /// Whether paths match only together with the path in the servers' URLs.
    pub(super) with_prefix: bool,
}

/// Matches by method and path, then by operationId, then by path and shape.
pub(super) fn operations(
    base: (&Document, &[Operation]),
    head: (&Document, &[Operation]),
) -> Matching {
    let plain = by_path(base.1, head.1, false);
    let prefixed = by_path(base.1, head.1, true);
    let with_prefix = prefixed.len() > plain.len();
    let mut pairs: Vec<(usize, usize, bool)> = if with_prefix { prefixed } else { plain }
        .into_iter()
        .map(|(at, to)| (at, to, false))
        .collect();
    let (mut gone, mut came) = rest(&pairs, base.1.len(), head.1.len());

    let ids: HashMap<&str, usize> =
        came.iter().filter_map(|at| Some((head.1[*at].id?, *at))).collect();
    for at in &gone {
        if let Some(to) = base.1[*at]
            .id
            .and_then(|id| ids.get(id))
            .filter(|to| head.1[**to].kind == base.1[*at].kind)
        {
            pairs.push((*at, *to, true));
        }
    }
    (gone, came) = rest(&pairs, base.1.len(), head.1.len());

    // Thousands of removed and added operations mean two different documents, for which the search
    // is useless.
    if gone.len() * came.len() <= 250_000 {
        let shapes = |(document, all): (&Document, &[Operation]),
                      of: &[usize]|
         -> HashMap<usize, BTreeSet<String>> {
            of.iter().map(|at| (*at, shape(document, &all[*at]))).collect()
        };
        let (old, new) = (shapes(base, &gone), shapes(head, &came));
        let mut scored = Vec::new();
        for at in &gone {
            for to in came.iter().filter(|to| head.1[**to].kind == base.1[*at].kind) {
                let score = similarity((&base.1[*at], &old[at]), (&head.1[*to], &new[to]));
                if score >= 1.5 {
                    scored.push((score, *at, *to));
                }
            }
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, at, to) in scored {
            if pairs.iter().all(|(old, new, _)| *old != at && *new != to) {
                pairs.push((at, to, true));
            }
        }
    }
    let (removed, added) = rest(&pairs, base.1.len(), head.1.len());
    pairs.sort_unstable();
    Matching { pairs, removed, added, with_prefix }
}

fn by_path(base: &[Operation], head: &[Operation], with_prefix: bool) -> Vec<(usize, usize)> {
    let key = |operation: &Operation| (operation.method.clone(), operation.template(with_prefix));
    let exact: HashMap<(&str, &str), usize> = head
        .iter()
        .enumerate()
        .map(|(at, one)| ((one.method.as_str(), one.path.as_str()), at))
        .collect();
    let mut templates: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for (at, one) in head.iter().enumerate() {
        templates.entry(key(one)).or_default().push(at);
    }
    let mut pairs = Vec::new();
    let mut taken = vec![false; head.len()];
    let mut open = Vec::new();
    for (at, one) in base.iter().enumerate() {
        match exact.get(&(one.method.as_str(), one.path.as_str())).filter(|_| !with_prefix) {
            Some(to) => {
                taken[*to] = true;
                pairs.push((at, *to));
            }
            None => open.push(at),
        }
    }
    for at in open {
        let free =
            templates.get(&key(&base[at])).and_then(|all| all.iter().find(|to| !taken[**to]));
        if let Some(to) = free.copied() {
            taken[to] = true;
            pairs.push((at, to));
        }
    }
    pairs
}

fn rest(pairs: &[(usize, usize, bool)], base: usize, head: usize) -> (Vec<usize>, Vec<usize>) {
    let old: BTreeSet<usize> = pairs.iter().map(|(at, ..)| *at).collect();
    let new: BTreeSet<usize> = pairs.iter().map(|(_, to, _)| *to).collect();
    (
        (0..base).filter(|at| !old.contains(at)).collect(),
        (0..head).filter(|at| !new.contains(at)).collect(),
    )
}

/// The names in the requests and responses of an operation, which a move does not change.
fn shape(document: &Document, operation: &Operation) -> BTreeSet<String> {
    let mut shape: BTreeSet<String> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.place != "header" && parameter.place != "path")
        .map(|parameter| format!("{} {}", parameter.place, folded(parameter.name)))
        .collect();
    let mut add = |word: &str, body: &serde_json::Map<String, Value>| {
        for schema in content(body).iter().filter_map(|(_, media)| media.get("schema")) {
            let usage = Usage::of(document, &[schema]);
            let schema = Schema::of(document, &usage);
            shape.extend(schema.fields.iter().map(|(name, _)| format!("{word} {}", folded(name))));
            if schema.fields.is_empty() {
                shape.insert(format!(
                    "{word} is {}",
                    usage.name.map_or_else(|| schema.word(), str::to_owned)
                ));
            }
        }
    };
    if let Some(body) = operation.body {
        add("request", body);
    }
    for response in operation
        .responses
        .iter()
        .filter(|(status, _)| status.starts_with('2'))
        .map(|(_, body)| body)
    {
        add("response", response);
    }
    shape
}

/// Returns the similarity of an added and a removed operation, from 0 to 3: path, shape and id.
fn similarity(
    (old, old_shape): (&Operation, &BTreeSet<String>),
    (new, new_shape): (&Operation, &BTreeSet<String>),
) -> f64 {
    let path = path_similarity(&old.template(false), &new.template(false));
    let shape = if old_shape.is_empty() && new_shape.is_empty() {
        0.5
    } else {
        share(old_shape, new_shape)
    };
    let same_id = matches!((old.id, new.id), (Some(a), Some(b)) if folded(a) == folded(b));
    let id = if same_id { 1.0 } else { 0.0 };
    if old.method != new.method {
        // Another method on the same path is the same operation only if the shape is the same.
        let same_path = old.template(false) == new.template(false) && old.kind == Kind::Call;
        let safe = |method: &str| matches!(method, "GET" | "HEAD" | "DELETE");
        let may = same_path
            && (shape >= 0.8 && !old_shape.is_empty())
            && safe(&old.method) == safe(&new.method);
        return if may || (same_path && same_id) { 1.5 + id } else { 0.0 };
    }
    if path < 0.5 || shape < 0.5 { id * 0.5 } else { path + shape + id }
}

/// Returns the similarity of two paths: the share of common segments, in order; the last named
/// segment must be equal.
pub(super) fn path_similarity(old: &str, new: &str) -> f64 {
    let split = |path: &str| {
        path.split('/').filter(|part| !part.is_empty()).map(folded_segment).collect::<Vec<_>>()
    };
    let (a, b) = (split(old), split(new));
    let last = |all: &[String]| all.iter().rev().find(|part| *part != "{}").cloned();
    if last(&a) != last(&b) || a.last() != b.last() {
        return 0.0;
    }
    let all = a.len().max(b.len());
    if all == 0 { 1.0 } else { ratio(common(&a, &b), all) }
}

fn folded_segment(segment: &str) -> String {
    if segment.contains('{') { "{}".to_owned() } else { folded(segment) }
}

/// Returns the length of the longest common subsequence.
fn common(a: &[String], b: &[String]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (at, y) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if x == y { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

fn share(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    ratio(a.intersection(b).count(), a.union(b).count().max(1))
}

#[allow(clippy::cast_precision_loss, reason = "counts of segments and names are small")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

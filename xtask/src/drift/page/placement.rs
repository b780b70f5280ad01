//! Finds the request or response to which a body on a page belongs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::bodies::Body;
use super::mentions::{Match, Mention};
use crate::drift::document::Document;
use crate::drift::finding::Direction;
use crate::drift::operation::{Operation, json_schema};
use crate::drift::schema::Schema;
use crate::drift::usage::Usage;

/// A request or a response of an operation.
#[derive(Clone, Debug)]
pub(super) struct BodySlot<'d> {
    pub(super) operation: usize,
    /// `request`, or the status.
    pub(super) text: String,
    pub(super) direction: Direction,
    pub(super) schema: &'d Value,
}

impl BodySlot<'_> {
    /// Returns whether two bodies belong to the same request or response.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.operation == other.operation && self.text == other.text
    }
}

/// Returns the place of a body: one of the preceding operations on the page, or else any that
/// matches well.
pub(super) fn place<'d>(
    contract: &'d Document,
    all: &[Operation<'d>],
    matched: &[(Mention, Match)],
    listed: &[usize],
    body: &Body,
) -> Option<BodySlot<'d>> {
    // Bodies before the first operation of a page belong to it, too.
    let mention =
        matched.iter().rev().find(|(mention, _)| mention.line <= body.line).or(matched.first());
    let (operations, enough): (Vec<usize>, f64) = match mention {
        Some((_, Match::Unknown)) => return None,
        Some((_, outcome)) => (outcome.at().into_iter().collect(), 0.0),
        None if !listed.is_empty() => (listed.to_vec(), 0.5),
        None => ((0..all.len()).collect(), 0.5),
    };
    // A sample of a response cannot be a request, and the reverse; a generated sample without an
    // indication is a response.
    let is_request = body.is_request.or(body.generated.then_some(false));
    let fits = |place: &BodySlot| {
        is_request.is_none_or(|request| request == (place.direction == Direction::Request))
    };
    let places = operations.iter().flat_map(|at| places(*at, &all[*at])).filter(fits);
    let scored = places.map(|place| {
        let hint = match (body.is_request, place.direction) {
            (Some(true), Direction::Request) | (Some(false), Direction::Response) => 0.4,
            _ => 0.0,
        };
        (share(contract, place.schema, &body.value), hint, place)
    });
    let best = scored.max_by(|a, b| (a.0 + a.1).total_cmp(&(b.0 + b.1)))?;
    (best.0 > enough || (best.1 > 0.0 && enough == 0.0 && body.is_request == Some(false)))
        .then_some(best.2)
}

/// Returns how well a body matches an operation's success, from 0 to 1.
pub(super) fn success(contract: &Document, operation: &Operation, body: &Body) -> Option<f64> {
    let successes = places(0, operation).into_iter().filter(|place| place.text.starts_with('2'));
    successes.map(|place| share(contract, place.schema, &body.value)).reduce(f64::max)
}

fn places<'d>(at: usize, operation: &Operation<'d>) -> Vec<BodySlot<'d>> {
    let sent = operation.body.and_then(json_schema).map(|schema| BodySlot {
        operation: at,
        text: "request".to_owned(),
        direction: Direction::Request,
        schema,
    });
    let received = operation.responses.iter().filter_map(|(status, response)| {
        Some(BodySlot {
            operation: at,
            text: status.clone(),
            direction: Direction::Response,
            schema: json_schema(response)?,
        })
    });
    received.chain(sent).collect()
}

/// Returns the share of top-level fields that a body and a schema have in common.
fn share(contract: &Document, schema: &Value, body: &Value) -> f64 {
    let mut schema = Schema::of(contract, &Usage::of(contract, &[schema]));
    let mut body = body;
    if let (Some(items), Value::Array(list)) = (schema.items.clone(), body) {
        let Some(first) = list.first() else { return 1.0 };
        schema = Schema::of(contract, &Usage::of(contract, &items));
        body = first;
    }
    let Value::Object(object) = body else { return 0.0 };
    let mut known: BTreeSet<&str> = schema.fields.iter().map(|(name, _)| *name).collect();
    let mut demanded: BTreeSet<&str> = schema.required.iter().copied().collect();
    for variant in schema.union.iter().flat_map(|union| union.variants.iter()) {
        let variant = Schema::of(contract, &Usage::of(contract, &[variant]));
        known.extend(variant.fields.iter().map(|(name, _)| *name));
    }
    let shown: BTreeSet<&str> = object.keys().map(String::as_str).collect();
    let shared = shown.intersection(&known).count();
    demanded.extend(shown);
    if demanded.is_empty() {
        return if known.is_empty() { 0.5 } else { 0.0 };
    }
    #[allow(clippy::cast_precision_loss, reason = "counts of fields are small")]
    let share = shared as f64 / demanded.len() as f64;
    share
}

//! Compares the lists of a page with the contract.

use super::Found;
use super::limits::Limits;
use super::lists::{Field, List, Section};
use super::mentions::Mention;
use crate::drift::change::Change;
use crate::drift::compare::graph::Difference;
use crate::drift::document::Document;
use crate::drift::finding::Direction::{self, Request, Response};
use crate::drift::finding::Evidence;
use crate::drift::operation::{Operation, Parameter, json_schema};
use crate::drift::schema::{Schema, Types};
use crate::drift::usage::Usage;

/// Compares the lists of an operation.
pub(super) fn check(
    contract: &Document,
    operation: &Operation,
    mention: &Mention,
    lists: &[List],
) -> Vec<Found> {
    let mut check = Check { contract, operation, mention, found: Vec::new() };
    for list in lists {
        match list.section {
            Section::Parameters("authorization") => {}
            Section::Parameters(place) => check.parameters(place, list),
            Section::Unknown => check.unknown(list),
            Section::Body => check.body(list),
            Section::Response => check.response(list),
        }
    }
    check.found
}

struct Check<'c, 'd> {
    contract: &'d Document,
    operation: &'c Operation<'d>,
    mention: &'c Mention,
    found: Vec<Found>,
}

impl<'d> Check<'_, 'd> {
    fn note(&mut self, place: &str, side: Direction, evidence: Evidence, difference: Difference) {
        let direction = Some(side);
        self.found.push(Found {
            place: place.to_owned(),
            direction,
            difference,
            evidence,
            only_older: false,
        });
    }

    /// Adds a difference that is in the contract and not on the page, which may be older.
    fn older(&mut self, place: &str, evidence: Evidence, difference: Difference) {
        self.note(place, Request, evidence, difference);
        if let Some(found) = self.found.last_mut() {
            found.only_older = true;
        }
    }

    fn parameter(&mut self, place: &str, known: &Parameter<'d>, field: &Field, list: &List) {
        let text = format!("{place} {}", known.name);
        let marks = list.fields.iter().any(|field| field.required);
        let usage = Usage::of(self.contract, &known.schema);
        let schema = Schema::of(self.contract, &usage);
        let one_text = schema.is(Types::ARRAY)
            && field.types == Some(Types::STRING)
            && known.serialization.is_comma_separated();
        if let Some(difference) = misfit(schema.types, field.types).filter(|_| !one_text) {
            self.note(&text, Request, list.evidence, difference);
        }
        if field.required && !known.required {
            let difference = Difference::new(
                Change::ParameterRequired { now: true },
                "the page says it is required",
            );
            self.note(&text, Request, list.evidence, difference.values("optional", "required"));
        } else if marks && !field.required && known.required {
            let what = "the page does not say it is required";
            let difference = Difference::new(Change::ParameterRequired { now: false }, what);
            self.older(&text, list.evidence, difference.values("required", "optional"));
        }
        self.limits(&text, "", Request, (&schema, field), list.evidence);
    }

    /// Compares values and limits, of the items if the field is an array.
    fn limits(
        &mut self,
        text: &str,
        segment: &str,
        side: Direction,
        (schema, field): (&Schema<'d>, &Field),
        evidence: Evidence,
    ) {
        let mut limits = field.limits.clone();
        limits.read_prose(&field.prose, schema.types);
        let mut differences = limits.compare(schema);
        if let Some(items) = &schema.items {
            let items = Schema::of(self.contract, &Usage::of(self.contract, items));
            let of_items = Limits { options: limits.options, bounds: Vec::new() };
            differences.extend(of_items.compare(&items));
        }
        for difference in differences {
            let older = matches!(difference.change, Change::EnumValueRemoved);
            let difference = difference.at(segment);
            if older {
                self.older(text, evidence, difference);
            } else {
                self.note(text, side, evidence, difference);
            }
        }
    }

    fn parameters(&mut self, place: &str, list: &List) {
        // A path parameter is identified by its position, which the path already shows.
        if place == "path" && self.operation.path != self.mention.path {
            return;
        }
        let operation = self.operation;
        let of_place = || operation.parameters.iter().filter(|one| one.place == place);
        for field in
            list.fields.iter().filter(|one| !one.name.eq_ignore_ascii_case("authorization"))
        {
            if let Some(known) = of_place().find(|one| one.is_named(&field.name)) {
                self.parameter(place, known, field, list);
            } else {
                let change = Change::ParameterAdded { required: field.required };
                let what = "a parameter that the contract does not know";
                let text = format!("{place} {}", field.name);
                self.note(&text, Request, list.evidence, Difference::new(change, what));
            }
        }
        for known in of_place() {
            if list.fields.iter().any(|field| known.is_named(&field.name)) {
                continue;
            }
            let what = "the page lists the others, and not this one";
            let difference = Difference::new(Change::ParameterRemoved, what);
            let text = format!("{place} {}", known.name);
            // An optional one may be newer than the page; a list at its end may have been
            // truncated.
            if known.required && list.is_followed {
                self.note(&text, Request, list.evidence, difference);
            } else {
                self.older(&text, list.evidence, difference);
            }
        }
    }

    /// Compares the known entries of a list without an indication of its content.
    fn unknown(&mut self, list: &List) {
        let operation = self.operation;
        for field in &list.fields {
            if let Some(known) = operation.parameters.iter().find(|one| one.is_named(&field.name)) {
                self.parameter(known.place, known, field, list);
            } else if let Some(schema) = operation.body.and_then(json_schema) {
                self.field(schema, "request", Request, field, (list.evidence, false));
            }
        }
    }

    fn body(&mut self, list: &List) {
        let Some(schema) = self.operation.body.and_then(json_schema) else { return };
        for field in &list.fields {
            self.field(schema, "request", Request, field, (list.evidence, true));
        }
    }

    fn response(&mut self, list: &List) {
        let success = self.operation.responses.iter().find(|(status, _)| status.starts_with('2'));
        let Some((status, Some(schema))) = success.map(|(status, one)| (status, json_schema(one)))
        else {
            return;
        };
        for field in &list.fields {
            self.field(schema, status, Response, field, (list.evidence, true));
        }
    }

    /// Compares a field by its dotted name; `report_unknown` if the list certainly belongs to this
    /// body.
    fn field(
        &mut self,
        schema: &'d serde_json::Value,
        text: &str,
        side: Direction,
        field: &Field,
        (evidence, report_unknown): (Evidence, bool),
    ) {
        let mut parts = vec![schema];
        let mut place = String::new();
        let names: Vec<&str> = field.name.split('.').collect();
        for (at, name) in names.iter().enumerate() {
            let last = at + 1 == names.len();
            let mut schema = Schema::of(self.contract, &Usage::of(self.contract, &parts));
            while let Some(items) = schema.items.clone() {
                place.push_str("[]");
                schema = Schema::of(self.contract, &Usage::of(self.contract, &items));
            }
            let name = name.trim_end_matches("[]");
            place = format!("{place}.{name}");
            let Some(next) = schema.field(name) else {
                // The fields of unions and free-form objects are not listed here.
                let closed = schema.union.is_none() && !schema.fields.is_empty();
                if report_unknown && closed && last {
                    let change = Change::FieldAdded { required: field.required };
                    let what = "a field that the contract does not know";
                    self.note(text, side, evidence, Difference::new(change, what).at(&place));
                }
                return;
            };
            parts = next.to_vec();
            if !last {
                continue;
            }
            let inside = Schema::of(self.contract, &Usage::of(self.contract, &parts));
            if let Some(difference) = misfit(inside.types, field.types) {
                self.note(text, side, evidence, difference.at(&place));
            }
            if side == Request && field.required && !schema.required.contains(name) {
                let change =
                    Change::FieldRequired { now: true, tolerated: false, same_type: false };
                let difference = Difference::new(change, "the page says it is required");
                self.note(text, side, evidence, difference.at(&place));
            }
            self.limits(text, &place, side, (&inside, field), evidence);
        }
    }
}

/// Returns two incompatible types, if both sides have one.
fn misfit(ours: Option<Types>, theirs: Option<Types>) -> Option<Difference> {
    let (ours, theirs) = (ours?, theirs?);
    let what = format!("the page says {theirs}, the contract {ours}");
    (!theirs.has(ours))
        .then(|| Difference::new(Change::Retyped { reads: false }, what).values(ours, theirs))
}

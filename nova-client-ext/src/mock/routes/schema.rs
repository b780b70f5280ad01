//! Validates JSON values against schemas of the contract.
//!
//! It reads the contract at run time, so it contains no names, types or limits. It supports the
//! constructs that the code generation supports; the contract has no others. It reports every
//! violation. Messages contain no values, since these may be résumés.

use chrono::{DateTime, NaiveDate};
use serde_json::{Map, Value};
use url::Url;

/// One violation: its path, a code and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// `applications[3].resume.content`; empty for the value as a whole.
    pub(crate) path: String,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// Checks a value against a schema of this document.
pub(crate) fn violations(document: &Value, schema: &Value, value: &Value) -> Vec<Violation> {
    let mut walk = Walk { document, found: Vec::new() };
    walk.value("", schema, value);
    walk.found
}

/// Resolves a reference; returns the schema itself if it is none.
pub(crate) fn resolve<'a>(document: &'a Value, mut schema: &'a Value) -> &'a Value {
    // The code generation rejects cycles of bare references.
    while let Some(next) = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|target| document.pointer(target.strip_prefix('#')?))
    {
        schema = next;
    }
    schema
}

struct Walk<'a> {
    document: &'a Value,
    found: Vec<Violation>,
}

impl<'a> Walk<'a> {
    fn value(&mut self, path: &str, schema: &'a Value, value: &Value) {
        let schema = resolve(self.document, schema);
        if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
            self.one_of(path, variants, value);
            return;
        }
        if value.is_null() {
            if !is_true(schema, "nullable") {
                self.add(path, "invalid", "Must not be null");
            }
            return;
        }
        let kind = text(schema, "type");
        if !is_of(kind, value) {
            self.add(path, "invalid", format!("Must be {}", with_article(kind)));
            return;
        }
        self.known(path, schema, value);
        match value {
            Value::String(text) => self.text(path, schema, text),
            Value::Number(number) => self.number(path, schema, number.as_f64()),
            Value::Array(items) => self.list(path, schema, items),
            Value::Object(fields) => self.object(path, schema, fields),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Validates "this or null", a union by JSON type, or an internally tagged union.
    fn one_of(&mut self, path: &str, variants: &'a [Value], value: &Value) {
        if variants.iter().any(is_null_only) {
            if !value.is_null() {
                variants
                    .iter()
                    .filter(|variant| !is_null_only(variant))
                    .for_each(|one| self.value(path, one, value));
            }
            return;
        }
        let resolved = || variants.iter().map(|variant| resolve(self.document, variant));
        let Some(tag) = resolved().next().and_then(tag_of) else {
            let fitting = resolved().find(|variant| is_of(text(variant, "type"), value));
            let kinds: Vec<_> =
                resolved().map(|variant| with_article(text(variant, "type"))).collect();
            match fitting {
                Some(variant) => self.value(path, variant, value),
                None => self.add(path, "invalid", format!("Must be {}", kinds.join(" or "))),
            }
            return;
        };
        let Some(fields) = value.as_object() else {
            self.add(path, "invalid", "Must be an object");
            return;
        };
        let Some(named) = fields.get(tag) else {
            self.add(&field_path(path, tag), "required", "Is required");
            return;
        };
        let is_named = |variant: &&Value| {
            let values =
                variant.pointer(&format!("/properties/{tag}/enum")).and_then(Value::as_array);
            values.is_some_and(|values| values.contains(named))
        };
        if let Some(variant) = resolved().find(is_named) {
            self.value(path, variant, value);
        } else {
            let values = resolved()
                .filter_map(|variant| variant.pointer(&format!("/properties/{tag}/enum/0")));
            self.add(&field_path(path, tag), "invalid", one_of_these(values));
        }
    }

    fn known(&mut self, path: &str, schema: &Value, value: &Value) {
        if let Some(values) = schema.get("enum").and_then(Value::as_array)
            && !values.contains(value)
        {
            self.add(path, "invalid", one_of_these(values));
        }
    }

    fn text(&mut self, path: &str, schema: &Value, text: &str) {
        let characters = text.chars().count() as u64;
        if let Some(min) = count(schema, "minLength").filter(|min| characters < *min) {
            self.add(path, "too_short", format!("Must have at least {}", plural(min, "character")));
        }
        if let Some(most) = count(schema, "maxLength").filter(|most| characters > *most) {
            self.add(path, "too_long", format!("Must have at most {}", plural(most, "character")));
        } else if let Some(most) =
            count(schema, "x-nova-max-bytes").filter(|most| text.len() as u64 > *most)
        {
            self.add(
                path,
                "too_long",
                format!("Must have at most {} in UTF-8", plural(most, "byte")),
            );
        }
        // The code generation allows only patterns for a prefix.
        let beginning = schema
            .get("pattern")
            .and_then(Value::as_str)
            .and_then(|pattern| pattern.strip_prefix('^'));
        if let Some(beginning) = beginning.filter(|beginning| !text.starts_with(beginning)) {
            self.add(path, "invalid", format!("Must begin with {beginning}"));
        } else if let Some(what) =
            format_of(schema).and_then(|(what, fits)| (!fits(text)).then_some(what))
        {
            self.add(path, "invalid", format!("Must be {what}"));
        }
    }

    fn number(&mut self, path: &str, schema: &Value, number: Option<f64>) {
        let bound = |name: &str| schema.get(name).filter(|bound| bound.is_number());
        if let Some(min) = bound("minimum").filter(|min| number < min.as_f64()) {
            self.add(path, "too_small", format!("Must be at least {min}"));
        }
        if let Some(most) = bound("maximum").filter(|most| number > most.as_f64()) {
            self.add(path, "too_large", format!("Must be at most {most}"));
        }
    }

    fn list(&mut self, path: &str, schema: &'a Value, items: &[Value]) {
        let length = items.len() as u64;
        if let Some(min) = count(schema, "minItems").filter(|min| length < *min) {
            self.add(path, "too_few", format!("Must have at least {}", plural(min, "item")));
        }
        if let Some(most) = count(schema, "maxItems").filter(|most| length > *most) {
            self.add(path, "too_many", format!("Must have at most {}", plural(most, "item")));
        }
        let Some(of) = schema.get("items") else { return };
        for (index, item) in items.iter().enumerate() {
            self.value(&format!("{path}[{index}]"), of, item);
        }
    }

    fn object(&mut self, path: &str, schema: &'a Value, fields: &Map<String, Value>) {
        for name in schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !fields.contains_key(name) {
                self.add(&field_path(path, name), "required", "Is required");
            }
        }
        if let Some(min) = count(schema, "minProperties").filter(|min| (fields.len() as u64) < *min)
        {
            self.add(path, "too_few", format!("Must have at least {}", plural(min, "field")));
        }
        if let Some(most) =
            count(schema, "maxProperties").filter(|most| fields.len() as u64 > *most)
        {
            self.add(path, "too_many", format!("Must have at most {}", plural(most, "field")));
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, value) in fields {
            let further = schema.get("additionalProperties");
            match (properties.and_then(|known| known.get(name)), further) {
                (Some(known), _) => self.value(&field_path(path, name), known, value),
                (None, Some(Value::Bool(false))) => {
                    self.add(&field_path(path, name), "invalid", "Is not a known field");
                }
                (None, None | Some(Value::Bool(_))) => {}
                (None, Some(further)) => self.value(&field_path(path, name), further, value),
            }
        }
    }

    fn add(&mut self, path: &str, code: &'static str, message: impl Into<String>) {
        self.found.push(Violation { path: path.to_owned(), code, message: message.into() });
    }
}

fn field_path(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Returns the field that identifies a variant: required, and with a single value.
fn tag_of(variant: &Value) -> Option<&str> {
    let required = variant.get("required")?.as_array()?;
    required.iter().filter_map(Value::as_str).find(|name| {
        let values = variant.pointer(&format!("/properties/{name}/enum")).and_then(Value::as_array);
        values.is_some_and(|values| values.len() == 1)
    })
}

fn is_null_only(schema: &Value) -> bool {
    schema
        .get("enum")
        .and_then(Value::as_array)
        .is_some_and(|values| values.as_slice() == [Value::Null])
}

/// Returns whether a value has this type. As in OpenAPI 3.0, an integer has no fraction.
fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

/// The description of a format, and its predicate.
type Format = (&'static str, fn(&str) -> bool);

/// Returns the format of a string schema, if there is one. Number formats are not checked.
fn format_of(schema: &Value) -> Option<Format> {
    match text(schema, "format") {
        "date-time" => Some(("a date and time as in 2025-12-14T10:30:45Z", |text| {
            DateTime::parse_from_rfc3339(text).is_ok()
        })),
        "date" => Some(("a date as in 2025-12-14", |text| text.parse::<NaiveDate>().is_ok())),
        "uri" => Some(("a valid URL", |text| Url::parse(text).is_ok())),
        _ => None,
    }
}

fn one_of_these<'v>(values: impl IntoIterator<Item = &'v Value>) -> String {
    let values: Vec<&str> = values.into_iter().filter_map(Value::as_str).collect();
    format!("Must be one of {}", values.join(", "))
}

fn with_article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {kind}")
}

fn plural(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn count(schema: &Value, name: &str) -> Option<u64> {
    schema.get(name).and_then(Value::as_u64)
}

fn text<'v>(schema: &'v Value, name: &str) -> &'v str {
    schema.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn is_true(schema: &Value, name: &str) -> bool {
    schema.get(name) == Some(&Value::Bool(true))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Returns the violations of a body against a component schema, as `path code`.
    fn violations_of(schema: &str, body: &Value) -> Vec<String> {
        let contract: Value = serde_json::from_str(nova_client::CONTRACT).unwrap();
        let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
        sorted(&contract, &schema, body)
    }

    /// Returns the violations sorted, because the order of fields depends on the features of
    /// `serde_json`.
    fn sorted(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
        let found = violations(document, schema, value);
        let mut violations: Vec<_> =
            found.iter().map(|one| format!("{} {}", one.path, one.code)).collect();
        violations.sort();
        violations
    }

    fn submission() -> Value {
        json!({"jobDescription": "Engineer", "applications": [
            {"applicationId": "app-1", "resume": {"type": "url", "url": "https://files.example/cv.pdf"}},
            {"applicationId": "app-2", "resume": {"type": "text", "content": "x".repeat(50)}, "unheardOf": 1}]})
    }

    #[test]
    fn a_documented_body_has_no_violations() {
        assert_eq!(violations_of("ScoringBatchSubmission", &submission()), [""; 0]);
        assert_eq!(violations_of("LibraryCriterionUpdate", &json!({"category": null})), [""; 0]);
        assert_eq!(violations_of("AnswerValue", &json!("one")), [""; 0]);
        assert_eq!(violations_of("AnswerValue", &json!(["one", "two"])), [""; 0]);
    }

    #[test]
    fn every_violation_is_reported_with_its_path() {
        let mut body = submission();
        body["jobDescription"] = json!("");
        body["roleKnowledge"] = json!("é".repeat(15_001));
        body["applications"][0]["resume"]["url"] = json!("http://files.example/cv.pdf");
        body["applications"][1]["resume"]["content"] = json!("short");
        body["applications"][1]["applicationData"] =
            json!({"applicationAnswers": [{"question": 1}], "context": null});
        assert_eq!(
            violations_of("ScoringBatchSubmission", &body),
            [
                "applications[0].resume.url invalid",
                "applications[1].applicationData.applicationAnswers[0].answer required",
                "applications[1].applicationData.applicationAnswers[0].question invalid",
                "applications[1].applicationData.context invalid",
                "applications[1].resume.content too_short",
                "jobDescription too_short",
                "roleKnowledge too_long",
            ]
            .map(str::to_owned)
        );
    }

    #[test]
    fn lists_and_objects_are_counted() {
        let mut body = submission();
        body["applications"] = json!([]);
        assert_eq!(violations_of("ScoringBatchSubmission", &body), ["applications too_few"]);
        body["applications"] = vec![submission()["applications"][0].clone(); 26].into();
        assert_eq!(violations_of("ScoringBatchSubmission", &body), ["applications too_many"]);
        assert_eq!(violations_of("CriterionUpdate", &json!({})), [" too_few"]);
    }

    #[test]
    fn a_union_is_validated_by_its_tag() {
        for (resume, what) in [
            (json!({}), "type required"),
            (json!({"type": "fax"}), "type invalid"),
            (json!({"type": null}), "type invalid"),
            (json!({"type": "url"}), "url required"),
            (json!({"type": "text"}), "content required"),
            (json!("text"), " invalid"),
            (json!({"type": "url", "url": "https://"}), "url invalid"),
        ] {
            assert_eq!(violations_of("Resume", &resume), [what], "{resume}");
        }
    }

    #[test]
    fn text_length_is_checked_in_characters_and_in_bytes() {
        let resume = |content: String| json!({"type": "text", "content": content});
        assert_eq!(violations_of("Resume", &resume("é".repeat(51_200))), [""; 0]);
        assert_eq!(violations_of("Resume", &resume("é".repeat(51_201))), ["content too_long"]);
        assert_eq!(violations_of("Resume", &resume("x".repeat(102_401))), ["content too_long"]);
    }

    #[test]
    fn values_outside_an_enum_are_invalid() {
        let contract: Value = serde_json::from_str(nova_client::CONTRACT).unwrap();
        let schema = json!({"$ref": "#/components/schemas/NewCriterion"});
        let found = violations(&contract, &schema, &json!({"text": "Go", "importance": "secret"}));
        assert_eq!(found[0].message, "Must be one of MUST_HAVE, PREFERRED, NICE_TO_HAVE");
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn numbers_and_nullable_values_are_validated() {
        let schema = json!({"type": "object", "additionalProperties": false, "maxProperties": 3, "properties": {
            "score": {"type": "integer", "minimum": 1, "maximum": 10},
            "since": {"type": "string", "format": "date-time", "nullable": true},
            "day": {"type": "string", "format": "date"},
            "part": {"oneOf": [{"type": "number", "maximum": 1}, {"type": "number", "nullable": true, "enum": [null]}]}}});
        for (value, what) in [
            (json!({"score": 10, "since": null, "part": null}), &[][..]),
            (
                json!({"score": 0, "since": "2025-12-14T10:30:45.000Z", "part": 0.5}),
                &["score too_small"],
            ),
            (
                json!({"score": 11, "since": "2025-12-14", "part": 1.5}),
                &["part too_large", "score too_large", "since invalid"],
            ),
            (json!({"score": 1.0}), &["score invalid"]),
            (json!({"score": null}), &["score invalid"]),
            (json!({"day": "2025-02-30", "more": 1}), &["day invalid", "more invalid"]),
            (
                json!({"a": 1, "b": 1, "c": 1, "d": 1}),
                &[" too_many", "a invalid", "b invalid", "c invalid", "d invalid"],
            ),
        ] {
            assert_eq!(sorted(&Value::Null, &schema, &value), what, "{value}");
        }
    }
}

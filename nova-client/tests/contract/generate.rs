//! Makes bodies from the schemas of the contract, the same ones for the same seed.

use serde_json::{Map, Number, Value, json};

/// How faithful a made body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fidelity {
    /// As the contract promises.
    Conforming,
    /// As an response may still come: lists and nullable fields absent or null, numbers out of their
    /// bounds, enum values nobody has seen.
    Tolerated,
    /// As promised, with a field nobody has seen in every object.
    WithUnknownFields,
}

/// Makes bodies of a document's schemas.
pub(crate) struct BodyGenerator<'a> {
    document: &'a Value,
    fidelity: Fidelity,
    state: u64,
}

impl<'a> BodyGenerator<'a> {
    pub(crate) fn new(document: &'a Value, fidelity: Fidelity, seed: u64) -> Self {
        Self { document, fidelity, state: seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) }
    }

    /// A body of the component schema `name`.
    pub(crate) fn component(&mut self, name: &str) -> Value {
        self.value(&json!({"$ref": format!("#/components/schemas/{name}")}), 0)
    }

    /// A number below `limit` (xorshift: small, and the same everywhere).
    fn below(&mut self, limit: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % limit.max(1)
    }

    fn chance(&mut self, one_in: u64) -> bool {
        self.below(one_in) == 0
    }

    fn pick<'v>(&mut self, values: &'v [Value]) -> &'v Value {
        let index = self.below(values.len() as u64);
        &values[usize::try_from(index).unwrap()]
    }

    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.document.pointer(&target[1..]).expect("references lead somewhere");
            return self.value(target, depth);
        }
        if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
            let variant = self.pick(variants);
            return self.value(variant, depth);
        }
        let tolerated = self.fidelity == Fidelity::Tolerated;
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            // One value alone is a tag or null, and neither is open.
            return if tolerated && values.len() > 1 && self.chance(4) {
                json!("a value nobody has seen é…")
            } else {
                self.pick(values).clone()
            };
        }
        if is_nullable(schema) && (depth > 6 || self.chance(4)) {
            return Value::Null;
        }
        match schema["type"].as_str() {
            Some("boolean") => Value::Bool(self.chance(2)),
            Some("integer") => json!(self.integer(schema)),
            Some("number") => self.number(schema),
            Some("array") => self.list(schema, depth),
            Some("object") => self.object(schema, depth),
            _ => Value::String(self.text(schema)),
        }
    }

    fn integer(&mut self, schema: &Value) -> i64 {
        if self.fidelity == Fidelity::Tolerated && self.chance(4) {
            let extremes = [i64::MIN, -1, 0, i64::from(i32::MAX) + 1, i64::MAX];
            return extremes[usize::try_from(self.below(5)).unwrap()];
        }
        let exclusive = |key: &str| i64::from(schema[key] == json!(true));
        let least =
            schema["minimum"].as_i64().map_or(-1000, |least| least + exclusive("exclusiveMinimum"));
        let most = schema["maximum"]
            .as_i64()
            .map_or(least + 2000, |most| most - exclusive("exclusiveMaximum"));
        let step = schema["multipleOf"].as_i64().unwrap_or(1);
        let first = least + (step - least.rem_euclid(step)) % step;
        first
            + step
                * i64::try_from(self.below(u64::try_from((most - first) / step + 1).unwrap()))
                    .unwrap()
    }

    fn number(&mut self, schema: &Value) -> Value {
        let least = schema["minimum"].as_f64().unwrap_or(-1000.0);
        let most = schema["maximum"].as_f64().unwrap_or(least + 2000.0);
        // Never the bounds themselves, which may be excluded; eighths are exact.
        let eighth = f64::from(u32::try_from(1 + self.below(7)).unwrap()) / 8.0;
        Number::from_f64(least + (most - least) * eighth).map_or(Value::Null, Value::Number)
    }

    fn text(&mut self, schema: &Value) -> String {
        const LETTERS: [char; 8] = ['a', 'Z', '0', ' ', '"', '\\', 'é', '…'];
        if let Some(example) = schema["example"].as_str() {
            return example.to_owned();
        }
        assert!(
            schema.get("pattern").is_none(),
            "a `pattern` needs an `example` that fits it: {schema}"
        );
        let (hour, minute) = (self.below(24), self.below(60));
        match schema["format"].as_str() {
            Some("date-time") => match self.below(3) {
                0 => format!("2025-12-14T{hour:02}:{minute:02}:45Z"),
                1 => format!("2025-12-14T{hour:02}:{minute:02}:45.{:03}Z", self.below(1000)),
                _ => format!("2025-12-14T{hour:02}:{minute:02}:45+05:30"),
            },
            Some("date") => format!("2025-12-{:02}", 1 + self.below(31)),
            Some("uri") => format!("https://example.com/{hour}?q={minute}"),
            _ => {
                let least = schema["minLength"].as_u64().unwrap_or(0);
                let most = schema["maxLength"].as_u64().unwrap_or(least + 12).min(least + 12);
                let length = least + self.below(most - least + 1);
                (0..length).map(|_| LETTERS[usize::try_from(self.below(8)).unwrap()]).collect()
            }
        }
    }

    fn list(&mut self, schema: &Value, depth: usize) -> Value {
        let least = schema["minItems"].as_u64().unwrap_or(0);
        let most = schema["maxItems"].as_u64().unwrap_or(least + 3).min(least + 3);
        let length = if depth > 6 { least } else { least + self.below(most - least + 1) };
        let mut items: Vec<Value> =
            (0..length).map(|_| self.value(&schema["items"], depth + 1)).collect();
        if schema["uniqueItems"] == json!(true) {
            items.dedup();
        }
        Value::Array(items)
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut fields = Map::new();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let is_list = self.resolved(field)["type"] == "array";
            let may_lack = is_list || is_nullable(field) || is_nullable(self.resolved(field));
            let needed = required.contains(&name.as_str());
            if self.fidelity == Fidelity::Tolerated && may_lack && self.chance(3) {
                if self.chance(2) {
                    fields.insert(name.clone(), Value::Null);
                }
            } else if needed || (depth < 6 && self.chance(2)) {
                fields.insert(name.clone(), self.value(field, depth + 1));
            }
        }
        match &schema["additionalProperties"] {
            Value::Bool(true) => {
                drop(fields.insert("another".to_owned(), json!({"kept": [1, "two"]})))
            }
            more @ Value::Object(_) => {
                drop(fields.insert("another".to_owned(), self.value(more, depth + 1)))
            }
            _ if self.fidelity == Fidelity::WithUnknownFields
                && schema.get("properties").is_some() =>
            {
                fields.insert("aMemberNobodyHasSeen".to_owned(), json!({"a": [null, 1.5]}));
            }
            _ => {}
        }
        Value::Object(fields)
    }

    fn resolved<'v>(&self, schema: &'v Value) -> &'v Value
    where
        'a: 'v,
    {
        let target = schema.get("$ref").and_then(Value::as_str);
        target.and_then(|target| self.document.pointer(&target[1..])).unwrap_or(schema)
    }
}

fn is_nullable(schema: &Value) -> bool {
    schema["nullable"] == json!(true)
        || schema["oneOf"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["enum"] == json!([null])))
}

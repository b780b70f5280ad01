//! Generates bodies from the schemas of the contract, deterministically for each seed.

use serde_json::{Map, Number, Value, json};

/// How closely a generated body follows the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fidelity {
    /// Conforms to the contract.
    Conforming,
    /// Deviates as far as decoding tolerates: lists and nullable fields absent or null, numbers out
    /// of bounds, unknown enum values.
    Tolerated,
    /// Conforms, with an unknown field in every object.
    WithUnknownFields,
}

/// From this depth on, optional parts are omitted.
const MAX_DEPTH: usize = 6;

/// Generates bodies of a document's schemas.
pub(crate) struct BodyGenerator<'a> {
    document: &'a Value,
    fidelity: Fidelity,
    state: u64,
    /// The reason why no body can be generated: a pattern without an example.
    obstacle: Option<String>,
}

impl<'a> BodyGenerator<'a> {
    pub(crate) fn new(document: &'a Value, fidelity: Fidelity, seed: u64) -> Self {
        let state = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self { document, fidelity, state, obstacle: None }
    }

    /// Returns a body of the component schema `name`, or why none can be generated.
    pub(crate) fn component(&mut self, name: &str) -> Result<Value, String> {
        let body = self.value(&json!({"$ref": format!("#/components/schemas/{name}")}), 0);
        self.obstacle.take().map_or(Ok(body), Err)
    }

    /// Returns a number below `limit` (xorshift: simple and platform-independent).
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
        if is_nullable(schema) && (depth > MAX_DEPTH || self.chance(4)) {
            return Value::Null;
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.document.pointer(&target[1..]).expect("an existing schema");
            return self.value(target, depth);
        }
        if let Some([single]) = schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
            return self.value(single, depth);
        }
        if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
            let variant = self.pick(variants);
            return self.value(variant, depth);
        }
        let tolerated = self.fidelity == Fidelity::Tolerated;
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            // An enum with one value is a tag or null, and not open.
            return if tolerated && values.len() > 1 && self.chance(4) {
                if schema["type"] == "integer" { json!(987_654) } else { json!("unknown é…") }
            } else {
                self.pick(values).clone()
            };
        }
        match kind(schema) {
            "boolean" => Value::Bool(self.chance(2)),
            "integer" => self.integer(schema),
            "number" => self.number(schema),
            "array" => self.list(schema, depth),
            "object" => self.object(schema, depth),
            "string" => Value::String(self.text(schema)),
            _ => json!({"any": [1, "two", {"three": 3.5}]}),
        }
    }

    fn integer(&mut self, schema: &Value) -> Value {
        if self.fidelity == Fidelity::Tolerated && self.chance(4) {
            let extremes = [i64::MIN, -1, 0, i64::from(i32::MAX) + 1, i64::MAX];
            let extreme = extremes[usize::try_from(self.below(5)).unwrap()];
            let is_unsigned = schema["format"] == "uint64";
            return json!(if is_unsigned { extreme.max(0) } else { extreme });
        }
        let (lowest, highest) = match schema["format"].as_str() {
            Some("int8") => (i8::MIN.into(), i8::MAX.into()),
            Some("int16") => (i16::MIN.into(), i16::MAX.into()),
            Some("int32") => (i32::MIN.into(), i32::MAX.into()),
            Some("uint8") => (0, u8::MAX.into()),
            Some("uint16") => (0, u16::MAX.into()),
            Some("uint32") => (0, u32::MAX.into()),
            Some("uint64") => (0, u64::MAX.into()),
            _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
        };
        let bound = |key: &str, exclusive: &str| {
            let number =
                schema[key].as_i64().map(i128::from).or(schema[key].as_u64().map(i128::from));
            number.map(|number| (number, i128::from(schema[exclusive] == json!(true))))
        };
        let min = bound("minimum", "exclusiveMinimum").map(|(min, one)| min + one);
        let max = bound("maximum", "exclusiveMaximum").map(|(max, one)| max - one);
        let min_value = min.unwrap_or_else(|| max.map_or(-1000, |max| max - 2000)).max(lowest);
        let max_value = max.unwrap_or(min_value + 2000).min(highest);
        let step = schema["multipleOf"].as_i64().map_or(1, i128::from).max(1);
        let first = min_value + (step - min_value.rem_euclid(step)) % step;
        let count = u64::try_from((max_value - first) / step).unwrap_or(0).saturating_add(1);
        let number = first + step * i128::from(self.below(count));
        u64::try_from(number)
            .map_or_else(|_| json!(i64::try_from(number).unwrap_or(0)), |n| json!(n))
    }

    fn number(&mut self, schema: &Value) -> Value {
        let min_value = schema["minimum"].as_f64().unwrap_or(-1000.0);
        let max_value = schema["maximum"].as_f64().unwrap_or(min_value + 2000.0);
        if let Some(step) = schema["multipleOf"].as_f64() {
            return json!((min_value / step).ceil() * step);
        }
        // Never the bounds themselves, which may be exclusive; eighths are exact.
        let eighth = f64::from(u32::try_from(1 + self.below(7)).unwrap()) / 8.0;
        Number::from_f64(min_value + (max_value - min_value) * eighth)
            .map_or(Value::Null, Value::Number)
    }

    fn text(&mut self, schema: &Value) -> String {
        const LETTERS: [char; 8] = ['a', 'Z', '0', ' ', '"', '\\', 'é', '…'];
        if let Some(example) = schema["example"].as_str() {
            return example.to_owned();
        }
        if let Some(pattern) = schema["pattern"].as_str() {
            self.obstacle = Some(format!(
                "has the pattern {pattern} without an `example` that matches it; add one there"
            ));
            return String::new();
        }
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
                let min_value = schema["minLength"].as_u64().unwrap_or(0);
                let max_value =
                    schema["maxLength"].as_u64().unwrap_or(min_value + 12).min(min_value + 12);
                let length = min_value + self.below(max_value - min_value + 1);
                (0..length).map(|_| LETTERS[usize::try_from(self.below(8)).unwrap()]).collect()
            }
        }
    }

    fn list(&mut self, schema: &Value, depth: usize) -> Value {
        let min_value = schema["minItems"].as_u64().unwrap_or(0);
        let max_value = schema["maxItems"].as_u64().unwrap_or(min_value + 3).min(min_value + 3);
        let length = if depth > MAX_DEPTH {
            min_value
        } else {
            min_value + self.below(max_value - min_value + 1)
        };
        let mut items: Vec<Value> = Vec::new();
        for _ in 0..length {
            let item = self.value(&schema["items"], depth + 1);
            if schema["uniqueItems"] != json!(true) || !items.contains(&item) {
                items.push(item);
            }
        }
        Value::Array(items)
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let min_value = schema["minProperties"].as_u64().unwrap_or(0);
        let mut fields = Map::new();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let is_list = kind(self.resolved(field)) == "array";
            let may_be_absent = is_list || is_nullable(field) || is_nullable(self.resolved(field));
            let is_needed = required.contains(&name.as_str()) || (fields.len() as u64) < min_value;
            if self.fidelity == Fidelity::Tolerated && may_be_absent && self.chance(3) {
                if self.chance(2) {
                    fields.insert(name.clone(), Value::Null);
                }
            } else if is_needed || (depth < MAX_DEPTH && self.chance(2)) {
                fields.insert(name.clone(), self.value(field, depth + 1));
            }
        }
        match &schema["additionalProperties"] {
            Value::Bool(true) => {
                drop(fields.insert("another".to_owned(), json!({"kept": [1, "two"]})));
            }
            // A recursive map ends with an empty one.
            values @ Value::Object(_) if depth < MAX_DEPTH => {
                drop(fields.insert("another".to_owned(), self.value(values, depth + 1)));
            }
            _ if self.fidelity == Fidelity::WithUnknownFields
                && schema.get("properties").is_some() =>
            {
                fields.insert("unknownField".to_owned(), json!({"a": [null, 1.5]}));
            }
            _ => {}
        }
        Value::Object(fields)
    }

    fn resolved<'v>(&self, schema: &'v Value) -> &'v Value
    where
        'a: 'v,
    {
        let schema = schema.pointer("/allOf/0").unwrap_or(schema);
        let target = schema.get("$ref").and_then(Value::as_str);
        target.and_then(|target| self.document.pointer(&target[1..])).unwrap_or(schema)
    }
}

/// Returns the JSON type of a schema's values; empty if any is allowed.
fn kind(schema: &Value) -> &str {
    match schema["type"].as_str() {
        Some(kind) => kind,
        None if schema.get("properties").is_some() => "object",
        None if schema.get("additionalProperties").is_some() => "object",
        None if schema.get("items").is_some() => "array",
        None => "",
    }
}

fn is_nullable(schema: &Value) -> bool {
    schema["nullable"] == json!(true)
        || schema["oneOf"]
            .as_array()
            .is_some_and(|variants| variants.iter().any(|one| one["enum"] == json!([null])))
}

#[test]
fn bodies_of_recursive_and_extreme_schemas_are_valid() {
    let document = json!({"components": {"schemas": {
        "Map": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Map"}},
        "One": {"type": "object", "properties": {"two": {"$ref": "#/components/schemas/Two"}}},
        "Two": {"type": "object", "properties": {"one": {"$ref": "#/components/schemas/One"}}},
        "Large": {"type": "integer", "minimum": 1, "maximum": i64::MAX},
        "Small": {"type": "integer", "maximum": i64::MIN},
        "Coded": {"type": "string", "pattern": "^[a-z]$"},
    }}});
    for seed in 0..64 {
        let mut generator = BodyGenerator::new(&document, Fidelity::Conforming, seed);
        for name in ["Map", "One", "Two"] {
            assert!(generator.component(name).unwrap().is_object());
        }
        assert!(generator.component("Large").unwrap().as_i64().unwrap() >= 1);
        assert_eq!(generator.component("Small").unwrap(), json!(i64::MIN));
        let obstacle = generator.component("Coded").unwrap_err();
        assert!(obstacle.contains("without an `example`"), "{obstacle}");
    }
}

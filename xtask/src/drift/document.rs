//! One OpenAPI document: read from JSON or YAML, its references checked once and followed only
//! inside it.

use std::collections::HashSet;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::source::Source;
use super::yaml;
use crate::workspace::Unable;

/// A JSON object as `serde_json` keeps it.
pub(super) type Object = Map<String, Value>;

/// An OpenAPI 3.0 or 3.1 document whose references all lead somewhere inside it.
#[derive(Debug)]
pub struct Document {
    /// What a person calls it.
    pub name: String,
    /// All of it.
    pub value: Value,
    /// Whether it follows 3.1, where a schema is JSON Schema and siblings of `$ref` count.
    pub modern: bool,
}

impl Document {
    /// Reads a document; a reason when it is not one or when a reference of it cannot be followed.
    pub fn read(source: &Source) -> Result<Self, Unable> {
        let unable = |why: String| Unable(format!("{}: {why}", source.name));
        let value = parse(&source.text).map_err(unable)?;
        Self::from_value(&source.name, value)
    }

    /// The same from a value that has been parsed already.
    pub fn from_value(name: &str, value: Value) -> Result<Self, Unable> {
        let unable = |why: &str| Unable(format!("{name}: {why}"));
        let version = match value.get("openapi") {
            Some(Value::String(version)) => version.clone(),
            Some(Value::Number(version)) => version.to_string(),
            _ if value.get("swagger").is_some() => {
                return Err(unable("is a Swagger 2.0 document; OpenAPI 3.0 and 3.1 are read"));
            }
            _ => return Err(unable("is not an OpenAPI document: it has no `openapi` field")),
        };
        let modern = match version.split('.').take(2).collect::<Vec<_>>()[..] {
            ["3", "0"] => false,
            ["3", "1" | "2"] => true,
            _ => return Err(unable(&format!("says OpenAPI {version}; 3.0 and 3.1 are read"))),
        };
        let mut value = value;
        // 3.0 has no word for webhooks; what tools agree on means the same.
        if let (false, Some(fields)) = (value.get("webhooks").is_some(), value.as_object_mut())
            && let Some(webhooks) = fields.remove("x-webhooks")
        {
            fields.insert("webhooks".to_owned(), webhooks);
        }
        for part in ["paths", "components", "webhooks"] {
            if value.get(part).is_some_and(|part| !part.is_object()) {
                return Err(unable(&format!("its `{part}` is not an object")));
            }
        }
        if !["paths", "components", "webhooks"].iter().any(|part| value.get(part).is_some()) {
            return Err(unable("is not an OpenAPI document: it has neither paths nor components"));
        }
        let document = Self { name: name.to_owned(), value, modern };
        document.check_references().map_err(|why| unable(&why))?;
        Ok(document)
    }

    /// What a reference leads to; `None` for a value that is no reference.
    pub(super) fn target<'d>(&'d self, value: &'d Value) -> Option<(&'d str, &'d Value)> {
        let reference = value.get("$ref")?.as_str()?;
        Some((reference, self.find(reference)?))
    }

    /// The value behind any chain of references, which `read` has found to end.
    pub(super) fn follow<'d>(&'d self, mut value: &'d Value) -> &'d Value {
        // The bound only guards documents changed behind our back.
        for _ in 0..1000 {
            match self.target(value) {
                Some((_, next)) => value = next,
                None => break,
            }
        }
        value
    }

    fn find(&self, reference: &str) -> Option<&Value> {
        let pointer = reference.strip_prefix('#')?;
        let pointer = percent_decoded(pointer)?;
        if pointer.is_empty() || pointer.starts_with('/') {
            self.value.pointer(&pointer)
        } else {
            None
        }
    }

    fn check_references(&self) -> Result<(), String> {
        let mut places = vec![(Place::Root, &self.value)];
        while let Some((place, value)) = places.pop() {
            match value {
                // The examples of a 3.1 schema are values, not Example objects.
                Value::Array(_) if place == Place::Examples => {}
                Value::Array(items) => {
                    places.extend(items.iter().map(|item| (place.inside("[]"), item)))
                }
                Value::Object(fields) => {
                    if let (true, Some(Value::String(reference))) =
                        (place.has_keywords(), fields.get("$ref"))
                    {
                        self.check_reference(value, reference)?;
                    }
                    for (key, field) in fields {
                        if !place.is_data(key) {
                            places.push((place.inside(key), field));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn check_reference<'d>(&'d self, value: &'d Value, reference: &str) -> Result<(), String> {
        if !reference.starts_with('#') {
            return Err(format!(
                "refers to \"{reference}\", outside itself, which is never followed; bundle it into one document first"
            ));
        }
        let mut seen = HashSet::new();
        let mut at = value;
        while let Some(next) = at.get("$ref").and_then(Value::as_str) {
            let Some(target) = self.find(next) else {
                return Err(format!("refers to \"{next}\", which leads nowhere"));
            };
            if !seen.insert(std::ptr::from_ref(target)) {
                return Err(format!("refers to \"{next}\", which leads back to itself"));
            }
            at = target;
        }
        Ok(())
    }
}

/// What kind of object a walk stands in: one with keywords, or one whose keys are names somebody
/// chose.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Keywords,
    Names,
    /// `examples`: named Example objects, or the bare values of a 3.1 schema.
    Examples,
}

impl Place {
    fn has_keywords(self) -> bool {
        self != Self::Names && self != Self::Examples
    }

    fn inside(self, key: &str) -> Self {
        if !self.has_keywords() {
            return Self::Keywords;
        }
        match key {
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas"
            | "schemas" | "responses" | "parameters" | "requestBodies" | "headers"
            | "securitySchemes" | "links" | "callbacks" | "pathItems" | "content" | "encoding"
            | "paths" | "webhooks" | "variables" => Self::Names,
            "examples" => Self::Examples,
            _ => Self::Keywords,
        }
    }

    /// Whether what stands under a key is a value of the API, in which `$ref` is an ordinary word.
    fn is_data(self, key: &str) -> bool {
        self.has_keywords()
            && (key.starts_with("x-")
                || matches!(
                    key,
                    "example" | "default" | "enum" | "const" | "value" | "mapping" | "security"
                ))
    }
}

/// Reads JSON or YAML, whichever it is.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with(['{', '[']) {
        let mut reader = serde_json::Deserializer::from_str(text);
        let json =
            UniqueKeys.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
        // A YAML text may begin like JSON; its own error is the less telling one.
        return json.or_else(|error| yaml::read(text).map_err(|_| format!("is not JSON: {error}")));
    }
    yaml::read(text).map_err(|error| format!("is neither JSON nor YAML: {error}"))
}

/// A JSON value in which no key stands twice: which of the two counts is anybody's guess.
struct UniqueKeys;

impl<'de> DeserializeSeed<'de> for UniqueKeys {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for UniqueKeys {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(UniqueKeys)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Object::new();
        while let Some(key) = fields.next_key::<String>()? {
            let value = fields.next_value_seed(UniqueKeys)?;
            if object.insert(key.clone(), value).is_some() {
                return Err(de::Error::custom(format!(
                    "the key \"{key}\" stands twice in one object"
                )));
            }
        }
        Ok(Value::Object(object))
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let (high, low) =
                (char::from(rest.next()?).to_digit(16)?, char::from(rest.next()?).to_digit(16)?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

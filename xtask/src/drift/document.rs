//! An OpenAPI document, read from JSON or YAML, with references that are checked once and resolved
//! only within the document.

use std::collections::{HashMap, HashSet};

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::source::Source;
use super::usage::address;
use super::yaml;
use crate::workspace::Unable;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// An OpenAPI 3.0 or 3.1 document whose references can all be resolved within it.
#[derive(Debug)]
pub struct Document {
    /// The name of the document in reports.
    pub name: String,
    /// The whole document.
    pub value: Value,
    /// Whether it is 3.1, where a schema is JSON Schema and siblings of `$ref` have a meaning.
    pub modern: bool,
    /// The target of each reference, through chains, by the memory address of the reference.
    ends: HashMap<usize, End>,
    /// JSON pointers to the schemas with `$anchor` and `$dynamicAnchor`.
    anchors: HashMap<String, Option<String>>,
}

/// The target of a chain of references.
#[derive(Clone, Debug)]
struct End {
    /// The last reference of the chain.
    reference: String,
    /// Whether the references after the first have no siblings.
    bare: bool,
}

impl Document {
    /// Reads a document. The error says why it is not one, or which reference cannot be resolved.
    pub fn read(source: &Source) -> Result<Self, Unable> {
        let unable = |why: String| Unable(format!("{}: {why}", source.name));
        let value = parse(&source.text).map_err(unable)?;
        Self::from_value(&source.name, value)
    }

    /// Creates a document from a parsed value.
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
            ["3", "1"] => true,
            _ => return Err(unable(&format!("says OpenAPI {version}; 3.0 and 3.1 are read"))),
        };
        let mut value = value;
        // 3.0 has no webhooks, so the common extension for them is used.
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
        let mut anchors = HashMap::new();
        if modern {
            collect_anchors(&value, &mut String::new(), &mut anchors);
        }
        let mut document =
            Self { name: name.to_owned(), value, modern, ends: HashMap::new(), anchors };
        document.resolve_references().map_err(|why| unable(&why))?;
        document.check_security_schemes().map_err(|why| unable(&why))?;
        Ok(document)
    }

    /// Returns the target of a reference, or the end of a chain of bare references; `None` for
    /// other values.
    pub(super) fn target<'d>(&'d self, value: &'d Value) -> Option<(&'d str, &'d Value)> {
        let reference = self.reference(value)?;
        let end = self.ends.get(&address(value)).filter(|end| end.bare);
        let reference = end.map_or(reference, |end| end.reference.as_str());
        Some((reference, self.find(reference)?))
    }

    /// Resolves a value through any chain of references, which `read` has checked.
    pub(super) fn follow<'d>(&'d self, value: &'d Value) -> &'d Value {
        let end = self.ends.get(&address(value));
        end.and_then(|end| self.find(&end.reference)).unwrap_or(value)
    }

    /// Returns the target pointer of a reference. A dynamic reference is resolved to its initial
    /// anchor.
    fn reference<'v>(&self, value: &'v Value) -> Option<&'v str> {
        let dynamic = || value.get("$dynamicRef").filter(|_| self.modern);
        value.get("$ref").or_else(dynamic)?.as_str()
    }

    fn find(&self, reference: &str) -> Option<&Value> {
        let pointer = percent_decoded(reference.strip_prefix('#')?)?;
        if pointer.is_empty() || pointer.starts_with('/') {
            self.value.pointer(&pointer)
        } else {
            self.value.pointer(self.anchors.get(&pointer)?.as_deref()?)
        }
    }

    /// Resolves every reference once, so that long chains take linear time.
    fn resolve_references(&mut self) -> Result<(), String> {
        let mut ends = HashMap::new();
        let mut places = vec![(Place::Root, &self.value)];
        while let Some((place, value)) = places.pop() {
            match value {
                // The examples of a 3.1 schema are values, not Example objects.
                Value::Array(_) if place == Place::Examples => {}
                Value::Array(items) => {
                    places.extend(items.iter().map(|item| (place.inside("[]"), item)));
                }
                Value::Object(fields) => {
                    if place.has_keywords() && self.reference(value).is_some() {
                        self.resolve(value, &mut ends)?;
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
        self.ends = ends;
        Ok(())
    }

    fn resolve(&self, value: &Value, ends: &mut HashMap<usize, End>) -> Result<(), String> {
        let mut chain: Vec<&Value> = Vec::new();
        let mut on_chain = HashSet::new();
        let mut at = value;
        let mut end = None;
        while let Some(reference) = self.reference(at) {
            if let Some(known) = ends.get(&address(at)) {
                end = Some(known.clone());
                break;
            }
            if !reference.starts_with('#') {
                return Err(format!(
                    "refers to \"{reference}\", outside itself, which is never followed; bundle it into one document first"
                ));
            }
            let target = self
                .find(reference)
                .ok_or_else(|| format!("refers to \"{reference}\", which leads nowhere"))?;
            if !on_chain.insert(address(at)) {
                return Err(format!("refers to \"{reference}\", which leads back to itself"));
            }
            chain.push(at);
            at = target;
            if self.reference(at).is_none() {
                end = Some(End { reference: reference.to_owned(), bare: true });
            }
        }
        let Some(mut end) = end else { return Ok(()) };
        // In 3.1 the siblings of a reference have a meaning, so such a reference is not skipped.
        let is_bare = |link: &Value| !self.modern || link.as_object().is_some_and(|o| o.len() == 1);
        end.bare &= is_bare(at) || self.reference(at).is_none();
        for link in chain.into_iter().rev() {
            ends.insert(address(link), end.clone());
            end.bare &= is_bare(link);
        }
        Ok(())
    }

    /// Checks that an `http` security scheme has a scheme name.
    fn check_security_schemes(&self) -> Result<(), String> {
        let schemes = self.value.pointer("/components/securitySchemes").and_then(Value::as_object);
        for (name, scheme) in schemes.into_iter().flatten() {
            let scheme = self.follow(scheme);
            let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
            if text("type") == "http" && text("scheme").is_empty() {
                return Err(format!(
                    "its security scheme \"{name}\" is of type http and names no `scheme`"
                ));
            }
        }
        Ok(())
    }
}

/// Returns the places of the anchors inside a value, by name; `None` for ambiguous names.
fn collect_anchors(
    value: &Value,
    pointer: &mut String,
    anchors: &mut HashMap<String, Option<String>>,
) {
    let length = pointer.len();
    match value {
        Value::Object(fields) => {
            let names = ["$anchor", "$dynamicAnchor"].map(|key| fields.get(key));
            let mut names: Vec<&str> =
                names.into_iter().flatten().filter_map(Value::as_str).collect();
            names.dedup();
            for name in names {
                let place = anchors.entry(name.to_owned());
                place.and_modify(|place| *place = None).or_insert_with(|| Some(pointer.clone()));
            }
            for (key, field) in fields {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                collect_anchors(field, pointer, anchors);
                pointer.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                collect_anchors(item, pointer, anchors);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// The kind of an object during the walk: with keywords, or with arbitrary names as keys.
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

    /// Returns whether the value of a key is a value of the API, in which `$ref` has no meaning.
    fn is_data(self, key: &str) -> bool {
        self.has_keywords()
            && (key.starts_with("x-")
                || matches!(
                    key,
                    "example" | "default" | "enum" | "const" | "value" | "mapping" | "security"
                ))
    }
}

/// Reads JSON or YAML.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with(['{', '[']) {
        let mut reader = serde_json::Deserializer::from_str(text);
        let json =
            UniqueKeys.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
        // A YAML text may begin like JSON, but the JSON error is more helpful.
        return json.or_else(|error| yaml::read(text).map_err(|_| format!("is not JSON: {error}")));
    }
    yaml::read(text).map_err(|error| format!("is neither JSON nor YAML: {error}"))
}

/// A JSON value without duplicate keys, which would be ambiguous.
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

//! Rewrites schemas.

use serde_json::{Map, Value, json};

use super::super::names;
use super::super::problem::Problems;
use super::super::schema::{self, SCHEMAS, child, pointer};
use super::Desugared;

/// Formats with a Rust type; other formats are only documentation of a text or a number.
const FORMATS: [&str; 14] = [
    "date-time",
    "date",
    "uri",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float",
    "double",
    "binary",
];

/// The position of a schema.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Component,
    Variant,
    Nested,
}

fn note_of_hoisted(name: &str, at: &str) -> String {
    format!("the inline schema at {at} is called {name}")
}

impl Desugared {
    pub(super) fn schema(
        &mut self,
        at: &str,
        schema: &mut Value,
        name: &str,
        place: Place,
        problems: &mut Problems,
    ) {
        let Some(fields) = schema.as_object_mut() else { return };
        self.single_all_of(at, fields);
        document_default(fields);
        if fields.contains_key("$ref") {
            reference_or_null(schema);
            return;
        }
        one_enum(fields);
        self.one_text(fields);
        infer_type(fields);
        // The contract's form of "or null" is supported.
        let is_null = schema::is_null_only(schema);
        let Some(fields) = schema.as_object_mut() else { return };
        let is_unknown = |format: &Value| format.as_str().is_some_and(|is| !FORMATS.contains(&is));
        if fields.contains_key("type") && fields.get("format").is_some_and(is_unknown) {
            fields.remove("format");
        }
        self.subschemas(at, fields, name, problems);
        let is_inline = matches!(place, Place::Nested) && !is_null;
        let is_object = fields.get("type").is_some_and(|kind| kind == "object")
            && fields
                .get("properties")
                .and_then(Value::as_object)
                .is_some_and(|all| !all.is_empty());
        if is_inline && (fields.contains_key("enum") || is_object) {
            let inner = schema.take();
            *schema = self.hoist(at, name, inner, problems);
        }
    }

    fn subschemas(
        &mut self,
        at: &str,
        fields: &mut Map<String, Value>,
        name: &str,
        problems: &mut Problems,
    ) {
        let properties = fields.get_mut("properties").and_then(Value::as_object_mut);
        for (field, inner) in properties.into_iter().flatten() {
            let at = child(&child(at, "properties"), field);
            let name = format!("{name}{}", names::type_name(field));
            self.schema(&at, inner, &name, Place::Nested, problems);
        }
        for (key, suffix) in [("items", "Item"), ("additionalProperties", "Value")] {
            if let Some(inner) = fields.get_mut(key) {
                let name = format!("{name}{suffix}");
                self.schema(&child(at, key), inner, &name, Place::Nested, problems);
            }
        }
        let variants = fields.get_mut("oneOf").and_then(Value::as_array_mut);
        let is_or_null = variants
            .as_ref()
            .is_some_and(|all| all.len() == 2 && all.iter().any(schema::is_null_only));
        for (index, inner) in variants.into_iter().flatten().enumerate() {
            let at = child(&child(at, "oneOf"), &index.to_string());
            if is_or_null {
                self.schema(&at, inner, name, Place::Nested, problems);
            } else {
                let name = format!("{name}Variant{index}");
                self.variant(&at, inner, &name, problems);
            }
        }
    }

    /// Rewrites a variant of a union, which stays inline, and so does its tag.
    fn variant(&mut self, at: &str, schema: &mut Value, name: &str, problems: &mut Problems) {
        let tags: Vec<(String, Value)> = schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter(|(_, field)| schema::is_tag(field))
            .map(|(name, field)| (name.clone(), field.clone()))
            .collect();
        self.schema(at, schema, name, Place::Variant, problems);
        for (field, tag) in tags {
            let name = format!("{name}{}", names::type_name(&field));
            // The components created for it are not needed.
            if self.hoisted.remove(&name).is_some() {
                self.taken.remove(&name);
                let note = note_of_hoisted(&name, &child(&child(at, "properties"), &field));
                self.notes.retain(|other| *other != note);
            }
            schema["properties"][&field] = tag;
        }
    }

    /// Rewrites a `oneOf` of texts that differ only in format or pattern to a text.
    fn one_text(&self, fields: &mut Map<String, Value>) {
        let is_text = |variant: &Value| {
            let single = variant.pointer("/allOf/0").filter(|_| variant["allOf"][1].is_null());
            let variant = schema::resolve(&self.document, single.unwrap_or(variant));
            variant["type"] == "string" && variant.get("enum").is_none()
        };
        let variants = fields.get("oneOf").and_then(Value::as_array);
        if variants.is_some_and(|all| all.len() > 1 && all.iter().all(is_text)) {
            fields.remove("oneOf");
            fields.insert("type".to_owned(), json!("string"));
        }
    }

    /// Rewrites an `allOf` of one entry to that entry, with the keywords beside it.
    fn single_all_of(&mut self, at: &str, fields: &mut Map<String, Value>) {
        let Some([Value::Object(_)]) =
            fields.get("allOf").and_then(Value::as_array).map(Vec::as_slice)
        else {
            return;
        };
        let Some(Value::Array(mut entries)) = fields.remove("allOf") else { return };
        let Some(Value::Object(entry)) = entries.pop() else { return };
        if entry.contains_key("$ref") {
            fields.remove("type");
        }
        for (key, value) in entry {
            let from = child(&child(&child(at, "allOf"), "0"), &key);
            self.origins.push((child(at, &key), from));
            fields.entry(key).or_insert(value);
        }
    }

    /// Moves an inline schema to the components, and returns the reference to it.
    pub(super) fn hoist(
        &mut self,
        at: &str,
        name: &str,
        mut inner: Value,
        problems: &mut Problems,
    ) -> Value {
        let mut nullable = false;
        if let Some(fields) = inner.as_object_mut() {
            nullable = fields.remove("nullable") == Some(Value::Bool(true));
            if let Some(values) = fields.get_mut("enum").and_then(Value::as_array_mut) {
                let count = values.len();
                values.retain(|value| !value.is_null());
                nullable |= values.len() < count;
            }
        }
        let description = inner.get("description").cloned();
        let deprecated = inner.as_object_mut().and_then(|fields| fields.remove("deprecated"));
        if !self.taken.insert(name.to_owned()) && self.hoisted.get(name) != Some(&inner) {
            problems.add(
                at,
                format!("is an inline schema that would be called {name}, a name that is taken"),
                "make it a component schema with a name of its own, and refer to it",
            );
        }
        self.notes.push(note_of_hoisted(name, at));
        self.origins.push((pointer(&["components", "schemas", name]), at.to_owned()));
        self.hoisted.insert(name.to_owned(), inner);
        let reference = json!({"$ref": format!("{SCHEMAS}{name}")});
        let mut fields = Map::new();
        if nullable {
            fields.insert("oneOf".to_owned(), json!([reference, {"enum": [null]}]));
        } else {
            fields.insert("$ref".to_owned(), reference["$ref"].clone());
        }
        fields.extend(description.map(|text| ("description".to_owned(), text)));
        fields.extend(deprecated.map(|is| ("deprecated".to_owned(), is)));
        Value::Object(fields)
    }
}

/// Moves a default to the description, because the server applies it.
fn document_default(fields: &mut Map<String, Value>) {
    if let Some(default) = fields.remove("default") {
        let described = fields.get("description").and_then(Value::as_str).unwrap_or_default();
        let space = if described.is_empty() { "" } else { "\n\n" };
        let text = format!("{described}{space}Default: `{default}`.");
        fields.insert("description".to_owned(), Value::String(text));
    }
}

/// Rewrites a `$ref` with `nullable` to the reference or null, and removes keywords without effect.
fn reference_or_null(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else { return };
    for harmless in ["title", "example"] {
        fields.remove(harmless);
    }
    if fields.get("nullable").is_some_and(Value::is_boolean)
        && fields.remove("nullable") == Some(Value::Bool(true))
        && let Some(target) = fields.remove("$ref")
    {
        fields.insert("oneOf".to_owned(), json!([{"$ref": target}, {"enum": [null]}]));
    }
}

/// Rewrites a `oneOf` of enums, with which some tools describe the values, to one enum.
fn one_enum(fields: &mut Map<String, Value>) {
    let Some(variants) = fields.get("oneOf").and_then(Value::as_array) else { return };
    let mut values = Vec::new();
    let mut descriptions = Map::new();
    for variant in variants {
        let Some(some) = variant.get("enum").and_then(Value::as_array) else { return };
        if some.is_empty() || !some.iter().all(Value::is_string) {
            return;
        }
        if let (Some(text), [Value::String(value)]) = (variant.get("description"), some.as_slice())
        {
            descriptions.insert(value.clone(), text.clone());
        }
        values.extend(some.iter().cloned());
    }
    fields.remove("oneOf");
    fields.insert("type".to_owned(), json!("string"));
    fields.insert("enum".to_owned(), json!(values));
    if !descriptions.is_empty() {
        fields.insert("x-enum-descriptions".to_owned(), Value::Object(descriptions));
    }
}

fn infer_type(fields: &mut Map<String, Value>) {
    if fields.contains_key("type") {
        return;
    }
    let all = |is: fn(&Value) -> bool| {
        fields
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|all| !all.is_empty() && all.iter().all(is))
    };
    let kind = if all(Value::is_string) {
        "string"
    } else if all(Value::is_i64) {
        "integer"
    } else if fields.contains_key("properties") || fields.contains_key("additionalProperties") {
        "object"
    } else if fields.contains_key("items") {
        "array"
    } else {
        return;
    };
    fields.insert("type".to_owned(), json!(kind));
}

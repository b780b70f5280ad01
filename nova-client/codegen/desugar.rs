//! Rewrites equivalent spellings to the one that the later steps read.
//!
//! OpenAPI has several ways to say the same thing, and real documents use all of them. Each is
//! rewritten here once, so that no later step needs to know it:
//!
//! * parameters of a path go to each of its operations;
//! * a `style` and `explode` that are the default anyway go;
//! * an `allOf` of one entry is that entry;
//! * `nullable` beside a `$ref` or a single `allOf` is "the reference or null";
//! * a `oneOf` of enums is one enum, and a `oneOf` of texts is a text;
//! * an enum or an object inside another schema becomes a component, whose name is reported;
//! * a `default` goes to the description, for it is the server that applies it;
//! * a format that means nothing to Rust goes, and the text is kept as a text;
//! * a component gets the name that Rust gives it, which is reported;
//! * an operation without an id gets one, and a path's parameter that is not declared is a text,
//!   which is reported;
//! * errors of several schemas are read as JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::names;
use super::problem::Problems;
use super::schema::{self, METHODS, SCHEMAS, child, pointer};

/// Formats that mean something to Rust; others describe a text or a number that is kept as it is.
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

/// What was rewritten.
#[derive(Debug, Default)]
pub struct Desugared {
    /// What whoever keeps the contract should know, such as names that were chosen.
    pub notes: Vec<String>,
    /// The component schemas by their Rust names, with their names in the contract; those that were
    /// inline are absent.
    pub contract_names: BTreeMap<String, String>,
    /// Pointers after the rewriting, with the ones before.
    origins: Vec<(String, String)>,
    /// The components that were inline.
    hoisted: Map<String, Value>,
    taken: BTreeSet<String>,
    /// The document as it was, for what references lead to.
    document: Value,
}

impl Desugared {
    /// Returns where the contract says what is at this place after the rewriting.
    pub fn origin(&self, place: &str) -> String {
        let mut place = place.to_owned();
        for _ in 0..8 {
            let longest = self
                .origins
                .iter()
                .filter_map(|(new, old)| {
                    let rest = place.strip_prefix(new.as_str())?;
                    (rest.is_empty() || rest.starts_with('/')).then_some((new.len(), old, rest))
                })
                .max_by_key(|(length, _, _)| *length);
            match longest {
                Some((_, old, rest)) if format!("{old}{rest}") != place => {
                    place = format!("{old}{rest}");
                }
                _ => break,
            }
        }
        place
    }
}

/// Rewrites the document in place.
pub fn desugar(document: &mut Value, problems: &mut Problems) -> Desugared {
    let mut this = Desugared::default();
    this.rename_components(document, problems);
    this.taken = this.contract_names.keys().cloned().collect();
    this.parameters_of_paths(document);
    this.document = document.clone();
    this.components(document, problems);
    this.operations(document, problems);
    let hoisted = std::mem::take(&mut this.hoisted);
    if !hoisted.is_empty()
        && let Some(schemas) =
            document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
    {
        schemas.extend(hoisted);
    }
    this
}

impl Desugared {
    fn rename_components(&mut self, document: &mut Value, problems: &mut Problems) {
        let Some(schemas) =
            document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
        else {
            return;
        };
        let mut renamed = Map::new();
        let mut changes: BTreeMap<String, String> = BTreeMap::new();
        for (name, schema) in std::mem::take(schemas) {
            let rust = names::type_name(&name);
            if let Some(other) = self.contract_names.get(&rust) {
                problems.add(
                    pointer(&["components", "schemas", &name]),
                    format!("is called {rust} in Rust, as \"{other}\" is"),
                    "rename one of the two",
                );
            }
            if rust != name {
                self.notes.push(format!("schema \"{name}\" is called {rust} in Rust"));
                self.origins.push((
                    pointer(&["components", "schemas", &rust]),
                    pointer(&["components", "schemas", &name]),
                ));
                changes.insert(
                    format!("#{}", pointer(&["components", "schemas", &name])),
                    format!("{SCHEMAS}{rust}"),
                );
            }
            self.contract_names.insert(rust.clone(), name);
            renamed.insert(rust, schema);
        }
        *schemas = renamed;
        if !changes.is_empty() {
            rename_references(document, &changes);
        }
    }

    fn parameters_of_paths(&mut self, document: &mut Value) {
        let before = document.clone();
        let paths = document.get_mut("paths").and_then(Value::as_object_mut);
        for (path, item) in paths.into_iter().flatten() {
            let Some(item) = item.as_object_mut() else { continue };
            item.remove("summary");
            item.remove("description");
            let Some(Value::Array(shared)) = item.remove("parameters") else { continue };
            for (method, operation) in
                item.iter_mut().filter(|(key, _)| METHODS.contains(&key.as_str()))
            {
                let Some(operation) = operation.as_object_mut() else { continue };
                let own = operation.entry("parameters").or_insert_with(|| json!([]));
                let Some(own) = own.as_array_mut() else { continue };
                let key = |parameter: &Value| {
                    let parameter = schema::resolve(&before, parameter);
                    (parameter.get("in").cloned(), parameter.get("name").cloned())
                };
                let overridden: Vec<_> = own.iter().map(key).collect();
                for (index, parameter) in shared.iter().enumerate() {
                    if !overridden.contains(&key(parameter)) {
                        let at = pointer(&["paths", path, method, "parameters"]);
                        self.origins.push((
                            child(&at, &own.len().to_string()),
                            pointer(&["paths", path, "parameters", &index.to_string()]),
                        ));
                        own.push(parameter.clone());
                    }
                }
            }
        }
    }

    fn components(&mut self, document: &mut Value, problems: &mut Problems) {
        let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) else {
            return;
        };
        for (name, schema) in
            components.get_mut("schemas").and_then(Value::as_object_mut).into_iter().flatten()
        {
            let at = pointer(&["components", "schemas", name]);
            self.schema(&at, schema, name, Place::Component, problems);
        }
        for (name, parameter) in
            components.get_mut("parameters").and_then(Value::as_object_mut).into_iter().flatten()
        {
            let at = pointer(&["components", "parameters", name]);
            let name = format!("{}Parameter", names::type_name(name));
            self.parameter(&at, parameter, &name, problems);
        }
        for (name, response) in
            components.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten()
        {
            let at = pointer(&["components", "responses", name]);
            self.content(&at, response, &names::type_name(name), problems);
        }
    }

    fn operations(&mut self, document: &mut Value, problems: &mut Problems) {
        let before = document.clone();
        let mut ids: Vec<String> = Vec::new();
        for (path, item) in
            document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten()
        {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                let at = pointer(&["paths", path, method]);
                let Some(operation) = operation.as_object_mut() else { continue };
                if !METHODS.contains(&method.as_str()) {
                    continue;
                }
                if !operation.contains_key("operationId") {
                    let id = names::snake(&format!("{method} {}", path.replace(['{', '}'], "")));
                    self.notes.push(format!(
                        "{} {path} has no operationId and is called `{id}`",
                        method.to_ascii_uppercase()
                    ));
                    operation.insert("operationId".to_owned(), Value::String(id));
                }
                let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
                let mut id = id.to_owned();
                if method == "head" && ids.contains(&id) {
                    // The same as the GET, without its body.
                    id = format!("head_{id}");
                    self.notes.push(format!("HEAD {path} is called `{}`", names::snake(&id)));
                    operation.insert("operationId".to_owned(), Value::String(id.clone()));
                }
                let name = names::type_name(&id);
                ids.push(id);
                self.undeclared(&before, path, operation);
                for (index, parameter) in operation
                    .get_mut("parameters")
                    .and_then(Value::as_array_mut)
                    .into_iter()
                    .flatten()
                    .enumerate()
                {
                    let at = child(&child(&at, "parameters"), &index.to_string());
                    let named = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
                    let name = format!("{name}{}", names::type_name(named));
                    self.parameter(&at, parameter, &name, problems);
                }
                if let Some(body) = operation.get_mut("requestBody") {
                    let name = format!("{name}Body");
                    self.content(&child(&at, "requestBody"), body, &name, problems);
                }
                if let Some(responses) =
                    operation.get_mut("responses").and_then(Value::as_object_mut)
                {
                    let at = child(&at, "responses");
                    for (code, response) in responses.iter_mut() {
                        let name = format!("{name}Response");
                        self.content(&child(&at, code), response, &name, problems);
                    }
                    self.successes_and_errors(&before, &at, responses);
                }
            }
        }
    }

    /// Declares what the path names and the operation does not, unless something is declared that
    /// the path does not name: then it is a slip.
    fn undeclared(&mut self, document: &Value, path: &str, operation: &mut Map<String, Value>) {
        let named: Vec<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        let id =
            operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        let Some(parameters) = parameters.as_array_mut() else { return };
        let declared: Vec<String> = parameters
            .iter()
            .map(|parameter| schema::resolve(document, parameter))
            .filter(|parameter| parameter["in"] == "path")
            .filter_map(|parameter| Some(parameter.get("name")?.as_str()?.to_owned()))
            .collect();
        if declared.iter().all(|name| named.contains(&name.as_str())) {
            for name in named.iter().filter(|name| !declared.iter().any(|one| one == *name)) {
                self.notes
                    .push(format!("{id} does not declare `{name}` of its path: it is a text"));
                let schema = json!({"type": "string"});
                parameters
                    .push(json!({"name": name, "in": "path", "required": true, "schema": schema}));
            }
        }
    }

    /// An operation without a success has one without a body; errors of several schemas are JSON.
    fn successes_and_errors(
        &mut self,
        document: &Value,
        at: &str,
        responses: &mut Map<String, Value>,
    ) {
        if !responses.is_empty()
            && responses.keys().all(|code| code.starts_with(['4', '5']) || code.starts_with("x-"))
        {
            self.notes.push(format!("{at} documents no success: any 2xx is one, without a body"));
            let success = json!({"description": "Not documented."});
            responses.insert("2XX".to_owned(), success);
        }
        let schemas: BTreeSet<Option<String>> = responses
            .iter()
            .filter(|(code, _)| code.starts_with(['4', '5']))
            .map(|(_, response)| {
                let response = schema::resolve(document, response);
                let schema = response.pointer("/content/application~1json/schema")?;
                Some(schema.to_string())
            })
            .collect();
        if schemas.len() > 1 && schemas.iter().all(Option::is_some) {
            self.notes.push(format!("{at} has errors of several schemas, which are read as JSON"));
            for (_, response) in
                responses.iter_mut().filter(|(code, _)| code.starts_with(['4', '5']))
            {
                let mut plain = schema::resolve(document, response).clone();
                if let Some(schema) = plain.pointer_mut("/content/application~1json/schema") {
                    *schema = json!({});
                }
                *response = plain;
            }
        }
    }

    fn content(&mut self, at: &str, owner: &mut Value, name: &str, problems: &mut Problems) {
        let content = owner.get_mut("content").and_then(Value::as_object_mut);
        for (kind, media) in content.into_iter().flatten() {
            let at = child(&child(&child(at, "content"), kind), "schema");
            if let Some(schema) = media.get_mut("schema") {
                let inline = schema.get("type").is_some_and(|kind| kind != "string");
                self.schema(&at, schema, name, Place::Nested, problems);
                if inline && kind == "application/json" && schema.get("$ref").is_none() {
                    let inner = schema.take();
                    *schema = self.hoist(&at, name, inner, problems);
                }
            }
        }
    }

    fn parameter(&mut self, at: &str, parameter: &mut Value, name: &str, problems: &mut Problems) {
        let Some(fields) = parameter.as_object_mut() else { return };
        let place = fields.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
        let in_query = place == "query";
        let is_list = fields.get("schema").is_some_and(|schema| schema["type"] == "array");
        let style = if in_query { "form" } else { "simple" };
        if fields.get("explode") == Some(&Value::Bool(in_query)) || !is_list {
            // It has no meaning for a single value.
            if fields.get("explode").is_some_and(Value::is_boolean) {
                fields.remove("explode");
            }
        }
        if !fields.contains_key("explode") && fields.get("style").is_some_and(|is| is == style) {
            fields.remove("style");
        }
        if in_query && fields.get("explode") == Some(&Value::Bool(false)) {
            fields.entry("style").or_insert_with(|| json!("form"));
        }
        let Some(schema) = fields.get_mut("schema") else { return };
        self.schema(&child(at, "schema"), schema, name, Place::Nested, problems);
        // A parameter that may be null is one that may be left out.
        if place != "path" {
            if let Some(inner) = schema::or_null(schema).cloned() {
                *schema = inner;
            }
            if let Some(fields) = schema.as_object_mut() {
                fields.remove("nullable");
            }
        }
        // chrono writes a date and time into a path or header in a form of its own.
        if !in_query && schema.get("format").is_some_and(|format| format == "date-time") {
            schema.as_object_mut().into_iter().for_each(|fields| drop(fields.remove("format")));
        }
    }

    fn schema(
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
        // The form of "or null" is read as it is.
        let is_null = schema::is_null_only(schema);
        let Some(fields) = schema.as_object_mut() else { return };
        if fields.get("format").and_then(Value::as_str).is_some_and(|is| !FORMATS.contains(&is)) {
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

    /// A variant of a union stays where it is, and so does its tag.
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
            // What was hoisted for it is not needed.
            if self.hoisted.remove(&name).is_some() {
                self.taken.remove(&name);
                let note = note_of_hoisted(&name, &child(&child(at, "properties"), &field));
                self.notes.retain(|other| *other != note);
            }
            schema["properties"][&field] = tag;
        }
    }

    /// `oneOf` of texts that differ in their format or pattern only: a text.
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

    /// `allOf` of one entry: that entry, with what stands beside it.
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

    /// Makes a component of an inline schema, and returns the reference to it.
    fn hoist(&mut self, at: &str, name: &str, mut inner: Value, problems: &mut Problems) -> Value {
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

/// Where a schema stands.
#[derive(Clone, Copy, Debug)]
enum Place {
    Component,
    Variant,
    Nested,
}

fn note_of_hoisted(name: &str, at: &str) -> String {
    format!("the inline schema at {at} is called {name}")
}

fn rename_references(value: &mut Value, changes: &BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(target) if key == "$ref" => {
                        if let Some(new) = changes.get(target.as_str()) {
                            target.clone_from(new);
                        }
                    }
                    _ => rename_references(value, changes),
                }
            }
        }
        Value::Array(items) => {
            items.iter_mut().for_each(|item| rename_references(item, changes));
        }
        _ => {}
    }
}

/// A default is documented: the server applies it, and a client need not send it.
fn document_default(fields: &mut Map<String, Value>) {
    if let Some(default) = fields.remove("default") {
        let described = fields.get("description").and_then(Value::as_str).unwrap_or_default();
        let space = if described.is_empty() { "" } else { "\n\n" };
        let text = format!("{described}{space}Default: `{default}`.");
        fields.insert("description".to_owned(), Value::String(text));
    }
}

/// `$ref` with `nullable` beside it: the reference or null. What else has no effect there goes.
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

/// `oneOf` of enums: how some tools describe the values of an enum.
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

//! Rewrites equivalent spellings to the one that the later steps support.
//!
//! OpenAPI has several ways to express the same meaning, and real documents use all of them. Each
//! is rewritten here, so that no later step has to support it:
//!
//! * parameters of a path are moved to each of its operations;
//! * `style` and `explode` with their default values are removed;
//! * an `allOf` of one entry becomes that entry;
//! * `nullable` beside a `$ref` or a single `allOf` becomes "the reference or null";
//! * a `oneOf` of enums becomes one enum, and a `oneOf` of texts a text;
//! * an enum or an object inside another schema becomes a component, whose name is reported;
//! * a `default` is moved to the description, because the server applies it;
//! * a format without a Rust type is removed, and the value stays a text;
//! * a component gets its Rust name, which is reported;
//! * an operation without an id gets one, and an undeclared path parameter becomes a text, both are
//!   reported;
//! * errors with several schemas are read as JSON.

mod schemas;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::names;
use super::problem::Problems;
use super::schema::{self, METHODS, SCHEMAS, child, pointer};
use schemas::Place;

/// The result of the rewriting.
#[derive(Debug, Default)]
pub struct Desugared {
    /// Notes for the maintainer of the contract, such as generated names.
    pub notes: Vec<String>,
    /// The names in the contract of the component schemas, by their Rust names, without those that
    /// were inline.
    pub contract_names: BTreeMap<String, String>,
    /// The original pointers, by the pointers after the rewriting.
    origins: Vec<(String, String)>,
    /// The components that were inline.
    hoisted: Map<String, Value>,
    taken: BTreeSet<String>,
    /// The original document, for resolving references.
    document: Value,
}

impl Desugared {
    /// Returns the original place of a place after the rewriting.
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

    /// Declares the path parameters that the operation lacks, unless it declares others that are
    /// not in the path, which is probably a mistake.
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

    /// Adds a success without a body to an operation that has none, and makes errors with several
    /// schemas JSON.
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
            for (code, response) in
                responses.iter_mut().filter(|(code, _)| code.starts_with(['4', '5']))
            {
                let target = response.get("$ref").and_then(Value::as_str);
                if let Some(component) = target.and_then(|target| target.strip_prefix('#')) {
                    self.origins.push((child(at, code), component.to_owned()));
                }
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
        // A nullable parameter is an optional one.
        if place != "path" {
            if let Some(inner) = schema::or_null(schema).cloned() {
                *schema = inner;
            }
            if let Some(fields) = schema.as_object_mut() {
                fields.remove("nullable");
            }
        }
        // chrono formats a date and time differently in a path or header.
        if !in_query && schema.get("format").is_some_and(|format| format == "date-time") {
            schema.as_object_mut().into_iter().for_each(|fields| drop(fields.remove("format")));
        }
    }
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
            for item in items {
                rename_references(item, changes);
            }
        }
        _ => {}
    }
}

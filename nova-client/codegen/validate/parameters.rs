//! Validates parameters of paths, queries and headers.

use serde_json::{Map, Value};

use super::super::names;
use super::super::schema::{self, child};
use super::Validator;

const PARAMETER: [&str; 9] = [
    "name",
    "in",
    "required",
    "description",
    "schema",
    "deprecated",
    "example",
    "style",
    "explode",
];
/// Headers that are ignored as parameters according to OpenAPI.
const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];

impl<'a> Validator<'a, '_> {
    pub(super) fn parameters(&mut self, at: &str, path: &str, operation: &'a Map<String, Value>) {
        let at = child(at, "parameters");
        let mut in_path: Vec<&str> = Vec::new();
        let mut arguments: Vec<String> = Vec::new();
        let parameters = operation.get("parameters").and_then(Value::as_array);
        for (index, parameter) in parameters.into_iter().flatten().enumerate() {
            let place = child(&at, &index.to_string());
            if parameter.get("$ref").is_some() {
                self.reference(&place, parameter);
            } else {
                self.parameter(&place, parameter);
            }
            let parameter = schema::resolve(self.document, parameter);
            let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
            if !schema::is_of_transport(parameter) {
                let argument = names::snake(name);
                if arguments.contains(&argument) {
                    self.problems.add(
                        &place,
                        format!("is called `{argument}` in Rust, as another parameter is"),
                        "a name that differs by more than its case and separators",
                    );
                }
                arguments.push(argument);
            }
            if parameter.get("in").and_then(Value::as_str) == Some("path") {
                // A parameter without a name is reported elsewhere.
                in_path.extend((!name.is_empty()).then_some(name));
                if parameter.get("required") != Some(&Value::Bool(true)) {
                    let what = "is a path parameter that is not required";
                    self.problems.add(&place, what, "`\"required\": true`");
                }
            }
        }
        let in_template: Vec<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        for name in in_template.iter().filter(|name| !in_path.contains(name)) {
            self.problems.add(
                &at,
                format!("does not declare `{name}`, which the path names"),
                format!("a parameter `\"name\": \"{name}\", \"in\": \"path\", \"required\": true`"),
            );
        }
        for name in in_path.iter().filter(|name| !in_template.contains(name)) {
            self.problems.add(
                &at,
                format!("declares the path parameter `{name}`, which the path does not name"),
                format!("`{{{name}}}` in the path, or leave the parameter out"),
            );
        }
    }

    pub(super) fn parameter(&mut self, at: &str, parameter: &'a Value) {
        let Some(fields) = self.object(at, parameter) else { return };
        self.keys(at, fields, &PARAMETER);
        let name = fields.get("name").and_then(Value::as_str).unwrap_or_default();
        if name.is_empty() || !names::is_identifier(&format!("{}_", names::snake(name))) {
            let what = format!("\"{name}\" makes no name for an argument");
            self.problems.add(child(at, "name"), what, "letters first, then letters and digits");
        }
        let place = fields.get("in").and_then(Value::as_str).unwrap_or_default();
        match place {
            "header" if IGNORED.contains(&name.to_ascii_lowercase().as_str()) => {
                let what = format!("is the header {name}, which OpenAPI ignores as a parameter");
                self.problems.add(at, what, "leave it out: the client sends it by itself");
            }
            "path" | "query" | "header" => {}
            "" => self.problems.add(child(at, "in"), "is missing", "path, query or header"),
            other => {
                let what = format!("is \"{other}\", which has no rule");
                self.problems.add(child(at, "in"), what, "path, query or header");
            }
        }
        let has_style = fields.contains_key("style") || fields.contains_key("explode");
        if has_style && !schema::is_joined(parameter) {
            let what = "has a `style` or `explode` that has no rule";
            let instead = "leave out both, the default is meant; a list in a query may have \
                           `\"explode\": false`, and is then joined by commas";
            self.problems.add(at, what, instead);
        }
        match fields.get("schema") {
            Some(schema) => {
                self.schema(&child(at, "schema"), schema);
                self.argument(&child(at, "schema"), schema, place == "query");
            }
            None => {
                self.problems.add(at, "has no `schema`", "for example `{\"type\": \"string\"}`");
            }
        }
    }

    /// Validates the schema of an argument: a text or a number; in a query also a list of them,
    /// joined by commas or with a repeated name.
    fn argument(&mut self, at: &str, schema: &Value, may_be_list: bool) {
        let resolved = schema::resolve(self.document, schema);
        match resolved.get("type").and_then(Value::as_str) {
            Some("array") if may_be_list => {
                if let Some(items) = resolved.get("items") {
                    self.argument(at, items, false);
                }
            }
            None if !schema::is_any(resolved) => {
                // A missing type is reported elsewhere.
            }
            Some("object" | "array") | None => {
                let what = "is neither a text nor a number; other parameters have no rule";
                let instead = "a type of string, integer, number or boolean; in a query also an \
                               array of them";
                self.problems.add(at, what, instead);
            }
            Some(_) => {}
        }
        if schema::is_nullable(resolved) {
            let what = "is nullable, but a path parameter is always there";
            self.problems.add(at, what, "leave out `nullable`");
        }
    }
}

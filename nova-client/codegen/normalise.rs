//! Creates the input of progenitor.
//!
//! The contract describes what the vendor documents; the generated reader must tolerate what the
//! vendor may send. This step converts the former for the latter:
//!
//! * responses: a nullable field, an array or a timestamp may be absent, bounds are not enforced,
//!   unknown fields are ignored;
//! * requests: bounds other than the length of a text are removed, since `rewrite::checks` enforces
//!   them;
//! * "this or null" and references with a description are written in the form that typify supports;
//! * headers that the transport sets are removed from the parameters;
//! * a list that is joined by commas becomes a text;
//! * exact error codes are removed if their range has the same schema;
//! * a parameter with a reserved name is renamed, and `rewrite` restores its name on the wire;
//! * code in descriptions is marked as text, so that it is not a doctest;
//! * extensions and examples are removed.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::contract::{Contract, Side};
use super::names;
use super::problem::Problems;
use super::schema::{self, pointer};

/// Names of parameters that are reserved by the generated code.
const TAKEN: [&str; 6] = ["new", "send", "stream", "header_map", "body", "body_map"];
/// The suffix of such a name; `rewrite` removes it on the wire.
pub const RENAMED: &str = "_parameter";

/// Reports schemas that cannot be read tolerantly.
pub fn check(document: &Value, contract: &Contract, problems: &mut Problems) {
    for (name, schema) in schema::components(document).into_iter().flatten() {
        let at = pointer(&["components", "schemas", name]);
        let is_union = schema.get("oneOf").is_some() && schema::or_null(schema).is_none();
        let is_plain = schema.get("enum").is_some() || schema::is_scalar(schema);
        if contract.sides.get(name) == Some(&Side::Both) && !is_plain {
            problems.add(
                at,
                "is both sent and read, but requests are strict and responses tolerant",
                "a schema of its own for requests, such as one with `Request` behind its name",
            );
        } else if is_union
            && contract.is_read(name)
            && contract.sides.get(name) != Some(&Side::Neither)
        {
            problems.add(
                schema::child(&at, "oneOf"),
                "is a union that is read: a variant that is not known yet could not be kept",
                "one object that has the fields of all variants, each of them nullable",
            );
        }
    }
}

/// Rewrites the document in place.
pub fn normalise(document: &mut Value, contract: &Contract) {
    let before = document.clone();
    if let Some(schemas) =
        document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
    {
        for (name, schema) in schemas {
            if contract.is_read(name) {
                loosen(&before, schema);
            } else {
                drop_bounds(schema, false);
            }
            if schema.get("deprecated") == Some(&Value::Bool(true)) {
                let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
                schema["description"] = json!(format!("{text}\n\nDeprecated.").trim());
            }
            respell(schema);
        }
    }
    drop_headers_of_transport(document);
    adjust_parameters(document);
    drop_exact_errors(document);
    drop_extensions(document);
    neutralise(document);
}

/// Makes a schema that is read from responses tolerant, recursively.
fn loosen(document: &Value, schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else { return };
    for bound in schema::BOUNDS {
        fields.remove(bound);
    }
    // `int32` would reject larger numbers, and the default holds all formats except `uint64`.
    let is_text = fields.get("type").and_then(Value::as_str) == Some("string");
    if !is_text && fields.get("format").is_some_and(|format| format != "uint64") {
        fields.remove("format");
    }
    match fields.get("additionalProperties") {
        Some(Value::Bool(false)) => drop(fields.remove("additionalProperties")),
        // typify interprets `true` as "ignore them" and an empty schema as "keep them".
        Some(Value::Bool(true)) => {
            drop(fields.insert("additionalProperties".to_owned(), json!({})));
        }
        _ => {}
    }
    let absent: Vec<String> = fields
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, field)| may_be_absent(document, field))
        .map(|(name, _)| name.clone())
        .collect();
    if let Some(required) = fields.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| !absent.iter().any(|absent| name.as_str() == Some(absent)));
    }
    for_each_subschema(fields, &mut |schema| loosen(document, schema));
}

fn may_be_absent(document: &Value, field: &Value) -> bool {
    schema::is_nullable(field)
        || schema::is_array(document, field)
        || schema::is_time(document, field)
        || schema::is_nullable(schema::resolve(document, field))
}

/// Removes the bounds of a request's schema that `rewrite::checks` enforces; for the length of a
/// text typify generates a type.
fn drop_bounds(schema: &mut Value, is_parameter: bool) {
    let Some(fields) = schema.as_object_mut() else { return };
    for bound in schema::BOUNDS {
        if is_parameter || !["minLength", "maxLength"].contains(&bound) {
            fields.remove(bound);
        }
    }
    for_each_subschema(fields, &mut |schema| drop_bounds(schema, is_parameter));
}

/// Rewrites `oneOf: [X, null]` to `{type, nullable, allOf: [X]}`, which typify converts to
/// `Option<X>`, and a reference with a description to an `allOf`.
fn respell(schema: &mut Value) {
    if let Some(inner) = schema::or_null(schema).cloned()
        && let Some(fields) = schema.as_object_mut()
    {
        let kind = fields["oneOf"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|variant| schema::is_null_only(variant))
            .and_then(|null| null.get("type").cloned());
        fields.remove("oneOf");
        if let Some(kind) = kind {
            fields.insert("type".to_owned(), kind);
        }
        fields.insert("nullable".to_owned(), Value::Bool(true));
        fields.insert("allOf".to_owned(), json!([inner]));
        return;
    }
    let Some(fields) = schema.as_object_mut() else { return };
    if fields.len() > 1
        && let Some(target) = fields.remove("$ref")
    {
        fields.insert("allOf".to_owned(), json!([{"$ref": target}]));
        return;
    }
    for_each_subschema(fields, &mut respell);
}

/// Visits the schemas directly inside a schema.
fn for_each_subschema(fields: &mut Map<String, Value>, visit: &mut dyn FnMut(&mut Value)) {
    for (key, value) in fields {
        match key.as_str() {
            "properties" => {
                value.as_object_mut().into_iter().flatten().for_each(|(_, field)| visit(field));
            }
            "items" | "additionalProperties" | "not" => visit(value),
            "oneOf" | "anyOf" | "allOf" => {
                value.as_array_mut().into_iter().flatten().for_each(&mut *visit);
            }
            _ => {}
        }
    }
}

fn each_operation(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    document
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(|paths| paths.values_mut())
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.values_mut())
}

fn drop_headers_of_transport(document: &mut Value) {
    let before = document.clone();
    let is_own = |parameter: &Value| schema::is_of_transport(schema::resolve(&before, parameter));
    for operation in each_operation(document) {
        if let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
            parameters.retain(|parameter| !is_own(parameter));
        }
    }
    if let Some(parameters) =
        document.pointer_mut("/components/parameters").and_then(Value::as_object_mut)
    {
        parameters.retain(|_, parameter| !is_own(parameter));
    }
}

/// Rewrites parameters to the form that progenitor supports.
fn adjust_parameters(document: &mut Value) {
    for operation in each_operation(document) {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        parameters.into_iter().flatten().for_each(adjust_parameter);
    }
    let shared = document.pointer_mut("/components/parameters").and_then(Value::as_object_mut);
    shared.into_iter().flat_map(|all| all.values_mut()).for_each(adjust_parameter);
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    if let Some(paths) = paths {
        let renamed = std::mem::take(paths).into_iter().map(|(path, item)| {
            let parts: Vec<String> = path
                .split('/')
                .map(|part| {
                    let name = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
                    match name.filter(|name| is_taken(name)) {
                        Some(name) => format!("{{{name}{RENAMED}}}"),
                        None => part.to_owned(),
                    }
                })
                .collect();
            (parts.join("/"), item)
        });
        *paths = renamed.collect();
    }
}

/// Returns whether the name of a parameter is reserved by the generated code.
pub fn is_taken(name: &str) -> bool {
    TAKEN.contains(&names::snake(name).as_str())
}

fn adjust_parameter(parameter: &mut Value) {
    let is_joined = schema::is_joined(parameter);
    let Some(fields) = parameter.as_object_mut() else { return };
    if is_joined {
        // progenitor repeats a list's name for each value; the joined text is one value.
        fields.insert("schema".to_owned(), json!({"type": "string"}));
        fields.remove("style");
        fields.remove("explode");
    }
    if let Some(schema) = fields.get_mut("schema") {
        drop_bounds(schema, true);
        if let Some(target) = schema.get("$ref").cloned() {
            *schema = json!({"$ref": target});
        }
    }
    if let Some(Value::String(name)) = fields.get_mut("name")
        && is_taken(name)
    {
        name.push_str(RENAMED);
    }
}

/// Removes an exact error code beside its range with the same schema: it is only documentation, and
/// unreachable in code.
fn drop_exact_errors(document: &mut Value) {
    for operation in each_operation(document) {
        if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
            let ranges: Vec<char> = responses
                .keys()
                .filter(|code| code.ends_with("XX"))
                .filter_map(|code| code.chars().next())
                .collect();
            responses.retain(|code, _| {
                !code.starts_with(['4', '5'])
                    || code.ends_with("XX")
                    || !code.starts_with(&ranges[..])
            });
        }
    }
}

/// Removes `x-…` fields and examples. Names chosen by the vendor (of properties, paths,
/// components) are kept.
fn drop_extensions(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|key, _| !key.starts_with("x-") && key != "example" && key != "examples");
            for (key, field) in fields {
                match (key.as_str(), field) {
                    (
                        "properties" | "paths" | "schemas" | "parameters" | "responses" | "headers",
                        Value::Object(named),
                    ) => {
                        named.values_mut().for_each(drop_extensions);
                    }
                    (_, field) => drop_extensions(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(drop_extensions),
        _ => {}
    }
}

/// Marks code in every description as text, so that rustdoc does not test it.
fn neutralise(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let is_parameter = fields.contains_key("in") && fields.contains_key("name");
            for key in ["description", "summary", "title"] {
                if let Some(Value::String(text)) = fields.get_mut(key) {
                    *text = if is_parameter { one_line(text) } else { plain_text(text) };
                }
            }
            fields.values_mut().for_each(neutralise);
        }
        Value::Array(items) => items.iter_mut().for_each(neutralise),
        _ => {}
    }
}

/// Joins the lines of a parameter's description, which becomes a list item, where a code block
/// would start in the middle.
fn one_line(text: &str) -> String {
    text.replace("```", "`").replace("~~~", "`").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a description without Rust code blocks: each is marked as `text`, indented ones are
/// indented less, and unclosed ones are closed.
pub fn plain_text(text: &str) -> String {
    static MARKERS: LazyLock<Option<regex_lite::Regex>> =
        LazyLock::new(|| regex_lite::Regex::new(r"^[ \t]*(?:(?:[-*+>]|\d+[.)])[ \t]*)*").ok());
    let mut lines: Vec<String> = Vec::new();
    let mut open: Option<(char, usize)> = None;
    for line in text.lines() {
        let before = MARKERS.as_ref().and_then(|all| all.find(line)).map_or(0, |found| found.end());
        let (marker, rest) = line.split_at(before);
        let fence = rest.chars().next().filter(|c| matches!(c, '`' | '~'));
        let length = fence.map_or(0, |fence| rest.chars().take_while(|c| *c == fence).count());
        match (open, fence) {
            (None, Some(fence)) if length >= 3 && !rest[length..].contains('`') => {
                open = Some((fence, length));
                let marks: String = std::iter::repeat_n(fence, length).collect();
                lines.push(format!("{}{marks}text", unindented(marker)));
            }
            (Some((opened, least)), Some(fence))
                if fence == opened && length >= least && rest[length..].trim().is_empty() =>
            {
                open = None;
                lines.push(unindented(line));
            }
            (Some(_), _) => lines.push(line.to_owned()),
            (None, _) => lines.push(unindented(line)),
        }
    }
    if let Some((fence, length)) = open {
        lines.push(std::iter::repeat_n(fence, length).collect());
    }
    lines.join("\n")
}

/// Reduces the indentation of a code block, which is four spaces or a tab.
fn unindented(line: &str) -> String {
    let rest = line.trim_start_matches([' ', '\t']);
    let indent = line.len() - rest.len();
    let has_tab = line[..indent].contains('\t');
    format!("{}{rest}", " ".repeat(if has_tab { 3 } else { indent.min(3) }))
}

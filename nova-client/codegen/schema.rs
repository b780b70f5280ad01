//! Functions for reading schemas and operations, used by every step and by the checks of `xtask`.

use serde_json::{Map, Value};

/// The prefix of references to component schemas.
pub const SCHEMAS: &str = "#/components/schemas/";

/// The supported HTTP methods.
pub const METHODS: [&str; 6] = ["get", "put", "post", "delete", "head", "patch"];

/// Keywords that narrow a value without changing its Rust type.
pub const BOUNDS: [&str; 11] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
];

/// Returns the name of the component schema that `schema` refers to.
pub fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)
}

/// Returns the other variant of `oneOf: [<schema>, {enum: [null]}]`, the contract's form of "this
/// or null".
///
/// A null that also has a `type` and is `nullable` is equivalent and accepted. The contract does
/// not use it, because tools that convert `nullable` to a second type then see null twice: prism,
/// for example, silently skips the validation of every body with such a schema.
pub fn or_null(schema: &Value) -> Option<&Value> {
    let [one, other] = schema.get("oneOf")?.as_array()?.as_slice() else { return None };
    match (is_null_only(one), is_null_only(other)) {
        (false, true) => Some(one),
        (true, false) => Some(other),
        _ => None,
    }
}

/// Returns whether `null` is the only value of the schema.
pub fn is_null_only(schema: &Value) -> bool {
    schema
        .get("enum")
        .and_then(Value::as_array)
        .is_some_and(|values| values.as_slice() == [Value::Null])
}

/// Returns whether a field of this schema may be `null`.
pub fn is_nullable(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true)) || or_null(schema).is_some()
}

/// Returns whether the schema is an array, directly or through references.
pub fn is_array(document: &Value, schema: &Value) -> bool {
    let schema = resolve(document, schema);
    schema.get("type").and_then(Value::as_str) == Some("array")
}

/// Returns whether the schema is a date and time, directly or through references.
pub fn is_time(document: &Value, schema: &Value) -> bool {
    let schema = resolve(document, schema);
    schema.get("format").and_then(Value::as_str) == Some("date-time")
}

/// Returns whether a parameter is a list whose values are joined by commas.
pub fn is_joined(parameter: &Value) -> bool {
    parameter.get("in").and_then(Value::as_str) == Some("query")
        && parameter.get("style").and_then(Value::as_str) == Some("form")
        && parameter.get("explode") == Some(&Value::Bool(false))
        && parameter.pointer("/schema/type").and_then(Value::as_str) == Some("array")
}

/// Returns whether the schema is a union whose variants differ in their JSON type, none of them an
/// object: a value matches only one of them, so it needs no tag.
pub fn is_union_of_types(schema: &Value) -> bool {
    let variants = schema.get("oneOf").and_then(Value::as_array);
    let kinds: Vec<Option<&str>> = variants
        .into_iter()
        .flatten()
        .map(|variant| variant.get("type").and_then(Value::as_str))
        .collect();
    kinds.len() > 1
        && kinds.iter().enumerate().all(|(index, kind)| {
            matches!(kind, Some("string" | "boolean" | "array" | "number"))
                && !kinds[..index].contains(kind)
        })
}

/// Returns the prefix that a pattern of the form `^text` requires.
pub fn prefix(pattern: &str) -> Option<&str> {
    let text = pattern.strip_prefix('^')?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '-' | '_');
    (!text.is_empty() && text.chars().all(is_plain)).then_some(text)
}

/// Resolves references, up to a limit, because bare references may form a cycle.
pub fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    for _ in 0..16 {
        let Some(next) = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|path| document.pointer(path.strip_prefix('#')?))
        else {
            break;
        };
        schema = next;
    }
    schema
}

/// Returns the component schemas of the document.
pub fn components(document: &Value) -> Option<&Map<String, Value>> {
    document.pointer("/components/schemas")?.as_object()
}

/// Lists every operation of the document: pointer, path, method, object.
pub fn operations(document: &Value) -> Vec<(String, &str, &str, &Value)> {
    let mut found = Vec::new();
    for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                found.push((
                    pointer(&["paths", path, method]),
                    path.as_str(),
                    method.as_str(),
                    operation,
                ));
            }
        }
    }
    found
}

/// Joins the parts of a JSON pointer.
pub fn pointer(parts: &[&str]) -> String {
    parts.iter().fold(String::new(), |pointer, part| child(&pointer, part))
}

/// Returns the pointer one step below `at`.
pub fn child(at: &str, part: &str) -> String {
    format!("{at}/{}", part.replace('~', "~0").replace('/', "~1"))
}

/// Removes a field of an object below the paths or components; fields elsewhere are required.
pub fn remove(document: &mut Value, at: &str) {
    let Some((owner, name)) = at.rsplit_once('/') else { return };
    if at.starts_with("/paths/") || at.starts_with("/components/") {
        let name = name.replace("~1", "/").replace("~0", "~");
        let owner = document.pointer_mut(owner).and_then(Value::as_object_mut);
        if let Some(fields) = owner {
            fields.remove(&name);
        }
    }
}

/// Returns whether the schema allows any JSON, because it has no constraining keyword.
pub fn is_any(schema: &Value) -> bool {
    schema.as_object().is_some_and(|fields| {
        fields.keys().all(|key| {
            ["description", "title", "example", "nullable", "deprecated"].contains(&key.as_str())
                || key.starts_with("x-")
        })
    })
}

/// Returns whether the schema is a text, number or boolean, and not an enum.
pub fn is_scalar(schema: &Value) -> bool {
    schema.get("enum").is_none()
        && matches!(
            schema.get("type").and_then(Value::as_str),
            Some("string" | "integer" | "number" | "boolean")
        )
}

/// Returns whether the schema is a text with a single value, like the tag of a union's variant.
pub fn is_tag(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("string")
        && schema
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| matches!(values.as_slice(), [Value::String(_)]))
}

/// Returns whether a field is in the `required` of a schema.
pub fn is_required(schema: &Value, field: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    required.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(field)))
}

/// Returns whether the transport sets a header parameter, so that it is not an argument: the tenant
/// and the idempotency key follow from the operation's extensions.
pub fn is_of_transport(parameter: &Value) -> bool {
    parameter.get("in").and_then(Value::as_str) == Some("header")
        && parameter.get("name").and_then(Value::as_str).is_some_and(|name| {
            [TENANT_HEADER, KEY_HEADER].iter().any(|own| own.eq_ignore_ascii_case(name))
        })
}

/// The tenant header of operations with `x-nova-tenant`.
pub const TENANT_HEADER: &str = "X-Tenant-Id";
/// The idempotency header of operations with `x-nova-idempotency: key`.
pub const KEY_HEADER: &str = "Idempotency-Key";

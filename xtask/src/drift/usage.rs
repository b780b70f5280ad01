//! The use of a schema at one place, with every `$ref`, `allOf` and single-variant union resolved,
//! so that equivalent spellings are equal.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::document::Document;

/// Annotations, which do not change which bodies are valid.
#[derive(Clone, Debug, Default)]
pub(super) struct Annotations<'d> {
    pub(super) title: Option<&'d str>,
    pub(super) description: Option<&'d str>,
    pub(super) examples: Vec<&'d Value>,
    pub(super) default: Option<&'d Value>,
    pub(super) deprecated: bool,
    pub(super) extensions: BTreeMap<&'d str, &'d Value>,
}

impl<'d> Annotations<'d> {
    /// Adds the annotations of an object; outer ones have priority.
    pub(super) fn add(&mut self, object: &'d serde_json::Map<String, Value>) {
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        self.title = self.title.or_else(|| text("title"));
        self.description = self.description.or_else(|| text("description"));
        self.default = self.default.or_else(|| object.get("default"));
        self.deprecated |= object.get("deprecated") == Some(&Value::Bool(true));
        if self.examples.is_empty() {
            self.examples.extend(object.get("example"));
            self.examples
                .extend(object.get("examples").and_then(Value::as_array).into_iter().flatten());
        }
        for (key, value) in object.iter().filter(|(key, _)| key.starts_with("x-")) {
            self.extensions.entry(key.as_str()).or_insert(value);
        }
    }
}

/// A schema as used at one place.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a keyword of its own")]
pub(super) struct Usage<'d> {
    /// The objects whose constraints must all hold; empty if anything is allowed.
    pub(super) leaves: Vec<&'d Value>,
    /// Leaves whose union was removed because only one alternative was left.
    pub(super) plain: Vec<usize>,
    /// Whether `null` is allowed.
    pub(super) nullable: bool,
    /// Whether nothing is allowed (`false`).
    pub(super) never: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    /// The name of the component, if it is one.
    pub(super) name: Option<&'d str>,
    /// The annotations of wrappers around the constraints.
    pub(super) around: Option<Annotations<'d>>,
    /// The annotations of wrappers and constraints together.
    pub(super) annotations: Annotations<'d>,
}

/// The schemas visited while one use is read, and whether each allows `null`.
type Met = HashMap<usize, bool>;

/// The memory address of a value, which is stable during the comparison.
pub(super) fn address(value: &Value) -> usize {
    std::ptr::from_ref(value) as usize
}

impl<'d> Usage<'d> {
    /// Combines `parts` into one schema.
    pub(super) fn of(document: &'d Document, parts: &[&'d Value]) -> Self {
        let mut usage = Self::default();
        let mut met = HashMap::new();
        let nullable: Vec<bool> =
            parts.iter().map(|part| usage.add(document, part, &mut met, true)).collect();
        usage.nullable = nullable.iter().all(|null| *null);
        if usage.leaves.len() > 1 {
            usage.name = usage.name.filter(|_| parts.len() == 1);
        }
        usage
    }

    /// Returns whether it allows anything.
    pub(super) fn is_any(&self) -> bool {
        self.leaves.is_empty() && !self.never
    }

    /// Returns a key that identifies the constraints of this use.
    pub(super) fn key(&self) -> Vec<usize> {
        let mut key: Vec<usize> = self.leaves.iter().map(|leaf| address(leaf)).collect();
        key.sort_unstable();
        key
    }

    /// Adds one part and returns whether it allows `null`. `naming` is set while the part alone is
    /// the whole schema.
    fn add(
        &mut self,
        document: &'d Document,
        value: &'d Value,
        met: &mut Met,
        naming: bool,
    ) -> bool {
        // A schema that is visited again adds nothing, whether it is recursive or listed twice.
        if let Some(nullable) = met.get(&address(value)) {
            return *nullable;
        }
        met.insert(address(value), true);
        let nullable = self.add_new(document, value, met, naming);
        met.insert(address(value), nullable);
        nullable
    }

    fn add_new(
        &mut self,
        document: &'d Document,
        value: &'d Value,
        met: &mut Met,
        naming: bool,
    ) -> bool {
        let Value::Object(object) = value else {
            self.never |= value == &Value::Bool(false);
            return value != &Value::Bool(false);
        };
        if let Some((reference, target)) = document.target(value) {
            if document.modern && object.len() > 1 {
                self.wrapped(object);
                let own = own_constraints(value);
                let inner = self.add(document, target, met, naming && !own);
                self.name_from(reference, naming && !own);
                if own {
                    self.leaf(value);
                }
                return inner && (!own || own_null(document, object).unwrap_or(true));
            }
            let nullable = self.add(document, target, met, naming);
            self.name_from(reference, naming);
            return nullable;
        }
        self.read_only |= object.get("readOnly") == Some(&Value::Bool(true));
        self.write_only |= object.get("writeOnly") == Some(&Value::Bool(true));
        let parts = object.get("allOf").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let only = only_alternative(document, object);
        let own = own_constraints(value) || (union_of(object).is_some() && only.is_none());
        if parts.is_empty() && only.is_none() {
            self.annotations.add(object);
            if !own {
                return own_null(document, object).unwrap_or(true);
            }
            self.leaf(value);
            return own_null(document, object).unwrap_or_else(|| loose(document, value));
        }
        self.wrapped(object);
        let before = self.leaves.len();
        let alone = naming && parts.len() + usize::from(only.is_some()) == 1;
        let mut inner = true;
        for part in parts {
            inner &= self.add(document, part, met, alone);
        }
        let mut null_beside = false;
        if let Some((alternative, null)) = only {
            null_beside = null;
            let allowed = self.add(document, alternative, met, alone);
            inner &= allowed || null;
        }
        let own = own && !only_repeats(object, &self.leaves[before..]);
        if own {
            self.name = None;
            self.leaf(value);
            if only.is_some() {
                self.plain.push(address(value));
            }
        }
        // `nullable` on the wrapper is interpreted as intended, though strict 3.0 ignores it.
        own_null(document, object).filter(|null| *null || own).unwrap_or(inner)
            || (null_beside && !own)
    }

    fn wrapped(&mut self, object: &'d serde_json::Map<String, Value>) {
        self.annotations.add(object);
        let says_something = object.keys().any(|key| {
            key.starts_with("x-")
                || matches!(
                    key.as_str(),
                    "title" | "description" | "default" | "deprecated" | "example" | "examples"
                )
        });
        if says_something {
            self.around.get_or_insert_with(Annotations::default).add(object);
        }
    }

    fn leaf(&mut self, value: &'d Value) {
        if !self.leaves.iter().any(|leaf| address(leaf) == address(value)) {
            self.leaves.push(value);
        }
    }

    /// Sets the name of the schema to the last component of a chain of references.
    fn name_from(&mut self, reference: &'d str, naming: bool) {
        if naming && self.name.is_none() {
            self.name =
                reference.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'));
        }
    }
}

/// Returns the variants of `oneOf` or `anyOf`, and which of the two it is.
pub(super) fn union_of(
    object: &serde_json::Map<String, Value>,
) -> Option<(&'static str, &Vec<Value>)> {
    ["oneOf", "anyOf"]
        .into_iter()
        .find_map(|kind| object.get(kind).and_then(Value::as_array).map(|all| (kind, all)))
}

/// Returns the only alternative of a union besides `null`, and whether `null` is allowed.
fn only_alternative<'d>(
    document: &'d Document,
    object: &'d serde_json::Map<String, Value>,
) -> Option<(&'d Value, bool)> {
    let (_, variants) = union_of(object)?;
    let mut others = variants.iter().filter(|variant| !is_null(document, variant));
    let first = others.next()?;
    if others.next().is_some() || (object.contains_key("oneOf") && object.contains_key("anyOf")) {
        return None;
    }
    Some((first, variants.len() > 1))
}

/// Returns whether a schema allows only `null`, in the spelling of either version.
pub(super) fn is_null(document: &Document, value: &Value) -> bool {
    let value = document.follow(value);
    let just_null =
        |values: &Value| values.as_array().is_some_and(|list| list.len() == 1 && list[0].is_null());
    value.get("type").is_some_and(|kind| {
        kind == "null" || (kind.is_array() && kind == &serde_json::json!(["null"]))
    }) || value.get("enum").is_some_and(just_null)
        || value.get("const").is_some_and(Value::is_null)
}

/// Returns whether an object allows `null`; `None` if that depends on the wrapped schema.
fn own_null(document: &Document, object: &serde_json::Map<String, Value>) -> Option<bool> {
    if object.get("nullable") == Some(&Value::Bool(true)) {
        return Some(true);
    }
    if object
        .get("enum")
        .and_then(Value::as_array)
        .is_some_and(|values| values.iter().any(Value::is_null))
    {
        return Some(true);
    }
    match object.get("type") {
        Some(Value::Array(kinds)) => return Some(kinds.iter().any(|kind| kind == "null")),
        Some(Value::String(kind)) => return Some(kind == "null"),
        _ => {}
    }
    let (_, variants) = union_of(object)?;
    variants.iter().any(|variant| is_null(document, variant)).then_some(true)
}

/// Returns whether a schema allows `null` implicitly, which is so without a type.
fn loose(document: &Document, value: &Value) -> bool {
    let typed = ["enum", "const", "properties", "items", "additionalProperties"];
    let Some(object) = value.as_object() else { return true };
    if typed.iter().any(|key| object.contains_key(*key)) {
        return false;
    }
    union_of(object)
        .is_none_or(|(_, variants)| variants.iter().any(|variant| is_null(document, variant)))
}

/// Returns whether an object has constraints, apart from the wrapped schema.
fn own_constraints(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.iter().any(|(key, value)| constrains(key, value)))
}

fn constrains(key: &str, value: &Value) -> bool {
    match key {
        "$ref" | "$dynamicRef" | "$dynamicAnchor" | "$vocabulary" | "allOf" | "oneOf" | "anyOf"
        | "title" | "description" | "default" | "example" | "examples" | "deprecated"
        | "nullable" | "readOnly" | "writeOnly" | "externalDocs" | "xml" | "$comment" | "$id"
        | "$schema" | "$anchor" | "$defs" | "definitions" | "discriminator" => false,
        "required" => value.as_array().is_none_or(|names| !names.is_empty()),
        "additionalProperties" | "unevaluatedProperties" => value != &Value::Bool(true),
        "properties" => value.as_object().is_none_or(|names| !names.is_empty()),
        key => !key.starts_with("x-"),
    }
}

/// Returns whether a wrapper's only constraint is its type, which the wrapped schema repeats.
fn only_repeats(object: &serde_json::Map<String, Value>, wrapped: &[&Value]) -> bool {
    let closer = |leaf: &&Value| {
        ["type", "properties", "enum", "const"].iter().any(|key| leaf.get(*key).is_some())
    };
    object.contains_key("type")
        && wrapped.iter().any(closer)
        && !object.iter().any(|(key, value)| key != "type" && constrains(key, value))
}

//! A normalised schema with all its constraints, the same for OpenAPI 3.0 and 3.1.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::bounds::{self, Bounds};
use super::document::{Document, Object};
use super::usage::{Annotations, Usage, address, is_null, union_of};

/// The set of JSON types that a schema allows; `null` is stored separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Types(u8);

const TYPES: [&str; 6] = ["object", "array", "string", "boolean", "number", "integer"];

impl Types {
    pub(super) const OBJECT: Self = Self(1);
    pub(super) const ARRAY: Self = Self(2);
    pub(super) const STRING: Self = Self(4);
    const BOOLEAN: Self = Self(8);
    pub(super) const NUMBER: Self = Self(16 | 32);
    pub(super) const INTEGER: Self = Self(32);
    const NONE: Self = Self(0);

    pub(super) fn named(name: &str) -> Self {
        match name {
            "object" => Self::OBJECT,
            "array" => Self::ARRAY,
            "string" => Self::STRING,
            "boolean" => Self::BOOLEAN,
            "number" => Self::NUMBER,
            "integer" => Self::INTEGER,
            _ => Self::NONE,
        }
    }

    pub(super) fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::NONE,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number)
                if number.is_f64() && number.as_f64().is_some_and(|n| n.fract() != 0.0) =>
            {
                Self::NUMBER
            }
            Value::Number(_) => Self::INTEGER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the types that are in `self` and not in `other`.
    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl std::fmt::Display for Types {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = TYPES
            .into_iter()
            .filter(|name| {
                self.has(Self::named(name)) && !(*name == "integer" && self.has(Self::NUMBER))
            })
            .collect();
        f.write_str(&if names.is_empty() { "nothing".to_owned() } else { names.join(" or ") })
    }
}

/// The additional fields of an object.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Additional<'d> {
    Open,
    Closed,
    Of(Vec<&'d Value>),
}

/// `oneOf` or `anyOf`, without `null` among its variants.
#[derive(Clone, Debug)]
pub(super) struct Union<'d> {
    pub(super) kind: &'static str,
    pub(super) variants: Vec<&'d Value>,
    pub(super) discriminator: Option<&'d Value>,
}

/// The constraints of a schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Schema<'d> {
    pub(super) types: Option<Types>,
    pub(super) format: Option<Cow<'d, str>>,
    /// The allowed values without `null`.
    pub(super) values: Option<Vec<&'d Value>>,
    pub(super) bounds: Bounds,
    /// Fields in the order they are written.
    pub(super) fields: Vec<(&'d str, Vec<&'d Value>)>,
    pub(super) required: BTreeSet<&'d str>,
    pub(super) additional: Option<Additional<'d>>,
    pub(super) items: Option<Vec<&'d Value>>,
    pub(super) union: Option<Union<'d>>,
    /// Constraints without specific support.
    pub(super) other: BTreeMap<&'d str, Vec<&'d Value>>,
    /// The annotations of the constraints.
    pub(super) annotations: Annotations<'d>,
}

impl<'d> Schema<'d> {
    /// Combines the constraints of a use.
    pub(super) fn of(document: &'d Document, usage: &Usage<'d>) -> Self {
        let mut schema = Self::default();
        for leaf in &usage.leaves {
            if let Value::Object(object) = leaf {
                schema.add(document, object, usage.plain.contains(&address(leaf)));
            }
        }
        schema.infer_types(document);
        if schema.types == Some(Types::INTEGER) {
            schema.bounds.of_integers();
        }
        schema
    }

    pub(super) fn field(&self, name: &str) -> Option<&[&'d Value]> {
        self.fields.iter().find(|(other, _)| *other == name).map(|(_, parts)| parts.as_slice())
    }

    /// Returns its types; all types if there is no constraint.
    pub(super) fn is(&self, types: Types) -> bool {
        self.types.is_some_and(|own| types.has(own))
    }

    fn add(&mut self, document: &'d Document, object: &'d Object, plain: bool) {
        self.annotations.add(object);
        if self.format.is_none() {
            let named = object.get("format").and_then(Value::as_str).map(Cow::Borrowed);
            self.format = named.or_else(|| content_format(object));
        }
        for (key, value) in object {
            match key.as_str() {
                "type" => self.narrow(types_of(value)),
                "format" | "contentEncoding" => {}
                "contentMediaType" if content_format(object).as_deref() == Some("binary") => {}
                "enum" => self.restrict(value.as_array().into_iter().flatten().collect()),
                "const" => self.restrict(vec![value]),
                "properties" => self.add_fields(value),
                "required" => self
                    .required
                    .extend(value.as_array().into_iter().flatten().filter_map(Value::as_str)),
                "items" if value.is_object() || value.is_boolean() => {
                    self.items.get_or_insert_default().push(value);
                }
                "additionalProperties" | "unevaluatedProperties" => self.add_additional(value),
                "oneOf" | "anyOf" => {
                    if !plain && union_of(object).is_some_and(|(kind, _)| kind == key) {
                        self.add_union(document, object);
                    } else if !plain {
                        self.other.entry(key).or_default().push(value);
                    }
                }
                key if bounds::is_bound(key) => self.bounds.add(key, value, object),
                key if is_aside(key) => {}
                key => self.other.entry(key).or_default().push(value),
            }
        }
    }

    fn narrow(&mut self, types: Option<Types>) {
        if let Some(types) = types {
            self.types = Some(self.types.map_or(types, |own| own.and(types)));
        }
    }

    fn restrict(&mut self, values: Vec<&'d Value>) {
        let mut values: Vec<&Value> = values.into_iter().filter(|value| !value.is_null()).collect();
        if let Some(own) = &self.values {
            values.retain(|value| own.contains(value));
        }
        self.values = Some(values);
    }

    fn add_fields(&mut self, value: &'d Value) {
        let known: HashMap<&str, usize> =
            self.fields.iter().enumerate().map(|(at, (name, _))| (*name, at)).collect();
        for (name, field) in value.as_object().into_iter().flatten() {
            match known.get(name.as_str()) {
                Some(at) => self.fields[*at].1.push(field),
                None => self.fields.push((name, vec![field])),
            }
        }
    }

    fn add_additional(&mut self, value: &'d Value) {
        let next = match (self.additional.take(), value) {
            (Some(Additional::Closed), _) | (_, Value::Bool(false)) => Additional::Closed,
            (Some(Additional::Of(mut parts)), Value::Object(object)) if !object.is_empty() => {
                parts.push(value);
                Additional::Of(parts)
            }
            (Some(Additional::Of(parts)), _) => Additional::Of(parts),
            (_, Value::Object(object)) if !object.is_empty() => Additional::Of(vec![value]),
            _ => Additional::Open,
        };
        self.additional = Some(next);
    }

    fn add_union(&mut self, document: &'d Document, object: &'d Object) {
        let Some((kind, variants)) = union_of(object) else { return };
        let variants: Vec<&Value> =
            variants.iter().filter(|variant| !is_null(document, variant)).collect();
        if let Some(union) = &mut self.union {
            // Two unions in an `allOf` cannot be simplified.
            let key = if union.kind == "oneOf" { "oneOf" } else { "anyOf" };
            self.other.entry(key).or_default().extend(variants);
            return;
        }
        let simple: Option<Vec<Schema<'d>>> =
            variants.iter().map(|variant| simple(document, variant)).collect();
        if let Some(simple) = simple.filter(|all| !all.is_empty()) {
            let types = simple.iter().filter_map(|one| one.types).fold(Types::NONE, Types::or);
            if simple.iter().all(|one| one.values.is_some()) {
                self.narrow(Some(types));
                self.restrict(
                    simple.iter().flat_map(|one| one.values.iter().flatten().copied()).collect(),
                );
                return;
            }
            if simple
                .iter()
                .all(|one| one.values.is_none() && one.format.is_none() && one.types.is_some())
            {
                self.narrow(Some(types));
                return;
            }
        }
        self.union = Some(Union { kind, variants, discriminator: object.get("discriminator") });
    }

    fn infer_types(&mut self, document: &'d Document) {
        if self.types == Some(Types::BOOLEAN)
            && self.values.as_ref().is_some_and(|values| values.len() == 2)
        {
            // Two constants in an `allOf` are not alternatives.
            self.values = None;
        }
        if self.types.is_some() {
            return;
        }
        if let Some(values) = self.values.as_ref().filter(|values| !values.is_empty()) {
            self.types = Some(
                values.iter().map(|value| Types::of_value(value)).fold(Types::NONE, Types::or),
            );
        } else if !self.fields.is_empty()
            || self.additional.is_some()
            || (self.union.is_none() && !self.required.is_empty())
        {
            self.types = Some(Types::OBJECT);
        } else if self.items.is_some() {
            self.types = Some(Types::ARRAY);
        } else if let Some(union) = &self.union {
            self.types = types_of_all(document, &union.variants, 4);
        }
    }

    /// Returns a short name of its kind for reports.
    pub(super) fn word(&self) -> String {
        let plain = match (self.types, &self.union) {
            (Some(types), None) => types.to_string(),
            (_, Some(union)) => format!("one of {} schemas", union.variants.len()),
            (None, None) => "anything".to_owned(),
        };
        match &self.format {
            Some(format) => format!("{plain} ({format})"),
            None if self.values.is_some() => format!("{plain} enum"),
            None => plain,
        }
    }

    /// Returns a key of its outline, which a rename or a move does not change.
    pub(super) fn outline(&self) -> String {
        let mut names: Vec<&str> = self.fields.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        let values: Vec<String> = self.values.iter().flatten().map(ToString::to_string).collect();
        let union = self.union.as_ref().map_or(0, |union| union.variants.len());
        format!(
            "{:?}|{:?}|{}|{}|{union}",
            self.types.map(|types| types.0),
            self.format,
            names.join(","),
            values.join(",")
        )
    }
}

/// Returns a variant of a union that is only a type or a list of values.
fn simple<'d>(document: &'d Document, variant: &'d Value) -> Option<Schema<'d>> {
    let usage = Usage::of(document, &[variant]);
    let [leaf] = usage.leaves[..] else { return None };
    let object = leaf.as_object()?;
    let plain = object
        .keys()
        .all(|key| matches!(key.as_str(), "type" | "enum" | "const" | "format") || is_aside(key));
    if !plain || usage.nullable {
        return None;
    }
    let schema = Schema::of(document, &usage);
    schema.types.filter(|types| types.and(Types::OBJECT.or(Types::ARRAY)).is_empty())?;
    Some(schema)
}

/// Returns the types of a union's variants, if all of them have one.
fn types_of_all(document: &Document, variants: &[&Value], depth: usize) -> Option<Types> {
    let mut types = Types::NONE;
    for variant in variants {
        let leaves = Usage::of(document, &[variant]).leaves;
        let own = leaves.iter().find_map(|leaf| {
            let inside = || {
                let (_, variants) = union_of(leaf.as_object()?).filter(|_| depth > 0)?;
                let variants: Vec<&Value> =
                    variants.iter().filter(|variant| !is_null(document, variant)).collect();
                types_of_all(document, &variants, depth - 1)
            };
            let object = leaf.get("properties").map(|_| Types::OBJECT);
            leaf.get("type").and_then(types_of).or(object).or_else(inside)
        });
        types = types.or(own?);
    }
    Some(types)
}

fn types_of(value: &Value) -> Option<Types> {
    match value {
        Value::String(name) => Some(Types::named(name)),
        Value::Array(names) => {
            let names = names.iter().filter_map(Value::as_str).filter(|name| *name != "null");
            Some(names.map(Types::named).fold(Types::NONE, Types::or))
        }
        _ => None,
    }
}

/// Returns the format equivalent to 3.1's content keywords, with the name in 3.0 if there is one.
fn content_format(object: &Object) -> Option<Cow<'_, str>> {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    match (text("contentEncoding"), text("contentMediaType")) {
        (Some("base64"), _) => Some("byte".into()),
        (Some(encoding), _) => Some(encoding.into()),
        (None, Some("application/octet-stream")) => Some("binary".into()),
        _ => None,
    }
}

/// Keywords that are read elsewhere or are not constraints.
fn is_aside(key: &str) -> bool {
    key.starts_with("x-")
        || matches!(
            key,
            "$ref"
                | "allOf"
                | "title"
                | "description"
                | "default"
                | "example"
                | "examples"
                | "deprecated"
                | "nullable"
                | "readOnly"
                | "writeOnly"
                | "externalDocs"
                | "xml"
                | "$comment"
                | "$id"
                | "$schema"
                | "$anchor"
                | "$dynamicAnchor"
                | "$dynamicRef"
                | "$vocabulary"
                | "$defs"
                | "definitions"
                | "discriminator"
        )
}

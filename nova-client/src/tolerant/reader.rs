//! The tolerant deserializer: reads a [`Tree`], tracks the path, and records what it omits.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeSeed, Deserializer, Expected, IntoDeserializer as _, MapAccess, SeqAccess,
    Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use super::fields::{ELEMENT, LIST, TIME};
use super::tree::Tree;
use super::unreadable::{FIELD, UnreadableValue};
use crate::decode::{is_name, kind_of};

/// Below this (2^53), a double is exactly the integer that was written; above, it may be a
/// neighbouring one.
const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;

/// The reason why a value cannot be decoded, and its path.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The path; `None` until it is known.
    path: Option<String>,
    pub(crate) what: String,
    /// The name of a field that is missing or present twice.
    field: Option<&'static str>,
}

impl Fault {
    fn new(what: String) -> Self {
        Self { path: None, what, field: None }
    }

    /// Returns the path of the invalid value.
    pub(crate) fn path(&self) -> String {
        let mut path = self.path.clone().unwrap_or_default();
        if let Some(field) = self.field {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(field);
        }
        path
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path(), self.what)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    /// Drops the message, because it may quote the value.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new("has a value that does not fit".to_owned())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("is {}, expected {expected}", kind_of(&found)))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("has a value that does not fit, expected {expected}"))
    }

    fn missing_field(field: &'static str) -> Self {
        Self { path: None, what: "is missing".to_owned(), field: Some(field) }
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self { path: None, what: "is present twice".to_owned(), field: Some(field) }
    }
}

/// The omitted values.
#[derive(Debug, Default)]
pub(super) struct Omissions {
    values: RefCell<Vec<(UnreadableValue, bool)>>,
    /// The last fault, until the surrounding element or the document has failed.
    fault: RefCell<Option<Fault>>,
}

impl Omissions {
    pub(super) fn into_values(self) -> Vec<UnreadableValue> {
        self.values.into_inner().into_iter().map(|(value, _)| value).collect()
    }

    fn len(&self) -> usize {
        self.values.borrow().len()
    }

    fn add(&self, value: UnreadableValue) {
        self.values.borrow_mut().push((value, false));
    }

    /// Returns whether a value was omitted since there were `mark` that no type has claimed yet.
    fn has_unclaimed(&self, mark: usize) -> bool {
        self.values.borrow().iter().skip(mark).any(|(_, is_claimed)| !is_claimed)
    }

    /// Returns the values omitted since there were `mark`, except those claimed by an inner type.
    fn claim(&self, mark: usize) -> Vec<UnreadableValue> {
        let mut values = self.values.borrow_mut();
        let unclaimed = values.iter_mut().skip(mark).filter(|(_, is_claimed)| !is_claimed);
        unclaimed
            .map(|(value, is_claimed)| {
                *is_claimed = true;
                value.clone()
            })
            .collect()
    }
}

/// The path of a value in the document, as a linked list on the stack towards the root.
#[derive(Clone, Copy)]
enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Element(&'p Path<'p>, usize),
}

impl Path<'_> {
    fn write(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Element(parent, index) => format!("{}[{index}]", parent.write()),
            Self::Field(parent, name) => {
                let (parent, name) = (parent.write(), if is_name(name) { name } else { "?" });
                if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
            }
        }
    }
}

impl<'a> Tree<'a> {
    /// Returns a deserializer for this tree.
    pub(super) fn reader<'de>(&'de self, omissions: &'de Omissions) -> Reader<'de, 'de, 'a> {
        Reader { tree: self, at: Path::Root, omissions }
    }
}

/// Reads one value of a tree.
#[derive(Clone, Copy)]
pub(super) struct Reader<'p, 'de, 'a> {
    tree: &'de Tree<'a>,
    at: Path<'p>,
    omissions: &'p Omissions,
}

impl<'de, 'a> Reader<'_, 'de, 'a> {
    /// Adds the path to a fault, unless an inner value has already, and records it.
    fn with_path(&self, mut fault: Fault) -> Fault {
        if fault.path.is_none() {
            fault.path = Some(self.at.write());
            self.omissions.fault.replace(Some(Fault {
                path: fault.path.clone(),
                what: fault.what.clone(),
                field: fault.field,
            }));
        }
        fault
    }

    fn invalid<T>(&self, expected: &dyn Expected) -> Result<T, Fault> {
        Err(de::Error::invalid_type(self.tree.unexpected(), expected))
    }

    /// Records that a single value is read as absent.
    fn leave_out(&self, what: &str) {
        self.omissions.add(UnreadableValue {
            path: self.at.write(),
            what: what.to_owned(),
            element: None,
            ids: Vec::new(),
        });
    }

    /// Reads an element of a list. An invalid one is omitted, together with the records of values
    /// omitted inside it.
    fn element<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let mark = self.omissions.len();
        self.omissions.fault.replace(None);
        let element = visitor.visit_newtype_struct(self)?;
        if let Some(fault) = self.omissions.fault.take() {
            self.omissions.values.borrow_mut().truncate(mark);
            self.omissions.add(UnreadableValue {
                path: fault.path(),
                what: fault.what,
                element: Some(self.at.write()),
                ids: self.tree.ids(),
            });
        }
        Ok(element)
    }

    fn list<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.tree {
            Tree::Null => visitor.visit_none(),
            Tree::List(list) => visitor.visit_seq(Elements { list, next: 0, reader: self }),
            _ => {
                let what = format!("is {}, expected an array", kind_of(&self.tree.unexpected()));
                self.leave_out(&what);
                visitor.visit_none()
            }
        }
    }

    fn time<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.tree {
            Tree::Null => visitor.visit_none(),
            Tree::Text(text) if text.parse::<DateTime<Utc>>().is_ok() => {
                visitor.visit_newtype_struct(self)
            }
            Tree::Text(text) if text.is_empty() => {
                self.leave_out("is empty, expected a time");
                visitor.visit_none()
            }
            Tree::Text(_) => {
                self.leave_out("is not an ISO 8601 time with an offset");
                visitor.visit_none()
            }
            _ => {
                let found = kind_of(&self.tree.unexpected());
                self.leave_out(&format!("is {found}, expected a time"));
                visitor.visit_none()
            }
        }
    }

    fn object<V: Visitor<'de>>(
        self,
        fields: &'de [(Cow<'a, str>, Tree<'a>)],
        has_room: bool,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let mark = self.omissions.len();
        visitor.visit_map(Fields {
            fields: fields.iter(),
            value: None,
            reader: self,
            has_room,
            mark,
        })
    }

    fn any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.tree {
            Tree::Null => visitor.visit_unit(),
            Tree::Bool(value) => visitor.visit_bool(*value),
            Tree::Integer(value) => visitor.visit_i64(*value),
            Tree::Large(value) => visitor.visit_u64(*value),
            Tree::Float(value) => visitor.visit_f64(*value),
            Tree::Text(text) => visitor.visit_str(text),
            Tree::List(list) => visitor.visit_seq(Elements { list, next: 0, reader: self }),
            Tree::Object(fields) => self.object(fields, false, visitor),
        }
    }

    /// Reads an integer in any notation, such as `7.0`.
    fn integer<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let beyond = |what: &str, visitor: &dyn Expected| {
            Err(Fault::new(format!("is {what}, expected {visitor}")))
        };
        match *self.tree {
            Tree::Float(number) if number.fract() != 0.0 => {
                beyond("a number with a fraction", &visitor)
            }
            Tree::Float(number) if number.abs() >= EXACT_BELOW => {
                beyond("too large a number to be exact", &visitor)
            }
            #[allow(
                clippy::cast_possible_truncation,
                reason = "it is an integer of at most 53 bits"
            )]
            Tree::Float(number) => visitor.visit_i64(number as i64),
            Tree::Large(_) => beyond("an integer of 2^63 or more", &visitor),
            _ => self.any(visitor),
        }
    }
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.integer(visitor).map_err(|fault| self.with_path(fault))
        }
    )*};
}

impl<'de> Deserializer<'de> for Reader<'_, 'de, '_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.any(visitor).map_err(|fault| self.with_path(fault))
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.tree {
            Tree::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
        .map_err(|fault| self.with_path(fault))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            LIST => self.list(visitor),
            ELEMENT => self.element(visitor),
            TIME => self.time(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
        .map_err(|fault| self.with_path(fault))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.tree {
            Tree::Object(object) => self.object(object, fields.contains(&FIELD), visitor),
            _ => self.invalid(&visitor),
        }
        .map_err(|fault| self.with_path(fault))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.tree {
            Tree::Text(text) => visitor.visit_enum((&**text).into_deserializer()),
            _ => self.invalid(&visitor),
        }
        .map_err(|fault| self.with_path(fault))
    }

    forward_to_deserialize_any! {
        bool i128 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

/// The elements of a list.
struct Elements<'p, 'de, 'a> {
    list: &'de [Tree<'a>],
    next: usize,
    reader: Reader<'p, 'de, 'a>,
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de, '_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some(tree) = self.list.get(self.next) else { return Ok(None) };
        let at = Path::Element(&self.reader.at, self.next);
        self.next += 1;
        seed.deserialize(Reader { tree, at, omissions: self.reader.omissions }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.list.len() - self.next)
    }
}

/// The fields of an object, followed by the omitted values if the type has a field for them.
#[allow(clippy::struct_field_names, reason = "the other names would say less")]
struct Fields<'p, 'de, 'a> {
    fields: std::slice::Iter<'de, (Cow<'a, str>, Tree<'a>)>,
    value: Option<(&'de str, &'de Tree<'a>)>,
    reader: Reader<'p, 'de, 'a>,
    has_room: bool,
    mark: usize,
}

impl<'de> MapAccess<'de> for Fields<'_, 'de, '_> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        // A field of the body must not use the name reserved for the omitted values.
        let next = self.fields.find(|(name, _)| !(self.has_room && name == FIELD));
        if let Some((name, value)) = next {
            self.value = Some((name, value));
            return seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some);
        }
        self.value = None;
        if std::mem::take(&mut self.has_room) && self.reader.omissions.has_unclaimed(self.mark) {
            return seed.deserialize(StrDeserializer::new(FIELD)).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Reader { at, omissions, .. } = &self.reader;
        match self.value.take() {
            Some((name, tree)) => {
                seed.deserialize(Reader { tree, at: Path::Field(at, name), omissions })
            }
            None => seed.deserialize(OmittedValues(omissions.claim(self.mark))),
        }
    }
}

/// Passes the omitted values as JSON text, because serde's data model has no direct way; it is
/// rarely used.
struct OmittedValues(Vec<UnreadableValue>);

impl<'de> Deserializer<'de> for OmittedValues {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_string(serde_json::to_string(&self.0).map_err(de::Error::custom)?)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

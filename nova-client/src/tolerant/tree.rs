//! A JSON document as a tree that keeps duplicate fields, which a map would lose.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

use crate::decode::is_name;

/// The maximum number of values in a tree. The largest batch has some hundreds; a body that
/// consists mostly of commas would need twenty times its size in memory.
const MAX_VALUES: usize = 200_000;

/// The error for a text with more values.
pub(super) const TOO_MANY: &str = "too many values";

/// A JSON value.
#[derive(Debug)]
pub(super) enum Tree<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    /// An integer of 2^63 or more.
    Large(u64),
    Float(f64),
    Text(Cow<'a, str>),
    List(Vec<Tree<'a>>),
    Object(Vec<(Cow<'a, str>, Tree<'a>)>),
}

/// The maximum number of ids reported for an object, and the maximum length of each.
const MAX_IDS: usize = 3;
const MAX_ID_LENGTH: usize = 64;

impl<'a> Tree<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(text);
        let tree = Self::build(&mut json)?;
        json.end()?;
        Ok(tree)
    }

    /// Builds a tree of at most [`MAX_VALUES`] values.
    pub(super) fn build<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        TreeBuilder { left: &Cell::new(MAX_VALUES) }.deserialize(deserializer)
    }

    /// Returns the type of the value for serde's errors.
    pub(super) fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Self::Null => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::Integer(value) => Unexpected::Signed(*value),
            Self::Large(value) => Unexpected::Unsigned(*value),
            Self::Float(value) => Unexpected::Float(*value),
            Self::Text(text) => Unexpected::Str(text),
            Self::List(_) => Unexpected::Seq,
            Self::Object(_) => Unexpected::Map,
        }
    }

    /// Returns the first few ids of an object, sorted by name so that an application's id is among
    /// them for any order of fields.
    pub(super) fn ids(&self) -> Vec<(String, String)> {
        let Self::Object(fields) = self else { return Vec::new() };
        let ids = fields.iter().filter_map(|(name, value)| match value {
            Self::Text(id) if (name == "id" || name.ends_with("Id")) && is_name(name) => {
                Some((name.to_string(), id.chars().take(MAX_ID_LENGTH).collect()))
            }
            _ => None,
        });
        let mut ids: Vec<(String, String)> = ids.collect();
        ids.sort();
        ids.truncate(MAX_IDS);
        ids
    }
}

/// Builds a tree and stops when it has too many values.
#[derive(Clone, Copy)]
struct TreeBuilder<'c> {
    left: &'c Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for TreeBuilder<'_> {
    type Value = Tree<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree<'de>, D::Error> {
        let Some(left) = self.left.get().checked_sub(1) else {
            return Err(D::Error::custom(TOO_MANY));
        };
        self.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TreeBuilder<'_> {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree<'de>, E> {
        Ok(i64::try_from(value).map_or(Tree::Large(value), Tree::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree<'de>, E> {
        Ok(Tree::Float(value))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Tree<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(self)? {
            list.push(element);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Tree<'de>, A::Error> {
        let mut object = Vec::new();
        while let Some(name) = fields.next_key_seed(FieldName)? {
            object.push((name, fields.next_value_seed(self)?));
        }
        Ok(Tree::Object(object))
    }
}

/// The name of a field, borrowed if it has no escapes.
struct FieldName;

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for FieldName {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

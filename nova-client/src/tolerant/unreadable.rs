//! Values that were omitted because they could not be decoded.

use std::fmt;

use serde::de::{Deserializer, Error, IgnoredAny, Visitor};
use serde::{Deserialize, Serialize};

/// A value of a response that was invalid and was omitted so that the rest could be decoded.
///
/// Contains the path and what was expected there, but nothing of the value itself, which may be a
/// candidate's assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnreadableValue {
    /// The JSON path of the invalid value, from the root of the body: `scoringJobs[3].score`.
    pub path: String,
    /// What is wrong with it: `is a number with a fraction, expected i64`.
    pub what: String,
    /// The path of the omitted element of a list, for example `scoringJobs[3]`. `None` for a single
    /// value that was read as absent.
    pub element: Option<String>,
    /// The ids in the element, to identify it: `applicationId` and `app-4`.
    pub ids: Vec<(String, String)>,
}

impl fmt::Display for UnreadableValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, what, element, ids } = self;
        write!(f, "{path} {what}; ")?;
        let Some(element) = element else { return f.write_str("it was read as absent") };
        f.write_str(element)?;
        for (index, (name, id)) in ids.iter().enumerate() {
            write!(f, "{}{name} {id:?}", if index == 0 { " (" } else { ", " })?;
        }
        write!(f, "{} was left out", if ids.is_empty() { "" } else { ")" })
    }
}

/// The values of a type that could not be decoded. Usually empty, which needs no allocation.
#[derive(Clone, Default, PartialEq, Eq)]
#[allow(clippy::box_collection, reason = "one pointer in each of the many structs that have none")]
pub struct UnreadableValues(Option<Box<Vec<UnreadableValue>>>);

/// The name of the field in which a struct receives its omitted values. A body cannot set it: see
/// [`UnreadableValues::deserialize`].
pub(super) const FIELD: &str = "$unreadable";
/// The name of the newtype struct with which it requests them.
pub(super) const TOKEN: &str = "$nova_client::UnreadableValues";

impl UnreadableValues {
    /// Adds a value.
    pub fn push(&mut self, value: UnreadableValue) {
        self.0.get_or_insert_default().push(value);
    }
}

impl std::ops::Deref for UnreadableValues {
    type Target = [UnreadableValue];

    fn deref(&self) -> &[UnreadableValue] {
        self.0.as_ref().map_or(&[], |values| values)
    }
}

impl<'a> IntoIterator for &'a UnreadableValues {
    type Item = &'a UnreadableValue;
    type IntoIter = std::slice::Iter<'a, UnreadableValue>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Vec<UnreadableValue>> for UnreadableValues {
    fn from(values: Vec<UnreadableValue>) -> Self {
        Self((!values.is_empty()).then(|| Box::new(values)))
    }
}

impl fmt::Debug for UnreadableValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// Only the tolerant reader passes values. A field of the body with the same name is ignored.
impl<'de> Deserialize<'de> for UnreadableValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OmittedValues;

        impl<'de> Visitor<'de> for OmittedValues {
            type Value = UnreadableValues;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<UnreadableValues, D::Error> {
                IgnoredAny::deserialize(deserializer).map(|_| UnreadableValues::default())
            }

            fn visit_str<E: Error>(self, json: &str) -> Result<UnreadableValues, E> {
                let values: Vec<UnreadableValue> = serde_json::from_str(json).map_err(E::custom)?;
                Ok(values.into())
            }
        }

        deserializer.deserialize_newtype_struct(TOKEN, OmittedValues)
    }
}

//! Deserializes the fields of generated response types.
//!
//! Each function requests a newtype struct with a special name from its deserializer. Only the
//! tolerant reader handles that name; every other deserializer passes itself to
//! `visit_newtype_struct`, so that the field is read strictly at no cost.

use std::fmt;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

pub(super) const LIST: &str = "$nova_client::list";
pub(super) const ELEMENT: &str = "$nova_client::element";
pub(super) const TIME: &str = "$nova_client::time";

/// Deserializes a list; null is an empty list. Invalid elements are omitted.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    list_or_null(deserializer).map(Option::unwrap_or_default)
}

/// Deserializes a list that may be null. Invalid elements are omitted.
pub(crate) fn list_or_null<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct List<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
        type Value = Option<Vec<T>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an array or null")
        }

        fn visit_newtype_struct<D>(self, deserializer: D) -> Result<Self::Value, D::Error>
        where
            D: Deserializer<'de>,
        {
            Option::deserialize(deserializer)
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
            let mut list = Vec::new();
            while let Some(Element(element)) = elements.next_element()? {
                list.extend(element);
            }
            Ok(Some(list))
        }
    }

    deserializer.deserialize_newtype_struct(LIST, List(PhantomData))
}

/// An element of a list, if it is valid. Used only with the tolerant reader, in which an element
/// that fails half-way does not affect the next one.
struct Element<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Element<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Visit<T> {
            type Value = Element<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an element")
            }

            fn visit_newtype_struct<D>(self, deserializer: D) -> Result<Element<T>, D::Error>
            where
                D: Deserializer<'de>,
            {
                // The reader has recorded the error.
                Ok(Element(T::deserialize(deserializer).ok()))
            }
        }

        deserializer.deserialize_newtype_struct(ELEMENT, Visit(PhantomData))
    }
}

/// Deserializes a point in time that may be null. An invalid one is absent.
pub(crate) fn time<'de, D>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error>
where
    D: Deserializer<'de>,
{
    struct Time;

    impl<'de> Visitor<'de> for Time {
        type Value = Option<DateTime<Utc>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a point in time or null")
        }

        fn visit_newtype_struct<D>(self, deserializer: D) -> Result<Self::Value, D::Error>
        where
            D: Deserializer<'de>,
        {
            Option::deserialize(deserializer)
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }

    deserializer.deserialize_newtype_struct(TIME, Time)
}

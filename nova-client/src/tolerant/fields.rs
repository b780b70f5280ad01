//! How the fields of generated response types are read.
//!
//! Each function asks its deserialiser for a newtype of a name that only the tolerant reader knows.
//! Every other deserialiser hands itself to `visit_newtype_struct`, and the field is read strictly
//! and at no cost.

use std::fmt;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

pub(super) const LIST: &str = "$nova_client::list";
pub(super) const ELEMENT: &str = "$nova_client::element";
pub(super) const TIME: &str = "$nova_client::time";

/// A list; null is an empty one. Elements that do not fit are left out.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    list_or_null(deserializer).map(Option::unwrap_or_default)
}

/// A list that may be null. Elements that do not fit are left out.
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

/// An element of a list, if it fits. Only the tolerant reader is asked for one: each of its values
/// stands for itself, so that one that was given up half-way leaves nothing behind.
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
                // The reader has taken note of the reason.
                Ok(Element(T::deserialize(deserializer).ok()))
            }
        }

        deserializer.deserialize_newtype_struct(ELEMENT, Visit(PhantomData))
    }
}

/// A point in time that may be null. What is none is absent.
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

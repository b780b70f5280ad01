//! Finds the enum values of a response that are not in the contract.
//!
//! The traversal costs one comparison per enum and allocates only if it finds an unknown value.

use std::collections::HashMap;
use std::fmt::Write as _;

/// A received enum value that is not in the contract.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct UnknownValue<'a> {
    /// The enum's name in the contract, for example `ErrorCode`.
    pub schema: &'static str,
    /// The value.
    pub value: &'a str,
    place: &'a Place<'a>,
}

impl<'a> UnknownValue<'a> {
    pub(crate) fn new(schema: &'static str, place: &'a Place<'a>, value: &'a str) -> Self {
        Self { schema, value, place }
    }

    /// Returns the path in the response, for example `scoringJobs[].errorCode`.
    pub fn path(&self) -> String {
        self.place.path()
    }
}

/// A path in a document, as a linked list on the stack towards the root.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    name: &'static str,
}

impl<'a> Place<'a> {
    pub(crate) const ROOT: Place<'static> = Place { parent: None, name: "" };

    pub(crate) fn field(&'a self, name: &'static str) -> Place<'a> {
        Place { parent: Some(self), name }
    }

    /// Returns the path from the root, for example `scoringJobs[].errorCode`.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        self.write(&mut path);
        path
    }

    fn write(&self, path: &mut String) {
        let Some(parent) = self.parent else { return };
        parent.write(path);
        let dot = if path.is_empty() || self.name == "[]" { "" } else { "." };
        // Writing to a string cannot fail.
        let _ = write!(path, "{dot}{}", self.name);
    }
}

/// Visits the unknown values inside a decoded value.
pub(crate) trait Inspect {
    /// Calls `see` for each unknown value.
    fn inspect(&self, at: &Place<'_>, see: &mut dyn FnMut(UnknownValue<'_>));
}

impl<T: Inspect> Inspect for Option<T> {
    fn inspect(&self, at: &Place<'_>, see: &mut dyn FnMut(UnknownValue<'_>)) {
        if let Some(value) = self {
            value.inspect(at, see);
        }
    }
}

impl<T: Inspect> Inspect for Vec<T> {
    fn inspect(&self, at: &Place<'_>, see: &mut dyn FnMut(UnknownValue<'_>)) {
        let at = at.field("[]");
        for item in self {
            item.inspect(&at, see);
        }
    }
}

impl<T: Inspect> Inspect for Box<T> {
    fn inspect(&self, at: &Place<'_>, see: &mut dyn FnMut(UnknownValue<'_>)) {
        (**self).inspect(at, see);
    }
}

impl<K, T: Inspect> Inspect for HashMap<K, T> {
    fn inspect(&self, at: &Place<'_>, see: &mut dyn FnMut(UnknownValue<'_>)) {
        for value in self.values() {
            value.inspect(at, see);
        }
    }
}

macro_rules! inspect_nothing {
    ($($kind:ty),*) => {
        $(impl Inspect for $kind {
            fn inspect(&self, _: &Place<'_>, _: &mut dyn FnMut(UnknownValue<'_>)) {}
        })*
    };
}

inspect_nothing!(
    (),
    bool,
    i64,
    u64,
    f64,
    String,
    serde_json::Value,
    chrono::NaiveDate,
    chrono::DateTime<chrono::Utc>,
    serde_json::Map<String, serde_json::Value>
);

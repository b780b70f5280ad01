//! The change that a request makes to a field: keep, clear or set.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The change of a field. `Option` cannot distinguish "keep the value" from "clear it".
///
/// ```
/// use nova_client::Change;
/// use nova_client::types::LibraryCriterionUpdate;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let update: LibraryCriterionUpdate = LibraryCriterionUpdate::builder().category(Change::Clear).try_into()?;
/// assert_eq!(serde_json::to_string(&update)?, r#"{"category":null}"#);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Change<T> {
    /// The field is not sent and keeps its value.
    #[default]
    Keep,
    /// The field is sent as null, which clears it.
    Clear,
    /// The field is sent with this value, which replaces the previous one.
    Set(T),
}

impl<T> Change<T> {
    /// Returns whether the field is kept.
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// Returns the new value, if the field is set.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
}

impl<T> From<T> for Change<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl From<&str> for Change<String> {
    fn from(text: &str) -> Self {
        Self::Set(text.to_owned())
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

/// For an absent field, the `default` of its struct is [`Change::Keep`].
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|value| value.map_or(Self::Clear, Self::Set))
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Change<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        <Option<T>>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Option<T>>::json_schema(generator)
    }
}

//! Open enums for values that this crate stores: an unknown value of a later version is preserved.

use std::fmt;
use std::ops::Deref;

/// The maximum length of a stored value, in bytes. The longest known one has 28.
const MAX_BYTES: usize = 47;

/// An unknown value of a later version: the text of an `Unknown` variant.
///
/// It is stored inline, so that the enums are `Copy`, in up to 47 bytes; a longer text, which no
/// version writes, is truncated.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnknownWord {
    length: u8,
    bytes: [u8; MAX_BYTES],
}

impl UnknownWord {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        // It was truncated at a character boundary.
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl From<&str> for UnknownWord {
    fn from(word: &str) -> Self {
        let word =
            &word[..(0..=MAX_BYTES).rev().find(|end| word.is_char_boundary(*end)).unwrap_or(0)];
        let mut bytes = [0; MAX_BYTES];
        bytes[..word.len()].copy_from_slice(word.as_bytes());
        Self { length: u8::try_from(word.len()).unwrap_or(0), bytes }
    }
}

impl Deref for UnknownWord {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Defines an open enum with string values. Values of a later version are read and written back
/// unchanged.
macro_rules! open_words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)+
        }
        $(#[$unknown_meta:meta])*
        unknown = $unknown:ident;
        description = $description:literal;
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            $(#[$unknown_meta])*
            $unknown($crate::UnknownWord),
        }

        impl $name {
            /// All known values.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the string, as in logs and JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::$unknown(word) => word,
                }
            }

            /// Returns whether the value is unknown to this version.
            pub fn is_unknown(&self) -> bool {
                matches!(self, Self::$unknown(_))
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)+
                    _ => Self::$unknown(word.into()),
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                Self::from(word.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(word))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let words: Vec<&str> = Self::KNOWN.iter().map(Self::as_str).collect();
                // Examples, not an `enum`: a consumer must not reject a new value.
                schemars::json_schema!({
                    "type": "string",
                    "description": $description,
                    "examples": words,
                })
            }
        }
    };
}

pub(crate) use open_words;

#[cfg(test)]
mod tests {
    use super::UnknownWord;

    #[test]
    fn a_value_is_preserved_and_a_long_one_is_truncated_at_a_character_boundary() {
        for word in ["", "later_value", "é", &"x".repeat(47)] {
            assert_eq!(UnknownWord::from(word).as_str(), word);
        }
        assert_eq!(UnknownWord::from("x".repeat(50).as_str()).as_str(), "x".repeat(47));
        assert_eq!(UnknownWord::from("é".repeat(30).as_str()).as_str(), "é".repeat(23));
    }
}

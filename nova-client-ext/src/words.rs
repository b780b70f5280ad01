//! Words of our own that are stored and sent on: enums that stay open.

use std::fmt;
use std::ops::Deref;

/// How many bytes of a word are kept. The longest of ours has 28.
const MAX_BYTES: usize = 47;

/// A word of a later version: the text of an `Unknown` variant.
///
/// It is stored in place, so that the enums stay `Copy`, and holds up to 47 bytes; a longer text,
/// which no version writes, is cut there.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnknownWord {
    length: u8,
    bytes: [u8; MAX_BYTES],
}

impl UnknownWord {
    /// Returns the word.
    pub fn as_str(&self) -> &str {
        // It was cut between characters.
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

/// Makes an enum of words that keeps a word it does not know, so that what a later version stored
/// reads in this one and is written back as it was.
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
            /// Every word that this version knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the word, as logs and JSON have it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::$unknown(word) => word,
                }
            }

            /// Returns whether the word is one that this version does not know.
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
                // Examples, not an `enum`: a consumer must not reject the next word.
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
    fn a_word_is_kept_as_it_is_and_a_long_one_is_cut_between_characters() {
        for word in ["", "moon_phase", "é", &"x".repeat(47)] {
            assert_eq!(UnknownWord::from(word).as_str(), word);
        }
        assert_eq!(UnknownWord::from("x".repeat(50).as_str()).as_str(), "x".repeat(47));
        assert_eq!(UnknownWord::from("é".repeat(30).as_str()).as_str(), "é".repeat(23));
    }
}

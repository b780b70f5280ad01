//! The serialisation of a parameter, a header or a form field, including OpenAPI's defaults.

use std::fmt;

use serde_json::Value;

use super::change::Change;
use super::operation::media_type;
use super::schema::{Schema, Types};

/// The serialisation of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Serialization {
    style: String,
    explode: bool,
    /// Whether reserved characters are not encoded.
    reserved: bool,
    /// Whether the value may be empty.
    empty: bool,
    /// The media type that is used instead.
    media: Option<String>,
}

impl Serialization {
    /// Reads the keywords of a parameter, header or encoding. `media` is the media type of a
    /// parameter's content.
    pub(super) fn of<'v>(
        get: impl Fn(&str) -> Option<&'v Value>,
        default_style: &str,
        media: Option<&str>,
    ) -> Self {
        let flag = |key: &str| get(key).and_then(Value::as_bool);
        let style = get("style").and_then(Value::as_str).unwrap_or(default_style);
        let media = media.or_else(|| get("contentType").and_then(Value::as_str));
        Self {
            style: style.to_owned(),
            explode: flag("explode").unwrap_or(style == "form"),
            reserved: flag("allowReserved") == Some(true),
            empty: flag("allowEmptyValue") == Some(true),
            media: media.map(media_type),
        }
    }

    /// Returns the change for the sender; wording if every value has the same form.
    pub(super) fn change(&self, new: &Self, schema: &Schema) -> Option<Change> {
        // `explode` has no effect on scalars, nor on arrays in the simple style.
        let alike =
            if self.style == "simple" { Types::OBJECT } else { Types::OBJECT.or(Types::ARRAY) };
        let alike = schema.types.is_some_and(|types| types.and(alike).is_empty());
        let exploded = self.explode != new.explode && !alike;
        let withdrawn = (self.reserved && !new.reserved) || (self.empty && !new.empty);
        if self.media != new.media || self.style != new.style || exploded || withdrawn {
            Some(Change::Serialization { granted: false })
        } else if self.reserved != new.reserved || self.empty != new.empty {
            Some(Change::Serialization { granted: true })
        } else {
            (self != new).then_some(Change::Wording)
        }
    }

    /// Returns whether an array is serialised as one comma-separated text.
    pub(super) fn is_comma_separated(&self) -> bool {
        !self.explode && matches!(self.style.as_str(), "form" | "simple") && self.media.is_none()
    }
}

impl fmt::Display for Serialization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { style, explode, reserved, empty, media } = self;
        write!(f, "style {style}, explode {explode}")?;
        if *reserved {
            f.write_str(", reserved characters bare")?;
        }
        if *empty {
            f.write_str(", may be empty")?;
        }
        media.as_ref().map_or(Ok(()), |media| write!(f, ", as {media}"))
    }
}

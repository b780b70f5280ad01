//! The headers of a delivery, from any header map.

/// The names of a delivery's headers: id, signature, event, timestamp.
pub const HEADERS: [&str; 4] = [ID, SIGNATURE, EVENT, TIMESTAMP];

pub(super) const ID: &str = "X-Webhook-Id";
pub(super) const SIGNATURE: &str = "X-Webhook-Signature";
pub(super) const EVENT: &str = "X-Webhook-Event";
pub(super) const TIMESTAMP: &str = "X-Webhook-Timestamp";

/// A header: a case-insensitive name and a value.
///
/// Implemented for pairs, by value and by reference, so that any iterator over pairs can be
/// verified: `&http::HeaderMap`, a slice, a `&HashMap`, the iterator of a framework's own map.
pub trait HeaderPair {
    /// Returns the header's name.
    fn name(&self) -> &str;

    /// Returns the header's value.
    fn value(&self) -> &[u8];
}

impl<K: AsRef<str>, V: AsRef<[u8]>> HeaderPair for (K, V) {
    fn name(&self) -> &str {
        self.0.as_ref()
    }

    fn value(&self) -> &[u8] {
        self.1.as_ref()
    }
}

impl<K: AsRef<str>, V: AsRef<[u8]>> HeaderPair for &(K, V) {
    fn name(&self) -> &str {
        self.0.as_ref()
    }

    fn value(&self) -> &[u8] {
        self.1.as_ref()
    }
}

/// The headers of a delivery.
#[derive(Default)]
pub(super) struct DeliveryHeaders {
    pub(super) id: Field,
    pub(super) signature: Field,
    pub(super) event: Field,
    pub(super) timestamp: Field,
}

/// The value of a header.
#[derive(Default)]
pub(super) enum Field {
    #[default]
    Missing,
    Text(String),
    /// Several different values.
    Several,
    /// Bytes that are not text.
    NotText,
}

impl DeliveryHeaders {
    pub(super) fn read<H>(headers: H) -> Self
    where
        H: IntoIterator,
        H::Item: HeaderPair,
    {
        let mut found = Self::default();
        for header in headers {
            let fields = [
                (ID, &mut found.id),
                (SIGNATURE, &mut found.signature),
                (EVENT, &mut found.event),
                (TIMESTAMP, &mut found.timestamp),
            ];
            if let Some((_, field)) =
                fields.into_iter().find(|(name, _)| header.name().eq_ignore_ascii_case(name))
            {
                field.put(header.value());
            }
        }
        found
    }
}

impl Field {
    fn put(&mut self, value: &[u8]) {
        let read = match std::str::from_utf8(value.trim_ascii()) {
            Ok(text) if !text.contains(char::is_control) => Self::Text(text.to_owned()),
            _ => Self::NotText,
        };
        *self = match (&*self, read) {
            (Self::Missing, read) => read,
            // An intermediary has duplicated it.
            (Self::Text(before), Self::Text(now)) if *before == now => Self::Text(now),
            _ => Self::Several,
        };
    }

    /// Returns the value, if there is one and only one.
    pub(super) fn text(&self) -> Option<&str> {
        self.required().ok()
    }

    /// Returns the value, or the error.
    pub(super) fn required(&self) -> Result<&str, &'static str> {
        match self {
            Self::Text(text) if !text.is_empty() => Ok(text),
            Self::Text(_) => Err("is empty"),
            Self::Missing => Err("is missing"),
            Self::Several => Err("is present several times, with different values"),
            Self::NotText => Err("is not text"),
        }
    }
}

//! The headers of a delivery, whatever they come in.

/// The headers that a delivery carries: id, signature, event, timestamp.
pub const HEADERS: [&str; 4] = [ID, SIGNATURE, EVENT, TIMESTAMP];

pub(super) const ID: &str = "X-Webhook-Id";
pub(super) const SIGNATURE: &str = "X-Webhook-Signature";
pub(super) const EVENT: &str = "X-Webhook-Event";
pub(super) const TIMESTAMP: &str = "X-Webhook-Timestamp";

/// One header: a name, in any case, and a value.
///
/// Pairs are headers, by value and by reference. So whatever iterates over pairs can be verified:
/// `&http::HeaderMap`, a slice, a `&HashMap`, the iterator of another framework's own map.
pub trait HeaderPair {
    /// The header's name.
    fn name(&self) -> &str;

    /// The header's value.
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

/// What the headers of a delivery say.
#[derive(Default)]
pub(super) struct Stated {
    pub(super) id: Field,
    pub(super) signature: Field,
    pub(super) event: Field,
    pub(super) timestamp: Field,
}

/// What stands in one header.
#[derive(Default)]
pub(super) enum Field {
    #[default]
    Missing,
    Text(String),
    /// Several values, which of them counts nobody knows.
    Several,
    /// Bytes that are no text.
    Garbled,
}

impl Stated {
    pub(super) fn read<H>(headers: H) -> Self
    where
        H: IntoIterator,
        H::Item: HeaderPair,
    {
        let mut stated = Self::default();
        for header in headers {
            let fields = [
                (ID, &mut stated.id),
                (SIGNATURE, &mut stated.signature),
                (EVENT, &mut stated.event),
                (TIMESTAMP, &mut stated.timestamp),
            ];
            if let Some((_, field)) =
                fields.into_iter().find(|(name, _)| header.name().eq_ignore_ascii_case(name))
            {
                field.put(header.value());
            }
        }
        stated
    }
}

impl Field {
    fn put(&mut self, value: &[u8]) {
        let read = match std::str::from_utf8(value.trim_ascii()) {
            Ok(text) if !text.contains(char::is_control) => Self::Text(text.to_owned()),
            _ => Self::Garbled,
        };
        *self = match (&*self, read) {
            (Self::Missing, read) => read,
            // Something on the way said it twice.
            (Self::Text(before), Self::Text(now)) if *before == now => Self::Text(now),
            _ => Self::Several,
        };
    }

    /// The value, if there is one and only one.
    pub(super) fn text(&self) -> Option<&str> {
        self.required().ok()
    }

    /// The value, or what is wrong with the header.
    pub(super) fn required(&self) -> Result<&str, &'static str> {
        match self {
            Self::Text(text) if !text.is_empty() => Ok(text),
            Self::Text(_) => Err("is empty"),
            Self::Missing => Err("is missing"),
            Self::Several => Err("stands there several times, with different values"),
            Self::Garbled => Err("is not text"),
        }
    }
}

//! Text from outside: byte order marks, other encodings, and escapes of unpaired surrogates.

use std::borrow::Cow;
use std::fmt;

/// Bytes that are not UTF-8 text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotText {
    /// The bytes are UTF-16, with or without a byte order mark.
    Utf16,
    /// The bytes are UTF-32, recognised by their byte order mark.
    Utf32,
    /// The bytes are not valid UTF-8.
    Invalid {
        /// The offset of the first invalid byte, from 0.
        at: usize,
    },
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utf16 => f.write_str("is UTF-16, not UTF-8; save it as UTF-8"),
            Self::Utf32 => f.write_str("is UTF-32, not UTF-8; save it as UTF-8"),
            Self::Invalid { at } => write!(f, "is not valid UTF-8 (byte {at})"),
        }
    }
}

impl std::error::Error for NotText {}

/// The UTF-8 byte order mark, which some editors write at the start of a file.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns the bytes as text, without a byte order mark at the start.
///
/// All text from files and bodies is read with this function, so that a byte order mark is always
/// skipped and UTF-16 is always reported.
///
/// ```
/// use nova_client::text;
///
/// assert_eq!(text::read(b"\xef\xbb\xbfjob-1"), Ok("job-1"));
/// assert_eq!(text::read(b"j\0o\0b\0"), Err(text::NotText::Utf16));
/// ```
///
/// # Errors
///
/// [`NotText`] for UTF-16, UTF-32 and other bytes that are not UTF-8.
pub fn read(bytes: &[u8]) -> Result<&str, NotText> {
    check_encoding(bytes)?;
    std::str::from_utf8(without_mark(bytes))
        .map_err(|error| NotText::Invalid { at: error.valid_up_to() })
}

/// Returns the text without its first character, if that is a byte order mark.
pub fn strip_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK).unwrap_or(bytes)
}

/// Detects other encodings. Without a byte order mark, a NUL next to a character indicates UTF-16
/// (RFC 4627, section 3), because no real text begins like that.
fn check_encoding(bytes: &[u8]) -> Result<(), NotText> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Err(NotText::Utf32),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(NotText::Utf16),
        [0, other, ..] | [other, 0, ..] if *other != 0 => Err(NotText::Utf16),
        _ => Ok(()),
    }
}

/// Returns the text of a JSON document. Bytes that are not UTF-8 and escapes of unpaired
/// surrogates, which JavaScript writes when it cuts a text inside an emoji, are replaced by U+FFFD.
/// If there are only such escapes, offsets in the text equal those in the body.
pub(crate) fn from_json_body(body: &[u8]) -> Result<Cow<'_, str>, NotText> {
    check_encoding(body)?;
    Ok(match String::from_utf8_lossy(without_mark(body)) {
        Cow::Borrowed(text) => replace_lone_surrogates(text),
        Cow::Owned(text) => match replace_lone_surrogates(&text) {
            Cow::Owned(replaced) => Cow::Owned(replaced),
            Cow::Borrowed(_) => Cow::Owned(text),
        },
    })
}

/// Replaces an unpaired `\ud83d` by `\ufffd`, which has the same length.
fn replace_lone_surrogates(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut replaced = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(offset) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == b'\\'))
    {
        at += offset;
        at += match escaped_unit(bytes, at) {
            // Another escape. Both characters are skipped, so that an escaped backslash does not
            // begin an escape.
            None => 2,
            Some(0xd800..=0xdbff)
                if matches!(escaped_unit(bytes, at + 6), Some(0xdc00..=0xdfff)) =>
            {
                12
            }
            Some(0xd800..=0xdfff) => {
                replaced.push_str(&text[copied..at]);
                replaced.push_str("\\ufffd");
                copied = at + 6;
                6
            }
            Some(_) => 6,
        };
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    replaced.push_str(&text[copied..]);
    Cow::Owned(replaced)
}

/// Returns the UTF-16 code unit of the escape `\uXXXX` that begins at `at`.
fn escaped_unit(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 6)?;
    let digits = escape.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Replaces numbers beyond the range of a double, which no JSON reader in Rust accepts, by a large
/// power of ten with the same sign and at most the same length. A type that expects an integer
/// rejects that number too, with a precise error.
pub(crate) fn clamp_numbers(text: &str) -> String {
    let mut clamped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        clamped.push_str(&rest[..start]);
        rest = &rest[start..];
        let length = if rest.starts_with('"') { string_length(rest) } else { number_length(rest) };
        let (token, after) = rest.split_at(length);
        match token.parse::<f64>() {
            Ok(number) if number.is_infinite() => {
                let sign = if number < 0.0 { "-" } else { "" };
                clamped.push_str(sign);
                clamped.push_str("1e308");
                // Padded to the original length, so that positions do not change.
                clamped.extend(std::iter::repeat_n(' ', length.saturating_sub(sign.len() + 5)));
            }
            _ => clamped.push_str(token),
        }
        rest = after;
    }
    clamped.push_str(rest);
    clamped
}

/// Returns the length of the JSON string at the beginning, including both quotes.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn number_length(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_skipped_and_other_encodings_are_reported() {
        assert_eq!(read(b"\xef\xbb\xbfkey"), Ok("key"));
        assert_eq!(read(b"key"), Ok("key"));
        assert_eq!(read(b""), Ok(""));
        assert_eq!(read(b"k"), Ok("k"));
        assert_eq!(
            read("\u{feff}\u{feff}k".as_bytes()),
            Ok("\u{feff}k"),
            "only the first mark is removed"
        );
        for utf16 in [&b"\xff\xfek\0"[..], b"\xfe\xff\0k", b"k\0e\0y\0", b"\0k\0e\0y"] {
            assert_eq!(read(utf16), Err(NotText::Utf16), "{utf16:?}");
        }
        assert_eq!(read(b"\xff\xfe\0\0k\0\0\0"), Err(NotText::Utf32));
        assert_eq!(read(b"ab\xff"), Err(NotText::Invalid { at: 2 }));
        assert_eq!(strip_mark("\u{feff}job-1"), "job-1");
    }

    #[test]
    fn only_unpaired_surrogates_are_replaced() {
        for (body, read) in [
            (r#""a\ud83d""#, r#""a\ufffd""#),
            (r#""a\uDE00b""#, r#""a\ufffdb""#),
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83dx\ude00""#, r#""\ufffdx\ufffd""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""\u00e9 \n""#, r#""\u00e9 \n""#),
            (r#""\ud83"#, r#""\ud83"#),
            (r#""é\ud83d\"#, r#""é\ufffd\"#),
        ] {
            assert_eq!(from_json_body(body.as_bytes()).unwrap(), read, "{body}");
        }
        assert_eq!(from_json_body(b"\xef\xbb\xbf\"\xf0\x9f\x98\"").unwrap(), "\"\u{fffd}\"");
    }

    #[test]
    fn numbers_beyond_a_double_are_clamped_in_place() {
        for (body, read) in [
            (r#"{"a":1e400}"#, r#"{"a":1e308}"#),
            (r#"{"a":-1e4000,"b":7}"#, r#"{"a":-1e308 ,"b":7}"#),
            (r#"{"a":"1e400 \"-1e400"}"#, r#"{"a":"1e400 \"-1e400"}"#),
            ("[1e300, -0, 1.5]", "[1e300, -0, 1.5]"),
        ] {
            assert_eq!(clamp_numbers(body), read);
        }
    }
}

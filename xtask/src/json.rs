//! Reads JSON without loss, and writes its canonical form.
//!
//! An ordinary map keeps only one of two fields with the same name and normalises `1.0`. Reading
//! must not change a contract, so this reader preserves the order of fields and the spelling of
//! numbers, and reports duplicate names.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::codegen::schema::child;

/// A parsed JSON text.
#[derive(Debug)]
pub struct Document {
    /// The parsed value.
    pub value: Value,
    /// The canonical form: two-space indent, fields and numbers as written, non-ASCII unescaped,
    /// one final newline.
    pub canonical: String,
}

/// The reason why a text cannot be read, worded to follow the file's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError(pub String);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Document {
    /// Parses a text. A byte order mark and carriage returns are skipped; the canonical form has
    /// neither.
    pub fn read(text: &str) -> Result<Self, Vec<ReadError>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // Checks the syntax and the nesting depth before the walk below.
        let value: Value = serde_json::from_str(text)
            .map_err(|error| vec![ReadError(format!("is not JSON: {error}"))])?;
        let mut writer = Writer::default();
        writer.value(text.trim(), "", 0);
        writer.out.push('\n');
        if writer.errors.is_empty() {
            Ok(Self { value, canonical: writer.out })
        } else {
            Err(writer.errors)
        }
    }

    /// Returns where `text`, from which this document was read, first differs from the canonical
    /// form.
    pub fn difference(&self, text: &str) -> Option<String> {
        if text == self.canonical {
            return None;
        }
        if text.starts_with('\u{feff}') {
            return Some("starts with a byte order mark".to_owned());
        }
        if text.contains('\r') {
            return Some("has carriage returns".to_owned());
        }
        let line = text
            .split('\n')
            .zip(self.canonical.split('\n'))
            .take_while(|(is, should)| is == should)
            .count();
        let should = self.canonical.split('\n').nth(line).unwrap_or_default();
        Some(
            if line + 1 >= self.canonical.split('\n').count() || line >= text.split('\n').count() {
                "does not end in exactly one newline".to_owned()
            } else {
                format!("line {} should read `{}`", line + 1, shorten(should))
            },
        )
    }
}

fn shorten(text: &str) -> String {
    const MAX_CHARS: usize = 60;
    if text.chars().count() <= MAX_CHARS {
        text.to_owned()
    } else {
        text.chars().take(MAX_CHARS).chain(['…']).collect()
    }
}

#[derive(Default)]
struct Writer {
    out: String,
    errors: Vec<ReadError>,
}

impl Writer {
    fn value(&mut self, raw: &str, at: &str, depth: usize) {
        match raw.as_bytes().first() {
            Some(b'{') => self.object(raw, at, depth),
            Some(b'[') => self.array(raw, at, depth),
            Some(b'"') => match serde_json::from_str::<String>(raw) {
                Ok(text) => self.string(&text),
                Err(error) => self.error(at, &error),
            },
            _ => self.out.push_str(raw),
        }
    }

    fn object(&mut self, raw: &str, at: &str, depth: usize) {
        let fields = match serde_json::from_str::<Fields<'_>>(raw) {
            Ok(Fields(fields)) => fields,
            Err(error) => return self.error(at, &error),
        };
        for (index, (name, _)) in fields.iter().enumerate() {
            if fields[..index].iter().any(|(earlier, _)| earlier == name) {
                self.errors
                    .push(ReadError(format!("repeats the field {}; remove one", child(at, name))));
            }
        }
        self.list('{', '}', depth, fields, |writer, (name, raw)| {
            writer.string(&name);
            writer.out.push_str(": ");
            writer.value(raw.get(), &child(at, &name), depth + 1);
        });
    }

    fn array(&mut self, raw: &str, at: &str, depth: usize) {
        let items = match serde_json::from_str::<Vec<&RawValue>>(raw) {
            Ok(items) => items,
            Err(error) => return self.error(at, &error),
        };
        let items: Vec<_> = items.into_iter().enumerate().collect();
        self.list('[', ']', depth, items, |writer, (index, raw)| {
            writer.value(raw.get(), &child(at, &index.to_string()), depth + 1);
        });
    }

    fn list<T>(
        &mut self,
        open: char,
        close: char,
        depth: usize,
        parts: Vec<T>,
        mut each: impl FnMut(&mut Self, T),
    ) {
        self.out.push(open);
        let empty = parts.is_empty();
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.indent(depth + 1);
            each(self, part);
        }
        if !empty {
            self.indent(depth);
        }
        self.out.push(close);
    }

    fn indent(&mut self, depth: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", depth));
    }

    fn string(&mut self, text: &str) {
        self.out.push_str(&Value::from(text).to_string());
    }

    fn error(&mut self, at: &str, error: &serde_json::Error) {
        self.errors.push(ReadError(format!("is not JSON at {at}: {error}")));
    }
}

/// The fields of an object in order, including duplicates.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;

        impl<'de> Visitor<'de> for Each {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Each)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::Document;

    fn canonical(text: &str) -> String {
        Document::read(text).unwrap().canonical
    }

    #[test]
    fn order_numbers_and_letters_stay_as_written() {
        let text = "{\"z\":1.0,\"a\":[1e3,-0,12345678901234567890123],\"\\u00e9\":\"\\u2026\\/\\n\",\"e\":{},\"l\":[ ]}";
        let wanted = "{\n  \"z\": 1.0,\n  \"a\": [\n    1e3,\n    -0,\n    12345678901234567890123\n  ],\n  \
                      \"é\": \"…/\\n\",\n  \"e\": {},\n  \"l\": []\n}\n";
        assert_eq!(canonical(text), wanted);
        assert_eq!(canonical(wanted), wanted);
    }

    #[test]
    fn a_repeated_field_is_reported_at_its_place() {
        let errors = Document::read(r#"{"a": {"b/c": 1, "b/c": 1}, "l": [{"x": 1, "\u0078": 2}]}"#)
            .unwrap_err();
        let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            ["repeats the field /a/b~1c; remove one", "repeats the field /l/0/x; remove one"]
        );
    }

    #[test]
    fn differences_are_described() {
        for (text, wanted) in [
            ("\u{feff}{}\n", "byte order mark"),
            ("{}\r\n", "carriage returns"),
            ("{}", "exactly one newline"),
            ("{}\n\n", "exactly one newline"),
            ("{\n\t\"a\": 1\n}\n", "line 2 should read `  \"a\": 1`"),
            ("{\"a\": 1}\n", "line 1 should read `{`"),
        ] {
            let message = Document::read(text).unwrap().difference(text).unwrap();
            assert!(message.contains(wanted), "{text:?}: {message}");
        }
        assert_eq!(Document::read("{}\n").unwrap().difference("{}\n"), None);
    }

    #[test]
    fn invalid_json_is_an_error_without_a_panic() {
        for text in ["", "{", "{\"a\":}", "nul", "{} {}", "\"\\ud800\"", &"[".repeat(100_000)] {
            assert!(Document::read(text).is_err(), "{}", &text[..text.len().min(20)]);
        }
    }
}

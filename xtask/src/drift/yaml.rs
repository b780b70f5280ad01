//! Reads YAML into a JSON value, with limits against expansion and deep nesting.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Number, Value};

/// The maximum number of values in an expanded document: ten times the largest published API
/// descriptions.
const MAX_VALUES: usize = 20_000_000;
/// The maximum number of values stored for anchors and repeated by aliases, together: nested
/// anchors store their content once for each level, and nested aliases multiply.
const MAX_SHARED: usize = 500_000;
/// The maximum nesting depth, the same as for JSON.
const MAX_DEPTH: usize = 127;

/// Reads the only document of a YAML text with the core schema of YAML 1.2.
pub(super) fn read(text: &str) -> Result<Value, String> {
    let mut loader = Loader {
        parser: Parser::new_from_str(text),
        anchors: HashMap::new(),
        values: 0,
        shared: 0,
    };
    loop {
        match loader.next()? {
            Event::StreamEnd => return Err("there is no YAML document in it".to_owned()),
            Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
            first => {
                let value = loader.value(first, 0)?;
                return loader.end().map(|()| value);
            }
        }
    }
}

struct Loader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    anchors: HashMap<usize, Value>,
    values: usize,
    shared: usize,
}

impl<'t> Loader<'t> {
    fn next(&mut self) -> Result<Event<'t>, String> {
        match self.parser.next_event() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => Err(error.to_string()),
            None => Ok(Event::StreamEnd),
        }
    }

    /// Checks that nothing follows the document, because several would be ambiguous.
    fn end(&mut self) -> Result<(), String> {
        loop {
            match self.next()? {
                Event::StreamEnd => return Ok(()),
                Event::DocumentEnd | Event::Nothing => {}
                _ => return Err("it holds a second YAML document; split the file".to_owned()),
            }
        }
    }

    fn value(&mut self, event: Event<'t>, depth: usize) -> Result<Value, String> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err("it holds more values than any description of an API".to_owned());
        }
        if depth > MAX_DEPTH {
            return Err(format!("its collections nest deeper than {MAX_DEPTH} levels"));
        }
        let (anchor, value) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let word = tag.as_ref().map(|tag| tag.suffix.as_str());
                (anchor, scalar(&text, style, word))
            }
            Event::SequenceStart(anchor, _) => (anchor, self.sequence(depth)?),
            Event::MappingStart(anchor, _) => (anchor, self.mapping(depth)?),
            Event::Alias(anchor) => return self.alias(anchor),
            other => return Err(format!("a value was expected where {other:?} stands")),
        };
        if anchor != 0 {
            self.share(size(&value))?;
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn sequence(&mut self, depth: usize) -> Result<Value, String> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Ok(Value::Array(items)),
                Event::StreamEnd => return Err("it ends inside a list".to_owned()),
                event => items.push(self.value(event, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Value, String> {
        let mut fields = Map::new();
        let mut merged = Vec::new();
        loop {
            let key = match self.next()? {
                Event::MappingEnd => break,
                Event::StreamEnd => return Err("it ends inside a mapping".to_owned()),
                Event::Scalar(text, ..) => text.into_owned(),
                Event::Alias(anchor) => match self.alias(anchor)? {
                    Value::String(text) => text,
                    other => return Err(format!("the key {other} is not a text")),
                },
                _ => return Err("a key is a collection".to_owned()),
            };
            let event = self.next()?;
            let value = self.value(event, depth + 1)?;
            if key == "<<" && (value.is_object() || value.is_array()) {
                merged.push(value);
            } else if fields.insert(key.clone(), value).is_some() {
                return Err(format!("the key \"{key}\" stands twice in one mapping"));
            }
        }
        // The keys of a mapping have priority over merged ones.
        for value in merged {
            let parts = if let Value::Array(parts) = value { parts } else { vec![value] };
            for part in parts {
                let Value::Object(part) = part else {
                    return Err("`<<` merges something else than mappings".into());
                };
                for (key, value) in part {
                    fields.entry(key).or_insert(value);
                }
            }
        }
        Ok(Value::Object(fields))
    }

    fn alias(&mut self, anchor: usize) -> Result<Value, String> {
        let Some(size) = self.anchors.get(&anchor).map(size) else {
            return Err("an alias stands inside what it repeats, or before it".to_owned());
        };
        self.share(size)?;
        Ok(self.anchors.get(&anchor).cloned().unwrap_or_default())
    }

    fn share(&mut self, values: usize) -> Result<(), String> {
        self.shared += values;
        if self.shared > MAX_SHARED {
            return Err(format!("its anchors and aliases repeat more than {MAX_SHARED} values"));
        }
        Ok(())
    }
}

/// Returns the size of a value, in scalars of ordinary length.
fn size(value: &Value) -> usize {
    let text = |text: &str| text.len() / 64;
    1 + match value {
        Value::String(value) => text(value),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(fields) => fields.iter().map(|(key, value)| text(key) + size(value)).sum(),
        _ => 0,
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&str>) -> Value {
    if style != ScalarStyle::Plain || tag == Some("str") {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

fn number(text: &str) -> Option<Number> {
    if let Some(digits) = text.strip_prefix("0x") {
        return u64::from_str_radix(digits, 16).ok().map(Number::from);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return u64::from_str_radix(digits, 8).ok().map(Number::from);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    if unsigned.bytes().all(|b| b.is_ascii_digit()) {
        if let Ok(number) = text.parse::<i64>() {
            return Some(number.into());
        }
        if let Ok(number) = text.parse::<u64>() {
            return Some(number.into());
        }
    }
    let plain = unsigned
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    if plain { text.parse::<f64>().ok().and_then(Number::from_f64) } else { None }
}

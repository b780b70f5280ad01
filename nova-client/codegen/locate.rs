//! Finds the line and column of a JSON pointer.

/// Returns the line and column (from 1) of the target of a pointer in a JSON text: a field's name,
/// or the start of an array item. For a missing target, those of the last existing step.
pub fn position(text: &str, pointer: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let start = skip_space(bytes, if text.starts_with('\u{feff}') { 3 } else { 0 });
    let (mut found, mut value) = (start, start);
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        match child(text, value, &part) {
            Some((name, inner)) => (found, value) = (name, inner),
            None => break,
        }
    }
    let before = &text[..found.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// The positions of a field's name or an item, and of its value.
fn child(text: &str, value: usize, part: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let is_object = match bytes.get(value)? {
        b'{' => true,
        b'[' => false,
        _ => return None,
    };
    let mut at = skip_space(bytes, value + 1);
    for index in 0.. {
        if matches!(bytes.get(at)?, b'}' | b']') {
            return None;
        }
        let start = at;
        let matches = if is_object {
            let end = skip_string(bytes, at)?;
            let name: String = serde_json::from_str(&text[at..end]).ok()?;
            at = skip_space(bytes, skip_space(bytes, end) + 1);
            name == part
        } else {
            part.parse() == Ok(index)
        };
        if matches {
            return Some((start, at));
        }
        at = skip_space(bytes, skip_value(bytes, at)?);
        if bytes.get(at) == Some(&b',') {
            at = skip_space(bytes, at + 1);
        }
    }
    None
}

fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

fn skip_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn skip_value(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        match bytes.get(at)? {
            b'"' => at = skip_string(bytes, at)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' | b',' if depth == 0 => return Some(at),
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            _ => at += 1,
        }
        if depth == 0 && matches!(bytes.get(at), None | Some(b',' | b'}' | b']')) {
            return Some(at);
        }
    }
}

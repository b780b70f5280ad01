//! Makes external text (from the server, a file, the environment) safe to print.
//!
//! Everything that is printed is passed through one of these functions immediately before:
//! terminals interpret control characters, and invisible or bidirectional characters can make a
//! text look like another.

use std::fmt::Write as _;

/// Returns whether a character is a control character, changes the text direction, or is invisible.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Returns the text as one line: white space becomes a space, and unsafe characters are escaped,
/// like `\u{1b}`.
pub(crate) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => clean.push(' '),
            c if is_unsafe(c) => clean.extend(c.escape_unicode()),
            c => clean.push(c),
        }
    }
    clean
}

/// Cleans a text of several lines, and preserves the lines.
pub(crate) fn clean_lines(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => clean.push('\n'),
            c if is_unsafe(c) => clean.extend(c.escape_unicode()),
            c => clean.push(c),
        }
    }
    clean
}

/// Cleans a JSON document: unsafe characters occur only in strings, where escaping does not change
/// the value.
pub(crate) fn escape_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unsafe(c) && c != '\n' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Returns at most `max` characters of a text: its beginning and, since errors end with advice, its
/// end, with a marker for the omitted part.
pub(crate) fn shorten(text: &str, max: usize) -> String {
    let length = text.chars().count();
    if length <= max {
        return text.to_owned();
    }
    let tail = max / 4;
    let head: String = text.chars().take(max - tail).collect();
    let end: String = text.chars().skip(length - tail).collect();
    format!("{head}… [{} characters left out] …{end}", length - max)
}

/// Returns a command that can be pasted into a shell, with its arguments quoted.
pub(crate) fn command_line<'a>(
    command: &str,
    arguments: impl IntoIterator<Item = &'a str>,
) -> String {
    let arguments: Vec<&str> = arguments.into_iter().collect();
    let mut line = command.to_owned();
    if arguments.iter().any(|argument| argument.starts_with('-')) {
        line.push_str(" --");
    }
    for argument in arguments {
        line.push(' ');
        // Quoting only fails for NUL, which is not possible in an argument.
        match shlex::try_quote(argument) {
            Ok(quoted) => line.push_str(&clean(&quoted)),
            Err(_) => line.push_str(&clean(argument)),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNSAFE: &str = "\u{1b}\u{7}\u{7f}\u{9b}\u{ad}\u{61c}\u{180e}\u{200b}\u{202e}\u{2066}\u{feff}\u{e0041}\u{e007f}";

    #[test]
    fn nothing_unsafe_is_left() {
        for cleaned in [clean(UNSAFE), clean_lines(UNSAFE), escape_json(UNSAFE)] {
            assert!(cleaned.is_ascii() && !cleaned.contains(char::is_control), "{cleaned:?}");
        }
        assert_eq!(clean("a\r\n\tb"), "a   b");
        assert_eq!(clean_lines("a\nb\r\u{1b}[2J"), "a\nb\\u{d}\\u{1b}[2J");
        assert_eq!(clean("Zoë 日本 🦀"), "Zoë 日本 🦀");
    }

    #[test]
    fn escaped_json_says_the_same() {
        let json = serde_json::to_string(&serde_json::json!({"id": UNSAFE, "n": 1})).unwrap();
        let escaped = escape_json(&json);
        assert!(!escaped.chars().any(is_unsafe), "{escaped}");
        let back: serde_json::Value = serde_json::from_str(&escaped).unwrap();
        assert_eq!(back["id"], UNSAFE);
    }

    #[test]
    fn a_long_text_keeps_both_ends_with_a_marker() {
        assert_eq!(shorten("short", 100), "short");
        let long = format!("begin{}end", "x".repeat(8_000_000));
        let short = shorten(&long, 400);
        assert!(short.starts_with("beginx") && short.ends_with("xend"), "{short}");
        assert!(short.contains("7999608 characters left out") && short.len() < 500, "{short}");
    }

    #[test]
    fn a_command_line_is_one_command() {
        assert_eq!(
            command_line("nova batch watch", ["job-1", "sb_1"]),
            "nova batch watch job-1 sb_1"
        );
        let line = command_line("nova batch watch", ["job 1", "sb_1 ;touch x;#", "$(id)", "it's"]);
        let words = shlex::split(&line).unwrap();
        assert_eq!(words[3..], ["job 1", "sb_1 ;touch x;#", "$(id)", "it's"]);
        assert_eq!(command_line("nova job wait", ["-x"]), "nova job wait -- -x");
        assert!(!command_line("nova job wait", ["a\u{1b}[2J"]).contains('\u{1b}'));
    }
}

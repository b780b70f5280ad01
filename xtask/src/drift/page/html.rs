//! Converts HTML to its visible text: one line for each block, with code unchanged.

use std::convert::Infallible;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// Returns whether an element ends a line.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "br"
            | "button"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "section"
            | "tr"
            | "ul"
    )
}

/// Returns whether an element's content is invisible.
fn is_hidden(name: &str) -> bool {
    matches!(name, "head" | "noscript" | "script" | "style" | "svg" | "template" | "title")
}

/// Removes the markup. `pre` becomes a fenced block, a heading a line with a `#`, a table row a
/// line with bars between its cells.
pub(super) fn to_text(html: &str) -> String {
    let mut text = Text::default();
    let mut emitter = DefaultEmitter::default();
    // Without a tree builder the tokenizer must be told that a script contains no tags.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok::<_, Infallible>(token) = token;
        match token {
            Token::StartTag(tag) => text.open(&name(&tag.name), tag.self_closing),
            Token::EndTag(tag) => text.close(&name(&tag.name)),
            Token::String(words) => text.words(&String::from_utf8_lossy(&words.value)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    text.out.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[derive(Default)]
struct Text {
    out: String,
    /// The number of open `pre` elements.
    pre: usize,
    /// The open hidden element, and the nesting depth of elements with its name.
    hidden: Option<(String, usize)>,
}

impl Text {
    fn open(&mut self, name: &str, self_closing: bool) {
        match &mut self.hidden {
            Some((hidden, depth)) if hidden == name && !self_closing => *depth += 1,
            // The head may not be closed explicitly.
            Some((hidden, _)) if hidden == "head" && name == "body" => self.hidden = None,
            Some(_) => return,
            None if is_hidden(name) && !self_closing => {
                self.hidden = Some((name.to_owned(), 1));
                return;
            }
            None => {}
        }
        match name {
            "pre" => {
                self.pre += 1;
                self.out.push_str("\n```\n");
            }
            "tr" => self.out.push_str("\n| "),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.pre == 0 => self.out.push_str("\n# "),
            name => self.block(name, name == "br"),
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((hidden, depth)) = &mut self.hidden {
            if hidden == name {
                *depth -= 1;
                if *depth == 0 {
                    self.hidden = None;
                }
            }
            return;
        }
        match name {
            "pre" => {
                self.pre = self.pre.saturating_sub(1);
                self.out.push_str("\n```\n");
            }
            "td" | "th" => self.out.push_str(" | "),
            name => self.block(name, matches!(name, "div" | "p")),
        }
    }

    /// Ends a line. Inside code only line elements do.
    fn block(&mut self, name: &str, in_code: bool) {
        if is_block(name) && (self.pre == 0 || in_code) {
            self.out.push('\n');
        }
    }

    fn words(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        if self.pre > 0 {
            self.out.push_str(text);
            return;
        }
        let space = |out: &mut String| {
            if !out.ends_with(char::is_whitespace) {
                out.push(' ');
            }
        };
        for (at, word) in text.split_whitespace().enumerate() {
            if at > 0 || text.starts_with(char::is_whitespace) {
                space(&mut self.out);
            }
            self.out.push_str(word);
        }
        if text.ends_with(char::is_whitespace) {
            space(&mut self.out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::to_text;

    fn lines(html: &str) -> Vec<String> {
        to_text(html).lines().map(|line| line.trim().to_owned()).collect()
    }

    #[test]
    fn code_and_tables_survive() {
        let html = "<html><head><title>t</title></head><body><style>x{}</style><h1>A &amp; B</h1>\
                    <p>one <b>two</b></p><pre><code>{\n  \"a\": \"&lt;string&gt;\"\n}</code></pre>\
                    <table><tr><th>Name</th><th>Type</th></tr><tr><td>x</td><td>string</td></tr>\
                    </table><script>var a = '<p>no</p>';</script></body></html>";
        assert_eq!(
            lines(html),
            [
                "# A & B",
                "one two",
                "```",
                "{",
                "\"a\": \"<string>\"",
                "}",
                "```",
                "| Name | Type |",
                "| x | string |"
            ]
        );
    }

    #[test]
    fn a_bare_angle_bracket_and_named_entities_are_text() {
        assert_eq!(
            lines("<p>1 < 2 and after &mdash; &ge; 3 &copy; &xyzzy;</p><p>next</p>"),
            ["1 < 2 and after — ≥ 3 © &xyzzy;", "next"]
        );
        assert_eq!(
            lines("<p title='a > b'>x</p><!-- <p>no</p> --><svg><path/></svg>y"),
            ["x", "y"]
        );
        assert_eq!(lines("<body>end <"), ["end <"], "an unfinished tag at the end");
    }
}

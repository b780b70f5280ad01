//! HTML as the text a reader sees: one line for each block, code kept as it is.

/// Elements that end a line.
const BLOCKS: [&str; 30] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "button",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "tr",
    "ul",
];
/// Elements whose content nobody sees.
const HIDDEN: [&str; 5] = ["script", "style", "noscript", "template", "svg"];

/// Takes the markup off. `pre` becomes a fenced block, a table row a line with bars between its
/// cells.
pub(super) fn to_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    let mut pre = 0_usize;
    while let Some(at) = rest.find('<') {
        words(&mut out, &rest[..at], pre > 0);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(end) = tag_end(rest) else { break };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let closing = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .flat_map(char::to_lowercase)
            .collect();
        if !closing && HIDDEN.contains(&name.as_str()) && !tag.ends_with('/') {
            rest = after_closing(rest, &name);
            continue;
        }
        match name.as_str() {
            "pre" if closing => {
                pre = pre.saturating_sub(1);
                out.push_str("\n```\n");
            }
            "pre" => {
                pre += 1;
                out.push_str("\n```\n");
            }
            "td" | "th" if closing => out.push_str(" | "),
            "tr" if !closing => out.push_str("\n| "),
            // Inside code a block element is a line of it.
            name if pre > 0 && (name == "br" || (closing && matches!(name, "div" | "p"))) => {
                out.push('\n')
            }
            name if pre == 0 && BLOCKS.contains(&name) => out.push('\n'),
            _ => {}
        }
    }
    words(&mut out, rest.split('<').next().unwrap_or_default(), pre > 0);
    out.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

/// Where a tag ends; a `>` inside quotes is not its end.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') if tag[..at].ends_with('=') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

fn after_closing<'t>(rest: &'t str, name: &str) -> &'t str {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        let tag = from + at + 2;
        if rest.get(tag..tag + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return rest[tag..].find('>').map_or("", |end| &rest[tag + end + 1..]);
        }
        from = tag;
    }
    ""
}

fn words(out: &mut String, text: &str, pre: bool) {
    let text = unescaped(text);
    if pre {
        out.push_str(&text);
        return;
    }
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 || (text.starts_with(char::is_whitespace) && !out.ends_with(char::is_whitespace))
        {
            out.push(' ');
        }
        out.push_str(word);
    }
    if text.ends_with(char::is_whitespace) && !out.ends_with(char::is_whitespace) {
        out.push(' ');
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').filter(|end| *end < 12).map(|end| (&rest[1..end], end));
        let Some((c, end)) = entity.and_then(|(name, end)| Some((character(name)?, end))) else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        out.push(c);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "hellip" => '…',
        "rarr" => '→',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn code_and_tables_survive() {
        let html = "<html><body><style>x{}</style><h1>A &amp; B</h1><p>one <b>two</b></p>\
                    <pre><code>{\n  \"a\": \"&lt;string&gt;\"\n}</code></pre><table><tr><th>Name</th><th>Type</th></tr>\
                    <tr><td>x</td><td>string</td></tr></table><script>var a = '<p>no</p>';</script></body></html>";
        let text = to_text(html);
        assert_eq!(
            text.lines().map(str::trim).collect::<Vec<_>>(),
            [
                "A & B",
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
}

//! A page as lines and code blocks, independent of its file format.

use super::html;
use crate::drift::source::Source;

/// A code block, or a possible one.
#[derive(Debug)]
pub(super) struct Block {
    /// The text after the opening fence.
    pub(super) label: String,
    pub(super) text: String,
}

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    /// All lines without markup, including those of code blocks.
    pub(super) lines: Vec<String>,
    /// Fenced code, and sections that begin like an OpenAPI document.
    pub(super) blocks: Vec<Block>,
}

impl Page {
    pub(super) fn read(source: &Source) -> Self {
        let start = source.text.trim_start();
        let is_html = start.starts_with('<') && !start.starts_with("<Param")
            || source.text.contains("</html>")
            || source.text.contains("</body>");
        let text = if is_html { html::to_text(&source.text) } else { source.text.clone() };
        let lines: Vec<String> =
            text.lines().map(|line| line.trim_end().replace('\u{200b}', "")).collect();
        let mut blocks = fenced(&lines);
        blocks.extend(unfenced(&lines));
        Self { lines, blocks }
    }
}

fn fenced(lines: &[String]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(char, usize, usize, Block)> = None;
    for line in lines {
        let trimmed = line.trim_start();
        let mark = trimmed.chars().next().filter(|c| matches!(c, '`' | '~')).unwrap_or(' ');
        let length = trimmed.chars().take_while(|c| *c == mark && mark != ' ').count();
        match &mut open {
            Some((fence, count, ..))
                if mark == *fence
                    && length >= *count
                    && trimmed.trim_matches(mark).trim().is_empty() =>
            {
                blocks.extend(open.take().map(|(.., block)| block));
            }
            Some((_, _, indent, block)) => {
                let own = line.len() - trimmed.len();
                block.text.push_str(&line[own.min(*indent)..]);
                block.text.push('\n');
            }
            None if length >= 3 => {
                let label = trimmed.trim_start_matches(mark).trim().to_owned();
                open = Some((
                    mark,
                    length,
                    line.len() - trimmed.len(),
                    Block { label, text: String::new() },
                ));
            }
            None => {}
        }
    }
    blocks
}

/// Extracts a YAML document from plain text: from its first key to the first line that cannot
/// belong to it.
fn unfenced(lines: &[String]) -> Vec<Block> {
    let Some(start) = lines.iter().position(|line| {
        line.starts_with("openapi: 3")
            || line.starts_with("openapi: '3")
            || line.starts_with("openapi: \"3")
    }) else {
        return Vec::new();
    };
    let belongs = |line: &String| {
        line.trim().is_empty()
            || line.starts_with([' ', '-', '#'])
            || line.split_once(':').is_some_and(|(key, _)| {
                key.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
            })
    };
    let text: Vec<&str> =
        lines[start..].iter().take_while(|line| belongs(line)).map(String::as_str).collect();
    vec![Block { label: String::new(), text: text.join("\n") }]
}

/// Returns a heading's words without markup.
pub(super) fn bare(line: &str) -> &str {
    line.trim()
        .trim_start_matches(['#', '>', '*', '-', '`', ' '])
        .trim_end_matches(['#', '*', '`', ':', ' '])
}

//! Tables for people: plain text of at most [`WIDTH`] columns.

use comfy_table::{ContentArrangement, Table, presets};

/// The widest line, in columns.
const WIDTH: u16 = 120;

/// A table without lines. What is in it is made harmless first: the vendor or an integrator wrote
/// it.
pub(crate) fn table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH);
    table.set_header(header);
    for row in rows {
        table.add_row(row.map(|cell| clean(&cell)));
    }
    // comfy-table fills every cell up to its width, the last one of a row too.
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    lines.map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned() + "\n").collect()
}

/// A text without control characters, which could be commands to a terminal, and with what would
/// turn its direction or hide in it made visible.
pub(crate) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_control() => clean.push(' '),
            '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => {
                clean.extend(c.escape_unicode());
            }
            c => clean.push(c),
        }
    }
    clean
}

/// Why an application was not scored, as a report has it: `CODE (reason): message`.
pub(crate) fn why(code: Option<&str>, reason: Option<&str>, message: Option<&str>) -> String {
    let mut why = code.unwrap_or("no code").to_owned();
    for (before, part, after) in [(" (", reason, ")"), (": ", message, "")] {
        why.extend(
            part.filter(|part| !part.is_empty()).iter().flat_map(|part| [before, part, after]),
        );
    }
    why
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn what_others_wrote_cannot_command_a_terminal() {
        let text = table(["ID", "TEXT"], [["a".to_owned(), "red \u{1b}[31m\nline".to_owned()]]);
        assert_eq!(text.lines().count(), 2);
        assert!(!text.contains('\u{1b}') && text.contains("[31m line"), "{text}");
    }
}

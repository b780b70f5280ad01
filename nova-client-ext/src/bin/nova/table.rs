//! Tables for people, as wide as the terminal.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};

use crate::terminal::{self, columns};
use crate::text::{clean, shorten};

/// The maximum length of a cell, in characters. JSON is not truncated.
const MAX_CELL: usize = 400;
/// The length, in columns, above which a word may be broken; a UUID is shorter.
const MAX_WORD: usize = 36;
/// The space between two columns.
const GAP: usize = 2;

/// Formats a table without borders. External text is cleaned and truncated. If the terminal is too
/// narrow for the columns, each row becomes a block of lines.
pub(crate) fn table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    layout(header, rows, terminal::width())
}

fn layout<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    width: usize,
) -> String {
    let rows: Vec<[String; N]> =
        rows.into_iter().map(|row| row.map(|cell| shorten(&clean(&cell), MAX_CELL))).collect();
    let least: Vec<usize> = (0..N)
        .map(|column| {
            let cells = rows.iter().map(|row| row[column].as_str()).chain([header[column]]);
            cells.map(longest_word).max().unwrap_or_default()
        })
        .collect();
    if least.iter().sum::<usize>() + GAP * N.saturating_sub(1) > width && N > 2 {
        return blocks(header, &rows, width);
    }
    let mut table = empty(width);
    table.set_header(header);
    for row in rows {
        table.add_row(row);
    }
    table.set_constraints(least.iter().map(|least| at_least(*least)));
    text(&table)
}

/// Formats each row as lines of column name and value, without empty columns.
fn blocks<const N: usize>(header: [&str; N], rows: &[[String; N]], width: usize) -> String {
    let names = header.iter().map(|name| columns(name)).max().unwrap_or_default();
    let blocks = rows.iter().map(|row| {
        let mut table = empty(width);
        for (name, cell) in header.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            table.add_row([*name, cell]);
        }
        table.set_constraints([
            ColumnConstraint::Absolute(Width::Fixed(padded(names))),
            ColumnConstraint::LowerBoundary(Width::Fixed(1)),
        ]);
        text(&table)
    });
    blocks.collect::<Vec<_>>().join("\n")
}

fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(columns).max().unwrap_or_default().min(MAX_WORD)
}

fn at_least(columns: usize) -> ColumnConstraint {
    ColumnConstraint::LowerBoundary(Width::Fixed(padded(columns)))
}

/// The width of a column with its padding.
fn padded(columns: usize) -> u16 {
    u16::try_from(columns + GAP).unwrap_or(u16::MAX)
}

fn empty(width: usize) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        // The outer padding of the first and the last column is not printed.
        .set_width(u16::try_from(width + GAP).unwrap_or(u16::MAX));
    table
}

/// Trims lines, because comfy-table also pads the last cell of a row.
fn text(table: &Table) -> String {
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    lines.map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned() + "\n").collect()
}

/// Formats why an application was not scored, as in a report: `CODE (reason): message`.
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
    use std::time::{Duration, Instant};

    use super::layout;
    use crate::terminal::columns;

    #[test]
    fn external_text_cannot_control_the_terminal() {
        let text =
            layout(["ID", "TEXT"], [["a".to_owned(), "red \u{1b}[31m\nline".to_owned()]], 80);
        assert_eq!(text.lines().count(), 2);
        assert!(!text.contains('\u{1b}') && text.contains("[31m line"), "{text}");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_no_word_is_broken() {
        let row = || {
            [
                "application-2024-0001",
                "rejected",
                "RESUME_CORRUPTED (missing_eof): Resume file appears to be corrupted",
                "submit it again with a new résumé file",
            ]
            .map(str::to_owned)
        };
        for width in [40, 60, 80, 120, 200] {
            let text =
                layout(["APPLICATION", "RESULT", "WHY", "WHAT HELPS"], [row(), row()], width);
            assert!(text.lines().all(|line| columns(line) <= width), "{width}: {text}");
            for word in row().iter().flat_map(|cell| cell.split_whitespace()) {
                assert!(text.contains(word), "{word} at {width}: {text}");
            }
        }
        let wide = layout(["A", "B"], [["x y ".repeat(40), "z".to_owned()]], 200);
        assert_eq!(wide.lines().count(), 2, "all of a wide terminal is used: {wide}");
    }

    #[test]
    fn a_cell_of_any_length_is_cut_and_costs_nothing() {
        let started = Instant::now();
        let text = layout(["ID", "TEXT"], [["a".to_owned(), "x".repeat(8_000_000)]], 80);
        assert!(started.elapsed() < Duration::from_secs(5), "took {:?}", started.elapsed());
        assert!(text.len() < 2_000 && text.contains("left out"), "{text}");
    }
}

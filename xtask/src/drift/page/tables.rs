//! Parses tables of a page, in Markdown and as converted from HTML.

/// A table with its header, and the heading above it.
#[derive(Debug)]
pub(super) struct Table {
    /// The line of its header.
    pub(super) line: usize,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    /// Returns the first column with one of these names.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        self.header.iter().position(|cell| names.contains(&cell.to_lowercase().as_str()))
    }

    /// Returns the cells of one column without code markup.
    pub(super) fn cells(&self, column: usize) -> impl Iterator<Item = (&Vec<String>, &str)> {
        self.rows.iter().filter_map(move |row| Some((row, code(row.get(column)?))))
    }
}

/// Returns a cell without markup for code and emphasis.
pub(super) fn code(cell: &str) -> &str {
    cell.trim_matches(['`', '*', ' '])
}

/// Returns all tables of a page.
pub(super) fn all(lines: &[String]) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut open = false;
    for (line, text) in lines.iter().enumerate() {
        let Some(cells) = cells(text) else {
            open = false;
            continue;
        };
        let rule = cells
            .iter()
            .all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':' | ' ')));
        match tables.last_mut().filter(|_| open) {
            Some(_) if rule => {}
            Some(table) => table.rows.push(cells),
            None => tables.push(Table { line, header: cells, rows: Vec::new() }),
        }
        open = true;
    }
    tables.retain(|table| !table.rows.is_empty() && table.header.len() > 1);
    tables
}

/// Parses tables of values and meanings that were copied as text, without separators between cells:
/// `StatusMeaning`, then lines such as `pendingNot finished yet`. A line that begins with the name
/// of a field is prose.
pub(super) fn glued(lines: &[String], is_field: impl Fn(&str) -> bool) -> Vec<Table> {
    let mut tables = Vec::new();
    for (line, text) in lines.iter().enumerate() {
        let meanings = ["Status", "Value", "State"].iter().find_map(|one| text.strip_prefix(one));
        if !meanings.is_some_and(|rest| matches!(rest, "Meaning" | "Description")) {
            continue;
        }
        let header = vec!["status".to_owned(), "meaning".to_owned()];
        let rows = lines[line + 1..].iter().map_while(|row| {
            let first = row.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()?;
            let (value, meaning) = row.split_at(end_of_value(row)?);
            (!is_field(first)).then(|| vec![value.to_owned(), meaning.to_owned()])
        });
        tables.push(Table { line, header, rows: rows.collect() });
    }
    tables
}

/// Returns the end of a value that is followed by a sentence without a space: the sentence's
/// capital letter.
fn end_of_value(row: &str) -> Option<usize> {
    let is_upper = row.starts_with(|c: char| c.is_ascii_uppercase());
    let of_value = |c: char| {
        c == '_'
            || c == '-'
            || if is_upper { c.is_ascii_uppercase() } else { c.is_ascii_lowercase() }
    };
    let end = row.find(|c| !of_value(c))?;
    // If the value is capitalised, the last capital is the sentence's.
    let end = if is_upper { end - 1 } else { end };
    (end > 1 && row[end..].starts_with(|c: char| c.is_ascii_uppercase())).then_some(end)
}

/// Returns the cells of a row; empty for other lines. A bar in code or after a backslash is text.
fn cells(line: &str) -> Option<Vec<String>> {
    let line = line.trim().strip_prefix('|')?;
    let line = line.trim_end().strip_suffix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut in_code = false;
    let mut escaped = false;
    for c in line.chars() {
        in_code ^= c == '`';
        if c == '|' && !in_code && !escaped {
            cells.push(String::new());
        } else if (c != '\\' || escaped)
            && let Some(cell) = cells.last_mut()
        {
            cell.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    Some(cells.into_iter().map(|cell| cell.trim().trim_matches('*').to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::{all, glued};

    #[test]
    fn cells_that_nothing_parts() {
        let read = |text: &str| {
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let tables = glued(&lines, |name| name == "totalJobs");
            tables.into_iter().map(|table| table.rows).collect::<Vec<_>>()
        };
        let rows = [["pending", "Not finished"], ["in_review", "A person looks"]];
        assert_eq!(
            read("StatusMeaning\npendingNot finished\nin_reviewA person looks\ntotalJobs count"),
            [rows.map(|row| row.map(str::to_owned).to_vec()).to_vec()]
        );
        assert_eq!(read("ValueDescription\nACTIVEA version\nARCHIVEDNo more\n\nlostX")[0].len(), 2);
        assert_eq!(read("ValueDescription\nACTIVEA version\n")[0][0], ["ACTIVE", "A version"]);
        assert!(read("Status\npendingNot finished").is_empty());
    }

    #[test]
    fn bars_in_code_are_text() {
        let lines: Vec<String> = [
            "# x",
            "| Name | Type |",
            "|---|:--|",
            "| `a` | `string | null` |",
            "| b | x \\| y |",
            "z",
        ]
        .map(str::to_owned)
        .to_vec();
        let tables = all(&lines);
        assert_eq!(tables.len(), 1);
        assert_eq!(tables[0].header, ["Name", "Type"]);
        assert_eq!(tables[0].rows, [["`a`", "`string | null`"], ["b", "x | y"]]);
    }
}

//! Tables of a page, as Markdown writes them and as the HTML reader does.

/// A table with its header, and the heading above it.
#[derive(Debug)]
pub(super) struct Table {
    /// The line of its header.
    pub(super) line: usize,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    /// The first column that is called one of these.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        self.header.iter().position(|cell| names.contains(&cell.to_lowercase().as_str()))
    }

    /// The rows' cells of one column, code marks taken off.
    pub(super) fn cells(&self, column: usize) -> impl Iterator<Item = (&Vec<String>, &str)> {
        self.rows.iter().filter_map(move |row| Some((row, code(row.get(column)?))))
    }
}

/// A cell without the marks of code and emphasis.
pub(super) fn code(cell: &str) -> &str {
    cell.trim_matches(['`', '*', ' '])
}

/// Every table of a page.
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

/// The cells of a row; none for a line that is no row. A bar in code or behind a backslash is text.
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
    use super::all;

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

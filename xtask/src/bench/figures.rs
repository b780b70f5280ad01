//! The results of a run: statistics of the measurements, as a table and as JSON.

use serde_json::{Value, json};

/// Nearest-rank percentiles of the durations of calls, in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    pub(super) p10: u64,
    pub(super) median: u64,
    pub(super) p90: u64,
}

impl Spread {
    /// Returns `None` without measurements.
    pub(super) fn of(mut durations: Vec<u64>) -> Option<Self> {
        durations.sort_unstable();
        let rank = |percent: usize| {
            durations.get((durations.len() * percent).div_ceil(100).checked_sub(1)?).copied()
        };
        Some(Self { p10: rank(10)?, median: rank(50)?, p90: rank(90)? })
    }
}

/// The results of one contender.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) what: String,
    pub(super) spread: Spread,
    /// Instructions of one call, including decoding.
    pub(super) call: Option<u64>,
    /// Instructions of decoding the body only.
    pub(super) decode: Option<u64>,
}

/// Returns the ratio of two figures.
#[allow(clippy::cast_precision_loss, reason = "figures far below 2^52")]
fn ratio(of: u64, to: u64) -> f64 {
    of as f64 / to as f64
}

/// Formats the table; each row is compared with the first.
pub(super) fn table(rows: &[Row]) -> String {
    const HEAD: [&str; 9] = [
        "one call",
        "median",
        "p10",
        "p90",
        "ratio",
        "instructions",
        "ratio",
        "decoding",
        "the rest",
    ];

    let Some(first) = rows.first() else { return String::new() };
    let mut lines = vec![HEAD.map(str::to_owned)];
    for row in rows {
        let Spread { p10, median, p90 } = row.spread;
        let time = |nanoseconds: u64| format!("{:.1} µs", ratio(nanoseconds, 1000));
        let ratio_text = |of: u64, to: u64| format!("{:.3}", ratio(of, to));
        let count = |of: Option<u64>| of.map_or("–".to_owned(), |of| of.to_string());
        let counts = row.call.zip(first.call);
        lines.push([
            row.what.clone(),
            time(median),
            time(p10),
            time(p90),
            ratio_text(median, first.spread.median),
            count(row.call),
            counts.map_or(String::new(), |(of, to)| ratio_text(of, to)),
            count(row.decode),
            count(row.call.zip(row.decode).map(|(call, decode)| call.saturating_sub(decode))),
        ]);
    }
    let width = |column: usize| {
        lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default()
    };
    let widths: [usize; HEAD.len()] = std::array::from_fn(width);
    lines.iter().map(|line| aligned(line, &widths) + "\n").collect()
}

/// Aligns the first cell to the left and the others to the right.
fn aligned(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
        line += &if column == 0 { format!("{cell:width$}") } else { format!("  {cell:>width$}") };
    }
    line.trim_end().to_owned()
}

/// Returns the results as JSON.
pub(super) fn json(rows: &[Row]) -> Value {
    let first = rows.first();
    let against = |of: Option<u64>, to: Option<u64>| of.zip(to).map(|(of, to)| ratio(of, to));
    rows.iter()
        .map(|row| {
            let Spread { p10, median, p90 } = row.spread;
            json!({
                "name": row.name,
                "what": row.what,
                "nanoseconds": { "p10": p10, "median": median, "p90": p90 },
                "ratio": against(Some(median), first.map(|first| first.spread.median)),
                "instructions": row.call,
                "instructionsRatio": against(row.call, first.and_then(|first| first.call)),
                "decodeInstructions": row.decode,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Row, Spread, json, table};

    fn row(name: &str, durations: u64, call: Option<u64>) -> Row {
        let spread = Spread { p10: durations - 1, median: durations, p90: durations + 1 };
        Row { name: name.to_owned(), what: name.to_owned(), spread, call, decode: None }
    }

    #[test]
    fn percentiles_are_nearest_rank() {
        let of =
            |durations: Vec<u64>| Spread::of(durations).map(|one| (one.p10, one.median, one.p90));
        assert_eq!(of((1..=10).rev().collect()), Some((1, 5, 9)));
        assert_eq!(of(vec![7]), Some((7, 7, 7)));
        assert_eq!(of(Vec::new()), None);
    }

    #[test]
    fn each_row_is_compared_with_the_first() {
        let rows = [
            row("first", 100_000, Some(1000)),
            row("second", 110_000, Some(1050)),
            row("third", 90_000, None),
        ];
        let table = table(&rows);
        let lines: Vec<&str> = table.lines().collect();
        assert!(
            lines[1].contains("1.000") && lines[2].contains("1.100") && lines[2].contains("1.050"),
            "{table}"
        );
        assert!(lines[3].contains("0.900") && lines[3].contains('–'), "{table}");
        let json = json(&rows);
        assert_eq!(json[1]["instructionsRatio"], 1.05);
        assert!(json[2]["instructions"].is_null() && json[2]["instructionsRatio"].is_null());
    }
}

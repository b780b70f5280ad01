//! One-line charts.

const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// Returns a sparkline of at most `width` columns, from 0 to the maximum; missing values are gaps.
/// If there are more values than columns, each column shows the maximum of its values.
pub(crate) fn sparkline(values: &[Option<f64>], width: usize) -> String {
    let per_column = values.len().div_ceil(width.max(1)).max(1);
    let greatest = |values: &[Option<f64>]| {
        values.iter().flatten().copied().filter(|value| value.is_finite()).reduce(f64::max)
    };
    let max = greatest(values).unwrap_or_default();
    let level = |value: f64| {
        if value <= 0.0 || max <= 0.0 {
            return LEVELS[0];
        }
        LEVELS[step(value / max, LEVELS.len() - 1)]
    };
    values.chunks(per_column).map(|column| greatest(column).map_or(' ', level)).collect()
}

/// Returns a bar for a ratio; 1 is `width` columns.
pub(crate) fn bar(part: f64, width: usize) -> String {
    let eighths = step(part.clamp(0.0, 1.0), width * 8);
    let mut bar = "█".repeat(eighths / 8);
    if let Some(rest) = (eighths % 8).checked_sub(1) {
        bar.push(EIGHTHS[rest]);
    }
    bar
}

/// Scales a ratio to a number of steps.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "0 to steps"
)]
fn step(part: f64, steps: usize) -> usize {
    if part.is_nan() {
        0
    } else {
        ((part.clamp(0.0, 1.0) * steps as f64).round() as usize).min(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::{bar, sparkline};

    #[test]
    fn a_sparkline_reaches_from_nothing_to_the_most() {
        assert_eq!(sparkline(&[Some(0.0), Some(50.0), None, Some(100.0)], 4), "▁▅ █");
        assert_eq!(sparkline(&[Some(0.0), Some(0.0)], 9), "▁▁");
        assert_eq!(sparkline(&[], 9), "");
        assert_eq!(sparkline(&[Some(f64::NAN), Some(-1.0), Some(1.0)], 9), " ▁█");
        let many: Vec<Option<f64>> = (0..2160).map(|hour| Some(f64::from(hour))).collect();
        for width in [1, 40, 79, 2160] {
            let line = sparkline(&many, width);
            assert!(line.chars().count() <= width && line.ends_with('█'), "{width}: {line}");
        }
    }

    #[test]
    fn a_bar_is_as_long_as_its_part() {
        assert_eq!(bar(1.0, 4), "████");
        assert_eq!(bar(0.5, 4), "██");
        assert_eq!(bar(0.28125, 4), "█▏");
        assert_eq!(bar(0.0, 4), "");
        for odd in [-1.0, f64::NAN, f64::INFINITY, 7.0] {
            assert!(bar(odd, 4).chars().count() <= 4);
        }
    }
}

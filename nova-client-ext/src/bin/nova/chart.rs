//! Charts of one line, for people who would rather look than read.

const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// A sparkline from nothing to the greatest value; a gap where there is none.
pub(crate) fn sparkline(values: &[Option<f64>]) -> String {
    let most = values.iter().flatten().copied().fold(0.0, f64::max);
    let level = |value: f64| {
        if value <= 0.0 || most <= 0.0 {
            return LEVELS[0];
        }
        LEVELS[step(value / most, LEVELS.len() - 1)]
    };
    values.iter().map(|value| value.filter(|value| value.is_finite()).map_or(' ', level)).collect()
}

/// A bar of `width` columns for all, and so much less for a part (0 to 1).
pub(crate) fn bar(part: f64, width: usize) -> String {
    let eighths = step(part.clamp(0.0, 1.0), width * 8);
    let mut bar = "█".repeat(eighths / 8);
    if let Some(rest) = (eighths % 8).checked_sub(1) {
        bar.push(EIGHTHS[rest]);
    }
    bar
}

/// The step, of so many, that a part reaches.
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
        assert_eq!(sparkline(&[Some(0.0), Some(50.0), None, Some(100.0)]), "▁▅ █");
        assert_eq!(sparkline(&[Some(0.0), Some(0.0)]), "▁▁");
        assert_eq!(sparkline(&[]), "");
        assert_eq!(sparkline(&[Some(f64::NAN), Some(-1.0), Some(1.0)]), " ▁█");
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

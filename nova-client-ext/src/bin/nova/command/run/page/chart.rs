//! Queue and scoring durations over the run: two charts, and a table of the figures.

use chrono::{DateTime, Utc};
use nova_client_ext::report::Spread;
use nova_client_ext::run::{Period, RunReport};

use super::time;

/// The size of a chart, and of the space for labels on its left and below, in SVG units.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 170.0;
const LEFT: f64 = 56.0;
const BELOW: f64 = 24.0;
const ABOVE: f64 = 10.0;

type Part = fn(&Period) -> Option<Spread>;

/// Returns the section of the page; empty without durations.
pub(super) fn section(report: &RunReport) -> String {
    let timing = &report.timing;
    let parts: [(&str, &str, Option<Spread>, Part); 2] = [
        ("queue", "Queueing time", timing.queue_ms, |period| period.queue_ms),
        ("scoring", "Scoring time", timing.scoring_ms, |period| period.scoring_ms),
    ];
    if parts.iter().all(|(_, _, spread, _)| spread.is_none()) {
        return String::new();
    }
    let mut section =
        "<section aria-labelledby=\"h-times\">\n<h2 id=\"h-times\">Over the run</h2>\n".to_owned();
    let known: u64 = timing.periods.iter().map(|period| period.scored).sum();
    let scored = report.status.counts.scored;
    if known < scored {
        section.push_str(&format!(
            "<p>Times are known of {known} of {scored} scored applications.</p>\n"
        ));
    }
    section.push_str("<div class=\"charts\">\n");
    for (id, title, spread, part) in parts {
        if let Some(spread) = spread {
            section.push_str(&chart(id, &format!("{title}: {spread}"), &timing.periods, part));
        }
    }
    section.push_str(
        "</div>\n<p>Bars are medians of the applications that ended in that time; the lines above them reach to the \
         95th percentile.</p>\n<details>\n<summary>The figures</summary>\n<div class=\"scroll\" role=\"region\" \
         aria-label=\"The figures over the run\" tabindex=\"0\">\n<table>\n\
         <caption>Queueing and scoring time of what ended in each period</caption>\n<thead><tr>\
         <th scope=\"col\">From (UTC)</th><th scope=\"col\" class=\"n\">Scored</th>\
         <th scope=\"col\" class=\"n\">Queued, median</th><th scope=\"col\" class=\"n\">Queued, p95</th>\
         <th scope=\"col\" class=\"n\">Scoring, median</th><th scope=\"col\" class=\"n\">Scoring, p95</th>\
         </tr></thead>\n<tbody>\n",
    );
    for period in &timing.periods {
        section.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td>",
            time(period.start),
            period.scored
        ));
        for spread in [period.queue_ms, period.scoring_ms] {
            let [p50, p95] =
                spread.map_or_else(Default::default, |one| [one.p50, one.p95].map(duration));
            section.push_str(&format!("<td class=\"n\">{p50}</td><td class=\"n\">{p95}</td>"));
        }
        section.push_str("</tr>\n");
    }
    section.push_str("</tbody>\n</table>\n</div>\n</details>\n</section>\n");
    section
}

#[allow(clippy::cast_precision_loss, reason = "it is drawn, not counted")]
fn chart(id: &str, caption: &str, periods: &[Period], part: Part) -> String {
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return String::new() };
    let seconds = first.seconds.max(1) as f64;
    let since = |at: DateTime<Utc>| (at - first.start).num_seconds() as f64;
    let (wide, high) = (WIDTH - LEFT - 4.0, HEIGHT - ABOVE - BELOW);
    let per_second = wide / (since(last.start) + seconds);
    let most = periods.iter().filter_map(part).map(|spread| spread.p95).max().unwrap_or(0);
    let top = round_up(most);
    let y = |milliseconds: u64| ABOVE + high - milliseconds as f64 * high / top as f64;
    let floor = y(0);
    let mut svg = format!(
        "<figure>\n<figcaption id=\"c-{id}\">{caption}</figcaption>\n\
         <svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"c-{id}\">\n"
    );
    for line in [0, top / 2, top] {
        let at = y(line);
        svg.push_str(&format!(
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n",
            LEFT - 6.0,
            at + 4.0,
            duration(line)
        ));
    }
    for period in periods {
        let Some(Spread { p50, p95, .. }) = part(period) else { continue };
        // With a gap, and wide enough to be visible.
        let width = (seconds * per_second * 0.8).clamp(1.0, 40.0);
        let middle = LEFT + (since(period.start) + seconds / 2.0) * per_second;
        let left = middle - width / 2.0;
        svg.push_str(&format!(
            "<g><title>{} UTC: {} scored, median {}, p95 {}</title>\
             <rect class=\"bar\" x=\"{left:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{:.1}\"/>\
             <path class=\"p95\" d=\"M{middle:.1} {:.1}V{:.1}M{left:.1} {:.1}h{width:.1}\"/></g>\n",
            time(period.start),
            period.scored,
            duration(p50),
            duration(p95),
            y(p50),
            floor - y(p50),
            y(p50),
            y(p95),
            y(p95),
        ));
    }
    let end = last.start + chrono::TimeDelta::seconds(i64::try_from(last.seconds).unwrap_or(0));
    let is_one_day = first.start.date_naive() == end.date_naive();
    let format = if is_one_day { "%H:%M:%S" } else { "%F %H:%M" };
    for (at, x, anchor) in [(first.start, LEFT, "start"), (end, WIDTH, "end")] {
        svg.push_str(&format!(
            "<text x=\"{x}\" y=\"{:.0}\" text-anchor=\"{anchor}\">{}</text>\n",
            HEIGHT - 6.0,
            at.format(format)
        ));
    }
    svg.push_str("</svg>\n</figure>\n");
    svg
}

/// Returns the end of an axis: the next of 2, 5, 10, 20, … that is not exceeded.
fn round_up(milliseconds: u64) -> u64 {
    let mut power: u64 = 1;
    loop {
        for step in [2, 5, 10] {
            let top = power.saturating_mul(step);
            if top >= milliseconds {
                return top;
            }
        }
        power = power.saturating_mul(10);
    }
}

fn duration(milliseconds: u64) -> String {
    match milliseconds {
        0 => "0".to_owned(),
        1..1000 => format!("{milliseconds} ms"),
        1000..10_000 => format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100),
        10_000..120_000 => format!("{} s", milliseconds / 1000),
        120_000..7_200_000 => format!("{} min", milliseconds / 60_000),
        _ => format!("{} h", milliseconds / 3_600_000),
    }
}

#[cfg(test)]
mod tests {
    use super::{duration, round_up};

    #[test]
    fn an_axis_ends_at_a_round_number() {
        let tops = [0, 2, 3, 10, 11, 4999, 5001, u64::MAX].map(round_up);
        assert_eq!(tops, [2, 2, 5, 10, 20, 5000, 10_000, u64::MAX]);
        assert_eq!(
            [0, 20, 1250, 45_000, 200_000, 90_000_000].map(duration),
            ["0", "20 ms", "1.2 s", "45 s", "3 min", "25 h"]
        );
    }
}

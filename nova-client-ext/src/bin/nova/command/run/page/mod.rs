//! `nova run report --html`: a self-contained page.
//!
//! Its content security policy allows only its own style and script, by their hashes, and no
//! requests. Without scripts only search, sorting and paging of the table are missing.

mod chart;

use base64::Engine as _;
use chrono::{DateTime, Utc};
use nova_client_ext::Remedy;
use nova_client_ext::run::{ApplicationRecord, FailureGroup, RunReport};
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// The columns of the table of all applications, with the class that sets their width, and whether
/// they are ordered as numbers.
const COLUMNS: [(&str, &str, bool); 7] = [
    ("Application", "id", false),
    ("State", "short", false),
    ("Score", "narrow", true),
    ("Code", "code", false),
    ("What helps", "helps", false),
    ("Message", "message", false),
    ("Ended (UTC)", "time", false),
];

/// Returns the page up to the first row of the table of all applications.
pub(super) fn head(report: &RunReport, now: DateTime<Utc>) -> String {
    let status = &report.status;
    let title = format!("Run {}", escape(&status.run));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; script-src '{}'; \
         img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<p><a class=\"skip\" href=\"#applications\">Skip to all applications</a></p>\n<h1>{title}</h1>\n\
         <p>Job {}: {}, as of {} UTC.</p>\n</header>\n<main>\n",
        hash(STYLE),
        hash(SCRIPT),
        escape(&status.job_id),
        status.state,
        time(now),
    );
    page.push_str(&totals(report));
    page.push_str(&scores(report));
    page.push_str(&chart::section(report));
    page.push_str(&failures(report));
    page.push_str(
        "<section id=\"applications\" aria-labelledby=\"h-all\">\n<h2 id=\"h-all\">All applications</h2>\n\
         <div id=\"tools\" role=\"search\" hidden>\n\
         <label>Search <input id=\"search\" type=\"search\" autocomplete=\"off\"></label>\n\
         <label><input id=\"everything\" type=\"checkbox\"> all on one page</label>\n\
         <output id=\"shown\" for=\"search everything\"></output>\n</div>\n\
         <div class=\"scroll\" role=\"region\" aria-labelledby=\"h-all\" tabindex=\"0\">\n<table id=\"all\">\n\
         <caption>Every application, with its last state</caption>\n<colgroup>",
    );
    for (_, class, _) in COLUMNS {
        page.push_str(&format!("<col class=\"{class}\">"));
    }
    page.push_str("</colgroup>\n<thead><tr>");
    for (column, _, is_number) in COLUMNS {
        let order = if is_number { " class=\"n\" data-order=\"number\"" } else { "" };
        page.push_str(&format!("<th scope=\"col\"{order}>{column}</th>"));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    page
}

fn totals(report: &RunReport) -> String {
    let counts = report.status.counts;
    let mut list =
        "<section aria-labelledby=\"h-totals\">\n<h2 id=\"h-totals\">Totals</h2>\n<dl>\n"
            .to_owned();
    for (word, count) in [
        ("Applications", counts.total),
        ("Scored", counts.scored),
        ("Failed", counts.failed),
        ("Rejected", counts.rejected),
        ("Invalid", counts.invalid),
        ("Not ended", counts.unfinished()),
    ] {
        list.push_str(&format!("<div><dt>{word}</dt><dd>{count}</dd></div>\n"));
    }
    list.push_str("</dl>\n</section>\n");
    list
}

fn scores(report: &RunReport) -> String {
    let most = report.scores.iter().map(|one| one.count).max().unwrap_or(0);
    let all: u64 = report.scores.iter().map(|one| one.count).sum();
    if most == 0 {
        return String::new();
    }
    let mut table = "<section aria-labelledby=\"h-scores\">\n<h2 id=\"h-scores\">Scores</h2>\n<table class=\"scores\">\n\
                     <caption>How many applications have each score</caption>\n\
                     <thead><tr><th scope=\"col\">Score</th><th scope=\"col\" class=\"n\">Applications</th>\
                     <th scope=\"col\">Share of all scored</th></tr></thead>\n<tbody>\n"
        .to_owned();
    for one in &report.scores {
        let score = one.score.map_or_else(|| "none".to_owned(), |score| score.to_string());
        // Rounded to the nearest.
        let (count, percent) = (one.count, (one.count * 100 + all / 2) / all);
        table.push_str(&format!(
            "<tr><th scope=\"row\">{score}</th><td class=\"n\">{count}</td><td class=\"share\"><span>{percent} %</span> \
             <meter min=\"0\" max=\"{most}\" value=\"{count}\" aria-hidden=\"true\"></meter></td></tr>\n"
        ));
    }
    table.push_str("</tbody>\n</table>\n</section>\n");
    table
}

/// Returns the section of applications that were not scored, grouped by remedy.
fn failures(report: &RunReport) -> String {
    if report.failures.is_empty() {
        return String::new();
    }
    let helps = |group: &FailureGroup| group.remedy.map_or("unknown", Remedy::advice);
    let mut groups: Vec<(&str, Vec<&FailureGroup>)> = Vec::new();
    for group in &report.failures {
        match groups.iter_mut().find(|(advice, _)| *advice == helps(group)) {
            Some((_, same)) => same.push(group),
            None => groups.push((helps(group), vec![group])),
        }
    }
    let mut table = "<section aria-labelledby=\"h-failures\">\n<h2 id=\"h-failures\">Not scored</h2>\n<table>\n\
                     <caption>What was not scored, by what helps</caption>\n\
                     <thead><tr><th scope=\"col\">What helps</th><th scope=\"col\" class=\"n\">Applications</th>\
                     <th scope=\"col\">State</th><th scope=\"col\">Code</th></tr></thead>\n"
        .to_owned();
    for (advice, same) in groups {
        table.push_str("<tbody>\n");
        for (place, group) in same.iter().enumerate() {
            let heading = match place {
                0 => format!(
                    "<th scope=\"rowgroup\" rowspan=\"{}\">{}</th>",
                    same.len(),
                    escape(advice)
                ),
                _ => String::new(),
            };
            table.push_str(&format!(
                "<tr>{heading}<td class=\"n\">{}</td><td>{}</td><td class=\"any\">{}</td></tr>\n",
                group.count,
                group.state,
                escape(group.code.as_deref().unwrap_or("none"))
            ));
        }
        table.push_str("</tbody>\n");
    }
    table.push_str("</table>\n</section>\n");
    table
}

/// Returns the row of an application.
pub(super) fn row(record: &ApplicationRecord) -> String {
    let text = |text: &Option<String>| text.as_deref().map(escape).unwrap_or_default();
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        escape(&record.application_id),
        record.state,
        record.score.map(|score| score.to_string()).unwrap_or_default(),
        text(&record.code),
        record.remedy.map_or("", Remedy::advice),
        text(&record.message),
        record.completed_at.map(time).unwrap_or_default(),
    )
}

/// Returns the page after the last row.
pub(super) fn foot() -> String {
    format!(
        "</tbody>\n</table>\n</div>\n<nav id=\"pages\" aria-label=\"Pages of the table\" hidden>\
         <button type=\"button\" id=\"previous\">Previous page</button> \
         <button type=\"button\" id=\"next\">Next page</button></nav>\n</section>\n</main>\n\
         <script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%F %T").to_string()
}

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(digest))
}

/// Escapes external text for HTML.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() => escaped.push('\u{fffd}'),
            // Bidirectional controls would change the direction of the following text.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> RunReport {
        serde_json::from_value(serde_json::json!({
            "run": "</title><script>alert(1)</script>", "jobId": "\" onload=\"x", "state": "finished",
            "counts": {"total": 4, "queued": 0, "sending": 0, "pending": 0, "scored": 1, "failed": 2,
                "rejected": 1, "invalid": 0},
            "batches": {"planned": 0, "open": 0, "settled": 1},
            "scores": [{"score": 7, "count": 1}],
            "failures": [
                {"state": "failed", "code": "<b>", "remedy": "rescore", "count": 1},
                {"state": "rejected", "code": "X", "remedy": "replace_resume", "count": 1},
                {"state": "failed", "code": null, "remedy": "rescore", "count": 1}],
            "timing": {"queueMs": {"p50": 1, "p95": 2, "max": 3}, "scoringMs": null, "periods": [
                {"start": "2026-01-15T10:30:00Z", "seconds": 60, "scored": 1,
                 "queueMs": {"p50": 1, "p95": 2, "max": 3}, "scoringMs": null}]},
        }))
        .unwrap()
    }

    #[test]
    fn nothing_from_outside_is_markup_and_nothing_is_asked_for() {
        let page = head(&report(), DateTime::UNIX_EPOCH) + &foot();
        assert!(!page.contains("alert(1)</script>") && !page.contains("<b>"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert_eq!(page.matches("<script").count(), 1);
        for outside in ["http:", "https:", "//cdn", "url(", "@import", "src=", "style="] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains(&format!("script-src '{}'", hash(SCRIPT))));
        assert_eq!(escape("a\u{202e}b\0'"), "a\u{fffd}b\u{fffd}&#39;");
    }

    #[test]
    fn shares_are_rounded() {
        let mut report = report();
        report.scores = serde_json::from_value(serde_json::json!([
            {"score": 7, "count": 477}, {"score": 6, "count": 4300}, {"score": null, "count": 24}]))
        .unwrap();
        let table = scores(&report);
        for percent in ["<span>10 %<", "<span>90 %<", "<span>0 %<"] {
            assert!(table.contains(percent), "{percent}: {table}");
        }
    }

    #[test]
    fn failures_are_grouped_by_remedy() {
        let table = failures(&report());
        assert!(table.contains("rowspan=\"2\""), "{table}");
        assert_eq!(table.matches("<tbody>").count(), 2, "{table}");
        assert!(table.find("&lt;b&gt;") < table.find(">none</td>"), "{table}");
        assert!(table.find(">none</td>") < table.find(">X</td>"), "{table}");
    }
}

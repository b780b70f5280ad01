//! `nova run report --html`: one page that needs nothing else.
//!
//! Its content security policy allows the one style and the one script that are in it, by their
//! hashes, and no request to anywhere. Without scripts everything is there but search and order.

use base64::Engine as _;
use nova_client_ext::run::{ApplicationRecord, RunReport};
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page up to the first row of the table of all applications.
pub(super) fn head(report: &RunReport) -> String {
    let status = &report.status;
    let title = format!("Run {}", escape(&status.run));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; script-src '{}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n\
         <p>Job {}: {}.</p>\n",
        hash(STYLE),
        hash(SCRIPT),
        escape(&status.job_id),
        status.state
    );
    let counts = status.counts;
    page.push_str("<dl>\n");
    for (word, count) in [
        ("Applications", counts.total),
        ("Scored", counts.scored),
        ("Failed", counts.failed),
        ("Rejected", counts.rejected),
        ("Invalid", counts.invalid),
        ("Not ended", counts.unfinished()),
    ] {
        page.push_str(&format!("<div><dt>{word}</dt><dd>{count}</dd></div>\n"));
    }
    page.push_str("</dl>\n");
    page.push_str(&scores(report));
    page.push_str(&failures(report));
    page.push_str(
        "<h2>All applications</h2>\n<p id=\"tools\" hidden><label>Search <input id=\"search\" type=\"search\"></label> \
         <output id=\"shown\" for=\"search\"></output></p>\n<div class=\"scroll\">\n<table id=\"all\">\n<thead><tr>",
    );
    for column in ["Application", "State", "Score", "Code", "What helps", "Message", "Ended"] {
        page.push_str(&format!("<th scope=\"col\">{column}</th>"));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    page
}

fn scores(report: &RunReport) -> String {
    if report.scores.is_empty() {
        return String::new();
    }
    let most = report.scores.iter().map(|one| one.count).max().unwrap_or(1);
    let mut table = "<h2>Scores</h2>\n<table>\n<thead><tr><th scope=\"col\">Score</th><th scope=\"col\">Applications</th>\
                     <th scope=\"col\">Share of the largest</th></tr></thead>\n<tbody>\n"
        .to_owned();
    for one in &report.scores {
        let score = one.score.map_or_else(|| "none".to_owned(), |score| score.to_string());
        let count = one.count;
        table.push_str(&format!(
            "<tr><th scope=\"row\">{score}</th><td class=\"n\">{count}</td>\
             <td><meter min=\"0\" max=\"{most}\" value=\"{count}\">{count} of {most}</meter></td></tr>\n"
        ));
    }
    table.push_str("</tbody>\n</table>\n");
    table
}

fn failures(report: &RunReport) -> String {
    if report.failures.is_empty() {
        return String::new();
    }
    let mut table = "<h2>Not scored</h2>\n<table>\n<thead><tr><th scope=\"col\">Applications</th><th scope=\"col\">State\
                     </th><th scope=\"col\">Code</th><th scope=\"col\">What helps</th></tr></thead>\n<tbody>\n"
        .to_owned();
    let mut groups: Vec<_> = report.failures.iter().collect();
    // What helps the same way stands together.
    groups.sort_by_key(|group| {
        (group.remedy.map(nova_client_ext::Remedy::advice), u64::MAX - group.count)
    });
    for group in groups {
        table.push_str(&format!(
            "<tr><td class=\"n\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            group.count,
            group.state,
            escape(group.code.as_deref().unwrap_or("none")),
            group.remedy.map_or("", |remedy| remedy.advice())
        ));
    }
    table.push_str("</tbody>\n</table>\n");
    table
}

/// The row of an application.
pub(super) fn row(record: &ApplicationRecord) -> String {
    let text = |text: &Option<String>| text.as_deref().map(escape).unwrap_or_default();
    let ended = record.completed_at.map(|at| at.format("%F %T").to_string()).unwrap_or_default();
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{ended}</td></tr>\n",
        escape(&record.application_id),
        record.state,
        record.score.map(|score| score.to_string()).unwrap_or_default(),
        text(&record.code),
        record.remedy.map_or("", |remedy| remedy.advice()),
        text(&record.message),
    )
}

/// The page behind the last row.
pub(super) fn foot() -> String {
    format!("</tbody>\n</table>\n</div>\n</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n")
}

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(digest))
}

/// Text from outside, as text.
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
            // They would turn round the text that follows.
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
            "counts": {"total": 2, "queued": 0, "sending": 0, "pending": 0, "scored": 1, "failed": 1,
                "rejected": 0, "invalid": 0},
            "batches": {"planned": 0, "open": 0, "settled": 1},
            "scores": [{"score": 7, "count": 1}],
            "failures": [{"state": "failed", "code": "<b>", "remedy": "rescore", "count": 1}],
        }))
        .unwrap()
    }

    #[test]
    fn nothing_from_outside_is_markup_and_nothing_is_asked_for() {
        let page = head(&report()) + &foot();
        assert!(!page.contains("alert(1)</script>") && !page.contains("<b>"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert_eq!(page.matches("<script").count(), 1);
        for outside in ["http:", "https:", "//cdn", "url(", "@import", "src="] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains(&format!("script-src '{}'", hash(SCRIPT))));
        assert_eq!(escape("a\u{202e}b\0'"), "a\u{fffd}b\u{fffd}&#39;");
    }
}

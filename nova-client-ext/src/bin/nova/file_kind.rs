//! Recognises a file that is no list of applications by its first bytes, for `nova batch submit` and
//! `nova run start`.

use std::path::Path;

use crate::text::command_line;

/// Which lists a command reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepted {
    JsonLines,
    CsvToo,
}

/// Returns what the file looks like, and what to do; `None` if it may be a list of applications.
pub(crate) fn other_than_list(head: &[u8], path: &Path, accepted: Accepted) -> Option<String> {
    let (save, list, resumes) = match accepted {
        Accepted::CsvToo => (
            "save it as CSV UTF-8",
            "it must be JSON Lines (one object per line) or CSV",
            "and the folder of résumés with --resumes",
        ),
        Accepted::JsonLines => (
            "write JSON Lines (one object per line), or save it as CSV UTF-8 for `nova run start`",
            "it must be JSON Lines (one object per line)",
            "with the résumé of each as resumeUrl, resumeText or resumeFile",
        ),
    };
    let text = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head).trim_ascii_start();
    let starts = |what: &[u8]| head.starts_with(what);
    let what = if starts(b"PK\x03\x04") {
        format!("looks like an Excel workbook (or another zip); {save}")
    } else if starts(b"\xd0\xcf\x11\xe0") {
        format!("looks like an old Excel or Word file; {save}")
    } else if starts(b"\xff\xfe") || starts(b"\xfe\xff") {
        format!("looks like UTF-16; save it as UTF-8; {list}")
    } else if starts(b"%PDF-") {
        format!("looks like a PDF; give the list of applications as FILE, {resumes}")
    } else if text.starts_with(b"[") {
        let path = path.display().to_string();
        let input = (path != "-").then_some(path.as_str());
        let jq = command_line("jq -c '.[]'", input);
        format!(
            "looks like a JSON array; write one object per line, for example with: {jq} > as-lines.jsonl"
        )
    } else if text.starts_with(b"<") {
        format!("looks like HTML or XML; {list}")
    } else if head.contains(&0) {
        format!("is not text; {list}")
    } else if accepted == Accepted::JsonLines && is_header(text) {
        format!("looks like CSV; {list}; `nova run start` reads CSV")
    } else {
        return None;
    };
    Some(what)
}

/// Returns whether the first line is that of a CSV with the column of application ids.
fn is_header(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    !line.starts_with(b"{") && String::from_utf8_lossy(line).contains("applicationId")
}

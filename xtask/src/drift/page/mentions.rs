//! Finds the operations of a page.

use super::bodies::Body;
use super::placement;
use super::text::{Page, bare};
use crate::drift::document::Document;
use crate::drift::matching::path_similarity;
use crate::drift::operation::{Kind, Operation, template};

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// A mention of an operation on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) method: String,
    pub(super) path: String,
    /// The line of the mention; the lines up to the next mention belong to it.
    pub(super) line: usize,
}

impl Mention {
    pub(super) fn full(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub(super) fn key(&self) -> (String, String) {
        (self.method.clone(), template(&self.path))
    }
}

/// The operations of a page, in its order.
#[derive(Debug)]
pub(super) struct Mentions {
    /// The documented operations; the lines after a mention belong to it.
    pub(super) operations: Vec<Mention>,
    /// Operations that are only listed in a table.
    pub(super) listed: Vec<Mention>,
}

impl Mentions {
    /// Finds the mentions: lines that consist of an operation have priority, then curl calls, then
    /// mentions in running text, of which only the first is used.
    pub(super) fn of(page: &Page) -> Self {
        let mut alone = Vec::new();
        let mut called = Vec::new();
        let mut inline = Vec::new();
        let mut listed = Vec::new();
        for (at, line) in page.lines.iter().enumerate() {
            let mention = |(method, path): (String, String)| Mention { method, path, line: at };
            if line.trim_start().starts_with('|') {
                listed.extend(in_row(line).map(mention));
            } else if let Some(found) = whole_line(line).or_else(|| split_lines(&page.lines[at..]))
            {
                alone.push(mention(found));
            } else if line.contains("curl") {
                let call: String = page.lines[at..]
                    .iter()
                    .take(6)
                    .map(|line| line.trim_end_matches('\\'))
                    .collect::<Vec<_>>()
                    .join(" ");
                called.extend(curl(&call).map(mention));
            } else {
                inline.extend(in_text(line).map(mention));
            }
        }
        for block in &page.blocks {
            alone.extend(in_text(&block.label).map(|(method, path)| Mention {
                method,
                path,
                line: 0,
            }));
        }
        let operations = if !alone.is_empty() {
            alone
        } else if !called.is_empty() {
            called
        } else if listed.len() == 1 {
            std::mem::take(&mut listed)
        } else if listed.is_empty() {
            inline.into_iter().take(1).collect()
        } else {
            Vec::new()
        };
        let operations = once(operations, &[]);
        let listed = once(listed, &operations);
        Self { operations, listed }
    }
}

/// Returns the first mention of each operation.
fn once(mut mentions: Vec<Mention>, known: &[Mention]) -> Vec<Mention> {
    mentions.sort_by_key(|one| one.line);
    let mut once: Vec<Mention> = Vec::new();
    for one in mentions {
        if !once.iter().chain(known).any(|old| old.key() == one.key()) {
            once.push(one);
        }
    }
    once
}

/// Parses a row with a method in one cell and a path in another, or both in one.
fn in_row(row: &str) -> Option<(String, String)> {
    let words = row.replace(['|', '`'], " ");
    in_text(&words)
}

fn method(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_ascii_alphabetic()).to_uppercase();
    METHODS.contains(&word.as_str()).then_some(word)
}

/// Extracts a path from quotes, backticks, or a URL.
fn path(word: &str) -> Option<String> {
    let word = word
        .trim_matches(|c: char| matches!(c, '"' | '\'' | '`' | ',' | '.' | ')' | '(' | '*' | ';'));
    let word = match word.split_once("://") {
        Some((scheme, rest))
            if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") =>
        {
            &rest[rest.find('/')?..]
        }
        _ => word,
    };
    let word = word.split(['?', '#']).next()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "/{}-_.~:%$".contains(c);
    (word.starts_with('/') && word.len() > 1 && !word.starts_with("//") && word.chars().all(fits))
        .then(|| templated(word))
}

/// Normalises parameters: `:id`, `<id>` and `$ID`.
fn templated(path: &str) -> String {
    let segment = |segment: &str| match segment.strip_prefix([':', '$']) {
        Some(name) if !name.is_empty() => format!("{{{}}}", name.trim_matches(['{', '}'])),
        _ => segment.to_owned(),
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

fn whole_line(line: &str) -> Option<(String, String)> {
    let line = bare(line);
    // The front matter of a page's source: `openapi: "GET /v1/…"`.
    let line = line.strip_prefix("openapi:").or_else(|| line.strip_prefix("api:")).unwrap_or(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        [first, second] => Some((method(first)?, path(second)?)),
        // It may be preceded by a file name.
        [file, first, second] if file.contains('.') => Some((method(first)?, path(second)?)),
        _ => None,
    }
}

/// Parses a method on one line, followed by the path on one line, or by its slashes and segments on
/// separate lines.
fn split_lines(lines: &[String]) -> Option<(String, String)> {
    let first = bare(lines.first()?);
    let http_method =
        method(first).filter(|http_method| http_method.eq_ignore_ascii_case(first))?;
    let following: Vec<&str> = lines[1..]
        .iter()
        .map(|line| line.trim())
        .filter(|line| !line.is_empty())
        .take(60)
        .collect();
    if let Some(path) = following.first().and_then(|line| path(bare(line))) {
        return Some((http_method, path));
    }
    let mut joined = String::new();
    let mut slash = false;
    for part in following {
        if part == "/" && !slash {
            joined.push('/');
            slash = true;
        } else if slash && !part.contains(char::is_whitespace) && !part.contains('/') {
            joined.push_str(part);
            slash = false;
        } else {
            break;
        }
    }
    Some((http_method, path(&joined)?))
}

fn in_text(line: &str) -> Option<(String, String)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(2).find_map(|pair| {
        let http_method =
            method(pair[0]).filter(|http_method| pair[0].contains(http_method.as_str()))?;
        Some((http_method, path(pair[1])?))
    })
}

fn curl(call: &str) -> Option<(String, String)> {
    let words: Vec<&str> =
        call.split_whitespace().skip_while(|word| !word.ends_with("curl")).collect();
    let given = words
        .windows(2)
        .find_map(|pair| matches!(pair[0], "-X" | "--request").then(|| method(pair[1])).flatten());
    let joined = words.iter().find_map(|word| method(word.strip_prefix("-X")?));
    let body =
        words.iter().any(|word| matches!(*word, "-d" | "--data" | "--data-difference" | "--json"));
    let address = words.iter().find(|word| word.contains("://"))?;
    let http_method =
        given.or(joined).unwrap_or_else(|| if body { "POST" } else { "GET" }.to_owned());
    Some((http_method, path(address)?))
}

/// The result of finding a mention in the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    Here(usize),
    Moved(usize),
    Unknown,
}

impl Match {
    pub(super) fn at(self) -> Option<usize> {
        match self {
            Self::Here(at) | Self::Moved(at) => Some(at),
            Self::Unknown => None,
        }
    }
}

/// Finds each mention in the contract: by its path, by a call of it with real ids, or as the
/// operation that moved there.
pub(super) fn matched(
    contract: &Document,
    all: &[Operation],
    about: &Mentions,
    shown: &[Body],
) -> Vec<(Mention, Match)> {
    let mut matched: Vec<(Mention, Match)> = Vec::new();
    for mention in &about.operations {
        let here = here(all, mention);
        matched.push((mention.clone(), here.map_or(Match::Unknown, Match::Here)));
    }
    for at in 0..matched.len() {
        if matched[at].1 != Match::Unknown {
            continue;
        }
        let taken: Vec<usize> = matched.iter().filter_map(|(_, outcome)| outcome.at()).collect();
        let free =
            (0..all.len()).filter(|one| !taken.contains(one) && all[*one].kind == Kind::Call);
        let mention = &matched[at].0;
        let moved =
            free.filter(|one| moved(contract, &all[*one], mention, shown)).max_by(|a, b| {
                let similarity = |one: usize| {
                    path_similarity(&template(&all[one].path), &template(&mention.path))
                };
                similarity(*a).total_cmp(&similarity(*b))
            });
        if let Some(one) = moved {
            matched[at].1 = Match::Moved(one);
        }
    }
    matched
}

/// Returns the operation of a mention, by its path, or by a call with real ids.
pub(super) fn here(all: &[Operation], mention: &Mention) -> Option<usize> {
    all.iter().position(|one| {
        let paths = [template(&one.path), one.template(true)];
        one.method == mention.method
            && (paths.contains(&template(&mention.path))
                || paths.iter().any(|path| is_call(path, &mention.path)))
    })
}

/// Returns whether a path with real ids matches a path template.
fn is_call(template: &str, path: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    a.len() == b.len()
        && a.iter().zip(&b).all(|(a, b)| a == b || (a.contains("{}") && !b.is_empty()))
}

/// Returns whether a page's operation is one of the contract's at another path: the ends of the
/// paths are equal, or the bodies match clearly.
fn moved(contract: &Document, operation: &Operation, mention: &Mention, shown: &[Body]) -> bool {
    if operation.method != mention.method {
        return false;
    }
    let fit = shown
        .iter()
        .filter_map(|body| placement::success(contract, operation, body))
        .fold(None, |best: Option<f64>, fit| Some(best.map_or(fit, |best| best.max(fit))));
    let similarity = path_similarity(&template(&operation.path), &template(&mention.path));
    if similarity >= 0.5 {
        fit.is_none_or(|fit| fit >= 0.3)
    } else {
        fit.is_some_and(|fit| fit >= 0.8)
    }
}

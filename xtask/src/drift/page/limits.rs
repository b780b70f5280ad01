//! Parses values and limits of a field on a page: options, lengths, ranges.

use serde_json::Value;

use crate::drift::bounds::BoundChange;
use crate::drift::change::Change;
use crate::drift::compare::graph::Difference;
use crate::drift::schema::{Schema, Types};

/// The values and limits of one field on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Limits {
    pub(super) options: Vec<String>,
    /// Keywords of OpenAPI with their values.
    pub(super) bounds: Vec<(&'static str, f64)>,
}

impl Limits {
    /// Reads the lines below a field up to the next one.
    pub(super) fn of_lines<'l>(lines: impl Iterator<Item = &'l str>) -> Self {
        let mut limits = Self::default();
        let mut in_options = false;
        for line in lines {
            let line = line.trim();
            let lower = line.to_lowercase();
            if let Some(rest) = lower.strip_prefix("available options:") {
                limits.options.extend(words(&line[line.len() - rest.len()..]));
                in_options = true;
            } else if in_options && !line.is_empty() {
                // The options may follow, one or several per line, up to the first other line.
                let more = words(line);
                in_options = !more.is_empty() && (line.ends_with(',') || more.len() == 1);
                limits.options.extend(more.into_iter().filter(|_| line.len() < 60));
            }
            limits.bounds.extend(labelled(&lower));
        }
        limits
    }

    /// Reads a cell that lists values.
    pub(super) fn of_values(cell: &str) -> Self {
        Self { options: words(cell), bounds: Vec::new() }
    }

    /// Adds the limits in a sentence about a field of these types: "1 to 25 applications".
    pub(super) fn read_prose(&mut self, text: &str, types: Option<Types>) {
        let Some((from, to, noun)) = range(text) else { return };
        let characters = noun.starts_with("character");
        let (min, max) = match types {
            Some(types) if types == Types::ARRAY && !noun.is_empty() && !characters => {
                ("minItems", "maxItems")
            }
            Some(types) if types == Types::STRING && characters => ("minLength", "maxLength"),
            Some(types) if Types::NUMBER.has(types) && noun.is_empty() => ("minimum", "maximum"),
            _ => return,
        };
        self.bounds.extend([(min, from), (max, to)]);
    }

    /// Returns the differences from the contract's schema.
    pub(super) fn compare(&self, schema: &Schema) -> Vec<Difference> {
        let mut found = Vec::new();
        if let Some(values) = schema.values.as_ref().filter(|_| !self.options.is_empty()) {
            let known: Vec<&str> = values.iter().filter_map(|value| value.as_str()).collect();
            found.extend(values_differ(&known, &self.options));
        }
        for (keyword, limit) in &self.bounds {
            let ours = schema.bounds.limit(keyword);
            let lower = keyword.starts_with("min");
            // No limit, and a minimum length of 0, are the loosest.
            let none = if lower { 0.0 } else { f64::INFINITY };
            let (was, is) = (ours.unwrap_or(none), *limit);
            if (was - is).abs() < f64::EPSILON || (ours.is_none() && lower && is <= 0.0) {
                continue;
            }
            let moved =
                if (is > was) == lower { BoundChange::Tighter } else { BoundChange::Looser };
            let word = |limit: Option<f64>| limit.map_or("none".to_owned(), |one| one.to_string());
            let what = format!("the page says {keyword} {is}, the contract {}", word(ours));
            found.push(
                Difference::new(Change::Bound(moved), what).values(word(ours), word(Some(is))),
            );
        }
        found
    }
}

/// Returns values that are in only one of the two lists.
pub(super) fn values_differ(ours: &[&str], theirs: &[String]) -> Vec<Difference> {
    let came = theirs.iter().filter(|value| !ours.contains(&value.as_str())).map(|value| {
        Difference::new(Change::EnumValueAdded, format!("the value \"{value}\" is new"))
            .changing(None, Some(value.clone()))
    });
    let gone =
        ours.iter().filter(|value| !theirs.iter().any(|other| other == *value)).map(|value| {
            let what = format!("the page does not list the value \"{value}\"");
            Difference::new(Change::EnumValueRemoved, what)
                .changing(Some((*value).to_owned()), None)
        });
    came.chain(gone).collect()
}

/// Returns the words of a list; `None` if it is not a list of words.
fn words(text: &str) -> Vec<String> {
    let parts = text.split([',', '|', '/']).flat_map(|part| part.split(" or "));
    let words: Vec<&str> = parts
        .map(|part| part.trim_matches(|c: char| c.is_whitespace() || "`\"'*.()".contains(c)))
        .filter(|part| !part.is_empty())
        .collect();
    let is_word = |word: &&str| {
        word.len() <= 40 && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-.:".contains(c))
    };
    if words.iter().all(is_word) {
        words.into_iter().map(str::to_owned).collect()
    } else {
        Vec::new()
    }
}

/// "Minimum string length: 1", "Required array length: 1 - 25 elements", "Required range: x >= 1".
fn labelled(line: &str) -> Vec<(&'static str, f64)> {
    let Some((label, value)) = line.split_once(':') else { return Vec::new() };
    let value = value.replace(['`', ','], "");
    let numbers = numbers(&value);
    let first = numbers.first().copied();
    let keywords = |kind: &str| match kind {
        "string" => Some(("minLength", "maxLength")),
        "array" => Some(("minItems", "maxItems")),
        _ => None,
    };
    let words: Vec<&str> = label.split_whitespace().collect();
    match words[..] {
        ["minimum", kind, "length"] => {
            keywords(kind).zip(first).map(|((min, _), n)| (min, n)).into_iter().collect()
        }
        ["maximum", kind, "length"] => {
            keywords(kind).zip(first).map(|((_, max), n)| (max, n)).into_iter().collect()
        }
        ["required", kind, "length"] => match (keywords(kind), &numbers[..]) {
            (Some((min, max)), [from, to]) => vec![(min, *from), (max, *to)],
            (Some((min, max)), [exact]) => vec![(min, *exact), (max, *exact)],
            _ => Vec::new(),
        },
        ["required", "range"] => match (&numbers[..], value.contains(">="), value.contains("<=")) {
            ([from, to], ..) => vec![("minimum", *from), ("maximum", *to)],
            ([from], true, false) => vec![("minimum", *from)],
            ([to], false, true) => vec![("maximum", *to)],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Returns the numbers in a text; a dash before a number is a separator.
fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter_map(|part| part.trim_matches('.').parse().ok())
        .collect()
}

/// Parses "1 to 25 applications", "1–255 characters": both ends, and the next word.
fn range(text: &str) -> Option<(f64, f64, String)> {
    let plain = text.replace(['–', '—'], " to ").replace(',', "").to_lowercase();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let at = words.windows(3).position(|three| {
        three[1] == "to" && [three[0], three[2]].iter().all(|word| number(word).is_some())
    })?;
    let noun = words.get(at + 3).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    Some((number(words[at])?, number(words[at + 2])?, noun.unwrap_or_default().to_owned()))
}

fn number(word: &str) -> Option<f64> {
    word.trim_matches(|c: char| "`().,;".contains(c)).parse().ok()
}

/// Returns the texts among a contract's values.
pub(super) fn texts<'v>(values: &[&'v Value]) -> Vec<&'v str> {
    values.iter().filter_map(|value| value.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Limits, range};

    #[test]
    fn lines_below_a_field() {
        let lines = |text: &'static str| Limits::of_lines(text.lines());
        assert_eq!(lines("Available options: `1h`, `24h`").options, ["1h", "24h"]);
        assert_eq!(
            lines("Available options:\npending,\ncompleted\n").options,
            ["pending", "completed"]
        );
        assert_eq!(lines("Minimum string length: 1").bounds, [("minLength", 1.0)]);
        assert_eq!(
            lines("Required array length: 1 - 25 elements").bounds,
            [("minItems", 1.0), ("maxItems", 25.0)]
        );
        assert_eq!(
            lines("Required range: 1 <= x <= 10").bounds,
            [("minimum", 1.0), ("maximum", 10.0)]
        );
        assert_eq!(lines("Maximum string length: 15,000").bounds, [("maxLength", 15_000.0)]);
        assert_eq!(lines("Your job identifier (external ID).").bounds, []);
    }

    #[test]
    fn ranges_in_prose() {
        assert_eq!(range("1 to 25 applications."), Some((1.0, 25.0, "applications".to_owned())));
        assert_eq!(range("Of 1–255 characters"), Some((1.0, 255.0, "characters".to_owned())));
        assert_eq!(range("from here to there"), None);
    }
}

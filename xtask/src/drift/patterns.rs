//! Determines by structure whether one regular expression implies another.

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

/// The maximum depth and width of the comparison; real patterns are small.
const MAX_STEPS: usize = 20_000;

/// Returns whether a pattern has no effect.
pub(super) fn fits_all(pattern: &str) -> bool {
    matches!(
        pattern,
        "" | "^"
            | "$"
            | ".*"
            | "^.*"
            | ".*$"
            | "^.*$"
            | "(.*)"
            | "^(.*)$"
            | "[\\s\\S]*"
            | "^[\\s\\S]*$"
    )
}

/// Returns whether everything that matches `old` provably matches `new`. False means that there is
/// no proof.
pub(super) fn widens(old: &str, new: &str) -> bool {
    let parse = |pattern: &str| regex_syntax::Parser::new().parse(pattern).ok();
    match (parse(old), parse(new)) {
        (Some(old), Some(new)) => Inclusion { steps: 0 }.holds(&old, &new),
        _ => false,
    }
}

struct Inclusion {
    steps: usize,
}

impl Inclusion {
    /// Returns whether each text that `old` matches is matched by `new`.
    fn holds(&mut self, old: &Hir, new: &Hir) -> bool {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return false;
        }
        if old == new {
            return true;
        }
        match (old.kind(), new.kind()) {
            (HirKind::Capture(old), _) => self.holds(&old.sub, new),
            (_, HirKind::Capture(new)) => self.holds(old, &new.sub),
            (HirKind::Alternation(parts), _) => parts.iter().all(|part| self.holds(part, new)),
            (_, HirKind::Alternation(parts)) => parts.iter().any(|part| self.holds(old, part)),
            (HirKind::Class(old), HirKind::Class(new)) => includes(old, new),
            (HirKind::Literal(text), HirKind::Class(new)) => {
                let text = str::from_utf8(&text.0).unwrap_or_default();
                let mut characters = text.chars();
                characters.next().is_some_and(|c| has(new, c)) && characters.next().is_none()
            }
            (HirKind::Repetition(old), HirKind::Repetition(new)) => self.repeats(old, new),
            (HirKind::Concat(_), _) | (_, HirKind::Concat(_)) => {
                self.sequence(&parts(old), &parts(new))
            }
            (_, HirKind::Repetition(new)) => {
                new.min <= 1 && new.max.is_none_or(|max| max >= 1) && self.holds(old, &new.sub)
            }
            _ => false,
        }
    }

    fn repeats(&mut self, old: &Repetition, new: &Repetition) -> bool {
        let as_many = match (old.max, new.max) {
            (_, None) => true,
            (Some(old), Some(new)) => old <= new,
            (None, Some(_)) => false,
        };
        new.min <= old.min && as_many && self.holds(&old.sub, &new.sub)
    }

    /// Returns whether a sequence is a subsequence of another whose other parts are optional.
    fn sequence(&mut self, old: &[Hir], new: &[Hir]) -> bool {
        match (old, new) {
            ([], rest) => rest.iter().all(can_be_empty),
            (_, []) => false,
            ([first, others @ ..], [other, rest @ ..]) => {
                (self.holds(first, other) && self.sequence(others, rest))
                    || (can_be_empty(other) && self.sequence(old, rest))
            }
        }
    }
}

/// Returns the parts of a pattern; a literal consists of its characters.
fn parts(pattern: &Hir) -> Vec<Hir> {
    let one = |part: &Hir| match part.kind() {
        HirKind::Literal(text) => {
            let text = str::from_utf8(&text.0).unwrap_or_default();
            text.chars().map(|c| Hir::literal(c.to_string().into_bytes())).collect()
        }
        _ => vec![part.clone()],
    };
    match pattern.kind() {
        HirKind::Concat(parts) => parts.iter().flat_map(one).collect(),
        _ => one(pattern),
    }
}

/// Returns whether a part matches the empty text anywhere; `^` and `$` do so at one place only.
fn can_be_empty(part: &Hir) -> bool {
    part.properties().minimum_len() == Some(0) && part.properties().look_set().is_empty()
}

fn includes(old: &Class, new: &Class) -> bool {
    match (old, new) {
        (Class::Unicode(old), Class::Unicode(new)) => {
            let mut rest = old.clone();
            rest.difference(new);
            rest.ranges().is_empty()
        }
        _ => false,
    }
}

fn has(class: &Class, c: char) -> bool {
    match class {
        Class::Unicode(class) => {
            class.ranges().iter().any(|range| range.start() <= c && c <= range.end())
        }
        Class::Bytes(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::widens;

    #[test]
    fn additions_are_detected() {
        for (old, new) in [
            ("^[a-z]+$", "^[a-zA-Z]+$"),
            ("^[a-z]{2,5}$", "^[a-z]{1,9}$"),
            ("^(a|b)$", "^(a|b|c)$"),
            ("^sk_[a-z]+$", "^sk_[a-z]+(_x)?$"),
            ("^a$", "^[ab]$"),
        ] {
            assert!(widens(old, new), "{old} → {new}");
            assert!(!widens(new, old), "{new} → {old}");
        }
    }

    #[test]
    fn unproven_implications_are_not_claimed() {
        for (old, new) in [("^[a-z]+$", "^[b-z]+$"), ("^a", "^b"), ("^a$", "a$b"), ("(", "a")] {
            assert!(!widens(old, new), "{old} → {new}");
        }
    }
}

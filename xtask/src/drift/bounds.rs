//! Limits of numbers, texts, lists and objects, and their changes.

use serde_json::Value;

use super::document::Object;
use super::patterns;

/// The limits of a schema.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Bounds {
    lower: Option<(f64, bool)>,
    upper: Option<(f64, bool)>,
    /// `minLength` and its like; 0 is no limit.
    lower_sizes: Vec<(&'static str, f64)>,
    upper_sizes: Vec<(&'static str, f64)>,
    /// Numbers must be multiples of each of them.
    steps: Vec<f64>,
    pattern: Vec<String>,
    unique: bool,
}

/// The direction of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BoundChange {
    Tighter,
    Looser,
    /// Another pattern that matches everything that the old one matches.
    Widened,
    /// The direction cannot be determined.
    Unclear,
}

/// A difference of a limit.
#[derive(Debug)]
pub(super) struct Move {
    pub(super) keyword: &'static str,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
    pub(super) moved: BoundChange,
}

const LOWER_KEYWORDS: [&str; 3] = ["minLength", "minItems", "minProperties"];
const UPPER_KEYWORDS: [&str; 3] = ["maxLength", "maxItems", "maxProperties"];

/// Returns whether a keyword is one of these limits.
pub(super) fn is_bound(key: &str) -> bool {
    LOWER_KEYWORDS.contains(&key)
        || UPPER_KEYWORDS.contains(&key)
        || matches!(
            key,
            "minimum"
                | "maximum"
                | "exclusiveMinimum"
                | "exclusiveMaximum"
                | "multipleOf"
                | "pattern"
                | "uniqueItems"
        )
}

impl Bounds {
    /// Adds one keyword of an object; of several limits the tighter one is kept.
    pub(super) fn add(&mut self, key: &str, value: &Value, object: &Object) {
        let flag = |key: &str| object.get(key) == Some(&Value::Bool(true));
        match (key, value.as_f64()) {
            ("minimum", Some(limit)) => raise(&mut self.lower, (limit, flag("exclusiveMinimum"))),
            ("exclusiveMinimum", Some(limit)) => raise(&mut self.lower, (limit, true)),
            ("maximum", Some(limit)) => lower(&mut self.upper, (limit, flag("exclusiveMaximum"))),
            ("exclusiveMaximum", Some(limit)) => lower(&mut self.upper, (limit, true)),
            ("multipleOf", Some(step)) => self.add_step(step),
            ("pattern", _) => {
                let pattern = value.as_str().filter(|pattern| !patterns::fits_all(pattern));
                self.pattern.extend(pattern.map(str::to_owned));
            }
            ("uniqueItems", _) => self.unique |= value == &Value::Bool(true),
            (key, Some(limit)) => {
                if let Some(key) = LOWER_KEYWORDS
                    .into_iter()
                    .find(|lower_sizes| *lower_sizes == key)
                    .filter(|_| limit > 0.0)
                {
                    tighten(&mut self.lower_sizes, key, limit, f64::max);
                } else if let Some(key) =
                    UPPER_KEYWORDS.into_iter().find(|upper_sizes| *upper_sizes == key)
                {
                    tighten(&mut self.upper_sizes, key, limit, f64::min);
                }
            }
            _ => {}
        }
    }

    /// Adds a step, unless another implies it.
    fn add_step(&mut self, step: f64) {
        if step <= 0.0 || self.steps.iter().any(|other| divides(step, *other)) {
            return;
        }
        self.steps.retain(|other| !divides(*other, step));
        self.steps.push(step);
        self.steps.sort_by(f64::total_cmp);
    }

    /// Normalises exclusive limits of integers: `> 0` is `>= 1`.
    pub(super) fn of_integers(&mut self) {
        if let Some((limit, true)) = self.lower {
            self.lower = Some((limit.floor() + 1.0, false));
        }
        if let Some((limit, true)) = self.upper {
            self.upper = Some((limit.ceil() - 1.0, false));
        }
    }

    /// Returns the limit of a keyword.
    pub(super) fn limit(&self, keyword: &str) -> Option<f64> {
        match keyword {
            "minimum" => self.lower.map(|(limit, _)| limit),
            "maximum" => self.upper.map(|(limit, _)| limit),
            _ => find(&self.lower_sizes, keyword).or_else(|| find(&self.upper_sizes, keyword)),
        }
    }

    /// Returns whether it allows a number.
    pub(super) fn admits(&self, number: f64) -> bool {
        self.lower.is_none_or(|(limit, open)| number > limit || (!open && number >= limit))
            && self.upper.is_none_or(|(limit, open)| number < limit || (!open && number <= limit))
    }

    /// Returns the limits that differ between `self` and `new`.
    pub(super) fn moves(&self, new: &Self) -> Vec<Move> {
        let mut moves = Vec::new();
        let mut note = |keyword, old: Option<String>, new: Option<String>, way| {
            moves.push(Move { keyword, old, new, moved: way });
        };
        if self.lower != new.lower {
            let tighter = rank(new.lower, f64::NEG_INFINITY) > rank(self.lower, f64::NEG_INFINITY);
            note(
                "minimum",
                self.lower.map(|at| shown(at, ">")),
                new.lower.map(|at| shown(at, ">")),
                moved_towards(tighter),
            );
        }
        if self.upper != new.upper {
            let rank = |at: Option<(f64, bool)>| {
                at.map_or((f64::INFINITY, 1), |(limit, open)| (limit, i8::from(!open)))
            };
            note(
                "maximum",
                self.upper.map(|at| shown(at, "<")),
                new.upper.map(|at| shown(at, "<")),
                moved_towards(rank(new.upper) < rank(self.upper)),
            );
        }
        for key in LOWER_KEYWORDS {
            let (old, new) = (find(&self.lower_sizes, key), find(&new.lower_sizes, key));
            if old != new {
                note(
                    key,
                    old.map(number),
                    new.map(number),
                    moved_towards(new.unwrap_or(0.0) > old.unwrap_or(0.0)),
                );
            }
        }
        for key in UPPER_KEYWORDS {
            let (old, new) = (find(&self.upper_sizes, key), find(&new.upper_sizes, key));
            if old != new {
                let tighter = new.unwrap_or(f64::INFINITY) < old.unwrap_or(f64::INFINITY);
                note(key, old.map(number), new.map(number), moved_towards(tighter));
            }
        }
        if self.steps != new.steps {
            // Every multiple of all steps of one side is a multiple of all steps of the other.
            let implies = |these: &[f64], those: &[f64]| {
                those.iter().all(|part| these.iter().any(|whole| divides(*part, *whole)))
            };
            let way = if implies(&new.steps, &self.steps) {
                BoundChange::Tighter
            } else if implies(&self.steps, &new.steps) {
                BoundChange::Looser
            } else {
                BoundChange::Unclear
            };
            let all = |steps: &[f64]| {
                let words: Vec<String> = steps.iter().copied().map(number).collect();
                (!words.is_empty()).then(|| words.join(" and "))
            };
            note("multipleOf", all(&self.steps), all(&new.steps), way);
        }
        if self.unique != new.unique {
            let word = |unique: bool| Some(if unique { "unique" } else { "any" }.to_owned());
            note("uniqueItems", word(self.unique), word(new.unique), moved_towards(new.unique));
        }
        if self.pattern != new.pattern {
            let all = |patterns: &[String]| (!patterns.is_empty()).then(|| patterns.join(" and "));
            let way = if self.pattern.iter().all(|pattern| new.pattern.contains(pattern)) {
                BoundChange::Tighter
            } else if new.pattern.iter().all(|pattern| self.pattern.contains(pattern)) {
                BoundChange::Looser
            } else if self.pattern.len() == 1
                && new.pattern.iter().all(|new| patterns::widens(&self.pattern[0], new))
            {
                BoundChange::Widened
            } else if new.pattern.len() == 1
                && self.pattern.iter().all(|old| patterns::widens(&new.pattern[0], old))
            {
                BoundChange::Tighter
            } else {
                BoundChange::Unclear
            };
            note("pattern", all(&self.pattern), all(&new.pattern), way);
        }
        moves
    }
}

/// Returns whether every multiple of `whole` is one of `part`, except for rounding.
fn divides(part: f64, whole: f64) -> bool {
    let times = whole / part;
    (times - times.round()).abs() < 1e-9 * times.abs().max(1.0)
}

fn raise(at: &mut Option<(f64, bool)>, new: (f64, bool)) {
    if rank(Some(new), 0.0) > rank(*at, f64::NEG_INFINITY) {
        *at = Some(new);
    }
}

fn lower(at: &mut Option<(f64, bool)>, new: (f64, bool)) {
    if at.is_none_or(|old| (new.0, !new.1) < (old.0, !old.1)) {
        *at = Some(new);
    }
}

fn rank(at: Option<(f64, bool)>, none: f64) -> (f64, i8) {
    at.map_or((none, -1), |(limit, open)| (limit, i8::from(open)))
}

fn tighten(
    all: &mut Vec<(&'static str, f64)>,
    key: &'static str,
    limit: f64,
    pick: fn(f64, f64) -> f64,
) {
    match all.iter_mut().find(|(other, _)| *other == key) {
        Some((_, old)) => *old = pick(*old, limit),
        None => all.push((key, limit)),
    }
}

fn find(all: &[(&'static str, f64)], key: &str) -> Option<f64> {
    all.iter().find(|(other, _)| *other == key).map(|(_, limit)| *limit)
}

fn moved_towards(tighter: bool) -> BoundChange {
    if tighter { BoundChange::Tighter } else { BoundChange::Looser }
}

fn shown((limit, open): (f64, bool), sign: &str) -> String {
    format!("{sign}{} {}", if open { "" } else { "=" }, number(limit))
}

fn number(limit: f64) -> String {
    format!("{limit}")
}

//! Limits of numbers, texts, lists and objects, and which way each of them moved.

use serde_json::Value;

use super::document::Object;

/// The limits a schema sets.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Bounds {
    lower: Option<(f64, bool)>,
    upper: Option<(f64, bool)>,
    /// `minLength` and its like; 0 is no limit.
    least: Vec<(&'static str, f64)>,
    most: Vec<(&'static str, f64)>,
    step: Option<f64>,
    pattern: Vec<String>,
    unique: bool,
}

/// Which way a limit moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    Tighter,
    Looser,
    /// Neither can be shown.
    Elsewhere,
}

/// One limit that differs.
#[derive(Debug)]
pub(super) struct Move {
    pub(super) keyword: &'static str,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
    pub(super) moved: Moved,
}

const LEAST: [&str; 3] = ["minLength", "minItems", "minProperties"];
const MOST: [&str; 3] = ["maxLength", "maxItems", "maxProperties"];

/// Whether a keyword is one of these limits.
pub(super) fn is_bound(key: &str) -> bool {
    LEAST.contains(&key)
        || MOST.contains(&key)
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
    /// Adds one keyword of an object; limits that hold together make the tighter one.
    pub(super) fn add(&mut self, key: &str, value: &Value, object: &Object) {
        let flag = |key: &str| object.get(key) == Some(&Value::Bool(true));
        match (key, value.as_f64()) {
            ("minimum", Some(limit)) => raise(&mut self.lower, (limit, flag("exclusiveMinimum"))),
            ("exclusiveMinimum", Some(limit)) => raise(&mut self.lower, (limit, true)),
            ("maximum", Some(limit)) => lower(&mut self.upper, (limit, flag("exclusiveMaximum"))),
            ("exclusiveMaximum", Some(limit)) => lower(&mut self.upper, (limit, true)),
            ("multipleOf", Some(step)) => self.step = Some(step),
            ("pattern", _) => self.pattern.extend(value.as_str().map(str::to_owned)),
            ("uniqueItems", _) => self.unique |= value == &Value::Bool(true),
            (key, Some(limit)) => {
                if let Some(key) =
                    LEAST.into_iter().find(|least| *least == key).filter(|_| limit > 0.0)
                {
                    tighten(&mut self.least, key, limit, f64::max);
                } else if let Some(key) = MOST.into_iter().find(|most| *most == key) {
                    tighten(&mut self.most, key, limit, f64::min);
                }
            }
            _ => {}
        }
    }

    /// Among integers `> 0` is `>= 1`.
    pub(super) fn of_integers(&mut self) {
        if let Some((limit, true)) = self.lower {
            self.lower = Some((limit.floor() + 1.0, false));
        }
        if let Some((limit, true)) = self.upper {
            self.upper = Some((limit.ceil() - 1.0, false));
        }
    }

    /// The numbers it admits, for a reader who asks about one.
    pub(super) fn admits(&self, number: f64) -> bool {
        self.lower.is_none_or(|(limit, open)| number > limit || (!open && number >= limit))
            && self.upper.is_none_or(|(limit, open)| number < limit || (!open && number <= limit))
    }

    /// Every limit that differs from `self` to `new`.
    pub(super) fn moves(&self, new: &Self) -> Vec<Move> {
        let mut moves = Vec::new();
        let mut note = |keyword, old: Option<String>, new: Option<String>, way| {
            moves.push(Move { keyword, old, new, moved: way })
        };
        if self.lower != new.lower {
            let tighter = rank(new.lower, f64::NEG_INFINITY) > rank(self.lower, f64::NEG_INFINITY);
            note(
                "minimum",
                self.lower.map(|at| shown(at, ">")),
                new.lower.map(|at| shown(at, ">")),
                direction(tighter),
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
                direction(rank(new.upper) < rank(self.upper)),
            );
        }
        for key in LEAST {
            let (old, new) = (find(&self.least, key), find(&new.least, key));
            if old != new {
                note(
                    key,
                    old.map(number),
                    new.map(number),
                    direction(new.unwrap_or(0.0) > old.unwrap_or(0.0)),
                );
            }
        }
        for key in MOST {
            let (old, new) = (find(&self.most, key), find(&new.most, key));
            if old != new {
                let tighter = new.unwrap_or(f64::INFINITY) < old.unwrap_or(f64::INFINITY);
                note(key, old.map(number), new.map(number), direction(tighter));
            }
        }
        if self.step != new.step {
            let way = match (self.step, new.step) {
                (None, _) => Moved::Tighter,
                (_, None) => Moved::Looser,
                (Some(was), Some(is)) if divides(was, is) => Moved::Tighter,
                (Some(was), Some(is)) if divides(is, was) => Moved::Looser,
                _ => Moved::Elsewhere,
            };
            note("multipleOf", self.step.map(number), new.step.map(number), way);
        }
        if self.unique != new.unique {
            let word = |unique: bool| Some(if unique { "unique" } else { "any" }.to_owned());
            note("uniqueItems", word(self.unique), word(new.unique), direction(new.unique));
        }
        if self.pattern != new.pattern {
            let all = |patterns: &[String]| (!patterns.is_empty()).then(|| patterns.join(" and "));
            let way = if self.pattern.iter().all(|pattern| new.pattern.contains(pattern)) {
                Moved::Tighter
            } else if new.pattern.iter().all(|pattern| self.pattern.contains(pattern)) {
                Moved::Looser
            } else {
                Moved::Elsewhere
            };
            note("pattern", all(&self.pattern), all(&new.pattern), way);
        }
        moves
    }
}

/// Whether every multiple of `whole` is one of `part`, but for rounding.
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

fn direction(tighter: bool) -> Moved {
    if tighter { Moved::Tighter } else { Moved::Looser }
}

fn shown((limit, open): (f64, bool), sign: &str) -> String {
    format!("{sign}{} {}", if open { "" } else { "=" }, number(limit))
}

fn number(limit: f64) -> String {
    format!("{limit}")
}

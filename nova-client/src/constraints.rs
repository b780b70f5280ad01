//! Checks of a request before it is sent, against the bounds in the contract.
//!
//! The generated code calls these; an error names the field and the requirement, never the value.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use serde::Serialize;

use crate::unknown::Place;

type Outcome = Result<(), String>;

/// A request type with values that can violate a bound.
pub(crate) trait Check {
    /// Checks the value at this path and the values inside it; the error describes the first
    /// violation.
    fn check(&self, at: &Place<'_>) -> Outcome;
}

/// A number of any type that a contract can use.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) enum Number {
    Integer(i128),
    Float(f64),
}

macro_rules! integer_from {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Number {
            fn from(number: $kind) -> Self {
                Self::Integer(number.into())
            }
        }
    )*};
}

integer_from!(i8, i16, i32, i64, u8, u16, u32, u64);

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<f32> for Number {
    fn from(number: f32) -> Self {
        Self::Float(number.into())
    }
}

impl Number {
    #[allow(clippy::cast_precision_loss, reason = "compared with a float")]
    fn as_f64(self) -> f64 {
        match self {
            Self::Integer(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    fn compare(self, other: Self) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => Some(one.cmp(&other)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
        }
    }
}

pub(crate) fn minimum(
    at: &Place<'_>,
    value: Number,
    min: impl Into<Number>,
    is_excluded: bool,
) -> Outcome {
    let min = min.into();
    let fits = value
        .compare(min)
        .is_some_and(|order| if is_excluded { order.is_gt() } else { order.is_ge() });
    let words = if is_excluded { "above" } else { "at least" };
    ensure(fits, at, || format!("must be {words} {min}"))
}

pub(crate) fn maximum(
    at: &Place<'_>,
    value: Number,
    max: impl Into<Number>,
    is_excluded: bool,
) -> Outcome {
    let max = max.into();
    let fits = value
        .compare(max)
        .is_some_and(|order| if is_excluded { order.is_lt() } else { order.is_le() });
    let words = if is_excluded { "below" } else { "at most" };
    ensure(fits, at, || format!("must be {words} {max}"))
}

pub(crate) fn multiple_of(
    at: &Place<'_>,
    value: impl Into<Number>,
    step: impl Into<Number>,
) -> Outcome {
    let (value, step) = (value.into(), step.into());
    let fits = if let (Number::Integer(value), Number::Integer(step)) = (value, step) {
        step != 0 && value % step == 0
    } else {
        let count = value.as_f64() / step.as_f64();
        (count - count.round()).abs() < 1e-9
    };
    ensure(fits, at, || format!("must be a multiple of {step}"))
}

pub(crate) fn length(at: &Place<'_>, value: &str, range: RangeInclusive<usize>) -> Outcome {
    ensure(range.contains(&value.chars().count()), at, || {
        format!("must have {} characters", words(&range))
    })
}

pub(crate) fn bytes(at: &Place<'_>, value: &str, max: usize) -> Outcome {
    ensure(value.len() <= max, at, || format!("must have at most {max} bytes"))
}

pub(crate) fn items(at: &Place<'_>, count: usize, range: RangeInclusive<usize>) -> Outcome {
    ensure(range.contains(&count), at, || format!("must have {} items", words(&range)))
}

pub(crate) fn unique<T: PartialEq>(at: &Place<'_>, value: &[T]) -> Outcome {
    let fits = value.iter().enumerate().all(|(index, item)| !value[..index].contains(item));
    ensure(fits, at, || "must not have an item twice".to_owned())
}

pub(crate) fn properties(
    at: &Place<'_>,
    value: &impl Serialize,
    range: RangeInclusive<usize>,
) -> Outcome {
    // A value that cannot be serialized is reported when the request is sent.
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(value) else { return Ok(()) };
    ensure(range.contains(&fields.len()), at, || format!("must have {} fields", words(&range)))
}

/// A regular expression of the contract, compiled at its first use.
pub(crate) struct Pattern {
    text: &'static str,
    compiled: OnceLock<Option<regex_lite::Regex>>,
}

impl Pattern {
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, compiled: OnceLock::new() }
    }
}

pub(crate) fn matches(at: &Place<'_>, value: &str, pattern: &'static Pattern) -> Outcome {
    // The code generation has checked that it compiles.
    let compiled = pattern.compiled.get_or_init(|| regex_lite::Regex::new(pattern.text).ok());
    ensure(compiled.as_ref().is_none_or(|compiled| compiled.is_match(value)), at, || {
        format!("must match the pattern {}", pattern.text)
    })
}

fn words(range: &RangeInclusive<usize>) -> String {
    match (*range.start(), *range.end()) {
        (min, usize::MAX) => format!("at least {min}"),
        (0, max) => format!("at most {max}"),
        (min, max) => format!("{min} to {max}"),
    }
}

fn ensure(fits: bool, at: &Place<'_>, what: impl FnOnce() -> String) -> Outcome {
    if fits {
        return Ok(());
    }
    let path = at.path();
    let place = if path.is_empty() { "the body" } else { &path };
    Err(format!("{place} {}", what()))
}
